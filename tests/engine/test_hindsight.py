"""Which questions a rule that is made of a yes would have answered, as far as that is written down."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.hindsight import (
    FEWEST,
    MOST,
    Hindsight,
    look_back,
)
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.restraint import Early, Restraint
from custom_components.greenlight.engine.rules import Action, Rule
from custom_components.greenlight.engine.weighed import Shift, Weighed
from tests.support.asking import HOUR, NOW, TITLE
from tests.support.journals import lived
from tests.support.weighed import FILM, UPGRADE

# Better, and nothing about it is worse or doubtful.
BETTER = replace(UPGRADE, losses=(), uncertain=())
NARROW = Rule(
    id="",
    name="",
    action=Action.APPROVE,
    groups=frozenset({"NORTHWND"}),
    max_size=80 * 10**9,
)


def asked(place: int, **changes: Any) -> Request:
    facts: dict[str, Any] = {"weighed": BETTER, "request_id": f"r{place}", **changes}
    return lived(State.DECLINED, at=NOW - place * HOUR, **facts)


def several(*, but: dict[str, Any]) -> list[Request]:
    """Return questions of which all but one are like what the rule is made of."""
    return [asked(0, **but), *(asked(place) for place in range(1, FEWEST))]


def found(requests: list[Request], rule: Rule = NARROW) -> Hindsight | None:
    return look_back(requests, "films", rule, "made of")


def test_what_is_like_it_would_have_been_approved() -> None:
    assert found(several(but={})) == Hindsight(would=FEWEST, of=FEWEST)


@pytest.mark.parametrize(
    "but",
    [
        {"title": TITLE.replace("NORTHWND", "OTHERS")},
        {"release_size": 90 * 10**9},
        {"release_size": None},
        {"weighed": None},
        {"weighed": replace(BETTER, losses=(Shift("language", "a, b", "a"),))},
        {"weighed": replace(BETTER, away=("plex0",))},
        {"weighed": replace(BETTER, work=None)},
        {"weighed": Weighed(works=(FILM, FILM))},
        {"reasons": (Reason("suspicious_size"),)},
        {"reasons": (Reason("handed_in"),)},
    ],
)
def test_what_is_not_would_not(but: dict[str, Any]) -> None:
    assert found(several(but=but)) == Hindsight(would=FEWEST - 1, of=FEWEST)


def test_what_no_rule_would_mind_changes_nothing() -> None:
    usual = (Reason("gain_source"), Reason("little_room"), Reason("also_offered"))
    assert found(several(but={"reasons": usual})) == Hindsight(FEWEST, FEWEST)


def test_what_is_not_written_down_is_not_guessed() -> None:
    assert found(several(but={"weighed": replace(UPGRADE, losses=())})) is None
    assert found(several(but={})[1:]) is None
    for restraint in (Restraint(first=True), Restraint(early=Early.ASK)):
        assert found(several(but={}), replace(NARROW, restraint=restraint)) is None


def test_only_questions_of_the_rule_that_asked_count_and_not_the_one_it_is_made_of() -> (
    None
):
    others = [
        asked(7, request_id="made of"),
        asked(8, rule="series"),
        asked(9, tell=True),
    ]
    assert found([*others, *several(but={})]) == Hindsight(FEWEST, FEWEST)


def test_a_limit_of_its_own_restrains_it() -> None:
    restrained = replace(NARROW, restraint=Restraint(max_size=50 * 10**9))
    assert found(several(but={}), restrained) == Hindsight(would=0, of=FEWEST)


def test_only_the_last_ones_count() -> None:
    many = [asked(place) for place in range(MOST)]
    old = [asked(MOST + place, weighed=None) for place in range(9)]
    assert found([*old, *many]) == Hindsight(would=MOST, of=MOST)
