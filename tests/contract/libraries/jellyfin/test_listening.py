"""Jellyfin is asked what has changed: it tells nobody by itself."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.base import Change, What
from custom_components.greenlight.libraries.common.access import Access
from custom_components.greenlight.libraries.errors import LibraryAuth, StartingUp
from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from tests.contract.libraries.media_server import comes
from tests.support.fake_jellyfin import FakeJellyfin, key_of
from tests.support.fake_library import Fault
from tests.support.media_files import FILMS

STALE = Change(what=What.STALE)


class Listening:
    """Somebody who listens, by a clock of their own."""

    def __init__(self, server: FakeJellyfin, session: ClientSession) -> None:
        """Begin to listen."""
        self.now = 1_700_000_000.0
        self.heard: list[Change] = []
        jellyfin = Jellyfin(
            session,
            Access(library="sub", url=server.url, key=server.token),
            device_id="d",
            interval=0.01,
            now=lambda: self.now,
        )
        self.task = asyncio.create_task(jellyfin.listen(self.heard.append))


@pytest.fixture
async def listening(
    server: FakeJellyfin, session: ClientSession
) -> AsyncGenerator[Listening]:
    """Listen until the test is over."""
    listening = Listening(server, session)
    await comes(lambda: listening.heard == [STALE], "that it stands")
    yield listening
    listening.task.cancel()
    await asyncio.gather(listening.task, return_exceptions=True)


def _looks(server: FakeJellyfin) -> int:
    return sum("minDateLastSaved" in each.query for each in server.seen)


async def test_tells_what_was_saved(listening: Listening, server: FakeJellyfin) -> None:
    server.saved = {102: listening.now + 1, 302: listening.now + 1, 304: 5}
    await comes(lambda: len(listening.heard) > 2, "changes")
    assert set(listening.heard[1:]) == {
        Change(what=What.CHANGED, id=key_of(102)),
        Change(what=What.CHANGED, id=key_of(201)),
    }


async def test_says_nothing_where_nothing_has_changed(
    listening: Listening, server: FakeJellyfin
) -> None:
    await comes(lambda: _looks(server) > 3, "some looks")
    assert listening.heard == [STALE]


async def test_where_something_is_gone_all_is_to_be_read(
    listening: Listening, server: FakeJellyfin
) -> None:
    server.films = server.films[1:]
    await comes(lambda: len(listening.heard) == 2, "a change")
    assert listening.heard[1] == STALE
    looks = _looks(server)
    await comes(lambda: _looks(server) > looks + 1, "another look")
    assert len(listening.heard) == 2


async def test_what_has_come_is_told_by_its_id(
    listening: Listening, server: FakeJellyfin
) -> None:
    server.films = [*server.films, replace(FILMS[0], key=150)]
    server.saved[150] = listening.now
    await comes(lambda: len(listening.heard) > 1, "a change")
    assert listening.heard[1] == Change(what=What.CHANGED, id=key_of(150))


async def test_what_has_come_by_another_clock_is_heard_of(
    listening: Listening, server: FakeJellyfin
) -> None:
    server.films = [*server.films, replace(FILMS[0], key=150)]
    server.saved[150] = listening.now - 7200
    await comes(lambda: len(listening.heard) == 2, "a change")
    assert listening.heard[1] == STALE
    looks = _looks(server)
    await comes(lambda: _looks(server) > looks + 1, "another look")
    assert len(listening.heard) == 2


async def test_once_a_day_all_is_to_be_read(
    listening: Listening, server: FakeJellyfin
) -> None:
    listening.now += 86_400
    await comes(lambda: len(listening.heard) == 2, "a day")
    looks = _looks(server)
    await comes(lambda: _looks(server) > looks + 1, "another look")
    assert listening.heard == [STALE, STALE]


async def test_raises_when_it_cannot_be_asked(
    listening: Listening, server: FakeJellyfin
) -> None:
    server.fault = Fault.STARTING
    with pytest.raises(StartingUp):
        await asyncio.wait_for(listening.task, 5)


async def test_a_wrong_key_is_told(jellyfin: Jellyfin, server: FakeJellyfin) -> None:
    server.token = "another"
    with pytest.raises(LibraryAuth):
        await jellyfin.listen(print)
