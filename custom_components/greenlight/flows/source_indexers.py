"""What the forms of indexers share: their categories, their names, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant

from ..const import CONF_CATEGORIES
from ..engine.release import Protocol
from ..parts.kinds import PROWLARR, TORZNAB, source_type
from ..presentation.texts import Texts
from ..sources.base import SourceAuth, SourceError, SourceTls
from ..sources.searching import Indexer, Privacy, Searches
from .part import Refused, Values, words
from .source_steps import source_of

# The kinds of sources that are opened by a key.
KEYED: Final = (TORZNAB, PROWLARR)
_PRIVACY: Final = {
    Privacy.PUBLIC: "indexer_public",
    Privacy.SEMI_PRIVATE: "indexer_semi_private",
    Privacy.PRIVATE: "indexer_private",
}
# What answers there is not what was meant.
_ELSEWHERE: Final = ("not_a_feed", "web_page", "not_found", "empty_answer")
# In place of the words for a feed, what helps with an indexer, and with Prowlarr.
INDEXER_WORDS: Final[Mapping[str, str]] = {
    SourceAuth.key: "indexer_key_refused",
    SourceTls.key: "indexer_tls_failed",
    **dict.fromkeys(_ELSEWHERE, "not_an_indexer"),
}
PROWLARR_WORDS: Final[Mapping[str, str]] = {
    SourceAuth.key: "prowlarr_key_refused",
    SourceTls.key: "indexer_tls_failed",
    **dict.fromkeys(_ELSEWHERE, "not_prowlarr"),
}


def refused(err: SourceError, own: Mapping[str, str]) -> Refused:
    """Return what a form says of what has failed, at the field that is to be changed."""
    field = CONF_API_KEY if isinstance(err, SourceAuth) else CONF_URL
    return Refused(field, own.get(err.key, err.key), detail=err.detail)


def read_categories(values: Values) -> dict[str, list[str]]:
    """Return the categories that were chosen or typed. Raises ``Refused`` for what is no number."""
    typed = words(CONF_CATEGORIES, values)
    if wrong := [one for one in typed if not (one.isdecimal() and len(one) <= 6)]:
        raise Refused(CONF_CATEGORIES, "invalid_category", category=", ".join(wrong))
    return {CONF_CATEGORIES: [*dict.fromkeys(str(int(one)) for one in typed)]}


def read_key(values: Values, stored: Values, other: str = "") -> dict[str, Any]:
    """Return the key that was filled in, else one that was in the address, else the stored."""
    typed = str(values.get(CONF_API_KEY, "")).strip()
    return {CONF_API_KEY: typed or other or stored.get(CONF_API_KEY)}


async def async_try_key(hass: HomeAssistant, data: Values) -> None:
    """Look whether an indexer, or Prowlarr, takes a key. Raises ``Refused``."""
    own = PROWLARR_WORDS if source_type(data) == PROWLARR else INDEXER_WORDS
    try:
        async with source_of(hass, data) as source:
            if source_type(data) == PROWLARR and isinstance(source, Searches):
                # Its indexers may be silent for reasons of their own.
                await source.indexers()
            else:
                await source.fetch()
    except SourceError as err:
        raise refused(err, own) from err


def choices(
    texts: Texts, indexers: Iterable[Indexer], chosen: Iterable[str], now: float
) -> dict[str, str]:
    """Return the indexers by their ids, each with what is to be known before it is chosen.

    What was ``chosen`` and is gone stays to be seen.
    """
    told = {one.id: _told(texts, one, now) for one in indexers}
    gone = {one: texts.text("indexer_gone", id=one) for one in chosen}
    return gone | told


def _told(texts: Texts, one: Indexer, now: float) -> str:
    usenet = one.protocol is Protocol.USENET
    told = [texts.text("indexer_usenet" if usenet else "indexer_torrent")]
    if one.privacy is not None:
        told.append(texts.text(_PRIVACY[one.privacy]))
    if not one.enabled:
        told.append(texts.text("indexer_disabled"))
    if not one.looks:
        told.append(texts.text("indexer_only_searches"))
    elif not one.searches:
        told.append(texts.text("indexer_only_looks"))
    if one.down_until is not None and one.down_until > now:
        at = texts.when(one.down_until, now)
        told.append(texts.text("indexer_down", until=at))
    return f"{one.name} ({', '.join(told)})"
