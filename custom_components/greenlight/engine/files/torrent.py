"""Torrent files: what they offer and the hashes they are known by."""

import hashlib
from typing import Final

from .bencode import BencodeError, Value, read_dictionary
from .metainfo import Torrent, TorrentError

MAX_TORRENT_BYTES: Final = 16 * 1024 * 1024


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
