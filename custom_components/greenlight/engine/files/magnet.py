"""Magnet links: what they offer and the hashes they are known by."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from .hashes import normalise_hash
from .metainfo import Torrent, TorrentError

MAX_MAGNET_CHARS: Final = 16 * 1024


def read_magnet(link: str) -> Torrent:
    """Read a magnet link (BEP 9, BEP 53). Raises ``TorrentError`` if it names no torrent."""
    if len(link) > MAX_MAGNET_CHARS:
        raise TorrentError("the magnet link is too long")
    try:
        parts = urlsplit(link.strip())
        query = parse_qs(parts.query)
    except ValueError as err:
        raise TorrentError("not a magnet link") from err
    if parts.scheme.lower() != "magnet":
        raise TorrentError("not a magnet link")
    hashes = set()
    for topic in query.get("xt", ()):
        kind, _, value = topic.rpartition(":")
        if kind.lower() in ("urn:btih", "urn:btmh") and (
            found := normalise_hash(value)
        ):
            hashes.add(found)
    if not hashes:
        raise TorrentError("the magnet link has no usable info hash")
    size = query.get("xl", [""])[0]
    return Torrent(
        name=query.get("dn", [None])[0],
        hashes=frozenset(hashes),
        size=int(size) if size.isdecimal() and len(size) < 20 else None,
    )


def magnet_hashes(link: str) -> frozenset[str]:
    """Return the info hashes of a magnet link; empty for any other link."""
    if not link.lower().startswith("magnet:"):
        return frozenset()
    try:
        return read_magnet(link).hashes
    except TorrentError, ValueError:
        return frozenset()
