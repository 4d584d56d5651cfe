"""What a rule's form says of quality and restraint is stored as it was written."""

from datetime import timedelta
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.template import Template
import pytest

from custom_components.greenlight.const import RULE, SOURCE
from custom_components.greenlight.flows.part import Refused
from custom_components.greenlight.flows.rule_quality import read_quality, written
from tests.support.feed import FeedServer

from .steps import change, entry_with, load

CONDITIONS: list[dict[str, Any]] = [
    {"condition": "template", "value_template": "{{ is_state('a.b', 'on') }}"},
    {
        "condition": "state",
        "entity_id": ["a.b"],
        "state": "on",
        "for": {"minutes": 5, "seconds": 0},
    },
    {"condition": "time", "weekday": ["mon"]},
]


async def test_conditions_are_stored_as_they_can_be_read_again(
    hass: HomeAssistant,
) -> None:
    made = [cv.CONDITION_SCHEMA(one) for one in CONDITIONS]
    stored = read_quality({"condition": made})["condition"]
    assert json.loads(json.dumps(stored)) == stored
    assert stored[0]["value_template"] == "{{ is_state('a.b', 'on') }}"
    assert stored[1]["for"] == {"seconds": 300.0}
    again = [cv.CONDITION_SCHEMA(one) for one in stored]
    assert read_quality({"condition": again})["condition"] == stored


async def test_whatever_is_in_a_condition_is_written_plain(hass: HomeAssistant) -> None:
    assert written(Template("{{ 1 }}", hass)) == "{{ 1 }}"
    assert written(timedelta(minutes=1)) == {"seconds": 60.0}
    assert written({"a": ({"b"}, frozenset({1}))}) == {"a": [["b"], [1]]}
    assert written([True, None, "on", 2.5]) == [True, None, "on", 2.5]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"ladder": "own", "order": [" "]}, "order", "order_missing"),
        ({"ladder": "own", "order": ["shoe"]}, "order", "invalid_order"),
        ({"refused": ["shoe=1"]}, "refused", "invalid_refusal"),
        (
            {"refuse_losses": ["audio"], "allow_losses": ["audio"]},
            "allow_losses",
            "loss_both_ways",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    values: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Refused) as raised:
        read_quality(values)
    assert raised.value.errors == {field: code}


def test_an_order_that_is_not_chosen_may_be_unfinished() -> None:
    assert read_quality({"order": ["shoe"]})["order"] == ["shoe"]


async def test_a_kind_from_another_version_is_asked_anew(
    hass: HomeAssistant, site: FeedServer
) -> None:
    entry = entry_with(
        {"subentry_type": SOURCE, "data": {"url": site.rss_url}},
        {"subentry_type": RULE, "data": {"include": ["dune"], "kind": "music"}},
    )
    await load(hass, entry)
    flow = await change(hass, entry, RULE)
    assert (flow["step_id"], flow["menu_options"]) == (
        "kind",
        ["upgrades", "wanted", "series", "any"],
    )
