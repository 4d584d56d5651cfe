"""What was completed is found once, however rarely all torrents are looked at."""

import pytest

from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ConnectionLost,
)
from custom_components.greenlight.clients.transmission.client import Transmission
from tests.support.clock import Clock
from tests.support.waiting import until

from .fixtures import *  # noqa: F403
from .replay import FOLDER, Replay, Row, recorded_row

START = 1_767_225_600


def complete(server: Replay, number: int, **changed: object) -> Row:
    """Have a torrent that was completed some seconds after the start."""
    known = {
        "hashString": f"{number:040x}",
        "name": f"{number}.mkv",
        "labels": ["films"],
        "doneDate": START + number,
    }
    row = recorded_row(server.version, "torrent-get-seeding", **known | changed)
    return server.put(row)


async def names(client: Transmission, since: float = START, *categories: str):
    """Return the names of what was finished, in order."""
    wanted = categories or ("films",)
    return [one.name for one in await client.finished(wanted, since=since)]


def asked(server: Replay) -> list[object]:
    """Return which torrents the looks asked for, and forget them."""
    ids = [
        arguments.get("ids", "all")
        for method, arguments in server.asked
        if method == "torrent-get"
    ]
    server.asked.clear()
    return ids


async def test_all_are_looked_at_once_and_then_the_recent(
    client: Transmission, server: Replay, clock: Clock
) -> None:
    complete(server, 1)
    assert await names(client) == ["1.mkv"]
    assert asked(server)[0] == "all"
    server.recent.clear()
    new = complete(server, 2)
    clock.now += 45
    assert await names(client, START + 1) == ["2.mkv"]
    assert asked(server) == ["recently-active", [new["id"]]]
    server.recent.clear()
    clock.now += 45
    assert await names(client, START + 2) == []
    assert asked(server) == ["recently-active"]


async def test_all_are_looked_at_again_where_the_recent_may_not_do(
    client: Transmission, server: Replay, clock: Clock
) -> None:
    complete(server, 1)
    complete(server, 2, labels=["music"])
    await names(client, START + 1)
    server.recent.clear()

    async def looks(since: float, *categories: str) -> object:
        asked(server)
        await names(client, since, *categories)
        return asked(server)[0]

    assert await looks(START + 1) == "recently-active"
    # A late look.
    clock.now += 61
    assert await looks(START + 1) == "all"
    # An earlier date, and other categories.
    assert await looks(START) == "all"
    assert await looks(START, "films", "music") == "all"
    assert await looks(START, "music", "FILMS") == "recently-active"
    # After a restart the torrents have other numbers.
    server.restart()
    await client.connect()
    assert await looks(START, "films", "music") == "all"
    # Now and then anyway.
    for _ in range(3600 // 45 - 1):
        clock.now += 45
        assert await looks(START, "films", "music") == "recently-active"
    clock.now += 45
    assert await looks(START, "films", "music") == "all"


async def test_what_is_done_but_not_complete_is_told_when_it_is(
    client: Transmission, server: Replay, clock: Clock
) -> None:
    """As while it is still checked, or when it could not be written at first."""
    row = complete(server, 1, status=2)
    broken = complete(server, 2, status=0, error=3)
    complete(server, 3)
    assert await names(client) == ["3.mkv"]
    server.recent.clear()
    clock.now += 45
    assert await names(client, START + 3) == []
    row["status"] = 6
    clock.now += 45
    assert await names(client, START + 3) == ["1.mkv"]
    broken |= {"status": 6, "error": 0}
    clock.now += 45
    assert await names(client, START + 3) == ["2.mkv"]
    clock.now += 45
    assert await names(client, START + 3) == []


async def test_a_folder_stands_for_a_category(
    client: Transmission, server: Replay
) -> None:
    complete(server, 1, labels=[], downloadDir=f"{FOLDER}/Films/")
    complete(server, 2, labels=[], downloadDir="D:\\saved\\films")
    complete(server, 3, labels=[])
    complete(server, 4, labels=["a", "FILMS"])
    complete(server, 5, labels=["music"], downloadDir=f"{FOLDER}/films/extras")
    found = await client.finished(["Films"], since=START)
    assert [(one.name, one.category) for one in found] == [
        ("1.mkv", "Films"),
        ("2.mkv", "films"),
        ("4.mkv", "FILMS"),
    ]
    assert found[0].content_path == f"{FOLDER}/Films/1.mkv"
    survey = await client.survey()
    assert survey.categories == ("a", "extras", "FILMS", "music")


async def test_what_was_there_when_it_was_added_counts_from_then(
    client: Transmission, server: Replay
) -> None:
    """3.00 tells no date of it."""
    complete(server, 1, doneDate=0, addedDate=START + 5)
    complete(server, 2, doneDate=0, addedDate=START + 6, leftUntilDone=9, status=4)
    complete(server, 3, doneDate=0, addedDate=START - 5)
    assert await names(client) == ["1.mkv"]
    (one,) = await client.finished(["films"], since=START)
    assert one.at == START + 5


async def test_more_than_are_told_at_once_are_told_next(
    client: Transmission, server: Replay, clock: Clock
) -> None:
    for number in range(700):
        complete(server, number, labels=["films" if number % 2 else "music"])
    complete(server, 700, status=2)
    assert len(await names(client)) == 350
    for number in range(1000, 1600):
        complete(server, number)
    first = await client.finished(["films"], since=START + 1000)
    assert [one.at for one in first] == [START + 1000 + n for n in range(500)]
    clock.now += 45
    server.recent.clear()
    rest = await client.finished(["films"], since=first[-1].at + 1)
    assert len(rest) == 100


async def test_no_category_asks_for_nothing(
    client: Transmission, server: Replay
) -> None:
    complete(server, 1)
    assert await client.finished([], since=START) == ()
    assert asked(server) == []


async def test_a_look_that_failed_is_made_up_for(
    client: Transmission, server: Replay, clock: Clock
) -> None:
    await names(client)
    complete(server, 1)
    await server.stop()
    with pytest.raises((CannotConnect, ConnectionLost)):
        await names(client)
    await server.start()
    server.recent.clear()
    clock.now += 60
    assert await names(client) == ["1.mkv"]


async def test_a_server_that_shows_nothing_yet_is_looked_at_again(
    client: Transmission, server: Replay
) -> None:
    complete(server, 1)
    server.restart(loading=0.3)
    server.recent.clear()
    assert await names(client) == []

    async def shown() -> list[str]:
        return await names(client)

    assert await until(shown, "the torrents to be loaded") == ["1.mkv"]


async def test_a_torrent_that_makes_no_sense(
    client: Transmission, server: Replay
) -> None:
    complete(server, 1, labels=None)
    with pytest.raises(BadAnswer):
        await names(client)
    complete(server, 1, doneDate="soon")
    with pytest.raises(BadAnswer):
        await names(client)
