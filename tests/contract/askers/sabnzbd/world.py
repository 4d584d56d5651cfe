"""Where strangers' clients find what poses as their SABnzbd, and what happens behind it."""

from abc import ABC, abstractmethod
from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.askers.sabnzbd.view import async_register
from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.sources.base import Payload
from tests.support.fake_usenet_desk import COMPLETE, FakeUsenetDesk, usenet_asker

CATEGORY = "tv"
# Where the client behind it saves.
FOLDER = COMPLETE


class World(ABC):
    """A house with one asker that orders from usenet, on a real port.

    ``url`` is the address with its URL base, ``key`` is its API key and the password of its user. The
    asker was told to use ``CATEGORY``; a ``job`` is known by its id. The client behind it saves in
    ``FOLDER``.
    """

    url: str
    username: str
    key: str

    @abstractmethod
    async def offer(self, nzb: bytes) -> str:
        """Return a link that leads to an NZB file."""

    @abstractmethod
    async def approve(self, job: str) -> None:
        """Have a person say yes, and the client begin: it has a quarter of the data."""

    @abstractmethod
    async def decline(self, job: str, why: str) -> None:
        """Have a person say no; the asker is told why in words that hold these."""

    @abstractmethod
    async def finish(self, job: str) -> None:
        """Have the client complete what it has begun."""

    @abstractmethod
    async def fail(self, job: str, message: str) -> None:
        """Have the client give up on what it has begun."""


class FakeWorld(World):
    """One with a desk in memory."""

    def __init__(self, hass: HomeAssistant, port: int) -> None:
        """Open the door for the desk."""
        self.desk = FakeUsenetDesk(usenet_asker(category=CATEGORY))
        settings = self.desk.settings
        self.username, self.key = settings.username, settings.password
        self.url = f"http://127.0.0.1:{port}/api/{DOMAIN}/client/{settings.path}"
        async_door(hass).open(self.desk)

    @override
    async def offer(self, nzb: bytes) -> str:
        link = f"http://files.invalid/{len(self.desk.links)}.nzb"
        self.desk.links[link] = Payload(file=nzb)
        return link

    @override
    async def approve(self, job: str) -> None:
        self.desk.approve(job)
        self.desk.run(job, download_speed=100_000, eta=60)

    @override
    async def decline(self, job: str, why: str) -> None:
        self.desk.decline(job, why)

    @override
    async def finish(self, job: str) -> None:
        self.desk.complete(job)

    @override
    async def fail(self, job: str, message: str) -> None:
        self.desk.run(job, state=DownloadState.FAILED, message=message)


async def async_serve(hass: HomeAssistant) -> None:
    """Have a Home Assistant that answers as a download client; nobody can come in yet."""
    assert await async_setup_component(hass, "http", {"http": {}})
    async_register(hass)
