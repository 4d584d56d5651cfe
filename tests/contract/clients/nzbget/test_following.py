"""Steady polls read the history no more often and no further than needed, and nothing twice."""

import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.errors import BadAnswer
from custom_components.greenlight.clients.nzbget import api as nzbget_api
from custom_components.greenlight.clients.nzbget.client import NZBGet
from tests.support.clock import Clock

from ..answers import answering
from .fixtures import *  # noqa: F403
from .fixtures import waiting
from .replay import Replay


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
    gone = Identity(mark="a")
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


async def test_a_queue_without_any_of_ours_is_left_alone(
    server: Replay, client: NZBGet
) -> None:
    server.put("A.Film.2026")
    await client.connect()
    server.calls.clear()
    await client.poll({})
    assert server.calls == {"status": 1}


async def test_what_was_completed_is_read_when_something_was_done(
    server: Replay, client: NZBGet
) -> None:
    for number in range(2):
        server.end(server.put(f"Film.{number}.2026"), "SUCCESS/ALL", Category="Films")
    first = await client.finished(["films"], since=1)
    assert len(first) == 2
    for _ in range(3):
        assert await client.finished(["films"], since=1) == first
    assert server.calls["history"] == 1
    server.end(server.put("Film.2.2026"), "SUCCESS/ALL", Category="Films")
    assert len(await client.finished(["films"], since=1)) == 3
    # Others are asked for, or more of them; or it is not the same server any more.
    assert await client.finished(["tv"], since=1) == ()
    assert await client.finished(["tv"], since=0) == ()
    server.status["UpTimeSec"] += 100
    assert await client.finished(["tv"], since=0) == ()
    assert server.calls["history"] == 5


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
        await client.poll({"it": Identity(id="1")})
