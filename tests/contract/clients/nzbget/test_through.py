"""What is particular about an NZBGet that other programs look through."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    NotSupported,
    UnknownDownload,
)
from custom_components.greenlight.clients.nzbget.client import NZBGet
from custom_components.greenlight.clients.nzbget.options import add_fields
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.order import Place

from ..answers import answering
from .fixtures import *  # noqa: F403
from .fixtures import waiting
from .replay import Replay, halves


async def test_what_is_told_of_a_download(server: Replay, client: NZBGet) -> None:
    server.put("First.2026", "PAUSED")
    row, identity = waiting(server)
    row |= {"MaxPriority": 900, "DestDir": "/inter/A.Film.2026.#2"}
    seen = (await client.show({"it": identity}))["it"]
    assert (seen.stopped, seen.forced, seen.priority) == (True, True, 2)
    assert (seen.save_path, seen.completed) == ("/inter", None)
    entry = server.end(row, "SUCCESS/ALL", DestDir="/dst/films/A.Film.2026")
    seen = (await client.show({"it": identity}))["it"]
    assert (seen.stopped, seen.forced, seen.priority) == (False, False, 0)
    assert (seen.save_path, seen.completed) == ("/dst/films", entry["HistoryTime"])


async def test_it_is_shown_by_our_mark(server: Replay, client: NZBGet) -> None:
    mark = "c" * 32
    parameters = [{"Name": "greenlight", "Value": mark}]
    row = server.put("A.Film.2026", "PAUSED", Parameters=parameters)
    one = {"it": Identity(title="Called.Otherwise.2026", mark=mark)}
    assert (await client.show(one))["it"].download.id == str(row["NZBID"])
    server.end(row, "SUCCESS/ALL")
    assert (await client.show(one))["it"].download.complete


async def test_what_failed_says_why(server: Replay, client: NZBGet) -> None:
    row, identity = waiting(server)
    server.end(row, "FAILURE/UNPACK")
    server.logs[row["NZBID"]] = ["unrar: wrong password"]
    seen = (await client.show({"it": identity}))["it"]
    assert seen.download.state is DownloadState.FAILED
    assert "password" in seen.download.message


async def test_what_somebody_removed_is_shown_no_more(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    assert await client.show({"it": identity})
    server.end(row, "DELETED/MANUAL")
    assert await client.show({"it": identity}) == {}
    for deed in (client.files, lambda known: client.set_category(known, "films")):
        with pytest.raises(UnknownDownload):
            await deed(identity.id)


async def test_a_look_at_what_ended_is_remembered(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL")
    for _ in range(3):
        assert await client.show({"it": identity})
    assert server.calls["history"] == 1
    # Apart from what is followed.
    assert (await client.poll({"it": identity})).downloads
    assert server.calls["history"] == 2


async def test_what_ended_can_be_filed_elsewhere(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    server.end(row, "SUCCESS/ALL")
    assert (await client.show({"it": identity}))["it"].download.category == ""
    await client.set_category(identity.id, "films")
    assert (await client.show({"it": identity}))["it"].download.category == "films"
    assert (await client.poll({"it": identity})).downloads["it"].category == "films"


@pytest.mark.parametrize("status", ["PP_QUEUED", "UNPACKING"])
async def test_what_is_post_processed_waits_no_more(
    server: Replay, client: NZBGet, status: str
) -> None:
    _, identity = waiting(server)
    server.queue[0]["Status"] = status
    with pytest.raises(NotSupported):
        await client.set_category(identity.id, "films")
    with pytest.raises(NotSupported):
        await client.set_forced(identity.id, forced=True)
    await client.move(identity.id, Place.TOP)


async def test_what_is_gone_by_the_time_of_the_command(
    server: Replay, client: NZBGet
) -> None:
    _, identity = waiting(server)
    server.instead["editqueue"] = answering(200, '{"result": false}')
    with pytest.raises(UnknownDownload):
        await client.set_forced(identity.id, forced=True)


async def test_one_that_is_not_forced_keeps_its_priority(
    server: Replay, client: NZBGet
) -> None:
    row, identity = waiting(server)
    row["MaxPriority"] = 50
    await client.set_forced(identity.id, forced=False)
    assert row["MaxPriority"] == 50
    await client.set_forced(identity.id, forced=True)
    assert row["MaxPriority"] == 900


async def test_some_of_its_files_are_the_whole(server: Replay, client: NZBGet) -> None:
    """What has arrived is in its list no more."""
    row, identity = waiting(server)
    row |= halves("RemainingSize", 1_158_750)
    (one,) = await client.files(identity.id)
    assert (one.name, one.progress) == ("A.Film.2026.mkv", 0.25)
    row["FileCount"] = 2
    (one,) = await client.files(identity.id)
    assert (one.name, one.size) == ("A.Film.2026", 1_545_000)
    server.instead["listfiles"] = answering(200, '{"result": [{"Filename": 1}]}')
    with pytest.raises(BadAnswer):
        await client.files(identity.id)


async def test_categories_and_their_folders(server: Replay, client: NZBGet) -> None:
    server.config += [
        {"Name": "Category2.DestDir", "Value": "/music"},
        {"Name": "Category3.DestDir", "Value": "/nobody"},
        {"Name": "Category10.Name", "Value": "books"},
    ]
    assert await client.categories() == {"films": "", "music": "/music", "books": ""}
    await client.create_category("new", "/new")
    assert "new" not in await client.categories()
    assert "editqueue" not in server.calls


async def test_options_that_are_none(server: Replay, client: NZBGet) -> None:
    server.config = [{"Name": "MainDir", "Value": "/srv"}]
    habits = await client.habits()
    assert (habits.save_path, habits.queueing) == ("", True)
    server.instead["config"] = answering(200, '{"result": ["a"]}')
    with pytest.raises(BadAnswer):
        await client.habits()


@pytest.mark.parametrize(
    ("asked", "priority", "top", "paused"),
    [
        ({}, 0, False, False),
        ({"priority": Priority.NORMAL}, 0, False, False),
        ({"priority": Priority.LOW}, -50, False, False),
        ({"priority": Priority.HIGH, "stopped": True}, 50, True, True),
        ({"priority": Priority.FORCE}, 900, True, False),
        ({"priority": Priority.FORCE, "stopped": True}, 900, True, True),
        ({"ratio_limit": -1, "content_layout": "Original"}, 0, False, False),
    ],
)
def test_the_order_at_an_add(
    asked: dict[str, Any], priority: int, top: bool, paused: bool
) -> None:
    fields = add_fields(Identity(title="A"), b"", DownloadOptions(**asked))
    assert fields[3:6] == (priority, top, paused)
