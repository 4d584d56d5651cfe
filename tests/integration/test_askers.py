"""A program in between, as it is seen on its device: what waits, when it called, and what becomes of that."""

import json
from typing import Any

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    mock_restore_cache_with_extra_data,
)

from custom_components.greenlight.askers.base import Handed
from custom_components.greenlight.const import ASKER, DOMAIN
from custom_components.greenlight.parts.asker_settings import AskerSettings
from custom_components.greenlight.sources.base import Payload
from tests.support.torrents import make_torrent

from .flows.asking_first import AGENT, STORED, asker_of, call, knock
from .scene import Scene, part
from .test_diagnostics import diagnostics_of

WAITING = "sensor.sonarr_waiting_for_an_answer"
HEARD = "sensor.sonarr_last_heard"
ENABLED = "switch.sonarr_enabled"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn whoever may not come in away at once: time stands still here."""
    monkeypatch.setattr("custom_components.greenlight.door.SLOWER", 0)


def asker(name: str = "Sonarr", **changed: Any) -> Any:
    """Return an asker as it is stored."""
    path = name.casefold()
    return part(ASKER, path, name, {**STORED, "path": path, **changed})


async def start(scene: Scene, *askers: Any) -> None:
    """Set Greenlight up with a client and askers."""
    await scene.start([*scene.parts(), *(askers or (asker(),))])


async def hand_over(scene: Scene, title: str, name: str = "Sonarr") -> None:
    """Have a program hand a torrent over."""
    settings = asker_of(scene.entry, name)
    desk = await call(scene.hass, settings)
    torrent = make_torrent(title, {f"{title}.mkv": bytes(5000)}, piece_length=16384)
    await desk.take(Handed(payload=Payload(file=torrent.content), name=title))
    await scene.settle()


async def switch(scene: Scene, to: str) -> None:
    """Switch the asker on or off."""
    await scene.hass.services.async_call(
        "switch", f"turn_{to}", {"entity_id": ENABLED}, blocking=True
    )
    await scene.settle()


class TestDevice:
    async def test_is_of_a_kind_of_its_own(self, scene: Scene) -> None:
        await start(scene)
        device = dr.async_get(scene.hass).async_get_device_by_identifier(
            (DOMAIN, "sonarr"), scene.entry.entry_id
        )
        assert device is not None
        # Not Sonarr: the pickers of actions offer libraries by that.
        assert (device.name, device.manufacturer, device.model) == (
            "Sonarr",
            "Greenlight",
            "Asker",
        )

    async def test_goes_with_it(self, scene: Scene) -> None:
        await start(scene)
        await hand_over(scene, "Film.2021.1080p.WEB-DL-GRP")
        assert await knock(scene.hass, "sonarr", "sesame") is not None
        scene.hass.config_entries.async_remove_subentry(scene.entry, "sonarr")
        await scene.settle()
        assert scene.hass.states.get(WAITING) is None
        assert not scene.hub.roster.askers
        assert await knock(scene.hass, "sonarr", "sesame") is None
        assert list(scene.requests().values()) == ["cancelled"]


class TestWaiting:
    async def test_each_counts_its_own(self, scene: Scene) -> None:
        await start(scene, asker(), asker("Radarr", type="radarr"))
        await hand_over(scene, "Show.S01E01.1080p.WEB-DL-GRP")
        await hand_over(scene, "Show.S01E02.1080p.WEB-DL-GRP")
        await hand_over(scene, "Film.2021.1080p.WEB-DL-GRP", "Radarr")
        await scene.ask("Film one")
        assert scene.told(WAITING) == "2"
        assert scene.told("sensor.radarr_waiting_for_an_answer") == "1"
        await scene.act("decline", request_id=scene.request("Film one").id)
        (request,) = (
            one
            for one in scene.hub.gate.requests.open.values()
            if one.release.source == "radarr"
        )
        await scene.act("decline", request_id=request.id)
        await scene.settle()
        assert scene.told("sensor.radarr_waiting_for_an_answer") == "0"
        assert scene.told(WAITING) == "2"

    async def test_is_the_same_after_a_restart(self, scene: Scene) -> None:
        await start(scene)
        await hand_over(scene, "Show.S01E01.1080p.WEB-DL-GRP")
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.told(WAITING) == "1"
        assert list(scene.requests().values()) == ["pending"]


class TestLastHeard:
    async def test_is_unknown_before_the_first_call(self, scene: Scene) -> None:
        await start(scene)
        assert scene.told(HEARD) == "unknown"
        await knock(scene.hass, "sonarr", "guessed")
        assert scene.told(HEARD) == "unknown"

    async def test_moves_every_ten_minutes_at_most(self, scene: Scene) -> None:
        await start(scene)
        settings = asker_of(scene.entry)
        told: list[str] = []

        async def calls(after: float) -> None:
            scene.freezer.tick(after)
            await call(scene.hass, settings)
            told.append(scene.told(HEARD))

        await calls(0)
        assert scene.entity(HEARD).attributes["agent"] == AGENT
        for _ in range(9):
            await calls(60)
        assert len(set(told)) == 1
        await calls(60)
        assert len(set(told)) == 2
        # After it was silent it is said at once.
        await calls(3600)
        assert len(set(told)) == 3

    async def test_goes_on_when_the_asker_is_changed(self, scene: Scene) -> None:
        await start(scene)
        subentry = scene.entry.subentries["sonarr"]
        scene.hass.config_entries.async_update_subentry(
            scene.entry,
            subentry,
            title="Series",
            data={**subentry.data, "action": "approve"},
        )
        await scene.settle()
        await call(scene.hass, asker_of(scene.entry, "Series"))
        assert scene.told(HEARD) != "unknown"

    @pytest.mark.parametrize(
        ("known", "told"),
        [
            ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05+00:00"),
            (None, "unknown"),
        ],
    )
    async def test_is_known_after_a_restart(
        self, hass: HomeAssistant, scene: Scene, known: str | None, told: str
    ) -> None:
        value = known and {"__type": "<class 'datetime.datetime'>", "isoformat": known}
        stored = {"native_value": value, "native_unit_of_measurement": None}
        mock_restore_cache_with_extra_data(hass, [(State(HEARD, ""), stored)])
        await start(scene)
        assert scene.told(HEARD) == told


class TestSwitch:
    async def test_nobody_is_let_in_while_it_is_off(self, scene: Scene) -> None:
        await start(scene)
        assert scene.told(ENABLED) == "on"
        await switch(scene, "off")
        assert scene.told(ENABLED) == "off"
        assert await knock(scene.hass, "sonarr", "sesame") is None
        await switch(scene, "on")
        assert await knock(scene.hass, "sonarr", "sesame") is not None

    async def test_what_was_asked_about_stays(self, scene: Scene) -> None:
        await start(scene)
        await hand_over(scene, "Show.S01E01.1080p.WEB-DL-GRP")
        await switch(scene, "off")
        assert scene.told(WAITING) == "1"
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.told(WAITING) == "1"


class TestUnreadable:
    async def test_is_left_alone_and_the_others_run(self, scene: Scene) -> None:
        broken = asker("Broken", password="")
        await start(scene, asker(), broken)
        assert set(scene.hub.roster.askers) == {"sonarr"}
        (issue,) = ir.async_get(scene.hass).issues.values()
        assert issue.translation_key == "unusable_part"
        assert issue.translation_placeholders == {"name": "Broken"}
        assert scene.hass.states.get("switch.broken_enabled") is None

    async def test_its_questions_stay(self, scene: Scene) -> None:
        await start(scene)
        await hand_over(scene, "Show.S01E01.1080p.WEB-DL-GRP")
        subentry = scene.entry.subentries["sonarr"]
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        scene.hass.config_entries.async_update_subentry(
            scene.entry, subentry, data={**subentry.data, "type": "oracle"}
        )
        assert await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        assert not scene.hub.roster.askers
        assert list(scene.requests().values()) == ["pending"]


class TestSecrets:
    async def test_diagnostics_tell_how_it_fares_and_not_how_to_get_in(
        self, scene: Scene, hass_client: Any
    ) -> None:
        stored = asker(path="sesame-street", username="sesame-user", library="gone")
        await start(scene, stored, asker("Radarr", type="radarr"))
        settings = asker_of(scene.entry)
        await call(scene.hass, settings)
        told = await diagnostics_of(scene, hass_client)
        found = told["askers"]["sonarr"]
        assert (found["program"], found["protocol"], found["manner"]) == (
            "sonarr",
            "torrent",
            "ask",
        )
        assert (found["library"], found["lifetime"]) == ("gone", 72 * 3600)
        assert found["last_visit"]["agent"] == AGENT
        assert told["askers"]["radarr"]["last_visit"] is None
        assert "name" not in found
        assert "sesame" not in json.dumps(told)

    def test_settings_do_not_tell_them_either(self) -> None:
        given: Any = STORED | {"program": "sonarr"}
        del given["type"]
        settings = AskerSettings(id="one", name="One", **given)
        assert "sesame" not in repr(settings)
