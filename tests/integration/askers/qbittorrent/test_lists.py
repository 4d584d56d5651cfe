"""The list of torrents as it is asked for, and what is told about one."""

import pytest

from custom_components.greenlight.askers.base import Phase, Standing
from custom_components.greenlight.clients.through import (
    AtLimit,
    File,
    Habits,
    ShareLimits,
    Tracker,
)
from custom_components.greenlight.engine.files.metainfo import Torrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.fake_desk import START, FakeDesk, order_of

from .calling import Program

A, B, C, V2 = "a" * 40, "b" * 40, "c" * 40, "d" * 64


@pytest.fixture(autouse=True)
def ordered(desk: FakeDesk) -> None:
    """Have four torrents: one waits, one runs, one has failed, and one is of version 2."""
    for at, (known, name, category, tags) in enumerate(
        [
            (A, "Zebra", "tv", ("hd", "new")),
            (B, "ant", "films", ("hd",)),
            (C, "Mole", "", ()),
            (V2, "Bee", "tv", ("old",)),
        ]
    ):
        torrent = Torrent(name=name, hashes=frozenset({known}), size=1000 * (at + 1))
        order = order_of(
            torrent,
            category=category,
            at=START + at,
            options=DownloadOptions(tags=tags),
        )
        desk.put(Standing(order=order, phase=Phase.WAITING))
    desk.run(B, upload_speed=3, download_speed=20)
    desk.put(Standing(order=desk.standings[C].order, phase=Phase.FAILED))


async def names(program: Program, **query: str) -> list[str]:
    """Return the names of those that are listed."""
    answer = await program.ask("torrents/info", **query)
    assert answer.kind == "application/json"
    posted = await program.ask("torrents/info", query or {"foo": "bar"})
    assert posted.value == answer.value
    return [row["name"] for row in answer.value]


async def test_those_are_listed_that_are_asked_for(program: Program) -> None:
    assert await names(program) == ["Zebra", "ant", "Mole", "Bee"]
    assert await names(program, category="tv") == ["Zebra", "Bee"]
    assert await names(program, category="") == ["Mole"]
    assert await names(program, category="TV") == []
    assert await names(program, tag="hd") == ["Zebra", "ant"]
    assert await names(program, tag="") == ["Mole"]
    assert await names(program, filter="paused") == ["Zebra", "Bee"]
    assert await names(program, filter="errored") == ["Mole"]
    assert await names(program, filter="all", category="films") == ["ant"]
    assert await names(program, hashes="all") == ["Zebra", "ant", "Mole", "Bee"]
    assert await names(program, hashes=f"{A.upper()}|{C}|{'9' * 40}") == [
        "Zebra",
        "Mole",
    ]
    assert await names(program, hashes="9" * 40) == []


async def test_they_are_sorted_and_cut_as_asked(program: Program) -> None:
    assert await names(program, sort="size", reverse="TRUE") == [
        "Bee",
        "Mole",
        "ant",
        "Zebra",
    ]
    assert await names(program, sort="name") == ["Bee", "Mole", "Zebra", "ant"]
    assert await names(program, limit="2") == ["Zebra", "ant"]
    assert await names(program, limit="2", offset="3") == ["Bee"]
    assert await names(program, offset="-1") == ["Bee"]
    assert await names(program, limit="0", offset="9") == [
        "Zebra",
        "ant",
        "Mole",
        "Bee",
    ]
    assert await names(program, limit="x", offset="y") == [
        "Zebra",
        "ant",
        "Mole",
        "Bee",
    ]
    answer = await program.call("/api/v2/torrents/info", query={"sort": "shoe size"})
    assert answer.status == 400
    assert await names(program, sort="shoe size", hashes="9" * 40) == []


async def test_one_of_version_2_is_shown_as_it_is_asked_for(program: Program) -> None:
    async def known(**query: str) -> list[str]:
        answer = await program.ask("torrents/info", category="tv", tag="old", **query)
        return [row["hash"] for row in answer.value]

    assert await known() == [V2[:40]]
    assert await known(hashes=V2) == [V2]
    assert await known(hashes=V2[:40]) == [V2[:40]]
    program.agent = "Sonarr/4.0.17.2952 (ubuntu 22.04)"
    assert await known() == [V2]
    told = await program.ask("torrents/properties", hash=V2)
    assert told.value["hash"] == V2
    everything = await program.ask("sync/maindata")
    assert V2 in everything.value["torrents"]


async def test_there_are_so_many(program: Program) -> None:
    assert (await program.ask("torrents/count")).text == "4"


async def test_what_is_told_about_one(program: Program, desk: FakeDesk) -> None:
    told = (await program.ask("torrents/properties", hash=A.upper())).value
    assert (told["name"], told["total_size"], told["hash"]) == ("Zebra", 1000, A)
    assert (told["save_path"], told["addition_date"]) == ("/data/torrents", int(START))
    assert (told["completion_date"], told["dl_limit"], told["is_private"]) == (
        -1,
        -1,
        False,
    )
    desk.run(B, private=True, download_speed=20)
    told = (await program.ask("torrents/properties", {"hash": B})).value
    assert (told["is_private"], told["dl_speed"]) == (True, 20)
    files = (await program.ask("torrents/files", hash=A)).value
    assert files == [
        {
            "availability": 0,
            "index": 0,
            "is_seed": False,
            "name": "Zebra/a.mkv",
            "piece_range": [0, 0],
            "priority": 1,
            "progress": 0,
            "size": 1000,
        }
    ]


async def test_of_a_magnet_link_no_files_are_known_yet(
    program: Program, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def files(_order: str) -> tuple[File, ...]:
        return ()

    monkeypatch.setattr(desk, "files", files)
    assert (await program.ask("torrents/files", hash=A)).value == []


async def test_trackers_are_told_as_the_real_one_does(
    program: Program, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = (await program.ask("torrents/trackers", hash=A)).value
    assert [one["url"] for one in waiting[:3]] == [
        "** [DHT] **",
        "** [PeX] **",
        "** [LSD] **",
    ]
    assert {one["status"] for one in waiting[:3]} == {0}
    (last,) = waiting[3:]
    assert (last["status"], last["msg"], last["tier"]) == (2, "waiting", 0)

    async def trackers(_order: str) -> tuple[Tracker, ...]:
        return (
            Tracker(url="** [DHT] **", works=True),
            Tracker(url="http://a.invalid", works=False, message="unregistered"),
            Tracker(url="http://b.invalid", seeders=3, peers=5),
        )

    monkeypatch.setattr(desk, "trackers", trackers)
    told = (await program.ask("torrents/trackers", hash=B)).value
    assert [one["status"] for one in told[3:]] == [4, 1]
    assert (told[3]["msg"], told[3]["num_seeds"]) == ("unregistered", -1)
    assert (told[4]["num_seeds"], told[4]["num_leeches"]) == (3, 5)


@pytest.mark.parametrize("path", ["properties", "files", "trackers"])
async def test_of_what_is_not_there_nothing_is_told(
    program: Program, path: str
) -> None:
    answer = await program.call(f"/api/v2/torrents/{path}", query={"hash": "9" * 40})
    assert (answer.status, answer.text) == (404, "Not Found")
    assert (await program.call(f"/api/v2/torrents/{path}")).status == 400


@pytest.mark.parametrize("path", ["files", "trackers"])
async def test_what_goes_meanwhile_is_not_there(
    program: Program, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    known = desk.standings[A]
    desk.standings.clear()
    monkeypatch.setattr(desk, "find", lambda _order: known)
    monkeypatch.setattr(type(desk), "_found", _gone)
    answer = await program.call(f"/api/v2/torrents/{path}", query={"hash": A})
    assert answer.status == 404


def _gone(*_: object) -> None:
    from custom_components.greenlight.askers.base import UnknownOrder

    raise UnknownOrder


async def test_what_the_client_does_as_a_rule_is_told_as_it_is(
    program: Program, desk: FakeDesk
) -> None:
    desk.usual = Habits(
        save_path="/srv",
        queueing=True,
        limits=ShareLimits(ratio=1.5, seeding_time=-1, inactive_time=20),
        at_limit=AtLimit.REMOVE_WITH_DATA,
    )
    told = (await program.ask("app/preferences")).value
    assert (told["save_path"], told["queueing_enabled"], told["dht"]) == (
        "/srv",
        True,
        True,
    )
    assert (told["max_ratio_enabled"], told["max_ratio"]) == (True, 1.5)
    assert (told["max_seeding_time_enabled"], told["max_seeding_time"]) == (False, -1)
    assert told["max_inactive_seeding_time_enabled"] is True
    assert told["max_inactive_seeding_time"] == 20
    assert told["max_ratio_act"] == 3
    assert (await program.ask("app/defaultSavePath")).text == "/srv"
    desk.usual = Habits(save_path="/srv")
    told = (await program.ask("app/preferences")).value
    assert (told["max_ratio_enabled"], told["max_ratio_act"]) == (False, 0)
    assert told["dht"] is True


async def test_texts_end_where_they_end(program: Program) -> None:
    for path, text in (("version", "v4.6.7"), ("webapiVersion", "2.9.3")):
        answer = await program.ask(f"app/{path}")
        assert (answer.text, answer.kind) == (text, "text/plain; charset=UTF-8")
    assert (await program.ask("transfer/speedLimitsMode")).text == "0"


async def test_all_at_once_and_how_fast(program: Program, desk: FakeDesk) -> None:
    told = (await program.ask("transfer/info")).value
    assert (told["dl_info_speed"], told["up_info_speed"]) == (20, 3)
    desk.known = {"tv": "/data/tv", "films": ""}
    told = (await program.ask("sync/maindata", rid="3")).value
    assert (told["rid"], told["full_update"]) == (4, True)
    assert told["torrents"].keys() == {A, B, C, V2[:40]}
    assert told["categories"]["tv"] == {"name": "tv", "savePath": "/data/tv"}
    assert told["tags"] == ["hd", "new", "old"]
    assert told["server_state"]["dl_info_speed"] == 20
    assert told["server_state"]["global_ratio"] == "-"
    again = (await program.ask("sync/maindata", rid="x")).value
    assert (again["rid"], again["torrents"]) == (1, told["torrents"])
