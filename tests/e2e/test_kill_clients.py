"""Power cuts and standstills with all four clients: each yes is carried out, and only once.

Between Home Assistant and each client stands a ``Gatehouse``, which knows the moment at which a
release is handed over and can stop the client right there.
"""

import asyncio
import base64
from collections import Counter
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
)
from contextlib import AsyncExitStack
import os
import random
import signal
from typing import Any, Literal, override

from aiohttp import ClientError, web
import pytest
import pytest_asyncio

from tests.contract.clients.proxy import Proxy
from tests.support.feed import Fault
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import Refused
from tests.support.house import House
from tests.support.nzb import Post
from tests.support.server import Unavailable
from tests.support.torrents import Torrent
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_clients import whys
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

CLIENTS = ("qbittorrent", "transmission", "nzbget", "sabnzbd")
TORRENT_CLIENTS = CLIENTS[:2]
POST_CLIENTS = CLIENTS[2:]
ROUNDS = 3
# A request whose approval was cut off may be in any of these, and in no other.
LEGAL = {"pending", "approved", "downloading", "completed"}

type Gatehouses = Mapping[str, Gatehouse]
type Cut = Callable[[House, Gatehouses, Collection[Post | Torrent]], Awaitable[None]]


class Gatehouse(Proxy):
    """An honest proxy that sees when a release is handed over.

    ``reached`` is set from then on, and ``answered`` once the client has answered. With ``moment`` "sent" the client stands still before it reads what it is handed, and with
    "taken" its answer stays here; ``open`` ends both.
    """

    def __init__(self, server: Any) -> None:
        super().__init__(server.url)
        self._process = server
        self._files: list[bytes] = []
        self._opened = asyncio.Event()
        self.moment: Literal["sent", "taken"] | None = None
        self.reached = asyncio.Event()
        self.answered = asyncio.Event()

    def watch(
        self, moment: Literal["sent", "taken"], *releases: Post | Torrent
    ) -> None:
        """Wait for one of these releases."""
        self.moment = moment
        self.reached.clear()
        self.answered.clear()
        self._opened.clear()
        self._files = [
            form
            for file in map(file_of, releases)
            for form in (file, base64.b64encode(file))
        ]

    def freeze(self) -> None:
        """Stop the client where it is."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def open(self) -> None:
        """Let everything pass, and the client go on."""
        self.moment = None
        self._opened.set()
        os.kill(self._process.pid, signal.SIGCONT)

    @override
    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        moment = self.moment
        here = moment is not None and any(file in body for file in self._files)
        if here and moment == "sent":
            self.freeze()
            self.reached.set()
        answer = await super()._forward(request, body)
        if here:
            self.answered.set()
        if here and moment == "taken":
            self.reached.set()
            await self._opened.wait()
        return answer


def file_of(release: Post | Torrent) -> bytes:
    return release.nzb if isinstance(release, Post) else release.content


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncGenerator[House]:
    """Start everything once."""
    let_sockets_through()
    try:
        house = House()
    except Unavailable as error:
        pytest.skip(str(error))
    async with house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gates(house: House) -> AsyncGenerator[Gatehouses]:
    """Put a gatehouse before each client."""
    gates = {client: Gatehouse(getattr(house, client)) for client in CLIENTS}
    async with AsyncExitStack() as stack:
        for gate in gates.values():
            await stack.enter_async_context(gate)
        yield gates
        open_all(gates)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def greenlight(house: House, gates: Gatehouses) -> Greenlight:
    """Set Greenlight up; clients of a kind take turns."""
    let_sockets_through()
    equal = {"choosing": {"priority": 1}}
    return await house.set_up(
        **{client: {"url": gate.url, **equal} for client, gate in gates.items()}
    )


# ---------------------------------------------------------------------- what is done


def publish(house: House, name: str, client: str) -> Post | Torrent:
    """Publish a release of the kind that a client takes; no feed lists it."""
    title = f"{name}.{client}.2026.1080p.WEB-DL-DEMO"
    usenet = client in POST_CLIENTS
    release = house.publish(title) if usenet else house.publish_torrent(title)
    house.site.items.clear()
    return release


def title_of(release: Post | Torrent) -> str:
    return release.name.removesuffix(".mkv")


async def hand_in(
    house: House, release: Post | Torrent, client: str | None = None
) -> str:
    """Ask for a release by its link, from one client if so wished, and return the request."""
    link = (
        house.site.offer_post(release)
        if isinstance(release, Post)
        else house.site.offer(release)
    )
    wish = {"client": house.clients[client]} if client else {}
    answer = await house.hass.ask(
        "greenlight.request", {"link": link, "title": title_of(release), **wish}
    )
    return str(answer["request_id"])


async def press(house: House, request_id: str) -> bool:
    """Approve, and tell whether Home Assistant lived to say that it took the answer."""
    try:
        await house.hass.call("greenlight.approve", request_id=request_id)
    except ClientError, OSError, Refused:
        return False
    return True


async def cut_and_look(
    house: House,
    greenlight: Greenlight,
    gates: Gatehouses,
    asked: Mapping[str, Post | Torrent],
    cut: Cut,
    *,
    longer: bool = False,
) -> None:
    """Approve, kill when the cut is over, start again and look what is left of the requests.

    With ``longer`` the clients stand still until Home Assistant is back and has asked them.
    """
    pressing = [asyncio.create_task(press(house, one)) for one in asked]
    try:
        await cut(house, gates, asked.values())
    finally:
        house.hass.kill()
        if not longer:
            open_all(gates)
    answered = dict(zip(asked, await asyncio.gather(*pressing), strict=True))
    house.site.torrent_fault = None
    await house.hass.start()
    if longer:
        await asyncio.sleep(3)
        open_all(gates)
    for request_id, release in asked.items():
        found = await greenlight.request(title_of(release))
        assert found is not None, "the request is lost"
        assert found["id"] == request_id
        assert found["state"] in LEGAL
        if answered[request_id]:
            assert found["state"] != "pending", "an answer that was taken is lost"
        elif found["state"] == "pending":
            assert await press(house, request_id)


def open_all(gates: Gatehouses) -> None:
    for gate in gates.values():
        gate.open()


async def finishes(
    house: House, greenlight: Greenlight, release: Post | Torrent
) -> dict[str, Any]:
    """See a request to its end, and that one client has the release, once."""
    title = title_of(release)
    done = await greenlight.wait_for(title, "completed", seconds=120)
    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    took = next(line for line in done["journal"] if line["to"] == "downloading")
    holds = await house.holds(title)
    assert list(holds.values()) == [1], f"{title}: {holds}"
    (client,) = holds
    assert house.clients[client] == (await greenlight.parts("client"))[done["client"]]
    assert done["client"] in took["why"]
    if isinstance(release, Post):
        asked_for = Counter(house.news.asked)
        assert {asked_for[article] for article in release.articles} == {1}
    return done


# ---------------------------------------------------------------------- power cuts


async def before_the_answer(
    house: House, gates: Gatehouses, releases: Collection[Post | Torrent]
) -> None:
    """Cut while the answer is on its way."""
    await asyncio.sleep(0)


async def while_the_files_are_fetched(
    house: House, gates: Gatehouses, releases: Collection[Post | Torrent]
) -> None:
    """Cut while the site lets Greenlight wait; the answers are on disk by then."""

    async def all_wait() -> bool:
        return house.site.held == len(releases)

    await until(all_wait, "all files to be asked for", pause=0.01)


async def while_they_are_handed_over(
    house: House, gates: Gatehouses, releases: Collection[Post | Torrent]
) -> None:
    """Cut while the clients have the call but have not read it; they will, with nobody listening."""
    await all_of(gate.reached for gate in gates.values())


async def before_they_have_answered(
    house: House, gates: Gatehouses, releases: Collection[Post | Torrent]
) -> None:
    """Cut when the clients have taken it and Greenlight is about to learn it."""
    await while_they_are_handed_over(house, gates, releases)


@pytest.mark.parametrize(
    ("cut", "moment", "longer"),
    [
        (before_the_answer, None, False),
        (while_the_files_are_fetched, None, False),
        (while_they_are_handed_over, "sent", False),
        (while_they_are_handed_over, "sent", True),
        (before_they_have_answered, "taken", False),
    ],
)
async def test_a_cut_at_a_step_loses_and_doubles_nothing(
    house: House,
    greenlight: Greenlight,
    gates: Gatehouses,
    cut: Cut,
    moment: Literal["sent", "taken"] | None,
    longer: bool,
) -> None:
    asked: dict[str, Post | Torrent] = {}
    name = cut.__name__.replace("_", ".") + ".Longer" * longer
    for client in CLIENTS:
        release = publish(house, f"Cut.{name}", client)
        asked[await hand_in(house, release, client)] = release
        if moment:
            gates[client].watch(moment, release)
    if cut is while_the_files_are_fetched:
        house.site.torrent_fault = Fault.SLOW
    await cut_and_look(house, greenlight, gates, asked, cut, longer=longer)
    for client, release in zip(CLIENTS, asked.values(), strict=True):
        done = await finishes(house, greenlight, release)
        assert await house.holds(title_of(release)) == {client: 1}
        assert moment is None or "already" not in whys(done).lower()


async def test_cuts_at_random_lose_and_double_nothing(
    house: House, greenlight: Greenlight, gates: Gatehouses
) -> None:
    """Whoever is free takes it, so that one of two clients might get what the other has."""
    seed = int(os.environ.get("GREENLIGHT_SEED", random.randrange(10**6)))
    # Shown when the test fails, to run the same again.
    print(f"GREENLIGHT_SEED={seed}")
    randomness = random.Random(seed)
    releases: list[Post | Torrent] = []
    for number in range(ROUNDS):
        # Four approvals at once take about a second, their downloads two or three.
        delay = randomness.choice([0.3, 1.0, 3.0]) * randomness.random()
        print(f"round {number}: {delay:.3f} s")
        asked: dict[str, Post | Torrent] = {}
        for client in CLIENTS:
            release = publish(house, f"Cut.{seed}.{number}", client)
            asked[await hand_in(house, release)] = release
        await cut_and_look(house, greenlight, gates, asked, after(delay))
        releases += asked.values()
    for release in releases:
        await finishes(house, greenlight, release)


def after(delay: float) -> Cut:
    """Return the cut after so many seconds."""

    async def cut(
        house: House, gates: Gatehouses, releases: Collection[Post | Torrent]
    ) -> None:
        await asyncio.sleep(delay)

    return cut


# ---------------------------------------------------------------------- standstills


async def test_what_is_cancelled_while_nobody_knows_who_has_it_does_not_run(
    house: House, greenlight: Greenlight, gates: Gatehouses
) -> None:
    house.news.hold()
    cancelled = {client: publish(house, "Cancelled", client) for client in CLIENTS}
    requests = []
    for client, release in cancelled.items():
        requests.append(await hand_in(house, release, client))
        gates[client].watch("sent", release)
        assert await press(house, requests[-1])
    await all_of(gate.reached for gate in gates.values())
    for request_id in requests:
        await house.hass.call("greenlight.cancel", request_id=request_id)

    async def see_it_go(*clients: str) -> None:
        for client in clients:
            gates[client].open()
        await all_of(gates[client].answered for client in clients)
        for client in clients:
            title = title_of(cancelled[client])

            async def is_gone(client: str = client, title: str = title) -> bool:
                return not await house.holds(title, client)

            await until(is_gone, f"{client} to be rid of it", seconds=90)

    # Two are told when the answer comes after all, two when there was a power cut instead.
    await see_it_go("transmission", "sabnzbd")
    house.hass.kill()
    for client in ("qbittorrent", "nzbget"):
        gates[client].open()
    await house.hass.start()
    await see_it_go("qbittorrent", "nzbget")
    house.news.let_go()
    for release in cancelled.values():
        found = await greenlight.wait_for(title_of(release), "cancelled")
        assert moves(found) == ["pending", "approved", "cancelled"]


async def test_a_client_that_stands_still_is_waited_for_and_the_others_work_on(
    house: House, greenlight: Greenlight, gates: Gatehouses
) -> None:
    stuck: dict[str, Post | Torrent] = {}
    asked = []
    for kind in (TORRENT_CLIENTS, POST_CLIENTS):
        release = publish(house, "Stuck", kind[0])
        asked.append(await hand_in(house, release))
        for client in kind:
            gates[client].watch("sent", release)
        assert await press(house, asked[-1])
        stuck[await first_of(kind, gates)] = release
    free = [client for client in CLIENTS if client not in stuck]
    for client in free:
        gates[client].moment = None
    for client in free:
        release = publish(house, "Meanwhile", client)
        assert await press(house, await hand_in(house, release))
        done = await greenlight.wait_for(title_of(release), "completed", seconds=90)
        assert await house.holds(title_of(release), *free) == {client: 1}
        assert moves(done) == ["pending", "approved", "downloading", "completed"]
    await see_doubt(greenlight, stuck.values())
    # Nor does it help to ask again.
    for request_id in asked:
        await house.hass.call("greenlight.retry", request_id=request_id)
    await see_doubt(greenlight, stuck.values())
    for release in stuck.values():
        assert not await house.holds(title_of(release), *free)
    open_all(gates)
    for request_id in asked:
        await house.hass.call("greenlight.retry", request_id=request_id)
    for client, release in stuck.items():
        done = await finishes(house, greenlight, release)
        assert await house.holds(title_of(release)) == {client: 1}
        assert "already" not in whys(done).lower()


async def see_doubt(
    greenlight: Greenlight, releases: Collection[Post | Torrent]
) -> None:
    """Wait until the last word on each of them is that a client may have it."""

    async def all_doubtful() -> bool:
        found = [await greenlight.request(title_of(one)) or {} for one in releases]
        return all("may have it" in one["journal"][-1]["why"] for one in found)

    await until(all_doubtful, "the clients to be known to stand still", seconds=120)


async def all_of(events: Iterable[asyncio.Event]) -> None:
    async with asyncio.timeout(60):
        await asyncio.gather(*(event.wait() for event in events))


async def first_of(clients: Iterable[str], gates: Gatehouses) -> str:
    """Return the client that is handed it."""

    async def handed() -> str:
        return "".join(one for one in clients if gates[one].reached.is_set())

    return await until(handed, "one of them to be handed it", pause=0.01)


async def test_no_secret_is_shown_and_nothing_went_wrong_unseen(house: House) -> None:
    for client in CLIENTS:
        server = getattr(house, client)
        secret = getattr(server, "api_key", None) or server.password
        assert secret not in house.hass.log
    assert unexpected(house.hass.log) == []
