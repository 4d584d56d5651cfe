"""Adding, finding and following on a recorded server: what no well-behaved one would show."""

import asyncio
import re
from typing import Any

from aiohttp import web
import pytest

from custom_components.greenlight.clients.base import TAG, FoundBy, Identity
from custom_components.greenlight.clients.errors import (
    CategoryRefused,
    ClientTimeout,
    ReleaseRefused,
)
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.answers import answering
from tests.contract.clients.proxy import too_late
from tests.contract.clients.qbittorrent.replay import VERSIONS, Replay, recorded_row
from tests.contract.clients.qbittorrent.world import ReplayWorld
from tests.contract.clients.world import (
    a_torrent,
    add,
    add_file,
    followed,
    found_by,
    polled,
)
from tests.support.clock import Clock

V1 = "e4e901f456694bfe03c947704b7967ea04b5e72c"


def infos(server: Replay) -> int:
    return server.calls["torrents/info"]


# Adding


async def test_a_category_is_made_once_and_kept(
    client: QBittorrent, server: Replay
) -> None:
    await add_file(client, a_torrent("One.mkv"), category="films")
    await add_file(client, a_torrent("Two.mkv"), category="films")
    assert set(server.categories) == {"films"}
    assert {row["category"] for row in server.rows.values()} == {"films"}
    # The server decides about the folder of a category.
    assert "autoTMM" not in server.added[0]
    assert "savepath" not in server.added[0]


async def test_a_category_with_a_folder_of_its_own_is_believed(
    client: QBittorrent, server: Replay
) -> None:
    await add_file(client, a_torrent("One.mkv"), category="films")
    server.categories["films"]["savePath"] = "/srv/films"
    await add_file(client, a_torrent("Two.mkv"), category="films")
    await add_file(
        client, a_torrent("Three.mkv"), category="films", save_path="/srv/else"
    )
    told = [added.get("autoTMM") for added in server.added]
    assert told == [None, "true", "false"]


@pytest.mark.parametrize(
    ("switched_on", "folder", "automatic"),
    [
        (True, "/srv/telly", "true"),
        (None, "/srv/telly", "true"),
        (True, "", None),
        (False, "/srv/telly", None),
    ],
)
async def test_a_subcategory_is_where_the_one_above_it_is(
    client: QBittorrent,
    server: Replay,
    switched_on: bool | None,
    folder: str,
    automatic: str | None,
) -> None:
    server.subcategories = switched_on
    server.add_category("TVs")
    server.categories["TVs"]["savePath"] = folder
    await add_file(client, a_torrent(), category="TVs/Kids/Small")
    assert server.added[0].get("autoTMM") == automatic


@pytest.mark.parametrize("name", ["tv/", "/tv", "a//b", "a\\b"])
@pytest.mark.parametrize("others", [True, False])
async def test_a_category_whose_name_will_not_do_is_said(
    client: QBittorrent, server: Replay, name: str, others: bool
) -> None:
    if others:
        server.add_category("films")
    with pytest.raises(CategoryRefused, match=re.escape(name)):
        await add_file(client, a_torrent(), category=name)
    assert not server.added
    if server.web_api >= (2, 16):
        with pytest.raises(CategoryRefused):
            await client.set_category_limits(name, DownloadOptions(ratio_limit=1.0))


async def test_what_was_not_asked_for_is_left_to_the_server(
    client: QBittorrent, server: Replay
) -> None:
    await add_file(client, a_torrent())
    assert server.added == [{"stopped": "false", "paused": "false", "tags": TAG}]
    assert not server.calls["torrents/createCategory"]


async def test_tags_are_as_the_server_shows_them(
    client: QBittorrent, server: Replay
) -> None:
    download = await add_file(client, a_torrent(), tags=("a, b", " ", TAG))
    assert server.rows[download.id]["tags"] == f"{TAG}, a, b"
    assert not server.calls["torrents/addTags"]


@pytest.mark.parametrize("version", ["4.2.5"])
async def test_an_old_server_is_told_afterwards_until_it_has_it(
    client: QBittorrent, server: Replay
) -> None:
    server.lost_commands = 3
    download = await add_file(
        client, a_torrent(), tags=("evening",), ratio_limit=2, seeding_time=5
    )
    row = server.rows[download.id]
    assert row["tags"] == f"evening, {TAG}"
    assert (row["ratio_limit"], row["seeding_time_limit"]) == (2, 5)


@pytest.mark.parametrize("version", ["4.2.5"])
async def test_a_server_that_never_takes_the_tags_has_the_release_all_the_same(
    client: QBittorrent, server: Replay, monkeypatch: pytest.MonkeyPatch, caplog
) -> None:
    server.lost_commands = 100
    real_sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda _: real_sleep(0))
    download = await add_file(client, a_torrent())
    assert server.rows[download.id]["tags"] == ""
    assert "did not take over" in caplog.text


async def test_a_server_without_tags_is_not_asked_for_them(
    client: QBittorrent, server: Replay
) -> None:
    server.version, server.web_api = "4.2.5", (2, 0, 2)
    await add_file(client, a_torrent(), ratio_limit=1)
    assert not server.calls["torrents/addTags"]
    assert server.calls["torrents/setShareLimits"] == 1


async def test_an_add_that_takes_its_time_is_waited_for(
    client: QBittorrent, server: Replay
) -> None:
    server.hidden_adds = 1
    torrent = a_torrent()
    assert (await add_file(client, torrent)).id == torrent.client_id


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "handler",
    [
        answering(200, "Ok."),
        answering(204),
        answering(
            202, '{"added_torrent_ids": [], "pending_count": 1}', "application/json"
        ),
        answering(200, "[]", "application/json"),
    ],
)
async def test_taken_but_never_shown_is_a_timeout(
    client: QBittorrent, server: Replay, handler
) -> None:
    server.instead["torrents/add"] = handler
    with pytest.raises(ClientTimeout, match="not shown"):
        await add_file(client, a_torrent())


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_answer_that_never_comes_is_not_the_end(
    world: ReplayWorld, server: Replay
) -> None:
    client = world.client(timeout=0.3)
    await client.connect()

    async def take_and_stay_silent(request: web.Request) -> web.StreamResponse:
        return await too_late(request, await server._torrents_add(request))

    server.instead["torrents/add"] = take_and_stay_silent
    torrent = a_torrent()
    added = await add(client, torrent)
    assert added.already_there is None
    assert added.download.id == torrent.client_id


@pytest.mark.usefixtures("impatient")
async def test_an_answer_that_never_comes_and_nothing_there_is_a_timeout(
    world: ReplayWorld, server: Replay
) -> None:
    client = world.client(timeout=0.2)
    await client.connect()

    async def stay_silent(request: web.Request) -> web.StreamResponse:
        return await too_late(request, web.Response())

    server.instead["torrents/add"] = stay_silent
    with pytest.raises(ClientTimeout):
        await add_file(client, a_torrent())


async def test_an_add_that_shows_after_its_answer_was_lost_is_waited_for(
    client: QBittorrent, server: Replay
) -> None:
    server.hidden_adds = 1

    async def take_and_hang_up(request: web.Request) -> web.StreamResponse:
        await server._torrents_add(request)
        assert request.transport
        request.transport.abort()
        return web.Response()

    server.instead["torrents/add"] = take_and_hang_up
    added = await add(client, a_torrent())
    assert added.already_there is None
    assert len(server.rows) == 1


@pytest.mark.parametrize("late", [False, True])
async def test_a_server_that_is_gone_after_an_add_may_have_it(
    world: ReplayWorld, server: Replay, *, late: bool
) -> None:
    """Nobody is to hand it to another client before somebody has looked."""
    client = world.client(timeout=0.3)
    await client.connect()

    async def go_away(request: web.Request) -> web.StreamResponse:
        await server._torrents_add(request)
        server.instead["torrents/info"] = answering(502)
        if late:
            await asyncio.sleep(1)
        assert request.transport
        request.transport.abort()
        return web.Response()

    server.instead["torrents/add"] = go_away
    with pytest.raises(ClientTimeout):
        await add(client, a_torrent())


async def test_refused_but_there_by_now_is_there(
    client: QBittorrent, server: Replay
) -> None:
    torrent = a_torrent()

    async def somebody_was_faster(request: web.Request) -> web.StreamResponse:
        await server._torrents_add(request)
        return server.say("add-file-duplicate")

    server.instead["torrents/add"] = somebody_was_faster
    added = await add(client, torrent)
    assert added.already_there is FoundBy.ID


async def test_an_answer_that_cannot_be_read_but_there_is_there(
    client: QBittorrent, server: Replay
) -> None:
    async def garble(request: web.Request) -> web.StreamResponse:
        await server._torrents_add(request)
        return web.Response(text='{"added_', content_type="application/json")

    server.instead["torrents/add"] = garble
    torrent = a_torrent()
    assert (await add_file(client, torrent)).id == torrent.client_id


async def test_a_hybrid_file_is_known_by_its_second_hash(
    client: QBittorrent, server: Replay
) -> None:
    torrent = a_torrent(mode="hybrid")
    download = await add_file(client, torrent)
    assert download.id == torrent.client_id
    assert download.hashes == {torrent.v1, torrent.v2}
    for known in torrent.v1, torrent.v2:
        assert (await found_by(client, known)).id == download.id


@pytest.mark.parametrize("version", ["4.2.5"])
async def test_what_a_server_is_too_old_for_is_refused(client: QBittorrent) -> None:
    with pytest.raises(ReleaseRefused):
        await add_file(client, a_torrent(mode="v2"))


# Following


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_steady_poll_is_two_calls(client: QBittorrent, server: Replay) -> None:
    downloads = [
        await add_file(client, a_torrent(f"{number}.mkv")) for number in range(10)
    ]
    # What their trackers say was looked up for five at a time.
    for _ in range(2):
        await client.poll({one.name: followed(one) for one in downloads})
    server.calls.clear()
    for _ in range(5):
        poll = await client.poll({one.name: followed(one) for one in downloads})
        assert len(poll.downloads) == 10
    assert server.calls == {"torrents/info": 5, "transfer/info": 5}


async def test_following_nothing_is_one_call(
    client: QBittorrent, server: Replay
) -> None:
    await client.poll({})
    server.calls.clear()
    await client.poll({})
    assert server.calls == {"transfer/info": 1}


async def test_very_many_are_followed_in_lines_every_proxy_takes(
    client: QBittorrent, server: Replay
) -> None:
    ids = [f"{number:040x}" for number in range(1, 251)]
    for known in ids:
        server.put(
            recorded_row("5.3.0", "e2e-info-downloading", hash=known, infohash_v1=known)
        )
    await client.connect()
    server.calls.clear()
    poll = await client.poll(
        {known: Identity(id=known, hashes=frozenset({known})) for known in ids}
    )
    assert {key: download.id for key, download in poll.downloads.items()} == {
        known: known for known in ids
    }
    assert infos(server) == 3


async def test_without_our_tag_it_is_still_ours(
    client: QBittorrent, server: Replay
) -> None:
    download = await add_file(client, a_torrent())
    server.rows[download.id]["tags"] = ""
    assert (await polled(client, download)).id == download.id


def becomes_hybrid(server: Replay, old: str, **changed: Any) -> str:
    """Let a torrent get its metadata and with it another id, as recorded."""
    gone = server.rows.pop(old)
    row = recorded_row(
        server.version, "e2e-info-new-hash-after-metadata", tags=gone["tags"]
    )
    server.put(row | changed)
    return row["hash"]


@pytest.fixture
async def hybrid_magnet(client: QBittorrent, version: str) -> Identity:
    """Follow a magnet link that names only the v1 hash of a hybrid torrent."""
    row = recorded_row(version, "e2e-info-new-hash-after-metadata")
    added = await client.add(
        Identity(hashes=frozenset({row["infohash_v1"]})),
        magnet=f"magnet:?xt=urn:btih:{row['infohash_v1']}&dn=Hybrid",
        file=None,
        options=DownloadOptions(),
    )
    assert added.download.id == row["infohash_v1"]
    return followed(added.download)


@pytest.mark.parametrize("version", VERSIONS[1:])
async def test_a_changed_id_is_followed(
    client: QBittorrent, server: Replay, hybrid_magnet: Identity
) -> None:
    new_id = becomes_hybrid(server, hybrid_magnet.id)
    for _ in range(2):
        download = (await client.poll({"it": hybrid_magnet})).downloads["it"]
        assert download.id == new_id
        assert hybrid_magnet.hashes < download.hashes
        assert download.complete
    server.calls.clear()
    await client.poll({"it": hybrid_magnet})
    assert infos(server) == 1


@pytest.mark.parametrize("version", VERSIONS[1:])
async def test_commands_by_the_old_id_reach_it(
    client: QBittorrent, server: Replay, hybrid_magnet: Identity
) -> None:
    new_id = becomes_hybrid(server, hybrid_magnet.id)
    await client.pause(hybrid_magnet.id)
    assert server.rows[new_id]["state"].endswith("edUP")
    await client.recheck(hybrid_magnet.id)
    await client.remove(hybrid_magnet.id, delete_data=False)
    assert not server.rows


async def test_a_changed_id_is_found_by_the_hash_that_is_known(
    client: QBittorrent, server: Replay, hybrid_magnet: Identity
) -> None:
    new_id = becomes_hybrid(server, hybrid_magnet.id, tags="")
    known = Identity(
        id=hybrid_magnet.id, hashes=frozenset({hybrid_magnet.id, new_id + "0" * 24})
    )
    download = (await client.poll({"it": known})).downloads["it"]
    assert download.id == new_id


async def test_what_stays_away_is_looked_for_ever_more_rarely(
    world: ReplayWorld, server: Replay
) -> None:
    clock = Clock()
    client = world.client(clock=clock)
    await client.connect()
    gone = Identity(id=V1, hashes=frozenset({V1}))
    looks = []
    for _ in range(120):
        before = infos(server)
        await client.poll({"it": gone})
        looks.append(infos(server) - before)
        clock.now += 10
    # The steady call each time, and one more at once, after 30 s, 1, 2, 5 and 5 minutes.
    assert [10 * turn for turn, calls in enumerate(looks) if calls > 1] == [
        0,
        30,
        90,
        210,
        510,
        810,
        1110,
    ]
    assert max(looks) == 2
    # Forgotten once nobody follows it, and looked for at once when somebody does again.
    await client.poll({"it": Identity(id="1" * 40)})
    before = infos(server)
    await client.poll({"it": gone})
    assert infos(server) - before == 2


async def test_find_asks_no_further_where_nothing_can_hide(
    client: QBittorrent, server: Replay
) -> None:
    await client.connect()
    server.calls.clear()
    assert await client.find(Identity(hashes=frozenset({"1" * 40, "2" * 64}))) is None
    assert infos(server) == 1
    assert await client.find(Identity(hashes=frozenset({"1" * 40}))) is None
    assert infos(server) == 3
