"""Magnet links: what they offer, the hashes they are known by, and how they are handed on."""

import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote

from .hashes import normalise_hash
from .metainfo import MAX_SIZE, Torrent, TorrentError

# What is handed on, and what is read: sites list a hundred trackers.
MAX_MAGNET_CHARS: Final = 16 * 1024
MAX_READ_CHARS: Final = 64 * 1024
MAX_FIELDS: Final = 500

_SCHEME = "magnet:"
_TOPIC = re.compile(r"xt(?:\.\d+)?")
_TRACKERS = re.compile(r"(tr)(?:\.\d+)?|(ws|x\.pe)")
_TRACKER = re.compile(r"(?:udp|https?|wss?)://[^\s\x00-\x1f]+", re.IGNORECASE)
_PEER = re.compile(r"[\w.:\[\]-]{3,270}")

type Fields = list[tuple[str, str]]


def is_magnet(link: str) -> bool:
    """Tell whether a link has the scheme of magnet links."""
    return link.lstrip()[: len(_SCHEME)].lower() == _SCHEME


def read_magnet(link: str) -> Torrent:
    """Read a magnet link (BEP 9, BEP 53). Raises ``TorrentError`` if it names no torrent."""
    return _torrent(_fields(link))


def clean_magnet(link: str) -> str:
    """Write a magnet link anew, from what clients make use of, in the spelling that all of them read.

    It is at most ``MAX_MAGNET_CHARS`` long: the last trackers are left out. Raises ``TorrentError``
    if it names no torrent.
    """
    fields = _fields(link)
    torrent = _torrent(fields)
    written = write_magnet(torrent.hashes, torrent.name or "", size=torrent.size)
    for name, value in dict.fromkeys(fields):
        found = _TRACKERS.fullmatch(name)
        if not found:
            continue
        pattern = _PEER if name == "x.pe" else _TRACKER
        if not pattern.fullmatch(value):
            continue
        more = f"&{found[1] or found[2]}={quote(value, safe='')}"
        if len(written) + len(more) > MAX_MAGNET_CHARS:
            break
        written += more
    return written


def write_magnet(
    hashes: frozenset[str], name: str = "", *, size: int | None = None
) -> str:
    """Return the magnet link of a torrent; ``hashes`` are lower-case hex, ``size`` is in bytes."""
    topics = [
        f"xt=urn:btih:{value}" if len(value) == 40 else f"xt=urn:btmh:1220{value}"
        for value in sorted(hashes, key=lambda one: (len(one), one))
    ]
    if name:
        topics.append(f"dn={quote(name[:300], safe='')}")
    if size is not None:
        topics.append(f"xl={size}")
    return f"{_SCHEME}?{'&'.join(topics)}"


def magnet_hashes(link: str) -> frozenset[str]:
    """Return the info hashes of a magnet link; empty for any other link."""
    try:
        return read_magnet(link).hashes if is_magnet(link) else frozenset()
    except ValueError:
        return frozenset()


def _fields(link: str) -> Fields:
    """Return what a magnet link says: names in lower case, values without blanks around them."""
    if len(link) > MAX_READ_CHARS:
        raise TorrentError("the magnet link is too long")
    link = link.strip()
    if not is_magnet(link):
        raise TorrentError("not a magnet link")
    if "?" not in link:
        # The whole of it was escaped.
        link = unquote(link)
    start, _, query = link.partition("?")
    if start[len(_SCHEME) :].strip("/"):
        raise TorrentError("not a magnet link")
    query = query.partition("#")[0].replace("&amp;", "&")
    try:
        fields = parse_qsl(query, errors="replace", max_num_fields=MAX_FIELDS)
    except ValueError as err:
        raise TorrentError("not a magnet link") from err
    return [(name.strip().lower(), value.strip()) for name, value in fields]


def _torrent(fields: Fields) -> Torrent:
    hashes = set()
    for name, topic in fields:
        kind, _, value = topic.rpartition(":")
        if (
            _TOPIC.fullmatch(name)
            and kind.lower() in ("urn:btih", "urn:btmh")
            and (found := normalise_hash(value))
        ):
            hashes.add(found)
    if not hashes:
        raise TorrentError("the magnet link has no usable info hash")
    told = {name: value for name, value in reversed(fields) if value}
    size = told.get("xl", "")
    known = int(size) if size.isdecimal() and len(size) < 20 else None
    return Torrent(
        name=told.get("dn"),
        hashes=frozenset(hashes),
        size=known if known is None or known < MAX_SIZE else None,
    )
