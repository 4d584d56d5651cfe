"""Greenlight with a source that autobrr pushes to, called over HTTP."""

from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight import door
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.parts.push import PushCoordinator
from tests.integration.scene import Scene, part
from tests.support.autobrr import SONARR_FLAGS, Announce, Autobrr

PUSH_ID = "push0"
PATH = "autobrr"
KEY = "k3y-of-the-harbour-that-nobody-else-has"
ADDRESS = "/api/greenlight/push"


def push_part(**more: Any) -> Any:
    """Return a source that programs push to, as it is stored."""
    data = {
        "type": "push",
        "program": "radarr",
        "path": PATH,
        "api_key": KEY,
        **more,
    }
    return part("source", PUSH_ID, "Announces", data)


class Pushing:
    """A house that is pushed to, and the programs that do so."""

    def __init__(
        self, scene: Scene, session: ClientSession, listen: ClientSessionGenerator
    ) -> None:
        """Start nothing yet."""
        self.scene = scene
        self.session = session
        self.url = ""
        self._listen = listen

    async def start(self, *more: Any, push: dict[str, Any] | None = None, **rule: Any):
        """Set Greenlight up."""
        parts = [*self.scene.parts(**rule), push_part(**(push or {})), *more]
        await self.scene.start(parts)
        # Now that every component has its addresses.
        client = await self._listen()
        self.url = str(client.make_url("")).rstrip("/")

    @property
    def part(self) -> PushCoordinator:
        """Return what runs for the source."""
        found = self.scene.hub.sources[PUSH_ID]
        assert isinstance(found, PushCoordinator)
        return found

    def autobrr(
        self, *, key: str = KEY, path: str = PATH, sonarr: bool = False, **more: Any
    ) -> Autobrr:
        """Return autobrr with its client set up as the form says."""
        if sonarr:
            more["flags"] = SONARR_FLAGS
        host = f"{self.url}{ADDRESS}/{path}"
        return Autobrr(self.session, host, key, **more)

    def announce(self, title: str, **more: Any) -> Announce:
        """Return an announce of a torrent file that the site has."""
        link = self.scene.publish(title, size=more.pop("bytes", 5000))
        item = self.scene.site.items.pop(0)
        assert item.title == title, link
        return Announce(title=title, url=item.link, **{"size": item.size, **more})

    def every(self) -> list[Request]:
        """Return all requests there are."""
        return list(self.scene.hub.gate.requests.every())


@pytest.fixture
async def pushing(
    scene: Scene,
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[Pushing]:
    monkeypatch.setattr(door, "SLOWER", 0.0)
    assert await async_setup_component(scene.hass, "http", {})
    async with ClientSession() as session:
        yield Pushing(scene, session, hass_client_no_auth)
