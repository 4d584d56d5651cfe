"""Seeding: a torrent for data that is already where its client would save it."""

import os
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant

from .clients.base import Added, Client, Feature, Identity
from .engine.rules import DownloadOptions
from .engine.torrent import MAX_TORRENT_BYTES, TorrentError, read_torrent

SUFFIX: Final = ".torrent"

# A file's time of change in nanoseconds and its size in bytes.
type Stamp = tuple[int, int]


def can_seed(client: Client) -> bool:
    """Tell whether a client shares anything with others."""
    return Feature.SEED in client.features


async def async_seed(
    client: Client, file: bytes, options: DownloadOptions
) -> tuple[str, Added]:
    """Hand a torrent file over and return the torrent's name and what became of it.

    What the client has already counts as success. Raises ``TorrentError`` or ``ClientError``.
    """
    torrent = read_torrent(file)
    added = await client.add(
        Identity(hashes=torrent.hashes, title=torrent.name or ""),
        magnet=None,
        file=file,
        options=options,
    )
    return torrent.name or added.download.name, added


async def async_read_torrent_file(hass: HomeAssistant, path: str) -> bytes:
    """Return the bytes of a torrent file. Raises ``OSError`` or ``TorrentError``."""
    return await hass.async_add_executor_job(_read, path)


def _read(path: str) -> bytes:
    with Path(path).open("rb") as file:
        content = file.read(MAX_TORRENT_BYTES + 1)
    if len(content) > MAX_TORRENT_BYTES:
        raise TorrentError("the torrent file is too large")
    return content


def torrent_files(folder: str) -> dict[str, Stamp]:
    """Return the torrent files of a folder by name, links left out. Raises ``OSError``."""
    found = {}
    with os.scandir(folder) as files:
        for file in files:
            if file.name.lower().endswith(SUFFIX) and file.is_file(
                follow_symlinks=False
            ):
                status = file.stat(follow_symlinks=False)
                found[file.name] = (status.st_mtime_ns, status.st_size)
    return found
