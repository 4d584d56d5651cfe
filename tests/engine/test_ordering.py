"""A journal tells which program has ordered what, and whether it still wants it."""

from custom_components.greenlight.engine.ordering import (
    found_by,
    is_under_own,
    ordered_by,
    withdrawn,
)
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, State
from tests.support.asking import NOW, question
from tests.support.journals import MIRA, SONARR, began, ordered


def test_who_has_ordered_it() -> None:
    assert ordered_by(ordered()) == SONARR
    assert ordered_by(began()) is None
    assert ordered_by(question()) is None
    # Another program that wants it too has not ordered it first.
    also = began().note(at=NOW, who=SONARR, why=Reason("also_ordered"))
    assert ordered_by(also) is None


def test_the_settings_of_a_program_are_no_rule() -> None:
    assert found_by(ordered()) == ""
    assert found_by(ordered(rule="films", rule_name="Films")) == "Films"
    assert found_by(began()) == "Films I have"
    assert found_by(question(rule="", rule_name="")) == ""
    own = (ordered(), ordered(rule="films"), began(), question())
    assert [is_under_own(one) for one in own] == [True, False, False, False]


def test_what_it_does_not_want_any_more() -> None:
    gone = ordered().move(State.CANCELLED, at=NOW, who=SONARR, why=Reason("withdrawn"))
    assert withdrawn(gone)
    assert not withdrawn(ordered())
    cancelled = ordered().move(
        State.CANCELLED, at=NOW, who=MIRA, why=Reason("cancelled_by_person")
    )
    assert not withdrawn(cancelled)
    let_go = gone.note(at=NOW + 1, who=SYSTEM, why=Reason("let_go"))
    assert withdrawn(let_go)
