"""A list that is read while it arrives."""

from collections.abc import Callable
import json
from typing import Any

from aiohttp import ClientSession, web
import pytest

from custom_components.greenlight.clients.common.api import Access
from custom_components.greenlight.clients.errors import BadAnswer, ClientError
from custom_components.greenlight.clients.nzbget.api import Api

from ..answers import Handler, answering
from .fixtures import *  # noqa: F403
from .replay import Replay


@pytest.fixture
def api(server: Replay, session: ClientSession) -> Api:
    """Return the API of the server, of which nothing was asked yet."""
    access = Access(
        url=server.url,
        username=server.username,
        password=server.password,
        timeout=5.0,
    )
    return Api(session, access)


def taking(count: int | None = None) -> tuple[list[Any], Callable[[Any], bool]]:
    """Return what has been taken, and who takes so much."""
    taken: list[Any] = []

    def take(row: Any) -> bool:
        taken.append(row)
        return len(taken) == count

    return taken, take


def in_pieces(*pieces: str) -> Handler:
    """Return a handler whose answer arrives in these pieces."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece.encode())
        return response

    return handle


async def test_the_server_is_found_first(server: Replay, api: Api) -> None:
    taken, take = taking()
    await api.rows(take, "config")
    assert next(row["Name"] for row in taken) == "ControlPassword"
    assert list(server.calls) == ["version", "config"]


async def test_what_comes_behind_the_list_is_nothing(server: Replay, api: Api) -> None:
    server.instead["log"] = in_pieces('{"result": [1, 2]', ', "more": [3]', "}")
    taken, take = taking()
    await api.rows(take, "log", 0, 9)
    assert taken == [1, 2]


async def test_no_more_than_enough_is_read(server: Replay, api: Api) -> None:
    server.instead["log"] = in_pieces('{"result": [1, 2', ", 3]}")
    taken, take = taking(2)
    await api.rows(take, "log", 0, 9)
    assert taken == [1, 2]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answering(500, "out of order"), ClientError),
        (answering(200, json.dumps({"result": True})), BadAnswer),
        (answering(200, '{"result": [' + "[" * 200_000), BadAnswer),
        (answering(200, '{"result": ["' + "a" * 300_000), BadAnswer),
    ],
)
async def test_what_is_no_list_is_said(
    server: Replay, api: Api, answer: Handler, error: type[Exception]
) -> None:
    server.instead["log"] = answer
    taken, take = taking()
    with pytest.raises(error):
        await api.rows(take, "log", 0, 9)
    assert not taken
