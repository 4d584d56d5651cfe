"""The history: found by words and names, page by page, and quick however much there is."""

from collections.abc import Iterable
from dataclasses import replace
from time import thread_time
from typing import Any

import pytest

from custom_components.greenlight.engine.reason import Reason, said
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from custom_components.greenlight.presentation.card.history import (
    Found,
    Wanted,
    look_up,
)
from tests.support.asking import HOUR, NAMES, NOW
from tests.support.journals import JONAS, MIRA, SONARR, began, lived, ordered
from tests.support.weighed import FILM, SERIES, UPGRADE

A, D = State.APPROVED, State.DOWNLOADING
TIDE = "The.Tide.Clerk.S03E04.1080p.WEB-DL-TIDEPOOL"


def found(
    requests: Iterable[Request], offset: int = 0, limit: int = 20, **wanted: Any
) -> Found:
    return look_up(
        requests,
        Wanted(**wanted),
        lambda part: NAMES.get(part or ""),
        offset=offset,
        limit=limit,
    )


def ids(of: Found) -> list[str]:
    return [one.id for one in of.page]


@pytest.fixture
def several() -> list[Request]:
    series = replace(UPGRADE, work=SERIES)
    return [
        began("asked"),
        lived(A, D, request_id="runs", at=NOW - HOUR),
        lived(
            State.DECLINED,
            request_id="no",
            at=NOW - 3 * HOUR,
            who=JONAS,
            why=said("declined_by_person", "big"),
        ),
        lived(
            State.EXPIRED,
            request_id="silence",
            title=TIDE,
            weighed=series,
            rule_name="Series",
            release_source="attic",
            at=NOW - 2 * HOUR,
        ),
        lived(
            A,
            State.FAILED,
            request_id="failed",
            title="Other.2020.1080p-GRP",
            weighed=None,
            rule_name="",
            release_source="gone",
            at=NOW - 4 * HOUR,
        ),
    ]


def test_programs_are_neither_rules_nor_people() -> None:
    gone = ordered().move(State.CANCELLED, at=NOW, who=SONARR, why=Reason("withdrawn"))
    past = found([gone])
    assert (past.rules, past.sources, past.people) == ([], ["Sonarr"], [])
    assert ids(found([gone], source="Sonarr")) == [gone.id]


def test_the_newest_is_first_and_questions_are_none(several: list[Request]) -> None:
    every = found(several)
    assert ids(every) == ["runs", "silence", "no", "failed"]
    assert (every.total, every.every) == (4, 4)
    assert every.rules == ["Films I have", "Series"]
    assert every.sources == ["Attic Index", "Harbour Feed"]
    assert every.people == ["Jonas", "Mira"]


def test_of_two_at_the_same_time_the_one_noted_last_is_first() -> None:
    assert ids(found([lived(A, request_id=one) for one in "ab"])) == ["b", "a"]


def test_what_happened_last_counts_and_not_when_it_began(
    several: list[Request],
) -> None:
    late = several[2].note(at=NOW, who=SYSTEM, why=Reason("declined_more_group"))
    assert ids(found([*several[:2], late, *several[3:]]))[0] == "no"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "  LANTERNS salt "}, ["runs", "no"]),
        # Words of the work, also where its title is written otherwise.
        ({"text": "tide clerk"}, ["silence"]),
        ({"text": "tide.clerk"}, ["silence"]),
        ({"text": "tidepool"}, ["silence"]),
        ({"text": "jonas lanterns"}, ["no"]),
        ({"text": "nobody"}, []),
        ({"outcomes": frozenset({"declined", "failed"})}, ["no", "failed"]),
        ({"rule": "Series"}, ["silence"]),
        ({"source": "Harbour Feed"}, ["runs", "no"]),
        ({"person": "Mira"}, ["runs", "failed"]),
        ({"person": "Mir"}, []),
        ({"person": "Mira", "text": "salt", "outcomes": frozenset({"failed"})}, []),
    ],
)
def test_what_is_looked_for(
    several: list[Request], wanted: dict[str, Any], expected: list[str]
) -> None:
    some = found(several, **wanted)
    assert ids(some) == expected
    assert (some.total, some.every) == (len(expected), 4)
    # What can be looked for stays the same.
    assert some.people == ["Jonas", "Mira"]


def test_pages() -> None:
    many = [lived(A, request_id=f"r{n}", at=NOW - n * HOUR) for n in range(7)]
    assert ids(found(many, limit=3)) == ["r0", "r1", "r2"]
    last = found(many, offset=6, limit=3)
    assert (ids(last), last.total) == (["r6"], 7)
    assert ids(found(many, offset=7, limit=3)) == []


def test_nothing_has_happened() -> None:
    nothing = found([], text="film", person="Mira")
    assert (nothing.page, nothing.total, nothing.every) == ([], 0, 0)
    assert nothing.rules == nothing.sources == nothing.people == []


def test_ten_thousand_take_no_time() -> None:
    """No title is read: that alone would take seconds."""
    many = [
        lived(
            A,
            D,
            request_id=f"r{n}",
            at=NOW - n,
            title=f"Some.Film.{n}.2019.2160p.UHD.BluRay.REMUX-GRP{n % 50}",
            weighed=replace(UPGRADE, work=replace(FILM, title=f"Some Film {n}")),
            who=MIRA if n % 2 else JONAS,
        )
        for n in range(10_000)
    ]
    began_at = thread_time()
    one = found(many, text="film 9999", person="Mira")
    took = thread_time() - began_at
    assert ids(one) == ["r9999"]
    assert one.every == 10_000
    # It takes a fortieth of a second of work.
    assert took < 0.5
