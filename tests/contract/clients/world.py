"""The server's side of the contract, and the few things every promise is tried with."""

from collections.abc import Mapping
import hashlib
from typing import Any, ClassVar, Protocol

from custom_components.greenlight.clients.base import (
    Added,
    Client,
    Download,
    DownloadState,
    Identity,
)
from custom_components.greenlight.clients.through import ShareLimits
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.nzb import Post, make_post
from tests.support.torrents import Mode, Torrent, make_torrent
from tests.support.waiting import until

type Release = Torrent | Post

UNKNOWN_HASH = "f" * 40
TITLE = "Some.Film.2026.1080p.WEB.h264-GROUP"
WAIT = 30.0


class World(Protocol):
    """The server of one test, seen and changed as its owner would.

    It knows the categories "films" and "music" if it wants to be told of them beforehand. What a
    world cannot do it skips, with the reason.
    """

    program: str
    version: str
    wrong: ClassVar[Mapping[str, str]]
    """Arguments of the client that the server refuses."""
    folder: str
    """A folder of the server's machine that is there."""

    def client(self, **changed: Any) -> Client:
        """Return a client with the right credentials, or with some arguments changed."""

    async def place(self, release: Release) -> None:
        """Have the data at hand: of a torrent where the server saves, of a post in the news."""

    async def has_data(self, release: Release) -> bool:
        """Tell whether the server still has the data that belongs to a release."""

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        """Add a release as somebody else would, and wait until it is there."""

    async def remove_by_hand(self, release: Release) -> None:
        """Remove a download from every list as somebody else would, and wait until it is gone."""

    async def seen(self, release: Release) -> DownloadOptions | None:
        """Return how the server itself shows a download; what it does not show stays empty."""

    async def count(self) -> int:
        """Return how many downloads the server has, finished ones too."""

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        """Return what the server will fail to download, and how to ask for it."""

    async def slow(self) -> Release:
        """Return what the server downloads a part of, and the rest only once it is let go."""

    async def let_go(self) -> None:
        """Have the rest of what is slow downloaded, too."""

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        """Have that many downloads that were completed one second after the other."""

    async def category_limits(self, category: str) -> DownloadOptions | None:
        """Return the limits of a category, None where this version has none."""

    async def queue_up(self) -> None:
        """Have a queue: one torrent at a time, or nothing of usenet until somebody resumes it."""

    async def line(self) -> list[str]:
        """Return the names of what is in the queue, the first at the top."""

    async def know(self, release: Release) -> None:
        """Know what is in a torrent, where the server cannot find out by itself."""

    async def limit_sharing(self, limits: ShareLimits) -> None:
        """Limit how long torrents are shared as a rule."""

    def known_of(self, limits: ShareLimits) -> ShareLimits:
        """Return those of the limits that this version has."""

    async def lose_sessions(self) -> None:
        """Make the server forget everybody who is logged in."""


def a_torrent(name: str = "Some.Film.2026.mkv", mode: Mode = "v1") -> Torrent:
    """Return a torrent of two pieces."""
    return make_torrent(name, {name: name.encode() * 5000}, mode=mode)


def a_post(name: str = TITLE) -> Post:
    """Return a post of one file in a few articles."""
    return make_post(name, {f"{name}.mkv": name.encode() * 5000}, segment_size=50_000)


def hashes_of(release: Release) -> frozenset[str]:
    """Return all hashes a release has."""
    if isinstance(release, Post):
        return frozenset()
    return frozenset(value for value in (release.v1, release.v2) if value)


def file_of(release: Release) -> bytes:
    """Return the file that is handed to a client."""
    return release.nzb if isinstance(release, Post) else release.content


def identity_of(release: Release, *, handed: float | None = None) -> Identity:
    """Return what is known of a release before a client has it."""
    return Identity(
        hashes=hashes_of(release),
        title=release.name,
        mark=hashlib.sha256(release.name.encode()).hexdigest()[:32],
        handed=handed,
    )


def followed(download: Download) -> Identity:
    """Return what is kept of a download in order to follow it."""
    return Identity(id=download.id, hashes=download.hashes)


async def add(client: Client, release: Release, **options: Any) -> Added:
    """Add a release by its file."""
    return await client.add(
        identity_of(release),
        magnet=None,
        file=file_of(release),
        options=DownloadOptions(**options),
    )


async def add_file(client: Client, release: Release, **options: Any) -> Download:
    """Add a release by its file and return the download."""
    return (await add(client, release, **options)).download


async def polled(client: Client, download: Download) -> Download:
    """Return what a poll tells about one download that is there."""
    return (await client.poll({"it": followed(download)})).downloads["it"]


async def comes_to(
    client: Client, download: Download, *states: DownloadState
) -> Download:
    """Poll until the download is in one of the states."""

    async def look() -> Download | None:
        found = await polled(client, download)
        return found if found.state in states else None

    found = await until(look, f"the download to be in {states}", seconds=WAIT)
    assert found is not None
    return found


async def found(client: Client, identity: Identity) -> Download:
    """Return what the client finds, and it has to find it."""
    hit = await client.find(identity)
    assert hit is not None
    return hit.download


async def found_by(client: Client, *hashes: str | None) -> Download:
    """Return what the client finds by hashes that are there."""
    known = frozenset(value for value in hashes if value)
    return await found(client, Identity(hashes=known))
