"""The verdict on a release: ignore, ask or approve, always with reasons."""

from typing import Any

import pytest

from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.pattern import read_terms
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Action, Rule
from custom_components.greenlight.engine.verdict import Verdict

RELEASE = Release(guid="1", title="Dune", link="https://site.test/1", source="site")


def asks(rule_id: str = "ask", *include: str, **changes: Any) -> Rule:
    return Rule(id=rule_id, name=rule_id, include=read_terms(include), **changes)


def approves(rule_id: str = "auto", *include: str, **changes: Any) -> Rule:
    return asks(rule_id, *include, action=Action.APPROVE, **changes)


def matched_by(rule: Rule) -> Reason:
    return Reason("rule_matched", (("rule", rule.name),))


def test_without_rules_everything_is_ignored() -> None:
    assert consider(RELEASE, []) == Verdict(Outcome.IGNORE)


@pytest.mark.parametrize(
    ("rule", "outcome"), [(asks(), Outcome.ASK), (approves(), Outcome.APPROVE)]
)
def test_a_match_is_what_the_rule_says(rule: Rule, outcome: Outcome) -> None:
    verdict = consider(RELEASE, [rule])
    assert verdict == Verdict(outcome, rule, (rule.id,), (matched_by(rule),))


def test_the_first_of_several_that_ask_is_the_one() -> None:
    verdict = consider(RELEASE, [asks("a"), asks("b")])
    assert verdict.rule == asks("a")
    assert verdict.matched == ("a", "b")
    assert verdict.reasons == (matched_by(asks("a")),)


@pytest.mark.parametrize("first", [True, False])
def test_one_that_approves_goes_before_one_that_asks(*, first: bool) -> None:
    rules = [approves(), asks()][:: 1 if first else -1]
    verdict = consider(RELEASE, rules)
    assert verdict.outcome is Outcome.APPROVE
    assert verdict.rule == approves()
    assert set(verdict.matched) == {"auto", "ask"}


def test_the_first_of_several_that_approve_is_the_one() -> None:
    assert consider(RELEASE, [approves("a"), approves("b")]).rule == approves("a")


@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        ({"min_size": 1}, ["unknown_size"]),
        ({"min_seeders": 1}, ["unknown_seeders"]),
        ({"max_size": 9, "min_seeders": 1}, ["unknown_size", "unknown_seeders"]),
    ],
)
def test_what_could_not_be_checked_is_asked_about(
    condition: dict[str, Any], unknown: list[str]
) -> None:
    rule = approves(**condition)
    verdict = consider(RELEASE, [rule])
    assert verdict.outcome is Outcome.ASK
    assert verdict.rule == rule
    assert [reason.code for reason in verdict.reasons[1:]] == unknown


def test_one_that_is_sure_goes_before_one_that_is_not() -> None:
    unsure, sure = approves("unsure", min_size=1), approves("sure")
    verdict = consider(RELEASE, [unsure, sure])
    assert (verdict.outcome, verdict.rule) == (Outcome.APPROVE, sure)
    assert verdict.reasons == (matched_by(sure),)


def test_a_disabled_rule_says_nothing() -> None:
    off = approves("off", enabled=False)
    assert consider(RELEASE, [off]) == Verdict(Outcome.IGNORE)
    verdict = consider(RELEASE, [off, asks()])
    assert (verdict.outcome, verdict.matched) == (Outcome.ASK, ("ask",))


def test_every_refusal_names_its_rule() -> None:
    verdict = consider(RELEASE, [asks("a", "arrival"), asks("b", sources={"other"})])
    assert verdict == Verdict(
        Outcome.IGNORE,
        reasons=(
            Reason("missing_term", (("rule", "a"), ("term", "arrival"))),
            Reason("other_source", (("rule", "b"),)),
        ),
    )


def test_a_match_is_not_burdened_with_the_refusals_of_others() -> None:
    verdict = consider(RELEASE, [asks("a", "arrival"), asks("b")])
    assert verdict.reasons == (matched_by(asks("b")),)
    assert verdict.matched == ("b",)
