"""What Transmission tells is read right."""

import logging
import math
from typing import Any

import pytest

from custom_components.greenlight.clients.base import Download, DownloadState, Problem
from custom_components.greenlight.clients.errors import BadAnswer
from custom_components.greenlight.clients.transmission.client import Transmission
from custom_components.greenlight.clients.transmission.rows import (
    STATES,
    counted_state,
    read_rows,
    with_trackers,
)

from ..answers import answering
from ..world import a_torrent, add, identity_of
from .fixtures import *  # noqa: F403
from .replay import Replay, Row, recorded_row


def read(row: Row) -> Download:
    """Return one torrent as a client tells it."""
    (one,) = read_rows([row])
    return with_trackers(one.download, row["trackerStats"])


RUNNING: dict[str, Any] = {"status": 4, "leftUntilDone": 5}
DONE: dict[str, Any] = {"leftUntilDone": 0, "percentDone": 1}


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"status": 0}, DownloadState.PAUSED),
        ({"status": 0, **DONE}, DownloadState.COMPLETED),
        ({"status": 1}, DownloadState.CHECKING),
        ({"status": 2, **DONE}, DownloadState.CHECKING),
        ({"status": 3}, DownloadState.QUEUED),
        (RUNNING, DownloadState.STALLED),
        (RUNNING | {"rateDownload": 1}, DownloadState.DOWNLOADING),
        # A passing state.
        (RUNNING | DONE, DownloadState.DOWNLOADING),
        (RUNNING | {"metadataPercentComplete": 0.5}, DownloadState.FETCHING_METADATA),
        ({"status": 5, **DONE}, DownloadState.SEEDING),
        ({"status": 6, **DONE}, DownloadState.SEEDING),
        ({"status": 7}, DownloadState.UNKNOWN),
    ],
)
def test_states(version: str, changed: Row, state: DownloadState) -> None:
    row = recorded_row(version, "torrent-get-paused", **changed)
    (one,) = read_rows([row])
    assert one.download.state is counted_state(row) is state
    finished = state in {DownloadState.SEEDING, DownloadState.COMPLETED}
    assert one.download.complete is finished


def test_every_state_of_the_program_is_known() -> None:
    assert set(STATES) == set(map(str, range(7)))


def test_a_state_nobody_knows_is_logged_once(
    version: str, caplog: pytest.LogCaptureFixture
) -> None:
    row = recorded_row(version, "torrent-get-paused", status=f"new-{version}")
    with caplog.at_level(logging.WARNING):
        assert {read(row).state for _ in range(3)} == {DownloadState.UNKNOWN}
    assert caplog.text.count(f"new-{version}") == 1


@pytest.mark.parametrize(
    ("recording", "state", "complete", "problem", "message"),
    [
        ("torrent-get-paused", DownloadState.PAUSED, False, None, ""),
        ("torrent-get-seeding", DownloadState.SEEDING, True, None, ""),
        ("torrent-get-magnet", DownloadState.FETCHING_METADATA, False, None, ""),
        ("torrent-get-downloading", DownloadState.DOWNLOADING, False, None, ""),
        (
            "torrent-get-unreachable",
            DownloadState.STALLED,
            False,
            Problem.TRACKER,
            "Could not connect to tracker",
        ),
        (
            "torrent-get-refused",
            DownloadState.WARNING,
            False,
            Problem.TRACKER,
            "unregistered torrent",
        ),
    ],
)
def test_recorded_torrents(
    version: str,
    recording: str,
    state: DownloadState,
    complete: bool,
    problem: Problem | None,
    message: str,
) -> None:
    one = read(recorded_row(version, recording))
    assert (one.state, one.complete) == (state, complete)
    assert (one.problem, one.message) == (problem, message)


def test_nothing_left_is_no_completion_after_an_error(version: str) -> None:
    row = recorded_row(version, "torrent-get-denied")
    assert (row["leftUntilDone"], row["percentDone"]) == (0, 1)
    one = read(row)
    assert (one.state, one.complete) == (DownloadState.FAILED, False)
    assert one.problem is Problem.ERROR
    assert "No such file or directory" in one.message
    assert "/" not in one.message


@pytest.mark.parametrize("version", ["3.00"])
def test_data_that_is_gone(version: str) -> None:
    one = read(recorded_row(version, "torrent-get-gone"))
    assert (one.state, one.complete) == (DownloadState.FAILED, False)
    assert one.problem is Problem.MISSING_FILES
    assert one.message.startswith("No data found!")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "No space left on device (/srv/films/a (2026).mkv)",
            "No space left on device",
        ),
        (
            "Couldn't save '/srv/films/a.mkv': No space left on device (28)",
            "Couldn't save: No space left on device (28)",
        ),
        ("Disk full", "Disk full"),
    ],
)
def test_a_full_disk_is_nobodys_fault(version: str, said: str, told: str) -> None:
    row = recorded_row(version, "torrent-get-denied", errorString=said)
    one = read(row)
    assert counted_state(row) is one.state is DownloadState.WARNING
    assert (one.problem, one.message) == (Problem.DISK_FULL, told)


def test_a_tracker_that_complains_stops_nothing(version: str) -> None:
    complaint = {"error": 1, "errorString": "see http://a.example/?passkey=1 now"}
    row = recorded_row(version, "torrent-get-downloading", **complaint)
    going = read(row | {"rateDownload": 5})
    assert (going.state, going.problem) == (DownloadState.DOWNLOADING, Problem.TRACKER)
    assert going.message == "see (link) now"
    assert read(row | {"status": 0}).state is DownloadState.PAUSED
    stuck = read(row | {"rateDownload": 0, "leftUntilDone": 5})
    assert stuck.state is DownloadState.WARNING
    shared = read(recorded_row(version, "torrent-get-seeding", **complaint))
    assert (shared.state, shared.problem) == (DownloadState.SEEDING, None)


def test_what_trackers_know(version: str) -> None:
    row = recorded_row(version, "torrent-get-unreachable", peersConnected=3)
    (failing,) = row["trackerStats"]
    assert (read(row).seeders, read(row).peers) == (None, 3)
    working = failing | {
        "lastAnnounceSucceeded": True,
        "seederCount": 12,
        "leecherCount": 40,
    }
    one = read(row | {"trackerStats": [failing, working]})
    assert (one.seeders, one.peers) == (12, 40)
    # One that works is enough.
    assert one.problem is None
    untried = failing | {"hasAnnounced": False}
    assert read(row | {"trackerStats": [untried]}).problem is None
    assert read(row | {"trackerStats": []}).seeders is None


def test_what_is_not_known_is_none(version: str) -> None:
    magnet = read(recorded_row(version, "torrent-get-magnet"))
    assert (magnet.size, magnet.eta, magnet.private) == (None, None, None)
    paused = read(recorded_row(version, "torrent-get-paused", uploadRatio=-1, eta=-2))
    assert (paused.ratio, paused.eta, paused.private) == (None, None, False)
    known = read(
        recorded_row(
            version, "torrent-get-downloading", uploadRatio=0.5, eta=7, isPrivate=True
        )
    )
    assert (known.ratio, known.eta, known.private) == (0.5, 7, True)


def test_names_and_paths(version: str) -> None:
    row = recorded_row(
        version,
        "torrent-get-seeding",
        name="Film\u202e\n\ud800",
        downloadDir="/",
        labels=["greenlight", "fi\nlms"],
    )
    one = read(row)
    assert one.name == "Film"
    assert one.category == "fi lms"
    assert one.content_path.startswith("/Film")
    one.content_path.encode()


@pytest.mark.parametrize(
    "broken",
    [
        {"hashString": None, "eta": "soon"},
        {"sizeWhenDone": None},
        {"uploadRatio": math.inf, "eta": math.inf},
        {"labels": None},
        {"name": 3},
        {"hashString": "recently-active"},
        {"percentDone": float("nan")},
        {"rateDownload": 1e999},
        {"sizeWhenDone": 10**30},
        {"status": []},
    ],
)
def test_rows_that_make_no_sense(version: str, broken: Row) -> None:
    with pytest.raises(BadAnswer):
        read_rows([recorded_row(version, "torrent-get-seeding", **broken)])
    with pytest.raises(BadAnswer):
        read_rows([{"status": 0}])


@pytest.mark.parametrize("trackers", [None, 3, [{}], ["x"], [{"seederCount": "x"}]])
def test_trackers_that_make_no_sense(version: str, trackers: Any) -> None:
    row = recorded_row(version, "torrent-get-paused", trackerStats=trackers)
    with pytest.raises(BadAnswer):
        read(row)


@pytest.mark.parametrize(
    "arguments",
    [
        "{}",
        '{"torrents": 3}',
        '{"torrents": []}',
        '{"torrents": [["a", "b"], ["only one"]]}',
        '{"torrents": [["hashString"], ["x"]]}',
    ],
)
async def test_lists_that_make_no_sense(
    client: Transmission, server: Replay, arguments: str
) -> None:
    torrent = a_torrent()
    await add(client, torrent)
    server.instead["torrent-get"] = answering(
        200, f'{{"result": "success", "arguments": {arguments}}}'
    )
    for call in (
        client.find(identity_of(torrent)),
        client.survey(),
        client.finished(["films"], since=0),
    ):
        with pytest.raises(BadAnswer):
            await call


@pytest.mark.parametrize("arguments", ["{}", '{"downloadSpeed": []}', "[" * 100_000])
async def test_totals_that_make_no_sense(
    client: Transmission, server: Replay, arguments: str
) -> None:
    server.instead["session-stats"] = answering(
        200, f'{{"result": "success", "arguments": {arguments}}}'
    )
    with pytest.raises(BadAnswer):
        await client.poll({})


@pytest.mark.parametrize("speed", ["fast", 1e999, float("nan"), 10**30])
async def test_totals_that_are_no_numbers(
    client: Transmission, server: Replay, speed: Any
) -> None:
    server.stats["downloadSpeed"] = speed
    with pytest.raises(BadAnswer):
        await client.poll({})
