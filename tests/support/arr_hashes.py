"""By what Sonarr and Radarr know a torrent before anybody has seen it."""

import base64
import hashlib
import re

from .arr_wire import ReleaseGone


def magnet_hash(link: str) -> str:
    """Return by what they know a magnet link: version 1 before version 2."""
    if found := re.search(r"urn:btih:([0-9a-fA-F]{40})(?![0-9a-zA-Z])", link):
        return found[1].lower()
    if found := re.search(r"urn:btih:([a-zA-Z2-7]{32})(?![0-9a-zA-Z])", link):
        return base64.b32decode(found[1].upper()).hex()
    if found := re.search(r"urn:btmh:1220([0-9a-fA-F]{64})", link):
        return found[1].lower()
    raise ReleaseGone("Failed to parse magnetlink")


def torrent_hash(content: bytes) -> str:
    """Return by what they know a torrent file: version 1 before version 2."""
    try:
        start = content.index(b"4:info") + 6
        info = content[start : _end(content, start)]
    except (ValueError, IndexError, RecursionError) as err:
        raise ReleaseGone("Invalid torrent file contents") from err
    if b"6:pieces" in info:
        return hashlib.sha1(info, usedforsecurity=False).hexdigest()
    return hashlib.sha256(info).hexdigest()


def _end(data: bytes, at: int) -> int:
    """Return where a bencoded value ends."""
    match data[at : at + 1]:
        case b"i":
            return data.index(b"e", at) + 1
        case b"l" | b"d":
            at += 1
            while data[at : at + 1] != b"e":
                at = _end(data, at)
            return at + 1
    colon = data.index(b":", at)
    return colon + 1 + int(data[at:colon])
