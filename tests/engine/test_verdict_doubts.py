"""What is not known of a work, or not for certain, and what a rule makes of that."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.criteria import Criteria
from custom_components.greenlight.engine.facts import Facts
from custom_components.greenlight.engine.library.holding import NOTHING, Holding
from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.quality import Layer
from custom_components.greenlight.engine.quality.wishes import read_settings
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.restraint import Early, Restraint
from custom_components.greenlight.engine.rules import Action, Rule, RuleKind
from custom_components.greenlight.engine.verdict import judge

from .test_felscanner import FEL, FULL_HD, HDR, P5, P8, UHD
from .test_verdict_library import codes, held, judged

APPROVE: Any = {"action": Action.APPROVE}
WANTED: Any = {"kind": RuleKind.WANTED}
NOW = 100.0


def missing(**item: Any) -> Holding:
    found = held(P5, **{"monitored": True, "versions": (), **item})
    return replace(found, versions=())


def several(**more: Any) -> Holding:
    (item,) = held(P5).items
    return Holding(choices=(item, replace(item, id="2")), **more)


def test_a_rule_that_is_off_says_so_when_it_is_looked_at() -> None:
    release = Release(guid="1", title=FEL, link="", source="s")
    rule = Rule(id="r", name="r")
    off = replace(rule, enabled=False)
    told = judge(off, release)
    assert (told.outcome, told.rule, codes(told)) == (Outcome.IGNORE, off, ["rule_off"])
    assert judge(rule, release).outcome is Outcome.ASK


class TestSeveral:
    """Several works that it may be."""

    def test_while_a_library_is_away_it_may_be_one_more(self) -> None:
        found = judged(FEL, several(away=("l",)))
        assert (found.outcome, found.waits) == (Outcome.WAIT, ("l",))
        # For none of those that are known it would be anything, but there may be another.
        assert judged(HDR, several()).outcome is Outcome.IGNORE

    def test_a_rule_that_tells_tells(self) -> None:
        found = judged(FEL, several(), action=Action.TELL)
        assert found.outcome is Outcome.TELL
        assert "which_work" in codes(found)

    def test_a_series_that_is_not_read_may_gain(self) -> None:
        (item,) = held(P5).items
        series = replace(item, id="2", kind=Kind.SERIES, versions=())
        found = judged(HDR, Holding(choices=(item, series)))
        assert found.outcome is Outcome.ASK


class TestAway:
    """A library that could not be asked."""

    def test_what_is_there_for_certain_is_not_wanted(self) -> None:
        there = replace(held(P8, monitored=True, available=True), away=("x",))
        found = judged(FEL, there, **WANTED)
        assert (found.outcome, codes(found)) == (Outcome.IGNORE, ["not_missing"])

    def test_what_is_no_gain_needs_no_other_library(self) -> None:
        assert judged(HDR, replace(held(FEL), away=("x",))).outcome is Outcome.IGNORE
        found = judged(FEL, replace(held(P5), away=("x",)))
        assert (found.outcome, found.waits) == (Outcome.WAIT, ("x",))

    def test_a_series_still_to_be_read_is_waited_for_once(self) -> None:
        (item,) = held(P5).items
        there = Holding(items=(item,), away=("l", "m"), unread=(item,))
        assert judged(FEL, there).waits == ("l", "m")


class TestWanted:
    """What a rule for what is wanted asks of dates."""

    @pytest.mark.parametrize(
        ("item", "outcome", "why"),
        [
            ({"available": True, "released": NOW + 1}, Outcome.ASK, None),
            ({"released": NOW}, Outcome.ASK, None),
            (
                {"released": NOW + 1},
                Outcome.IGNORE,
                Reason("not_out", (("rule", "r"), ("until", NOW + 1))),
            ),
            (
                {"available": False, "released": NOW + 1},
                Outcome.IGNORE,
                Reason("not_out", (("rule", "r"), ("until", NOW + 1))),
            ),
            (
                {"available": False},
                Outcome.IGNORE,
                Reason("not_out_yet", (("rule", "r"),)),
            ),
            ({}, Outcome.ASK, Reason("unknown_release_date")),
        ],
    )
    def test_it_has_to_be_out(
        self, item: dict[str, Any], outcome: Outcome, why: Reason | None
    ) -> None:
        found = judged(FEL, missing(**item), **WANTED)
        assert found.outcome is outcome
        about = [
            one for one in found.reasons if "out" in one.code or "date" in one.code
        ]
        assert about == ([why] if why else [])

    def test_the_first_of_several_dates_is_told(self) -> None:
        (item,) = missing(released=NOW + 2).items
        both = Holding(items=(item, replace(item, library="m", released=NOW + 1)))
        assert judged(FEL, both, **WANTED).reasons == (
            Reason("not_out", (("rule", "r"), ("until", NOW + 1))),
        )

    def test_nobody_approves_what_may_not_be_out(self) -> None:
        assert judged(FEL, missing(), **WANTED, **APPROVE).outcome is Outcome.ASK
        known = missing(available=True)
        assert judged(FEL, known, **WANTED, **APPROVE).outcome is Outcome.APPROVE

    def test_a_series_is_wanted_while_an_episode_is_missing(self) -> None:
        item: Any = {"kind": Kind.SERIES, "available": True}
        there = missing(**item)
        assert codes(judged(FEL, there, **WANTED)) == ["not_missing"]
        some = replace(there, episodes=((1, 1),), missing=((1, 1),))
        assert judged(FEL, some, **WANTED).outcome is Outcome.ASK


class TestEarly:
    """What is offered before it is out."""

    @pytest.mark.parametrize(
        ("early", "action", "outcome"),
        [
            (Early.ALLOW, Action.APPROVE, Outcome.APPROVE),
            (Early.ASK, Action.APPROVE, Outcome.ASK),
            (Early.REFUSE, Action.APPROVE, Outcome.IGNORE),
            (Early.ASK, Action.ASK, Outcome.ASK),
            (Early.REFUSE, Action.ASK, Outcome.IGNORE),
        ],
    )
    def test_it_is_not_out(
        self, early: Early, action: Action, outcome: Outcome
    ) -> None:
        there = held(P5, released=NOW + 1)
        found = judged(FEL, there, action=action, restraint=Restraint(early=early))
        assert found.outcome is outcome
        told = early is Early.REFUSE or (early, action) == (Early.ASK, Action.APPROVE)
        assert ("not_out" in codes(found)) is told

    @pytest.mark.parametrize("early", [Early.ASK, Early.REFUSE])
    def test_nobody_knows_when_it_is_out(self, early: Early) -> None:
        restraint = Restraint(early=early)
        found = judged(FEL, held(P5), restraint=restraint, **APPROVE)
        assert found.outcome is Outcome.ASK
        assert "unknown_release_date" in codes(found)
        asked = judged(FEL, held(P5), restraint=restraint)
        assert "unknown_release_date" not in codes(asked)


class TestNothingThere:
    """A work the library has without a file of it."""

    def test_nothing_of_it_is_there_to_be_better_than(self) -> None:
        assert codes(judged(FEL, missing())) == ["nothing_there"]
        new = read_settings({"new_titles": True})
        assert judged(FEL, missing(), wishes=new).outcome is Outcome.ASK

    def test_facts_need_the_work(self) -> None:
        facts = Facts(genres=frozenset({"drama"}))
        found = judged(FEL, NOTHING, kind=RuleKind.ANY, facts=facts)
        assert codes(found) == ["not_in_library"]


class TestCertain:
    """A rule that approves by itself asks where something is not for certain."""

    def test_a_note_is_to_be_seen_first(self) -> None:
        note = Reason("year_differs")
        found = judged(FEL, replace(held(P5), notes=(note,)), **APPROVE)
        assert found.outcome is Outcome.ASK
        assert note in found.reasons

    def test_a_loss_is_to_be_seen_first(self) -> None:
        # The picture is better, the sound is not.
        lost = FEL.replace("TrueHD.7.1.Atmos", "DD.5.1")
        found = judged(lost, held(P5), **APPROVE)
        assert found.outcome is Outcome.ASK
        assert found.comparison is not None
        assert found.comparison.losses

    def test_a_layer_that_nobody_has_measured_is_no_certain_gain(self) -> None:
        doubtful = P8.replace("P8", "P7")
        found = judged(doubtful, held(P8), **APPROVE)
        assert found.outcome is not Outcome.APPROVE

    def test_what_the_libraries_are_not_asked_about_needs_no_certainty(self) -> None:
        found = judged(FEL, None, kind=RuleKind.ANY, **APPROVE)
        assert found.outcome is Outcome.APPROVE
        facts = Facts(genres=frozenset({"drama"}))
        drama = held(FEL, genres=("Drama",))
        any_kind: Any = {"kind": RuleKind.ANY, "facts": facts, **APPROVE}
        assert judged(HDR, drama, **any_kind).outcome is Outcome.APPROVE


def test_rules_that_wish_alike_share_what_was_compared() -> None:
    calls: list[Rule] = []
    there = held(P5)

    def find(rule: Rule) -> Holding:
        calls.append(rule)
        return there

    release = Release(guid="1", title=FEL, link="", source="s")
    one = Rule(id="a", name="a", kind=RuleKind.UPGRADES)
    step = replace(one, id="c", min_gain=9)
    compared: dict[Any, Any] = {}
    first, second, other = (
        judge(rule, release, find=find, compared=compared)
        for rule in (one, replace(one, id="b"), step)
    )
    assert first.comparison is second.comparison
    assert len(calls) == 3
    # The step is another wish, although all the rest is the same.
    assert (first.outcome, other.outcome) == (Outcome.ASK, Outcome.IGNORE)


def test_who_does_not_ask_why_is_told_the_same_outcome() -> None:
    release = Release(guid="1", title=FULL_HD, link="", source="s")
    fel = Rule(id="a", name="a", criteria=Criteria(layers=frozenset({Layer.FEL})))
    uhd = Rule(id="c", name="c", resolutions=frozenset({2160}))
    hd = Rule(id="b", name="b", resolutions=frozenset({1080}))
    short = consider(release, [fel, uhd, hd], why=False)
    assert short == consider(release, [fel, uhd, hd])
    assert short.rule == hd
    assert consider(release, [uhd], why=False).reasons == ()
    assert consider(release, [uhd]).reasons != ()


def test_what_is_there_is_shown_although_the_rule_did_not_ask_for_it() -> None:
    there = held(FULL_HD)
    found = judged(UHD, there, kind=RuleKind.ANY)
    assert found.holding is there
    assert found.comparison is not None
    assert codes(found) == ["rule_matched"]
    away = replace(there, away=("x",))
    found = judged(UHD, away, kind=RuleKind.ANY)
    assert (found.holding, found.comparison) == (away, None)
    assert judged(UHD, NOTHING, kind=RuleKind.ANY).holding is None
