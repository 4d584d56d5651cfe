"""The image shows the poster of what the buttons decide on, through Home Assistant."""

import asyncio
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
import pytest

from custom_components.greenlight.engine.weighed import Weighed
from custom_components.greenlight.gate.library_desk import LibraryDesk
from custom_components.greenlight.libraries.base import Picture
from custom_components.greenlight.libraries.errors import LibraryTimeout
from custom_components.greenlight.presentation.posters import AGAIN
from tests.support.weighed import FILM, UPGRADE

from .scene import Scene

POSTER = "image.greenlight_poster_of_the_question"
SELECT = "select.greenlight_question_to_answer"


def of(item: str) -> Weighed:
    """Return a question about an item of Radarr."""
    return replace(UPGRADE, work=replace(FILM, known_to=(("radarr0", item),)))


class Radarr:
    """A library that has posters of two films."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.has: dict[str, bytes | Exception] = {
            "1": b"\xff\xd8\xff one",
            "2": b"\x89PNG\r\n\x1a\n two",
        }
        self.asked: list[str] = []
        self.held: asyncio.Event | None = None

    async def fetch(self, library: str, item: str) -> Picture | None:
        self.asked.append(item)
        if self.held:
            await self.held.wait()
        content = self.has.get(item)
        if isinstance(content, Exception):
            raise content
        return Picture(content=content, content_type="text/html") if content else None

    async def ask(self, title: str, item: str | None) -> str:
        """Ask about a film that has an item in the library."""
        (request_id,) = await self.scene.ask(title)
        weighed = of(item) if item else None
        await self.scene.hub.gate.requests.amend(request_id, weighed=weighed)
        await self.scene.settle()
        return request_id


@pytest.fixture
async def radarr(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Radarr:
    """Set Greenlight up beside a library."""
    radarr = Radarr(scene)

    def fetch(_desk: object, library: str, item: str) -> Any:
        return radarr.fetch(library, item)

    monkeypatch.setattr(LibraryDesk, "poster", fetch)
    await scene.start()
    return radarr


async def test_there_is_none_while_nothing_is_asked(
    scene: Scene, radarr: Radarr
) -> None:
    state = scene.entity(POSTER)
    assert state.state == STATE_UNAVAILABLE
    assert "entity_picture" not in state.attributes


async def test_it_is_served_by_home_assistant(
    scene: Scene, radarr: Radarr, hass_client: Any
) -> None:
    await radarr.ask("Film one", "1")
    state = scene.entity(POSTER)
    assert state.state != STATE_UNAVAILABLE
    client = await hass_client()
    response = await client.get(state.attributes["entity_picture"])
    assert response.status == HTTPStatus.OK
    # It is called what it is, whatever the library calls it.
    assert response.content_type == "image/jpeg"
    assert await response.read() == b"\xff\xd8\xff one"


async def test_it_follows_the_selection(scene: Scene, radarr: Radarr) -> None:
    await radarr.ask("Film one", "1")
    before = scene.told(POSTER)
    await radarr.ask("Film two", "2")
    # What a person sees is what they decide on.
    assert scene.told(POSTER) == before
    scene.freezer.tick(1)
    newest = scene.entity(SELECT).attributes["options"][0]
    await scene.select(newest)
    await scene.settle()
    assert scene.told(POSTER) != before
    await scene.press("button.greenlight_decline")
    assert radarr.asked == ["1", "2"]
    poster = scene.hass.data["image"].get_entity(POSTER)
    assert await poster.async_image() == b"\xff\xd8\xff one"
    scene.freezer.tick(10)
    await scene.press("button.greenlight_decline")
    assert scene.told(POSTER) == STATE_UNAVAILABLE
    assert await poster.async_image() is None


@pytest.mark.parametrize("item", [None, "3"])
async def test_there_is_none_of_what_has_none(
    scene: Scene, radarr: Radarr, item: str | None
) -> None:
    await radarr.ask("Film one", item)
    assert scene.told(POSTER) == STATE_UNAVAILABLE


async def test_one_that_comes_too_late_is_not_shown(
    scene: Scene, radarr: Radarr
) -> None:
    radarr.held = asyncio.Event()
    (request_id,) = await scene.ask("Film one")
    requests = scene.hub.gate.requests
    await requests.amend(request_id, weighed=of("1"))
    await requests.amend(request_id, weighed=of("3"))
    radarr.held.set()
    await scene.settle()
    assert sorted(radarr.asked) == ["1", "3"]
    assert scene.told(POSTER) == STATE_UNAVAILABLE


async def test_a_library_that_was_away_is_asked_again(
    scene: Scene, radarr: Radarr
) -> None:
    content = radarr.has["1"]
    radarr.has["1"] = LibraryTimeout()
    await radarr.ask("Film one", "1")
    scene.hub.gate.announce()
    await scene.settle()
    assert radarr.asked == ["1"]
    radarr.has["1"] = content
    scene.freezer.tick(AGAIN)
    scene.hub.gate.announce()
    scene.hub.gate.announce()
    await scene.settle()
    assert radarr.asked == ["1", "1"]
    assert scene.told(POSTER) != STATE_UNAVAILABLE
