"""What is particular about a SABnzbd that other programs look through."""

import time
from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CategoryRefused,
    NotSupported,
)
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.clients.sabnzbd.options import add_fields
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.order import Place
from tests.support.clock import Clock

from ..answers import answering
from .fixtures import *  # noqa: F403
from .replay import VERSIONS, Replay

EVERY = pytest.mark.parametrize("version", VERSIONS)


def line(server: Replay) -> str:
    """Return the first letters of the queue."""
    return "".join(row["filename"][0] for row in server.queue)


@EVERY
async def test_a_look_at_what_has_not_changed_is_small(
    server: Replay, client: SABnzbd
) -> None:
    server.idle = True
    queued = server.put("Queued.2026")
    ended = server.end(server.put("Ended.2026"), "completed")
    server.queue = [queued]
    wanted = {row["nzo_id"]: Identity(id=row["nzo_id"]) for row in (queued, ended)}
    for _ in range(3):
        assert (await client.show(wanted)).keys() == wanted.keys()
    looks = server.asked_of("history")
    assert looks[-1]["last_history_update"] == looks[-2]["last_history_update"]


async def test_what_ended_says_when_and_where(server: Replay, client: SABnzbd) -> None:
    row = server.end(server.put("A.Film.2026"), "completed", downloaded=12345)
    seen = (await client.show({"it": Identity(id=row["nzo_id"])}))["it"]
    assert seen.completed == row["completed"]
    assert seen.download.content_path == f"{seen.save_path}/A.Film.2026"
    assert seen.downloaded == 12345
    failed = server.end(server.put("B.Film.2026"), "failed")
    seen = (await client.show({"it": Identity(id=failed["nzo_id"])}))["it"]
    assert (seen.download.state, seen.completed) == (DownloadState.FAILED, None)
    assert seen.download.message


async def test_a_retry_is_shown_by_its_title_and_what_is_gone_ever_more_rarely(
    server: Replay, client: SABnzbd, clock: Clock
) -> None:
    server.idle = True
    old = Identity(id="gone", title="A.Film.2026", mark="a" * 32)
    for _ in range(3):
        assert await client.show({"it": old}) == {}
    searches = [one for one in server.asked_of("queue") if "search" in one]
    assert len(searches) == 1
    row = server.put("A.Film.2026")
    clock.now += 31
    seen = (await client.show({"it": old}))["it"]
    assert seen.download.id == row["nzo_id"]


async def test_by_our_mark_in_the_history(server: Replay, client: SABnzbd) -> None:
    one = Identity(id="gone", title="A.Film.2026", mark="b" * 32, handed=time.time())
    row = server.put("A.Film.2026", file=f"greenlight-{one.mark}.nzb")
    server.queue.clear()
    server.end(row, "completed", completed=1)
    assert (await client.show({"it": one}))["it"].download.complete


async def test_what_had_an_id_is_not_what_another_has_by_that_title(
    server: Replay, client: SABnzbd
) -> None:
    server.idle = True
    row = server.put("A.Film.2026")
    wanted = {
        "there": Identity(id=row["nzo_id"], title="A.Film.2026"),
        "gone": Identity(id="gone", title="A.Film.2026"),
    }
    assert (await client.show(wanted)).keys() == {"there"}


@pytest.mark.parametrize(
    ("job", "place", "wanted"),
    [
        ("d", Place.TOP, "abdc"),
        ("c", Place.UP, "abcd"),
        ("c", Place.BOTTOM, "abdc"),
        ("a", Place.BOTTOM, "bacd"),
        ("a", Place.DOWN, "bacd"),
        ("b", Place.TOP, "bacd"),
    ],
)
async def test_what_is_forced_keeps_to_itself(
    server: Replay, client: SABnzbd, job: str, place: Place, wanted: str
) -> None:
    """Whatever comes among the forced is forced, and goes on while everything else is paused."""
    server.paused = server.idle = True
    priorities = ("Force", "Force", "Normal", "Low")
    # The last that is forced is the first.
    rows = {
        name: server.put(f"{name}.2026", priority=priority)
        for name, priority in zip("bacd", priorities, strict=True)
    }
    await client.move(rows[job]["nzo_id"], place)
    assert line(server) == wanted
    forced = [row["filename"][0] for row in server.queue if row["priority"] == "Force"]
    assert sorted(forced) == ["a", "b"]


async def test_one_that_is_no_longer_forced_is_as_usual(
    server: Replay, client: SABnzbd
) -> None:
    server.paused = server.idle = True
    row = server.put("A.Film.2026", priority="Force")
    await client.set_forced(row["nzo_id"], forced=True)
    assert not [one for one in server.asked_of("queue") if one.get("name")]
    await client.set_forced(row["nzo_id"], forced=False)
    assert row["priority"] == "Normal"


@pytest.mark.parametrize(
    ("folder", "there", "wanted"),
    [
        ("films", "/srv/complete", "/srv/complete/films"),
        ("films*", "/srv/complete/", "/srv/complete/films"),
        ("/films", "/srv/complete", "/films"),
        ("", "/srv/complete", ""),
        ("*", "/srv/complete", ""),
        ("films", "D:\\Done", "D:\\Done\\films"),
        ("E:\\Films", "D:\\Done", "E:\\Films"),
    ],
)
async def test_the_folder_of_a_category(
    server: Replay, client: SABnzbd, folder: str, there: str, wanted: str
) -> None:
    server.misc["complete_dir"] = there
    server.folders["films"] = folder
    assert await client.categories() == {
        "films": wanted,
        "music": (await client.categories())["music"],
    }


async def test_a_folder_below_its_home_is_asked_for_once_more(
    server: Replay, client: SABnzbd
) -> None:
    server.misc["complete_dir"] = "Downloads/complete"
    server.status["completedir"] = "/home/sab/Downloads/complete"
    assert (await client.habits()).save_path == "/home/sab/Downloads/complete"
    server.instead["fullstatus"] = answering(200, '{"status": []}')
    assert (await client.habits()).save_path == "Downloads/complete"


async def test_settings_that_are_none(server: Replay, client: SABnzbd) -> None:
    server.instead["get_config"] = answering(200, '{"config": []}')
    for ask in (client.habits, client.categories):
        with pytest.raises(BadAnswer):
            await ask()


async def test_a_category_is_called_as_it_is_there(
    server: Replay, client: SABnzbd
) -> None:
    row = server.put("A.Film.2026", status="Paused")
    await client.set_category(row["nzo_id"], "FILMS")
    assert row["cat"] == "films"
    await client.create_category("Music", "/elsewhere")
    assert server.folders["music"] == "music"
    assert not server.asked_of("set_config")


async def test_what_is_never_taken_over_is_said(
    server: Replay, client: SABnzbd, impatient: None
) -> None:
    server.deaf = True
    row = server.put("A.Film.2026", status="Paused")
    for name in ("new", "*", "Default", "None"):
        with pytest.raises(CategoryRefused):
            await client.set_category(row["nzo_id"], name)
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_category(row["nzo_id"], "films")
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_forced(row["nzo_id"], forced=True)


async def test_what_is_over_keeps_its_category(server: Replay, client: SABnzbd) -> None:
    row = server.end(server.put("A.Film.2026"), "completed")
    with pytest.raises(NotSupported):
        await client.set_category(row["nzo_id"], "films")


async def test_a_job_without_files_is_one_file(server: Replay, client: SABnzbd) -> None:
    row = server.put("A.Film.2026", status="Paused", mbleft="25.00")
    server.instead["get_files"] = answering(200, '{"files": []}')
    (one,) = await client.files(row["nzo_id"])
    assert (one.name, one.progress) == ("A.Film.2026", 0.75)
    row |= {"mb": "0.00", "mbleft": "0.00"}
    assert await client.files(row["nzo_id"]) == ()
    server.instead["get_files"] = answering(200, '{"files": [{"filename": "a"}]}')
    with pytest.raises(BadAnswer):
        await client.files(row["nzo_id"])


async def test_a_list_of_categories_that_is_none(
    server: Replay, client: SABnzbd
) -> None:
    server.instead["get_cats"] = answering(200, '{"categories": {}}')
    with pytest.raises(BadAnswer):
        await client.create_category("films")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, {}),
        ({"priority": Priority.NORMAL}, {}),
        ({"priority": Priority.LOW}, {"priority": "-1"}),
        ({"priority": Priority.HIGH}, {"priority": "1"}),
        ({"priority": Priority.FORCE}, {"priority": "2"}),
        ({"priority": Priority.FORCE, "stopped": True}, {"priority": "-2"}),
        ({"ratio_limit": -1, "content_layout": "Original"}, {}),
    ],
)
def test_the_order_at_an_add_is_one_number(
    asked: dict[str, Any], wanted: dict[str, str]
) -> None:
    assert add_fields(Identity(), DownloadOptions(**asked)) == wanted
