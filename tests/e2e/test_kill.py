"""Power cuts: Home Assistant is killed at every step of an approval, and nothing is lost or doubled."""

import asyncio
from collections.abc import Awaitable, Callable
import os
import random
import signal
from typing import Any

from aiohttp import ClientError
import pytest

from tests.support.feed import Fault
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import Refused
from tests.support.stage import Stage
from tests.support.torrents import Torrent
from tests.support.waiting import until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(400),
]

# With each of the two clients.
ROUNDS = 10
SMALL = 300_000
# A request whose approval was cut off may be in any of these, and in no other.
LEGAL = {"pending", "approved", "downloading", "completed"}

type Cut = Callable[[Stage, Torrent], Awaitable[None]]


async def press(greenlight: Greenlight, request_id: str) -> bool:
    """Approve, and tell whether Home Assistant lived to say that it took the answer."""
    try:
        await greenlight.hass.call("greenlight.approve", request_id=request_id)
    except ClientError, OSError, Refused:
        return False
    return True


async def cut_and_look(
    stage: Stage, greenlight: Greenlight, torrent: Torrent, cut: Cut
) -> dict[str, Any]:
    """Approve, kill at the moment the cut waits for, start again and return the request."""
    asked = await greenlight.asked(torrent.name)
    pressing = asyncio.create_task(press(greenlight, asked["id"]))
    try:
        await cut(stage, torrent)
    finally:
        stage.hass.kill()
    answered = await pressing
    stage.site.torrent_fault = None
    await stage.hass.start()
    found = await greenlight.request(torrent.name)
    assert found is not None, "the request is lost"
    assert found["id"] == asked["id"]
    assert found["state"] in LEGAL
    if answered:
        assert found["state"] != "pending", "an answer that was taken is lost"
    return found


async def finishes(
    stage: Stage, greenlight: Greenlight, torrent: Torrent, found: dict[str, Any]
) -> None:
    """See the request to its end, asking again only where the answer had not been taken."""
    if found["state"] == "pending":
        assert await press(greenlight, found["id"])
    done = await greenlight.wait_for(torrent.name, "completed", seconds=90)
    completed = await stage.client.completed(torrent)

    moves = [entry["to"] for entry in done["journal"] if entry["to"] != entry["from"]]
    assert moves == ["pending", "approved", "downloading", "completed"]
    assert completed["hash"] == torrent.client_id


async def added_twice(stage: Stage) -> list[str]:
    """Return what the client says of being given the same torrent again."""
    log = (await stage.client.api("log/main")).json()
    return [line["message"] for line in log if "duplicate" in line["message"].lower()]


async def before_the_answer(stage: Stage, torrent: Torrent) -> None:
    """Cut while the answer is on its way."""
    await asyncio.sleep(0)


async def while_the_link_is_fetched(stage: Stage, torrent: Torrent) -> None:
    """Cut while the site lets Greenlight wait for the file; the answer is on disk by then."""

    async def waits() -> bool:
        return stage.site.held > 0

    await until(waits, "the file to be asked for", pause=0.01)


async def while_the_client_is_called(stage: Stage, torrent: Torrent) -> None:
    """Cut while the client has the call but has not read it; it will, with nobody listening."""
    pid = stage.client.pid
    assert pid is not None
    asked_before = stage.site.count(path_of(torrent))
    os.kill(pid, signal.SIGSTOP)
    try:

        async def fetched() -> bool:
            return stage.site.count(path_of(torrent)) > asked_before

        await until(fetched, "the file to be fetched", pause=0.01)
        # Nothing tells when the call is on the wire; both sides of that moment are legal.
        await asyncio.sleep(0.3)
        stage.hass.kill()
    finally:
        os.kill(pid, signal.SIGCONT)


async def while_it_downloads(stage: Stage, torrent: Torrent) -> None:
    """Cut as soon as the client has the torrent, whether Greenlight knows it or not."""

    async def there() -> bool:
        return await stage.client.torrent(torrent) is not None

    await until(there, "the torrent to be in the client", pause=0.01)


async def when_it_is_complete(stage: Stage, torrent: Torrent) -> None:
    """Cut when the client is done and Greenlight is about to learn it."""
    await stage.client.completed(torrent)


def path_of(torrent: Torrent) -> str:
    return f"/torrents/{torrent.client_id}.torrent"


@pytest.mark.parametrize(
    ("cut", "fault"),
    [
        (before_the_answer, None),
        (while_the_link_is_fetched, Fault.SLOW),
        (while_the_client_is_called, None),
        (while_it_downloads, None),
        (when_it_is_complete, None),
    ],
)
async def test_a_cut_at_a_step_loses_and_doubles_nothing(
    stage: Stage, greenlight: Greenlight, cut: Cut, fault: Fault | None
) -> None:
    torrent = await stage.publish(f"Cut.{cut.__name__}.2026.1080p-DEMO", SMALL)
    stage.site.torrent_fault = fault
    found = await cut_and_look(stage, greenlight, torrent, cut)
    await finishes(stage, greenlight, torrent, found)

    assert await added_twice(stage) == []


async def test_cuts_at_random_lose_and_double_nothing(
    stage: Stage, greenlight: Greenlight
) -> None:
    seed = int(os.environ.get("GREENLIGHT_SEED", random.randrange(10**6)))
    # Shown when the test fails, to run the same again.
    print(f"GREENLIGHT_SEED={seed}")
    randomness = random.Random(seed)
    torrents = []
    for number in range(ROUNDS):
        # An approval takes some tens of milliseconds, its download a second or two.
        delay = randomness.choice([0.05, 0.3, 3.0]) * randomness.random()
        # Six digits in a row would be a day.
        name = f"Cut.{number}.of.run{seed}.1080p-DEMO"
        torrent = await stage.publish(name, SMALL)
        await cut_and_look(stage, greenlight, torrent, after(delay))
        torrents.append(torrent)
    for torrent in torrents:
        found = await greenlight.request(torrent.name)
        assert found is not None
        await finishes(stage, greenlight, torrent, found)

    names = [one["name"] for one in await stage.client.torrents()]
    assert [names.count(torrent.name) for torrent in torrents] == [1] * ROUNDS
    assert await added_twice(stage) == []


def after(delay: float) -> Cut:
    """Return the cut after so many seconds."""

    async def cut(stage: Stage, torrent: Torrent) -> None:
        await asyncio.sleep(delay)

    return cut
