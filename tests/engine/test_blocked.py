"""What waits for a word, and what has broken a promise, is known by the request alone."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.blocked import (
    asks,
    blocked_call,
    blocked_mark,
    is_blocked,
    may_bring,
)
from custom_components.greenlight.engine.broken import broken_at, is_broken
from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
)
from custom_components.greenlight.engine.rights import Person, Right
from tests.support.asking import NOW, question

WHY = Reason("home_refused", (("detail", "Not an upgrade"),))
HOME = Home(step=Step.BLOCKED, means=Means.IMPORT, since=NOW, why=WHY)
BLOCKED = replace(question(), state=State.COMPLETED, home=HOME)


@pytest.mark.parametrize(
    ("request_", "blocked", "asked"),
    [
        (BLOCKED, True, True),
        (question(), False, True),
        (replace(BLOCKED, state=State.IMPORTED), False, False),
        (replace(BLOCKED, home=None), False, False),
        (replace(BLOCKED, home=replace(HOME, step=Step.LEFT)), False, False),
    ],
)
def test_people_are_asked(request_: Request, *, blocked: bool, asked: bool) -> None:
    assert (is_blocked(request_), asks(request_)) == (blocked, asked)


def test_another_reason_is_another_question_and_other_words_no_other_call() -> None:
    words = replace(HOME, why=Reason(WHY.code, (("detail", "No room"),)))
    tried = replace(HOME, tries=1)
    none = replace(HOME, why=None)
    others = [replace(BLOCKED, home=one) for one in (words, tried, none, None)]
    marks = [blocked_mark(one) for one in (BLOCKED, *others)]
    assert len(set(marks)) == 3  # without a reason there is none
    assert marks[0] == marks[2]
    calls = [blocked_call(one) for one in (BLOCKED, *others)]
    assert calls == ["b0home_refused", "b0home_refused", "b1home_refused", "b0", ""]


@pytest.mark.parametrize(
    ("rights", "may"),
    [
        ({Right.SEE}, False),
        ({Right.DECIDE}, True),
        ({Right.DOWNLOADS}, True),
        ({Right.EVERYTHING}, True),
    ],
)
def test_who_sees_to_downloads_may_say_it(rights: set[Right], *, may: bool) -> None:
    person = Person(Actor(ActorKind.USER, "1"), frozenset(rights))
    assert may_bring(person, BLOCKED) is may
    # Who is none of those who are asked decides nothing, but downloads are theirs.
    others = replace(BLOCKED, deciders=frozenset({"2"}))
    assert may_bring(person, others) is (may and Right.DECIDE not in rights)


@pytest.mark.parametrize("kept", [True, False, None])
def test_a_promise_is_broken_since_that_is_known(kept: bool | None) -> None:
    home = replace(HOME, step=Step.DONE, measured=Measured(kept=kept))
    come = replace(BLOCKED, state=State.IMPORTED, home=home)
    assert is_broken(come) is (kept is False)
    assert broken_at(come) == 0.0
    said = come.note(at=NOW + 5, who=SYSTEM, why=Reason("not_as_promised"))
    assert broken_at(said) == (NOW + 5 if kept is False else 0.0)
    assert not is_broken(replace(come, home=None))
