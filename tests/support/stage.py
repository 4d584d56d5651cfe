"""The whole scene: a release site, somebody who seeds, a download client and Home Assistant."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Self

from .feed import FeedServer
from .feed_documents import Item
from .homeassistant import HomeAssistantProcess
from .qbittorrent import VARIANTS, Program, QBittorrent, program
from .releases import MEGABYTE, make_release
from .server import Unavailable
from .torrents import Mode, Torrent, make_torrent


def installed() -> list[Program]:
    """Return the qBittorrents of this machine, the newest first. Raises Unavailable when there is none."""
    found = []
    reasons = []
    for variant in VARIANTS:
        try:
            found.append(program(variant))
        except Unavailable as error:
            reasons.append(str(error))
    if not found:
        raise Unavailable("; ".join(reasons))
    return sorted(found, key=lambda each: each.version, reverse=True)


class Stage:
    """Four programs that play together, each an attribute to look at and to change."""

    def __init__(
        self,
        hass: HomeAssistantProcess,
        *,
        client: Program | None = None,
        seeder: Program | None = None,
    ) -> None:
        """Cast the parts; without a choice the newest qBittorrent downloads and the oldest seeds."""
        programs = installed()
        self.hass = hass
        self.site = FeedServer()
        self.client = QBittorrent(client or programs[0])
        self.seeder = QBittorrent(seeder or programs[-1])
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start all four."""
        async with AsyncExitStack() as stack:
            for part in (self.site, self.seeder, self.client, self.hass):
                await stack.enter_async_context(part)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End all four."""
        await self._stack.aclose()

    async def publish(
        self,
        title: str,
        size: int = 2 * MEGABYTE,
        *,
        seconds: float = 0,
        by_magnet: bool = False,
        mode: Mode = "v1",
        files: Mapping[str, bytes] | None = None,
    ) -> Torrent:
        """Seed a release and list it in the feed; `seconds` is how long its download shall take.

        Without `files` it is one big and a small one.
        """
        trackers = [self.site.announce_url]
        torrent = (
            make_torrent(title, files, mode=mode, trackers=trackers)
            if files
            else make_release(title, size, trackers=trackers, mode=mode)
        )
        limit = int(torrent.size / seconds) if seconds else 0
        await self.seeder.seed(torrent, upload_limit=limit)
        link = torrent.magnet() if by_magnet else self.site.offer(torrent)
        self.site.items.insert(
            0,
            Item(
                title=title,
                link=link,
                guid=torrent.client_id,
                size=torrent.size,
                seeders=1,
                published=datetime.now(UTC).replace(microsecond=0),
            ),
        )
        return torrent
