"""As whom automations count: as the person whose action started them, or as nobody."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import Context, Event, EventOrigin, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.greenlight.approvers.contexts import MOST, Contexts
from custom_components.greenlight.approvers.people import People
from custom_components.greenlight.const import CONF_AUTOMATIONS
from custom_components.greenlight.engine.request import JournalEntry, Via
from custom_components.greenlight.engine.rights import Person

from ..people import House, start
from ..scene import Scene

PHONE = "mobile_app_notification_action"
APPROVE = {
    "action": "greenlight.approve",
    "data": {
        "request_id": "{{ state_attr('select.greenlight_question_to_answer', 'request_id') }}"
    },
}
PRESS = {
    "action": "button.press",
    "target": {"entity_id": "button.greenlight_approve"},
}


def automation(alias: str, trigger: dict[str, Any], *actions: Any) -> dict[str, Any]:
    """Return an automation as a person writes it."""
    return {
        "id": alias,
        "alias": alias,
        "mode": "queued",
        "triggers": [trigger],
        "actions": list(actions),
    }


def of_event(event: str) -> dict[str, Any]:
    """Return a trigger by an event."""
    return {"trigger": "event", "event_type": event}


AUTOMATIONS = [
    automation("By the phone", of_event(PHONE), APPROVE),
    automation(
        "By the switch",
        {"trigger": "state", "entity_id": "input_boolean.go", "to": "on"},
        APPROVE,
    ),
    automation("By the clock", {"trigger": "time_pattern", "minutes": "/7"}, APPROVE),
    automation("By itself", {"trigger": "event", "event_type": "unheard_of"}, PRESS),
    automation(
        "By a webhook",
        {"trigger": "webhook", "webhook_id": "open", "local_only": False},
        APPROVE,
    ),
    automation("First", of_event("first"), {"event": "second"}),
    automation("Second", of_event("second"), {"action": "script.outer"}),
    automation("Later", of_event("later"), {"delay": 5}, APPROVE),
    automation(
        "Toggles",
        of_event("toggle"),
        {
            "action": "input_boolean.turn_on",
            "target": {"entity_id": "input_boolean.go"},
        },
    ),
]
SCRIPTS = {
    "inner": {"sequence": [APPROVE]},
    "outer": {"sequence": [{"action": "script.inner"}]},
    "pressing": {"sequence": [PRESS]},
    "parallel": {
        "sequence": [
            {"action": "script.turn_on", "target": {"entity_id": "script.inner"}}
        ]
    },
}


class Automated:
    """A house with automations that approve what is selected."""

    def __init__(self, scene: Scene, house: House) -> None:
        """Keep what plays together."""
        self.scene = scene
        self.hass: HomeAssistant = scene.hass
        self.house = house

    def context(self, name: str | None) -> Context:
        """Return the context of what somebody does."""
        return Context(user_id=self.house.ids[name] if name else None)

    async def phone(self, name: str, event: str = PHONE, **data: Any) -> None:
        """Fire an event as a registered phone does, which is free to say anything."""
        self.hass.bus.async_fire(
            event, data, EventOrigin.remote, context=self.context(name)
        )
        await self.scene.settle()

    async def act(self, name: str | None, action: str, **data: Any) -> None:
        """Call an action of Home Assistant in somebody's name, whatever comes of it."""
        domain, _, service = action.partition(".")
        context = self.context(name)
        await self.hass.services.async_call(domain, service, data, context=context)
        await self.scene.settle()

    @property
    def answer(self) -> JournalEntry | None:
        """Return the approval of what is asked about, None if there is none."""
        journal = self.scene.request("Film one").journal
        return journal[1] if len(journal) > 1 else None

    @property
    def who(self) -> tuple[str, str]:
        """Return who has approved: the name of the user whose id it is, and what is told."""
        if self.answer is None:
            return ("", "")
        names = {user_id: name for name, user_id in self.house.ids.items()}
        return (names.get(self.answer.who.id, ""), self.answer.who.name)


@pytest.fixture
async def automated(scene: Scene) -> AsyncGenerator[Automated]:
    """Set Greenlight up with one question, and then the automations."""
    house = await start(scene)
    await scene.ask("Film one")
    await scene.pass_time(10)
    hass = scene.hass
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"go": {}}}
    )
    assert await async_setup_component(hass, "webhook", {})
    assert await async_setup_component(hass, "script", {"script": SCRIPTS})
    assert await async_setup_component(hass, "automation", {"automation": AUTOMATIONS})
    await scene.settle()
    yield Automated(scene, house)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


async def test_the_button_of_a_phone_is_its_users(automated: Automated) -> None:
    await automated.phone("decider", action="approve")
    assert automated.who == ("decider", "decider (automation By the phone)")
    assert automated.answer is not None
    assert automated.answer.who.via == "action"


async def test_also_where_the_automations_were_there_first(
    automated: Automated,
) -> None:
    """Its trigger is then told of the event before we are."""
    entry_id = automated.scene.entry.entry_id
    assert await automated.hass.config_entries.async_reload(entry_id)
    await automated.scene.pass_time(10)
    await automated.phone("decider", action="approve")
    assert automated.who == ("decider", "decider (automation By the phone)")


async def test_whoever_is_told_of_an_event_before_us_can_call_at_once(
    automated: Automated,
) -> None:
    hass, hub = automated.hass, automated.scene.hub
    people = People(hass, automated.scene.entry, hub.texts)
    found: list[Person] = []

    async def act(event: Event[Any]) -> None:
        context = Context(parent_id=event.context.id)
        found.append(await people.person(context, Via.ACTION))

    ends = [hass.bus.async_listen(PHONE, act), people.start()]
    await automated.phone("keeper")
    assert [one.actor.id for one in found] == [automated.house.ids["keeper"]]
    for end in ends:
        end()


@pytest.mark.parametrize(
    "name", ["reader", "keeper", "restrained", "deactivated", "gone"]
)
async def test_a_phone_of_somebody_who_may_not_decides_nothing(
    automated: Automated, name: str
) -> None:
    owner = automated.house.ids["owner"]
    await automated.phone(
        name, action="approve", user_id=owner, context={"user_id": owner}
    )
    assert automated.answer is None


@pytest.mark.parametrize("name", ["decider", "administrator", "owner"])
async def test_what_somebody_switches_is_theirs(
    automated: Automated, name: str
) -> None:
    await automated.act(name, "input_boolean.turn_on", entity_id="input_boolean.go")
    assert automated.who == (name, f"{name} (automation By the switch)")


@pytest.mark.parametrize("name", ["member", "restrained", "addon", None])
async def test_what_others_switch_decides_nothing(
    automated: Automated, name: str | None
) -> None:
    await automated.act(name, "input_boolean.turn_on", entity_id="input_boolean.go")
    assert automated.hass.states.is_state("input_boolean.go", "on")
    assert automated.answer is None


async def test_who_triggers_an_automation_by_hand_is_behind_it(
    automated: Automated,
) -> None:
    by_hand = {"entity_id": "automation.by_the_clock"}
    await automated.act("restrained", "automation.trigger", **by_hand)
    assert automated.answer is None
    await automated.act("decider", "automation.trigger", **by_hand)
    assert automated.who == ("decider", "decider (automation By the clock)")


@pytest.mark.parametrize("script", ["inner", "outer", "pressing", "parallel"])
async def test_a_script_is_of_whoever_calls_it(
    automated: Automated, script: str
) -> None:
    # What Home Assistant runs beside it fails where nobody takes notice.
    for name in (None, "member") if script != "parallel" else ():
        await automated.act(name, f"script.{script}")
        assert automated.answer is None
    await automated.act("decider", f"script.{script}")
    assert automated.who[0] == "decider"


@pytest.mark.parametrize("name", ["decider", "member"])
async def test_automations_that_start_each_other(
    automated: Automated, name: str
) -> None:
    """An event, an automation that fires another, and a script within a script."""
    first = {"entity_id": "automation.first"}
    await automated.act(
        "administrator" if name == "decider" else "restrained",
        "automation.trigger",
        **first,
    )
    if name == "decider":
        assert automated.who == ("administrator", "administrator (automation Second)")
    else:
        assert automated.answer is None


async def test_an_automation_that_switches_what_starts_another(
    automated: Automated,
) -> None:
    toggles = {"entity_id": "automation.toggles"}
    await automated.act("administrator", "automation.trigger", **toggles)
    assert automated.who == (
        "administrator",
        "administrator (automation By the switch)",
    )


@pytest.mark.parametrize("on", [False, True])
async def test_the_clock_is_nobody(automated: Automated, on: bool) -> None:
    await allow(automated, on=on)
    await automated.scene.pass_time(7 * 60)
    assert automated.who == (("", "By the clock") if on else ("", ""))


@pytest.mark.parametrize("on", [False, True])
async def test_a_webhook_is_nobody(
    automated: Automated, on: bool, hass_client_no_auth: Any
) -> None:
    await allow(automated, on=on)
    client = await hass_client_no_auth()
    assert (await client.post("/api/webhook/open")).status == 200
    await automated.scene.settle()
    assert automated.who == (("", "By a webhook") if on else ("", ""))


@pytest.mark.parametrize("on", [False, True])
async def test_the_switch_gives_nothing_to_whoever_may_not(
    automated: Automated, on: bool
) -> None:
    await allow(automated, on=on)
    await automated.phone("reader", action="approve")
    await automated.phone("reader", "automation_triggered", source="By the clock")
    await automated.act("member", "script.outer")
    assert automated.answer is None


async def test_the_refusal_says_where_to_switch_it_on(
    automated: Automated, caplog: pytest.LogCaptureFixture
) -> None:
    automated.hass.bus.async_fire("unheard_of")
    await automated.scene.settle()
    assert automated.answer is None
    assert (
        "By itself was started by no person whom Greenlight knows, so it may not do this. "
        "To let automations decide by themselves, open Settings → Devices & services → "
        "Greenlight → Configure → Automations and switch it on"
    ) in caplog.text


@pytest.mark.parametrize(
    ("others", "who"),
    [(MOST - 1, ("decider", "decider (automation Later)")), (MOST, ("", ""))],
)
async def test_who_started_it_is_remembered_while_it_waits(
    automated: Automated, others: int, who: tuple[str, str]
) -> None:
    await automated.hass.services.async_call(
        "automation",
        "trigger",
        {"entity_id": "automation.later"},
        context=automated.context("decider"),
    )
    # It waits now, so there is no waiting for it.
    await asyncio.sleep(0)
    owner = automated.house.ids["owner"]
    for _ in range(others):
        automated.hass.bus.async_fire("call_service", context=Context(user_id=owner))
    await automated.scene.pass_time(6)
    assert automated.who == who


async def allow(automated: Automated, *, on: bool) -> None:
    """Let automations decide, or not."""
    entry = automated.scene.entry
    automated.hass.config_entries.async_update_entry(
        entry, options={**entry.options, CONF_AUTOMATIONS: on}
    )
    await automated.scene.settle()


async def test_no_more_is_remembered_than_fits(hass: HomeAssistant) -> None:
    contexts = Contexts(hass)
    end = contexts.start()
    first = Context(user_id="somebody")
    for number in range(2 * MOST):
        context = Context(user_id="a") if number else first
        hass.bus.async_fire("call_service", context=context)
        loose = Context(parent_id=f"unknown {number}")
        hass.bus.async_fire("automation_triggered", {"name": "A"}, context=loose)
    sizes = {len(contexts._users), len(contexts._parents), len(contexts._names)}
    assert sizes == {MOST}
    assert contexts.starter(Context(parent_id=first.id)) is None
    end()
    last = Context(user_id="b")
    hass.bus.async_fire("call_service", context=last)
    assert contexts.starter(Context(parent_id=last.id)) is None
    # What goes round in a circle ends.
    contexts._parents.update({"one": "two", "two": "one"})
    assert contexts.starter(Context(parent_id="one")) is None
