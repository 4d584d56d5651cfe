"""The actions on clients as a whole."""

from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol

from custom_components.greenlight.clients.errors import BadAnswer, ClientTimeout
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from ..scene import Scene

LIMITS: dict[str, Any] = {"client": "Torrents", "category": "movies"}


class TestAll:
    @pytest.mark.parametrize("action", ["pause_all", "resume_all"])
    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ({}, (1, 1)),
            ({"client": "usenet"}, (0, 1)),
            ({"client": ["Torrents"]}, (1, 0)),
            ({"client": ["Torrents", "torrents", "Usenet"]}, (1, 1)),
        ],
    )
    async def test_tells_those_that_are_meant(
        self,
        memory_scene: Scene,
        torrents: FakeClient,
        usenet: FakeUsenet,
        action: str,
        data: dict[str, Any],
        told: tuple[int, int],
    ) -> None:
        await memory_scene.act(action, **data)
        assert (torrents.count(action), usenet.count(action)) == told

    async def test_shows_it_at_once(self, memory_scene: Scene) -> None:
        paused = "binary_sensor.usenet_paused"
        assert memory_scene.told(paused) == "off"
        await memory_scene.act("pause_all")
        assert memory_scene.told(paused) == "on"
        await memory_scene.act("resume_all")
        assert memory_scene.told(paused) == "off"

    async def test_one_that_fails_does_not_keep_the_other_from_it(
        self, memory_scene: Scene, torrents: FakeClient, usenet: FakeUsenet
    ) -> None:
        torrents.failure = BadAnswer("broken")
        with pytest.raises(HomeAssistantError) as raised:
            await memory_scene.act("pause_all")
        assert raised.value.translation_key == "client_bad_answer"
        assert raised.value.translation_placeholders == {
            "name": "Torrents",
            "detail": "broken",
        }
        assert usenet.transfer.paused is True

    async def test_all_that_fail_are_told_of_together(
        self, memory_scene: Scene, torrents: FakeClient, usenet: FakeUsenet
    ) -> None:
        torrents.failure, usenet.failure = BadAnswer("broken"), ClientTimeout()
        with pytest.raises(HomeAssistantError) as raised:
            await memory_scene.act("resume_all")
        assert raised.value.translation_key == "several_failed"
        assert "Torrents gave an answer that cannot be read" in str(raised.value)
        assert "Usenet did not answer in time" in str(raised.value)

    async def test_an_unknown_client_is_refused_before_any_is_told(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        with pytest.raises(ServiceValidationError) as raised:
            await memory_scene.act("pause_all", client=["Torrents", "Nobody"])
        assert raised.value.translation_key == "unknown_client"
        assert torrents.count("pause_all") == 0


class TestCategoryLimits:
    @pytest.mark.parametrize(
        ("given", "limits"),
        [
            ({"ratio_limit": "1.5"}, DownloadOptions(ratio_limit=1.5)),
            ({"seeding_time": 90}, DownloadOptions(seeding_time=90)),
        ],
    )
    async def test_are_given_to_the_client_and_no_others(
        self,
        memory_scene: Scene,
        torrents: FakeClient,
        given: dict[str, Any],
        limits: DownloadOptions,
    ) -> None:
        await memory_scene.act("set_category_limits", **LIMITS, **given)
        assert torrents.told[-1] == ("category_limits", "movies", limits)

    @pytest.mark.parametrize(
        ("data", "key"),
        [
            ({**LIMITS, "client": "Usenet", "ratio_limit": 1}, "no_category_limits"),
            ({**LIMITS, "client": "Nobody", "ratio_limit": 1}, "unknown_client"),
            (LIMITS, "no_limits"),
        ],
    )
    async def test_that_cannot_be_set_are_refused(
        self, memory_scene: Scene, data: dict[str, Any], key: str
    ) -> None:
        with pytest.raises(ServiceValidationError) as raised:
            await memory_scene.act("set_category_limits", **data)
        assert raised.value.translation_key == key

    @pytest.mark.parametrize(
        "data",
        [{"category": ""}, {"ratio_limit": -1}, {"seeding_time": "long"}],
    )
    async def test_nonsense_is_refused(
        self, memory_scene: Scene, data: dict[str, Any]
    ) -> None:
        with pytest.raises(vol.Invalid):
            await memory_scene.act("set_category_limits", **{**LIMITS, **data})

    async def test_a_client_that_fails_is_named(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        torrents.failure = BadAnswer("broken")
        with pytest.raises(HomeAssistantError) as raised:
            await memory_scene.act("set_category_limits", **LIMITS, ratio_limit=1)
        assert raised.value.translation_key == "client_bad_answer"


@pytest.mark.parametrize("action", ["pause_all", "resume_all", "set_category_limits"])
async def test_without_a_running_greenlight(scene: Scene, action: str) -> None:
    assert await async_setup_component(scene.hass, "greenlight", {})
    given: dict[str, Any] = {"set_category_limits": {**LIMITS, "ratio_limit": 1}}
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act(action, **given.get(action, {}))
    assert raised.value.translation_key == "not_loaded"
