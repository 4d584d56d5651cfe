"""A house with clients and libraries in memory, and a program that knocks at the door."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.askers.base import Desk
from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.const import ASKER, CLIENT, LIBRARY
from custom_components.greenlight.door import Given
from custom_components.greenlight.parts.asker_settings import AskerSettings, settings_of
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet
from tests.support.memory_library import MemoryLibrary, MemoryServer

AGENT = "Sonarr/4.0.17.2952 (ubuntu 22.04)"
STORED = {
    "type": "sonarr",
    "protocol": "torrent",
    "path": "sonarr",
    "username": "greenlight",
    "password": "sesame",
}


def client(kind: str, name: str = "") -> dict[str, Any]:
    """Return a client of some kind as it is stored."""
    return {
        "subentry_type": CLIENT,
        "subentry_id": name or kind,
        "title": (name or kind).title(),
        "data": {"type": kind, "url": f"http://{name or kind}", "verify_ssl": True},
    }


def library(kind: str, name: str) -> dict[str, Any]:
    """Return a library of some kind as it is stored."""
    return {
        "subentry_type": LIBRARY,
        "subentry_id": name,
        "title": name.title(),
        "data": {"type": kind, "url": f"http://{name}", "api_key": "k"},
    }


def stored_asker(name: str = "Sonarr", **changed: Any) -> dict[str, Any]:
    """Return an asker as it is stored."""
    return {
        "subentry_type": ASKER,
        "subentry_id": name.casefold(),
        "title": name,
        "data": {**STORED, **changed},
    }


def in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every client and library of the house be in memory."""

    def build_client(_: Any, data: Any) -> FakeClient:
        made = FakeUsenet if data["type"] in ("sabnzbd", "nzbget") else FakeClient
        return made(client_id=data["type"])

    def build_library(_: Any, library_id: str, __: Any) -> MemoryLibrary:
        return MemoryLibrary(MemoryServer(), library_id)

    handlers = "custom_components.greenlight.parts.handlers"
    monkeypatch.setattr(f"{handlers}.build_client", build_client)
    monkeypatch.setattr(f"{handlers}.build_library", build_library)


def asker_of(entry: MockConfigEntry, name: str = "Sonarr") -> AskerSettings:
    """Return an asker by its name."""
    (one,) = (one for one in entry.get_subentries_of_type(ASKER) if one.title == name)
    return settings_of(one)


async def knock(
    hass: HomeAssistant,
    path: str,
    password: str,
    *,
    username: str = "greenlight",
    agent: str = AGENT,
) -> Desk | None:
    """Call as a program does, and return the desk if it is let in."""
    given = Given(username=username, password=password)
    desk = await async_door(hass).enter(path, given)
    if desk is not None:
        async_door(hass).visited(desk, agent=agent, what="torrents/info")
    return desk


async def call(hass: HomeAssistant, asker: AskerSettings, agent: str = AGENT) -> Desk:
    """Call as the program does that was meant."""
    told = {"username": asker.username, "agent": agent}
    desk = await knock(hass, asker.path, asker.password, **told)
    assert desk is not None
    await hass.async_block_till_done()
    return desk
