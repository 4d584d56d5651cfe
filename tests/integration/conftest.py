"""What every test with a Home Assistant in it needs."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

import custom_components.greenlight  # before the test plugin's own custom_components is found
from custom_components.greenlight.clients.qbittorrent import (
    client as qbittorrent_client,
)
from custom_components.greenlight.const import CLIENT
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet
from tests.support.feed import FeedServer
from tests.support.memory_library import MemoryLibrary, MemoryServer, movie

from .box import Box
from .completed import Completed, attach, parts
from .scene import Scene, part
from .shelves import Shelves

assert custom_components.greenlight


@pytest.fixture(autouse=True)
def custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find the integration, where a test has one."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
async def qbittorrent(
    socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Box]:
    """Run a qBittorrent's login and its most necessary answers, with no room to measure."""
    monkeypatch.setattr(qbittorrent_client, "_MEASURING", 0)
    async with Box() as server:
        yield server


@pytest.fixture
async def site(socket_enabled: None) -> AsyncGenerator[FeedServer]:
    """Run a release site on loopback."""
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def scene(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    site: FeedServer,
    socket_enabled: None,
) -> AsyncGenerator[Scene]:
    """Set the stage for Greenlight, and clear it afterwards."""
    async with Box() as client:
        scene = Scene(hass, freezer, client, site)
        yield scene
        for entry in hass.config_entries.async_loaded_entries("greenlight"):
            assert await hass.config_entries.async_unload(entry.entry_id)
        await scene.settle()


@pytest.fixture
def torrents() -> FakeClient:
    """Provide a client in memory that can do everything."""
    return FakeClient(client_id="torrents")


@pytest.fixture
def usenet() -> FakeUsenet:
    """Provide a client in memory that can do only what all can."""
    return FakeUsenet(client_id="usenet")


@pytest.fixture
async def memory_scene(
    scene: Scene,
    torrents: FakeClient,
    usenet: FakeUsenet,
    monkeypatch: pytest.MonkeyPatch,
) -> Scene:
    """Set Greenlight up with the two clients in memory."""
    clients = {one.id: one for one in (torrents, usenet)}
    monkeypatch.setattr(
        "custom_components.greenlight.parts.handlers.build_client",
        lambda session, data: clients[data["url"]],
    )
    await scene.start(
        part(
            CLIENT,
            one,
            one.capitalize(),
            {"type": "memory", "url": one, "verify_ssl": True},
        )
        for one in clients
    )
    return scene


@pytest.fixture
async def completed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Completed:
    """Set Greenlight up with an inbox, and return what its client completed."""
    await scene.start(parts(scene))
    return await attach(scene, monkeypatch)


@pytest.fixture
def server() -> MemoryServer:
    """Run a library's server in memory, with three films."""
    return MemoryServer([movie("1"), movie("2"), movie("3")])


@pytest.fixture
def shelves(
    scene: Scene, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> Shelves:
    """Set the stage for a library of that server; ``start`` sets Greenlight up."""
    for user in ("parts.handlers", "flows.library"):
        monkeypatch.setattr(
            f"custom_components.greenlight.{user}.build_library",
            lambda session, library_id, data: MemoryLibrary(server, library_id),
        )
    return Shelves(scene, server)
