"""From an item of a feed to the release it offers: RSS, Atom and the dialects of indexers.

Read are Torznab and Newznab (https://torznab.github.io/spec-1.3-draft/), Nyaa's namespace, ezRSS
(``torrent:``) and the elements without a namespace that sites made up.
"""

from calendar import timegm
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import hashlib
import html
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from ...engine.files.hashes import normalise_hash
from ...engine.files.magnet import magnet_hashes
from ...engine.release import Protocol, Release, usable_link
from ...engine.text import MAX_TITLE_CHARS, clean_title
from .feed import Item

MAX_CATEGORIES: Final = 20
MAX_GUID_CHARS: Final = 200
# An enclosure this small tells the size of the torrent file, as RSS 2.0 has it, and not of what it
# describes. Sonarr draws the line there too (TorrentRssSettingsDetector).
MIN_ENCLOSURE: Final = 2 * 1024**2

_OLDEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_CLOCKS_APART = 24 * 3600
_MAX_SIZE = 2**53
_SIZE = re.compile(
    r"(\d{1,16}(?:,\d{3})*)(?:[.,](\d{1,6}))?\s{0,3}(?:([kmgtp]?)(i?)b?|bytes?)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,999}>")
_MEDIA = ("image/", "video/", "audio/")


class UnusableItem(ValueError):
    """The item offers nothing that could be downloaded; the text says why, without secrets."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A candidate for what to download; ``kind`` is its media type."""

    address: str
    kind: str = ""
    enclosure: bool = False
    length: str = ""


def read_item(item: Item, *, source: str, base: str, now: float) -> Release:
    """Read an item of the feed at ``base``. Raises ``UnusableItem``.

    ``now`` is in epoch seconds: a date after tomorrow is none.
    """
    title = _title(item)
    if not title:
        raise UnusableItem("an item without a title")
    links = tuple(_links(item, base))
    if not links:
        raise UnusableItem(f"no link that can be followed: {title}")
    link = min(links, key=_rank)
    values = _values(item)
    seeders = _first(values, _count, "seeders", "seeds")
    return Release(
        guid=_guid(item, title, link.address),
        title=title,
        link=link.address,
        source=source,
        protocol=_protocol(item, link),
        size=_first(values, read_size, "size", "contentlength")
        or _enclosed_size(links),
        hashes=_hashes(values, link),
        seeders=seeders,
        peers=_peers(values, seeders),
        published=_published(item, now),
        categories=_categories(values),
    )


def _title(item: Item) -> str:
    text = str(item.get("title", ""))
    if item.get("title_detail", {}).get("type") == "application/xhtml+xml":
        text = _TAG.sub("", text)
    # Sites escape once more than XML asks for; a cleaned title cannot get longer than its text.
    return clean_title(html.unescape(text[: 10 * MAX_TITLE_CHARS]))


def _guid(item: Item, title: str, link: str) -> str:
    """Return what the feed calls the item. An address may hold a passkey, so it is hashed."""
    guid = str(item.get("id", "")).strip()
    address = "://" in guid or guid.lower().startswith("magnet:")
    if guid and len(guid) <= MAX_GUID_CHARS and not address and guid.isprintable():
        return guid
    known = guid or f"{title}\n{link}"
    return hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()


def _links(item: Item, base: str) -> Iterator[_Link]:
    seen = set()
    for found in _raw_links(item):
        try:
            address = urljoin(base, found.address.strip())
        except ValueError:
            continue
        if usable_link(address) and (address, found.enclosure) not in seen:
            seen.add((address, found.enclosure))
            yield replace(found, address=address)


def _raw_links(item: Item) -> Iterator[_Link]:
    for link in item.get("links", ()):
        if (relation := link.get("rel", "alternate")) in ("alternate", "enclosure"):
            yield _Link(
                link.get("href", ""),
                link.get("type", "").lower().partition(";")[0].strip(),
                enclosure=relation == "enclosure",
                length=link.get("length", ""),
            )
    for name, text in _told(item):
        if name in ("magneturi", "magneturl", "magnet"):
            yield _Link(text)
    guid = str(item.get("id", ""))
    if guid.lower().startswith(("http://", "https://", "magnet:")):
        yield _Link(guid)


def _rank(link: _Link) -> int:
    """Return how sure it is that a link leads to what is to be downloaded; less is better."""
    path = urlsplit(link.address).path.lower()
    if magnet_hashes(link.address):
        return 0
    if link.kind == "application/x-bittorrent" or path.endswith(".torrent"):
        return 1
    if _is_nzb(link):
        return 2
    if link.enclosure:
        return 5 if link.kind.startswith(_MEDIA) else 3
    return 4


def _is_nzb(link: _Link) -> bool:
    path = urlsplit(link.address).path.lower()
    return link.kind == "application/x-nzb" or path.endswith(".nzb")


def _protocol(item: Item, link: _Link) -> Protocol:
    """Tell the protocol from the link, else from the dialect: Newznab's own is Usenet's."""
    dialects = {name.partition("_")[0] for name in item}
    newznab = "newznab" in dialects and "torznab" not in dialects
    usenet = _is_nzb(link) or (newznab and _rank(link) > 1)
    return Protocol.USENET if usenet else Protocol.TORRENT


def _told(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what an item says by name: first Torznab's and Newznab's attributes, then elements.

    feedparser writes ``nyaa:infoHash`` as ``nyaa_infohash``, and an element that has attributes as
    a dictionary of these.
    """
    for value in item.values():
        if isinstance(value, dict) and "name" in value:
            yield str(value["name"]).lower(), str(value.get("value", ""))
    for name, value in item.items():
        if isinstance(value, str):
            yield name, value
            if "_" in name:
                yield name.partition("_")[2], value


def _values(item: Item) -> dict[str, list[str]]:
    """Return everything an item says by name."""
    found: dict[str, list[str]] = {}
    for name, text in _told(item):
        found.setdefault(name, []).append(text)
    for tag in item.get("tags", ()):
        found.setdefault("category", []).append(tag.get("term") or "")
    return found


def _first[T](
    values: dict[str, list[str]], read: Callable[[str], T | None], *names: str
) -> T | None:
    """Return the first value that can be read, in the order of the names."""
    for name in names:
        for text in values.get(name, ()):
            if (value := read(text)) is not None:
                return value
    return None


def _count(text: str) -> int | None:
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def read_size(text: str) -> int | None:
    """Return a size in bytes from ``123``, ``1.4 GiB`` or ``700 MB``; 0 and 1 mean unknown."""
    found = _SIZE.fullmatch(text.strip()[:40])
    if not found:
        return None
    whole, fraction, prefix, binary = found.groups()
    number = float(f"{whole.replace(',', '')}.{fraction or 0}")
    power = " kmgtp".index((prefix or " ").lower())
    size = round(number * (1024 if binary else 1000) ** power)
    return size if 1 < size <= _MAX_SIZE else None


def _enclosed_size(links: tuple[_Link, ...]) -> int | None:
    sizes = (read_size(link.length) for link in links if link.enclosure)
    return next((size for size in sizes if size and size >= MIN_ENCLOSURE), None)


def _peers(values: dict[str, list[str]], seeders: int | None) -> int | None:
    """Return seeders and leechers together, which is what Torznab calls peers."""
    if (peers := _first(values, _count, "peers")) is not None:
        return max(peers, seeders or 0)
    leechers = _first(values, _count, "leechers")
    return None if leechers is None or seeders is None else seeders + leechers


def _hashes(values: dict[str, list[str]], link: _Link) -> frozenset[str]:
    told = _first(values, normalise_hash, "infohash", "info_hash")
    return magnet_hashes(link.address) | ({told} if told else set())


def _published(item: Item, now: float) -> float | None:
    for name in ("published_parsed", "updated_parsed"):
        if parsed := item.get(name):
            # feedparser's are in UTC.
            at = float(timegm(parsed))
            if _OLDEST < at < now + _CLOCKS_APART:
                return at
    return None


def _categories(values: dict[str, list[str]]) -> tuple[str, ...]:
    names = (clean_title(text[:MAX_TITLE_CHARS]) for text in values.get("category", ()))
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_CATEGORIES]
