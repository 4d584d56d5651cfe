"""What the entities of a client tell, for each kind of client, and what they leave alone."""

from math import ceil
from typing import Final

from homeassistant.components.image import TOKEN_CHANGE_INTERVAL
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import Event, EventStateReportedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.clients.base import DownloadState, Transfer
from custom_components.greenlight.clients.errors import BadAnswer, CannotConnect
from tests.contract.clients.answers import answering
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from .scene import Scene

GB = 10**9
POSTER = "image.greenlight_poster_of_the_question"
# Seconds in which each client is polled at least once, and how often to wait for that.
INTERVAL = 31
ROUNDS = 10


async def poll(scene: Scene, client: FakeClient) -> None:
    """Poll one of the clients."""
    await scene.hub.clients[client.id].async_refresh()
    await scene.settle()


def keys(registry: er.EntityRegistry, scene: Scene, client: str) -> set[str]:
    """Return what a client has entities for."""
    return {
        one.unique_id.removeprefix(f"{client}_")
        for one in er.async_entries_for_config_entry(registry, scene.entry.entry_id)
        if one.unique_id.startswith(f"{client}_")
    }


async def test_each_kind_has_what_it_can(
    memory_scene: Scene, entity_registry: er.EntityRegistry
) -> None:
    torrents = keys(entity_registry, memory_scene, "torrents")
    usenet = keys(entity_registry, memory_scene, "usenet")
    assert torrents - usenet == {
        "alternative_speed",
        "client_upload_speed",
        "upload_limit",
    }
    assert usenet - torrents == {"paused", "downloads_post_processing"}


class TestCounts:
    COUNTS: Final = {state: 2**number for number, state in enumerate(DownloadState)}

    @pytest.mark.parametrize(
        ("what", "states"),
        [
            ("running", "downloading fetching_metadata checking stalled"),
            ("queued", "queued"),
            ("paused", "paused"),
            ("post_processing", "post_processing"),
            ("complete", "completed seeding"),
            ("with_errors", "warning failed"),
        ],
    )
    async def test_each_state_is_in_one(
        self,
        memory_scene: Scene,
        entity_registry: er.EntityRegistry,
        usenet: FakeUsenet,
        what: str,
        states: str,
    ) -> None:
        for state, count in self.COUNTS.items():
            for number in range(count):
                job = usenet.job(f"{state} {number}", state=state)
                usenet.downloads[job.id] = job
        entity_id = entity_registry.async_get_entity_id(
            "sensor", "greenlight", f"usenet_downloads_{what}"
        )
        assert entity_id is not None
        entity_registry.async_update_entity(entity_id, disabled_by=None)
        entry_id = memory_scene.entry.entry_id
        assert await memory_scene.hass.config_entries.async_reload(entry_id)
        await memory_scene.settle()
        counted = sum(self.COUNTS[DownloadState(one)] for one in states.split())
        assert memory_scene.told(entity_id) == str(counted)


class TestRoom:
    PROMISED = "sensor.box_room_still_needed"

    async def test_tells_what_is_still_needed(self, scene: Scene) -> None:
        await scene.start()
        assert float(scene.told(self.PROMISED)) == 0
        _, torrent = await scene.download("Film one")
        row = scene.client.rows[torrent]
        row |= {"size": 10 * GB, "completed": 2 * GB, "progress": 0.2}
        await scene.poll()
        assert float(scene.told(self.PROMISED)) == 8
        row |= {"completed": 10 * GB - 1, "progress": 0.99}
        await scene.poll()
        assert float(scene.told(self.PROMISED)) == 0.1
        row |= {"completed": 10 * GB, "progress": 1.0, "state": "uploading"}
        await scene.poll()
        assert float(scene.told(self.PROMISED)) == 0

    async def test_is_told_while_the_client_is_down(self, scene: Scene) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        scene.client.rows[torrent] |= {"size": GB}
        await scene.poll()
        scene.client.instead["transfer/info"] = answering(500, "broken")
        await scene.poll()
        assert float(scene.told(self.PROMISED)) == 1


class TestProblem:
    PROBLEM = "binary_sensor.usenet_problem"

    async def test_tells_what_keeps_it_from_downloading(
        self, memory_scene: Scene, usenet: FakeUsenet
    ) -> None:
        told = memory_scene.entity(self.PROBLEM)
        assert (told.state, told.attributes["reason"]) == ("off", None)
        usenet.transfer = Transfer(paused=True, trouble="Disk is full")
        await poll(memory_scene, usenet)
        told = memory_scene.entity(self.PROBLEM)
        assert (told.state, told.attributes["reason"]) == ("on", "Disk is full")
        usenet.transfer = Transfer(paused=True)
        await poll(memory_scene, usenet)
        assert memory_scene.told(self.PROBLEM) == "off"
        assert memory_scene.told("binary_sensor.usenet_paused") == "on"

    async def test_tells_that_it_does_not_answer(
        self, memory_scene: Scene, usenet: FakeUsenet
    ) -> None:
        usenet.failure = CannotConnect("no route")
        await poll(memory_scene, usenet)
        told = memory_scene.entity(self.PROBLEM)
        assert told.state == "on"
        assert "Usenet cannot be reached" in told.attributes["reason"]
        assert memory_scene.told("binary_sensor.torrents_problem") == "off"
        usenet.failure = None
        await poll(memory_scene, usenet)
        assert memory_scene.told(self.PROBLEM) == "off"

    async def test_tells_nothing_before_the_first_poll(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "custom_components.greenlight.hub.Hub._refresh", lambda *_: None
        )
        await scene.start()
        told = scene.entity("binary_sensor.box_problem")
        assert (told.state, told.attributes["reason"]) == (STATE_UNKNOWN, None)


class TestButtons:
    @pytest.mark.parametrize("what", ["pause_all", "resume_all"])
    async def test_tell_their_client(
        self,
        memory_scene: Scene,
        torrents: FakeClient,
        usenet: FakeUsenet,
        what: str,
    ) -> None:
        await memory_scene.press(f"button.usenet_{what}")
        assert (usenet.count(what), torrents.count(what)) == (1, 0)
        paused = {"pause_all": "on", "resume_all": "off"}[what]
        assert memory_scene.told("binary_sensor.usenet_paused") == paused

    async def test_say_why_they_fail(
        self, memory_scene: Scene, usenet: FakeUsenet
    ) -> None:
        usenet.failure = BadAnswer("broken")
        with pytest.raises(HomeAssistantError) as raised:
            await memory_scene.press("button.usenet_pause_all")
        assert raised.value.translation_key == "client_bad_answer"


class TestQuiet:
    async def test_nothing_is_written_while_nothing_changes(
        self,
        hass: HomeAssistant,
        memory_scene: Scene,
        torrents: FakeClient,
        usenet: FakeUsenet,
    ) -> None:
        for client in (torrents, usenet):
            client.free = 100 * GB
        await memory_scene.pass_time(700)
        written = async_capture_events(hass, "state_changed")
        reported: list[str] = []

        @callback
        def note(event: Event[EventStateReportedData]) -> None:
            reported.append(event.data["entity_id"])

        stop = hass.bus.async_listen(
            "state_reported", note, event_filter=callback(lambda _: True)
        )
        # Home Assistant itself renews the addresses of all images, and writes them for it.
        renewals = ROUNDS * INTERVAL / TOKEN_CHANGE_INTERVAL.total_seconds()
        for _ in range(ROUNDS):
            polls = torrents.count("poll"), usenet.count("poll")
            await memory_scene.pass_time(INTERVAL)
            assert (torrents.count("poll"), usenet.count("poll")) > polls
        stop()
        assert not written
        assert set(reported) <= {POSTER}
        assert len(reported) <= ceil(renewals)

    async def test_a_little_room_more_or_less_is_none(
        self, hass: HomeAssistant, memory_scene: Scene, usenet: FakeUsenet
    ) -> None:
        usenet.free = 100 * GB
        await memory_scene.pass_time(usenet.survey_interval)
        assert float(memory_scene.told("sensor.usenet_free_space")) == 100
        written = async_capture_events(hass, "state_changed")
        usenet.free = 100 * GB + 40_000_000
        await memory_scene.pass_time(usenet.survey_interval)
        assert usenet.count("survey") == 3
        assert not written
        usenet.free = 101 * GB
        await memory_scene.pass_time(usenet.survey_interval)
        assert float(memory_scene.told("sensor.usenet_free_space")) == 101


class TestAlone:
    async def test_one_that_hangs_holds_up_no_other(
        self,
        memory_scene: Scene,
        torrents: FakeClient,
        usenet: FakeUsenet,
    ) -> None:
        usenet.hanging = True
        hass, freezer = memory_scene.hass, memory_scene.freezer
        for number in range(1, 4):
            torrents.transfer = Transfer(download_speed=number * 1_000_000)
            freezer.tick(31)
            memory_scene.fire_time()
            await hass.async_block_till_done()
            speed = memory_scene.told("sensor.torrents_download_speed")
            assert float(speed) == number
        assert usenet.told[-1] == ("poll",)

    async def test_one_that_hangs_does_not_keep_it_from_ending(
        self, memory_scene: Scene, usenet: FakeUsenet
    ) -> None:
        usenet.hanging = True
        memory_scene.freezer.tick(31)
        memory_scene.fire_time()
        await memory_scene.hass.async_block_till_done()
        entry_id = memory_scene.entry.entry_id
        assert await memory_scene.hass.config_entries.async_unload(entry_id)
        assert usenet.count("close")

    async def test_one_that_is_down_is_left_alone_and_comes_back_by_itself(
        self,
        memory_scene: Scene,
        torrents: FakeClient,
        usenet: FakeUsenet,
    ) -> None:
        connected = "binary_sensor.usenet_connected"
        usenet.failure = CannotConnect()
        before = len(usenet.told), torrents.count("poll")
        for _ in range(40):
            await memory_scene.pass_time(31)
        assert memory_scene.told(connected) == "off"
        assert 5 <= len(usenet.told) - before[0] <= 8
        assert torrents.count("poll") - before[1] >= 30
        usenet.failure = None
        await memory_scene.pass_time(310)
        assert memory_scene.told(connected) == "on"
        asked = len(usenet.told)
        await memory_scene.pass_time(32)
        assert len(usenet.told) > asked
