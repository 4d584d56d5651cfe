"""The test of a client or source that somebody asks for, and a fresh look at its numbers."""

from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.errors import BadAnswer, ClientTimeout
from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import downloading
from tests.support.feed import Fault

from .scene import Scene


async def failure(press: Any) -> HomeAssistantError:
    """Return what a press raises."""
    with pytest.raises(HomeAssistantError) as raised:
        await press
    return raised.value


class TestClient:
    async def test_tells_the_version(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        assert memory_scene.told("sensor.torrents_last_test") == "never"
        before = torrents.count("connect")
        await memory_scene.press("button.torrents_test")
        assert torrents.count("connect") == before + 1
        told = memory_scene.entity("sensor.torrents_last_test")
        assert told.state == "passed"
        assert told.attributes["version"] == "Fake 1"
        assert told.attributes["reason"] is None
        assert told.attributes["tested"] is not None

    @pytest.mark.parametrize(
        ("error", "key"),
        [
            (BadAnswer("broken"), "client_bad_answer"),
            # One answer that comes late makes no client unavailable, and no test passed.
            (ClientTimeout("20 s"), "client_timeout"),
        ],
    )
    async def test_tells_the_cause_until_it_is_over(
        self,
        memory_scene: Scene,
        torrents: FakeClient,
        error: Any,
        key: str,
    ) -> None:
        torrents.failure = error
        why = await failure(memory_scene.press("button.torrents_test"))
        assert why.translation_key == key
        told = memory_scene.entity("sensor.torrents_last_test")
        assert told.state == "failed"
        assert error.detail in told.attributes["reason"].lower()
        assert "version" not in told.attributes
        torrents.failure = None
        await memory_scene.press("button.torrents_test")
        assert memory_scene.told("sensor.torrents_last_test") == "passed"

    async def test_brings_one_back_at_once(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        torrents.failure = BadAnswer("broken")
        part = memory_scene.hub.clients["torrents"]
        await part.async_refresh()
        assert memory_scene.told("binary_sensor.torrents_connected") == "off"
        torrents.failure = None
        await memory_scene.press("button.torrents_test")
        assert memory_scene.told("binary_sensor.torrents_connected") == "on"

    async def test_says_that_it_is_switched_off(self, scene: Scene) -> None:
        await scene.start()
        await scene.hass.services.async_call(
            "switch", "turn_off", {"entity_id": "switch.box_enabled"}, blocking=True
        )
        await scene.settle()
        why = await failure(scene.press("button.box_test"))
        assert why.translation_key == "client_switched_off"
        # Nothing was tested, so nothing failed.
        assert scene.told("sensor.box_last_test") == "never"


class TestSource:
    async def test_tells_how_many_items_there_are(self, scene: Scene) -> None:
        for number in range(3):
            scene.publish(f"Show {number}")
        await scene.start()
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        # Nothing has changed since, so that a usual look brings no list.
        assert scene.told("sensor.site_releases_on_offer") == "unknown"
        await scene.press("button.site_test")
        told = scene.entity("sensor.site_last_test")
        assert told.state == "passed"
        assert (told.attributes["items"], told.attributes["unreadable"]) == (3, 0)

    async def test_tells_the_cause(self, scene: Scene) -> None:
        await scene.start()
        scene.site.feed_fault = Fault.FORBIDDEN
        why = await failure(scene.press("button.site_test"))
        assert why.translation_key == "source_invalid_auth"
        told = scene.entity("sensor.site_last_test")
        assert told.state == "failed"
        assert told.attributes["reason"].startswith("Site wants other credentials")


async def update(scene: Scene, *entity_ids: str) -> None:
    """Have Home Assistant look anew."""
    assert await async_setup_component(scene.hass, "homeassistant", {})
    await scene.hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": list(entity_ids)},
        blocking=True,
    )
    await scene.settle()


async def test_an_update_counts_anew_and_once(
    memory_scene: Scene, torrents: FakeClient
) -> None:
    errors = "sensor.torrents_downloads_with_problems"
    assert memory_scene.told(errors) == "0"
    for number in range(2):
        one = downloading(frozenset({f"{number:040x}"}), state=DownloadState.FAILED)
        torrents.downloads[one.id] = one
    polls, surveys = torrents.count("poll"), torrents.count("survey")
    await update(memory_scene, errors, "sensor.torrents_free_space")
    assert memory_scene.told(errors) == "2"
    assert torrents.count("poll") == polls + 1
    assert torrents.count("survey") == surveys + 1


async def test_an_update_looks_at_a_source(scene: Scene) -> None:
    await scene.start()
    scene.publish("Film one")
    await update(scene, "sensor.site_releases_on_offer")
    assert scene.told("sensor.site_releases_on_offer") == "1"
