"""Steady polls read the history no more often and no further than needed, and nothing twice."""

from collections.abc import AsyncGenerator
import time

from aiohttp import ClientSession, web
import pytest

from custom_components.greenlight.clients import nzbget, nzbget_api
from custom_components.greenlight.clients.base import (
    BadAnswer,
    ClientTimeout,
    DownloadState,
    FoundBy,
    Identity,
    InvalidAuth,
    NotSupported,
    NotThisClient,
    ReleaseRefused,
    TooOld,
    UnknownDownload,
)
from custom_components.greenlight.clients.nzbget import NZBGet

from .answers import answering
from .nzbget_replay import ADDER, Replay
from .nzbget_world import ReplayWorld
from .world import a_post, add, identity_of


@pytest.fixture
async def server() -> AsyncGenerator[Replay]:
    async with Replay("26.0") as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    return ReplayWorld(server, session)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(world: ReplayWorld, clock: Clock) -> NZBGet:
    return world.client(clock=clock)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nzbget, "_PATIENCE", 0.1)


def waiting(server: Replay, name: str = "A.Film.2026") -> tuple[dict, Identity]:
    row = server.put(name, "PAUSED")
    return row, Identity(id=str(row["NZBID"]))


# The history


async def test_what_is_in_the_queue_costs_no_history(
    server: Replay, client: NZBGet
) -> None:
    _, identity = waiting(server)
    for _ in range(5):
        assert len((await client.poll({"it": identity})).downloads) == 1
    assert server.calls == {"version": 1, "status": 5, "listgroups": 5}


async def test_the_history_is_read_once_for_what_ended(
    server: Replay, client: NZBGet, clock: Clock
) -> None:
    row, identity = waiting(server)
    await client.poll({"it": identity})
    server.end(row, "WARNING/SPACE")
    for _ in range(5):
        poll = await client.poll({"it": identity})
        assert poll.downloads["it"].state is DownloadState.WARNING
        clock.now += 10
    assert server.calls["history"] == 1
    # Somebody may have brought it to an end, though.
    clock.now += 300
    server.history[0]["Status"] = "SUCCESS/GOOD"
    poll = await client.poll({"it": identity})
    assert poll.downloads["it"].complete
    assert server.calls["history"] == 2


async def test_what_is_nowhere_is_looked_for_less_and_less_often(
    server: Replay, client: NZBGet, clock: Clock
) -> None:
    gone = Identity(id="77", mark="a")
    read_at = []
    for second in range(0, 700, 5):
        clock.now = 1000.0 + second
        before = server.calls["history"]
        assert (await client.poll({"it": gone})).downloads == {}
        if server.calls["history"] > before:
            read_at.append(second)
    assert read_at == [0, 30, 90, 210, 510]
    # It is looked for at once when something left the queue.
    row, _ = waiting(server)
    await client.poll({"it": gone})
    server.end(row, "SUCCESS/ALL", Parameters=[{"Name": "greenlight", "Value": "a"}])
    assert (await client.poll({"it": gone})).downloads["it"].complete


async def test_what_came_back_into_the_queue_is_seen_there(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    server.end(row, "FAILURE/HEALTH")
    poll = await client.poll({"it": identity})
    assert poll.downloads["it"].state is DownloadState.FAILED
    server.status["DownloadPaused"] = True
    server.history.clear()
    server.queue.append(row)
    poll = await client.poll({"it": identity})
    assert poll.downloads["it"].state is DownloadState.PAUSED


async def test_no_more_of_a_long_history_is_read_than_needed(
    server: Replay, client: NZBGet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3000):
        server.end(server.put(f"Film.{number}.2026"), "SUCCESS/ALL")
    sizes = []
    feed = nzbget_api._Reader.feed

    def count(self, piece: bytes) -> None:
        sizes.append(len(piece))
        feed(self, piece)

    monkeypatch.setattr(nzbget_api._Reader, "feed", count)
    answer = server.say("history", server.history).body
    assert isinstance(answer, bytes)
    whole = len(answer)
    identity = Identity(id="2990")
    assert (await client.poll({"it": identity})).downloads["it"].complete
    assert sum(sizes) < whole / 4
    sizes.clear()
    assert (await client.poll({"it": Identity(id="9999")})).downloads == {}
    assert whole <= sum(sizes) < whole + 1000


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "1.1", "result": [{"ID": 1}]}',
        '{"version": "1.1", "result": [5]}',
        '{"version": "1.1", "result": [{"ID": 1,',
        '{"version": "1.1", "result": {}}',
        '{"version": "1.1", "result": "' + "x" * 300_000,
        "[]",
        "",
    ],
)
async def test_a_history_that_is_none(
    server: Replay, client: NZBGet, text: str
) -> None:
    await client.connect()
    server.instead["history"] = answering(200, text, "application/json")
    with pytest.raises(BadAnswer):
        await client.survey()


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("status", '{"result": {}}'),
        ("status", '{"result": []}'),
        ("status", '{"result": null}'),
        ("listgroups", '{"result": [{}]}'),
        ("listgroups", '{"result": [7]}'),
        ("listgroups", '{"result": true}'),
        ("listgroups", '{"result": [{"Status": "QUEUED", "NZBID": "x"}]}'),
        ("listgroups", '{"error": {"code": 1, "message": "Invalid procedure"}}'),
    ],
)
async def test_lists_that_are_none(
    server: Replay, client: NZBGet, method: str, text: str
) -> None:
    await client.connect()
    server.instead[method] = answering(200, text, "application/json")
    with pytest.raises(BadAnswer):
        await client.poll({})


# Connecting


async def test_a_user_who_may_only_add_is_told_so(
    server: Replay, world: ReplayWorld
) -> None:
    client = world.client(username=ADDER[0], password=ADDER[1])
    for _ in range(2):
        with pytest.raises(InvalidAuth, match="may only add"):
            await client.connect()
    assert server.calls == {"version": 1, "status": 1}


async def test_a_refused_user_is_not_tried_again(
    server: Replay, world: ReplayWorld
) -> None:
    client = world.client(password="wrong")
    for _ in range(3):
        with pytest.raises(InvalidAuth):
            await client.poll({})
    assert not server.calls
    server.answer_all = answering(500)
    with pytest.raises(InvalidAuth):
        await client.survey()


async def test_user_and_password_in_the_address(
    server: Replay, session: ClientSession
) -> None:
    url = server.url.replace("http://", "http://admin:correct%20horse%20battery@")
    assert (await NZBGet(session, url=url).connect()).version == "26.0"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"result": "17.1"}', TooOld),
        ('{"result": "24.6-testing-20250101"}', None),
        ('{"result": "5"}', NotThisClient),
        ('{"result": 21}', NotThisClient),
        ('{"version": "1.1"}', NotThisClient),
        ("[]", NotThisClient),
        ("pong", NotThisClient),
    ],
)
async def test_versions(
    server: Replay, client: NZBGet, text: str, error: type[Exception] | None
) -> None:
    server.instead["version"] = answering(200, text, "application/json")
    if error is None:
        assert (await client.connect()).version == "24.6-testing-20250101"
        return
    with pytest.raises(error):
        await client.connect()


# Adding


async def test_what_the_server_cannot_read_is_refused(
    server: Replay, client: NZBGet
) -> None:
    async def scan(_: web.Request) -> web.StreamResponse:
        row = server.put("A.Film.2026")
        server.end(row, "FAILURE/SCAN")
        return server.say("append", row["NZBID"])

    server.instead["append"] = scan
    with pytest.raises(ReleaseRefused, match="FAILURE/SCAN"):
        await add(client, a_post())


@pytest.mark.parametrize("answer", ["0", "-1", "null", "false", '"1"'])
async def test_an_add_without_an_id_is_refused(
    server: Replay, client: NZBGet, answer: str
) -> None:
    server.instead["append"] = answering(200, f'{{"result": {answer}}}')
    with pytest.raises(ReleaseRefused):
        await add(client, a_post())


@pytest.mark.usefixtures("impatient")
async def test_taken_and_never_shown(server: Replay, client: NZBGet) -> None:
    server.hidden_adds = 1
    with pytest.raises(ClientTimeout, match="not shown"):
        await add(client, a_post(), stopped=True)


async def test_what_failed_is_added_again(server: Replay, client: NZBGet) -> None:
    post = a_post()
    first = await add(client, post)
    poll = await client.poll({"it": Identity(id=first.download.id)})
    assert (await client.find(identity_of(post))) is not None
    assert poll is not None
    server.placed.add(post.name)
    second = await add(client, post, stopped=True)
    assert second.already_there is None
    assert second.download.id != first.download.id
    known = await client.find(identity_of(post))
    assert known is not None
    assert known.download.id == second.download.id


async def test_a_lost_answer_is_not_the_earlier_failure(
    server: Replay, client: NZBGet
) -> None:
    post = a_post()
    await add(client, post)
    await client.poll({})
    assert server.history

    server.instead["append"] = answering(502)
    with pytest.raises(BadAnswer):
        await add(client, post)


async def test_our_mark_goes_before_a_title(server: Replay, client: NZBGet) -> None:
    server.put("Some.Film.2026.1080p.WEB.h264-GROUP", "PAUSED")
    row = server.put("Renamed", "PAUSED")
    row["Parameters"] = [{"Name": "greenlight", "Value": identity_of(a_post()).mark}]
    hit = await client.find(identity_of(a_post()))
    assert hit is not None
    assert (hit.by, hit.download.name) == (FoundBy.ID, "Renamed")


# Steering


async def test_what_ended_can_be_neither_paused_nor_resumed(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    row["Status"] = "UNPACKING"
    with pytest.raises(NotSupported):
        await client.pause(identity.id)
    server.end(row, "SUCCESS/ALL")
    for steer in (client.pause, client.resume):
        with pytest.raises(NotSupported):
            await steer(identity.id)
    deleted, _ = waiting(server)
    server.end(deleted, "DELETED/MANUAL")
    with pytest.raises(UnknownDownload):
        await client.pause(str(deleted["NZBID"]))


async def test_what_is_gone_by_the_time_of_the_command(
    server: Replay, client: NZBGet
) -> None:
    _, identity = waiting(server)
    server.instead["editqueue"] = answering(200, '{"result": false}')
    with pytest.raises(UnknownDownload):
        await client.pause(identity.id)


@pytest.mark.usefixtures("impatient")
async def test_what_is_still_there_after_a_removal(
    server: Replay, client: NZBGet
) -> None:
    _, identity = waiting(server)
    server.instead["editqueue"] = answering(200, '{"result": true}')
    with pytest.raises(ClientTimeout, match="still shown"):
        await client.remove(identity.id, delete_data=True)
    assert server.calls["editqueue"] == 1


@pytest.mark.parametrize("delete_data", [True, False])
async def test_post_processing_is_stopped_before_a_removal(
    server: Replay, client: NZBGet, *, delete_data: bool
) -> None:
    row, identity = waiting(server)
    row["Status"] = "UNPACKING"
    await client.remove(identity.id, delete_data=delete_data)
    assert not server.queue
    assert not server.history
    commands = [params[0] for name, params in server.asked if name == "editqueue"]
    assert commands[0] == "PostDelete"


@pytest.mark.parametrize("paused", [True, False])
async def test_deleting_finished_files_leaves_the_server_as_it_was(
    server: Replay, client: NZBGet, *, paused: bool
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL")
    server.status["DownloadPaused"] = paused
    await client.remove(identity.id, delete_data=True)
    assert not server.saved
    assert server.status["DownloadPaused"] is paused
    assert server.calls["pausedownload"] == (0 if paused else 1)
    assert server.status["ResumeTime"] == 0


async def test_data_that_a_script_moved_is_left_alone(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL", FinalDir="/library/A Film (2026)")
    with pytest.raises(NotSupported, match="script"):
        await client.remove(identity.id, delete_data=True)
    assert len(server.history) == 1
    assert not server.calls["editqueue"]


@pytest.mark.parametrize("status", ["SUCCESS/ALL", "FAILURE/HEALTH"])
async def test_without_its_nzb_file_finished_data_cannot_be_deleted(
    server: Replay, client: NZBGet, status: str
) -> None:
    """NZBGet says yes to downloading again, and then does not."""
    row, identity = waiting(server)
    server.end(row, status)
    edit = server._edit

    def without(command: str, row: dict) -> None:
        if command != "HistoryRedownload":
            edit(command, row)

    server._edit = without  # type: ignore[method-assign]
    if status == "SUCCESS/ALL":
        with pytest.raises(NotSupported, match="keeps the data"):
            await client.remove(identity.id, delete_data=True)
        assert len(server.history) == 1
    else:
        await client.remove(identity.id, delete_data=True)
        assert not server.history


async def test_a_limit_that_is_not_taken(server: Replay, client: NZBGet) -> None:
    server.instead["rate"] = answering(200, '{"result": false}')
    with pytest.raises(BadAnswer):
        await client.set_speed_limits(download=1000)
    await client.set_speed_limits()
    assert server.calls["rate"] == 1


# Trouble


def logged(text: str, kind: str = "ERROR", *, ago: int = 0, now: int) -> dict:
    return {"ID": 1, "Kind": kind, "Time": now - ago, "Text": text}


async def trouble(client: NZBGet) -> str:
    return (await client.poll({})).transfer.trouble


def all_paused(server: Replay, *, paused: bool = True) -> None:
    for what in ("Download", "Post", "Scan"):
        server.status[f"{what}Paused"] = paused


async def test_a_faulty_configuration_is_told(
    server: Replay, client: NZBGet, clock: Clock
) -> None:
    now = int(time.time())
    text = 'nzbget.conf(82): Invalid value for option "ParCheck": "bogus"'
    server.log = [logged(text, now=now), logged("Something else", now=now)]
    server.status["UpTimeSec"] = 5

    async def status(_: web.Request) -> web.StreamResponse:
        return server.say("status", {**server.status, "ServerTime": now})

    server.instead["status"] = status
    all_paused(server)
    for _ in range(3):
        assert await trouble(client) == text
    assert server.calls["log"] == 1
    clock.now += 60
    server.instead["log"] = answering(500)
    assert await trouble(client) == ""
    # It goes on; that somebody pauses everything later has another reason.
    all_paused(server, paused=False)
    assert await trouble(client) == ""
    all_paused(server)
    del server.instead["log"]
    clock.now += 60
    assert await trouble(client) == ""


async def test_a_full_disk_is_told(server: Replay, client: NZBGet) -> None:
    now = int(time.time())
    assert await trouble(client) == ""
    server.status["DownloadPaused"] = True
    text = "Low disk space on /srv/nzbget/inter. Pausing download"
    server.log = [logged(text, "WARNING", now=now), {"Kind": "ERROR"}, "odd"]  # type: ignore[list-item]
    assert await trouble(client) == text


async def test_a_news_server_that_refuses_is_told(
    server: Replay, client: NZBGet
) -> None:
    now = int(time.time())
    server.put("A.Film.2026", "DOWNLOADING")
    server.placed.add("A.Film.2026")
    server.slow.add("A.Film.2026")
    text = "Authorization for server1 (127.0.0.1) failed: 481 wrong user or password"
    server.log = [logged(text, now=now), logged("Old", ago=9999, now=now)]

    async def still(_: web.Request) -> web.StreamResponse:
        speed = {"DownloadRateLo": 0, "DownloadRateHi": 0, "ServerTime": now}
        return server.say("status", {**server.status, **speed})

    server.instead["status"] = still
    assert await trouble(client) == text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"QuotaReached": True}, "quota"),
        ({"NewsServers": [{"ID": 1, "Active": False}]}, "no news server"),
        ({"NewsServers": []}, "no news server"),
        ({"NewsServers": None}, ""),
    ],
)
async def test_other_trouble(
    server: Replay, client: NZBGet, changed: dict, says: str
) -> None:
    server.status |= changed
    told = await trouble(client)
    assert says in told
    assert bool(told) is bool(says)


async def test_a_log_that_is_none_is_no_trouble(server: Replay, client: NZBGet) -> None:
    server.status["DownloadPaused"] = True
    server.instead["log"] = answering(200, '{"result": 5}')
    assert await trouble(client) == ""
    row, _ = waiting(server)
    server.end(row, "FAILURE/UNPACK")
    server.instead["loadlog"] = answering(200, '{"result": 5}')
    poll = await client.poll({"it": Identity(id=str(row["NZBID"]))})
    assert poll.downloads["it"].state is DownloadState.FAILED
