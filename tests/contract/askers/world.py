"""Where strangers' clients find what poses as their download client, and what happens behind it."""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from yarl import URL

from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.askers.qbittorrent.view import async_register
from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.through import Habits, ShareLimits
from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.sources.base import Payload
from tests.support.fake_desk import FakeDesk

CATEGORY = "tv-sonarr"
# Where the client behind it saves, and what it does as a rule.
SAVE_PATH = "/data/torrents"
HABITS = Habits(
    save_path=SAVE_PATH, queueing=True, limits=ShareLimits(ratio=2.0, seeding_time=1440)
)


class World(ABC):
    """A house with one asker that orders torrents, on a real port.

    ``url`` is the address with its URL base. An ``order`` is a hash. The client behind it saves in
    ``SAVE_PATH`` and does as ``HABITS`` say.
    """

    url: str
    username: str
    password: str

    @property
    def path(self) -> str:
        """Return the URL base."""
        return URL(self.url).path

    @property
    def port(self) -> int:
        """Return the port on 127.0.0.1."""
        return URL(self.url).port or 0

    @abstractmethod
    async def offer(self, torrent: bytes) -> str:
        """Return a link that leads to a torrent file."""

    @abstractmethod
    async def approve(self, order: str) -> None:
        """Have a person say yes, and the client begin: it has a quarter of the data."""

    @abstractmethod
    async def finish(self, order: str) -> None:
        """Have the client complete what it has begun, and share it."""


class FakeWorld(World):
    """One with a desk in memory."""

    def __init__(self, hass: HomeAssistant, port: int) -> None:
        """Open the door for the desk."""
        self.desk = FakeDesk()
        self.desk.usual = HABITS
        settings = self.desk.settings
        self.username, self.password = settings.username, settings.password
        self.url = f"http://127.0.0.1:{port}/api/{DOMAIN}/client/{settings.path}"
        async_door(hass).open(self.desk)

    @override
    async def offer(self, torrent: bytes) -> str:
        link = f"http://files.invalid/{len(self.desk.links)}.torrent"
        self.desk.links[link] = Payload(file=torrent)
        return link

    @override
    async def approve(self, order: str) -> None:
        self.desk.approve(order)
        shown = self.desk.run(order, download_speed=1000, eta=60)
        self.desk.put(
            replace(self.desk.standings[order], shown=replace(shown, downloaded=1000))
        )

    @override
    async def finish(self, order: str) -> None:
        known = self.desk.standings[order].order
        self.desk.run(
            order,
            state=DownloadState.SEEDING,
            progress=1.0,
            complete=True,
            done=known.size or 0,
            ratio=0.5,
        )


async def async_serve(hass: HomeAssistant) -> None:
    """Have a Home Assistant that answers as a download client; nobody can come in yet."""
    assert await async_setup_component(hass, "http", {"http": {}})
    async_register(hass)
