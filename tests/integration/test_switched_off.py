"""A client or source that is switched off: it is left in peace, and everything says so."""

import asyncio
from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.engine.request import State

from .box import Box
from .flows.steps import change, submit
from .scene import CLIENT_ID, SOURCE_ID, Scene, part

BOX = "switch.box_enabled"
SITE = "switch.site_enabled"


async def switch(scene: Scene, entity_id: str, to: str) -> None:
    """Switch something on or off."""
    await scene.hass.services.async_call(
        "switch", f"turn_{to}", {"entity_id": entity_id}, blocking=True
    )
    await scene.settle()


def asked(scene: Scene) -> int:
    """Return how often the client was called."""
    return len(scene.client.asked)


async def refusal(call: Any) -> HomeAssistantError:
    """Return why something was refused."""
    with pytest.raises(HomeAssistantError) as raised:
        await call
    return raised.value


class TestClient:
    async def test_is_asked_nothing_and_says_so(
        self, scene: Scene, caplog: pytest.LogCaptureFixture
    ) -> None:
        await scene.start()
        assert scene.told(BOX) == "on"
        caplog.clear()
        await switch(scene, BOX, "off")
        before = asked(scene)
        await scene.pass_time(3600)
        await scene.poll()
        assert asked(scene) == before
        assert scene.told(BOX) == "off"
        assert scene.told("binary_sensor.box_connected") == "off"
        assert scene.told("binary_sensor.box_problem") == "off"
        for entity_id in ("binary_sensor.box_connected", "binary_sensor.box_problem"):
            reason = scene.entity(entity_id).attributes["reason"]
            assert reason == "Box is switched off. Switch it on first."
        assert scene.told("sensor.box_free_space") == "unavailable"
        assert not [one for one in caplog.records if one.levelname == "ERROR"]

    async def test_goes_on_where_it_was(self, scene: Scene) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        await switch(scene, BOX, "off")
        scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
        await scene.pass_time(30 * 24 * 3600)
        assert scene.requests() == {"Film one": "downloading"}
        await switch(scene, BOX, "on")
        assert scene.requests() == {"Film one": "completed"}
        assert scene.told("binary_sensor.box_connected") == "on"

    async def test_what_is_approved_waits_as_long_as_it_takes(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await switch(scene, BOX, "off")
        (request_id,) = await scene.ask("Film one")
        await scene.act("approve", request_id=request_id)
        await scene.settle()
        before = asked(scene)
        for _ in range(20):
            await scene.pass_time(6 * 3600)
        request = scene.request("Film one")
        assert request.state is State.APPROVED
        assert request.client is None
        assert [entry.why.code for entry in request.journal].count(
            "client_switched_off"
        ) == 1
        views = await scene.act("list_requests", answer=True)
        (view,) = views["requests"]
        assert "Box is switched off" in str(view["journal"])
        assert asked(scene) == before
        await switch(scene, BOX, "on")
        assert scene.requests() == {"Film one": "downloading"}

    async def test_the_next_takes_it_and_the_journal_says_why(
        self, scene: Scene
    ) -> None:
        async with Box() as other:
            second = part(CLIENT, "second", "Second", other.data(type="qbittorrent"))
            second["data"]["priority"] = 9
            await scene.start([*scene.parts(), second])
            await switch(scene, BOX, "off")
            (request_id,) = await scene.ask("Film one")
            await scene.act("approve", request_id=request_id)
            await scene.settle()
            request = scene.request("Film one")
            assert (request.state, request.client) == (State.DOWNLOADING, "second")
            told = scene.entity("event.greenlight_request").attributes["reason"]
            assert told == "Second has taken it, because Box is switched off"

    async def test_what_it_was_meant_for_waits(self, scene: Scene) -> None:
        async with Box() as other:
            second = part(CLIENT, "second", "Second", other.data(type="qbittorrent"))
            await scene.start([*scene.parts(client=CLIENT_ID), second])
            await switch(scene, BOX, "off")
            (request_id,) = await scene.ask("Film one")
            await scene.act("approve", request_id=request_id)
            await scene.settle()
            assert scene.requests() == {"Film one": "approved"}
            assert other.rows == {}

    @pytest.mark.parametrize(
        ("action", "data"),
        [
            ("pause_all", {"client": "Box"}),
            (
                "set_category_limits",
                {"client": "Box", "category": "a", "ratio_limit": 1},
            ),
        ],
    )
    async def test_what_people_ask_of_it_is_refused(
        self, scene: Scene, action: str, data: dict[str, Any]
    ) -> None:
        await scene.start()
        await switch(scene, BOX, "off")
        before = asked(scene)
        why = await refusal(scene.act(action, **data))
        assert why.translation_key == "client_switched_off"
        # Not named, it is not meant.
        await scene.act("pause_all")
        assert asked(scene) == before

    async def test_a_running_download_is_left_in_peace(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        await switch(scene, BOX, "off")
        before = asked(scene)
        for action in ("pause", "cancel", "remove_download"):
            why = await refusal(scene.act(action, request_id=request_id))
            assert why.translation_key == "client_switched_off"
        assert asked(scene) == before

    async def test_stays_off_when_it_is_changed_and_after_a_restart(
        self, scene: Scene, hass: HomeAssistant
    ) -> None:
        await scene.start()
        await switch(scene, BOX, "off")
        (client,) = scene.entry.get_subentries_of_type(CLIENT)
        assert client.data["enabled"] is False
        before = asked(scene)
        assert await hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.told(BOX) == "off"
        assert scene.told("binary_sensor.box_connected") == "off"
        assert asked(scene) == before

    async def test_the_disk_of_one_that_is_off_has_no_say(self, scene: Scene) -> None:
        scene.client.free_space = 1000
        await scene.start()
        await scene.ask("Film one")
        assert "little_room" in [one.code for one in scene.request("Film one").reasons]
        await switch(scene, BOX, "off")
        await scene.ask("Film two")
        assert "little_room" not in [
            one.code for one in scene.request("Film two").reasons
        ]


class TestSource:
    async def test_is_not_looked_at_and_says_so(
        self, scene: Scene, caplog: pytest.LogCaptureFixture
    ) -> None:
        await scene.start()
        caplog.clear()
        await switch(scene, SITE, "off")
        before = scene.site.count("/feed.rss")
        scene.publish("Film one")
        await scene.pass_time(3600)
        await scene.look()
        await scene.act("refresh")
        assert scene.site.count("/feed.rss") == before
        assert scene.requests() == {}
        problem = scene.entity("binary_sensor.site_problem")
        assert problem.state == "off"
        assert (
            problem.attributes["reason"] == "Site is switched off. Switch it on first."
        )
        assert scene.told("sensor.site_releases_on_offer") == "unavailable"
        assert scene.told("sensor.site_releases_read_so_far") == "0"
        assert not [one for one in caplog.records if one.levelname == "ERROR"]
        await switch(scene, SITE, "on")
        assert scene.requests() == {"Film one": "pending"}
        assert scene.entity("binary_sensor.site_problem").attributes["reason"] is None

    @pytest.mark.parametrize(
        "ask",
        [
            lambda scene: scene.act("refresh", source="Site"),
            lambda scene: scene.press("button.site_refresh"),
        ],
        ids=["action", "button"],
    )
    async def test_who_asks_for_a_look_is_told(
        self, scene: Scene, ask: Callable[[Scene], Any]
    ) -> None:
        await scene.start()
        await switch(scene, SITE, "off")
        why = await refusal(ask(scene))
        assert why.translation_key == "source_switched_off"

    async def test_what_was_approved_is_still_fetched(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await switch(scene, SITE, "off")
        await scene.act("approve", request_id=request_id)
        await scene.settle()
        assert scene.requests() == {"Film one": "downloading"}

    @pytest.mark.parametrize("forget", [False, True])
    async def test_stays_off_when_it_is_changed(
        self, scene: Scene, hass: HomeAssistant, forget: bool
    ) -> None:
        await scene.start()
        await switch(scene, SITE, "off")
        flow = await change(hass, scene.entry, SOURCE_ID)
        form = {"url": scene.site.rss_url, "name": "Site", "interval": 30}
        await submit(hass, flow, **form, forget=forget)
        await scene.settle()
        data = scene.entry.subentries[SOURCE_ID].data
        assert (data["enabled"], data["interval"]) == (False, 30)
        assert scene.told(SITE) == "off"

    async def test_one_that_is_being_looked_at_says_nothing_more(
        self, scene: Scene
    ) -> None:
        await scene.start()
        part = scene.hub.sources[SOURCE_ID]
        fetch = part.source.fetch

        async def while_it_is_switched_off() -> Any:
            await scene.hass.services.async_call(
                "switch", "turn_off", {"entity_id": SITE}, blocking=True
            )
            while part.enabled:
                await asyncio.sleep(0)
            return await fetch()

        part.source.fetch = while_it_is_switched_off  # type: ignore[method-assign]
        await part.async_refresh()
        assert not part.last_update_success
        assert "is switched off" in str(part.last_exception)
