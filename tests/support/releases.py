"""Harmless releases of our own making: pseudo-random bytes with telling names."""

from collections.abc import Sequence
import random

from .torrents import Mode, Torrent, make_torrent

MEGABYTE = 1_000_000
ABOUT = b"Made by Greenlight's tests and demo: random bytes, no film.\n"


def make_release(
    title: str,
    size: int = 2 * MEGABYTE,
    *,
    trackers: Sequence[str] = (),
    mode: Mode = "v1",
) -> Torrent:
    """Make a release as groups lay them out: a folder with one big and one small file."""
    return make_torrent(
        title,
        {
            f"{title.lower()}.mkv": random.Random(title).randbytes(size),
            "about.txt": ABOUT,
        },
        mode=mode,
        piece_length=65536 if size < 20 * MEGABYTE else 262144,
        trackers=trackers,
    )
