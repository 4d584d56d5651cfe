"""What a rule's form says of who answers."""

from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.greenlight.const import RULE
from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.parts.rule import build_rule

from .steps import add, change, entry_with, load, shown, submit

USUAL = {"action": "ask", "lifetime": 24}
SWITCHES = {"stopped": False, "sequential": False, "first_last": False}


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    entry = entry_with()
    await load(hass, entry)
    return entry


@pytest.fixture
def house(hass: HomeAssistant) -> dict[str, str]:
    """Return the ids of the users who can log in, by name."""
    ids = {}
    for name in ("Mira", "Jonas"):
        ids[name] = MockUser(id=name.lower(), name=name).add_to_hass(hass).id
    MockUser(id="gone", name="Gone", is_active=False).add_to_hass(hass)
    return ids


def form(**asking: Any) -> dict[str, Any]:
    return {
        "name": "Films",
        "include": ["dune"],
        **USUAL,
        "download": SWITCHES,
        "limits": {},
        "reading": {},
        "asking": {"need": 1, "against": 1, "unanswered": "expire"} | asking,
    }


async def saved(hass: HomeAssistant, entry: MockConfigEntry, **asking: Any) -> Any:
    flow = await submit(hass, await add(hass, entry, RULE), **form(**asking))
    await submit(hass, flow, next_step_id="only_new")
    (rule,) = entry.get_subentries_of_type(RULE)
    return rule


def of(rule: ConfigSubentry) -> Asking:
    return build_rule("", "", rule.data).asking


async def test_what_nobody_changed_is_not_stored(
    hass: HomeAssistant, entry: MockConfigEntry, house: dict[str, str]
) -> None:
    rule = await saved(hass, entry)
    assert not rule.data.keys() & {"need", "against", "weights", "deciders"}
    assert "unanswered" not in rule.data
    assert of(rule) == Asking()


async def test_people_are_chosen_by_name_and_kept_by_their_ids(
    hass: HomeAssistant, entry: MockConfigEntry, house: dict[str, str]
) -> None:
    rule = await saved(
        hass,
        entry,
        deciders=[house["Mira"], house["Jonas"]],
        need=3,
        against=2,
        weights=["mira=2", " ", "Jonas = 1"],
        unanswered="approve",
    )
    asking = of(rule)
    assert asking.deciders == {house["Mira"], house["Jonas"]}
    assert (asking.need, asking.against) == (3, 2)
    assert asking.weights == {house["Mira"]: 2, house["Jonas"]: 1}
    assert asking.approve_unanswered
    flow = await change(hass, entry, rule.subentry_id)
    assert shown(flow)["weights"] == ["Mira = 2", "Jonas = 1"]
    assert shown(flow)["deciders"] == [house["Mira"], house["Jonas"]]
    # What was shown is taken as it is.
    flow = await submit(
        hass,
        flow,
        **form(
            deciders=shown(flow)["deciders"],
            need=3,
            against=2,
            weights=shown(flow)["weights"],
            unanswered="approve",
        ),
    )
    await submit(hass, flow, next_step_id="only_new")
    (rule,) = entry.get_subentries_of_type(RULE)
    assert of(rule) == asking


async def test_only_those_who_can_log_in_are_offered(
    hass: HomeAssistant, entry: MockConfigEntry, house: dict[str, str]
) -> None:
    flow = await add(hass, entry, RULE)
    (asking,) = [
        field for key, field in flow["data_schema"].schema.items() if key == "asking"
    ]
    options = asking.schema.schema["deciders"].config["options"]
    assert {one["label"] for one in options} >= {"Mira", "Jonas"}
    assert "Gone" not in {one["label"] for one in options}


@pytest.mark.parametrize(
    ("asking", "error"),
    [
        ({"weights": ["Mira"]}, "invalid_weight"),
        ({"weights": ["Mira = 0"]}, "invalid_weight"),
        ({"weights": ["Mira = 11"]}, "invalid_weight"),
        ({"weights": ["Mira = ²"]}, "invalid_weight"),
        ({"weights": ["Mira = " + "9" * 5000]}, "invalid_weight"),
        ({"weights": ["Nobody = 2"]}, "unknown_person"),
        ({"deciders": ["mira"], "need": 2}, "more_votes_than_people"),
        ({"deciders": ["mira"], "against": 2}, "more_votes_than_people"),
    ],
)
async def test_what_could_never_work_is_refused(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    house: dict[str, str],
    asking: dict[str, Any],
    error: str,
) -> None:
    flow = await submit(hass, await add(hass, entry, RULE), **form(**asking))
    assert flow["errors"] == {"asking": error}


@pytest.mark.parametrize(
    ("asking", "votes"),
    [({"need": 3}, "2"), ({"against": 4, "weights": ["Mira = 2"]}, "3")],
)
async def test_more_votes_than_the_house_has_are_doubted_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    house: dict[str, str],
    asking: dict[str, Any],
    votes: str,
) -> None:
    flow = await submit(hass, await add(hass, entry, RULE), **form(**asking))
    assert flow["errors"] == {"asking": "votes_of_the_house"}
    assert flow["description_placeholders"]["votes"] == votes
    flow = await submit(hass, flow, asking=asking)
    assert flow["step_id"] == "preview"


async def test_two_of_one_name_cannot_be_told_apart(
    hass: HomeAssistant, entry: MockConfigEntry, house: dict[str, str]
) -> None:
    MockUser(id="other", name="mira").add_to_hass(hass)
    flow = await submit(
        hass, await add(hass, entry, RULE), **form(weights=["Mira = 2"])
    )
    assert flow["errors"] == {"asking": "unknown_person"}


async def test_who_is_gone_stays_to_be_seen(
    hass: HomeAssistant, entry: MockConfigEntry, house: dict[str, str]
) -> None:
    rule = await saved(hass, entry, deciders=[house["Mira"]])
    users = hass.auth._store._users
    del users[house["Mira"]]
    flow = await change(hass, entry, rule.subentry_id)
    assert shown(flow)["deciders"] == [house["Mira"]]


async def test_nobodys_answer_is_no_yes_to_whatever_comes(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    values = form(unanswered="approve") | {"include": []}
    flow = await submit(hass, await add(hass, entry, RULE), **values)
    assert flow["errors"] == {"include": "approves_everything"}
