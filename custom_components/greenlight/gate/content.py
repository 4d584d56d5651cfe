"""Content: what a link led to, read: which protocol it is for, and what it says about itself."""

import asyncio
from dataclasses import dataclass
from typing import Final

from ..engine.files.magnet import read_magnet
from ..engine.files.nzb import read_nzb
from ..engine.files.torrent import read_torrent
from ..engine.release import Protocol
from ..sources.base import Payload

# Bytes from which reading takes so long that everybody else would notice.
LARGE: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a magnet link, ``.torrent`` or NZB file says; ``size`` is in bytes.

    Only torrents have hashes, and only their files tell whether they are private.
    """

    protocol: Protocol
    name: str = ""
    hashes: frozenset[str] = frozenset()
    size: int | None = None
    private: bool | None = None


async def read_content(payload: Payload) -> Content:
    """Read a payload, a large one beside everything else. Raises ``ValueError`` saying why not."""
    if payload.file is not None and len(payload.file) >= LARGE:
        return await asyncio.to_thread(_read, payload)
    return _read(payload)


def _read(payload: Payload) -> Content:
    if payload.file is None:
        magnet = read_magnet(payload.magnet or "")
        return Content(
            protocol=Protocol.TORRENT,
            name=magnet.name or "",
            hashes=magnet.hashes,
            size=magnet.size,
        )
    # A torrent file is a bencoded dictionary, whatever the source took it for.
    if payload.file.startswith(b"d"):
        torrent = read_torrent(payload.file)
        return Content(
            protocol=Protocol.TORRENT,
            name=torrent.name or "",
            hashes=torrent.hashes,
            size=torrent.size,
            private=torrent.private,
        )
    nzb = read_nzb(payload.file)
    return Content(protocol=Protocol.USENET, name=nzb.name, size=nzb.size)
