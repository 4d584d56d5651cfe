"""The device of a part: what its page shows before anything has answered."""

from collections.abc import Mapping
from typing import Final, TypedDict

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_URL
from yarl import URL

from ..const import APPROVER, ASKER, CLIENT, LIBRARY, RULE, SOURCE
from .kinds import (
    ARR,
    CLIENT_KINDS,
    FEED,
    LIBRARY_KINDS,
    PROWLARR,
    PUSH,
    SEARCH,
    TORZNAB,
    ClientKind,
    LibraryKind,
    client_type,
    source_type,
)

# By these the pickers of actions know what to offer.
MODELS: Final = {RULE: "Rule", APPROVER: "Approver", ASKER: "Asker"}
SOURCE_MODELS: Final[Mapping[str, str]] = {
    FEED: "Feed",
    TORZNAB: "Indexer",
    PROWLARR: "Prowlarr",
    SEARCH: "Saved search",
    PUSH: "Announces",
    ARR: "Decisions",
}
_OURS: Final = "Greenlight"
# Those parts that are a program of somebody else's.
_PROGRAMS: Final[Mapping[str, Mapping[str, ClientKind | LibraryKind]]] = {
    CLIENT: CLIENT_KINDS,
    LIBRARY: LIBRARY_KINDS,
}


class Facts(TypedDict):
    """What a device is called, who made it, and the page where it is set up."""

    name: str
    manufacturer: str
    model: str | None
    configuration_url: str | None


def facts_of(subentry: ConfigSubentry) -> Facts:
    """Return what is known of a part's device from what is stored."""
    kind = subentry.subentry_type
    model, manufacturer = MODELS.get(kind), _OURS
    if kind == SOURCE:
        model = SOURCE_MODELS.get(source_type(subentry.data))
    known = _PROGRAMS.get(kind, {}).get(client_type(subentry.data))
    if known:
        model = manufacturer = known.name
    return Facts(
        name=subentry.title,
        manufacturer=manufacturer,
        model=model,
        configuration_url=_page(subentry),
    )


def pages_of(subentry: ConfigSubentry) -> str:
    """Return where a program's own pages are, without what could be a key; empty for nowhere."""
    page = _page(subentry)
    return str(URL(page).with_query(None).with_fragment(None)) if page else ""


def _page(subentry: ConfigSubentry) -> str | None:
    """Return where a part is reached with a browser, None if nowhere.

    The address of a source may hold a passkey, so that only its site is told.
    """
    try:
        url = URL(subentry.data.get(CONF_URL, ""))
        if url.scheme not in ("http", "https"):
            return None
        if subentry.subentry_type in _PROGRAMS:
            # Transmission is asked there, and shows itself one above.
            return str(url.with_user(None)).removesuffix("/rpc")
        return str(url.origin())
    except ValueError:
        return None
