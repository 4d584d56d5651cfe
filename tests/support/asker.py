"""Programs that have Greenlight as their download client, and the house they are in."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self

from .feed import FeedServer
from .flows import start_subentry_flow
from .greenlight import CLIENT_SECTIONS, Greenlight, begin
from .homeassistant import HomeAssistantProcess
from .nntp import NewsServer
from .nzb import Post, make_post
from .qbittorrent import Program, QBittorrent
from .releases import MEGABYTE, make_release
from .sabnzbd import SABnzbd
from .stage import installed
from .torrents import Mode, Torrent


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a person is shown to enter in another program."""

    id: str
    url: str
    username: str
    password: str


async def add_asker(
    greenlight: Greenlight, program: str, protocol: str = "torrent", **form: Any
) -> Entered:
    """Add an asker by its forms, and return what is to be entered in the program."""
    known = set((await greenlight.parts("asker")).values())
    flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "asker")
    await flow.choose(program)
    if flow.step == "protocol":
        await flow.choose(protocol)
    await flow.submit(**{"action": "ask", "lifetime": 72} | form)
    told = flow.at["description_placeholders"]
    await flow.choose("finish")
    (added,) = set((await greenlight.parts("asker")).values()) - known
    return Entered(
        id=added,
        # Home Assistant listens on loopback alone, which it does not know itself.
        url=greenlight.hass.url + told["url_base"],
        username=told["username"],
        password=told["password"],
    )


class AskerHouse:
    """A Home Assistant, a site that is also a tracker, somebody who seeds, news, and both clients."""

    def __init__(self, client: Program | None = None) -> None:
        """Cast the parts. Raises Unavailable where one cannot be had."""
        programs = installed()
        self.hass = HomeAssistantProcess()
        self.site = FeedServer()
        self.news = NewsServer()
        self.client = QBittorrent(client or programs[0])
        self.seeder = QBittorrent(programs[-1])
        self.sabnzbd = SABnzbd(news=self.news)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start everything."""
        async with AsyncExitStack() as stack:
            for part in (
                self.site,
                self.news,
                self.client,
                self.seeder,
                self.sabnzbd,
                self.hass,
            ):
                await stack.enter_async_context(part)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End everything."""
        await self._stack.aclose()

    async def set_up(self) -> Greenlight:
        """Set Greenlight up with the two clients; it has no source and no rule."""
        greenlight, _ = await begin(self.hass, self.client)
        sections = {name: dict(fields) for name, fields in CLIENT_SECTIONS.items()}
        del sections["seeding"]
        sections["failures"] = {"on_failure": "keep"}
        form = {
            "url": self.sabnzbd.url,
            "api_key": self.sabnzbd.api_key,
            "verify_ssl": True,
            **sections,
        }
        await greenlight.add("client", {"next_step_id": "sabnzbd"}, form)
        return greenlight

    async def seed(
        self,
        title: str,
        size: int = 2 * MEGABYTE,
        *,
        seconds: float = 0,
        mode: Mode = "v1",
    ) -> Torrent:
        """Have somebody seed a release; `seconds` is how long its download shall take."""
        torrent = make_release(
            title, size, trackers=[self.site.announce_url], mode=mode
        )
        limit = int(size / seconds) if seconds else 0
        await self.seeder.seed(torrent, upload_limit=limit)
        return torrent

    def post(self, title: str, size: int = 300_000, *, lost: bool = False) -> Post:
        """Have a release in the news, or only say so."""
        pattern = f"{title}\0".encode()
        data = (pattern * (size // len(pattern) + 1))[:size]
        post = make_post(title, {f"{title}.mkv": data}, segment_size=50_000)
        if not lost:
            self.news.carry(post)
        return post
