"""Which episodes a rule wants of a series, by what is there of it."""

from typing import Any

import pytest

from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.library.item import Item, Kind, Version
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Action, Rule, RuleKind
from custom_components.greenlight.engine.verdict import Verdict
from custom_components.greenlight.engine.wanted import wants_number
from custom_components.greenlight.engine.weighed import weigh

SHOW = "Copper Valley Radio"
ITEM = Item(library="sonarr", id="7", kind=Kind.SERIES, title=SHOW, monitored=True)
HD = "1080p WEB-DL H.264-GRP"
UHD = "2160p WEB-DL DV HDR10 H.265-GRP"
ONE, TWO = (1, 1), (1, 2)


def file(quality: str = HD, numbers: str = "S01E01") -> Version:
    name = f"{SHOW} {numbers} {quality}-OLD"
    return Version(id=name, name=name, quality=read(name).quality)


def rule(**changes: Any) -> Rule:
    facts: dict[str, Any] = {"id": "r", "name": "R", "kind": RuleKind.SERIES}
    return Rule(**facts | changes)


def own(**changes: Any) -> Rule:
    return rule(titles=(SHOW,), **changes)


def holding(**changes: Any) -> Holding:
    return Holding(**{"items": (ITEM,), "episodes": (ONE, TWO)} | changes)


def judged(
    one: Rule, held: Holding, title: str = f"S01 {HD}", now: float = 10.0
) -> Verdict:
    release = Release(guid="1", title=f"{SHOW} {title}", link="x", source="s")
    return consider(release, [one], find=lambda _: held, own=lambda _: held, now=now)


def codes(found: Verdict) -> list[str]:
    return [one.code for one in found.reasons]


class TestWhatALibraryWants:
    @pytest.mark.parametrize(
        ("held", "code"),
        [
            (holding(), "not_missing"),
            (holding(on_way=(TWO,), versions=(file(),)), "on_its_way"),
            (holding(missing=(TWO,), unwanted=frozenset({TWO})), "not_monitored"),
            (holding(missing=(TWO,), aired=99.0), "not_out"),
            (Holding(), "not_in_library"),
        ],
    )
    def test_something_speaks_against_it(self, held: Holding, code: str) -> None:
        found = judged(rule(), held)
        assert (found.outcome, codes(found)[0]) == (Outcome.IGNORE, code)

    def test_a_series_that_is_not_monitored_is_not_wanted(self) -> None:
        item = Item(library="plex", id="1", kind=Kind.SERIES, title=SHOW)
        found = judged(rule(), holding(items=(item,), missing=(TWO,)))
        assert codes(found) == ["not_monitored"]

    def test_what_is_lacking_is_asked_about_whatever_is_there(self) -> None:
        found = judged(rule(), holding(missing=(TWO,), versions=(file(UHD),)))
        assert found.outcome is Outcome.ASK
        # The file that is there stays: nobody is told that it is the better one.
        assert "worse" not in codes(found)

    def test_nothing_is_approved_over_what_is_better(self) -> None:
        held = holding(missing=(TWO,), versions=(file(UHD),))
        found = judged(rule(action=Action.APPROVE), held)
        assert found.outcome is Outcome.APPROVE
        assert weigh(held, found.comparison).choices == ()

    def test_of_a_release_that_says_nothing_it_is_for_people(self) -> None:
        held = Holding(items=(ITEM,))
        assert judged(rule(), held, title=HD).outcome is Outcome.ASK


class TestWhatAPersonHasNamed:
    def test_what_is_better_is_asked_about(self) -> None:
        found = judged(own(), holding(versions=(file(),)), title=f"S01 {UHD}")
        assert found.outcome is Outcome.ASK

    def test_what_is_no_better_is_not(self) -> None:
        found = judged(own(), holding(versions=(file(UHD),)))
        assert found.outcome is Outcome.IGNORE

    def test_what_only_comes_is_said(self) -> None:
        held = holding(versions=(file(UHD),), on_way=(TWO,))
        assert "on_its_way" in codes(judged(own(), held))
        better = judged(own(action=Action.APPROVE), held, title=f"S01 {UHD} REMUX")
        assert better.outcome is not Outcome.APPROVE

    def test_before_the_first_nothing_is_wanted(self) -> None:
        # By an absolute number only its library knows which episode it is.
        held = holding(missing=(ONE, TWO))
        found = judged(own(first=(1, 3)), held, title=f"- 1 {HD}")
        assert codes(found) == ["before_first"]
        found = judged(own(first=TWO), held, title=f"- 1 {HD}")
        assert Reason("more_episodes", (("episodes", "1"),)) in found.reasons

    @pytest.mark.parametrize(
        ("one", "number", "wants"),
        [
            (own(), (1, 1), True),
            (own(), (0, 1), False),
            (own(seasons=frozenset({0})), (0, 1), True),
            (own(seasons=frozenset({2})), (1, 1), False),
            (own(first=(2, 1)), (1, 9), False),
            (own(first=(2, 1)), (0, 1), False),
            (own(first=(2, 1), seasons=frozenset({0, 2})), (0, 1), True),
            (own(first=(2, 3), seasons=frozenset({0, 2})), (2, 2), False),
            (rule(), (1, 1), False),
        ],
    )
    def test_a_number(self, one: Rule, number: tuple[int, int], wants: bool) -> None:
        assert wants_number(one, number, monitored=False) is wants
        assert wants_number(rule(), number, monitored=True)


class TestAFileThatHoldsMore:
    HELD = Holding(
        items=(ITEM,),
        episodes=(ONE,),
        versions=(file(numbers="S01E01E02"),),
        notes=(Reason("file_holds_more", (("episodes", "S01E02"),)),),
    )

    def test_is_replaced_by_nobody(self) -> None:
        found = judged(own(action=Action.APPROVE), self.HELD, title=f"S01E01 {UHD}")
        assert found.outcome is Outcome.ASK
        weighed = weigh(self.HELD, found.comparison)
        assert weighed.choices == (Choice.KEEP_BOTH,)
        assert not any(one.replaced for one in weighed.there)


@pytest.mark.parametrize("one", [rule(), own()])
def test_a_film_is_no_series(one: Rule) -> None:
    """However it is called, and although its library wants it."""
    film = Item(library="radarr", id="1", kind=Kind.MOVIE, title=SHOW, monitored=True)
    found = judged(one, Holding(items=(film,)), f"2019 {HD}")
    assert found.outcome is Outcome.IGNORE
    assert codes(found) == ["no_series"]
