"""What is counted of requests, and what is not when it was taken back."""

from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State, opened
from custom_components.greenlight.engine.stored import Reading
from custom_components.greenlight.engine.tally import (
    Tally,
    counted,
    tally_from_dict,
    tally_to_dict,
)
from custom_components.greenlight.engine.weighed import There, Weighed
from tests.support.journals import MIRA, RULE, SONARR, ordered

WHY = Reason("because")


def gone_through(*states: State, **changes: Any) -> Request:
    """Return a request of 700 bytes that has been in these states one after the other."""
    release = Release(guid="1", title="Film", link="magnet:?x", source="site", size=700)
    facts: dict[str, Any] = {"id": "r1", "release": release, "state": states[0]}
    request = opened(
        Request(**facts, created=1.0, expires=9.0, **changes), who=SYSTEM, why=WHY
    )
    for state in states[1:]:
        request = request.move(state, at=2.0, who=SYSTEM, why=WHY)
    return request


P, A, D, C = State.PENDING, State.APPROVED, State.DOWNLOADING, State.COMPLETED


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([P], Tally(asked=1)),
        ([P, State.EXPIRED], Tally(asked=1, expired=1)),
        ([P, State.DECLINED], Tally(asked=1, declined=1, saved_by_declining=700)),
        ([P, A], Tally(asked=1, approved=1)),
        # Nobody was asked, or only after that was taken back.
        ([A], Tally(approved=1, unasked=1)),
        ([A, State.FAILED, A], Tally(approved=1, unasked=1)),
        ([A, D, P], Tally(asked=1)),
        ([A, P, A], Tally(asked=1, approved=1)),
        (
            [P, A, D, C],
            Tally(asked=1, approved=1, downloaded=1, bytes_downloaded=700),
        ),
        # Another try is not another yes.
        ([P, A, State.FAILED, A], Tally(asked=1, approved=1)),
        # Taken back.
        ([P, State.DECLINED, P], Tally(asked=1)),
        ([P, A, P], Tally(asked=1)),
        ([P, A, D, P], Tally(asked=1)),
        ([P, A, D, C, P], Tally(asked=1)),
        ([P, A, P, State.DECLINED], Tally(asked=1, declined=1, saved_by_declining=700)),
        ([P, State.SUPERSEDED], Tally(asked=1)),
    ],
)
def test_is_what_became_of_it(states: list[State], expected: Tally) -> None:
    assert counted([gone_through(*states)]) == expected


@pytest.mark.parametrize(
    ("there", "choice", "saved"),
    [
        ([There(name="old", size=1000, replaced=True)], Choice.REPLACE, 300),
        # Nobody has decided on it, so nobody says that it is gone.
        ([There(name="old", size=1000, replaced=True)], None, 0),
        ([There(name="old", size=500, replaced=True)], Choice.REPLACE, -200),
        ([There(name="old", size=1000, replaced=True)], Choice.KEEP_BOTH, 0),
        ([There(name="old", size=1000)], Choice.REPLACE, 0),
        ([There(name="old", replaced=True)], Choice.REPLACE, 0),
    ],
)
def test_what_goes_makes_room(
    there: list[There], choice: Choice | None, saved: int
) -> None:
    weighed = Weighed(there=tuple(there))
    request = gone_through(P, A, D, C, weighed=weighed, choice=choice)
    # Its library may refuse it: nothing has gone yet.
    assert counted([request]).saved_by_replacing == 0
    request = gone_through(P, A, D, C, State.IMPORTED, weighed=weighed, choice=choice)
    assert counted([request]).saved_by_replacing == saved


def test_what_a_person_has_imported_anyway_takes_the_place_of_the_old() -> None:
    weighed = Weighed(there=(There(name="old", size=1000, replaced=True),))
    home = Home(step=Step.DONE, means=Means.IMPORT, since=5.0, forced=True)
    states = (P, A, D, C, State.IMPORTED)
    request = gone_through(*states, weighed=weighed, choice=Choice.KEEP_BOTH, home=home)
    assert counted([request]).saved_by_replacing == 300


@pytest.mark.parametrize(
    ("to", "code", "expected"),
    [
        (A, "asker_approves", Tally(approved=1, unasked=1)),
        (A, "rule_matched", Tally(approved=1, unasked=1)),
        (A, "approved_by_person", Tally(asked=1, approved=1)),
        (State.DECLINED, "refused_before", Tally()),
        (State.CANCELLED, "withdrawn", Tally(asked=1)),
    ],
)
def test_what_a_program_orders_may_be_answered_at_once(
    to: State, code: str, expected: Tally
) -> None:
    who = {"rule_matched": RULE, "approved_by_person": MIRA}.get(code, SONARR)
    request = ordered(release_size=700, weighed=None)
    answered = request.move(to, at=2.0, who=who, why=Reason(code))
    assert counted([answered]) == expected
    if to is not State.CANCELLED and expected.asked == 0:
        # It came to be counted with its answer already.
        assert Tally().moved(answered, answered.journal[-1]) == expected
    # Whoever takes that back asks about it.
    again = answered.move(P, at=3.0, who=MIRA, why=Reason("taken_back"))
    assert counted([again]).asked == 1
    assert counted([again]).approved == counted([again]).declined == 0
    assert counted([again]).unasked == 0


def test_is_read_as_it_was_written() -> None:
    tally = counted([gone_through(P, A, D, C), gone_through(P, State.DECLINED)])
    assert tally_from_dict(tally_to_dict(tally), Reading()) == tally


def test_a_count_that_makes_no_sense_begins_anew() -> None:
    damaged = {**tally_to_dict(Tally(asked=3, approved=2)), "asked": "many"}
    assert tally_from_dict(damaged, Reading()) == Tally(approved=2)


def test_what_was_not_counted_once_is_not_missed() -> None:
    stored = tally_to_dict(Tally(asked=3, approved=2))
    del stored["unasked"]
    reading = Reading()
    assert tally_from_dict(stored, reading) == Tally(asked=3, approved=2)
    assert not reading.mended


@pytest.mark.parametrize(("code", "asked"), [("turn_came", 1), ("came_back", 0)])
def test_what_waited_for_its_turn_was_asked_about_once(code: str, asked: int) -> None:
    """It was not announced when it came, so that is all there is to be counted."""
    request = gone_through(P).note(at=3.0, who=SYSTEM, why=Reason(code))
    assert Tally().moved(request, request.journal[-1]) == Tally(asked=asked)
