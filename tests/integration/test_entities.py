"""What the entities tell, and what pressing them does."""

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.const import SOURCE
from custom_components.greenlight.sources.feed import feed
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import recorded_row
from tests.support.feed import Fault
from tests.support.feed_documents import Item

from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene, part


class TestHub:
    async def test_tells_nothing_while_there_is_nothing(self, scene: Scene) -> None:
        await scene.start()
        assert scene.told("sensor.greenlight_questions_waiting") == "0"
        assert scene.told("sensor.greenlight_active_downloads") == "0"
        # Nothing is unknown where nothing has been.
        assert scene.told("sensor.greenlight_latest_download") == "Nothing yet"
        assert scene.told("sensor.greenlight_latest_download_state") == "nothing"
        for name in ("progress", "speed", "time_left"):
            assert float(scene.told(f"sensor.greenlight_latest_download_{name}")) == 0
        # An empty list cannot be opened.
        assert scene.told("select.greenlight_question_to_answer") == STATE_UNAVAILABLE

    @pytest.mark.parametrize("answer", ["approve", "decline"])
    async def test_says_that_nothing_waits_to_whoever_answers(
        self, scene: Scene, answer: str
    ) -> None:
        """Home Assistant drops a press of what is not available, and nobody hears of it."""
        await scene.start()
        with pytest.raises(ServiceValidationError) as refused:
            await scene.hass.services.async_call(
                "button",
                "press",
                {"entity_id": f"button.greenlight_{answer}"},
                blocking=True,
            )
        assert refused.value.translation_key == "nothing_selected"

    async def test_tells_what_an_approved_one_waits_for(self, scene: Scene) -> None:
        await scene.start()
        scene.publish("Film one")
        await scene.look()
        scene.site.torrent_fault = Fault.SERVER_ERROR
        await scene.act("approve", request_id=scene.request("Film one").id)
        await scene.settle()
        state = scene.entity("sensor.greenlight_latest_download_state")
        assert state.state == "waiting_for_site"
        assert state.attributes["reason"]

    async def test_a_download_that_is_done_has_no_time_left(self, scene: Scene) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
        await scene.poll()
        assert scene.told("sensor.greenlight_latest_download_time_left") == "0.0"

    async def test_counts_what_waits_for_an_answer(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one", "Film two")
        assert scene.told("sensor.greenlight_questions_waiting") == "2"

    async def test_shows_the_latest_download(self, scene: Scene) -> None:
        await scene.start()
        request_id, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {
            "progress": 0.25,
            "dlspeed": 2_000_000,
            "eta": 90,
        }
        await scene.poll()
        latest = scene.entity("sensor.greenlight_latest_download")
        assert latest.state == "Film one"
        assert latest.attributes["request_id"] == request_id
        assert latest.attributes["title"] == "Film one"
        assert scene.told("sensor.greenlight_latest_download_progress") == "25.0"
        assert float(scene.told("sensor.greenlight_latest_download_speed")) == 2.0
        assert float(scene.told("sensor.greenlight_total_download_speed")) == 2.0
        assert float(scene.told("sensor.greenlight_latest_download_time_left")) == 1.5
        assert scene.told("sensor.greenlight_latest_download_state") == "downloading"
        assert scene.told("sensor.greenlight_active_downloads") == "1"

    async def test_waits_for_a_client(self, scene: Scene) -> None:
        await scene.start(scene.parts()[1:])
        (request_id,) = await scene.ask("Film one")
        await scene.act("approve", request_id=request_id)
        await scene.settle()
        assert scene.told("sensor.greenlight_latest_download") == "Film one"
        assert scene.told("sensor.greenlight_latest_download_state") == "waiting"
        assert scene.told("sensor.greenlight_latest_download_speed") == "0.0"
        assert (
            scene.told("sensor.greenlight_latest_download_time_left") == STATE_UNKNOWN
        )

    async def test_says_that_it_waits_for_room_and_with_what_numbers(
        self, scene: Scene
    ) -> None:
        await scene.start()
        scene.publish("Film one")
        await scene.look()
        request_id = scene.request("Film one").id
        scene.client.free_space = 60 * 10**9
        await scene.act("approve", request_id=request_id)
        await scene.settle()
        state = scene.entity("sensor.greenlight_latest_download_state")
        assert state.state == "waiting_for_room"
        for said in (
            "needs 5\N{NO-BREAK SPACE}kB",
            "100\N{NO-BREAK SPACE}GB are kept",
            "60.0",
        ):
            assert said in state.attributes["reason"]
        # What is said is what is known now.
        scene.client.free_space = 70 * 10**9
        await scene.pass_time(scene.hub.clients[CLIENT_ID].client.survey_interval)
        reason = scene.entity("sensor.greenlight_latest_download_state").attributes[
            "reason"
        ]
        assert "70.0" in reason
        await scene.act("approve", request_id=request_id, ignore_space=True)
        await scene.settle()
        state = scene.entity("sensor.greenlight_latest_download_state")
        assert (state.state, state.attributes["reason"]) == ("downloading", None)

    async def test_keeps_what_has_ended(self, scene: Scene) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
        await scene.poll()
        assert scene.requests() == {"Film one": "completed"}
        assert scene.told("sensor.greenlight_latest_download") == "Film one"
        assert scene.told("sensor.greenlight_latest_download_progress") == "100.0"
        assert scene.told("sensor.greenlight_latest_download_speed") == "0.0"
        assert scene.told("sensor.greenlight_latest_download_state") == "completed"

    async def test_tells_of_a_cancelled_download(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        await scene.act("cancel", request_id=request_id)
        assert scene.told("sensor.greenlight_latest_download_state") == "cancelled"

    async def test_prefers_what_runs_to_what_has_ended(self, scene: Scene) -> None:
        await scene.start()
        first, _ = await scene.download("Film one")
        await scene.download("Film two")
        assert scene.told("sensor.greenlight_latest_download") == "Film two"
        await scene.act("cancel", request_id=scene.request("Film two").id)
        assert scene.told("sensor.greenlight_latest_download") == "Film one"
        assert scene.request("Film one").id == first

    async def test_prefers_what_was_approved_last_to_what_was_asked_about_last(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.ask("Film one")
        await scene.ask("Film two")
        for title in ("Film two", "Film one"):
            scene.freezer.tick(1)
            await scene.act("approve", request_id=scene.request(title).id)
            await scene.settle()
            assert scene.told("sensor.greenlight_latest_download") == title

    async def test_one_that_was_asked_about_again_is_no_download(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.download("Film one")
        request_id, _ = await scene.download("Film two")
        await scene.act("cancel", request_id=scene.request("Film one").id)
        await scene.act("cancel", request_id=request_id)
        assert scene.told("sensor.greenlight_latest_download") == "Film two"
        await scene.act("retry", request_id=request_id)
        await scene.act("decline", request_id=request_id)
        assert scene.told("sensor.greenlight_latest_download") == "Film one"

    async def test_tells_what_was_read_and_keeps_the_title(self, scene: Scene) -> None:
        await scene.start()
        title = "Film.One.2024.1080p.BluRay.x264-GRP"
        request_id, _ = await scene.download(title)
        latest = scene.entity("sensor.greenlight_latest_download")
        assert latest.state == "Film One (2024)"
        assert latest.attributes["name"] == "Film One (2024) · 1080p Blu-ray · GRP"
        assert latest.attributes["title"] == title
        assert latest.attributes["request_id"] == request_id
        told = scene.entity("event.greenlight_request").attributes
        assert (told["title"], told["name"]) == (title, latest.attributes["name"])

    async def test_a_long_title_is_cut_to_what_a_state_holds(
        self, scene: Scene
    ) -> None:
        await scene.start()
        title = "Film " + "x" * 290
        await scene.download(title)
        assert scene.told("sensor.greenlight_latest_download") == title[:255]


class TestEvent:
    async def test_tells_of_every_step(self, scene: Scene) -> None:
        await scene.start()
        changes = async_capture_events(scene.hass, "state_changed")
        _, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
        await scene.poll()
        told = [
            change.data["new_state"].attributes["event_type"]
            for change in changes
            if change.data["entity_id"] == "event.greenlight_request"
        ]
        assert told == ["asked", "approved", "started", "completed"]

    async def test_says_what_and_why(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        told = scene.entity("event.greenlight_request").attributes
        assert told["event_type"] == "asked"
        assert told["request_id"] == request_id
        assert told["title"] == told["name"] == "Film one"
        assert told["size"] == 5000
        assert told["source"] == "Site"
        assert told["rule"] == "Films"
        assert told["client"] is None
        assert told["who"] == "Films"
        assert told["reason"] == "Found by the rule Films"

    async def test_tells_of_problems(self, scene: Scene) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        scene.client.rows[torrent]["state"] = "missingFiles"
        await scene.poll()
        told = scene.entity("event.greenlight_request").attributes
        assert told["event_type"] == "problem"
        assert told["client"] == "Box"
        assert told["reason"] == "The client misses files of it"


class TestClient:
    async def test_tells_of_the_server(self, scene: Scene) -> None:
        scene.client.speeds = {"dl_info_speed": 3_000_000, "up_info_speed": 1_000_000}
        scene.client.put(recorded_row("5.3.0", "info-after-add-v1", state="error"))
        await scene.start()
        assert scene.told("binary_sensor.box_connected") == "on"
        assert float(scene.told("sensor.box_download_speed")) == 3.0
        assert float(scene.told("sensor.box_upload_speed")) == 1.0
        assert float(scene.told("sensor.box_free_space")) == 110
        assert scene.told("sensor.box_downloads_with_problems") == "1"
        assert scene.told("switch.box_alternative_speed_limits") == "off"

    async def test_its_device_has_a_version(
        self, scene: Scene, device_registry: dr.DeviceRegistry
    ) -> None:
        await scene.start()
        (device,) = [
            one
            for one in dr.async_entries_for_config_entry(
                device_registry, scene.entry.entry_id
            )
            if ("greenlight", CLIENT_ID) in one.identifiers
        ]
        assert device.model == "qBittorrent"
        assert device.sw_version == "5.3.0"

    async def test_free_space_is_unknown_when_it_is_not_told(
        self, scene: Scene
    ) -> None:
        scene.client.free_space = None
        await scene.start()
        assert scene.told("sensor.box_free_space") == STATE_UNKNOWN

    async def test_counts_nothing_before_it_has_counted(self, scene: Scene) -> None:
        scene.client.instead["app/defaultSavePath"] = answering(500, "no")
        await scene.start()
        assert scene.told("sensor.box_downloads_with_problems") == STATE_UNKNOWN
        assert scene.told("sensor.box_free_space") == STATE_UNKNOWN

    async def test_goes_and_comes_back(self, scene: Scene) -> None:
        await scene.start()
        scene.client.instead["transfer/info"] = answering(500, "broken")
        await scene.poll()
        connected = scene.entity("binary_sensor.box_connected")
        assert connected.state == "off"
        assert "Box gave an answer" in connected.attributes["reason"]
        assert scene.told("sensor.box_download_speed") == STATE_UNAVAILABLE
        assert scene.told("switch.box_alternative_speed_limits") == STATE_UNAVAILABLE
        del scene.client.instead["transfer/info"]
        await scene.poll()
        connected = scene.entity("binary_sensor.box_connected")
        assert (connected.state, connected.attributes["reason"]) == ("on", None)
        assert scene.told("sensor.box_download_speed") == "0.0"
        assert scene.told("switch.box_alternative_speed_limits") == "off"

    async def test_is_unknown_before_the_first_poll(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "custom_components.greenlight.hub.Hub._refresh", lambda *_: None
        )
        await scene.start()
        assert scene.told("binary_sensor.box_connected") == STATE_UNKNOWN
        assert scene.told("sensor.box_download_speed") == STATE_UNAVAILABLE

    @pytest.mark.parametrize(
        ("action", "before", "after"),
        [("turn_on", False, True), ("turn_off", True, False)],
    )
    async def test_switches_the_alternative_speed(
        self, scene: Scene, action: str, before: bool, after: bool
    ) -> None:
        scene.client.alternative = before
        await scene.start()
        entity_id = "switch.box_alternative_speed_limits"
        await scene.hass.services.async_call(
            "switch", action, {"entity_id": entity_id}, blocking=True
        )
        assert scene.client.alternative is after
        assert scene.told(entity_id) == {True: "on", False: "off"}[after]

    async def test_says_why_a_switch_fails(self, scene: Scene) -> None:
        await scene.start()
        scene.client.instead["transfer/setSpeedLimitsMode"] = answering(500, "broken")
        with pytest.raises(HomeAssistantError) as raised:
            await scene.hass.services.async_call(
                "switch",
                "turn_on",
                {"entity_id": "switch.box_alternative_speed_limits"},
                blocking=True,
            )
        assert raised.value.translation_key == "client_bad_answer"
        assert raised.value.translation_placeholders == {
            "name": "Box",
            "detail": "broken",
            "said": "Broken.",
        }


class TestSource:
    async def test_counts(self, scene: Scene) -> None:
        scene.publish("Film one")
        scene.publish("Series one")
        await scene.start()
        assert scene.told("binary_sensor.site_problem") == "off"
        assert scene.told("sensor.site_releases_read_so_far") == "2"
        assert scene.told("sensor.site_releases_a_rule_wanted") == "1"
        offered = scene.entity("sensor.site_releases_on_offer")
        assert offered.state == "2"
        left = offered.attributes["unreadable"], offered.attributes["left_out"]
        assert left == (0, 0)

    async def test_says_what_it_did_not_consider(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feed, "MAX_ITEMS", 2)
        for number in range(3):
            scene.publish(f"Film {number}")
        scene.site.items.insert(0, Item(title="Film", link="", guid="broken"))
        await scene.start()
        offered = scene.entity("sensor.site_releases_on_offer")
        left = offered.attributes["unreadable"], offered.attributes["left_out"]
        assert (offered.state, left) == ("1", (1, 2))
        await scene.press("button.site_test")
        tested = scene.entity("sensor.site_last_test").attributes
        assert (tested["unreadable"], tested["left_out"]) == (1, 2)

    async def test_the_time_of_the_last_look_is_there_for_who_wants_it(
        self, scene: Scene, entity_registry: er.EntityRegistry
    ) -> None:
        await scene.start()
        entity_id = "sensor.site_last_look_that_worked"
        entry = entity_registry.async_get(entity_id)
        assert entry is not None
        assert entry.disabled_by is er.RegistryEntryDisabler.INTEGRATION
        entity_registry.async_update_entity(entity_id, disabled_by=None)
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        at = scene.hub.sources[SOURCE_ID].data.last_success
        assert at is not None
        assert scene.told(entity_id) == at.isoformat(timespec="seconds")

    async def test_goes_and_comes_back(self, scene: Scene) -> None:
        await scene.start()
        scene.site.feed_fault = Fault.SERVER_ERROR
        await scene.look()
        problem = scene.entity("binary_sensor.site_problem")
        assert problem.state == "on"
        assert "Site" in problem.attributes["reason"]
        assert scene.told("sensor.site_releases_read_so_far") == "0"
        assert scene.told("sensor.site_releases_on_offer") == STATE_UNAVAILABLE
        scene.site.feed_fault = None
        await scene.look()
        problem = scene.entity("binary_sensor.site_problem")
        assert (problem.state, problem.attributes["reason"]) == ("off", None)
        assert scene.told("sensor.site_releases_on_offer") == "0"

    async def test_its_button_looks_now(self, scene: Scene) -> None:
        await scene.start()
        scene.publish("Film one")
        await scene.press("button.site_refresh")
        assert scene.requests() == {"Film one": "pending"}

    async def test_its_button_tells_what_went_wrong(self, scene: Scene) -> None:
        await scene.start()
        scene.site.feed_fault = Fault.NOT_FOUND
        with pytest.raises(HomeAssistantError) as raised:
            await scene.press("button.site_refresh")
        assert raised.value.translation_key == "source_not_found"
        assert scene.told("button.site_refresh") != STATE_UNAVAILABLE


class TestRule:
    async def test_counts_its_matches(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one", "Film two")
        assert scene.told("sensor.films_releases_found") == "2"

    async def test_counts_what_another_source_offers_too(self, scene: Scene) -> None:
        other = {"type": "feed", "url": scene.site.atom_url}
        await scene.start([*scene.parts(), part(SOURCE, "other", "Other", other)])
        magnet = f"magnet:?xt=urn:btih:{'a' * 40}"
        scene.site.items = [Item(title="Film one", link=magnet, guid="1")]
        await scene.look()
        assert scene.told("sensor.films_releases_found") == "1"
        await scene.hub.sources["other"].async_refresh()
        await scene.settle()
        assert scene.requests() == {"Film one": "pending"}
        assert scene.told("sensor.films_releases_found") == "2"

    async def test_can_be_switched_off_and_on(self, scene: Scene) -> None:
        await scene.start()
        await self._switch(scene.hass, "turn_off")
        assert scene.told("switch.films_enabled") == "off"
        assert scene.entry.subentries[RULE_ID].data["enabled"] is False
        scene.publish("Film one")
        await scene.look()
        assert scene.requests() == {}
        await self._switch(scene.hass, "turn_on")
        assert scene.told("switch.films_enabled") == "on"
        await scene.ask("Film two")
        assert scene.requests() == {"Film two": "pending"}

    async def _switch(self, hass: HomeAssistant, action: str) -> None:
        await hass.services.async_call(
            "switch", action, {"entity_id": "switch.films_enabled"}, blocking=True
        )
        await hass.async_block_till_done(wait_background_tasks=True)
