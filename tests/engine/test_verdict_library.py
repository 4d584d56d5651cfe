"""The verdict of rules that look into libraries."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.facts import Facts
from custom_components.greenlight.engine.library.holding import (
    NOTHING,
    UNASKED,
    Holding,
)
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.restraint import (
    Early,
    Restraint,
    Spent,
    World,
    restrained,
)
from custom_components.greenlight.engine.rules import Action, Rule, RuleKind
from custom_components.greenlight.engine.verdict import Verdict

from .test_felscanner import FEL, FULL_HD, HDR, P5, verdict


def held(have: str, **item: Any) -> Holding:
    found = verdict(FEL, have, {}).holding or verdict(FULL_HD, have, {}).holding
    assert found is not None
    return replace(found, items=(replace(found.items[0], **item),))


def judged(title: str, holding: Holding | None, **rule: Any) -> Verdict:
    made = Rule(id="r", name="r", **{"kind": RuleKind.UPGRADES, **rule})
    release = Release(guid="1", title=title, link="", source="s", size=10**10)
    find = None if holding is None else lambda _: holding
    return consider(release, [made], find=find, now=100.0)


def codes(found: Verdict) -> list[str]:
    return [one.code for one in found.reasons]


@pytest.mark.parametrize("kind", [RuleKind.UPGRADES, RuleKind.WANTED])
def test_without_the_work_it_is_not_in_the_library(kind: RuleKind) -> None:
    assert codes(judged(FEL, NOTHING, kind=kind)) == ["not_in_library"]
    assert codes(judged(FEL, None, kind=kind)) == ["no_library"]
    waits = judged(FEL, Holding(away=("l",)), kind=kind)
    assert (waits.outcome, waits.waits) == (Outcome.WAIT, ("l",))
    assert "not_in_library" not in codes(waits)


def test_what_no_library_was_asked_about_is_neither_missing_nor_new() -> None:
    for kind in (RuleKind.UPGRADES, RuleKind.WANTED):
        assert codes(judged(FEL, UNASKED, kind=kind)) == ["no_library_asked"]
    anything = {"kind": RuleKind.ANY, "libraries": frozenset({"gone"})}
    assert codes(judged(FEL, UNASKED, **anything)) == ["rule_matched"]
    assert codes(judged(FEL, NOTHING, **anything)) == ["rule_matched", "new_title"]


def test_what_may_be_several_works_is_asked_even_by_a_rule_that_approves() -> None:
    (item,) = held(P5).items
    choices = Holding(choices=(item, replace(item, id="2")))
    found = judged(FEL, choices, action=Action.APPROVE)
    assert found.outcome is Outcome.ASK
    assert "which_work" in codes(found)
    assert judged(HDR, choices).outcome is Outcome.IGNORE


def test_only_what_is_wanted_out_and_missing() -> None:
    item = {"monitored": True, "available": True, "versions": ()}
    missing = replace(held(P5, **item), versions=())
    assert judged(FEL, missing, kind=RuleKind.WANTED).outcome is Outcome.ASK
    for holding, code in (
        (held(P5, **item), "not_missing"),
        (replace(missing, items=held(P5, monitored=False).items), "not_monitored"),
    ):
        assert code in codes(judged(FEL, holding, kind=RuleKind.WANTED))


def test_a_rule_that_approves_asks_when_it_is_restrained() -> None:
    there = held(P5)
    sure = judged(FEL, there, action=Action.APPROVE)
    assert sure.outcome is Outcome.APPROVE
    large = judged(
        FEL, there, action=Action.APPROVE, restraint=Restraint(max_size=10**9)
    )
    assert (large.outcome, "large" in codes(large)) == (Outcome.ASK, True)
    early = Restraint(early=Early.REFUSE)
    assert "not_out" in codes(judged(FEL, held(P5, released=200.0), restraint=early))


def test_facts_and_telling() -> None:
    there = held(P5, genres=("Drama",))
    drama, other = (Facts(genres=frozenset({one})) for one in ("drama", "Crime"))
    assert judged(FEL, there, facts=drama).outcome is Outcome.ASK
    assert codes(judged(FEL, there, facts=other)) == ["other_genres_of_item"]
    assert judged(FEL, there, action=Action.TELL).outcome is Outcome.TELL


def test_what_the_world_restrains() -> None:
    restraint = Restraint(
        first=True, min_free=5, condition=({},), hourly=1, daily_bytes=9
    )
    spent = Spent(count=1, size=9)
    world = World(size=1, first=True, free=1, condition=False, hour=spent, day=spent)
    assert [one.code for one in restrained(restraint, world)] == [
        *("first_of_item", "little_free", "condition_not_met", "cap_hour"),
        "cap_bytes_day",
    ]
    calm = World(size=1, first=False, free=9, condition=True)
    assert restrained(restraint, calm) == ()
