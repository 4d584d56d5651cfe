"""What programs do with what they have ordered: passed on, and never a yes."""

from typing import Any

import pytest

from custom_components.greenlight.askers.base import Phase
from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.engine.order import Place

from .gate import Gate

UNKNOWN = "SABnzbd_nzo_nope"
REFUSED = {"status": False, "error": "not implemented"}


def changes(gate: Gate) -> list[tuple[Any, ...]]:
    """Return what the desk was asked, looks left out."""
    return [call for call in gate.desk.calls if call != ("look",)]


async def test_what_waits_can_be_withdrawn(gate: Gate) -> None:
    job = await gate.ordered()
    answered = await gate.ask("queue", name="delete", value=job, del_files="1")
    assert answered == {"status": True, "nzo_ids": [job]}
    assert changes(gate) == [("delete", (job,), True)]
    assert await gate.queue() == []


@pytest.mark.parametrize(("del_files", "with_data"), [("0", False), ("1", True)])
async def test_data_goes_only_if_asked(
    gate: Gate, del_files: str, *, with_data: bool
) -> None:
    job = await gate.ordered()
    gate.desk.run(job)
    await gate.ask("queue", name="delete", value=job, del_files=del_files)
    assert changes(gate) == [("delete", (job,), with_data)]


async def test_the_data_of_what_is_complete_stays(gate: Gate) -> None:
    done, failed = await gate.ordered("One.2026"), await gate.ordered("Two.2026")
    gate.desk.complete(done)
    gate.desk.run(failed, state=DownloadState.FAILED, message="broken")
    answered = await gate.ask(
        "history", name="delete", value=f"{done},{failed}", del_files="1", archive="1"
    )
    assert answered == {"status": True}
    assert changes(gate) == [("delete", (done,), False), ("delete", (failed,), True)]
    assert await gate.history() == []


async def test_what_is_not_there_is_answered_as_a_real_one_does(gate: Gate) -> None:
    queue = await gate.ask("queue", name="delete", value=UNKNOWN)
    assert queue == {"status": False, "nzo_ids": []}
    assert await gate.ask("history", name="delete", value=UNKNOWN) == {"status": True}
    category = await gate.ask("change_cat", value=UNKNOWN, value2="tv")
    assert category == {"status": False}
    priority = await gate.ask("queue", name="priority", value=UNKNOWN, value2="1")
    assert priority == {"position": -1}
    retried = await gate.ask("retry", value=UNKNOWN)
    assert retried == {"status": False, "error": "item does not exist"}


@pytest.mark.parametrize("mode", ["queue", "history"])
@pytest.mark.parametrize("value", ["all", "failed", "completed"])
async def test_not_everything_is_deleted_at_once(
    gate: Gate, mode: str, value: str
) -> None:
    await gate.ordered()
    assert await gate.ask(mode, name="delete", value=value) == REFUSED
    assert changes(gate) == []


@pytest.mark.parametrize("mode", ["queue", "history"])
async def test_a_command_about_nothing_is_an_error(gate: Gate, mode: str) -> None:
    expected = {"status": False, "error": "expects one parameter"}
    assert await gate.ask(mode, name="delete") == expected


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("queue", "purge"),
        ("queue", "rename"),
        ("history", "pause"),
        ("set_config", ""),
        ("shutdown", ""),
        ("restart", ""),
        ("config", "set_apikey"),
        ("nope", ""),
        ("", ""),
    ],
)
async def test_what_is_not_offered_is_refused(gate: Gate, mode: str, name: str) -> None:
    job = await gate.ordered()
    assert await gate.ask(mode, name=name, value=job, value2="x") == REFUSED
    assert changes(gate) == []


async def test_pausing_and_resuming_is_no_answer(gate: Gate) -> None:
    job = await gate.ordered()
    for name, stopped in (("pause", True), ("resume", False)):
        answered = await gate.ask("queue", name=name, value=job)
        assert answered == {"status": True, "nzo_ids": [job]}
        standing = gate.desk.standings[job]
        assert standing.phase is Phase.WAITING
        assert standing.order.options.stopped is stopped
        assert [row["status"] for row in await gate.queue()] == ["Paused"]


@pytest.mark.parametrize(
    ("priority", "calls"),
    [
        ("2", [("set_forced", True)]),
        ("1", [("set_forced", False), ("move", Place.TOP)]),
        ("0", [("set_forced", False)]),
        ("-1", [("set_forced", False), ("move", Place.BOTTOM)]),
        ("-2", [("set_stopped", True)]),
    ],
)
async def test_a_priority_is_passed_on(
    gate: Gate, priority: str, calls: list[tuple[Any, ...]]
) -> None:
    first, job = await gate.ordered("One.2026"), await gate.ordered("Two.2026")
    answered = await gate.ask("queue", name="priority", value=job, value2=priority)
    assert answered == {"position": 1}
    assert changes(gate) == [(what, (job,), how) for what, how in calls]
    assert gate.desk.standings[job].phase is Phase.WAITING
    assert first in gate.desk.standings


@pytest.mark.parametrize(
    ("said", "category"), [("films", "films"), ("*", ""), ("Default", ""), ("", "")]
)
@pytest.mark.parametrize(
    "fields", [{"mode": "change_cat"}, {"mode": "queue", "name": "change_cat"}]
)
async def test_a_category_is_changed(
    gate: Gate, fields: dict[str, str], said: str, category: str
) -> None:
    job = await gate.ordered(cat="tv")
    answered = await gate.ask(**fields, value=f"{job},{UNKNOWN}", value2=said)
    assert answered == {"status": True}
    assert gate.desk.standings[job].order.category == category
    assert await gate.queue(category="tv") == []


@pytest.mark.parametrize(
    ("mode", "fields"),
    [
        ("pause", {}),
        ("resume", {}),
        ("config", {"name": "speedlimit", "value": "50"}),
        ("config", {"name": "set_pause", "value": "5"}),
    ],
)
async def test_the_client_as_a_whole_belongs_to_somebody_else(
    gate: Gate, mode: str, fields: dict[str, str]
) -> None:
    await gate.ordered()
    assert await gate.ask(mode, **fields) == {"status": True}
    assert changes(gate) == []
    assert (await gate.ask("queue"))["queue"]["paused"] is False
