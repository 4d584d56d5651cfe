"""Torrent files: what they offer and the hashes they are known by."""

from collections.abc import Iterator
from contextlib import suppress
import hashlib
from typing import Final

from ..text import character_set
from .bencode import BencodeError, Document, Value, read_dictionary
from .metainfo import MAX_SIZE, Torrent, TorrentError

MAX_TORRENT_BYTES: Final = 32 * 1024 * 1024


def read_torrent(data: bytes) -> Torrent:
    """Read a ``.torrent`` file (BEP 3, BEP 52). Raises ``TorrentError`` if it is not one."""
    document = _document(data)
    top, raw = document.values, document.raw
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
    size = _size(info)
    if size is not None and size >= MAX_SIZE:
        raise TorrentError("not a torrent file: a size that cannot be")
    return Torrent(
        name=_name(info, top.get(b"encoding")),
        hashes=frozenset(hashes),
        size=size,
        private=info.get(b"private") == 1,
    )


def clean_torrent(data: bytes) -> bytes:
    """Return a ``.torrent`` file as every client takes it; what is hashed stays as it is.

    Raises ``TorrentError`` for what cannot be read.
    """
    return _document(data).clean


def _document(data: bytes) -> Document:
    if len(data) > MAX_TORRENT_BYTES:
        raise TorrentError("the torrent file is too large")
    try:
        return read_dictionary(data)
    except BencodeError as err:
        raise TorrentError(f"not a torrent file: {err}") from err


def _name(info: dict[bytes, Value], encoding: Value | None) -> str | None:
    """Return the name, in the encoding that the file states where it is no UTF-8."""
    name = info.get(b"name.utf-8", info.get(b"name"))
    if not isinstance(name, bytes):
        return None
    stated = encoding.decode("latin-1") if isinstance(encoding, bytes) else ""
    for charset in ("utf-8", stated):
        known = character_set(charset)
        if known:
            with suppress(UnicodeError, LookupError):
                return name.decode(known)
    return name.decode("utf-8", "replace")


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


def torrent_files(data: bytes) -> tuple[tuple[str, int], ...]:
    """Return the paths in a torrent, of which the first part is its name, and their bytes.

    Padding is left out. Raises ``TorrentError`` for what cannot be read.
    """
    document = _document(data)
    info = document.values.get(b"info")
    if not isinstance(info, dict):
        raise TorrentError("not a torrent file: no info dictionary")
    name = _name(info, document.values.get(b"encoding")) or ""
    files, tree = info.get(b"files"), info.get(b"file tree")
    if isinstance(files, list):
        return tuple(
            ("/".join((name, *_path(file))), _length(file.get(b"length")))
            for file in files
            if isinstance(file, dict) and not _is_padding(file.get(b"attr"))
        )
    if isinstance(info.get(b"length"), int) or not isinstance(tree, dict):
        return ((name, _length(info.get(b"length"))),)
    leaves = tuple(_leaves(tree, ()))
    single = len(leaves) == 1 and len(leaves[0][0]) == 1
    return tuple(
        ("/".join(path if single else (name, *path)), size) for path, size in leaves
    )


def _path(file: dict[bytes, Value]) -> list[str]:
    parts = file.get(b"path.utf-8", file.get(b"path"))
    known = parts if isinstance(parts, list) else []
    return [one.decode("utf-8", "replace") for one in known if isinstance(one, bytes)]


def _leaves(
    tree: dict[bytes, Value], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], int]]:
    for name, node in tree.items():
        if not isinstance(node, dict):
            continue
        if name == b"":
            yield above, _length(node.get(b"length"))
        else:
            yield from _leaves(node, (*above, name.decode("utf-8", "replace")))
