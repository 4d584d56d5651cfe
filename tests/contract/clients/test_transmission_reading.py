"""What Transmission tells is read right, and what it was told is checked."""

from collections.abc import AsyncGenerator
import logging
import math
from typing import Any

from aiohttp import ClientSession, web
import pytest

from custom_components.greenlight.clients import transmission
from custom_components.greenlight.clients.base import (
    BadAnswer,
    ClientTimeout,
    Download,
    DownloadState,
    FoundBy,
    Identity,
    Problem,
    ReleaseRefused,
    Space,
)
from custom_components.greenlight.clients.transmission import Transmission
from custom_components.greenlight.clients.transmission_torrents import (
    STATES,
    counted_state,
    read_rows,
    with_trackers,
)
from custom_components.greenlight.engine.rules import DownloadOptions

from .answers import answering
from .transmission_replay import VERSIONS, Replay, Row, recorded_row
from .transmission_world import ReplayWorld
from .world import a_torrent, add, add_file, followed, identity_of, polled


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def server(version: str) -> AsyncGenerator[Replay]:
    async with Replay(version) as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    return ReplayWorld(server, session)


@pytest.fixture
def client(world: ReplayWorld) -> Transmission:
    return world.client()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the wait for something to show up that never will."""
    monkeypatch.setattr(transmission, "_PATIENCE", 0.2)


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


@pytest.mark.parametrize("arguments", ["{}", '{"downloadSpeed": []}'])
async def test_totals_that_make_no_sense(
    client: Transmission, server: Replay, arguments: str
) -> None:
    server.instead["session-stats"] = answering(
        200, f'{{"result": "success", "arguments": {arguments}}}'
    )
    with pytest.raises(BadAnswer):
        await client.poll({})


async def test_totals_that_are_no_numbers(client: Transmission, server: Replay) -> None:
    server.stats["downloadSpeed"] = "fast"
    with pytest.raises(BadAnswer):
        await client.poll({})


async def test_limits_and_speeds(client: Transmission, server: Replay) -> None:
    server.stats |= {"downloadSpeed": 5, "uploadSpeed": 6}
    server.settings |= {
        "speed-limit-down": 7,
        "speed-limit-down-enabled": True,
        "units": server.settings["units"] | {"speed-bytes": 1024},
    }
    transfer = (await client.poll({})).transfer
    assert (transfer.download_speed, transfer.upload_speed) == (5, 6)
    assert (transfer.download_limit, transfer.upload_limit) == (7 * 1024, 0)
    assert (transfer.alternative_speed, transfer.paused) == (False, None)
    await client.set_speed_limits(download=1025)
    assert server.settings["speed-limit-down"] == 2
    changes = server.calls["session-set"]
    await client.set_speed_limits()
    assert server.calls["session-set"] == changes


async def test_a_poll_asks_for_what_is_followed_only(
    client: Transmission, server: Replay
) -> None:
    torrent = a_torrent()
    download = await add_file(client, torrent)
    await add_file(client, a_torrent("Other.mkv"))
    shared = a_torrent("Shared.mkv")
    server.placed.add(shared.name)
    seeding = await add_file(client, shared)
    await client.poll({})
    server.asked.clear()
    await client.poll({"one": followed(download), "two": followed(seeding)})
    methods = [method for method, _ in server.asked]
    assert methods == ["torrent-get"] * 2 + ["session-stats", "session-get"]
    assert server.asked[0][1]["ids"] == sorted((download.id, seeding.id))
    # Trackers are long, and what is complete needs none.
    assert server.asked[1][1]["ids"] == [download.id]
    assert "trackerStats" not in server.asked[0][1]["fields"]


async def test_a_lost_answer_is_resolved_by_looking(
    client: Transmission, server: Replay
) -> None:
    torrent = a_torrent()

    async def take_and_fail(request: web.Request) -> web.StreamResponse:
        server._torrent_add((await request.json())["arguments"])
        return web.Response(status=502)

    server.instead["torrent-add"] = take_and_fail
    added = await add(client, torrent, category="films")
    assert added.already_there is None
    assert added.download.category == "films"
    assert server.calls["torrent-add"] == 1


async def test_an_add_that_was_not_taken(client: Transmission, server: Replay) -> None:
    server.instead["torrent-add"] = answering(502)
    with pytest.raises(BadAnswer):
        await add(client, a_torrent())
    server.instead["torrent-add"] = answering(
        200, '{"result": "success", "arguments": {"torrent-added": 3}}'
    )
    with pytest.raises(BadAnswer):
        await add(client, a_torrent())


@pytest.mark.usefixtures("impatient")
async def test_an_add_that_never_shows(client: Transmission, server: Replay) -> None:
    server.hidden_adds = 1
    with pytest.raises(ClientTimeout):
        await add(client, a_torrent())


async def test_a_refusal_of_what_is_there_by_now(
    client: Transmission, server: Replay
) -> None:
    torrent = a_torrent()

    async def take_and_refuse(request: web.Request) -> web.StreamResponse:
        server._torrent_add((await request.json())["arguments"])
        return server.say("torrent-add-invalid")

    server.instead["torrent-add"] = take_and_refuse
    assert (await add(client, torrent)).already_there is FoundBy.ID


async def test_what_turns_out_to_be_there_is_left_alone(
    client: Transmission, server: Replay, world: ReplayWorld
) -> None:
    """As when its hashes were not known beforehand."""
    torrent = a_torrent()
    await world.add_by_hand(torrent, category="theirs", stopped=True)
    added = await client.add(
        Identity(),
        magnet=torrent.magnet(),
        file=None,
        options=DownloadOptions(category="ours"),
    )
    assert added.already_there is FoundBy.ID
    assert server.rows[added.download.id]["labels"] == ["theirs", "greenlight"]


async def test_a_folder_that_is_no_path_is_no_fault_of_the_release(
    client: Transmission,
) -> None:
    with pytest.raises(BadAnswer) as caught:
        await add(client, a_torrent(), save_path="films")
    assert caught.value.detail == "download directory path is not absolute"


async def test_what_only_the_newest_bittorrent_knows_is_refused(
    client: Transmission,
) -> None:
    with pytest.raises(ReleaseRefused):
        await add(client, a_torrent(mode="v2"))


@pytest.mark.parametrize("version", ["4.1.3"])
async def test_a_hybrid_is_found_by_its_first_hash(client: Transmission) -> None:
    torrent = a_torrent(mode="hybrid")
    download = await add_file(client, torrent)
    assert download.id == torrent.v1
    assert (await polled(client, download)).id == torrent.v1
    assert await client.find(Identity(hashes=frozenset({torrent.v2 or ""}))) is None


async def test_limits_that_get_lost_are_sent_again(
    client: Transmission, server: Replay
) -> None:
    server.lost_commands = 1
    download = await add_file(
        client, a_torrent(), tags=("a, b", ""), download_limit=1, ratio_limit=2
    )
    row = server.rows[download.id]
    assert row["labels"] == ["greenlight", "a", "b"]
    assert (row["downloadLimit"], row["downloadLimited"]) == (1, True)
    assert (row["seedRatioLimit"], row["seedRatioMode"]) == (2, 1)
    assert server.calls["torrent-set"] == 2


async def test_limits_that_are_not_taken_over_are_told_of(
    client: Transmission, server: Replay, caplog: pytest.LogCaptureFixture
) -> None:
    server.instead["torrent-set"] = answering(200, '{"result": "no"}')
    with caplog.at_level(logging.WARNING):
        download = await add_file(client, a_torrent(), upload_limit=5000)
    assert download.id in server.rows
    assert "did not take over" in caplog.text


async def test_no_limit_needs_no_command(client: Transmission, server: Replay) -> None:
    await add_file(client, a_torrent(), download_limit=0, seeding_time=5)
    assert server.calls["torrent-set"] == (1 if server.version == "3.00" else 0)


@pytest.mark.usefixtures("impatient")
async def test_commands_that_get_lost_are_noticed(
    client: Transmission, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    server.lost_commands = 100
    for call in (
        client.pause(download.id),
        client.pause_all(),
        client.remove(download.id, delete_data=False),
    ):
        with pytest.raises(ClientTimeout):
            await call
    for change in (
        client.set_alternative_speed(enabled=True),
        client.set_speed_limits(download=1000),
    ):
        with pytest.raises(BadAnswer):
            await change


async def test_a_pause_that_got_lost_is_repeated(
    client: Transmission, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    server.lost_commands = 1
    await client.pause(download.id)
    assert (await polled(client, download)).state is DownloadState.PAUSED


@pytest.mark.parametrize(
    "said", ['{"size-bytes": -1}', '{"size-bytes": "x", "total_size": -1}', "{}"]
)
async def test_room_that_is_not_known(
    client: Transmission, server: Replay, said: str
) -> None:
    server.instead["free-space"] = answering(
        200, f'{{"result": "success", "arguments": {said}}}'
    )
    assert await client.space() == Space()


async def test_the_room_of_a_folder_that_is_still_to_be_made(
    client: Transmission, server: Replay
) -> None:
    assert (await client.space("/srv/transmission/new")).free
    assert await client.space("/no/such/folder") == Space()
    assert await client.space("C:\\films") == Space()
