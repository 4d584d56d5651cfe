"""The two lists: what is to be seen of an order in each of its states, and how much of them."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.askers.base import Phase, Standing
from custom_components.greenlight.askers.sabnzbd.slots import (
    history_row,
    is_queued,
    queue_row,
    status_of,
    time_left,
    units,
)
from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.order import Order
from custom_components.greenlight.engine.release import Protocol
from tests.support.fake_desk import START
from tests.support.fake_usenet_desk import COMPLETE, FakeUsenetDesk

from .gate import Gate

# Outside of these the drivers of Sonarr, Radarr and Lidarr read nothing at all.
KNOWN = frozenset(
    """Grabbing Queued Paused Checking Downloading QuickCheck Verifying Repairing Fetching
    Extracting Moving Running Completed Failed Deleted Propagating""".split()
)
MIB = 2**20


def waiting(**changed: Any) -> Standing:
    """Return an order of 3 MiB that waits for an answer."""
    known: dict[str, Any] = {
        "asker": "asker1",
        "id": "SABnzbd_nzo_1",
        "protocol": Protocol.USENET,
        "name": "A.Show.S01E01",
        "link": "kept:1",
        "at": START,
        "size": 3 * MIB,
    }
    return Standing(order=Order(**known | changed), phase=Phase.WAITING)


def running(state: DownloadState, **changed: Any) -> Standing:
    """Return the same at a client, with some of the download changed."""
    desk = FakeUsenetDesk()
    standing = desk.put(waiting())
    desk.run(standing.order.id, state=state, **changed)
    return desk.standings[standing.order.id]


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("stopped", [True, False])
@pytest.mark.parametrize("problem", [None, *Problem])
@pytest.mark.parametrize("state", list(DownloadState))
def test_no_state_is_foreign_to_those_who_read_it(
    state: DownloadState, problem: Problem | None, *, stopped: bool, complete: bool
) -> None:
    standing = running(state, problem=problem, complete=complete)
    assert standing.shown is not None
    standing = replace(standing, shown=replace(standing.shown, stopped=stopped))
    assert status_of(standing) in KNOWN
    assert is_queued(standing) == (
        status_of(standing) not in {"Completed", "Failed", "Moving", "Extracting"}
    )
    # What is complete has to be where it belongs, and what has failed has to say why.
    row = history_row(standing)
    assert (row["status"] == "Completed") == bool(row["storage"])
    assert (row["status"] == "Failed") == bool(row["fail_message"])


@pytest.mark.parametrize("phase", list(Phase))
def test_what_no_client_shows_yet_is_said_as_well(phase: Phase) -> None:
    standing = replace(waiting(), phase=phase, why="no")
    said = {Phase.WAITING: "Paused", Phase.FAILED: "Failed"}
    assert status_of(standing) == said.get(phase, "Queued")


@pytest.mark.parametrize(
    ("standing", "status", "queued"),
    [
        (waiting(), "Paused", True),
        (running(DownloadState.QUEUED), "Queued", True),
        (running(DownloadState.FETCHING_METADATA), "Grabbing", True),
        (running(DownloadState.CHECKING), "Checking", True),
        (running(DownloadState.DOWNLOADING), "Downloading", True),
        (running(DownloadState.STALLED), "Downloading", True),
        (running(DownloadState.UNKNOWN), "Downloading", True),
        (running(DownloadState.PAUSED), "Paused", True),
        (running(DownloadState.WARNING), "Paused", True),
        (running(DownloadState.POST_PROCESSING), "Extracting", False),
        (running(DownloadState.COMPLETED), "Moving", False),
        (running(DownloadState.COMPLETED, complete=True), "Completed", False),
        (running(DownloadState.SEEDING, complete=True), "Completed", False),
        (running(DownloadState.FAILED), "Failed", False),
    ],
)
def test_each_state_has_a_name_over_there(
    standing: Standing, status: str, *, queued: bool
) -> None:
    assert (status_of(standing), is_queued(standing)) == (status, queued)


def test_what_somebody_has_paused_at_the_client_is_paused() -> None:
    standing = running(DownloadState.QUEUED)
    assert standing.shown is not None
    shown = replace(standing.shown, stopped=True)
    assert status_of(replace(standing, shown=shown)) == "Paused"


def test_a_lack_of_room_is_said_so_that_it_is_a_warning_and_no_failure() -> None:
    standing = running(
        DownloadState.WARNING, problem=Problem.DISK_FULL, message="disk full"
    )
    row = history_row(standing)
    assert row["status"] == "Failed"
    assert row["fail_message"] == "Unpacking failed, write error or disk is full?"


def test_why_it_failed_is_the_clients_own_word_or_what_people_said() -> None:
    failed = running(DownloadState.FAILED, message="Aborted, cannot be completed")
    assert history_row(failed)["fail_message"] == "Aborted, cannot be completed"
    declined = replace(waiting(), phase=Phase.FAILED, why="Declined by Anna")
    assert history_row(declined)["fail_message"] == "Declined by Anna"
    silent = replace(waiting(), phase=Phase.FAILED)
    assert history_row(silent)["fail_message"] == "Failed"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "0:00:00"),
        (0, "0:00:00"),
        (-5, "0:00:00"),
        (59, "0:00:59"),
        (3_725, "1:02:05"),
        (86_399, "23:59:59"),
        (190_000, "2:04:46:40"),
    ],
)
def test_the_time_left_has_three_or_four_parts(seconds: int | None, text: str) -> None:
    assert time_left(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (103_000, "101 KB"),
        (1_545_000, "1.5 MB"),
        (5 * 2**30, "5.0 GB"),
        (3 * 2**40, "3.0 TB"),
    ],
)
def test_sizes_read_as_in_a_real_one(size: int, text: str) -> None:
    assert units(size) == text


def test_a_row_of_the_queue_has_numbers_as_texts() -> None:
    standing = running(
        DownloadState.DOWNLOADING, done=MIB, eta=3_725, problem=Problem.ENCRYPTED
    )
    row = queue_row(standing, 7)
    assert row["index"] == 7
    assert (row["mb"], row["mbleft"], row["percentage"]) == ("3.00", "2.00", "33")
    assert (row["size"], row["sizeleft"]) == ("3.0 MB", "2.0 MB")
    assert row["timeleft"] == "1:02:05"
    assert row["labels"] == ["ENCRYPTED"]
    assert row["filename"] == "A.Show.S01E01"
    nothing = queue_row(waiting(size=None, name=""), 0)
    assert (nothing["mb"], nothing["percentage"]) == ("0.00", "0")
    assert nothing["filename"] == "SABnzbd_nzo_1"


@pytest.mark.parametrize(
    ("options", "priority"),
    [
        (DownloadOptions(), "Normal"),
        (DownloadOptions(priority=Priority.FORCE), "Force"),
        (DownloadOptions(priority=Priority.HIGH), "High"),
        (DownloadOptions(priority=Priority.LOW), "Low"),
    ],
)
def test_a_priority_is_a_word(options: DownloadOptions, priority: str) -> None:
    assert queue_row(waiting(options=options), 0)["priority"] == priority


def test_what_the_client_forces_is_forced() -> None:
    standing = running(DownloadState.DOWNLOADING)
    assert standing.shown is not None
    forced = replace(standing, shown=replace(standing.shown, forced=True))
    assert queue_row(forced, 0)["priority"] == "Force"


async def test_an_order_in_its_whole_life(gate: Gate) -> None:
    job = await gate.ordered(cat="tv")
    [row] = await gate.queue()
    assert (row["nzo_id"], row["status"], row["cat"]) == (job, "Paused", "tv")
    assert row["timeleft"] == "0:00:00"
    gate.desk.approve(job)
    [row] = await gate.queue()
    assert row["status"] == "Queued"
    gate.desk.run(job, download_speed=2048)
    answered = (await gate.ask("queue"))["queue"]
    assert (answered["status"], answered["kbpersec"]) == ("Downloading", "2.00")
    assert answered["paused"] is False
    gate.desk.run(job, state=DownloadState.POST_PROCESSING)
    assert await gate.queue() == []
    answered = (await gate.ask("history"))["history"]
    assert (answered["slots"][0]["status"], answered["ppslots"]) == ("Extracting", 1)
    gate.desk.complete(job)
    [row] = await gate.history()
    assert row["status"] == "Completed"
    assert row["storage"] == f"{COMPLETE}/tv/{row['name']}"
    assert (row["category"], row["completed"]) == ("tv", int(START) + 200)
    assert isinstance(row["bytes"], int)


async def test_a_no_is_a_failure_that_says_why(gate: Gate) -> None:
    job = await gate.ordered(cat="tv")
    gate.desk.decline(job, "Declined in Greenlight by Anna")
    assert await gate.queue() == []
    [row] = await gate.history()
    assert (row["nzo_id"], row["status"]) == (job, "Failed")
    assert row["fail_message"] == "Declined in Greenlight by Anna"
    assert (row["storage"], row["category"]) == ("", "tv")


async def test_torrents_of_the_same_asker_are_none_of_its_jobs(gate: Gate) -> None:
    gate.desk.put(waiting(protocol=Protocol.TORRENT))
    assert await gate.queue() == []


async def test_a_category_is_found_only_by_its_exact_name(gate: Gate) -> None:
    tv, other, none = [
        await gate.ordered(f"Film.{n}.2026", **fields)
        for n, fields in enumerate(({"cat": "tv"}, {"cat": "TV"}, {}))
    ]
    for fields, ids in (
        ({}, [tv, other, none]),
        ({"category": "tv"}, [tv]),
        ({"cat": "TV"}, [other]),
        ({"cat": "*"}, [none]),
        ({"category": "t"}, []),
    ):
        assert [row["nzo_id"] for row in await gate.queue(**fields)] == ids
        assert await gate.history(**fields) == []


async def test_a_page_of_the_queue_is_what_is_asked_for(gate: Gate) -> None:
    ids = [await gate.ordered(f"Film.{number}.2026") for number in range(5)]
    for fields, found in (
        ({}, ids),
        ({"start": "0", "limit": "0"}, ids),
        ({"start": "1", "limit": "2"}, ids[1:3]),
        ({"start": "4"}, ids[4:]),
        ({"limit": "x", "start": "-3"}, ids),
        ({"search": "film.3"}, ids[3:4]),
        ({"nzo_ids": f"{ids[0]},{ids[4]},none"}, [ids[0], ids[4]]),
        ({"status": "Downloading,Queued"}, []),
        ({"status": "Paused", "limit": "1"}, ids[:1]),
    ):
        rows = await gate.queue(**fields)
        assert [row["nzo_id"] for row in rows] == found
        assert [row["index"] for row in rows] == [ids.index(one) for one in found]
    answered = (await gate.ask("queue", start="1", limit="2"))["queue"]
    assert (answered["noofslots"], answered["noofslots_total"]) == (5, 0)
    assert (answered["start"], answered["limit"], answered["finish"]) == (1, 2, 3)


async def test_what_has_to_be_learned_of_is_never_beyond_the_history(
    gate: Gate,
) -> None:
    failed = await gate.ordered("Failed.2026")
    gate.desk.decline(failed, "no")
    going = await gate.ordered("Going.2026")
    gate.desk.run(going, state=DownloadState.POST_PROCESSING)
    done = [await gate.ordered(f"Film.{number}.2026") for number in range(70)]
    for number, job in enumerate(done):
        gate.desk.complete(job, at=START + 1000 + number)
    rows = await gate.history(start="0", limit="60")
    assert len(rows) == 60
    assert {row["nzo_id"] for row in rows[:2]} == {failed, going}
    assert [row["nzo_id"] for row in rows[2:]] == done[:-59:-1]
    assert await gate.history() == rows
    assert len(await gate.history(limit="0")) == 72
    assert [row["nzo_id"] for row in await gate.history(failed_only="1")] == [failed]
    assert (await gate.ask("history", limit="1"))["history"]["noofslots"] == 72


async def test_the_history_says_when_nothing_has_changed(gate: Gate) -> None:
    job = await gate.ordered()
    gate.desk.complete(job)
    number = (await gate.ask("history"))["history"]["last_history_update"]
    assert isinstance(number, int)
    unchanged = await gate.ask("history", last_history_update=number)
    assert unchanged == {"history": False}
    gate.desk.decline(job, "no")
    changed = await gate.ask("history", last_history_update=number)
    assert changed["history"]["slots"][0]["status"] == "Failed"


async def test_there_is_no_archive(gate: Gate) -> None:
    gate.desk.complete(await gate.ordered())
    assert await gate.history(archive="1") == []
