"""The numbers of the card: counted once, anew when something has happened, and quick."""

import asyncio
from dataclasses import dataclass, field, replace
from time import thread_time
from types import SimpleNamespace
from typing import Any, cast

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.tally import Tally
from custom_components.greenlight.ledger.source_memory import SourceMemory
from custom_components.greenlight.presentation.card import statistics
from custom_components.greenlight.presentation.card.statistics import DAY, Counting
from tests.support.asking import HOUR, NAMES, NOW
from tests.support.journals import JONAS, lived

AS_PROMISED = Home(
    step=Step.DONE,
    means=Means.IMPORT,
    since=NOW,
    measured=Measured(now="P7 FEL", kept=True),
)
A, D, C = State.APPROVED, State.DOWNLOADING, State.COMPLETED


@dataclass
class Facts:
    """What there is to count."""

    requests: list[Request] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    sources: list[Any] = field(default_factory=list)
    now: float = NOW

    def counting(self) -> Counting:
        return Counting(
            lambda: self.requests,
            lambda: self.tally,
            lambda: cast(list[SourceMemory], self.sources),
            lambda part: NAMES.get(part or ""),
            lambda: self.now,
        )


def source(*first_seen: float, seen: int = 0) -> Any:
    items = {n: SimpleNamespace(first_seen=at) for n, at in enumerate(first_seen)}
    return SimpleNamespace(seen=seen, items=items)


@pytest.fixture(autouse=True)
async def berlin(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")


async def test_all_of_it() -> None:
    facts = Facts(
        requests=[
            lived(A, D, C, at=NOW - 40 * DAY, step=300.0, home=AS_PROMISED),
            lived(State.DECLINED, at=NOW - HOUR, who=JONAS, weighed=None),
            lived(State.EXPIRED, at=NOW - HOUR, title="Nothing.1080p", rule_name=""),
        ],
        tally=Tally(
            asked=9,
            approved=7,
            declined=2,
            expired=1,
            downloaded=5,
            bytes_downloaded=500,
            saved_by_declining=70,
            saved_by_replacing=-3,
            unasked=3,
        ),
        sources=[source(seen=1000), source(seen=20)],
    )
    counting = facts.counting()
    assert await counting.of(30) == {
        "since": NOW - 30 * DAY,
        "seen": 0,
        "asked": 2,
        "approved": 0,
        "declined": 1,
        "expired": 1,
        "unasked": 0,
        "downloaded": 0,
        "bytes": 0,
        "saved_by_declining": 71_200_000_000,
        "saved_by_replacing": 0,
        "months": [
            {"month": "2026-11", "approved": 0, "declined": 1, "expired": 1, "bytes": 0}
        ],
        "by": {
            "rule": [{"name": "Films I have", "asked": 1, "approved": 0}],
            "source": [{"name": "Harbour Feed", "asked": 2, "approved": 0}],
            "group": [{"name": "NORTHWND", "asked": 1, "approved": 0}],
        },
        "answered": {"median": 60.0, "bins": [1, 0, 0, 0, 0], "how": {"telegram": 1}},
        "better": {},
    }
    whole = await counting.of(None)
    # Sums since the beginning, pictures of what is remembered.
    assert whole["since"] == NOW - 40 * DAY
    assert {
        name: whole[name]
        for name in ("seen", "asked", "approved", "declined", "expired", "unasked")
    } == {
        "seen": 1020,
        "asked": 9,
        "approved": 4,
        "declined": 2,
        "expired": 1,
        "unasked": 3,
    }
    assert (whole["downloaded"], whole["bytes"]) == (5, 500)
    assert (whole["saved_by_declining"], whole["saved_by_replacing"]) == (70, -3)
    assert [one["month"] for one in whole["months"]] == ["2026-10", "2026-11"]
    assert whole["better"] == {"row_picture": 1, "row_source": 1, "row_audio": 1}


async def test_months_are_those_of_the_house() -> None:
    # Half past midnight in Berlin, still October in Greenwich.
    at = NOW - 26 * DAY + 7.5 * HOUR
    facts = Facts(requests=[lived(A, at=at - 60)])
    (month,) = (await facts.counting().of(None))["months"]
    assert month["month"] == "2026-11"


async def test_nothing_yet() -> None:
    nothing = await Facts().counting().of(None)
    assert nothing["since"] == NOW
    assert nothing["asked"] == nothing["seen"] == 0
    assert nothing["answered"] == {"bins": [0] * 5, "how": {}}
    assert nothing["by"] == {"rule": [], "source": [], "group": []}
    assert "kept" not in nothing
    assert "kept_from" not in nothing


async def test_what_was_seen_is_told_only_where_that_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = [lived(A, at=NOW - 400 * DAY)]
    facts = Facts(old, sources=[source(NOW - HOUR, NOW - 50 * DAY, seen=77)])
    counting = facts.counting()
    assert (await counting.of(30))["seen"] == 1
    assert (await counting.of(60))["seen"] == 2
    # Longer than what a source offered is remembered.
    assert "seen" not in await counting.of(365)
    # As long as anything is known.
    assert (await counting.of(1000))["seen"] == 77
    monkeypatch.setattr(statistics, "MAX_ITEMS", 2)
    assert "seen" not in await facts.counting().of(30)


async def test_is_counted_once_until_something_has_happened() -> None:
    facts = Facts(requests=[lived(A)])
    counting = facts.counting()
    first = await counting.of(30)
    facts.requests.append(lived(State.DECLINED))
    assert await counting.of(30) is first
    counting.changed()
    assert (await counting.of(30))["asked"] == 2
    # Another day, or another sum.
    facts.now += 31 * DAY
    assert (await counting.of(30))["asked"] == 0
    facts.tally = Tally(asked=5)
    assert (await counting.of(None))["asked"] == 5


async def test_not_every_span_of_time_is_kept_for_ever() -> None:
    counting = Facts(requests=[lived(A)]).counting()
    first = await counting.of(1)
    for days in range(2, 20):
        await counting.of(days)
    assert await counting.of(1) is not first
    assert await counting.of(1) == first


async def test_the_smallest_of_very_many_are_left_out() -> None:
    facts = Facts(
        requests=[
            *(lived(A, rule_name=f"Rule {n}") for n in range(60)),
            lived(A, rule_name="Rule 59"),
        ]
    )
    rules = (await facts.counting().of(None))["by"]["rule"]
    assert len(rules) == 50
    assert rules[0] == {"name": "Rule 59", "asked": 2, "approved": 2}


async def test_ten_thousand_hold_nothing_up() -> None:
    many = [
        lived(A, D, C, at=NOW - n * 60, title=f"Film.{n}.2019.1080p.WEB-DL-GRP{n % 40}")
        for n in range(10_000)
    ]
    counting = Facts(requests=many).counting()
    held = 0.0

    async def watch() -> None:
        nonlocal held
        while True:
            before = thread_time()
            await asyncio.sleep(0)
            held = max(held, thread_time() - before)

    watching = asyncio.create_task(watch())
    assert (await counting.of(None))["by"]["group"][0]["asked"] == 250
    watching.cancel()
    # Each turn takes some milliseconds of work.
    assert held < 0.25
    counting.changed()
    began = thread_time()
    await counting.of(None)
    assert thread_time() - began < 2.0


async def test_groups_that_kept_their_word() -> None:
    def came(*, kept: bool | None, days: int) -> Request:
        measured = Measured(kept=kept)
        home = Home(step=Step.DONE, means=Means.THEIRS, since=NOW, measured=measured)
        one = lived(A, D, C, at=NOW - days * DAY)
        return replace(one, id=f"{kept}{days}", home=home)

    facts = Facts(
        requests=[
            came(kept=True, days=40),
            came(kept=False, days=1),
            came(kept=None, days=1),
        ]
    )
    counting = facts.counting()
    group = read(facts.requests[0].release.title).group
    found = await counting.of(None)
    assert found["kept"] == [{"group": group, "kept": 1, "of": 2}]
    assert [(one["kept"], one["of"]) for one in found["kept_from"]] == [(1, 2)]
    found = await counting.of(30)
    assert found["kept"] == [{"group": group, "kept": 0, "of": 1}]
    facts.requests.pop(1)
    counting.changed()
    assert "kept" not in await counting.of(30)
