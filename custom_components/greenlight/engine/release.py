"""Release: one thing on offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

MAX_LINK_CHARS: Final = 16 * 1024
SCHEMES: Final = frozenset({"http", "https", "magnet"})


class Protocol(StrEnum):
    """How a release is downloaded."""

    TORRENT = "torrent"
    USENET = "usenet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One thing on offer, as a source tells it. Whatever is not known is None or empty.

    ``link`` is a magnet link or the http(s) address of a ``.torrent`` or ``.nzb`` file; it may
    carry a passkey, so it is never shown. ``size`` is in bytes, ``published`` in seconds since the
    epoch, ``hashes`` are lower-case hex (see ``files.hashes``).
    """

    guid: str
    title: str
    link: str = field(repr=False)
    source: str
    protocol: Protocol = Protocol.TORRENT
    size: int | None = None
    hashes: frozenset[str] = frozenset()
    seeders: int | None = None
    peers: int | None = None
    published: float | None = None
    categories: tuple[str, ...] = ()


def usable_link(link: str) -> bool:
    """Tell whether a link has a scheme we follow and a sane length."""
    if not link or len(link) > MAX_LINK_CHARS or not link.isprintable():
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme.lower() == "magnet" or (
            parts.scheme.lower() in SCHEMES and bool(parts.hostname)
        )
    except ValueError:
        return False


def release_to_dict(release: Release) -> dict[str, Any]:
    """Return what ``release_from_dict`` reads; what may be missing is left out when empty."""
    data = {
        "guid": release.guid,
        "title": release.title,
        "link": release.link,
        "source": release.source,
        "protocol": release.protocol.value,
        "size": release.size,
        "hashes": sorted(release.hashes),
        "seeders": release.seeders,
        "peers": release.peers,
        "published": release.published,
        "categories": list(release.categories),
    }
    wanted = ("guid", "title", "link")
    return {
        key: value
        for key, value in data.items()
        if key in wanted or value not in (None, [], "")
    }


def release_from_dict(data: Mapping[str, Any]) -> Release:
    """Read a stored release. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if damaged."""
    return Release(
        guid=stored_text(data["guid"]),
        title=stored_text(data["title"]),
        link=stored_text(data["link"]),
        source=stored_text(data.get("source", "")),
        protocol=Protocol(data.get("protocol", Protocol.TORRENT)),
        size=_number(data.get("size")),
        hashes=frozenset(stored_texts(data.get("hashes", []))),
        seeders=_number(data.get("seeders")),
        peers=_number(data.get("peers")),
        published=_number(data.get("published")),
        categories=stored_texts(data.get("categories", [])),
    )


def stored_text(value: Any) -> str:
    """Return a stored text. Raises ``TypeError`` for anything else."""
    if isinstance(value, str):
        return value
    raise TypeError("not a text")


def stored_texts(values: Any) -> tuple[str, ...]:
    """Return a stored list of texts. Raises ``TypeError`` for anything else."""
    if isinstance(values, list | tuple):
        return tuple(map(stored_text, values))
    raise TypeError("not a list")


def _number(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    raise TypeError("not a number")
