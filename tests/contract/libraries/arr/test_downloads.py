"""How the fakes of Sonarr and Radarr follow what they have ordered, and take a no."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
import pytest

from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import (
    BEST,
    GOOD,
    VIDEO,
    Owner,
    a_film,
    a_pack,
    digest,
    set_up,
)
from tests.contract.libraries.posing import posing
from tests.support import fake_sonarr
from tests.support.arr_clients import USENET, qbittorrent_row, sabnzbd_row
from tests.support.arr_offers import Offer
from tests.support.arr_orders import Goal
from tests.support.arr_wire import ClientAway, ReleaseGone
from tests.support.fake_arr import FakeArr
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr, FakeSonarr5
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import until


def events(arr: FakeArr) -> list[tuple[str, str]]:
    return [
        (row["eventType"], row["downloadId"]) for row in arr.downloads.journal.history
    ]


# -------------------------------------------------------------------------- order


async def test_a_search_takes_the_best(films: FakeRadarr, client: Replay) -> None:
    (taken,) = await films.downloads.search(4)
    assert taken.rank == 3
    assert client.added == [{"category": "radarr", "paused": "False"}]
    (record,) = films.downloads.journal.history
    assert record["downloadId"] == digest(BEST)
    assert record["data"]["releaseSource"] == "Search"
    # Nothing equal or worse while that is on its way.
    await films.downloads.refresh()
    assert await films.downloads.search(4) == []


async def test_something_better_is_taken_as_well(
    films: FakeRadarr, client: Replay
) -> None:
    downloads = films.downloads
    await downloads.grab(downloads.offers[1])
    await downloads.refresh()
    assert [one.rank for one in await downloads.search(4)] == [3]
    assert set(client.rows) == {BEST.v1, GOOD.v1}


async def test_what_a_client_refuses_is_passed_over(
    films: FakeRadarr, client: Replay
) -> None:
    async def refuse(_: web.Request) -> web.Response:
        del client.instead["torrents/add"]
        return web.Response(text="Fails.")

    client.instead["torrents/add"] = refuse
    assert [one.rank for one in await films.downloads.search(4)] == [2]
    assert len(films.downloads.journal.history) == 1
    assert films.downloads.waiting == []


async def test_without_a_login_all_of_it_waits(
    films: FakeRadarr, client: Replay
) -> None:
    client.password = "another"
    assert await films.downloads.search(4) == []
    assert len(films.downloads.waiting) == 3
    client.password = "adminadmin"
    row = films.downloads.clients[0]
    known = {one["name"]: one for one in row["fields"]}
    known["password"]["value"] = client.password
    client.failures = 0
    assert [one.rank for one in await films.downloads.rss()] == [3]
    assert films.downloads.waiting == []


async def test_what_was_grabbed_today_is_not_taken_from_a_feed(
    films: FakeRadarr, client: Replay
) -> None:
    downloads = films.downloads
    await downloads.grab(downloads.offers[1])
    client.rows.clear()
    await downloads.refresh()
    assert [one.rank for one in await downloads.rss()] == [3]
    client.rows.clear()
    await downloads.refresh()
    assert await downloads.rss() == []
    # A search minds nothing of that.
    assert [one.rank for one in await downloads.search(4)] == [3]
    before = datetime.now(UTC) - timedelta(hours=13)
    for row in downloads.journal.history:
        row["date"] = before.isoformat()
    client.rows.clear()
    await downloads.refresh()
    assert [one.rank for one in await downloads.rss()] == [3]


async def test_two_clients_of_the_same_priority_take_turns(
    films: FakeRadarr, client: Replay
) -> None:
    set_up(films, client, name="Other", category="other")
    for offer in films.downloads.offers:
        await films.downloads.grab(offer)
    used = [
        row["data"]["downloadClientName"] for row in films.downloads.journal.history
    ]
    assert used == ["qBittorrent", "Other", "qBittorrent"]


async def test_the_next_priority_is_for_when_the_first_is_away(
    films: FakeRadarr, client: Replay
) -> None:
    downloads = films.downloads
    set_up(films, client, name="Other", priority=2)
    await downloads.grab(downloads.offers[0])
    downloads.failing = {1}
    await downloads.grab(downloads.offers[1])
    used = [row["data"]["downloadClientName"] for row in downloads.journal.history]
    assert used == ["qBittorrent", "Other"]


async def test_sonarr_5_goes_to_the_next_client(client: Replay) -> None:
    for kind in (FakeSonarr, FakeSonarr5):
        client.rows.clear()
        async with fake_sonarr.example(kind) as arr:
            downloads = arr.downloads
            downloads.offers = [a_pack(BEST, rank=1), a_pack(GOOD)]
            nobody = f"http://{LOOPBACK}:{free_port()}"
            gate = qbittorrent_row("Sonarr", nobody, "a", "b", name="Greenlight")
            downloads.add_client(gate)
            set_up(arr, client, priority=2)
            taken = await downloads.search(2)
            assert len(taken) == len(client.rows) == (kind is FakeSonarr5)
            assert f"Sonarr/{kind.version} " in downloads.wire.agent
            del downloads.clients[1]
            # Version 5 keeps for later what nobody took, version 4 forgets it.
            assert await downloads.search(2) == []
            assert bool(downloads.waiting) is (kind is FakeSonarr5)


async def test_without_a_client_nothing_is_grabbed(radarr_server: FakeRadarr) -> None:
    with pytest.raises(ClientAway):
        await radarr_server.downloads.grab(a_film(BEST))
    with pytest.raises(ClientAway):
        await radarr_server.downloads.grab(a_film(BEST, protocol=USENET))


async def test_what_is_no_torrent_is_not_handed_over(
    films: FakeRadarr, client: Replay
) -> None:
    with pytest.raises(ReleaseGone):
        await films.downloads.grab(a_film(BEST, file=b"<html>"))
    assert client.added == []


# ------------------------------------------------------------------------- follow


@pytest.mark.parametrize(
    ("state", "status", "warned"),
    [
        ("pausedDL", "paused", "ok"),
        ("queuedDL", "queued", "ok"),
        ("downloading", "downloading", "ok"),
        ("stalledDL", "warning", "warning"),
        ("error", "warning", "warning"),
    ],
)
async def test_the_queue_shows_what_the_client_says(
    films: FakeRadarr,
    client: Replay,
    owner: Owner,
    state: str,
    status: str,
    warned: str,
) -> None:
    await films.downloads.search(4)
    client.rows[BEST.v1 or ""]["state"] = state
    assert await owner.queue() == []
    await films.downloads.refresh()
    (row,) = await owner.queue()
    assert (row["downloadId"], row["movieId"]) == (digest(BEST), 4)
    assert (row["status"], row["trackedDownloadStatus"]) == (status, warned)
    assert row["trackedDownloadState"] == "downloading"


async def test_a_pack_is_a_row_for_each_episode(
    shows: FakeSonarr, viewer: Owner
) -> None:
    await shows.downloads.search(2)
    await shows.downloads.refresh()
    rows = await viewer.queue()
    assert [row["episodeId"] for row in rows] == [6, 7]
    assert len({row["id"] for row in rows}) == 2
    assert {row["downloadId"] for row in rows} == {digest(BEST)}
    assert [row["episodeId"] for row in shows.downloads.journal.history] == [6, 7]


async def test_what_vanishes_leaves_the_queue_and_no_trace(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    await films.downloads.refresh()
    client.rows.clear()
    await films.downloads.refresh()
    assert await owner.queue() == []
    assert films.downloads.journal.blocklist == []
    assert events(films) == [("grabbed", digest(BEST))]
    # The next search takes the same one.
    assert [one.rank for one in await films.downloads.search(4)] == [3]


async def test_what_nobody_ordered_is_unknown(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    films.downloads._taken.clear()
    await films.downloads.refresh()
    assert (await owner("GET", "queue"))["totalRecords"] == 0
    unknown = await owner("GET", "queue", includeUnknownMovieItems="true")
    assert "movieId" not in unknown["records"][0]
    status = await owner("GET", "queue/status")
    assert (status["totalCount"], status["unknownCount"]) == (1, 1)
    client.rows[BEST.v1 or ""] |= {"state": "uploading", "content_path": "/x"}
    await films.downloads.refresh()
    (row,) = await owner.queue()
    assert row["trackedDownloadState"] == "importBlocked"


async def test_a_client_that_is_away_empties_the_queue(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    await films.downloads.refresh()
    client.instead["torrents/info"] = client.instead["torrents/add"] = lambda _: (
        _refused()
    )
    await films.downloads.refresh()
    assert await owner.queue() == []
    assert films.downloads.failing == {1}
    client.instead.clear()
    await films.downloads.refresh()
    assert len(await owner.queue()) == 1
    assert films.downloads.failing == set()


async def _refused() -> web.Response:
    return web.Response(status=503)


async def test_what_is_complete_is_imported_and_removed_once_it_is_seeded(
    films: FakeRadarr, client: Replay, owner: Owner, tmp_path: Path
) -> None:
    downloads = films.downloads
    await downloads.grab(a_film(BEST, goal=Goal(ratio=2.0)))
    row = client.rows[BEST.v1 or ""]
    path = tmp_path / "best.mkv"
    row |= {"state": "uploading", "progress": 1, "content_path": str(path)}
    await downloads.refresh()
    (waits,) = await owner.queue()
    assert waits["trackedDownloadState"] == "importPending"
    assert "No files found" in waits["statusMessages"][0]["messages"][0]
    path.write_bytes(VIDEO)
    await downloads.refresh()
    assert await owner.queue() == []
    assert events(films)[-1] == ("downloadFolderImported", digest(BEST))
    film = await owner("GET", "movie/4")
    assert film["movieFile"]["sceneName"] == a_film(BEST).title
    assert BEST.v1 in client.rows
    client.rows[BEST.v1 or ""] |= {"state": "pausedUP", "ratio": 2.1}
    await downloads.refresh()
    assert client.rows == {}


async def test_a_pack_is_imported_for_all_its_episodes(
    shows: FakeSonarr, client: Replay, viewer: Owner
) -> None:
    shows.downloads.sees_files = False
    await shows.downloads.search(2)
    client.rows[BEST.v1 or ""] |= {
        "state": "pausedUP",
        "progress": 1,
        "content_path": "/dl/x",
        "ratio_limit": 0,
        "ratio": 0,
    }
    await shows.downloads.refresh()
    found = await viewer("GET", "episode", seriesId="2", includeEpisodeFile="true")
    assert {one["episodeFile"]["sceneName"] for one in found} == {a_pack(BEST).title}
    assert client.rows == {}
    assert [name for name, _ in events(shows)].count("downloadFolderImported") == 2


async def test_it_looks_by_itself_if_that_is_wanted(
    films: FakeRadarr, owner: Owner
) -> None:
    downloads = films.downloads
    await downloads.stop()
    downloads.every = 0.02
    downloads.start()
    await downloads.search(4)
    await until(owner.queue, "the queue", seconds=10, pause=0.01)
    await downloads.settled()


# --------------------------------------------------------------------------- a no


async def test_a_no_blocks_and_searches_for_the_next_best(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    downloads = films.downloads
    await downloads.search(4)
    await downloads.refresh()
    (row,) = await owner.queue()
    await owner(
        "DELETE", f"queue/{row['id']}", removeFromClient="true", blocklist="true"
    )
    await downloads.settled()
    assert set(client.rows) == {GOOD.v1}
    assert events(films) == [
        ("grabbed", digest(BEST)),
        ("downloadFailed", digest(BEST)),
        ("grabbed", digest(GOOD)),
    ]
    (blocked,) = downloads.journal.blocklist
    assert (blocked["movieId"], blocked["sourceTitle"]) == (4, a_film(BEST).title)
    # It stays with that.
    client.rows.clear()
    await downloads.refresh()
    assert [one.rank for one in await downloads.search(4)] == [2]


async def test_a_no_without_a_search(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    await films.downloads.refresh()
    (row,) = await owner.queue()
    query = {"blocklist": "true", "skipRedownload": "true"}
    await owner("DELETE", f"queue/{row['id']}", **query)
    await films.downloads.settled()
    assert client.rows == {}
    assert len(films.downloads.journal.blocklist) == 1
    assert await owner("DELETE", f"queue/{row['id']}") == 404


async def test_taking_out_without_a_no(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    await films.downloads.refresh()
    (row,) = await owner.queue()
    await owner("DELETE", f"queue/{row['id']}")
    await films.downloads.settled()
    assert client.rows == {}
    assert films.downloads.journal.blocklist == []
    assert events(films) == [("grabbed", digest(BEST))]


async def test_one_row_stands_for_the_whole_pack(
    shows: FakeSonarr, client: Replay, viewer: Owner
) -> None:
    await shows.downloads.search(2)
    await shows.downloads.refresh()
    row, _ = await viewer.queue()
    await viewer("DELETE", f"queue/{row['id']}", blocklist="true")
    await shows.downloads.settled()
    assert await viewer.queue() == []
    (blocked,) = shows.downloads.journal.blocklist
    assert blocked["episodeIds"] == [6, 7]
    assert set(client.rows) == {GOOD.v1}


async def test_what_the_client_refuses_to_remove_is_not_blocked(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    await films.downloads.refresh()
    client.instead["torrents/delete"] = lambda _: _refused()
    (row,) = await owner.queue()
    assert await owner("DELETE", f"queue/{row['id']}", blocklist="true") == 500
    assert len(await owner.queue()) == 1
    assert films.downloads.journal.blocklist == []


async def test_several_at_once(films: FakeRadarr, client: Replay, owner: Owner) -> None:
    for offer in films.downloads.offers:
        await films.downloads.grab(offer)
    await films.downloads.refresh()
    ids = [row["id"] for row in await owner.queue()]
    assert len(ids) == 3
    await owner("DELETE", "queue/bulk", {"ids": [*ids[:2], 7]})
    assert [row["id"] for row in await owner.queue()] == ids[2:]


async def test_a_grab_can_be_failed_where_the_queue_lists_nothing(
    films: FakeRadarr, client: Replay, owner: Owner
) -> None:
    await films.downloads.search(4)
    history = await owner("GET", "history", downloadId=digest(BEST), eventType="1")
    (record,) = history["records"]
    await owner("POST", f"history/failed/{record['id']}")
    await films.downloads.settled()
    # That asks no client to remove anything.
    assert set(client.rows) == {BEST.v1, GOOD.v1}
    assert [name for name, _ in events(films)] == [
        "grabbed",
        "downloadFailed",
        "grabbed",
    ]
    assert await owner("POST", "history/failed/999") == 404


async def test_searching_again_can_be_off(films: FakeRadarr, client: Replay) -> None:
    downloads = films.downloads
    downloads.redownload_by_hand = False
    await downloads.grab(downloads.offers[1])
    downloads.fail(downloads.journal.history[0]["id"])
    await downloads.search(4)
    downloads.redownload = False
    downloads.fail(downloads.journal.records(event="grabbed")[0]["id"])
    await downloads.settled()
    assert len(client.added) == 2


async def test_a_blocked_release_is_known_by_its_hash_or_its_title(
    films: FakeRadarr,
) -> None:
    downloads = films.downloads
    downloads.redownload = False
    await downloads.search(4)
    downloads.fail(downloads.journal.history[0]["id"])
    blocks = downloads.journal.blocks
    assert blocks(a_film(BEST))
    assert blocks(a_film(BEST, title="Other", digest=BEST.v1))
    assert not blocks(a_film(BEST, digest=GOOD.v1))
    assert not blocks(a_film(BEST, indexer="Another"))
    assert not blocks(a_film(BEST, protocol=USENET))


# ------------------------------------------------------------------------- usenet


def queued(status: str) -> dict[str, Any]:
    slot = {
        "nzo_id": "one",
        "filename": "x",
        "cat": "movies",
        "status": status,
        "mb": "10",
        "mbleft": "10",
        "timeleft": "0:00:00",
        "priority": "Normal",
    }
    return {"queue": {"paused": False, "slots": [slot]}}


def ended(**changes: Any) -> dict[str, Any]:
    known = {
        "nzo_id": "one",
        "name": "x",
        "category": "movies",
        "status": "Completed",
        "fail_message": "",
        "bytes": 100,
        "storage": "/done/x",
    }
    return {"history": {"slots": [known | changes]}}


NOTHING = {"queue": {"paused": False, "slots": []}, "history": {"slots": []}}


async def test_a_no_of_usenet_is_heard_by_itself(
    radarr_server: FakeRadarr, session: ClientSession
) -> None:
    downloads, owner = radarr_server.downloads, Owner(radarr_server, session)
    ids = {"status": True, "nzo_ids": ["one"]}
    async with posing(
        addfile=ids, history=NOTHING, queue=queued("Paused"), version={}
    ) as client:
        downloads.add_client(sabnzbd_row("Radarr", client.url, "key"))
        offers = [a_film(BEST, protocol=USENET, rank=1), a_film(GOOD, protocol=USENET)]
        downloads.offers = offers
        assert await downloads.search(4) == offers[:1]
        await downloads.refresh()
        (row,) = await owner.queue()
        assert (row["status"], row["downloadId"]) == ("paused", "one")
        client.answers |= {
            "queue": NOTHING,
            "history": ended(status="Failed", fail_message="Declined in Greenlight"),
            "history delete": {"status": True},
            "addfile": {"status": True, "nzo_ids": ["two"]},
        }
        await downloads.refresh()
        await downloads.settled()
        assert set(client.asked[-2:]) == {"history delete", "addfile"}
        assert await owner.queue() == []
        (blocked,) = (await owner("GET", "blocklist"))["records"]
        assert blocked["message"] == "Declined in Greenlight"
        failed = await owner("GET", "history", eventType="4")
        assert failed["records"][0]["data"]["message"] == "Declined in Greenlight"
        assert events(radarr_server)[-1] == ("grabbed", "two")
        await owner("DELETE", f"blocklist/{blocked['id']}")
        assert (await owner("GET", "blocklist"))["totalRecords"] == 0


async def test_an_nzb_that_is_refused_is_passed_over(radarr_server: FakeRadarr) -> None:
    downloads = radarr_server.downloads
    async with posing(addfile={"status": True, "nzo_ids": []}) as client:
        downloads.add_client(sabnzbd_row("Radarr", client.url, "key"))
        downloads.offers = [
            a_film(BEST, protocol=USENET),
            a_film(GOOD, protocol=USENET),
        ]
        assert await downloads.search(4) == []
        assert client.asked == ["addfile", "addfile"]
        assert downloads.waiting == []


async def test_usenet_is_imported_and_cleaned_up(radarr_server: FakeRadarr) -> None:
    downloads = radarr_server.downloads
    downloads.sees_files = False
    async with posing(
        addfile={"status": True, "nzo_ids": ["one"]},
        queue=NOTHING,
        history=ended(storage=""),
    ) as client:
        downloads.add_client(sabnzbd_row("Radarr", client.url, "key"))
        await downloads.grab(a_film(BEST, protocol=USENET))
        await downloads.refresh()
        assert radarr_server.works[4]["hasFile"] is False
        client.answers |= {"history": ended(), "history delete": {"status": True}}
        await downloads.refresh()
        assert radarr_server.works[4]["hasFile"] is True
        assert client.asked[-1] == "history delete"


async def test_what_nobody_ordered_does_not_fail(radarr_server: FakeRadarr) -> None:
    downloads = radarr_server.downloads
    async with posing(queue=NOTHING, history=ended(status="Failed")) as client:
        downloads.add_client(sabnzbd_row("Radarr", client.url, "key"))
        await downloads.refresh()
        assert "skipping" in downloads.tracked["one"].said
        assert downloads.journal.blocklist == []


# ---------------------------------------------------------------------- by its API


async def test_all_of_it_from_outside(
    client: Replay, radarr_server: FakeRadarr, session: ClientSession
) -> None:
    """A demonstration has the address and the key, and nothing else."""
    owner = Owner(radarr_server, session)
    wrong = qbittorrent_row("Radarr", client.url, client.username, "wrong")
    assert await owner("POST", "downloadclient", wrong) == 400
    row = qbittorrent_row("Radarr", client.url, client.username, client.password)
    known = await owner("POST", "downloadclient", row)
    secret = next(one for one in known["fields"] if one["name"] == "password")
    assert secret["value"] == "********"
    assert await owner("POST", "downloadclient/test", known) == {}
    await owner("PUT", f"downloadclient/{known['id']}", known | {"priority": 5})
    (listed,) = await owner("GET", "downloadclient")
    assert (listed["priority"], listed["id"]) == (5, known["id"])
    assert await owner("GET", f"downloadclient/{known['id']}") == listed

    url = f"{radarr_server.url}/fake/offers"
    headers = {"X-Api-Key": radarr_server.key}
    offers = [
        a_film(BEST, goal=Goal(ratio=1.0), formats=("HDR",)).to_json(),
        {"title": "Bare", "work": 4, "magnet": GOOD.magnet(trackers=["http://x/a"])},
    ]
    async with session.put(url, json=offers, headers=headers) as answer:
        assert answer.ok
    async with session.get(url, headers=headers) as answer:
        told = await answer.json()
        assert Offer.from_json(told[0]) == radarr_server.downloads.offers[0]

    search = {"name": "MoviesSearch", "movieIds": [4]}
    command = await owner("POST", "command", search)

    async def done() -> bool:
        told = await owner("GET", f"command/{command['id']}")
        return bool(told["status"] == "completed")

    await until(done, "the search", seconds=10, pause=0.01)
    assert set(client.rows) == {BEST.v1}
    releases = await owner("GET", "release", movieId="4")
    assert [one["title"] for one in releases] == [a_film(BEST).title, "Bare"]
    await owner("POST", "release", {"guid": releases[1]["guid"], "indexerId": 1})
    history = await owner("GET", "history", pageSize="1")
    assert history["totalRecords"] == 2
    assert history["records"][0]["data"]["releaseSource"] == "InteractiveSearch"
    assert await owner("POST", "release", {"guid": "x"}) == 404
    for name in ("RefreshMonitoredDownloads", "RssSync"):
        await owner("POST", "command", {"name": name})
    await radarr_server.downloads.settled()
    assert len(await owner.queue()) == 2
    assert await owner("DELETE", f"downloadclient/{known['id']}") == {}
    for missing in ("downloadclient/9", "command/9"):
        assert await owner("GET", missing) == 404
    assert await owner("PUT", "downloadclient/9", row) == 404
    assert await owner("POST", "release", {"guid": releases[0]["guid"]}) == 500


@pytest.mark.parametrize(
    "body",
    [
        {"name": "EpisodeSearch", "episodeIds": [6]},
        {"name": "SeasonSearch", "seriesId": 2, "seasonNumber": 1},
        {"name": "SeriesSearch", "seriesId": 2},
    ],
)
async def test_searches_of_sonarr(
    shows: FakeSonarr, client: Replay, viewer: Owner, body: dict[str, Any]
) -> None:
    await viewer("POST", "command", body)
    await shows.downloads.settled()
    assert set(client.rows) == {BEST.v1}
    (offer, _) = await viewer("GET", "release", seriesId="2", seasonNumber="1")
    assert offer["title"] == a_pack(BEST).title
    assert len(await viewer("GET", "release", episodeId="7")) == 2
    refused = a_pack(BEST, file=b"", magnet="magnet:?x=1")
    shows.downloads.offers = [refused]
    await viewer("GET", "release", episodeId="7")
    assert await viewer("POST", "release", {"guid": refused.guid}) == 409


async def test_the_queue_pulls_a_page_back(films: FakeRadarr, owner: Owner) -> None:
    for offer in films.downloads.offers:
        await films.downloads.grab(offer)
    await films.downloads.refresh()
    told = await owner("GET", "queue", page="9", pageSize="1")
    assert (told["page"], told["totalRecords"], len(told["records"])) == (3, 3, 1)
    beyond = await owner("GET", "history", page="9", pageSize="1")
    assert (beyond["page"], beyond["records"]) == (9, [])
    first = await owner(
        "GET", "history", sortDirection="ascending", includeMovie="true"
    )
    assert first["records"][0]["movie"]["title"] == "A Year of Small Weather"
