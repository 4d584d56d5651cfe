"""How many questions wait, what reminds of them, and what takes them along."""

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.const import CONF_MAX_OPEN, EVENT_REQUEST

from .scene import RULE_ID, SOURCE_ID, Scene

PENDING = "sensor.greenlight_questions_waiting"
SELECT = "select.greenlight_question_to_answer"
HOUR = 3600.0


def options(scene: Scene) -> list[str]:
    return list(scene.entity(SELECT).attributes["options"])


class TestHowMany:
    @pytest.fixture(autouse=True)
    async def two(self, scene: Scene) -> None:
        scene.options |= {CONF_MAX_OPEN: 2}
        await scene.start()

    async def test_is_what_somebody_has_chosen(self, scene: Scene) -> None:
        events = async_capture_events(scene.hass, EVENT_REQUEST)
        first, second, third = await scene.ask("Film one", "Film two", "Film three")
        assert scene.told(PENDING) == "2"
        assert len(options(scene)) == 2
        assert scene.hub.gate.queued == 1
        assert [one.data["request_id"] for one in events] == [first, second]
        await scene.act("decline", request_id=first)
        await scene.settle()
        assert scene.told(PENDING) == "2"
        assert scene.hub.gate.queued == 0
        assert events[-1].data["request_id"] == third
        assert events[-1].data["type"] == "asked"

    async def test_can_be_changed_at_any_time(self, scene: Scene) -> None:
        await scene.ask("Film one", "Film two", "Film three", "Film four")
        scene.hass.config_entries.async_update_entry(
            scene.entry, options={**scene.options, CONF_MAX_OPEN: 3}
        )
        await scene.settle()
        assert scene.told(PENDING) == "3"

    async def test_outlives_a_restart(self, scene: Scene) -> None:
        await scene.ask("Film one", "Film two", "Film three")
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        assert scene.told(PENDING) == "2"
        assert scene.hub.gate.queued == 1


async def test_a_reminder_is_an_event(scene: Scene) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    events = async_capture_events(scene.hass, EVENT_REQUEST)
    await scene.pass_time(24 * HOUR - 800)
    assert [one.data["type"] for one in events] == ["reminder"]
    assert events[0].data["request_id"] == request_id
    state = scene.entity("event.greenlight_request")
    assert state.attributes["event_type"] == "reminder"


class TestRemoved:
    async def test_a_rule_takes_its_questions_along(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        scene.hass.config_entries.async_remove_subentry(scene.entry, RULE_ID)
        await scene.settle()
        request = scene.request("Film one")
        assert request.state == "cancelled"
        told = scene.hub.texts.reason(request.journal[-1].why)
        assert told == "The rule Films was removed"

    async def test_a_rule_that_is_switched_off_keeps_them(self, scene: Scene) -> None:
        await scene.start()
        await scene.ask("Film one")
        subentry = scene.entry.subentries[RULE_ID]
        scene.hass.config_entries.async_update_subentry(
            scene.entry, subentry, data={**subentry.data, "enabled": False}
        )
        await scene.settle()
        assert scene.request("Film one").state == "pending"

    async def test_a_source_takes_along_what_nobody_else_offers(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.ask("Film one")
        scene.hass.config_entries.async_remove_subentry(scene.entry, SOURCE_ID)
        await scene.settle()
        request = scene.request("Film one")
        assert request.state == "cancelled"
        assert request.journal[-1].why.code == "source_removed"

    async def test_what_was_removed_while_nothing_ran_takes_them_too(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.ask("Film one")
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        scene.hass.config_entries.async_remove_subentry(scene.entry, RULE_ID)
        await scene.hass.config_entries.async_setup(scene.entry.entry_id)
        await scene.settle()
        assert scene.request("Film one").state == "cancelled"

    async def test_a_rule_that_cannot_be_read_is_still_there(
        self, scene: Scene
    ) -> None:
        await scene.start()
        await scene.ask("Film one")
        subentry = scene.entry.subentries[RULE_ID]
        scene.hass.config_entries.async_update_subentry(
            scene.entry, subentry, data={**subentry.data, "lifetime": "soon"}
        )
        await scene.settle()
        assert scene.request("Film one").state == "pending"
