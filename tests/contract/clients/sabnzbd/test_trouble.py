"""What keeps SABnzbd as a whole from downloading is told, and asked for only then."""

import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from tests.contract.clients.sabnzbd.fixtures import *  # noqa: F403
from tests.contract.clients.sabnzbd.replay import Replay, answering
from tests.support.clock import Clock

FULL = "Too little diskspace forcing PAUSE"


@pytest.fixture
def waiting(server: Replay) -> Replay:
    """Have a job that waits, and nothing that comes."""
    server.idle = True
    server.put("Film")
    server.status |= {"servers": [], "warnings": []}
    return server


async def trouble(client: SABnzbd) -> str:
    return (await client.poll({})).transfer.trouble


def a_server(**said: str) -> dict[str, str]:
    return {"servername": "news", "servererror": "", "serverwarning": ""} | said


def a_warning(text: str, kind: str = "WARNING") -> dict[str, str]:
    return {"type": kind, "text": text}


async def test_what_waits_a_moment_is_no_trouble(
    client: SABnzbd, waiting: Replay, clock: Clock
) -> None:
    for _ in range(3):
        assert await trouble(client) == ""
        clock.now += 4
    assert not waiting.calls["fullstatus"]


@pytest.mark.parametrize(
    ("servers", "warnings", "told"),
    [
        ([], [], "no news server is set up"),
        ([a_server()], [], ""),
        (
            [a_server(), a_server(servererror="481 wrong password")],
            [],
            "481 wrong password",
        ),
        (
            [a_server(serverwarning="Resolving address"), a_server(servererror="502")],
            [],
            "502",
        ),
        ([a_server(serverwarning="Resolving address")], [], "Resolving address"),
        (
            [a_server()],
            [
                a_warning("unrar binary... NOT found!", "ERROR"),
                a_warning("Essential modules are missing", "ERROR"),
                a_warning("something harmless"),
            ],
            "Essential modules are missing",
        ),
        (["odd"], ["odd"], "no news server is set up"),
        (None, None, "no news server is set up"),
        (
            [a_server(servererror="see https://news.example/?key=secret")],
            [],
            "see (link)",
        ),
    ],
)
async def test_nothing_comes_although_something_waits(
    client: SABnzbd, waiting: Replay, clock: Clock, servers, warnings, told: str
) -> None:
    waiting.status |= {"servers": servers, "warnings": warnings}
    await trouble(client)
    clock.now += 16
    assert await trouble(client) == told
    # It goes on.
    waiting.idle = False
    waiting.placed.add("Film")
    waiting.slow.add("Film")
    assert await trouble(client) == ""


async def test_it_is_asked_for_once_a_minute(
    client: SABnzbd, waiting: Replay, clock: Clock
) -> None:
    await trouble(client)
    clock.now += 16
    for _ in range(5):
        assert await trouble(client) == "no news server is set up"
        clock.now += 5
    assert waiting.calls["fullstatus"] == 1
    waiting.status["servers"] = [a_server(servererror="400 go away")]
    clock.now += 60
    assert await trouble(client) == "400 go away"
    assert waiting.calls["fullstatus"] == 2


async def test_a_full_disk_is_told_and_a_pause_by_hand_is_none(
    client: SABnzbd, server: Replay
) -> None:
    server.paused = True
    server.warnings = 0
    server.status["warnings"] = [a_warning(FULL)]
    assert await trouble(client) == ""
    assert not server.calls["fullstatus"]
    server.warnings = 1
    assert await trouble(client) == FULL
    assert (await client.poll({})).transfer.paused
    # Another warning, of something else.
    server.warnings = 2
    server.status["warnings"] = [a_warning("API Key incorrect")]
    assert await trouble(client) == ""
    server.paused = False
    assert await trouble(client) == ""


@pytest.mark.parametrize(("before", "told"), [(3, ""), (2, FULL), (20, FULL)])
async def test_an_old_warning_is_no_reason_for_a_pause_of_today(
    client: SABnzbd, server: Replay, before: int, told: str
) -> None:
    """It warns when it pauses itself; of twenty warnings on, one more is not counted."""
    server.status["warnings"] = [a_warning(FULL)]
    server.warnings = before
    assert await trouble(client) == ""
    server.paused = True
    server.warnings = max(before, 3)
    assert await trouble(client) == told


@pytest.mark.parametrize(
    "text", ["Quota spent, pausing downloading", "Disk full! Forcing Pause"]
)
async def test_other_reasons_to_pause(
    client: SABnzbd, server: Replay, text: str
) -> None:
    server.paused, server.warnings = True, 1
    server.status["warnings"] = [a_warning(text), a_warning("API Key missing")]
    assert await trouble(client) == text


@pytest.mark.parametrize("answer", ["{}", '{"status": 5}', "<html>", "{"])
async def test_what_cannot_be_read_is_no_trouble(
    client: SABnzbd, waiting: Replay, clock: Clock, answer: str
) -> None:
    waiting.instead["fullstatus"] = answering(200, answer)
    await trouble(client)
    clock.now += 16
    assert await trouble(client) == ""


async def test_what_waits_for_nothing_is_stalled(
    client: SABnzbd, waiting: Replay
) -> None:
    second = waiting.put("Second")["nzo_id"]
    first = waiting.queue[0]["nzo_id"]
    followed = {known: Identity(id=known) for known in (first, second)}
    downloads = (await client.poll(followed)).downloads
    assert downloads[first].state is DownloadState.STALLED
    assert downloads[second].state is DownloadState.QUEUED
