"""What a recorded server has completed: read newest first, once, and not more often than it bears."""

from typing import Any

from aiohttp import web
import pytest

from custom_components.greenlight.clients.errors import BadAnswer
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import (
    NEVER,
    VERSIONS,
    Replay,
    recorded_row,
)
from tests.contract.clients.qbittorrent.world import ReplayWorld
from tests.support.clock import Clock

SINCE = 1_767_225_600


def have(server: Replay, name: str, category: str, at: int, **changed: Any) -> None:
    """Have a completed torrent."""
    server.add_category(category)
    row = recorded_row(
        server.version,
        "info-after-add-v1",
        hash=f"{len(server.rows) + 1:040x}",
        name=name,
        category=category,
        state="stalledUP",
        progress=1,
        completion_on=at,
    )
    server.put(row | changed)


async def names(
    client: QBittorrent, *categories: str, since: float = SINCE
) -> list[str]:
    return [one.name for one in await client.finished(categories, since=since)]


def looks(server: Replay) -> int:
    return server.calls["torrents/info"]


@pytest.mark.parametrize("version", VERSIONS)
async def test_categories_that_differ_in_case_are_both_looked_at(
    client: QBittorrent, server: Replay
) -> None:
    have(server, "Second", "films", SINCE + 2)
    have(server, "First", "Films", SINCE + 1)
    have(server, "Third", "FILMS/old", SINCE + 3)
    assert await names(client, "fILMS") == ["First", "Second"]


@pytest.mark.parametrize("version", VERSIONS)
async def test_one_page_is_read_where_nothing_is_new(
    client: QBittorrent, server: Replay
) -> None:
    for number in range(60):
        have(server, str(number), "films", SINCE - number)
    await client.connect()
    server.calls.clear()
    assert await names(client, "films") == ["0"]
    assert server.calls == {"torrents/categories": 1, "torrents/info": 1}
    ((_, query),) = [one for one in server.asked if one[0] == "torrents/info"]
    assert query["limit"] == "10"


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_is_not_complete_is_not_told_whatever_the_filter(
    client: QBittorrent, server: Replay
) -> None:
    have(server, "Moving", "films", SINCE + 1, state="moving")
    have(server, "Checking", "films", SINCE + 1, state="checkingUP")
    have(server, "Lost", "films", SINCE + 1, state="missingFiles", progress=0)
    for never in (0, -1, NEVER):
        have(server, "Never", "films", never)
    have(server, "Old", "films", SINCE - 1)
    have(server, "Done", "films", SINCE, state="queuedUP")

    async def ignore_what_was_asked(_: web.Request) -> web.StreamResponse:
        rows = sorted(
            server.rows.values(), key=lambda row: row["completion_on"], reverse=True
        )
        return web.json_response(rows)

    server.instead["torrents/info"] = ignore_what_was_asked
    assert await names(client, "films") == ["Done"]


async def test_nothing_is_told_twice_when_pages_shift(
    client: QBittorrent, server: Replay
) -> None:
    for number in range(30):
        have(server, str(number), "films", SINCE + number)

    async def one_more_each_time(request: web.Request) -> web.StreamResponse:
        have(server, f"New {len(server.rows)}", "films", SINCE + len(server.rows))
        return await server._torrents_info(request)

    server.instead["torrents/info"] = one_more_each_time
    told = await names(client, "films")
    assert len(told) == len(set(told))
    assert {str(number) for number in range(30)} < set(told)


async def test_a_category_nobody_has_is_not_asked_for(
    client: QBittorrent, server: Replay
) -> None:
    have(server, "Done", "films", SINCE)
    assert await names(client, "books") == []
    assert await names(client) == []
    assert not looks(server)


async def test_looks_take_a_hundredth_of_the_servers_time(
    world: ReplayWorld, server: Replay
) -> None:
    clock = Clock()
    client = world.client(clock=clock)
    have(server, "First", "films", SINCE + 1)

    async def take_a_second(request: web.Request) -> web.StreamResponse:
        clock.now += 1
        return await server._torrents_info(request)

    server.instead["torrents/info"] = take_a_second
    assert await names(client, "films") == ["First"]
    have(server, "Second", "films", SINCE + 2)
    clock.now += 98
    # It rests, and tells what it knows.
    assert await names(client, "films") == ["First"]
    assert await names(client, "films", since=SINCE + 2) == []
    assert looks(server) == 1
    # Unless something else is asked for.
    assert await names(client, "films", since=SINCE - 1) == ["First", "Second"]
    assert await names(client, "music", since=SINCE - 1) == []
    clock.now += 99
    assert await names(client, "films") == ["First", "Second"]


@pytest.mark.parametrize(
    "handler",
    [answering(200, "[]"), answering(200, '{"films": 3}'), answering(404, "Not Found")],
)
async def test_categories_that_cannot_be_read(
    client: QBittorrent, server: Replay, handler
) -> None:
    server.instead["torrents/categories"] = handler
    with pytest.raises(BadAnswer):
        await names(client, "films")


async def test_the_oldest_servers_tell_no_categories(
    client: QBittorrent, server: Replay
) -> None:
    server.version, server.web_api = "4.2.5", (2, 1)
    have(server, "Done", "films", SINCE)
    assert await names(client, "films") == []
    assert (await client.survey()).categories == ()
    assert not server.calls["torrents/categories"]
