"""What was written down of other programs is believable: the real servers satisfy each of them.

A real qBittorrent of the dialect that we speak, and a real SABnzbd, are told what each program says,
and answer what it demands; what was said has had its effect there.
"""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.support.feed import FeedServer
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.qbittorrent import QBittorrent, program
from tests.support.qbittorrent_config import Settings
from tests.support.replay import RECORDED, Player, occasions, programs, recorded
from tests.support.replay_reads import Unmet
from tests.support.sabnzbd import SABnzbd, program as sabnzbd_program
from tests.support.server import Unavailable
from tests.support.torrents import Torrent, make_torrent

CATEGORY = "tv"
IMPORTED = "tv-imported"
# What a program may say of one download after it has handed it over, in the order of its life.
AFTERWARDS = ("reannounce", "priority", "limits", "poll", "health", "recheck")
ENDS = (
    "reannounce_in_vain",
    "withdraw",
    "remove",
    "remove_keeping",
    "remove_with_data",
)


def of_torrents(program: str) -> list[str]:
    """Return on which occasions a program hands over a torrent."""
    return [name for name in occasions(program) if name.startswith("add_")]


def of_usenet(program: str) -> list[str]:
    """Return on which occasions a program hands over an NZB."""
    return [name for name in occasions(program) if name.startswith("usenet_add_")]


def test_every_file_says_what_it_is_about() -> None:
    for program_name in programs():
        about = recorded(program_name, "program")
        assert about["program"]
        assert about["source"]
        assert occasions(program_name)
        for occasion in occasions(program_name):
            found = recorded(program_name, occasion)
            assert found["occasion"]
            assert found["steps"]
    assert not [
        path for path in RECORDED.rglob("*") if path.suffix not in ("", ".json")
    ]


# ------------------------------------------------------------------- torrents


@pytest.fixture
async def site() -> AsyncGenerator[FeedServer]:
    """Run a site that is also a tracker."""
    async with FeedServer() as site:
        yield site


@pytest.fixture
async def qbittorrent() -> AsyncGenerator[QBittorrent]:
    """Run the real qBittorrent whose dialect is ours, or skip."""
    try:
        found = program("host")
    except Unavailable as error:
        pytest.skip(str(error))
    if found.version >= (5,):
        pytest.skip(f"{found.version} speaks another dialect")
    async with QBittorrent(found, settings=Settings()) as server:
        yield server


def values_of(torrent: Torrent, *, long: bool) -> dict[str, str | bytes]:
    """Return what a sequence leaves open of a torrent."""
    more = [f"udp://{n}.tracker.example:1337/announce" for n in range(20 * long)]
    assert torrent.v1
    return {
        "hash": torrent.v1,
        "title": torrent.name,
        "torrent": torrent.content,
        "magnet": torrent.magnet(trackers=[*torrent.trackers, *more]),
    }


@pytest.mark.real_server
@pytest.mark.parametrize("name", [one for one in programs() if of_torrents(one)])
async def test_qbittorrent_satisfies_it(
    name: str, qbittorrent: QBittorrent, site: FeedServer
) -> None:
    player = Player(
        name,
        qbittorrent.url,
        qbittorrent.username,
        qbittorrent.password,
        values={
            "category": CATEGORY,
            "imported_category": IMPORTED,
            "folder": str(qbittorrent.saves),
        },
    )
    said = occasions(name)
    if "test" in said:
        await player.play("test")
    if "test" not in said or "createCategory" not in str(recorded(name, "test")):
        await qbittorrent.api("torrents/createCategory", {"category": CATEGORY})
    ends = [
        end
        for end in ENDS
        if end in said and "only_the_gate" not in recorded(name, end)
    ]
    for number, add in enumerate(of_torrents(name)):
        release = f"Some.Show.S01E0{number}.1080p.WEB.h264-{name}"
        torrent = make_torrent(
            release, {"some.mkv": release.encode()}, trackers=[site.announce_url]
        )
        await player.play(add, **values_of(torrent, long="long" in add))
        row = await qbittorrent.wait_for(torrent, bool, "it to be there")
        assert_as_wished(name, add, row)
        for occasion in AFTERWARDS:
            if occasion in said:
                await player.play(occasion)
        if "imported" in said:
            await player.play("imported")
            moved = await qbittorrent.torrent(torrent)
            assert moved
            assert moved["category"] == IMPORTED
        if ends:
            await player.play(ends[number % len(ends)])
            assert await qbittorrent.torrent(torrent) is None


def assert_as_wished(name: str, occasion: str, row: dict[str, Any]) -> None:
    """Assert that what was sent along has come of it, so none of it was misspelt."""
    sent = dict(
        (pair["name"], pair["value"]) if isinstance(pair, dict) else pair
        for step in recorded(name, occasion)["steps"]
        if step["path"].endswith("torrents/add")
        for pair in step.get("form", step.get("multipart"))
    )
    assert row["category"] == sent["category"].format(category=CATEGORY)
    if "ratioLimit" in sent:
        assert row["ratio_limit"] == float(sent["ratioLimit"])
    if "seedingTimeLimit" in sent:
        assert row["seeding_time_limit"] == int(sent["seedingTimeLimit"])
    if "tags" in sent:
        assert set(row["tags"].split(", ")) == set(sent["tags"].split(","))
    if "upLimit" in sent:
        assert row["up_limit"] == int(sent["upLimit"])
    if sent.get("sequentialDownload") == "True":
        assert row["seq_dl"]
    if sent.get("firstLastPiecePrio") == "True":
        assert row["f_l_piece_prio"]
    assert not row["state"].startswith("paused")


@pytest.mark.real_server
@pytest.mark.parametrize("name", ["sonarr4", "lidarr", "autobrr", "medusa", "mylar3"])
async def test_a_wrong_password_is_understood(
    name: str, qbittorrent: QBittorrent
) -> None:
    player = Player(name, qbittorrent.url, qbittorrent.username, "wrong")
    player.values["category"] = CATEGORY
    with pytest.raises(Unmet, match=r"login: .*Fails\."):
        await player.play("test")


# --------------------------------------------------------------------- usenet


async def ended(server: SABnzbd, known: str, status: str) -> dict[str, Any]:
    """Wait until a download has ended so and nothing works on it any more: only then it can be removed."""
    return await server.wait_for(
        known,
        lambda row: row["status"] == status and not row["loaded"],
        f"the download to be {status}",
    )


@pytest.mark.real_server
@pytest.mark.parametrize("name", [one for one in programs() if of_usenet(one)])
async def test_sabnzbd_satisfies_it(name: str, site: FeedServer) -> None:
    try:
        sabnzbd_program()
    except Unavailable as error:
        pytest.skip(str(error))
    async with NewsServer() as news, SABnzbd(news=news) as server:
        player = Player(name, server.url, "somebody", "something", key=server.api_key)
        player.values["category"] = CATEGORY
        said = occasions(name)
        for occasion in said:
            if occasion in ("usenet_test", "usenet_health", "usenet_folder"):
                await player.play(occasion)
        for number, add in enumerate(of_usenet(name)):
            title = f"Some.Show.S01E0{number}.1080p.WEB.h264-{name}"
            post = make_post(title, {f"{title}.mkv": b"some data" * 5000})
            news.carry(post)
            await player.play(
                add, title=title, nzb=post.nzb, link=site.offer_post(post)
            )
            if "id" not in player.values:
                # It does not read under what it is known.
                player.values["id"] = (await server.queue() + await server.history())[
                    0
                ]["nzo_id"]
            known = str(player.values["id"])
            row = await ended(server, known, "Completed")
            assert row["category"] == CATEGORY
            if "usenet_poll" in said:
                await player.play("usenet_poll")
                assert player.makes_of(row) == "Completed"
            if "usenet_remove_completed" in said:
                await player.play("usenet_remove_completed")
                assert await server.row(known) is None


@pytest.mark.real_server
@pytest.mark.parametrize("name", ["sonarr4", "sonarr5", "radarr", "lidarr"])
async def test_sabnzbd_fails_and_is_tidied(name: str) -> None:
    try:
        sabnzbd_program()
    except Unavailable as error:
        pytest.skip(str(error))
    async with NewsServer() as news, SABnzbd(news=news) as server:
        player = Player(name, server.url, key=server.api_key)
        player.values["category"] = CATEGORY
        lost = make_post("Lost.Show.S01E01", {"lost.mkv": b"some data" * 5000})
        await player.play("usenet_add_file", title=lost.name, nzb=lost.nzb)
        failed = await ended(server, str(player.values["id"]), "Failed")
        assert player.makes_of(failed) == "Failed"
        assert failed["fail_message"]
        await player.play("usenet_poll")
        await player.play("usenet_remove_failed")
        assert await server.row(str(player.values["id"])) is None

        await server.api("pause")
        slow = make_post("Slow.Show.S01E01", {"slow.mkv": b"some data" * 5000})
        await player.play("usenet_add_file", title=slow.name, nzb=slow.nzb)
        await player.play("usenet_poll")
        await player.play("usenet_withdraw")
        assert await server.row(str(player.values["id"])) is None
