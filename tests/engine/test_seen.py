"""What a person has seen is told apart from what they would see now."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.engine.seen import LENGTH, saw, seen
from custom_components.greenlight.engine.weighed import There, Weighed, Work

from .test_request import request

FILM = Work(kind=Kind.MOVIE, title="Film", year=2023)
HAD = There(name="old", replaced=True)
OTHER = Release(guid="2", title="Film 2160p", link="magnet:?y", source="site", size=5)
QUESTION = request(weighed=Weighed(work=FILM, there=(HAD,)), also=(OTHER,))


@pytest.mark.parametrize(
    "changes",
    [
        {"release": replace(QUESTION.release, title="Film II")},
        {"size": 7},
        {"tell": True},
        {"weighed": None},
        {"weighed": Weighed(work=replace(FILM, year=2024), there=(HAD,))},
        {"weighed": Weighed(works=(FILM,), there=(HAD,))},
        {"weighed": Weighed(work=FILM, there=(replace(HAD, replaced=False),))},
        {"weighed": Weighed(work=FILM, there=(HAD,), rows=(("a", "b", "c", "+"),))},
    ],
)
def test_a_fact_makes_it_another_question(changes: dict[str, Any]) -> None:
    assert not saw(replace(QUESTION, **changes), seen(QUESTION))


@pytest.mark.parametrize(
    "changes",
    [
        {"release": replace(QUESTION.release, seeders=9)},
        {"later": 5.0},
        {"queued": True},
        {"reminded": True},
        {"expires": 99.0},
        {"ballot": Ballot(need=2).voted("anna", "Anna", yes=True, at=1.0)},
        {"also": ()},
    ],
)
def test_what_may_be_elsewhere_a_moment_later_does_not(changes: dict[str, Any]) -> None:
    assert saw(replace(QUESTION, **changes), seen(QUESTION))


def test_how_the_file_goes_is_a_part_of_the_question() -> None:
    fates = ("", "bin", "gone")
    marks = {fate: seen(QUESTION, fate) for fate in fates}
    for fate in fates:
        for other in fates:
            assert saw(QUESTION, marks[other], fate) is (fate == other)
    assert {len(one) for one in marks.values()} == {LENGTH}


@pytest.mark.parametrize(
    "also", [(), (replace(OTHER, title="Film 1080p"),), (OTHER, OTHER)]
)
def test_who_takes_another_has_seen_which(also: tuple[Release, ...]) -> None:
    assert saw(QUESTION, seen(QUESTION), others=True)
    assert not saw(replace(QUESTION, also=also), seen(QUESTION), others=True)


def test_what_is_asked_once_more_is_another_question() -> None:
    def moved(one: Request, to: State, at: float) -> Request:
        return one.move(to, at=at, who=SYSTEM, why=Reason("because"))

    again = moved(moved(QUESTION, State.DECLINED, 2.0), State.PENDING, 3.0)
    assert not saw(again, seen(QUESTION))
    noted = again.note(at=4.0, who=SYSTEM, why=Reason("because"))
    assert saw(noted, seen(again))


@pytest.mark.parametrize("mark", ["", "x", "0" * LENGTH, seen(QUESTION)[:-5]])
def test_half_a_mark_is_none(mark: str) -> None:
    assert not saw(QUESTION, mark)


def test_it_is_short_and_goes_into_a_button() -> None:
    assert len(seen(QUESTION)) == LENGTH
    assert seen(QUESTION).isalnum()
