"""What qBittorrent tells, read into our own terms."""

import json
from typing import Any

import pytest

from custom_components.greenlight.clients.base import (
    TAG,
    Download,
    DownloadState,
    Problem,
)
from custom_components.greenlight.clients.errors import BadAnswer
from custom_components.greenlight.clients.qbittorrent.options import add_fields
from custom_components.greenlight.clients.qbittorrent.problems import ErrorLog
from custom_components.greenlight.clients.qbittorrent.rows import STATES, read_rows
from custom_components.greenlight.clients.qbittorrent.survey import Tally
from custom_components.greenlight.clients.qbittorrent.trackers import tracker_message
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.qbittorrent.replay import VERSIONS, recorded, recorded_row


def read(row: dict[str, Any]) -> Download:
    (found,) = read_rows(json.dumps([row]).encode())
    return found.download


def test_a_download_in_progress() -> None:
    row = recorded_row("5.3.0", "e2e-info-downloading", num_incomplete=3)
    assert read(row) == Download(
        id="3b88bf21a30c219c8ff328110a42ba3a101974da",
        hashes=frozenset({"3b88bf21a30c219c8ff328110a42ba3a101974da"}),
        name="AddPeers.395454.mkv",
        state=DownloadState.DOWNLOADING,
        progress=0.167936,
        complete=False,
        size=4000000,
        done=671744,
        download_speed=114688,
        upload_speed=0,
        eta=116,
        seeders=1,
        peers=3,
        ratio=0,
        private=False,
        content_path="/srv/qbittorrent/dl/AddPeers.395454.mkv",
    )


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_finished_download(version: str) -> None:
    download = read(recorded_row(version, "e2e-info-completed"))
    assert download.complete
    assert download.state is DownloadState.SEEDING
    assert download.content_path.startswith("/srv/qbittorrent/dl/")
    assert download.eta is None


@pytest.mark.parametrize("version", VERSIONS)
def test_a_magnet_without_metadata(version: str) -> None:
    download = read(recorded_row(version, "info-magnet-metadl"))
    assert download.state is DownloadState.FETCHING_METADATA
    assert (download.size, download.eta, download.progress) == (None, None, 0)
    assert not download.complete


@pytest.mark.parametrize("version", VERSIONS)
def test_a_download_as_just_added(version: str) -> None:
    download = read(recorded_row(version, "info-after-add-v1"))
    assert download.state is DownloadState.PAUSED
    assert download.hashes == {download.id}
    assert download.size == 300000


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("progress", [0.5, 1])
def test_every_state_has_its_name_and_only_some_are_complete(
    state: str, progress: float
) -> None:
    download = read(
        recorded_row("5.3.0", "e2e-info-completed", state=state, progress=progress)
    )
    finished = {
        "uploading",
        "stalledUP",
        "forcedUP",
        "queuedUP",
        "stoppedUP",
        "pausedUP",
    }
    assert download.state is STATES[state]
    assert download.complete is (progress == 1 and state in finished)


def test_every_kind_of_state_is_reachable() -> None:
    # A full disk is an error with a reason, and needs a look.
    assert {*STATES.values(), DownloadState.WARNING} == set(DownloadState)


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({"eta": 8640000}, "eta", None),
        ({"eta": -1}, "eta", None),
        ({"eta": 0}, "eta", 0),
        ({"size": -1}, "size", None),
        ({"ratio": -1}, "ratio", None),
        ({"num_complete": -1, "num_seeds": 0}, "seeders", 0),
        ({"num_incomplete": -1, "num_leechs": 2}, "peers", 2),
        ({"content_path": "still-relative.mkv"}, "content_path", ""),
        ({"content_path": ""}, "content_path", ""),
        ({"content_path": "D:\\Films\\a.mkv"}, "content_path", "D:\\Films\\a.mkv"),
        ({"content_path": "/films/\ud800"}, "content_path", "/films/?"),
        ({"name": "two\nlines\x1b[0m"}, "name", "two lines [0m"),
        ({"hash": "A" * 40, "infohash_v1": "a" * 40}, "id", "a" * 40),
    ],
)
def test_odd_values(changed: dict[str, Any], field: str, value: object) -> None:
    download = read(recorded_row("5.3.0", "e2e-info-downloading", **changed))
    assert getattr(download, field) == value


@pytest.mark.parametrize(
    "field",
    [
        "hash",
        "name",
        "state",
        "progress",
        "size",
        "completed",
        "dlspeed",
        "upspeed",
        "eta",
        "ratio",
        "num_complete",
        "num_seeds",
        "num_incomplete",
        "num_leechs",
    ],
)
def test_a_missing_field_is_named(field: str) -> None:
    row = recorded_row("5.3.0", "e2e-info-downloading")
    del row[field]
    with pytest.raises(BadAnswer, match=field):
        read(row)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"{}", b"[1]", b"[null]", b'[{"hash"', b"[[]]", b"\xff", b'"text"'],
)
def test_what_is_no_list_of_torrents(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_rows(body)


@pytest.mark.parametrize(
    "changed",
    [
        {"hash": 1},
        # In a command it would mean all there are.
        {"hash": "all"},
        {"progress": "much"},
        {"progress": float("nan")},
        {"size": 10**30},
        {"size": None},
        {"tags": 3},
        {"eta": 1e999},
    ],
)
def test_a_field_of_another_kind(changed: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        read(recorded_row("5.3.0", "e2e-info-downloading", **changed))


HOSTILE = '","state":"stalledUP","x":"' + '\\"state\\":\\"error\\"'


def counted(body: bytes, size: int) -> Tally:
    tally = Tally()
    for start in range(0, len(body), size):
        tally.feed(body[start : start + size])
    return tally


@pytest.mark.parametrize("size", [*range(1, 80), 1000, 10**6])
def test_states_are_counted_whatever_the_pieces(size: int) -> None:
    rows = [
        recorded_row("5.3.0", "e2e-info-downloading", name=HOSTILE, comment=HOSTILE),
        recorded_row("5.3.0", "e2e-info-completed", tags=HOSTILE),
        recorded_row(
            "5.3.0", "info-magnet-metadl", category='"free_space_on_disk":12,'
        ),
    ]
    whole = {
        "rid": 1,
        "torrents": {row["hash"]: row for row in rows},
        "server_state": {"alltime_dl": 1, "free_space_on_disk": 75946987520, "x": 1},
    }
    body = json.dumps(whole, separators=(",", ":")).encode()
    tally = counted(body, size)
    assert tally.counts == {
        DownloadState.DOWNLOADING: 1,
        DownloadState.SEEDING: 1,
        DownloadState.FETCHING_METADATA: 1,
    }
    assert tally.free_space == 75946987520


@pytest.mark.parametrize("version", VERSIONS)
def test_a_recorded_whole_is_counted(version: str) -> None:
    whole = recorded(version)["sync-maindata-full"]["body"]
    tally = counted(json.dumps(whole, separators=(",", ":")).encode(), 512)
    assert sum(tally.counts.values()) == len(whole["torrents"])
    assert tally.free_space == whole["server_state"]["free_space_on_disk"]


def log_of(*messages: str) -> ErrorLog:
    log = ErrorLog()
    lines = [{"id": number, "message": text} for number, text in enumerate(messages)]
    log.read(json.dumps(lines, separators=(",", ":")).encode())
    return log


@pytest.mark.parametrize(
    ("message", "problem", "reason"),
    [
        (
            'Torrent: "A". Reason: "A file_write (/x/A) error: No space left on device"',
            Problem.DISK_FULL,
            "No space left on device",
        ),
        (
            'Torrent: "A". Reason: "A (D:\\x) error: There is not enough space on the disk"',
            Problem.DISK_FULL,
            "There is not enough space on the disk",
        ),
        (
            'Torrent: "A". Reason: A fallocate (/home/space/A) failed',
            Problem.ERROR,
            "A fallocate failed",
        ),
        ('Torrent: "A" is odd', Problem.ERROR, ""),
        ('Torrent: "B". Reason: "no"', Problem.ERROR, ""),
        # Of another one, whose name only begins alike.
        ('Torrent: "A 2". File: "/x/A". Reason: "no"', Problem.ERROR, ""),
        ("Torrent: «A». Reason: no", Problem.ERROR, "no"),
    ],
)
def test_the_reason_in_a_log_line(message: str, problem: Problem, reason: str) -> None:
    assert log_of(message).reason("A") == (problem, reason)


def test_the_last_line_about_a_torrent_counts() -> None:
    log = log_of(
        *(f'Torrent: "A". Reason: "{number}"' for number in range(3)), 'Torrent: "B"'
    )
    assert log.reason("A") == (Problem.ERROR, "2")
    assert log.last_id == 3


def test_of_a_very_long_log_only_the_end_is_read() -> None:
    log = log_of(*(f'Torrent: "{number}". Reason: "full"' for number in range(10000)))
    assert log.last_id == 9999
    assert log.reason("9999") == (Problem.ERROR, "full")
    assert log.reason("0") == (Problem.ERROR, "")


def test_a_reason_is_capped() -> None:
    _, reason = log_of('Torrent: "A". Reason: "' + "long " * 1000 + '"').reason("A")
    assert len(reason) == 200


@pytest.mark.parametrize(
    ("version", "tags", "limit"),
    [((2, 5, 1), None, None), ((2, 8, 0), TAG, None), ((2, 8, 1), TAG, "1.5")],
)
def test_an_add_says_what_the_version_understands(
    version: tuple[int, ...], tags: str | None, limit: str | None
) -> None:
    fields = add_fields(DownloadOptions(ratio_limit=1.5), version)
    assert (fields.get("tags"), fields.get("ratioLimit")) == (tags, limit)


def tracker(
    status: int, msg: str = "", url: str = "http://t.example/a"
) -> dict[str, Any]:
    return {"url": url, "status": status, "msg": msg, "tier": 0}


DHT = tracker(4, "disabled", "** [DHT] **")


@pytest.mark.parametrize(
    ("trackers", "said"),
    [
        ([], ""),
        ([DHT], ""),
        ([DHT, tracker(4, "unregistered torrent")], "unregistered torrent"),
        ([tracker(4), tracker(5, "Not found"), tracker(6, "no")], "Not found"),
        # One that works is enough; those not asked yet have nothing to say.
        ([tracker(4, "unregistered torrent"), tracker(2)], ""),
        ([tracker(1, "later"), tracker(3, "now"), tracker(0, "off")], ""),
        ([tracker(4, "see http://t.example/0123passkey")], "see (link)"),
    ],
)
def test_what_trackers_say(trackers: list[dict[str, Any]], said: str) -> None:
    assert tracker_message(json.dumps(trackers).encode()) == said


@pytest.mark.parametrize("version", VERSIONS)
def test_a_recorded_list_without_trackers_says_nothing(version: str) -> None:
    body = recorded(version)["trackers"]["body"]
    assert tracker_message(json.dumps(body).encode()) == ""


@pytest.mark.parametrize(
    "body", [b"{", b"3", b"[3]", b"[{}]", b'[{"url": 1}]', b'[{"url": "x"}]']
)
def test_what_is_no_list_of_trackers(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        tracker_message(body)
