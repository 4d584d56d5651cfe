"""Greenlight comes and goes without a trace, follows its subentries, and costs nothing while idle."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.const import CLIENT, RULE, SOURCE

from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene


def entities_of(scene: Scene) -> set[str]:
    """Return the entities that tell something or could."""
    return {
        state.entity_id
        for state in scene.hass.states.async_all()
        if not state.attributes.get("restored")
    }


def devices_of(scene: Scene) -> set[str | None]:
    """Return the names of the devices."""
    registry = dr.async_get(scene.hass)
    return {
        device.name
        for device in dr.async_entries_for_config_entry(registry, scene.entry.entry_id)
    }


class TestComingAndGoing:
    async def test_unloading_leaves_nothing_behind(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one", "Film two")
        await scene.act("approve", request_id=scene.request("Film one").id)
        await scene.settle()
        hub = scene.hub
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        assert scene.entry.state is ConfigEntryState.NOT_LOADED
        assert {state.state for state in scene.hass.states.async_all()} == {
            STATE_UNAVAILABLE
        }
        assert scene.hass.data["persistent_notification"] == {}
        assert not hub.gate._event_listeners
        assert not hub.gate._update_listeners
        assert hub.roster._listeners == []
        asked = len(scene.client.asked), len(scene.site.seen)
        await scene.pass_time(3600)
        assert (len(scene.client.asked), len(scene.site.seen)) == asked

    async def test_a_reload_takes_everything_up(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        await scene.download("Film two")
        before = entities_of(scene)
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.requests() == {"Film one": "pending", "Film two": "downloading"}
        assert entities_of(scene) == before
        assert (
            scene.told("select.greenlight_question_to_answer")
            == "Film one · 5\N{NO-BREAK SPACE}kB"
        )
        assert scene.told("sensor.greenlight_latest_download") == "Film two"

    async def test_what_expired_meanwhile_is_told_of(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        scene.freezer.tick(25 * 3600)
        assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        told = scene.entity("event.greenlight_request").attributes
        assert told["event_type"] == "expired"
        assert told["reason"] == "Nobody answered in time"

    async def test_what_is_new_at_the_start_is_told_of(self, scene: Scene) -> None:
        scene.publish("Film one")
        changes = async_capture_events(scene.hass, "state_changed")
        await scene.start()
        told = [
            change.data["new_state"].attributes["event_type"]
            for change in changes
            if change.data["entity_id"] == "event.greenlight_request"
        ]
        assert told == [None, "asked"]

    async def test_a_question_asked_again_after_its_time(self, scene: Scene) -> None:
        await scene.start(lifetime=1)
        await scene.ask("Film one")
        await scene.pass_time(3601)
        assert scene.requests() == {"Film one": "expired"}
        assert scene.told("sensor.greenlight_questions_waiting") == "0"


class TestParts:
    @pytest.mark.parametrize(
        ("kind", "data", "name", "entity_id"),
        [
            (
                CLIENT,
                lambda scene: scene.client.data(type="qbittorrent"),
                "Second",
                "binary_sensor.second_connected",
            ),
            (
                SOURCE,
                lambda scene: {"type": "feed", "url": scene.site.atom_url},
                "Second",
                "button.second_refresh",
            ),
            (RULE, lambda scene: {"include": ["x"]}, "Second", "switch.second_enabled"),
        ],
    )
    async def test_a_new_one_appears_and_a_removed_one_goes(
        self,
        scene: Scene,
        kind: str,
        data: Callable[[Scene], dict[str, Any]],
        name: str,
        entity_id: str,
    ) -> None:
        await scene.start()
        before, hub = entities_of(scene), scene.hub
        entries = scene.hass.config_entries
        subentry = ConfigSubentry(
            data=MappingProxyType(data(scene)),
            subentry_type=kind,
            title=name,
            unique_id=None,
        )
        entries.async_add_subentry(scene.entry, subentry)
        await scene.settle()
        assert scene.told(entity_id) != STATE_UNAVAILABLE
        assert name in devices_of(scene)
        assert scene.hub is hub

        entries.async_remove_subentry(scene.entry, subentry.subentry_id)
        await scene.settle()
        assert entities_of(scene) == before
        assert devices_of(scene) == {"Greenlight", "Box", "Site", "Films"}

    @pytest.mark.parametrize("part_id", [CLIENT_ID, SOURCE_ID, RULE_ID])
    async def test_a_new_name_shows_on_the_device(
        self, scene: Scene, part_id: str
    ) -> None:
        await scene.start()
        scene.hass.config_entries.async_update_subentry(
            scene.entry, scene.entry.subentries[part_id], title="Renamed"
        )
        await scene.settle()
        assert "Renamed" in devices_of(scene)

    async def test_a_removed_rule_is_switched_no_more(self, scene: Scene) -> None:
        await scene.start()
        component = scene.hass.data["entity_components"]["switch"]
        entity = component.get_entity("switch.films_enabled")
        scene.hass.config_entries.async_remove_subentry(scene.entry, RULE_ID)
        assert entity.is_on is None
        await scene.settle()


@dataclass
class Noise:
    """What changed in the states, and which files were written."""

    states: list[Event[Any]]
    writes: list[str] = field(default_factory=list)


@contextmanager
def listening(hass: HomeAssistant) -> Iterator[Noise]:
    """Note what is shown and what is written meanwhile."""
    noise = Noise(async_capture_events(hass, "state_changed"))
    write = Store._async_write_data

    async def noted(store: Store[Any], data: dict[str, Any]) -> None:
        noise.writes.append(store.key)
        await write(store, data)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Store, "_async_write_data", noted)
        yield noise


class TestIdle:
    async def test_nothing_new_costs_nothing(self, scene: Scene) -> None:
        scene.publish("Series one")
        await scene.start()
        await scene.ask("Film one")
        # What was put off until later is written first.
        await scene.pass_time(3600)
        looks, polls = scene.site.count("/feed.rss"), len(scene.client.asked)
        with listening(scene.hass) as noise:
            for _ in range(40):
                await scene.pass_time(30)
        assert scene.site.count("/feed.rss") > looks
        assert len(scene.client.asked) >= polls + 40
        assert noise.states == []
        assert noise.writes == []

    async def test_a_feed_without_validators_costs_nothing_either(
        self, scene: Scene
    ) -> None:
        scene.site.conditional = False
        scene.publish("Film one")
        await scene.start()
        await scene.pass_time(3600)
        with listening(scene.hass) as noise:
            for _ in range(3):
                await scene.pass_time(900)
        assert scene.site.count("/feed.rss") >= 4
        assert noise.states == []
        assert noise.writes == []

    async def test_progress_is_shown_and_hardly_ever_written(
        self, scene: Scene
    ) -> None:
        await scene.start()
        _, torrent = await scene.download("Film one")
        await scene.pass_time(3600)
        with listening(scene.hass) as noise:
            for percent in range(1, 11):
                scene.client.rows[torrent]["progress"] = percent / 100
                await scene.pass_time(5)
        assert scene.told("sensor.greenlight_latest_download_progress") == "10.0"
        changed = {change.data["entity_id"] for change in noise.states}
        assert changed == {"sensor.greenlight_latest_download_progress"}
        assert noise.writes == []
