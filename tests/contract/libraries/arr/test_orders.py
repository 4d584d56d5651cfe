"""The drivers of the fakes are believed where real clients take what they send, and answer."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.contract.libraries.posing import posing
from tests.support.arr_clients import Drivers, qbittorrent_row, sabnzbd_row
from tests.support.arr_hashes import magnet_hash, torrent_hash
from tests.support.arr_orders import Goal, Listed, Status
from tests.support.arr_torrents import QBittorrentOrders
from tests.support.arr_usenet import SabnzbdOrders
from tests.support.arr_wire import (
    ClientAuth,
    ClientAway,
    ClientFailed,
    ReleaseGone,
    ReleaseRefused,
    Upload,
    Wire,
    encoded,
)
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.ports import LOOPBACK, free_port
from tests.support.qbittorrent import QBittorrent, program
from tests.support.sabnzbd import SABnzbd, program as sabnzbd_program
from tests.support.server import Unavailable
from tests.support.torrents import Torrent, make_torrent
from tests.support.waiting import until

SONARR = "Sonarr/4.0.16.2944 (alpine 3.22.1)"
RADARR = "Radarr/6.0.4.10291 (alpine 3.22.1)"
TITLE = "A.Year.of.Small.Weather.2025.1080p.WEB-DL.Café-GLINT"
VIDEO = bytes(range(256)) * 400
TRACKER = f"http://{LOOPBACK}:9/announce"


def a_torrent(name: str = "weather.mkv", mode: Any = "v1") -> Torrent:
    return make_torrent(name, {name: VIDEO}, mode=mode, trackers=[TRACKER])


def driver(row: dict[str, Any], agent: str = RADARR) -> Any:
    return Drivers(Wire(agent)).of(row)


# ---------------------------------------------------------------- how they write


def test_a_short_form_is_escaped_as_an_address_is() -> None:
    kind, body = encoded([("username", "a b"), ("password", "ü&=/~")])
    assert kind == "application/x-www-form-urlencoded"
    assert body == b"username=a%20b&password=%C3%BC%26%3D%2F~"


def test_one_long_value_makes_a_form_multipart() -> None:
    kind, body = encoded([("urls", "m" * 1025), ("paused", "False")])
    boundary = kind.partition("boundary=")[2]
    assert boundary.startswith("-" * 29)
    assert body.startswith(
        f'--{boundary}\r\nContent-Disposition: form-data; name="urls"\r\n\r\n'.encode()
    )
    assert body.endswith(f"\r\n\r\nFalse\r\n--{boundary}--\r\n".encode())
    assert encoded([("urls", "m" * 1024)])[0] == "application/x-www-form-urlencoded"


def test_a_file_is_named_after_its_release_in_utf_8() -> None:
    _, body = encoded([("torrents", Upload(filename="Café.torrent", content=b"d1:xe"))])
    assert 'name="torrents"; filename="Café.torrent"\r\n'.encode() in body


@pytest.mark.parametrize("mode", ["v1", "v2", "hybrid"])
def test_by_what_they_know_a_torrent(mode: str) -> None:
    torrent = a_torrent(mode=mode)
    known = torrent.v1 or torrent.v2
    assert torrent_hash(torrent.content) == known
    assert magnet_hash(torrent.magnet()) == known


def test_what_is_no_torrent() -> None:
    for content in (b"", b"<html>", b"d4:infod", b"d4:info"):
        with pytest.raises(ReleaseGone):
            torrent_hash(content)
    with pytest.raises(ReleaseGone):
        magnet_hash("magnet:?dn=nothing")
    base32 = "magnet:?xt=urn:btih:" + "a" * 32
    assert magnet_hash(base32) == "00" * 20


# -------------------------------------------------------------- a real qBittorrent


@pytest.fixture
async def qbittorrent() -> AsyncGenerator[QBittorrent]:
    """Start the one of the system, of version 4."""
    try:
        program("host")
    except Unavailable as error:
        pytest.skip(str(error))
    async with QBittorrent("host") as server:
        yield server


def ordering(server: QBittorrent, agent: str = RADARR, **settings: Any) -> Any:
    row = qbittorrent_row(
        agent.partition("/")[0],
        server.url,
        server.username,
        server.password,
        **settings,
    )
    return driver(row, agent)


async def listed(orders: Any, check: Any, what: str) -> Listed:
    async def look() -> Listed | None:
        return next(filter(check, await orders.items()), None)

    found = await until(look, what)
    assert found is not None
    return found


@pytest.mark.real_server
class TestQBittorrent:
    async def test_the_button(self, qbittorrent: QBittorrent) -> None:
        orders = ordering(qbittorrent, category="films")
        assert await orders.test() == []
        categories = (await qbittorrent.api("torrents/categories")).json()
        assert set(categories) == {"films"}
        # First without a cookie, then a login, and each thing in its turn.
        assert [one.removeprefix("GET ").removeprefix("POST ") for one in orders.wire.asked] == [
            f"/api/v2/{path}"
            for path in (
                "app/webapiVersion",
                "auth/login",
                "app/webapiVersion",
                "app/webapiVersion",
                "app/preferences",
                "torrents/categories",
                "torrents/createCategory",
                "torrents/categories",
                "torrents/info?category=films",
            )
        ]  # fmt: skip
        assert await orders.roots() == [f"{qbittorrent.saves}/"]

    async def test_a_wrong_password(self, qbittorrent: QBittorrent) -> None:
        row = qbittorrent_row("Radarr", qbittorrent.url, "admin", "wrong")
        assert await driver(row).test() == ["Authentication Failure"]
        with pytest.raises(ClientAuth):
            await driver(row).items()
        nobody = driver(qbittorrent_row("Radarr", qbittorrent.url))
        with pytest.raises(ClientAuth):
            await nobody.items()

    async def test_a_file_from_beginning_to_end(self, qbittorrent: QBittorrent) -> None:
        torrent = a_torrent()
        orders = ordering(qbittorrent, category="films")
        assert await orders.test() == []
        del orders.wire.asked[:]
        digest = await orders.add(TITLE, torrent.content, Goal())
        assert orders.wire.asked == [
            "GET /api/v2/app/webapiVersion",
            "POST /api/v2/torrents/add",
        ]
        assert digest == (torrent.v1 or "").upper()
        await qbittorrent.wait_for(torrent, bool, "it to be there")
        item = await listed(orders, lambda one: one.id == digest, "it to be listed")
        assert (item.category, item.size) == ("films", len(VIDEO))
        assert item.status in (Status.WARNING, Status.DOWNLOADING, Status.QUEUED)
        (qbittorrent.saves / "weather.mkv").write_bytes(VIDEO)
        await qbittorrent.api("torrents/recheck", {"hashes": torrent.v1 or ""})
        done = await listed(
            orders, lambda one: one.status is Status.COMPLETED, "it to be complete"
        )
        assert done.path == str(qbittorrent.saves / "weather.mkv")
        assert not done.removable
        await orders.remove(done)
        assert await orders.items() == []
        assert not (qbittorrent.saves / "weather.mkv").exists()

    async def test_what_is_added_paused_is_paused(
        self, qbittorrent: QBittorrent
    ) -> None:
        orders = ordering(qbittorrent, SONARR, initialState=2)
        magnet = a_torrent().magnet()
        digest = await orders.add(TITLE, magnet, Goal())
        item = await listed(orders, lambda one: one.id == digest, "it to be listed")
        assert item.status is Status.PAUSED
        assert not item.message

    async def test_a_long_magnet_goes_as_multipart(
        self, qbittorrent: QBittorrent
    ) -> None:
        trackers = [f"{TRACKER}?{number:0400}" for number in range(4)]
        magnet = a_torrent().magnet(trackers=trackers)
        assert len(magnet) > 1024
        orders = ordering(qbittorrent)
        digest = await orders.add(TITLE, magnet, Goal())
        await listed(orders, lambda one: one.id == digest, "it to be listed")

    async def test_a_magnet_nobody_can_resolve(self, qbittorrent: QBittorrent) -> None:
        # This one has no DHT.
        with pytest.raises(ReleaseGone, match="DHT"):
            await ordering(qbittorrent).add(
                TITLE, a_torrent().magnet(trackers=[]), Goal()
            )

    async def test_seeding_goals_and_wishes_go_along(
        self, qbittorrent: QBittorrent
    ) -> None:
        torrent = a_torrent()
        orders = ordering(
            qbittorrent,
            initialState=1,
            recentMoviePriority=1,
            sequentialOrder=True,
            firstAndLast=True,
            contentLayout=1,
        )
        await orders.add(TITLE, torrent.content, Goal(ratio=1.5, minutes=600))
        assert orders.wire.asked[-3:] == [
            f"GET /api/v2/torrents/properties?hash={torrent.v1}",
            "POST /api/v2/torrents/topPrio",
            "POST /api/v2/torrents/setForceStart",
        ]
        row = await qbittorrent.torrent(torrent)
        assert row is not None
        assert (row["ratio_limit"], row["seeding_time_limit"]) == (1.5, 600)
        assert (row["seq_dl"], row["f_l_piece_prio"]) == (True, True)
        assert row["force_start"] is True

    async def test_imported_and_seeded_enough(self, qbittorrent: QBittorrent) -> None:
        torrent = a_torrent()
        (qbittorrent.saves / "weather.mkv").write_bytes(VIDEO)
        orders = ordering(qbittorrent, category="films", movieImportedCategory="seen")
        assert await orders.test() == []
        await orders.add(TITLE, torrent.content, Goal(minutes=0))
        done = await listed(
            orders, lambda one: one.status is Status.COMPLETED, "it to be complete"
        )
        await listed(orders, lambda one: one.removable, "it to have been seeded")
        await orders.imported(done)
        assert await orders.items() == []
        row = await qbittorrent.torrent(torrent)
        assert row is not None
        assert row["category"] == "seen"

    async def test_a_session_that_was_lost(self, qbittorrent: QBittorrent) -> None:
        row = qbittorrent_row(
            "Radarr", qbittorrent.url, qbittorrent.username, qbittorrent.password
        )
        drivers = Drivers(Wire(RADARR))
        assert await drivers.of(row).items() == []
        await qbittorrent.restart()
        assert await drivers.of(row).items() == []
        logins = [one for one in drivers.wire.asked if one.endswith("auth/login")]
        assert len(logins) == 2

    async def test_what_it_refuses(self, qbittorrent: QBittorrent) -> None:
        torrent = a_torrent()
        orders = ordering(qbittorrent)
        await orders.add(TITLE, torrent.content, Goal())
        await listed(orders, lambda _: True, "it to be listed")
        with pytest.raises(ClientFailed):
            await orders.add(TITLE, torrent.content, Goal())


@pytest.mark.real_server
async def test_a_newer_qbittorrent_takes_a_key_of_sonarr() -> None:
    try:
        program("forky")
    except Unavailable as error:
        pytest.skip(str(error))
    async with QBittorrent("forky") as server:
        row = qbittorrent_row("Sonarr", server.url, apiKey=server.api_key)
        orders = driver(row, SONARR)
        assert await orders.test() == []
        digest = await orders.add(TITLE, a_torrent().content, Goal())
        item = await listed(orders, lambda one: one.id == digest, "it to be listed")
        assert item.category == "tv-sonarr"
        assert not any("login" in one for one in orders.wire.asked)
        wrong = driver(qbittorrent_row("Sonarr", server.url, apiKey="x"), SONARR)
        assert await wrong.test() == ["Authentication Failure"]


# ------------------------------------------------------------------ a real SABnzbd


@pytest.mark.real_server
async def test_a_real_sabnzbd() -> None:
    try:
        sabnzbd_program()
    except Unavailable as error:
        pytest.skip(str(error))
    post = make_post(TITLE, {"weather.mkv": VIDEO})
    gone = make_post("Gone-GLINT", {"gone.mkv": VIDEO[::-1]})
    async with NewsServer() as news, SABnzbd(news=news) as server:
        news.carry(post, gone.losing())
        row = sabnzbd_row("Radarr", server.url, server.api_key)
        orders = driver(row)
        assert await orders.test() == []
        assert await orders.roots() == [str(server.complete / "movies")]
        assert await driver(sabnzbd_row("Radarr", server.url, "x")).test() == [
            "API Key Incorrect"
        ]
        await server.api("pause")
        job = await orders.add(TITLE, post.nzb)
        item = await listed(orders, lambda one: one.id == job, "it to be listed")
        assert (item.status, item.category) == (Status.PAUSED, "movies")
        await server.api("resume")
        # Where it lies is said a moment later than that it is complete.
        done = await listed(orders, lambda one: bool(one.path), "it to be complete")
        assert done.status is Status.COMPLETED
        assert (done.id, done.title, done.seconds) == (job, TITLE, 0)
        assert done.path == str(server.complete / "movies" / TITLE)
        await orders.remove(done)
        assert await orders.items() == []
        await orders.add("Gone-GLINT", gone.nzb)
        failed = await listed(
            orders, lambda one: one.status is Status.FAILED, "it to have failed"
        )
        assert failed.message
        await orders.remove(failed)
        assert await orders.items() == []


# ------------------------------------------------------------- what poses as one


ROW = {
    "hash": "a" * 40,
    "name": "x",
    "size": 100,
    "progress": 0.25,
    "eta": 8_640_000,
    "state": "pausedDL",
    "category": "radarr",
    "save_path": "/dl",
    "content_path": "/dl/x",
    "ratio": 0.5,
    "ratio_limit": -2,
    "seeding_time": 0,
    "seeding_time_limit": -2,
    "inactive_seeding_time_limit": -2,
    "last_activity": 0,
}
GOOD = {"webapiVersion": "2.9.3", "login": "Ok.", "preferences": {"dht": True}}


async def one_of(row: dict[str, Any], **config: Any) -> Listed:
    answers = GOOD | {"info": [row], "preferences": {"dht": True, **config}}
    async with posing(**answers) as posed:
        orders: QBittorrentOrders = driver(
            qbittorrent_row("Radarr", posed.url, "a", "b")
        )
        (item,) = await orders.items()
    return item


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("pausedDL", Status.PAUSED),
        ("stoppedDL", Status.PAUSED),
        ("queuedDL", Status.QUEUED),
        ("checkingUP", Status.QUEUED),
        ("metaDL", Status.QUEUED),
        ("downloading", Status.DOWNLOADING),
        ("stalledDL", Status.WARNING),
        ("error", Status.WARNING),
        ("missingFiles", Status.WARNING),
        ("uploading", Status.COMPLETED),
        ("pausedUP", Status.COMPLETED),
        ("whatever", Status.DOWNLOADING),
    ],
)
async def test_what_is_made_of_a_state(state: str, status: Status) -> None:
    item = await one_of(ROW | {"state": state})
    assert item.status is status
    assert item.id == "A" * 40
    assert (item.left, item.seconds) == (75, 0 if status is Status.COMPLETED else None)


async def test_without_dht_a_magnet_is_a_warning() -> None:
    item = await one_of(ROW | {"state": "metaDL"}, dht=False)
    assert (item.status, bool(item.message)) == (Status.WARNING, True)


async def test_content_that_is_the_folder_itself_is_not_imported() -> None:
    item = await one_of(ROW | {"state": "uploading", "content_path": "/dl"})
    assert (item.status, item.path) == (Status.WARNING, "")


@pytest.mark.parametrize(
    ("row", "config", "seeded"),
    [
        ({}, {}, False),
        ({"ratio_limit": 0.5}, {}, True),
        ({"ratio_limit": 0.6}, {}, False),
        ({"ratio_limit": -1}, {"max_ratio_enabled": True, "max_ratio": 0.1}, False),
        ({}, {"max_ratio_enabled": True, "max_ratio": 0.1}, True),
        ({"seeding_time": 600, "seeding_time_limit": 10}, {}, True),
        ({"seeding_time": 599, "seeding_time_limit": 10}, {}, False),
        (
            {"seeding_time": 600},
            {"max_seeding_time_enabled": True, "max_seeding_time": 10},
            True,
        ),
        ({"inactive_seeding_time_limit": 10}, {}, True),
        (
            {},
            {"max_inactive_seeding_time_enabled": True, "max_inactive_seeding_time": 1},
            True,
        ),
    ],
)
async def test_how_long_it_is_seeded(
    row: dict[str, Any], config: dict[str, Any], *, seeded: bool
) -> None:
    paused = await one_of(ROW | {"state": "pausedUP"} | row, **config)
    assert paused.removable is seeded
    going = await one_of(ROW | {"state": "uploading"} | row, **config)
    assert not going.removable


async def test_how_a_client_that_refuses_is_taken() -> None:
    row = qbittorrent_row("Radarr", f"http://{LOOPBACK}:{free_port()}", "a", "b")
    with pytest.raises(ClientFailed) as raised:
        await driver(row).items()
    assert not isinstance(raised.value, ClientAway)
    for answers, kind in (
        (GOOD | {"webapiVersion": 404}, ClientFailed),
        (GOOD | {"webapiVersion": 401}, ClientFailed),
        (GOOD | {"webapiVersion": "no version"}, ClientFailed),
        (GOOD | {"login": "Fails."}, ClientAuth),
        (GOOD | {"login": 403}, ClientAuth),
        (GOOD | {"login": 500}, ClientFailed),
        (GOOD | {"info": 500}, ClientFailed),
        (GOOD | {"info": "<html>"}, ClientFailed),
        (GOOD | {"info": {}}, ClientFailed),
        (GOOD | {"info": [], "preferences": 403}, ClientFailed),
    ):
        async with posing(**answers) as posed:
            with pytest.raises(ClientFailed) as raised:
                await driver(qbittorrent_row("Radarr", posed.url, "a", "b")).items()
            assert type(raised.value) is kind, answers


async def test_what_is_refused_is_said() -> None:
    async with posing(**GOOD, add="Fails.") as posed:
        orders = driver(qbittorrent_row("Radarr", posed.url, "a", "b"))
        with pytest.raises(ClientFailed, match="failed to add"):
            await orders.add(TITLE, a_torrent().content, Goal())


async def test_a_client_that_removes_by_itself_is_refused() -> None:
    limits = {"max_ratio_enabled": True, "max_ratio_act": 1, "dht": True}
    async with posing(**GOOD | {"preferences": limits}) as posed:
        row = qbittorrent_row("Radarr", posed.url, "a", "b")
        assert "ratio limit" in (await driver(row).test())[0]
        bare = qbittorrent_row("Radarr", posed.url, "a", "b", category="")
        assert await driver(bare).test() == ["Category is recommended"]


async def test_a_queue_that_is_off_where_it_is_wanted() -> None:
    answers = GOOD | {"categories": {"radarr": {}}, "info": []}
    async with posing(**answers) as posed:
        row = qbittorrent_row("Radarr", posed.url, "a", "b", recentMoviePriority=1)
        assert await driver(row).test() == ["Queueing is not enabled"]


# --------------------------------------------------------------- SABnzbd, posed as


async def test_how_an_nzb_is_handed_over() -> None:
    async with posing(addfile={"status": True, "nzo_ids": ["one"]}) as posed:
        orders: SabnzbdOrders = driver(
            sabnzbd_row("Radarr", posed.url, "k", category="a b")
        )
        assert await orders.add(TITLE, b"<nzb/>") == "one"
        (asked,) = orders.wire.asked
        query = "mode=addfile&cat=a%20b&priority=-100&apikey=k&output=json"
        assert asked == f"POST /below/a/path/api?{query}"


CONFIG = {
    "config": {
        "misc": {"complete_dir": "/c"},
        "categories": [{"name": "movies", "dir": "films"}],
        "servers": [],
        "sorters": [],
    }
}
SLOT = {
    "nzo_id": "one",
    "filename": "x",
    "cat": "movies",
    "status": "Paused",
    "mb": "10.0",
    "mbleft": "2.5",
    "timeleft": "0:01:00",
    "priority": "Normal",
}
ENDED = {
    "nzo_id": "one",
    "name": "x",
    "category": "movies",
    "status": "Failed",
    "fail_message": "Declined in Greenlight",
    "bytes": 100,
    "storage": "",
}


async def sab_items(
    *slots: dict[str, Any], ended: list[dict[str, Any]] | None = None, **queue: Any
) -> list[Listed]:
    answers = {
        "queue": {"queue": {"paused": False, "slots": list(slots), **queue}},
        "history": {"history": {"slots": ended or []}},
    }
    async with posing(**answers) as posed:
        found: list[Listed] = await driver(
            sabnzbd_row("Radarr", posed.url, "k")
        ).items()
    return found


async def test_what_is_made_of_jobs() -> None:
    (item,) = await sab_items(SLOT)
    assert (item.status, item.left, item.seconds) == (Status.PAUSED, 2_621_440, None)
    (item,) = await sab_items(SLOT | {"status": "Grabbing"})
    assert (item.status, item.seconds) == (Status.QUEUED, 60)
    (item,) = await sab_items(SLOT | {"status": "Downloading"}, paused=True)
    assert item.status is Status.PAUSED
    forced = SLOT | {"status": "Downloading", "priority": "Force"}
    (item,) = await sab_items(forced, paused=True)
    assert item.status is Status.DOWNLOADING
    (item,) = await sab_items(SLOT | {"filename": "ENCRYPTED / x"})
    assert (item.title, item.encrypted) == ("x", True)
    assert await sab_items(SLOT | {"cat": "tv"}, SLOT | {"status": "Deleted"}) == []


async def test_what_is_made_of_ended_jobs() -> None:
    (item,) = await sab_items(ended=[ENDED])
    assert (item.status, item.message) == (Status.FAILED, "Declined in Greenlight")
    full = {"fail_message": "Unpacking failed, write error or disk is full?"}
    (item,) = await sab_items(ended=[ENDED | full])
    assert item.status is Status.WARNING
    done = ENDED | {"status": "Completed", "storage": "/c/films/x/a.mkv"}
    (item,) = await sab_items(ended=[done])
    assert (item.status, item.path) == (Status.COMPLETED, "/c/films/x")


@pytest.mark.parametrize(
    "slot", [SLOT | {"status": "Waiting"}, SLOT | {"timeleft": "1:00"}]
)
async def test_one_job_that_cannot_be_read_costs_the_list(slot: dict[str, Any]) -> None:
    with pytest.raises(ClientFailed):
        await sab_items(SLOT, slot)


async def test_how_a_sabnzbd_refuses() -> None:
    row = sabnzbd_row("Radarr", f"http://{LOOPBACK}:{free_port()}", "k")
    with pytest.raises(ClientAway):
        await driver(row).items()
    assert "Unable to connect" in (await driver(row).test())[0]
    none = {"status": True, "nzo_ids": []}
    async with posing(addfile=none) as posed:
        with pytest.raises(ReleaseRefused):
            await driver(sabnzbd_row("Radarr", posed.url, "k")).add(TITLE, b"<nzb/>")
    refused = {"status": False, "error": "no"}
    async with posing(addfile=refused, queue="error: no", history="?") as posed:
        orders = driver(sabnzbd_row("Radarr", posed.url, "k"))
        for call in (orders.add(TITLE, b"<nzb/>"), orders.items()):
            with pytest.raises(ClientFailed):
                await call
    async with posing(version={"version": "4.5.1"}, get_config=CONFIG) as posed:
        assert await driver(sabnzbd_row("Radarr", posed.url, "k")).test() == []
        other = sabnzbd_row("Radarr", posed.url, "k", category="series")
        assert await driver(other).test() == ["Category does not exist"]
    async with posing(version={"version": "develop"}) as posed:
        failures = await driver(sabnzbd_row("Radarr", posed.url, "k")).test()
        assert failures == ["Unknown Version: develop"]
