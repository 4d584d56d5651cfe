"""Greenlight with askers, a client of each kind in memory and a library that grabs."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, override

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.askers import taking
from custom_components.greenlight.askers.base import Desk, Handed, Standing
from custom_components.greenlight.askers.door import async_door, token_of
from custom_components.greenlight.const import ASKER, CLIENT, LIBRARY
from custom_components.greenlight.door import Given
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.order import Order
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.grabs import Grab, Grabs, OrdersFrom
from custom_components.greenlight.sources.base import Payload
from tests.integration.scene import Scene, part
from tests.support.fake_client import FakeClient
from tests.support.fake_through import shown_through
from tests.support.fake_usenet import FakeUsenet
from tests.support.memory_library import MemoryLibrary, MemoryServer, movie
from tests.support.torrents import Torrent, make_torrent

SONARR, RADARR, POST = "asker0", "asker1", "asker2"
LIBRARY_ID = "library0"
SONARR_4 = "Sonarr/4.0.17.2952 (ubuntu 22.04)"
SONARR_5 = "Sonarr/5.0.0.1 (alpine 3.20)"


def asker_data(path: str, **more: Any) -> dict[str, Any]:
    """Return what is stored of an asker."""
    return {
        "type": "sonarr",
        "protocol": "torrent",
        "path": path,
        "username": "greenlight",
        "password": f"secret-of-{path}",
        "category": "tv",
        **more,
    }


class GrabbingServer(MemoryServer):
    """A library's server that writes down what it grabs, and hears what is turned down."""

    def __init__(self) -> None:
        """Have one film and no grab."""
        super().__init__([movie("1", "Sintel", year=2010)])
        self.grabs: dict[str, Grab] = {}
        self.known: set[str] = set()
        self.turned_down: list[tuple[str, str, bool]] = []
        self.withdrawn: list[str] = []
        self.orders_from: tuple[OrdersFrom, ...] = ()
        # Called while something is turned down, as its download client is.
        self.calls_back: Callable[[str], Any] | None = None


class GrabbingLibrary(MemoryLibrary, Grabs):
    """A library that asks such a server."""

    def __init__(self, server: GrabbingServer, library: str) -> None:
        """Ask that server."""
        super().__init__(server, library)
        self._grabbing = server

    @override
    async def grab(self, download: str) -> Grab | None:
        await self._grabbing.ask("grab")
        return self._grabbing.grabs.get(download)

    @override
    async def turn_down(self, download: str, *, why: str, search: bool) -> bool:
        return await self._drop(download, (download, why, search))

    @override
    async def withdraw(self, download: str) -> bool:
        return await self._drop(download, None)

    async def _drop(self, download: str, down: tuple[str, str, bool] | None) -> bool:
        server = self._grabbing
        await server.ask("drop")
        if download not in server.known:
            return False
        server.known.discard(download)
        if down:
            server.turned_down.append(down)
        else:
            server.withdrawn.append(download)
        if server.calls_back:
            await server.calls_back(download)
        return True

    @override
    async def orders_from(self) -> tuple[OrdersFrom, ...]:
        await self._grabbing.ask("orders_from")
        return self._grabbing.orders_from


@dataclass
class Asking:
    """A house with askers, and what their programs do."""

    scene: Scene
    torrents: FakeClient
    usenet: FakeUsenet
    server: GrabbingServer
    parts: list[Any] = field(default_factory=list)

    @property
    def hass(self) -> HomeAssistant:
        """Return Home Assistant."""
        return self.scene.hass

    def asker(self, asker_id: str, name: str, path: str, **more: Any) -> None:
        """Have one more asker from the start on."""
        self.parts.append(part(ASKER, asker_id, name, asker_data(path, **more)))

    def library(self) -> None:
        """Have the library from the start on."""
        data = {"type": "sonarr", "url": "http://library", "api_key": "k"}
        self.parts.append(part(LIBRARY, LIBRARY_ID, "Sonarr's library", data))

    async def start(self, *more: Any) -> None:
        """Set Greenlight up."""
        clients = [
            part(
                CLIENT,
                one,
                one.capitalize(),
                {"type": "memory", "url": one, "verify_ssl": True},
            )
            for one in ("torrents", "usenet")
        ]
        await self.scene.start([*clients, *self.parts, *more])

    async def desk(self, path: str = "sonarr") -> Desk:
        """Let a program in by its token."""
        door = async_door(self.hass)
        password = f"secret-of-{path}"
        given = Given(username="greenlight", password=password)
        desk = await door.enter(path, given)
        assert desk is not None
        assert await door.enter(path, Given(token=token_of(desk.settings))) is desk
        return desk

    async def hand_over(
        self,
        what: Torrent | bytes | str,
        path: str = "sonarr",
        *,
        name: str = "",
        agent: str = SONARR_4,
        **options: Any,
    ) -> Order:
        """Hand a torrent, an NZB or a magnet link over, and let everything come of it."""
        content = what.content if isinstance(what, Torrent) else what
        payload = (
            Payload(magnet=content)
            if isinstance(content, str)
            else Payload(file=content)
        )
        wished = DownloadOptions(**{"category": "tv", **options})
        desk = await self.desk(path)
        order = await desk.take(
            Handed(payload=payload, name=name, options=wished, agent=agent)
        )
        await self.scene.settle()
        return order

    async def look(self, path: str = "sonarr") -> dict[str, Standing]:
        """Return what a program sees, by its ids."""
        desk = await self.desk(path)
        return {one.order.id: one for one in await desk.look()}

    async def phases(self, path: str = "sonarr") -> dict[str, str]:
        """Return how things stand for a program, by name."""
        seen = await self.look(path)
        return {one.order.name: one.phase.value for one in seen.values()}

    def request(self, order: Order) -> Request:
        """Return the request about an order."""
        now = self.scene.hub.askers.orders.get(order.key)
        assert now is not None
        return self.scene.hub.gate.requests.find(now.request)

    def codes(self, request: Request) -> list[str]:
        """Return why a request's journal has each of its lines."""
        return [entry.why.code for entry in self.now(request).journal]

    def now(self, request: Request) -> Request:
        """Return a request as it is now."""
        return self.scene.hub.gate.requests.find(request.id)

    async def act(self, action: str, order: Order, **data: Any) -> None:
        """Answer the question about an order."""
        await self.scene.act(action, request_id=self.request(order).id, **data)
        await self.scene.settle()

    async def reload(self) -> None:
        """Begin anew with what is on disk."""
        entry = self.scene.entry
        assert await self.hass.config_entries.async_reload(entry.entry_id)
        await self.scene.settle()


def film(title: str, size: int = 5000, **more: Any) -> Torrent:
    """Return a torrent of that name."""
    return make_torrent(
        title, {f"{title}.mkv": bytes(size)}, piece_length=16384, **more
    )


def grab(number: int = 1, **more: Any) -> Grab:
    """Return what a library wrote down."""
    return replace(Grab(id=str(number), title=""), **more)


def refuse(server: GrabbingServer) -> None:
    """Have the library answer nothing."""
    server.failure = LibraryError("It is away")


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Leave the storage as it is: real files."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each test a configuration folder of its own."""
    return str(tmp_path)


@pytest.fixture
async def asking(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Set the stage; ``start`` sets Greenlight up."""
    torrents, usenet = FakeClient(client_id="torrents"), FakeUsenet(client_id="usenet")
    clients = {one.id: shown_through(one) for one in (torrents, usenet)}
    server = GrabbingServer()
    monkeypatch.setattr(
        "custom_components.greenlight.parts.handlers.build_client",
        lambda session, data: clients[data["url"]],
    )
    monkeypatch.setattr(
        "custom_components.greenlight.parts.handlers.build_library",
        lambda session, library_id, data: GrabbingLibrary(server, library_id),
    )
    monkeypatch.setattr(taking, "GRAB_DELAYS", (0.0, 0.0))
    return Asking(scene, torrents, usenet, server)


@pytest.fixture
async def sonarr(asking: Asking) -> Asking:
    """Set Greenlight up with one asker of torrents that is linked to nothing."""
    asking.asker(SONARR, "Sonarr", "sonarr")
    await asking.start()
    return asking


@pytest.fixture
async def linked(asking: Asking) -> Asking:
    """Set Greenlight up with one asker that is linked to its library."""
    asking.library()
    asking.asker(SONARR, "Sonarr", "sonarr", library=LIBRARY_ID)
    await asking.start()
    return asking
