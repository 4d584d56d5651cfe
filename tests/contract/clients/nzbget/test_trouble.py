"""What keeps NZBGet as a whole from downloading is told, and nothing else."""

import time

from aiohttp import web
import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.nzbget.client import NZBGet
from tests.support.clock import Clock

from ..answers import answering
from .fixtures import *  # noqa: F403
from .fixtures import waiting
from .replay import Replay


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
        busy = {"ServerStandBy": False}
        return server.say("status", {**server.status, **speed, **busy})

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
