"""Nothing is added twice, and a lost answer is resolved by looking."""

from typing import Any

from aiohttp import web
import pytest

from custom_components.greenlight.clients.base import Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    ClientTimeout,
    ReleaseRefused,
)
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.clients.sabnzbd.names import file_name
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.sabnzbd.fixtures import *  # noqa: F403
from tests.contract.clients.sabnzbd.replay import Replay, answering
from tests.contract.clients.world import TITLE, a_post, add, identity_of

MARK = "0123456789abcdef"


async def test_a_lost_answer_is_found_in_the_queue(
    client: SABnzbd, server: Replay
) -> None:
    server.lost_adds = 1
    added = await add(client, a_post(), stopped=True)
    assert added.already_there is None
    assert server.calls["addfile"] == len(server.queue) == 1
    assert added.download.id == server.queue[0]["nzo_id"]


async def test_a_lost_answer_is_found_in_the_history(
    client: SABnzbd, server: Replay
) -> None:
    server.lost_adds = 1
    server.placed.add(TITLE)
    added = await add(client, a_post())
    assert server.calls["addfile"] == 1
    assert added.download.name == TITLE
    assert server.history[0]["nzb_name"] == file_name(identity_of(a_post()))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answering(502, "bad gateway"), BadAnswer),
        (answering(200, "<html>login</html>", "text/html"), BadAnswer),
        (answering(200, '{"status": tr'), BadAnswer),
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_an_answer_that_says_nothing_and_nothing_is_there(
    client: SABnzbd, server: Replay, answer: Any, error: type[Exception]
) -> None:
    server.instead["addfile"] = answer
    with pytest.raises(error):
        await add(client, a_post())
    assert server.calls["addfile"] == 1


async def test_a_server_that_is_gone_after_the_add_may_have_it(
    client: SABnzbd, server: Replay
) -> None:
    await client.connect()

    async def die(request: web.Request) -> web.Response:
        assert request.transport is not None
        server.answer_all = die
        request.transport.abort()
        return web.Response()

    server.instead["addfile"] = die
    with pytest.raises(ClientTimeout):
        await add(client, a_post())


async def test_a_server_that_cannot_be_asked_again_may_have_it(
    client: SABnzbd, server: Replay
) -> None:
    async def slow(_: web.Request) -> web.Response:
        server.answer_all = answering(502, "bad gateway")
        return web.Response(status=500, text="out of memory")

    server.instead["addfile"] = slow
    with pytest.raises(ClientTimeout, match="out of memory"):
        await add(client, a_post())


@pytest.mark.parametrize(
    "answer",
    [
        '{"status": true, "nzo_ids": []}',
        '{"status": false, "nzo_ids": [null]}',
        '{"status": true}',
        '{"status": true, "nzo_ids": "x"}',
    ],
)
async def test_no_id_is_a_refusal_whatever_else_it_says(
    client: SABnzbd, server: Replay, answer: str
) -> None:
    server.instead["addfile"] = answering(200, answer)
    with pytest.raises(ReleaseRefused):
        await add(client, a_post())


async def test_what_is_taken_but_never_shown(
    client: SABnzbd, server: Replay, impatient: None
) -> None:
    server.hidden_adds = 1
    with pytest.raises(ClientTimeout, match="not shown"):
        await add(client, a_post())


@pytest.mark.parametrize(
    ("wanted", "sent"), [("FILMS", "films"), ("unheard-of", None), ("", None)]
)
async def test_a_category_is_one_that_is_there(
    client: SABnzbd,
    server: Replay,
    caplog: pytest.LogCaptureFixture,
    wanted: str,
    sent: str | None,
) -> None:
    for name in ("One.2026", "Two.2026"):
        await add(client, a_post(name), category=wanted, stopped=True)
        assert server.asked_of("addfile")[-1].get("cat") == sent
    assert caplog.text.count("unheard-of") == (wanted == "unheard-of")


async def test_no_title_is_no_name(client: SABnzbd, server: Replay) -> None:
    added = await client.add(
        Identity(mark=MARK),
        magnet=None,
        file=a_post().nzb,
        options=DownloadOptions(stopped=True),
    )
    assert "nzbname" not in server.asked_of("addfile")[0]
    assert added.download.name == f"greenlight-{MARK}"
    assert await client.find(Identity(mark="another")) is None
