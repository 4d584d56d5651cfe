"""What NZBGet or something in its place says instead of doing what it is asked."""

from aiohttp import ClientSession, web
import pytest

from custom_components.greenlight.clients.base import DownloadState, FoundBy, Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    ClientTimeout,
    ConnectionLost,
    InvalidAuth,
    NotThisClient,
    ReleaseRefused,
    TooOld,
)
from custom_components.greenlight.clients.nzbget.client import NZBGet

from ..answers import answering
from ..world import a_post, add, identity_of
from .fixtures import *  # noqa: F403
from .replay import ADDER, Replay
from .world import ReplayWorld


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


@pytest.mark.usefixtures("impatient")
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


async def test_an_earlier_try_is_not_what_is_followed(
    server: Replay, client: NZBGet
) -> None:
    post = a_post()
    first = await add(client, post)
    await client.poll({})
    second = await add(client, post, stopped=True)
    mark = identity_of(post).mark
    keys = {
        key: Identity(id=added.download.id, mark=mark)
        for key, added in (("first", first), ("second", second))
    }
    states = {
        key: download.state
        for key, download in (await client.poll(keys)).downloads.items()
    }
    assert states == {"first": DownloadState.FAILED, "second": DownloadState.PAUSED}
    server.queue.clear()
    assert (await client.poll({"it": keys["second"]})).downloads == {}


async def test_our_mark_goes_before_a_title(server: Replay, client: NZBGet) -> None:
    server.put("Some.Film.2026.1080p.WEB.h264-GROUP", "PAUSED")
    row = server.put("Renamed", "PAUSED")
    row["Parameters"] = [{"Name": "greenlight", "Value": identity_of(a_post()).mark}]
    hit = await client.find(identity_of(a_post()))
    assert hit is not None
    assert (hit.by, hit.download.name) == (FoundBy.ID, "Renamed")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("comes_back", [True, False])
async def test_a_connection_that_is_cut_while_adding(
    server: Replay, client: NZBGet, *, comes_back: bool
) -> None:
    """Without a look it is not known whether the file was taken."""
    await client.connect()

    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport
        if not comes_back:
            server.answer_all = cut
        request.transport.abort()
        return web.Response()

    server.instead["append"] = cut
    with pytest.raises(ConnectionLost if comes_back else ClientTimeout):
        await add(client, a_post())
