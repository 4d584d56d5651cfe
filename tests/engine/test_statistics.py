"""What the journals of requests tell of questions, answers and downloads."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, Request, State, Via
from custom_components.greenlight.engine.statistics import Known, Statistics, count
from tests.support.asking import HOUR, NOW
from tests.support.journals import (
    CLIENT,
    JONAS,
    MIRA,
    RULE,
    SONARR,
    began,
    lived,
    ordered,
)

DAY = 86400.0
KNOWN = Known(
    month=lambda at: f"day {int((at - NOW) // DAY)}",
    source=lambda request: request.release.source,
    group=lambda request: request.release.title.rpartition("-")[2],
    label=lambda kind: {"source": "from", "audio": "sound"}.get(kind, "picture"),
)
A, D, C = State.APPROVED, State.DOWNLOADING, State.COMPLETED


def counted(*requests: Any, since: float = NOW - 30 * DAY) -> Statistics:
    found = Statistics(since=since)
    for request in requests:
        count(found, request, KNOWN)
    return found


def told(found: Statistics) -> dict[str, int]:
    names = ("asked", "approved", "declined", "expired", "unasked", "downloaded")
    return {name: value for name in names if (value := getattr(found, name))}


def with_home(request: Request, *, kept: bool | None, **facts: Any) -> Request:
    """Return one that came home and was measured."""
    found = Measured(now="HDR10", kept=kept, **facts)
    home = Home(step=Step.DONE, means=Means.IMPORT, since=NOW, measured=found)
    return replace(request, home=home)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], {"asked": 1}),
        ([A], {"asked": 1, "approved": 1}),
        ([State.DECLINED], {"asked": 1, "declined": 1}),
        ([State.EXPIRED], {"asked": 1, "expired": 1}),
        ([State.SUPERSEDED], {"asked": 1}),
        ([A, D, C, State.IMPORTED], {"asked": 1, "approved": 1, "downloaded": 1}),
        # Another try is not another answer, and what failed was approved all the same.
        ([A, State.FAILED, A, D], {"asked": 1, "approved": 1}),
        # What was taken back is no answer, and what was asked again counts by the last one.
        ([State.DECLINED, State.PENDING], {"asked": 1}),
        ([A, D, C, State.PENDING], {"asked": 1}),
        ([State.EXPIRED, State.PENDING, A], {"asked": 1, "approved": 1}),
    ],
)
def test_a_question_counts_with_what_became_of_it(
    states: list[State], expected: dict[str, int]
) -> None:
    assert told(counted(lived(*states))) == expected


def test_what_is_approved_without_asking_is_no_question() -> None:
    by_itself = replace(began(), state=A)
    by_itself = replace(
        by_itself, journal=(replace(by_itself.journal[0], after=A),)
    ).move(D, at=NOW, who=SYSTEM, why=Reason("client_took_it"))
    found = counted(by_itself)
    assert told(found) == {"unasked": 1}
    assert not found.rules
    # What is better by it is better all the same.
    come = by_itself.move(C, at=NOW, who=CLIENT, why=Reason("download_complete"))
    assert counted(with_home(come, kept=True)).better["picture"] == 1
    taken_back = by_itself.move(
        State.PENDING, at=NOW, who=JONAS, why=Reason("taken_back")
    )
    assert told(counted(taken_back)) == {"asked": 1}


def answered(to: State, code: str, who: Any = SYSTEM) -> Request:
    return ordered().move(to, at=NOW - HOUR, who=who, why=Reason(code))


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (ordered(), {"asked": 1}),
        (answered(A, "approved_by_person", MIRA), {"asked": 1, "approved": 1}),
        # A program that wants it no more is no answer, and what nobody was asked about no question.
        (answered(State.CANCELLED, "withdrawn", SONARR), {"asked": 1}),
        (answered(A, "asker_approves", SONARR), {"unasked": 1}),
        (answered(A, "rule_matched", RULE), {"unasked": 1}),
        (answered(State.DECLINED, "refused_before"), {}),
    ],
)
def test_what_a_program_orders(request_: Request, expected: dict[str, int]) -> None:
    found = counted(request_)
    assert told(found) == expected
    # Its source is told of, and no rule that there is not.
    assert not found.rules
    assert [*found.sources] == (["sonarr1"] if "asked" in expected else [])


def test_what_a_program_orders_and_a_rule_decides_is_of_the_rule() -> None:
    by_rule = ordered(rule="films", rule_name="Films I have")
    assert [*counted(by_rule).rules] == ["Films I have"]


def test_what_people_are_only_told_of_and_what_waits_for_its_turn_is_none() -> None:
    assert told(counted(began(tell=True), began(queued=True))) == {}
    came = began().note(at=NOW, who=SYSTEM, why=Reason("turn_came"))
    assert told(counted(came)) == {"asked": 1}


def test_only_what_was_asked_since_then() -> None:
    old = lived(A, at=NOW - 40 * DAY)
    again = lived(State.EXPIRED, at=NOW - 40 * DAY).move(
        State.PENDING, at=NOW - DAY, who=JONAS, why=Reason("retried_by_person")
    )
    late = lived(A, D, at=NOW - 30 * DAY - 90).move(
        C, at=NOW, who=SYSTEM, why=Reason("download_complete")
    )
    found = counted(old, again, late)
    # Asked about before, complete after.
    assert told(found) == {"asked": 1, "downloaded": 1}
    assert found.bytes == 71_200_000_000


def test_shares_of_rules_sources_and_groups() -> None:
    found = counted(
        lived(A),
        lived(State.DECLINED),
        lived(A, rule_name="Series"),
        lived(A, rule_name="", title="Nothing.2019.1080p"),
    )
    shares = {name: (one.asked, one.approved) for name, one in found.rules.items()}
    assert shares == {"Films I have": (2, 1), "Series": (1, 1)}
    assert found.sources["harbour"].asked == 4
    assert found.groups["NORTHWND"].approved == 2


def test_months_are_those_of_the_answers_and_of_what_is_complete() -> None:
    # Somebody has said that it takes the place of what was there.
    replacing: dict[str, Any] = {"choice": Choice.REPLACE}
    found = counted(
        lived(A, D, C, State.IMPORTED, at=NOW - 2 * DAY, step=HOUR, **replacing),
        lived(State.DECLINED, at=NOW - 2 * DAY),
        lived(State.EXPIRED, at=NOW - 2 * DAY, step=1.5 * DAY),
    )
    months = {
        name: (one.approved, one.declined, one.expired)
        for name, one in found.months.items()
    }
    assert months == {"day -2": (1, 1, 0), "day -1": (0, 0, 1)}
    assert found.months["day -2"].bytes == 71_200_000_000
    assert found.saved_by_declining == 71_200_000_000
    # What was there goes: 18.4 GB against 71.2.
    assert found.saved_by_replacing == 18_400_000_000 - 71_200_000_000


def test_how_fast_people_answer_and_by_which_road() -> None:
    by_rule = began().move(A, at=NOW, who=RULE, why=Reason("approved_unanswered"))
    found = counted(
        lived(A, step=599.0),
        lived(State.DECLINED, step=600.0, who=JONAS),
        lived(A, step=2 * HOUR, at=NOW - DAY),
        lived(A, step=30 * HOUR, at=NOW - 3 * DAY, who=replace(JONAS, via=None)),
        lived(State.EXPIRED),
        by_rule,
        # A vote is no new question, being asked when its turn has come is.
        began(at=NOW - DAY)
        .note(at=NOW - HOUR, who=SYSTEM, why=Reason("turn_came"))
        .note(at=NOW - HOUR + 5, who=JONAS, why=Reason("voted_yes"))
        .move(A, at=NOW - HOUR + 20, who=JONAS, why=Reason("approved_by_votes")),
    )
    assert found.waits == [599.0, 600.0, 7200.0, 108000.0, 20.0]
    assert found.bins == [3, 0, 1, 0, 1]
    assert found.median == 600.0
    assert found.how == {Via.PHONE: 2, Via.TELEGRAM: 2}
    assert counted().median is None


def test_a_clock_that_was_set_back_gives_no_time_below_nothing() -> None:
    assert counted(lived(A, step=-50.0)).waits == [0.0]


def measured(*states: State, kept: bool | None, better: tuple[str, ...] = ()) -> Any:
    """Return what has come and was measured, and what of it is better than what was there."""
    return with_home(lived(*states), kept=kept, better=better)


def test_what_is_better_counts_by_what_was_measured() -> None:
    assert counted(lived(A), lived(A, D, C)).better == {}
    assert counted(measured(A, D, C, kept=None)).better == {}
    found = counted(measured(A, D, C, State.IMPORTED, kept=True))
    assert found.better == {"picture": 1, "from": 1, "sound": 1}


def test_of_what_was_no_better_than_before_nothing_counts() -> None:
    assert counted(measured(A, D, C, kept=False)).better == {}
    found = counted(measured(A, D, C, kept=False, better=("source",)))
    assert found.better == {"from": 1}


def test_what_is_better_and_was_asked_about_long_ago_is_not_counted() -> None:
    found = counted(measured(A, D, C, kept=True), since=NOW + DAY)
    assert found.better == {}
