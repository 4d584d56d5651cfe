"""Every way in which a SABnzbd cannot be had has its own name, and none gives a secret away."""

import asyncio
from collections.abc import Iterator
import logging

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    HostRejected,
    InvalidAuth,
    NotThisClient,
    TooOld,
)
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from tests.contract.clients.sabnzbd.fixtures import *  # noqa: F403
from tests.contract.clients.sabnzbd.replay import (
    VERSIONS,
    Handler,
    Replay,
    answering,
    recorded,
)
from tests.contract.clients.sabnzbd.world import ReplayWorld
from tests.support.ports import LOOPBACK, free_port

PAGE = "<!DOCTYPE html><title>Please log in</title>"
HOST = (
    "Access denied - Hostname verification failed: https://sabnzbd.org/hostname-check"
)
OUTSIDE = "External internet access denied - https://sabnzbd.org/access-denied"


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(200, PAGE, "text/html"), NotThisClient),
        (answering(200, f" {PAGE}"), NotThisClient),
        (answering(403, PAGE, "text/html"), NotThisClient),
        (answering(403, "go away"), NotThisClient),
        (answering(302, Location="https://login.example/?rd=secret"), NotThisClient),
        (answering(400, "Bad Request"), NotThisClient),
        (answering(404, "404 page not found"), NotThisClient),
        (answering(200, "pong"), NotThisClient),
        (answering(200, ""), NotThisClient),
        (answering(200, "[]"), NotThisClient),
        (answering(200, "{}"), NotThisClient),
        (answering(200, '{"version": 5}'), NotThisClient),
        (answering(200, '{"version": "5.1'), NotThisClient),
        (answering(403, HOST, "text/html"), HostRejected),
        (answering(403, OUTSIDE, "text/html"), HostRejected),
        (answering(401, PAGE, "text/html"), InvalidAuth),
        (answering(500, "oops"), BadAnswer),
        (answering(502, PAGE, "text/html"), BadAnswer),
        (answering(200, '{"version": "2.3.9"}'), TooOld),
    ],
)
async def test_first_contact(
    client: SABnzbd, server: Replay, handler: Handler, error: type[ClientError]
) -> None:
    server.instead["version"] = handler
    with pytest.raises(error) as caught:
        await client.connect()
    # Nobody of these has seen the key.
    assert set(server.calls) == {"version"}
    assert "html" not in caught.value.detail.lower()
    assert "secret" not in caught.value.detail
    assert "://" not in caught.value.detail


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(200, PAGE, "text/html"), BadAnswer),
        (answering(302, Location="/login"), BadAnswer),
        (answering(404, "404 page not found"), BadAnswer),
        (answering(503, PAGE, "text/html"), BadAnswer),
        (answering(403, HOST, "text/html"), HostRejected),
        (answering(403, PAGE, "text/html"), BadAnswer),
        (answering(200, '{"queue": {"slots": ['), BadAnswer),
        (answering(200, "[]"), BadAnswer),
        (answering(200, "{}"), BadAnswer),
        (answering(200, '{"queue": false}'), BadAnswer),
        (answering(200, '{"status": false, "error": "not implemented"}'), BadAnswer),
    ],
)
async def test_later_contact(
    client: SABnzbd, server: Replay, handler: Handler, error: type[ClientError]
) -> None:
    await client.connect()
    server.instead["queue"] = handler
    with pytest.raises(error):
        await client.poll({})
    del server.instead["queue"]
    assert (await client.poll({})).downloads == {}


async def test_nobody_listens(session: ClientSession) -> None:
    client = SABnzbd(session, url=f"http://{LOOPBACK}:{free_port()}", api_key="a")
    with pytest.raises(CannotConnect, match="refused"):
        await client.connect()


async def test_a_server_that_answers_too_late(
    world: ReplayWorld, server: Replay
) -> None:
    async def never(request):
        await request.read()
        await asyncio.sleep(1)

    server.answer_all = never
    with pytest.raises(ClientTimeout):
        await world.client(timeout=0.1).connect()


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_wrong_key_is_asked_about_once_and_without_a_trace(
    world: ReplayWorld, server: Replay
) -> None:
    client = world.client(api_key="c" * 32)
    for _ in range(3):
        with pytest.raises(InvalidAuth):
            await client.connect()
        with pytest.raises(InvalidAuth):
            await client.poll({})
    # Both leave no warning in SABnzbd's list.
    assert server.calls == {"version": 1, "auth": 1}


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_nzb_key_is_named(world: ReplayWorld, server: Replay) -> None:
    client = world.client(api_key=server.nzb_key)
    with pytest.raises(InvalidAuth, match="NZB key"):
        await client.connect()
    with pytest.raises(InvalidAuth, match="NZB key"):
        await client.poll({})


@pytest.mark.parametrize("version", VERSIONS)
async def test_no_key_where_one_is_needed(world: ReplayWorld) -> None:
    with pytest.raises(InvalidAuth, match="API Key Required"):
        await world.client(api_key="").connect()


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_key_that_was_changed_meanwhile(
    client: SABnzbd, server: Replay
) -> None:
    await client.connect()
    server.api_key = "d" * 32
    calls = server.calls["queue"]
    for _ in range(3):
        with pytest.raises(InvalidAuth, match="Incorrect"):
            await client.poll({})
    assert server.calls["queue"] == calls + 1


async def test_white_space_around_a_key_is_no_part_of_it(
    world: ReplayWorld, server: Replay
) -> None:
    await world.client(api_key=f" {server.api_key}\n").connect()


@pytest.mark.parametrize(("version", "status"), [("4.5.0", 404), ("3.1.1", 200)])
def test_what_is_recorded_of_the_other_path(version: str, status: int) -> None:
    assert recorded(version, "other-path")["status"] == status


@pytest.mark.parametrize("status", [404, 301, 302])
async def test_the_usual_path_is_tried_where_none_was_given(
    session: ClientSession, status: int
) -> None:
    async with Replay("5.1.3", base_path="/sabnzbd") as server:
        server.elsewhere = answering(status, "moved", Location="/sabnzbd/")
        client = SABnzbd(session, url=server.url, api_key=server.api_key)
        assert (await client.connect()).version == "5.1.3"
        assert (await client.poll({})).downloads == {}


async def test_a_path_that_was_given_is_the_only_one(session: ClientSession) -> None:
    async with Replay("5.1.3", base_path="/usenet/sab") as server:
        right = SABnzbd(
            session, url=f"{server.url}/usenet/sab/", api_key=server.api_key
        )
        await right.connect()
        wrong = SABnzbd(session, url=f"{server.url}/sab", api_key=server.api_key)
        with pytest.raises(NotThisClient):
            await wrong.connect()


async def test_the_login_of_a_proxy_is_sent_along(
    world: ReplayWorld, server: Replay
) -> None:
    await world.client(username="me", password="hush").connect()
    await world.client(url=server.url.replace("://", "://me:hush@")).connect()
    seen = {headers.get("Authorization") for _, _, headers in server.requests}
    assert seen == {"Basic bWU6aHVzaA=="}


async def test_a_development_version_is_taken(client: SABnzbd, server: Replay) -> None:
    server.instead["version"] = answering(200, '{"version": "develop"}')
    assert (await client.connect()).version == "develop"


def everything_told(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{error!r} {error} {vars(error)}"
        error = error.__cause__ or error.__context__


async def test_no_failure_and_no_log_line_holds_a_secret(
    world: ReplayWorld, server: Replay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key, password = server.api_key, "correct horse battery"
    client = world.client(username="me", password=password)
    await client.connect()
    told = ""
    for text in (
        f"API Key Incorrect: {key}",
        f"bad {password}",
        f'{{"status": false, "error": "apikey={key} http://u:{password}@h/"}}',
    ):
        for status in (200, 403, 500):
            server.instead["queue"] = answering(status, text)
            with pytest.raises(ClientError) as caught:
                await client.poll({})
            told += " ".join(everything_told(caught.value))
            client = world.client(username="me", password=password)
    assert key not in told + caplog.text
    assert password not in told + caplog.text


async def test_the_key_is_never_part_of_an_address(
    client: SABnzbd, server: Replay
) -> None:
    await client.connect()
    await client.survey()
    await client.poll({})
    assert {method for method, _, _ in server.requests} == {"POST"}
    assert not any(server.api_key in url for _, url, _ in server.requests)
