"""What is particular about a Transmission that other programs look through."""

from typing import Any

import pytest

from custom_components.greenlight.clients.base import TAG, Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CategoryRefused,
    UnknownDownload,
)
from custom_components.greenlight.clients.through import NO_LIMIT, ShareLimits
from custom_components.greenlight.clients.transmission.client import Transmission
from custom_components.greenlight.clients.transmission.options import (
    add_fields,
    unsettled,
)
from custom_components.greenlight.clients.transmission.rows import read_rows
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.order import Place

from ..answers import answering
from ..world import a_torrent, add_file
from .fixtures import *  # noqa: F403
from .replay import Replay, recorded_row


def put(server: Replay, **changed: Any) -> str:
    """Have a torrent, and return its id."""
    row = recorded_row(server.version, "torrent-get-paused", **changed)
    return str(server.put(row)["hashString"])


async def test_one_look_is_one_request(server: Replay, client: Transmission) -> None:
    wanted = {
        str(number): Identity(id=put(server, hashString=f"{number:040x}"))
        for number in range(3)
    }
    for looks in (1, 2):
        assert (await client.show(wanted)).keys() == wanted.keys()
        assert server.calls["torrent-get"] == looks
    # What it never can have is not asked for.
    assert await client.show({"title": Identity(title="Some.Film.2026")}) == {}
    assert await client.show({"second": Identity(hashes=frozenset({"a" * 64}))}) == {}
    assert server.calls["torrent-get"] == 2


async def test_what_is_told_of_a_torrent(server: Replay, client: Transmission) -> None:
    known = put(
        server,
        addedDate=1_700_000_000,
        doneDate=1_700_000_100,
        activityDate=1_700_000_200,
        uploadedEver=5,
        downloadedEver=7,
        secondsSeeding=9,
        labels=["films", TAG, "evening"],
        downloadDir="/films",
        status=0,
        percentDone=1,
        leftUntilDone=0,
        seedRatioMode=2,
        seedIdleMode=1,
        seedIdleLimit=30,
    )
    seen = (await client.show({"it": Identity(id=known)}))["it"]
    assert (seen.added, seen.completed) == (1_700_000_000, 1_700_000_100)
    assert (seen.last_activity, seen.seeding_time) == (1_700_000_200, 9)
    assert (seen.uploaded, seen.downloaded) == (5, 7)
    assert (seen.download.category, seen.tags) == ("films", (TAG, "evening"))
    assert (seen.save_path, seen.stopped, seen.forced) == ("/films", True, False)
    assert seen.limits == ShareLimits(ratio=NO_LIMIT, inactive_time=30)


@pytest.mark.parametrize(
    ("labels", "category", "wanted"),
    [
        ([TAG, "films", "evening"], "books", [TAG, "books", "evening"]),
        (["films", TAG, "evening"], "books", [TAG, "books", "evening"]),
        (["films"], "books", ["books"]),
        ([TAG], "books", [TAG, "books"]),
        ([], "books", ["books"]),
        ([TAG, "films"], "", [TAG]),
        ([TAG, "films", "books"], "books", [TAG, "books"]),
    ],
)
async def test_a_category_is_the_first_label_that_is_not_our_tag(
    server: Replay,
    client: Transmission,
    labels: list[str],
    category: str,
    wanted: list[str],
) -> None:
    known = put(server, labels=labels)
    await client.set_category(known, category)
    assert server.rows[known]["labels"] == wanted


async def test_no_label_has_a_comma(server: Replay, client: Transmission) -> None:
    known = put(server, labels=[TAG, "films"])
    with pytest.raises(CategoryRefused):
        await client.create_category("a,b")
    with pytest.raises(CategoryRefused):
        await client.set_category(known, "a,b")
    assert server.rows[known]["labels"] == [TAG, "films"]


async def test_the_categories_are_the_labels_in_use(
    server: Replay, client: Transmission
) -> None:
    assert await client.categories() == {}
    put(server, labels=[TAG, "films"])
    put(server, labels=["books", "evening"], hashString="a" * 40)
    assert await client.categories() == {"books": "", "evening": "", "films": ""}


@pytest.mark.parametrize(
    ("told", "works", "says"),
    [
        ({"hasAnnounced": False, "lastAnnounceResult": ""}, None, ""),
        (
            {"hasAnnounced": True, "lastAnnounceSucceeded": True}
            | {"lastAnnounceResult": "Success"},
            True,
            "",
        ),
        (
            {"hasAnnounced": True, "lastAnnounceSucceeded": False}
            | {"lastAnnounceResult": "unregistered torrent"},
            False,
            "unregistered torrent",
        ),
    ],
)
async def test_what_a_tracker_is_doing(
    server: Replay,
    client: Transmission,
    told: dict[str, Any],
    works: bool | None,
    says: str,
) -> None:
    row = recorded_row(server.version, "torrent-get-unreachable")
    one = row["trackerStats"][0] | {"lastAnnounceSucceeded": False} | told
    known = put(server, trackerStats=[one | {"seederCount": 3, "leecherCount": -1}])
    (tracker,) = await client.trackers(known)
    assert (tracker.works, tracker.message) == (works, says)
    assert (tracker.seeders, tracker.peers) == (3, None)
    assert tracker.url not in repr(tracker)


@pytest.mark.parametrize("what", ["files", "trackers"])
async def test_what_is_gone_or_makes_no_sense(
    server: Replay, client: Transmission, what: str
) -> None:
    known = put(server, files=[{"name": 1}], fileStats=[], trackerStats=[{}])
    with pytest.raises(BadAnswer):
        await getattr(client, what)(known)
    torrents = client._api.torrents

    async def only_the_first(fields, ids=None):
        return (
            []
            if "files" in fields or "trackerStats" in fields
            else (await torrents(fields, ids))
        )

    client._api.torrents = only_the_first  # type: ignore[method-assign]
    with pytest.raises(UnknownDownload):
        await getattr(client, what)(known)


async def test_settings_that_make_no_sense(
    server: Replay, client: Transmission
) -> None:
    server.settings |= {"seedRatioLimited": True, "seedRatioLimit": "a lot"}
    with pytest.raises(BadAnswer):
        await client.habits()


async def test_an_empty_file_is_all_there(server: Replay, client: Transmission) -> None:
    files = [{"name": "a/empty.txt", "length": 0, "bytesCompleted": 0}]
    known = put(server, files=files, fileStats=[{"wanted": False}])
    (one,) = await client.files(known)
    assert (one.progress, one.wanted) == (1.0, False)


async def test_a_command_that_gets_lost_is_sent_again(
    server: Replay, client: Transmission
) -> None:
    known = put(server)
    server.lost_commands = 2
    await client.set_limits(known, ShareLimits(ratio=2))
    assert server.rows[known]["seedRatioLimit"] == 2
    assert server.calls["torrent-set"] == 3


async def test_what_is_never_taken_over_is_said(
    server: Replay, client: Transmission, impatient: None
) -> None:
    known = put(server)
    server.lost_commands = 1000
    with pytest.raises(BadAnswer, match="stayed"):
        await client.add_tags(known, ["evening"])


async def test_what_is_still_checked_is_told_to_start_more_than_once(
    server: Replay, client: Transmission
) -> None:
    known = put(server, status=3, leftUntilDone=5)
    server.lost_commands = 2
    await client.set_forced(known, forced=True)
    assert server.calls["torrent-start-now"] == 3
    assert server.rows[known]["status"] == 4


async def test_one_that_never_starts_is_let_be(
    server: Replay, client: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "custom_components.greenlight.clients.transmission.through._STARTING", 0.1
    )
    known = put(server, status=2, leftUntilDone=5)
    server.lost_commands = 1000
    await client.set_forced(known, forced=True)
    assert server.rows[known]["status"] == 2


async def test_moving_needs_a_torrent_only(
    server: Replay, client: Transmission
) -> None:
    """It has an order whether there is a queue or not."""
    known = put(server)
    for place in Place:
        await client.move(known, place)
    server.instead["torrent-get"] = answering(200, '{"result": "no such thing"}')
    with pytest.raises(BadAnswer):
        await client.move(known, Place.TOP)


async def test_only_what_is_asked_for_is_sent_at_an_add(
    server: Replay, client: Transmission
) -> None:
    usual = add_fields(DownloadOptions())
    assert usual == add_fields(DownloadOptions(content_layout="Subfolder"))
    for priority, bandwidth in (
        (Priority.LOW, -1),
        (Priority.HIGH, 1),
        (Priority.FORCE, 1),
    ):
        asked = add_fields(DownloadOptions(priority=priority))
        assert asked == usual | {"bandwidthPriority": bandwidth}
    await add_file(client, a_torrent())
    assert not server.calls.keys() & {"queue-move-top", "torrent-start-now"}
    (row,) = read_rows(server.rows.values())
    # There are no limits of its own to be lifted.
    assert unsettled(row, DownloadOptions(), 1000) == {}
    lifted = unsettled(row, DownloadOptions(ratio_limit=NO_LIMIT), 1000)
    assert lifted == {"seedRatioMode": 2}
    limits = DownloadOptions(ratio_limit=0.0, inactive_seeding_time=5)
    assert unsettled(row, limits, 1000) == {
        "seedRatioMode": 1,
        "seedRatioLimit": 0.0,
        "seedIdleMode": 1,
        "seedIdleLimit": 5,
    }
