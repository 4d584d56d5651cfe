"""Downloads that fail, servers that go away, and commands that do nothing."""

from typing import Any

from aiohttp import web
import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity, Problem
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientTimeout,
    InvalidAuth,
)
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import (
    VERSIONS,
    Replay,
    recorded,
    recorded_row,
)
from tests.contract.clients.qbittorrent.world import ReplayWorld
from tests.contract.clients.world import a_torrent, add_file, followed, found_by, polled
from tests.support.clock import Clock

V1 = "e4e901f456694bfe03c947704b7967ea04b5e72c"


def full_disk(name: str, number: int) -> dict[str, Any]:
    """Return the recorded line about a full disk for another torrent."""
    (line,) = (
        line
        for line in recorded("5.3.0")["e2e-log-tail"]["body"]
        if "No space left" in line["message"]
    )
    return line | {
        "id": number,
        "message": line["message"].replace("Web.Seed.563749.mkv", name),
    }


@pytest.mark.parametrize("version", VERSIONS[1:])
async def test_the_reason_of_an_error_is_told(
    client: QBittorrent, server: Replay, version: str
) -> None:
    row = recorded_row(version, "e2e-info-error-state")
    server.put(row)
    one = Identity(id=row["hash"], hashes=frozenset({row["hash"]}))
    download = (await client.poll({"it": one})).downloads["it"]
    assert download.state is DownloadState.FAILED
    assert download.message == "Permission denied"


async def test_a_full_disk_is_told_apart_and_looked_up_once(
    client: QBittorrent, server: Replay
) -> None:
    one = await add_file(client, a_torrent("One.mkv"))
    two = await add_file(client, a_torrent("Two.mkv"))
    server.log += [full_disk("One.mkv", 100), full_disk("Two.mkv", 101)]
    server.rows[one.id]["state"] = "error"
    for _ in range(3):
        download = await polled(client, one)
        assert download.state is DownloadState.WARNING
        assert download.problem is Problem.DISK_FULL
        assert download.message == "No space left on device"
        assert not download.complete
    assert server.calls["log/main"] == 1
    # The line about the second was read with the first; only newer ones are asked for.
    server.rows[two.id]["state"] = "error"
    assert (await polled(client, two)).problem is Problem.DISK_FULL
    queries = [query for path, query in server.asked if path == "log/main"]
    assert [query["last_known_id"] for query in queries] == ["-1", "101"]
    # It gets well, and fails anew of something else.
    server.rows[one.id]["state"] = "downloading"
    assert (await polled(client, one)).message == ""
    line = full_disk("One.mkv", 102)
    server.log.append(
        line | {"message": line["message"].replace("No space left on device", "Oops")}
    )
    server.rows[one.id]["state"] = "error"
    download = await polled(client, one)
    assert (download.state, download.message) == (DownloadState.FAILED, "Oops")


async def test_the_log_of_a_restarted_server_begins_anew(
    client: QBittorrent, server: Replay
) -> None:
    one = await add_file(client, a_torrent("One.mkv"))
    server.rows[one.id]["state"] = "error"
    server.log = [full_disk("Other.mkv", 5000)]
    assert (await polled(client, one)).message == ""
    server.rows[one.id]["state"] = "downloading"
    await polled(client, one)
    server.log = [full_disk("One.mkv", 3)]
    server.rows[one.id]["state"] = "error"
    server.sessions.clear()
    assert (await polled(client, one)).problem is Problem.DISK_FULL


@pytest.mark.parametrize(
    "handler",
    [answering(500), answering(200, "[1]"), answering(200, "{"), answering(200, "3")],
)
async def test_without_a_log_an_error_is_an_error(
    client: QBittorrent, server: Replay, handler
) -> None:
    one = await add_file(client, a_torrent())
    server.rows[one.id]["state"] = "error"
    server.instead["log/main"] = handler
    download = await polled(client, one)
    assert (download.state, download.message) == (DownloadState.FAILED, "")


async def test_a_refusal_while_reading_the_log_is_not_swallowed(
    client: QBittorrent, server: Replay
) -> None:
    one = await add_file(client, a_torrent())
    server.rows[one.id]["state"] = "error"

    async def end_the_session(_: web.Request) -> web.StreamResponse:
        server.password = "changed"
        server.sessions.clear()
        return web.Response(status=403)

    server.instead["log/main"] = end_the_session
    with pytest.raises(InvalidAuth):
        await polled(client, one)


@pytest.mark.parametrize("version", ["4.5.2", "5.3.0"])
async def test_lost_files_are_told_and_nothing_is_made_of_it(
    client: QBittorrent, server: Replay, version: str
) -> None:
    row = recorded_row(version, "e2e-info-after-restart-files-gone")
    server.put(row)
    download = await found_by(client, row["hash"])
    assert download.state is DownloadState.FAILED
    assert download.problem is Problem.MISSING_FILES
    assert not download.complete


async def test_a_state_nobody_knows_is_unknown_and_logged_once(
    client: QBittorrent,
    server: Replay,
    caplog: pytest.LogCaptureFixture,
) -> None:
    download = await add_file(client, a_torrent())
    server.rows[download.id]["state"] = "pondering"
    for _ in range(3):
        assert (await polled(client, download)).state is DownloadState.UNKNOWN
    assert (await client.survey()).counts == {DownloadState.UNKNOWN: 1}
    assert caplog.text.count("pondering") == 1


@pytest.mark.usefixtures("impatient")
async def test_what_does_not_go_away_was_not_removed(
    client: QBittorrent, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    server.lost_commands = 1
    with pytest.raises(ClientTimeout, match="still shown"):
        await client.remove(download.id, delete_data=True)


@pytest.mark.parametrize("version", VERSIONS)
async def test_speed_limits_that_do_not_change_are_a_failure(
    client: QBittorrent, server: Replay
) -> None:
    server.instead["transfer/speedLimitsMode"] = answering(200, "0")
    with pytest.raises(BadAnswer, match="speed limits"):
        await client.set_alternative_speed(enabled=True)


async def test_a_server_that_goes_away_and_comes_back(
    client: QBittorrent, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    await server.stop()
    with pytest.raises(CannotConnect):
        await polled(client, download)
    await server.start()
    assert (await polled(client, download)).id == download.id


UNREGISTERED = {"url": "http://t.example/0123passkey/announce", "status": 4, "tier": 0}
UNREGISTERED |= {"msg": "unregistered torrent"}


def refuse(server: Replay, known: str) -> None:
    """Let the only tracker of a torrent not know it."""
    server.trackers[known] = [UNREGISTERED]
    if "trackers_count" in server.rows[known]:
        server.rows[known]["trackers_count"] = 1


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("state", ["stalledDL", "metaDL"])
async def test_what_a_tracker_says_of_a_download_that_goes_nowhere(
    client: QBittorrent, server: Replay, state: str
) -> None:
    one = await add_file(client, a_torrent())
    server.rows[one.id]["state"] = state
    refuse(server, one.id)
    for _ in range(3):
        download = await polled(client, one)
        assert download.state is DownloadState.WARNING
        assert download.problem is Problem.TRACKER
        assert download.message == "unregistered torrent"
    assert server.calls["torrents/trackers"] == 1
    # It gets going, and stands still once more.
    server.rows[one.id]["state"] = "downloading"
    assert (await polled(client, one)).problem is None
    server.rows[one.id]["state"] = state
    server.trackers[one.id] = []
    assert (await polled(client, one)).problem is None
    assert server.calls["torrents/trackers"] == 2


async def test_trackers_are_asked_for_ever_more_rarely(
    world: ReplayWorld, server: Replay
) -> None:
    clock = Clock()
    client = world.client(clock=clock)
    one = await add_file(client, a_torrent())
    refuse(server, one.id)
    looks = []
    for _ in range(400):
        before = server.calls["torrents/trackers"]
        await polled(client, one)
        if server.calls["torrents/trackers"] > before:
            looks.append(clock.now - 1000)
        clock.now += 20
    assert looks == [0, 60, 360, 1260, 3060, 4860, 6660]


async def test_a_few_trackers_are_asked_for_in_one_poll(
    client: QBittorrent, server: Replay
) -> None:
    known = {
        str(number): followed(await add_file(client, a_torrent(f"{number}.mkv")))
        for number in range(12)
    }
    for identity in known.values():
        refuse(server, identity.id)
    told = []
    for _ in range(4):
        poll = await client.poll(known)
        assert len(poll.downloads) == 12
        told.append(sum(bool(one.problem) for one in poll.downloads.values()))
    assert told == [5, 10, 12, 12]


async def test_a_download_without_trackers_has_none_to_be_asked(
    client: QBittorrent, server: Replay
) -> None:
    one = await add_file(client, a_torrent())
    server.rows[one.id]["trackers_count"] = 0
    await polled(client, one)
    assert not server.calls["torrents/trackers"]


@pytest.mark.parametrize(
    "handler", [answering(404), answering(500), answering(200, "{")]
)
async def test_trackers_that_cannot_be_read_say_nothing(
    client: QBittorrent, server: Replay, handler
) -> None:
    one = await add_file(client, a_torrent())
    refuse(server, one.id)
    server.instead["torrents/trackers"] = handler
    assert (await polled(client, one)).state is DownloadState.STALLED


@pytest.mark.parametrize("version", VERSIONS)
async def test_data_that_is_not_there_after_all_is_missing_and_says_so(
    client: QBittorrent, server: Replay
) -> None:
    line = full_disk("Gone.mkv", 100)
    message = (
        'Failed to restore torrent. Torrent: "Gone.mkv". Reason: "Gone.mkv fast resume'
        ' rejected. file_stat(/srv/Gone.mkv): mismatching file size"'
    )
    server.log.append(line | {"message": message})
    one = await add_file(client, a_torrent("Gone.mkv"), skip_check=True)
    download = await polled(client, one)
    assert download.state is DownloadState.FAILED
    assert download.problem is Problem.MISSING_FILES
    assert download.message.endswith("mismatching file size")
    assert "/srv" not in download.message
