"""Who may press, turn, set and select: every entity that can be called, by every kind of caller."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import async_get_platforms
import pytest

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.engine.rights import Right

from .people import CALLERS, House, settle_in, start
from .scene import Scene
from .shelves import Shelves

# Each class that can be called, and the right it takes.
RIGHTS: Final = {
    "Answer": Right.DECIDE,
    "PendingRequest": Right.DECIDE,
    "Command": Right.DOWNLOADS,
    "SpeedLimit": Right.DOWNLOADS,
    "AlternativeSpeed": Right.DOWNLOADS,
    "Test": Right.DOWNLOADS,
    "Refresh": Right.HAND_IN,
    "Enabled": Right.EVERYTHING,
    "Notices": Right.EVERYTHING,
}
# Each action of Home Assistant on such an entity, with what it takes.
CALLS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "button": {"press": {}},
    "switch": {"turn_on": {}, "turn_off": {}, "toggle": {}},
    "number": {"set_value": {"value": 1}},
    "select": {
        "select_option": {},
        "select_first": {},
        "select_last": {},
        "select_next": {"cycle": True},
        "select_previous": {"cycle": True},
    },
}


@pytest.fixture
async def house(shelves: Shelves) -> House:
    """Set up one part of each kind, and two questions, in a house of all kinds of people."""
    scene = shelves.scene
    house = await settle_in(scene.hass)
    scene.options = house.options
    await shelves.start(*scene.parts())
    await scene.ask("Film one", "Film two")
    await scene.pass_time(10)
    return house


def callable_entities(scene: Scene) -> list[Entity]:
    """Return each entity that somebody can do something with."""
    return [
        entity
        for platform in async_get_platforms(scene.hass, DOMAIN)
        # A snapshot of the poster is Home Assistant's, and changes nothing here. A list that can
        # do nothing is refused by Home Assistant.
        if platform.domain != "image"
        and scene.hass.services.async_services_for_domain(platform.domain)
        for entity in platform.entities.values()
        if platform.domain != "todo" or entity.supported_features
    ]


async def call(scene: Scene, entity: Entity, action: str, user: str | None) -> str:
    """Call an entity; return how that is refused, empty if it is not."""
    domain = entity.entity_id.partition(".")[0]
    data = {"entity_id": entity.entity_id, **CALLS[domain][action]}
    if action == "select_option":
        selected = scene.hub.selection.current
        data["option"] = next(
            label
            for request_id, label in scene.hub.selection.options.items()
            if selected is None or request_id != selected.id
        )
    try:
        await scene.hass.services.async_call(
            domain, action, data, blocking=True, context=Context(user_id=user)
        )
    except Unauthorized:
        return "unauthorized"
    except ServiceValidationError as err:
        return err.translation_key or str(err)
    except HomeAssistantError:
        return ""
    return ""


def facts(scene: Scene) -> tuple[Any, ...]:
    """Return all that a call could change."""
    entry: ConfigEntry[Any] = scene.entry
    selected = scene.hub.selection.current
    return (
        scene.requests(),
        selected and selected.id,
        dict(entry.options),
        {key: dict(one.data) for key, one in entry.subentries.items()},
        [one for one in scene.client.commands if not one[0].startswith("auth/")],
        len(scene.site.seen),
        scene.client.calls["app/version"],
    )


async def test_every_entity_that_can_be_called_is_in_the_table(
    scene: Scene, house: House
) -> None:
    entities = callable_entities(scene)
    assert {type(one).__name__ for one in entities} == set(RIGHTS)
    for domain in {one.entity_id.partition(".")[0] for one in entities}:
        known = set(scene.hass.services.async_services_for_domain(domain))
        assert known - {"reload"} == set(CALLS[domain])


@pytest.mark.parametrize(
    "name", [name for name, one in CALLERS.items() if Right.EVERYTHING not in one.may]
)
async def test_nothing_happens_for_whoever_may_not(
    scene: Scene, house: House, name: str
) -> None:
    caller = CALLERS[name]
    before = facts(scene)
    refused = 0
    for entity in callable_entities(scene):
        right = RIGHTS[type(entity).__name__]
        if right in caller.may:
            continue
        for action in CALLS[entity.entity_id.partition(".")[0]]:
            told = await call(scene, entity, action, house.ids[name])
            # Home Assistant asks its own permissions before we are asked.
            own = ("unauthorized", f"may_not_{right}", caller.refusal)
            assert told in own, (entity.entity_id, action, told)
            if name in ("member", "restrained"):
                assert told == f"may_not_{right}", (entity.entity_id, action)
            refused += 1
    await scene.settle()
    assert refused >= 10
    assert facts(scene) == before


@pytest.mark.parametrize(
    ("entity_id", "action", "names"),
    [
        ("button.greenlight_approve", "press", ("decider", "trusted", "owner")),
        ("select.greenlight_question_to_answer", "select_option", ("decider",)),
        ("button.box_pause_all", "press", ("keeper", "trusted", "addon")),
        ("number.box_download_limit", "set_value", ("keeper",)),
        ("switch.box_alternative_speed_limits", "turn_on", ("keeper", "addon")),
        ("button.box_test", "press", ("keeper",)),
        ("button.site_refresh", "press", ("giver", "addon")),
        ("switch.films_enabled", "turn_off", ("trusted", "administrator")),
    ],
)
async def test_it_happens_for_whoever_may(
    scene: Scene, entity_id: str, action: str, names: tuple[str, ...]
) -> None:
    house = await start(scene)
    await scene.ask(*(f"Film {name}" for name in names), "Film last")
    await scene.pass_time(10)
    (entity,) = (one for one in callable_entities(scene) if one.entity_id == entity_id)
    before = facts(scene)
    for name in names:
        assert await call(scene, entity, action, house.ids[name]) == "", name
        await scene.pass_time(10)
    assert facts(scene) != before


async def test_an_automation_switches_several_at_once(scene: Scene) -> None:
    """Each waits for who is behind it, and none undoes what another has done."""
    await start(scene, automations=True)
    hass = scene.hass
    notices = [
        one.entity_id
        for one in callable_entities(scene)
        if type(one).__name__ == "Notices"
    ]
    for action, states in (("turn_off", {"off"}), ("turn_on", {"on"})):
        await hass.services.async_call(
            "switch",
            action,
            {"entity_id": notices},
            blocking=True,
            context=Context(parent_id="unknown"),
        )
        assert len(notices) > 1
        assert {scene.told(one) for one in notices} == states


async def test_a_rule_names_those_who_may_answer(scene: Scene) -> None:
    house = await start(scene)
    (request_id,) = await scene.ask("Film one")
    await scene.hub.gate.requests.amend(
        request_id, deciders=frozenset({house.ids["trusted"]})
    )
    await scene.pass_time(10)
    with pytest.raises(ServiceValidationError) as raised:
        await scene.press("button.greenlight_approve", user=house.ids["decider"])
    told = raised.value
    assert told.translation_key == "may_not_decide"
    assert told.translation_placeholders == {
        "people": "owner, administrator and trusted"
    }
    assert scene.requests() == {"Film one": "pending"}
    await scene.press("button.greenlight_approve", user=house.ids["trusted"])
    assert scene.requests() == {"Film one": "downloading"}
    who = scene.request("Film one").journal[1].who
    assert (who.id, who.via) == (house.ids["trusted"], "card")
