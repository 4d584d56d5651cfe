"""What SABnzbd says of its jobs, in our words; whatever it says, nothing breaks."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity, Problem
from custom_components.greenlight.clients.common import states
from custom_components.greenlight.clients.sabnzbd.names import (
    carries_mark,
    file_name,
    job_name,
)
from custom_components.greenlight.clients.sabnzbd.rows import (
    HISTORY_STATES,
    QUEUE_STATES,
    Head,
    problem_of,
    read_ended,
    read_finished,
    read_head,
    read_queued,
    read_timeleft,
)
from tests.contract.clients.sabnzbd.replay import (
    VERSIONS,
    history_row,
    queue_row,
    recorded,
)

HELP = "https://sabnzbd.org/not-complete"


def head(**changed: Any) -> Head:
    """Return the head of a queue that downloads."""
    said = recorded("5.1.3", "queue")["body"]["queue"]
    return read_head(said | {"status": "Downloading", "paused": False} | changed)


def read(first: str = "", /, about: Head | None = None, **changed: Any):
    """Return a row of the queue as read."""
    row = queue_row("5.1.3", nzo_id="mine", **changed)
    return read_queued(row, about or head(), first).download


@pytest.mark.parametrize("version", VERSIONS)
def test_the_head_of_every_version(version: str) -> None:
    found = read_head(recorded(version, "queue")["body"]["queue"])
    assert not found.paused
    assert found.speed > 100_000
    assert found.limit == 0
    assert found.space.free == pytest.approx(70 * 2**30, rel=0.1)
    assert found.space.total == pytest.approx(252 * 2**30, rel=0.01)
    assert read_head(recorded(version, "queue-paused")["body"]["queue"]).paused


@pytest.mark.parametrize("version", VERSIONS)
def test_a_job_of_every_version(version: str) -> None:
    row = recorded(version, "queue")["body"]["queue"]["slots"][0]
    job = read_queued(row, head(), row["nzo_id"])
    download = job.download
    assert job.queued
    assert download.state is DownloadState.DOWNLOADING
    assert download.category == "films"
    assert download.size == round(1.47 * 2**20)
    left = round(float(row["mbleft"]) * 2**20)
    assert 0 < left < download.size
    assert download.done == download.size - left
    assert download.progress == pytest.approx(int(row["percentage"]) / 100, abs=0.01)
    assert not download.complete


@pytest.mark.parametrize("version", VERSIONS)
def test_the_history_of_every_version(version: str) -> None:
    completed = read_ended(history_row(version, "completed"))
    assert completed.download.complete
    assert completed.download.state is DownloadState.COMPLETED
    assert completed.download.content_path.startswith("/srv/sabnzbd/complete/films/")
    assert completed.download.category == "films"
    assert completed.download.size == completed.download.done
    assert 300_000 < completed.download.done < 2_000_000
    assert completed.ended is not None
    finished = read_finished(completed)
    assert finished is not None
    assert finished.at == completed.ended
    failed = read_ended(history_row(version, "failed"))
    assert failed.download.state is DownloadState.FAILED
    assert failed.download.problem is Problem.MISSING_ARTICLES
    assert "not on your server" in failed.download.message.lower()
    assert "://" not in failed.download.message
    assert failed.download.content_path == ""
    assert read_finished(failed) is None
    processing = read_ended(history_row(version, "processing"))
    assert processing.download.state is DownloadState.POST_PROCESSING
    assert processing.ended is None
    assert (processing.download.progress, processing.download.complete) == (1.0, False)
    assert read_finished(processing) is None


@pytest.mark.parametrize(("name", "state"), QUEUE_STATES.items())
def test_every_state_of_the_queue(name: str, state: DownloadState) -> None:
    assert read("mine", status=name).state is state


@pytest.mark.parametrize(("name", "state"), HISTORY_STATES.items())
def test_every_state_of_the_history(name: str, state: DownloadState) -> None:
    job = read_ended(history_row("5.1.3", "completed", status=name))
    assert job.download.state is state
    assert job.download.complete is (state is DownloadState.COMPLETED)


@pytest.mark.parametrize("name", ["Completed", "Failed"])
def test_how_it_ended_is_told_before_it_has(name: str) -> None:
    row = history_row("5.1.3", "completed", status=name, storage="", loaded=True)
    job = read_ended(row)
    assert job.download.state is DownloadState.POST_PROCESSING
    assert job.ended is None
    assert not job.download.complete


def test_all_jobs_are_downloading_while_only_the_first_is() -> None:
    assert read("other", status="Downloading").state is DownloadState.QUEUED
    assert read("other", status="Downloading").download_speed == 0
    assert read("mine", status="Downloading").download_speed > 0
    assert read("", status="Downloading").state is DownloadState.DOWNLOADING


def test_nothing_comes_although_it_should() -> None:
    idle = head(status="Idle")
    assert read("mine", about=idle, status="Downloading").state is DownloadState.STALLED
    assert read("mine", about=idle, status="Paused").state is DownloadState.PAUSED
    assert read("other", about=idle, status="Downloading").state is DownloadState.QUEUED


@pytest.mark.parametrize(
    ("status", "priority", "state"),
    [
        ("Queued", "Normal", DownloadState.PAUSED),
        ("Downloading", "High", DownloadState.PAUSED),
        ("Paused", "Normal", DownloadState.PAUSED),
        ("Downloading", "Force", DownloadState.DOWNLOADING),
        ("Grabbing", "Normal", DownloadState.FETCHING_METADATA),
    ],
)
def test_a_paused_queue_stops_all_but_the_forced(
    status: str, priority: str, state: DownloadState
) -> None:
    paused = head(paused=True, status="Paused")
    found = read("", about=paused, status=status, priority=priority)
    assert found.state is state


@pytest.mark.parametrize(
    ("labels", "state", "problem"),
    [
        (["ENCRYPTED"], DownloadState.WARNING, Problem.ENCRYPTED),
        (["SOMETHING", "DUPLICATE"], DownloadState.WARNING, Problem.DUPLICATE),
        (["INCOMPLETE"], DownloadState.WARNING, Problem.MISSING_ARTICLES),
        (["UNWANTED"], DownloadState.WARNING, Problem.ERROR),
        (["VERSCHL\u00dcSSELT"], DownloadState.PAUSED, None),
        ([], DownloadState.PAUSED, None),
        (None, DownloadState.PAUSED, None),
    ],
)
def test_what_was_paused_for_a_reason_says_it(labels, state, problem) -> None:
    found = read(status="Paused", labels=labels)
    assert (found.state, found.problem) == (state, problem)
    assert bool(found.message) is (problem is not None)
    # It goes on by itself, or somebody let it.
    assert read(status="Downloading", labels=labels).problem is None


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (f"Aborted, cannot be completed - {HELP}", Problem.MISSING_ARTICLES),
        (f"Abgebrochen, nicht m\u00f6glich - {HELP}", Problem.MISSING_ARTICLES),
        (f"Download failed - Not on your server(s) - {HELP}", Problem.MISSING_ARTICLES),
        ("Unpacking failed, archive requires a password", Problem.ENCRYPTED),
        ("Aborted, encryption detected", Problem.ENCRYPTED),
        ("Unpacking failed, write error or disk is full? x.mkv", Problem.DISK_FULL),
        ("Unpacking failed, disk full", Problem.DISK_FULL),
        ("Unpacking failed, CRC error", Problem.UNPACKING),
        ("Corrupt RAR file", Problem.UNPACKING),
        ("Repairing failed, not enough repair blocks (4 short)", Problem.UNPACKING),
        ("RAR files failed to verify", Problem.UNPACKING),
        ("Duplicate NZB", Problem.DUPLICATE),
        ("Failed to move files", Problem.ERROR),
        ("URL Fetching failed; File not on server", Problem.ERROR),
        ("", Problem.ERROR),
    ],
)
def test_why_it_failed(message: str, problem: Problem) -> None:
    assert problem_of(message) is problem
    failed = read_ended(history_row("5.1.3", "failed", fail_message=message)).download
    assert failed.problem is problem
    assert failed.message
    assert "://" not in failed.message
    assert not failed.message.endswith("-")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:00:03", 3),
        ("0:01:03", 63),
        ("1:02:03:04", 93784),
        ("100:00:00", 360000),
        ("0:00:00", None),
        ("", None),
        (None, None),
        ("unknown", None),
        ("1:-2:3", None),
        ("1:2:3:4:5", None),
        ("\u00b2:00", None),
        (f"{'9' * 5000}:00:00", 999999999 * 3600),
    ],
)
def test_the_time_that_is_left(text: object, seconds: int | None) -> None:
    assert read_timeleft(text) == seconds


@pytest.mark.parametrize(
    "said", [None, "", "x", "nan", "inf", "-1", [], {}, 1e400, True]
)
def test_numbers_that_are_none(said: object) -> None:
    fields = ("kbpersec", "diskspace2", "diskspacetotal2", "noofslots", "have_warnings")
    found = read_head(dict.fromkeys(fields, said))
    assert found.speed == 0
    assert found.space.free is None
    row = queue_row("5.1.3", nzo_id="mine", mb=said, mbleft=said, filename=said)
    download = read_queued(row, head(), "").download
    assert (download.progress, download.size) == (0.0, None)
    assert read_ended(
        history_row("5.1.3", "completed", bytes=said, completed=said, name=said)
    ).download.complete


def test_a_limit_that_is_none_is_not_known() -> None:
    assert head(speedlimit_abs="").limit == 0
    assert head(speedlimit_abs="1048576").limit == 1_048_576
    assert head(speedlimit_abs="100%").limit is None


def test_more_left_than_there_is_is_no_progress() -> None:
    found = read("mine", mb="1.00", mbleft="2.00")
    assert (found.progress, found.done) == (0.0, 0)


@pytest.mark.parametrize("said", ["*", "None", "Default", None])
def test_no_category(said: object) -> None:
    assert read(cat=said).category == ""


def test_what_strangers_wrote_is_one_line_that_can_be_stored() -> None:
    text = "A\x1b[2J\u202eFilm\n\ud800" + "x" * 5000
    ended = read_ended(
        history_row("5.1.3", "completed", name=text, category=text, storage=text)
    ).download
    queued = read(filename=text, cat=text)
    for one in (ended.name, ended.category, queued.name, queued.category):
        assert one.isprintable()
        assert len(one) < 1000
    assert ended.content_path.encode()


@pytest.mark.parametrize("mb", ["1e300", "inf", "nan", "-5", [], None])
def test_sizes_that_make_no_sense_are_none(mb: object) -> None:
    assert read(mb=mb, mbleft=mb).size is None


def test_an_unknown_state_is_kept_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        assert read(status="Teleporting").state is DownloadState.UNKNOWN
        row = history_row("5.1.3", "completed", status="Teleporting")
        job = read_ended(row)
        assert job.download.state is DownloadState.UNKNOWN
        assert not job.download.complete
    told = [one for one in caplog.records if one.name == states.__name__]
    assert len(told) == 1
    assert "Teleporting" in told[0].message


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Some.Film.2026-GRP", "Some.Film.2026-GRP"),
        ("AC/DC - Live", "AC-DC - Live"),
        ("Film / secret", "Film - secret"),
        ("back\\slash", "back-slash"),
        ("Film password=secret", "Film password secret"),
        ("Film{{secret}}", "Film{{secret}}"),
        ("two\nlines\tof  it\0", "two lines of it"),
        ("..hidden..", "hidden"),
        ("x" * 500, "x" * 200),
        ("", ""),
        ("///", "-"),
    ],
)
def test_a_title_becomes_a_name_and_nothing_else(title: str, name: str) -> None:
    assert job_name(title) == name


def test_our_mark_is_in_the_name_of_the_file() -> None:
    identity = Identity(mark="a1B2-c3_d4")
    assert file_name(identity) == "greenlight-a1B2-c3_d4.nzb"
    assert carries_mark("greenlight-a1B2-c3_d4.nzb", identity)
    assert not carries_mark("greenlight-a1B2-c3_d5.nzb", identity)
    assert not carries_mark(file_name(Identity()), Identity())
    assert file_name(Identity(mark="../..{{x}}")) == "greenlight-x.nzb"
