"""From an item of a feed to the release it offers: RSS, Atom and the dialects of indexers.

Read are Torznab and Newznab (https://torznab.github.io/spec-1.3-draft/), Nyaa's namespace, ezRSS
(``torrent:``) and the elements without a namespace that sites made up.
"""

from datetime import UTC, datetime
import hashlib
import html
import re
from typing import Final

from ...engine.files.hashes import normalise_hash
from ...engine.files.magnet import is_magnet, magnet_hashes
from ...engine.library.item import Ids
from ...engine.release import Flag, Protocol, Release
from ...engine.text import MAX_TITLE_CHARS, clean_title
from ..encoding import read_as_utf8
from ..link import without_marks
from .element import Item
from .links import Link, links, page
from .values import (
    Told,
    count_in_words,
    first,
    in_words,
    read_count,
    read_factor,
    read_size,
    size_in_words,
    told,
)

MAX_CATEGORIES: Final = 20
MAX_GUID_CHARS: Final = 200
MAX_NAME_CHARS: Final = 100
# An enclosure this small tells the size of the torrent file, as RSS 2.0 has it, and not of what it
# describes. Sonarr draws the line there too (TorrentRssSettingsDetector).
MIN_ENCLOSURE: Final = 2 * 1024**2

_OLDEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_CLOCKS_APART = 24 * 3600
# Numbers that change at each look are no part of a title.
_TALLY = re.compile(
    r"\s*[\[(]\s*seed(?:er)?s?\s*[:(]?\s*\d+\)?[\s/|,-]*leech(?:er)?s?\s*[:(]?\s*\d+\)?\s*[\])]\s*$",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][^<>]{0,999}>", re.IGNORECASE)
# Who asks several indexers says of which an item is; NZBHydra does so in an attribute.
_INDEXERS = ("prowlarrindexer", "jackettindexer", "hydraindexername")
_IMDB = re.compile(r"(?:tt)?(\d{5,10})")
# What of a download counts against a person's ratio.
_COUNTED = {0.0: Flag.FREELEECH, 0.25: Flag.QUARTER, 0.5: Flag.HALF}
_TAGS = {"internal": Flag.INTERNAL, "scene": Flag.SCENE, "exclusive": Flag.EXCLUSIVE}


class UnusableItem(ValueError):
    """The item offers nothing that could be downloaded; the text says why, without secrets."""


def read_item(item: Item, *, source: str, base: str, now: float) -> Release:
    """Read an item of the feed at ``base``. Raises ``UnusableItem``.

    ``now`` is in epoch seconds: a date after tomorrow is none.
    """
    title = _title(item)
    if not title:
        raise UnusableItem("an item without a title")
    found = links(item, base)
    if not found:
        raise UnusableItem(f"no link that can be followed: {title}")
    link = min(found, key=lambda one: one.rank)
    values, words = told(item), in_words(item)
    seeders = first(values, read_count, "seeders", "seeds")
    if seeders is None:
        seeders = count_in_words(words, "seeders")
    return Release(
        guid=_guid(item, title, link.address),
        title=title,
        link=link.address,
        source=source,
        protocol=_protocol(item, link),
        size=first(values, read_size, "size", "contentlength")
        or _enclosed_size(found)
        or size_in_words(words),
        hashes=_hashes(values, link),
        seeders=seeders,
        peers=_peers(values, words, seeders),
        published=_published(item, now),
        categories=_categories(values),
        page=page(item, found, link),
        ids=_ids(values),
        indexer=_indexer(item, values),
        flags=_flags(values),
    )


def _title(item: Item) -> str:
    # Sites escape once more than XML asks for; a cleaned title cannot get longer than its text.
    text = item.text("title")[: 10 * MAX_TITLE_CHARS]
    titles = (each for each in item.all("title") if not each.prefix)
    if any(each.attributes.get("type") == "html" for each in titles):
        # Only Atom says so (RFC 4287, 3.1.1); elsewhere what is in brackets is the title's own.
        text = _TAG.sub("", text)
    title = clean_title(read_as_utf8(without_marks(html.unescape(text))))
    return _TALLY.sub("", title) or title


def _guid(item: Item, title: str, link: str) -> str:
    """Return what the feed calls the item. An address may hold a passkey, so it is hashed."""
    guid = item.text("guid", "id", "about").strip()
    address = "://" in guid or is_magnet(guid)
    if guid and len(guid) <= MAX_GUID_CHARS and not address and guid.isprintable():
        return guid
    known = guid or f"{title}\n{link}"
    return hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()


def _protocol(item: Item, link: Link) -> Protocol:
    """Tell the protocol from the link, else from the dialect: Newznab's own is Usenet's."""
    dialects = {element.prefix for element in item.elements}
    newznab = "newznab" in dialects and "torznab" not in dialects
    usenet = link.is_nzb or (newznab and link.rank > 1)
    return Protocol.USENET if usenet else Protocol.TORRENT


def _enclosed_size(found: tuple[Link, ...]) -> int | None:
    sizes = (read_size(link.length) for link in found if link.enclosure)
    return next((size for size in sizes if size and size >= MIN_ENCLOSURE), None)


def _peers(values: Told, words: str, seeders: int | None) -> int | None:
    """Return seeders and leechers together, which is what Torznab calls peers."""
    if (peers := first(values, read_count, "peers")) is not None:
        return max(peers, seeders or 0)
    leechers = first(values, read_count, "leechers", "leeches")
    if leechers is None:
        leechers = count_in_words(words, "leechers")
    return None if leechers is None or seeders is None else seeders + leechers


def _hashes(values: Told, link: Link) -> frozenset[str]:
    known = first(values, normalise_hash, "infohash", "info_hash")
    linked = magnet_hashes(link.address)
    # What the link leads to is what comes; the other kind of hash may be said beside it.
    other = known is not None and all(len(one) != len(known) for one in linked)
    return linked | ({known} if known and other else set())


def _published(item: Item, now: float) -> float | None:
    at = item.date
    return at if at is not None and _OLDEST < at < now + _CLOCKS_APART else None


def _categories(values: Told) -> tuple[str, ...]:
    names = (clean_title(text[:MAX_TITLE_CHARS]) for text in values.get("category", ()))
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_CATEGORIES]


def _indexer(item: Item, values: Told) -> str:
    name = item.text(*_INDEXERS) or first(values, str.strip, *_INDEXERS) or ""
    return clean_title(name[:MAX_NAME_CHARS])


def _ids(values: Told) -> Ids:
    """Return by what an indexer knows the work; 0 is what many of them say for not at all."""
    return Ids(
        tmdb=first(values, read_count, "tmdbid", "tmdb") or None,
        imdb=first(values, _imdb, "imdbid", "imdb") or "",
        tvdb=first(values, read_count, "tvdbid", "tvdb") or None,
    )


def _imdb(text: str) -> str | None:
    found = _IMDB.fullmatch(text.strip()[:20])
    return f"tt{found[1]:0>7}" if found and int(found[1]) else None


def _flags(values: Told) -> frozenset[Flag]:
    """Return what Torznab's attributes say beside the title."""
    found = {
        _TAGS[tag] for tag in map(str.lower, values.get("tag", ())) if tag in _TAGS
    }
    counted = first(values, read_factor, "downloadvolumefactor")
    if counted is not None and (flag := _COUNTED.get(counted)):
        found.add(flag)
    if (first(values, read_factor, "uploadvolumefactor") or 0) >= 2:
        found.add(Flag.DOUBLE_UPLOAD)
    return frozenset(found)
