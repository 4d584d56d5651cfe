"""From a link that somebody handed in, and what it led to, to a release."""

import hashlib
from urllib.parse import unquote, urlsplit

from .engine.release import Release, clean_title
from .engine.torrent import read_magnet, read_torrent
from .ports import UnusableLink
from .sources.base import Payload


def release_from(link: str, payload: Payload, title: str = "") -> Release:
    """Return the release, called as wished or else as it calls itself. Raises ``UnusableLink``."""
    try:
        torrent = read_magnet(payload.magnet) if payload.magnet else None
        torrent = read_torrent(payload.file) if payload.file else torrent
    except ValueError as err:
        raise UnusableLink(str(err)) from err
    if torrent is None:
        raise UnusableLink
    file_name = unquote(urlsplit(link).path.rpartition("/")[2])
    return Release(
        guid=hashlib.sha256(link.encode()).hexdigest(),
        # Never the link itself, which may hold a passkey.
        title=clean_title(title or torrent.name or file_name.removesuffix(".torrent"))
        or min(torrent.hashes),
        link=link,
        source="",
        size=torrent.size,
        hashes=torrent.hashes,
    )
