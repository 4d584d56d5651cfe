"""The demo's Prowlarr with three indexers, one of which is down: what a search finds, of self-made bytes.

The fake is that of the contract. What a result leads to is made when somebody has it fetched.
"""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import secrets
from typing import Final, Self

from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr, Goods
from tests.contract.sources.site import Reply, Site

from .flows import FlowRefused, start_subentry_flow
from .greenlight import Greenlight
from .releases import MEGABYTE, make_release
from .stage import Stage

# Seconds that the download of a result takes.
SECONDS: Final = 20.0
# Megabytes of what is not listed here.
UNLISTED: Final = 3

# What is found there: title, megabytes, seeders, days since, and whether it is free. The demo's library has some
# of it worse, some better, and some not at all.
OAK: Final = (
    ("Copper.Orchard.2011.2160p.UHD.BluRay.DV.HDR10.HEVC.TrueHD.7.1.Atmos-DEMO", 44, 41, 1, True),
    ("Night.Bus.to.Elsewhere.2018.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-DEMO", 63, 12, 3, False),
    ("Copper.Orchard.2011.1080p.BluRay.x264.DTS-HD.MA.5.1-DEMO", 16, 88, 900, False),
    ("Copper.Orchard.2011.720p.WEB-DL.DD5.1.H.264-DEMO", 5, 140, 700, False),
    ("Two.Left.Umbrellas.2003.1080p.BluRay.x264.DTS-DEMO", 14, 23, 400, False),
    ("The.Glass.Orchard.S01E05.1080p.WEB-DL.DDP5.1.H.264-DEMO", 12, 31, 30, False),
    ("Long.Way.to.Marram.1954.1080p.BluRay.x264-DEMO", 13, 9, 60, True),
)  # fmt: skip
ELM: Final = (
    ("Copper.Orchard.2011.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-DEMO", 62, 19, 2, False),
    ("Night.Bus.to.Elsewhere.2018.2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-DEMO", 25, 55, 20, False),
    ("Night.Bus.to.Elsewhere.2018.1080p.BluRay.x264.DTS-DEMO", 15, 210, 800, False),
    ("The.Cartographers.Cat.2022.2160p.UHD.BluRay.DV.HDR10.HEVC.TrueHD.7.1.Atmos-DEMO", 43, 37, 9, True),
    ("Harbour.Nine.S01E03.720p.WEB-DL.DDP5.1.H.264-DEMO", 6, 64, 2, False),
)  # fmt: skip

# What the demo's saved search looks for.
SAVED: Final = "Long Way to Marram"

type Listed = tuple[str, int, int, int, bool]


class DemoIndexers:
    """The Prowlarr, and the release site that its results come from once the stage is there."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Have three indexers, of which the last one has failed an hour ago.

        A download takes so many seconds.
        """
        self.site = Site()
        self._seconds = seconds
        self.key = secrets.token_hex(16)
        self._stage: Stage | None = None
        self._made: dict[str, bytes] = {}
        self._sizes = {one[0]: one[1] for one in (*OAK, *ELM)}

    async def __aenter__(self) -> Self:
        """Start it."""
        await self.site.start()
        now = datetime.now(UTC)
        self.oak = _indexer(1, "Oak Leaf", "private", OAK, now)
        self.elm = _indexer(2, "Elm Row", "public", ELM, now)
        self.ash = ash = _indexer(3, "Ash Hollow", "semiPrivate", (), now)
        ash.reply = Reply(status=429, headers={"Retry-After": "3600"})
        self.prowlarr = FakeProwlarr(
            self.site, self.oak, self.elm, ash, make=self._make
        )
        self.prowlarr.key = self.key
        self.prowlarr.states = [
            {
                "id": 1,
                "indexerId": ash.id,
                "mostRecentFailure": (now - timedelta(hours=1)).isoformat(),
                "disabledTill": (now + timedelta(hours=5)).isoformat(),
            }
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        await self.site.stop()

    @property
    def url(self) -> str:
        """Return its address."""
        return self.site.url

    def change_key(self) -> str:
        """Have another key, as somebody makes one in Prowlarr's settings, and return it."""
        self.key = self.prowlarr.key = secrets.token_hex(16)
        return self.key

    async def join(
        self, stage: Stage, greenlight: Greenlight, name: str = "Prowlarr"
    ) -> str:
        """Add it as a source by its forms, and return the id of that."""
        self._stage = stage
        flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "source")
        known = set((await greenlight.parts("source")).values())
        await flow.choose("prowlarr")
        await flow.submit(name=name, url=self.url, api_key=self.key, verify_ssl=True)
        await flow.submit(indexers=[], categories=[], interval=15)
        if flow.step == "first_rule":
            await flow.choose("own_rule")
        elif flow.step == "first_look":
            await flow.choose("count_known")
        flow.created()
        (added,) = set((await greenlight.parts("source")).values()) - known
        return added

    async def follow(self, greenlight: Greenlight, query: str) -> None:
        """Save a search, and have it ask about what it finds now as well."""
        flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "source")
        await flow.choose("search")
        await flow.submit(query=query, sources=[], categories=[], interval=60)
        if flow.step == "search_work":
            await flow.submit(work="words")
        await flow.choose("count_known")
        if flow.at.get("reason") != "followed":
            raise FlowRefused(str(flow.at))

    async def _make(self, title: str) -> bytes:
        """Return the torrent file of a result, which somebody seeds from then on, slowly enough to watch."""
        if title not in self._made:
            assert self._stage is not None
            size = self._sizes.get(title, UNLISTED) * MEGABYTE
            announce = self._stage.site.announce_url
            torrent = make_release(title, size, trackers=[announce])
            limit = int(torrent.size / self._seconds) if self._seconds else 0
            await self._stage.seeder.seed(torrent, upload_limit=limit)
            self._made[title] = torrent.content
        return self._made[title]


def _indexer(
    number: int,
    name: str,
    privacy: str,
    finds: tuple[Listed, ...],
    now: datetime,
) -> FakeIndexer:
    return FakeIndexer(
        number,
        name,
        finds=tuple(one[0] for one in finds),
        privacy=privacy,
        reads=True,
        goods={
            title: Goods(
                size=megabytes * MEGABYTE,
                seeders=seeders,
                published=format_datetime(now - timedelta(days=days, hours=3)),
                free=free,
                imdb="",
            )
            for title, megabytes, seeders, days, free in finds
        },
    )
