"""What is particular about a qBittorrent that other programs look through."""

import json

import pytest

from custom_components.greenlight.clients.base import TAG, Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CategoryRefused,
    NotSupported,
    UnknownDownload,
)
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.clients.qbittorrent.options import add_fields
from custom_components.greenlight.clients.qbittorrent.rows import read_rows
from custom_components.greenlight.clients.through import (
    NO_LIMIT,
    AtLimit,
    ShareLimits,
    Shown,
)
from custom_components.greenlight.engine.options import DownloadOptions, Priority

from ..answers import answering
from ..world import a_torrent, add_file, followed
from .replay import NEVER, Replay, recorded_row
from .world import ReplayWorld

OLD = pytest.mark.parametrize("version", ["4.2.5"])


async def shown(client: QBittorrent, row: dict) -> Shown:
    """Return how a torrent is shown."""
    return (await client.show({"it": Identity(id=row["hash"])}))["it"]


async def test_one_look_is_one_request(server: Replay, client: QBittorrent) -> None:
    for number in range(3):
        server.put(recorded_row("5.3.0", "info-after-add-v1", hash=f"{number:040x}"))
    wanted = {str(number): Identity(id=f"{number:040x}") for number in range(3)}
    assert (await client.show(wanted)).keys() == wanted.keys()
    assert server.calls["torrents/info"] == 1
    assert len(await client.show(wanted)) == 3
    assert server.calls["torrents/info"] == 2


async def test_nothing_of_ours_is_no_request(
    server: Replay, client: QBittorrent
) -> None:
    server.put(recorded_row("5.3.0", "info-after-add-v1"))
    assert await client.show({"nothing": Identity(title="Some.Film.2026")}) == {}
    assert not server.calls["torrents/info"]


async def test_a_hybrid_by_its_first_hash_is_looked_for_once(
    server: Replay, world: ReplayWorld
) -> None:
    torrent = a_torrent(mode="hybrid")
    await add_file(world.client(), torrent, stopped=True)
    client = world.client()
    one = {"it": Identity(hashes=frozenset({torrent.v1 or ""}))}
    for _ in range(3):
        assert (await client.show(one))["it"].download.id == torrent.client_id
    # By its hash, by our tag, and then by its id.
    asked = [query for path, query in server.asked if path == "torrents/info"][-4:]
    assert [query.get("hashes") for query in asked] == [
        *(torrent.v1, None, torrent.client_id, torrent.client_id)
    ]


@pytest.mark.parametrize("told", [0, -1, NEVER])
async def test_moments_that_nobody_knows(
    server: Replay, client: QBittorrent, told: int
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1", completion_on=told, added_on=told)
    server.put(row | {"last_activity": told})
    seen = await shown(client, row)
    assert (seen.added, seen.completed, seen.last_activity) == (None, None, None)


async def test_what_is_told_of_a_torrent(server: Replay, client: QBittorrent) -> None:
    row = recorded_row(
        "5.3.0",
        "info-after-add-v1",
        added_on=1_700_000_000,
        completion_on=1_700_000_100,
        last_activity=1_700_000_200,
        uploaded=5,
        downloaded=7,
        seeding_time=9,
        tags="a, b",
        save_path="/films/",
        progress=1,
        state="stoppedUP",
        ratio_limit=-2,
        seeding_time_limit=-1,
        inactive_seeding_time_limit=30,
    )
    server.put(row)
    seen = await shown(client, row)
    assert (seen.added, seen.completed) == (1_700_000_000, 1_700_000_100)
    assert (seen.last_activity, seen.seeding_time) == (1_700_000_200, 9)
    assert (seen.uploaded, seen.downloaded) == (5, 7)
    assert (seen.tags, seen.save_path, seen.stopped) == (("a", "b"), "/films/", True)
    assert seen.limits == ShareLimits(
        ratio=None, seeding_time=NO_LIMIT, inactive_time=30
    )


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        (0, AtLimit.STOP),
        (1, AtLimit.REMOVE),
        (2, AtLimit.SUPER_SEED),
        (3, AtLimit.REMOVE_WITH_DATA),
        (9, AtLimit.STOP),
    ],
)
async def test_what_it_does_at_a_limit(
    server: Replay, client: QBittorrent, act: int, wanted: AtLimit
) -> None:
    server.sharing = {"max_ratio_act": act}
    assert (await client.habits()).at_limit is wanted


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"save_path": 1, "max_ratio_enabled": 1}']
)
async def test_preferences_that_are_none(
    server: Replay, client: QBittorrent, body: str
) -> None:
    server.instead["app/preferences"] = answering(200, body)
    with pytest.raises(BadAnswer):
        await client.habits()


@pytest.mark.parametrize(
    ("status", "says", "wanted"),
    [
        (0, "", None),
        (1, "", None),
        (2, "", True),
        (3, "", None),
        (4, "unregistered torrent", False),
        (5, "unregistered torrent", False),
        (6, "timed out", False),
    ],
)
async def test_what_a_tracker_is_doing(
    server: Replay, client: QBittorrent, status: int, says: str, wanted: bool | None
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1")
    server.put(row)
    told = {"url": "http://tracker.example/announce", "status": status, "msg": says}
    server.trackers[row["hash"]] = [told | {"num_seeds": 3, "num_leeches": -1}]
    (tracker,) = await client.trackers(row["hash"])
    assert (tracker.works, tracker.message) == (wanted, says)
    assert (tracker.seeders, tracker.peers) == (3, None)
    assert tracker.url not in repr(tracker)


async def test_what_is_gone_by_the_time_of_the_question(
    server: Replay, client: QBittorrent
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1")
    server.put(row)
    server.instead["torrents/files"] = answering(404, "Not Found")
    with pytest.raises(UnknownDownload):
        await client.files(row["hash"])


async def test_an_empty_list_takes_off_nothing(
    server: Replay, client: QBittorrent
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1", tags=f"evening, {TAG}")
    server.put(row)
    for tags in ([], [TAG], ["", ","], [f" {TAG} ,"]):
        await client.remove_tags(row["hash"], tags)
    assert not server.calls["torrents/removeTags"]


async def test_a_command_that_gets_lost_is_sent_again(
    server: Replay, client: QBittorrent
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1")
    server.put(row)
    server.lost_commands = 2
    await client.set_category(row["hash"], "films")
    assert (await shown(client, row)).download.category == "films"
    assert server.calls["torrents/setCategory"] == 3


async def test_what_is_never_taken_over_is_said(
    server: Replay, client: QBittorrent, impatient: None
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1")
    server.put(row)
    server.lost_commands = 1000
    with pytest.raises(BadAnswer, match="stayed"):
        await client.set_limits(row["hash"], ShareLimits(ratio=2))


async def test_a_category_that_will_not_do_is_refused(
    server: Replay, client: QBittorrent
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1", category="films")
    server.put(row)
    for name in ("tv/", "/tv", "a//b"):
        with pytest.raises(CategoryRefused):
            await client.create_category(name)
        with pytest.raises(CategoryRefused):
            await client.set_category(row["hash"], name)
    assert (await shown(client, row)).download.category == "films"


async def test_what_is_done_at_a_limit_stays(
    server: Replay, client: QBittorrent
) -> None:
    row = recorded_row("5.3.0", "info-after-add-v1")
    server.put(row | {"share_limit_action": "Remove", "share_limits_mode": "MatchAll"})
    sent: list[dict[str, str]] = []
    limit = server._torrents_setsharelimits

    async def listen(request):
        sent.append({**await request.post()})
        return await limit(request)

    server.instead["torrents/setShareLimits"] = listen
    await client.set_limits(row["hash"], ShareLimits(ratio=2, seeding_time=NO_LIMIT))
    assert sent[0] == {
        "hashes": row["hash"],
        "ratioLimit": "2",
        "seedingTimeLimit": "-1",
        "inactiveSeedingTimeLimit": "-2",
        "shareLimitAction": "Remove",
        "shareLimitsMode": "MatchAll",
    }


@OLD
async def test_before_there_were_tags(server: Replay, client: QBittorrent) -> None:
    server.web_api = (2, 2, 1)
    row = recorded_row("4.2.5", "info-after-add-v1")
    server.put(row)
    for change in (client.add_tags, client.remove_tags):
        with pytest.raises(NotSupported):
            await change(row["hash"], ["evening"])


@OLD
async def test_an_old_one_is_not_asked_again_for_a_queue_that_is_none(
    server: Replay, client: QBittorrent
) -> None:
    await add_file(client, a_torrent("Before.mkv"))
    download = await add_file(client, a_torrent(), priority=Priority.HIGH)
    assert server.calls["torrents/topPrio"] == 1
    assert (await client.show({"it": followed(download)}))["it"].priority == 2


@OLD
async def test_the_forced_is_so_without_a_queue(
    server: Replay, client: QBittorrent, caplog: pytest.LogCaptureFixture
) -> None:
    await add_file(client, a_torrent("Before.mkv"))
    download = await add_file(client, a_torrent(), priority=Priority.FORCE)
    assert server.calls["torrents/topPrio"] == 1
    assert (await client.show({"it": followed(download)}))["it"].forced
    assert "did not take over" not in caplog.text


@pytest.mark.parametrize(
    ("version", "priority", "stopped", "wanted"),
    [
        ((2, 9, 2), Priority.NORMAL, False, {}),
        ((2, 9, 2), Priority.LOW, False, {"addToTopOfQueue": "false"}),
        ((2, 9, 2), Priority.HIGH, True, {"addToTopOfQueue": "true"}),
        ((2, 9, 2), Priority.FORCE, False, {"addToTopOfQueue": "true"}),
        ((2, 16), Priority.FORCE, True, {"addToTopOfQueue": "true"}),
        ((2, 16), Priority.FORCE, False, {"addToTopOfQueue": "true", "forced": "true"}),
        ((2, 8, 19), Priority.LOW, False, {}),
        ((2, 8, 19), Priority.HIGH, False, {}),
    ],
)
def test_the_place_in_the_queue_at_an_add(
    version: tuple[int, ...], priority: Priority, stopped: bool, wanted: dict[str, str]
) -> None:
    usual = add_fields(DownloadOptions(stopped=stopped), version)
    asked = add_fields(DownloadOptions(stopped=stopped, priority=priority), version)
    assert asked == usual | wanted


@pytest.mark.parametrize(
    ("version", "layout", "wanted"),
    [
        ((2, 7), "Subfolder", {"contentLayout": "Subfolder"}),
        ((2, 16), "NoSubfolder", {"contentLayout": "NoSubfolder"}),
        ((2, 6), "NoSubfolder", {"root_folder": "false"}),
        ((2, 6), "Original", {"root_folder": "true"}),
        ((2, 16), "", {}),
    ],
)
def test_whether_there_is_a_folder(
    version: tuple[int, ...], layout: str, wanted: dict[str, str]
) -> None:
    usual = add_fields(DownloadOptions(), version)
    asked = add_fields(DownloadOptions(content_layout=layout), version)
    assert asked == usual | wanted


@pytest.mark.parametrize("version", [(2, 0), (2, 8, 19), (2, 9, 2), (2, 16, 2)])
def test_who_asks_for_nothing_more_sends_what_was_sent_before(
    version: tuple[int, ...],
) -> None:
    fields = add_fields(DownloadOptions(), version)
    assert fields.keys() <= {"stopped", "paused", "tags"}


def test_what_has_no_numbers_is_no_list() -> None:
    row = recorded_row("5.3.0", "info-after-add-v1", ratio_limit="a lot")
    with pytest.raises(BadAnswer):
        read_rows(json.dumps([row]).encode())
