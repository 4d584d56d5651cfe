"""Power cuts between what a program hands over and its download: nothing is lost, doubled or let through.

GREENLIGHT_CUTS says how many cuts at random there are, and GREENLIGHT_SEED which.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
import os
import random
import signal
from typing import Any, Self

from aiohttp import ClientError, ClientSession, CookieJar, FormData
import pytest
import pytest_asyncio

from tests.support.asker import AskerHouse, Entered, add_asker
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import Refused
from tests.support.releases import make_release
from tests.support.server import Unavailable
from tests.support.torrents import Torrent
from tests.support.waiting import until

from .conftest import let_sockets_through

CUTS = int(os.environ.get("GREENLIGHT_CUTS", "0"))
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300 + 30 * CUTS),
]

SMALL = 300_000


@dataclass
class Program:
    """A program that keeps its cookie, and hands over again only what it was not told `Ok.` about."""

    entered: Entered
    session: ClientSession
    # Everything that was answered with `Ok.`, and what of it nobody says yes to.
    taken: list[Torrent] = field(default_factory=list)
    unanswered: list[Torrent] = field(default_factory=list)

    @classmethod
    async def signed_in(cls, entered: Entered, session: ClientSession) -> Self:
        """Sign in once."""
        program = cls(entered, session)
        login = {"username": entered.username, "password": entered.password}
        assert await program.post("auth/login", login) == "Ok."
        return program

    async def post(self, path: str, data: Any) -> str:
        """Send a form, and return what is answered."""
        url = f"{self.entered.url}/api/v2/{path}"
        async with self.session.post(url, data=data) as answer:
            answer.raise_for_status()
            return await answer.text()

    async def hand_over(self, torrent: Torrent) -> bool:
        """Hand a torrent over, and tell whether it was said to be taken."""
        form = FormData({"category": "tv"})
        form.add_field("torrents", torrent.content, filename=f"{torrent.name}.torrent")
        try:
            said = await self.post("torrents/add", form)
        except ClientError, OSError:
            return False
        assert said == "Ok."
        self.taken.append(torrent)
        return True

    async def listed(self) -> dict[str, str]:
        """Return the state of all that it sees, as soon as anything is answered."""

        async def look() -> dict[str, str] | None:
            url = f"{self.entered.url}/api/v2/torrents/info"
            async with self.session.get(url, params={"category": "tv"}) as answer:
                if answer.status != 200:
                    return None
                return {row["hash"]: row["state"] for row in await answer.json()}

        rows = await until(look, "the list", pause=0.05)
        assert rows is not None
        return rows

    async def misses_nothing(self) -> None:
        """See all that was taken in the list, and what nobody answered waiting there."""
        rows = await self.listed()
        assert {torrent.v1 for torrent in self.taken} <= rows.keys()
        states = {rows[str(torrent.v1)] for torrent in self.unanswered}
        assert states <= {"pausedDL"}


@dataclass
class Round:
    """One order that is cut off on its way."""

    house: AskerHouse
    greenlight: Greenlight
    program: Program
    torrent: Torrent
    pressed: bool = False

    async def hand_over(self) -> bool:
        """Have the program hand it over."""
        return await self.program.hand_over(self.torrent)

    async def press(self) -> None:
        """Say yes, and keep whether Home Assistant lived to say that it took the answer."""
        asked = await self.greenlight.wait_for(self.torrent.name, "pending")
        try:
            await self.house.hass.call("greenlight.approve", request_id=asked["id"])
        except ClientError, OSError, Refused:
            return
        self.pressed = True


type Cut = Callable[[Round], Awaitable[None]]


async def while_it_is_handed_over(now: Round) -> None:
    """Cut while the file is on its way, or the answer is."""
    await cut_off(now, now.hand_over(), 0.01)


async def once_it_is_taken(now: Round) -> None:
    """Cut as soon as the program has its `Ok.`; whether anybody was asked is open."""
    assert await now.hand_over()


async def once_it_is_asked_about(now: Round) -> None:
    """Cut while the question waits."""
    assert await now.hand_over()
    await now.greenlight.wait_for(now.torrent.name, "pending")


async def while_the_yes_is_said(now: Round) -> None:
    """Cut while the answer is on its way."""
    await once_it_is_asked_about(now)
    await cut_off(now, now.press(), 0.02)


async def while_the_client_is_called(now: Round) -> None:
    """Cut while the client has the call but has not read it; it will, with nobody listening."""
    await once_it_is_asked_about(now)
    pid = now.house.client.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        await cut_off(now, now.press(), 0.5)
    finally:
        os.kill(pid, signal.SIGCONT)


async def once_the_client_has_it(now: Round) -> None:
    """Cut before Greenlight has seen in the client what it handed there."""
    await once_it_is_asked_about(now)
    pressing = asyncio.create_task(now.press())

    async def there() -> bool:
        return await now.house.client.torrent(now.torrent) is not None

    await until(there, "the torrent to be in the client", pause=0.01)
    now.house.hass.kill()
    await asyncio.wait([pressing])


async def cut_off(now: Round, doing: Awaitable[Any], delay: float) -> None:
    """Kill Home Assistant so many seconds after something has begun."""
    task = asyncio.ensure_future(doing)
    await asyncio.sleep(delay)
    now.house.hass.kill()
    await asyncio.wait([task])
    if error := task.exception():
        # Whoever waits for the question notices that nobody is there any more.
        assert isinstance(error, (ClientError, OSError, Refused))


NAMED: tuple[Cut, ...] = (
    while_it_is_handed_over,
    once_it_is_taken,
    once_it_is_asked_about,
    while_the_yes_is_said,
    while_the_client_is_called,
    once_the_client_has_it,
)


def at_random(delay: float) -> Cut:
    """Return the cut so many seconds after the hand-over has begun, with a yes as soon as it can be said."""

    async def whole(now: Round) -> None:
        if await now.hand_over():
            await now.press()

    async def cut(now: Round) -> None:
        await cut_off(now, whole(now), delay)

    return cut


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[AskerHouse]:
    """Start everything."""
    let_sockets_through()
    try:
        house = AskerHouse()
    except Unavailable as error:
        pytest.skip(str(error))
    async with house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(house: AskerHouse) -> Greenlight:
    """Set Greenlight up with both clients."""
    let_sockets_through()
    return await house.set_up()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def program(greenlight: Greenlight) -> AsyncIterator[Program]:
    """Add a program that hands over torrents."""
    let_sockets_through()
    entered = await add_asker(greenlight, "sonarr", category="tv")
    # Home Assistant writes down what was set up a while later; that is not what is cut here.
    await greenlight.hass.stored("core.config_entries", entered.id)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield await Program.signed_in(entered, session)


async def play(
    house: AskerHouse, greenlight: Greenlight, program: Program, name: str, cut: Cut
) -> Torrent:
    """Order two releases, cut one of them off, start again, and have it end as it should."""
    waits = make_release(f"Nobody.{name}", SMALL, trackers=[house.site.announce_url])
    assert await program.hand_over(waits)
    program.unanswered.append(waits)
    torrent = await house.seed(name, SMALL)
    now = Round(house, greenlight, program, torrent)
    try:
        await cut(now)
    finally:
        house.hass.kill()
    await house.hass.start()
    await program.misses_nothing()
    if torrent not in program.taken and torrent.v1 not in await program.listed():
        assert await program.hand_over(torrent)
    asked = await greenlight.wait_for(
        torrent.name, "pending", "approved", "downloading", "completed"
    )
    if asked["state"] == "pending":
        assert not now.pressed, "an answer that was taken is lost"
        await now.press()
        assert now.pressed
    await greenlight.wait_for(torrent.name, "completed", seconds=90)
    return torrent


async def all_is_well(
    house: AskerHouse,
    greenlight: Greenlight,
    program: Program,
    torrents: list[Torrent],
) -> None:
    """See that each was asked about once, and what was let through in the client once, and nothing else."""
    await program.misses_nothing()
    titles = [one["title"] for one in await greenlight.requests()]
    expected = [*torrents, *program.unanswered]
    assert {one.name: titles.count(one.name) for one in expected} == {
        one.name: 1 for one in expected
    }
    for torrent in torrents:
        done = await greenlight.request(torrent.name)
        assert done is not None
        moves = [line["to"] for line in done["journal"] if line["to"] != line["from"]]
        assert moves == ["pending", "approved", "downloading", "completed"]
    there = [one["name"] for one in await house.client.torrents()]
    assert [there.count(torrent.name) for torrent in torrents] == [1] * len(torrents)
    assert not {torrent.name for torrent in program.unanswered} & set(there)
    log = (await house.client.api("log/main")).json()
    assert [one for one in log if "duplicate" in one["message"].lower()] == []


# Every other one; who asks for more has them all.
@pytest.mark.parametrize("cut", NAMED if CUTS else NAMED[1::2])
async def test_a_cut_at_a_step_loses_and_doubles_nothing(
    house: AskerHouse, greenlight: Greenlight, program: Program, cut: Cut
) -> None:
    name = f"Kill.{cut.__name__}.2026.1080p.WEB.h264-GROUP"
    torrent = await play(house, greenlight, program, name, cut)
    await all_is_well(house, greenlight, program, [torrent])


@pytest.mark.skipif(not CUTS, reason="takes minutes: GREENLIGHT_CUTS says how many")
async def test_cuts_at_random_lose_and_double_nothing(
    house: AskerHouse, greenlight: Greenlight, program: Program
) -> None:
    seed = int(os.environ.get("GREENLIGHT_SEED", random.randrange(10**6)))
    # Shown when the test fails, to run the same again.
    print(f"GREENLIGHT_SEED={seed}")
    randomness = random.Random(seed)
    torrents = []
    for number in range(CUTS):
        # Until the question some tens of milliseconds pass, until the download is done a second or two.
        delay = randomness.choice([0.05, 0.3, 3.0]) * randomness.random()
        name = f"Kill.{seed}.{number}.2026.1080p.WEB.h264-GROUP"
        torrents.append(await play(house, greenlight, program, name, at_random(delay)))
    await all_is_well(house, greenlight, program, torrents)
