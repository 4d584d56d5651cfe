"""Magnet links and ``.torrent`` files: what they offer and the hashes they are known by."""

import base64
from dataclasses import dataclass
import hashlib
import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from .bencode import BencodeError, Value, read_dictionary

MAX_TORRENT_BYTES: Final = 16 * 1024 * 1024
MAX_MAGNET_CHARS: Final = 16 * 1024

_V1 = re.compile(r"[0-9a-f]{40}")
_V2 = re.compile(r"[0-9a-f]{64}")
_BASE32 = re.compile(r"[a-z2-7]{32}")


class TorrentError(ValueError):
    """Not a magnet link or torrent file that can be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Torrent:
    """What a magnet link or a torrent file says about itself.

    ``hashes`` are lower-case hex: 40 digits for BitTorrent v1, 64 for v2, both for a hybrid.
    ``size`` is in bytes and excludes padding files.
    """

    name: str | None
    hashes: frozenset[str]
    size: int | None = None
    private: bool = False


def normalise_hash(text: str) -> str | None:
    """Return an info hash as lower-case hex (v1: 40, v2: 64 digits), or None if it is not one.

    Accepts hex, the base32 form of v1 (BEP 9) and the multihash prefix ``1220`` of v2 (BEP 52).
    """
    value = text.strip().lower()
    if _V1.fullmatch(value) or _V2.fullmatch(value):
        return value
    if len(value) == 68 and value.startswith("1220") and _V2.fullmatch(value[4:]):
        return value[4:]
    if _BASE32.fullmatch(value):
        return base64.b32decode(value.upper()).hex()
    return None


def same_torrent(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two sets of hashes name the same torrent.

    A v2 hash also matches its first 40 digits, which is how clients and trackers shorten it.
    """
    return not _short(some).isdisjoint(_short(others))


def _short(hashes: frozenset[str]) -> set[str]:
    return {value[:40] for value in hashes}


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


def read_torrent(data: bytes) -> Torrent:
    """Read a ``.torrent`` file (BEP 3, BEP 52). Raises ``TorrentError`` if it is not one."""
    if len(data) > MAX_TORRENT_BYTES:
        raise TorrentError("the torrent file is too large")
    try:
        top, raw = read_dictionary(data)
    except BencodeError as err:
        raise TorrentError(f"not a torrent file: {err}") from err
    info = top.get(b"info")
    if not isinstance(info, dict):
        raise TorrentError("not a torrent file: no info dictionary")
    hashes = set()
    if isinstance(info.get(b"pieces"), bytes):
        hashes.add(hashlib.sha1(raw[b"info"], usedforsecurity=False).hexdigest())
    if info.get(b"meta version") == 2 and isinstance(info.get(b"file tree"), dict):
        hashes.add(hashlib.sha256(raw[b"info"]).hexdigest())
    if not hashes:
        raise TorrentError("not a torrent file: neither version 1 nor version 2")
    name = info.get(b"name.utf-8", info.get(b"name"))
    return Torrent(
        name=name.decode("utf-8", "replace") if isinstance(name, bytes) else None,
        hashes=frozenset(hashes),
        size=_size(info),
        private=info.get(b"private") == 1,
    )


def _size(info: dict[bytes, Value]) -> int | None:
    if isinstance(length := info.get(b"length"), int):
        return _length(length)
    if isinstance(files := info.get(b"files"), list):
        return sum(
            _length(file.get(b"length"))
            for file in files
            if isinstance(file, dict) and not _is_padding(file.get(b"attr"))
        )
    tree = info.get(b"file tree")
    return _tree_size(tree) if isinstance(tree, dict) else None


def _tree_size(tree: dict[bytes, Value]) -> int:
    return sum(
        _length(node.get(b"length")) if name == b"" else _tree_size(node)
        for name, node in tree.items()
        if isinstance(node, dict)
    )


def _length(value: Value | None) -> int:
    return max(value, 0) if isinstance(value, int) else 0


def _is_padding(attributes: Value | None) -> bool:
    """Tell whether a file only fills up a piece (BEP 47)."""
    return isinstance(attributes, bytes) and b"p" in attributes
