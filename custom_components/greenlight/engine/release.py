"""Release: one thing on offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from .address import page_of
from .library.item import NO_IDS, Ids
from .library.item_stored import ids_from_dict, ids_to_dict
from .opinion import Opinion, opinion_from_dict, opinion_to_dict
from .stored import Reading, stored_text, stored_texts
from .text import clean_title

MAX_LINK_CHARS: Final = 16 * 1024
SCHEMES: Final = frozenset({"http", "https", "magnet"})


class Protocol(StrEnum):
    """How a release is downloaded."""

    TORRENT = "torrent"
    USENET = "usenet"


class Flag(StrEnum):
    """What an indexer says of a release beside its title."""

    # What of it counts against a person's ratio: nothing, a quarter, half.
    FREELEECH = "freeleech"
    QUARTER = "quarter"
    HALF = "half"
    # What is uploaded counts twice.
    DOUBLE_UPLOAD = "double_upload"
    INTERNAL = "internal"
    SCENE = "scene"
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One thing on offer, as a source tells it. Whatever is not known is None or empty.

    ``link`` is a magnet link, the http(s) address of a ``.torrent`` or ``.nzb`` file, or a ticket (see
    ``decided``); it may carry a passkey, so it is never shown. ``size`` is in bytes, ``published`` in seconds since the
    epoch, ``hashes`` are lower-case hex (see ``files.hashes``). ``page`` is the address of a page
    about it, which people may be shown. ``ids`` are those of its work, where the source knows them.
    ``indexer`` is what a source that asks several calls the one that has it, ``opinion`` what the
    program makes of it that has found it. ``search`` is the id of the saved search that found it at
    ``source``, empty for what that offers by itself.
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
    page: str = ""
    ids: Ids = NO_IDS
    indexer: str = ""
    flags: frozenset[Flag] = frozenset()
    opinion: Opinion | None = None
    search: str = ""

    @property
    def ways(self) -> frozenset[str]:
        """Return the ids of whom it came by: its source, and the saved search that found it there."""
        return frozenset({self.source, self.search} - {""})

    @property
    def remembered_by(self) -> str:
        """Return the id of the source, or saved search, that remembers it."""
        return self.search or self.source


def place_of(source: str, indexer: str) -> str:
    """Return what people call the place of a release: its source and the indexer behind that."""
    names = [source, *([indexer] if indexer.casefold() != source.casefold() else [])]
    return " · ".join(name for name in names if name)


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
        "page": release.page,
        "ids": ids_to_dict(release.ids),
        "indexer": release.indexer,
        "flags": sorted(flag.value for flag in release.flags),
        "opinion": opinion_to_dict(release.opinion) if release.opinion else None,
        "search": release.search,
    }
    wanted = ("guid", "title", "link")
    return {
        key: value
        for key, value in data.items()
        if key in wanted or value not in (None, [], "", {})
    }


def release_from_dict(
    data: Mapping[str, Any], reading: Reading | None = None
) -> Release:
    """Read a stored release. What is absurd in it is unknown.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` if there is no telling what it is.
    """
    read = reading or Reading()
    return Release(
        guid=stored_text(data["guid"]),
        title=clean_title(stored_text(data["title"])),
        link=stored_text(data["link"]),
        source=stored_text(data.get("source", "")),
        protocol=Protocol(data.get("protocol", Protocol.TORRENT)),
        size=read.whole(data.get("size"), None),
        hashes=frozenset(stored_texts(data.get("hashes", []))),
        seeders=read.whole(data.get("seeders"), None),
        peers=read.whole(data.get("peers"), None),
        published=read.time(data.get("published"), None),
        categories=read.texts(data.get("categories")),
        page=page_of(read.text(data.get("page", ""))),
        ids=ids_from_dict(data.get("ids"), read),
        indexer=read.text(data.get("indexer", "")),
        # What a later version knows is no fault.
        flags=frozenset(
            Flag(name) for name in read.texts(data.get("flags")) if name in Flag
        ),
        opinion=opinion_from_dict(data.get("opinion"), read),
        search=read.text(data.get("search", "")),
    )
