"""The conditions under which a rule approves by itself are asked of Home Assistant."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.restraint import Restraint
from custom_components.greenlight.engine.rules import Rule
from custom_components.greenlight.parts.condition import async_holds

AT_HOME = {"condition": "state", "entity_id": "person.anna", "state": "home"}
ROOM = {
    "condition": "numeric_state",
    "entity_id": "sensor.room",
    "above": 100,
}
EVENING = {
    "condition": "template",
    "value_template": "{{ states('sensor.room') | int > 100 }}",
}


def under(*conditions: dict[str, Any]) -> Rule:
    return Rule(id="rule", name="Films", restraint=Restraint(condition=conditions))


@pytest.fixture
def house(hass: HomeAssistant) -> HomeAssistant:
    """Have somebody at home, and some room."""
    hass.states.async_set("person.anna", "home")
    hass.states.async_set("sensor.room", "150")
    return hass


@pytest.mark.parametrize(
    "conditions",
    [
        [AT_HOME],
        [ROOM, EVENING],
        [{"condition": "and", "conditions": [AT_HOME, ROOM]}],
        [{"condition": "not", "conditions": [{**AT_HOME, "state": "away"}]}],
    ],
)
async def test_hold_where_all_of_them_are_true(
    house: HomeAssistant, conditions: list[dict[str, Any]]
) -> None:
    assert await async_holds(house, under(*conditions)) is True


@pytest.mark.parametrize(
    ("entity", "state"), [("person.anna", "not_home"), ("sensor.room", "50")]
)
async def test_do_not_hold_where_one_is_not(
    house: HomeAssistant, entity: str, state: str
) -> None:
    rule = under(AT_HOME, ROOM, EVENING)
    assert await async_holds(house, rule) is True
    house.states.async_set(entity, state)
    assert await async_holds(house, rule) is False


@pytest.mark.parametrize("entity", ["sensor.gone", "person.anna"])
async def test_do_not_hold_where_one_cannot_be_told(
    house: HomeAssistant, entity: str
) -> None:
    rule = under(AT_HOME, {**ROOM, "entity_id": entity})
    assert await async_holds(house, rule) is False


@pytest.mark.parametrize(
    "condition",
    [
        {"condition": "of another version"},
        {"condition": "state"},
        {"condition": "template", "value_template": "{{ nonsense( }}"},
        {"condition": "device", "device_id": "gone", "domain": "gone", "type": "x"},
    ],
)
async def test_what_makes_no_sense_is_not_known(
    house: HomeAssistant, condition: dict[str, Any]
) -> None:
    # Neither true nor false: whoever restrains by it is asked.
    assert await async_holds(house, under(AT_HOME, condition)) is None
