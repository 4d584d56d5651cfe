"""What a server to be polled is to the benchmark, and made-up releases to fill one with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
import random

from aiohttp import ClientSession

from custom_components.greenlight.clients.base import Client, Identity
from tests.support.torrents import Torrent, make_torrent

OURS = 10
WORDS = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()

type Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A filled server.

    ``ours`` are the downloads that are followed, ``counted`` how many the survey has to count;
    ``client`` makes Greenlight's client and ``core`` the poll of Home Assistant's own integration
    for an address. ``category`` is one that holds what is completed.
    """

    title: str
    port: int
    ours: Mapping[str, Identity]
    counted: int
    client: Callable[[ClientSession, str], Client]
    core: Callable[[str], Call]
    category: str = "films"


def made_up_name(number: int) -> str:
    """Return a name as long and as varied as real ones."""
    chance = random.Random(number)
    title = ".".join(chance.choices(WORDS, k=chance.randint(2, 6)))
    return (
        f"{title}.{chance.randint(1950, 2026)}.{chance.choice(('1080p', '2160p', '720p'))}."
        f"{chance.choice(('WEB-DL', 'BluRay', 'REMUX'))}.DDP5.1.H.26{chance.choice('45')}-"
        f"{chance.choice(WORDS).upper()}{number}"
    )


def made_up(number: int) -> Torrent:
    """Return a tiny torrent whose name and tracker are as long and as varied as real ones."""
    chance = random.Random(number)
    name = f"{made_up_name(number)}.mkv"
    passkey = chance.randbytes(16).hex()
    tracker = (
        f"https://tracker{chance.randint(1, 9)}.example.org:2710/{passkey}/announce"
    )
    return make_torrent(
        name, {name: chance.randbytes(64)}, trackers=[tracker], piece_length=16384
    )
