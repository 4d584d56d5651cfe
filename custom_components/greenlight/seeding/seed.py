"""Seeding: a torrent for data that is already where its client would save it."""

from dataclasses import dataclass, field
import errno
import os
import stat
from typing import Final

from homeassistant.core import HomeAssistant

from ..clients.base import Added, Client, Feature, Identity
from ..engine.files.metainfo import Torrent, TorrentError
from ..engine.files.torrent import MAX_TORRENT_BYTES, read_torrent
from ..engine.options import DownloadOptions

SUFFIX: Final = ".torrent"

# What somebody is told of a pipe, a device or a folder that is called like a torrent file.
NO_FILE: Final = "not a regular file"


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
    # A pipe would be waited for until somebody writes into it.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, NO_FILE)
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
