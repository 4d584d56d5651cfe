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
            "said": "Broken.",
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


class TestCategorySpeed:
    SPEED = "category_speed"

    async def kept(self, scene: Scene) -> Any:
        """Return what is kept for the client."""
        data = scene.entry.subentries["torrents"].data
        return data.get("category_speeds")

    async def test_is_put_on_what_is_there_and_kept(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        await memory_scene.act("set_category_limits", **LIMITS, download_limit=2)
        assert (self.SPEED, "movies", 2_000_000, None) in torrents.told
        assert await self.kept(memory_scene) == {"movies": {"download": 2}}
        await memory_scene.settle()
        await memory_scene.act("set_category_limits", **LIMITS, upload_limit=0.1)
        assert await self.kept(memory_scene) == {
            "movies": {"download": 2, "upload": 0.1}
        }
        await memory_scene.settle()
        settings = memory_scene.hub.gate.attached.settings["torrents"]
        assert settings.category_speeds == {"movies": (2_000_000, 100_000)}

    async def test_no_limit_is_kept_no_longer(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        await memory_scene.act(
            "set_category_limits", **LIMITS, download_limit=2, upload_limit=0.1
        )
        await memory_scene.settle()
        other = {**LIMITS, "category": "MOVIES"}
        await memory_scene.act("set_category_limits", **other, download_limit=0)
        assert (self.SPEED, "MOVIES", 0, None) in torrents.told
        assert await self.kept(memory_scene) == {"MOVIES": {"upload": 0.1}}
        await memory_scene.settle()
        await memory_scene.act("set_category_limits", **other, upload_limit=0)
        assert await self.kept(memory_scene) is None
        await memory_scene.settle()

    async def test_nothing_is_kept_that_the_client_did_not_do(
        self, memory_scene: Scene, torrents: FakeClient
    ) -> None:
        torrents.failure = BadAnswer("broken")
        with pytest.raises(HomeAssistantError) as raised:
            await memory_scene.act("set_category_limits", **LIMITS, download_limit=1)
        assert raised.value.translation_key == "client_bad_answer"
        assert await self.kept(memory_scene) is None

    async def test_usenet_has_none(self, memory_scene: Scene) -> None:
        limits = {**LIMITS, "client": "Usenet", "download_limit": 1}
        with pytest.raises(ServiceValidationError) as raised:
            await memory_scene.act("set_category_limits", **limits)
        assert raised.value.translation_key == "no_category_limits"

    @pytest.mark.parametrize(
        ("rule", "limits"),
        [
            ({"category": "Movies"}, (2_000_000, 0)),
            ({"category": "movies", "download_limit": 5}, (5_000_000, 0)),
            ({"category": "music"}, (0, 0)),
            ({}, (0, 0)),
        ],
    )
    async def test_comes_with_what_is_added_later(
        self, scene: Scene, rule: dict[str, Any], limits: tuple[int, int]
    ) -> None:
        parts = scene.parts(**rule)
        parts[0]["data"]["category_speeds"] = {"movies": {"download": 2}}
        await scene.start(parts)
        await scene.download("Film one")
        ((_, fields),) = [
            one for one in scene.client.commands if one[0] == "torrents/add"
        ]
        told = int(fields.get("dlLimit", 0)), int(fields.get("upLimit", 0))
        assert told == limits


@pytest.mark.parametrize("action", ["pause_all", "resume_all", "set_category_limits"])
async def test_without_a_running_greenlight(scene: Scene, action: str) -> None:
    assert await async_setup_component(scene.hass, "greenlight", {})
    given: dict[str, Any] = {"set_category_limits": {**LIMITS, "ratio_limit": 1}}
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act(action, **given.get(action, {}))
    assert raised.value.translation_key == "not_loaded"
