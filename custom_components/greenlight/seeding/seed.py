"""Seeding: a torrent for data that is already where its client would save it."""

from dataclasses import dataclass, field
import os
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant

from ..clients.base import Added, Client, Feature, Identity
from ..engine.files.metainfo import Torrent, TorrentError
from ..engine.files.torrent import MAX_TORRENT_BYTES, read_torrent
from ..engine.options import DownloadOptions

SUFFIX: Final = ".torrent"

# A file's time of change in nanoseconds and its size in bytes.
type Stamp = tuple[int, int]


def can_seed(client: Client) -> bool:
    """Tell whether a client shares anything with others."""
    return Feature.SEED in client.features


@dataclass(frozen=True, slots=True)
class TorrentFile:
    """A torrent file, and what it says."""

    content: bytes = field(repr=False)
    torrent: Torrent


async def async_read_torrent_file(hass: HomeAssistant, path: str) -> TorrentFile:
    """Return a torrent file. Raises ``OSError`` or ``TorrentError``."""
    return await hass.async_add_executor_job(_read, path)


def _read(path: str) -> TorrentFile:
    with Path(path).open("rb") as file:
        content = file.read(MAX_TORRENT_BYTES + 1)
    if len(content) > MAX_TORRENT_BYTES:
        raise TorrentError("the torrent file is too large")
    return TorrentFile(content, read_torrent(content))


async def async_seed(
    client: Client, file: TorrentFile, options: DownloadOptions
) -> Added:
    """Hand a torrent file over and return what became of it. Raises ``ClientError``.

    What the client has already counts as success.
    """
    torrent = file.torrent
    return await client.add(
        Identity(hashes=torrent.hashes, title=torrent.name or ""),
        magnet=None,
        file=file.content,
        options=options,
    )


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
