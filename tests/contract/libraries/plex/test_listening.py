"""What Plex tells over its socket."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from custom_components.greenlight.libraries.base import Change, What
from custom_components.greenlight.libraries.errors import LibraryAuth, LibraryError
from custom_components.greenlight.libraries.plex.library import Plex
from custom_components.greenlight.libraries.plex.notifications import changes_of
from tests.contract.libraries.media_server import comes
from tests.support.fake_plex import FakePlex

STALE = Change(what=What.STALE)


class Listening:
    """Somebody who listens; ``task`` ends as the connection does."""

    def __init__(self, plex: Plex) -> None:
        """Begin to listen."""
        self.heard: list[Change] = []
        self.task = asyncio.create_task(plex.listen(self.heard.append))


@pytest.fixture
async def listening(plex: Plex, server: FakePlex) -> AsyncGenerator[Listening]:
    """Listen until the test is over."""
    listening = Listening(plex)
    await comes(lambda: len(server.sockets) == 1, "a socket")
    await comes(lambda: listening.heard == [STALE], "that it stands")
    yield listening
    listening.task.cancel()
    await asyncio.gather(listening.task, return_exceptions=True)


@pytest.mark.parametrize(
    ("kind", "key", "state", "more", "change"),
    [
        (1, 101, 5, {}, Change(what=What.CHANGED, id="101")),
        (1, 101, 9, {}, Change(what=What.REMOVED, id="101")),
        (2, 201, 9, {}, Change(what=What.REMOVED, id="201")),
        (4, 301, 5, {"rootItemID": "201"}, Change(what=What.CHANGED, id="201")),
        (4, 301, 9, {"rootItemID": 201}, Change(what=What.CHANGED, id="201")),
        (3, 20101, 5, {}, Change(what=What.CHANGED, id="20101")),
        (4, 301, 9, {}, STALE),
    ],
)
async def test_tells_what_has_changed(
    listening: Listening,
    server: FakePlex,
    kind: int,
    key: int,
    state: int,
    more: dict[str, object],
    change: Change,
) -> None:
    await server.tell(kind, key, 3)
    await server.tell(kind, key, state, **more)
    await comes(lambda: len(listening.heard) == 2, "a change")
    assert listening.heard[1] == change


async def test_what_is_nobodys_business_is_passed_over(
    listening: Listening, server: FakePlex
) -> None:
    for socket in server.sockets:
        await socket.send_str("no JSON")
        await socket.send_bytes(b"bytes")
    await server.send({"type": "playing", "PlaySessionStateNotification": []})
    await server.send("nothing")
    await server.tell(1, "-1", 5)
    await server.tell(1, 0, 5)
    await server.tell(10, 7, 5)
    await server.tell(1, 7, 5, identifier="com.plexapp.plugins.other")
    await server.tell(1, 102, 5)
    await comes(lambda: len(listening.heard) > 1, "a change")
    assert listening.heard == [STALE, Change(what=What.CHANGED, id="102")]


async def test_returns_when_the_server_says_goodbye(
    listening: Listening, server: FakePlex
) -> None:
    await server.say_goodbye()
    await asyncio.wait_for(listening.task, 5)


async def test_raises_when_it_just_goes(listening: Listening, server: FakePlex) -> None:
    server.drop()
    with pytest.raises(LibraryError):
        await asyncio.wait_for(listening.task, 5)


async def test_a_wrong_token_is_told(plex: Plex, server: FakePlex) -> None:
    server.token = "another"
    with pytest.raises(LibraryAuth):
        await plex.listen(print)


def test_a_message_that_is_none_says_nothing() -> None:
    assert changes_of([]) == ()
    assert changes_of({"NotificationContainer": {"type": "timeline"}}) == ()
