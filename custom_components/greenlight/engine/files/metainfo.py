"""Metainfo: what a magnet link or a torrent file says of itself."""

from dataclasses import dataclass
from typing import Final

# Bytes. What clients count with has 63 bits.
MAX_SIZE: Final = 2**63


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
