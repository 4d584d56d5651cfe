"""Which answer can be taken back, and until when."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.undo import (
    UNDO_WINDOW,
    last_answer,
    undo_until,
)

from .test_request import ANNA, request

PENDING, APPROVED = State.PENDING, State.APPROVED


def through(*states: State) -> Request:
    """Return a request that came into these states, each a second after the one before."""
    first, *rest = states
    one = request(first)
    for at, state in enumerate(rest, start=2):
        one = one.move(state, at=float(at), who=ANNA, why=Reason(f"to_{state}"))
    return one


@pytest.mark.parametrize(
    ("states", "at"),
    [
        ([PENDING], None),
        ([PENDING, State.DECLINED], 2.0),
        ([PENDING, APPROVED], 2.0),
        ([APPROVED], 1.0),
        ([PENDING, APPROVED, State.DOWNLOADING], 2.0),
        ([PENDING, APPROVED, State.DOWNLOADING, State.COMPLETED], 2.0),
        ([PENDING, APPROVED, State.DOWNLOADING, State.COMPLETED, PENDING], None),
        ([PENDING, APPROVED, State.FAILED], None),
        ([PENDING, APPROVED, State.FAILED, APPROVED], 4.0),
        ([PENDING, APPROVED, State.CANCELLED], None),
        ([PENDING, APPROVED, State.SUPERSEDED], None),
        ([PENDING, State.EXPIRED], None),
        (
            [PENDING, APPROVED, State.DOWNLOADING, State.COMPLETED, State.IMPORTED],
            None,
        ),
    ],
)
def test_a_decision_while_what_follows_can_be_stopped(
    states: list[State], at: float | None
) -> None:
    one = through(*states)
    entry = last_answer(one)
    assert (entry.at if entry else None) == at
    assert undo_until(one) == (None if at is None else at + UNDO_WINDOW)


def test_what_is_only_noted_after_it_is_no_answer() -> None:
    one = through(PENDING, APPROVED).note(at=9.0, who=ANNA, why=Reason("no_room"))
    assert undo_until(one) == 2.0 + UNDO_WINDOW


def test_a_vote_only_for_who_gave_it() -> None:
    ballot = Ballot(need=2).voted("anna", "Anna", yes=True, at=5.0)
    why = Reason("voted_yes")
    one = request().note(at=5.0, who=ANNA, why=why, ballot=ballot)
    assert undo_until(one, "anna") == 5.0 + UNDO_WINDOW
    assert undo_until(one, "bert") is None
    assert undo_until(one) is None
    assert undo_until(replace(one, ballot=ballot.emptied()), "anna") is None


def test_what_is_put_off_as_long_as_it_is() -> None:
    why = Reason("put_off", (("until", 99.0),))
    one = request().note(at=5.0, who=ANNA, why=why, later=99.0)
    assert undo_until(one) == 5.0 + UNDO_WINDOW
    assert undo_until(replace(one, later=None)) is None


@pytest.mark.parametrize("means", list(Means))
@pytest.mark.parametrize("step", list(Step))
def test_nothing_that_is_being_imported(means: Means, step: Step) -> None:
    home = Home(step=step, means=means, since=4.0)
    one = replace(
        through(PENDING, APPROVED, State.DOWNLOADING, State.COMPLETED), home=home
    )
    being_done = step in (Step.BEGUN, Step.TOLD, Step.LOOKING)
    # What is where it is to stay is touched by nobody.
    brought = means is not Means.SCAN
    assert (last_answer(one) is None) is (being_done and brought)
    waits = replace(one, home=replace(home, why=Reason("home_refused_by")))
    # What a library waits for with what it takes in by itself is not done yet.
    ours = brought and means is not Means.THEIRS
    assert (last_answer(waits) is None) is (being_done and ours)
