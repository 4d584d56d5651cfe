"""A stranger's client reads it: qbittorrent-api, which Home Assistant and most scripts use."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest
from qbittorrentapi import (
    Client,
    Conflict409Error,
    LoginFailed,
    NotFound404Error,
    UnsupportedMediaType415Error,
)

from tests.contract.askers.world import CATEGORY, SAVE_PATH, World
from tests.support.torrents import make_torrent

ONE = make_torrent("A.Show.S01E01.1080p.WEB-DL.x264-GRP", {"a.mkv": b"a" * 40_000})
TWO = make_torrent("A.Show.S01E02.1080p.WEB-DL.x264-GRP", {"b.mkv": b"b" * 50_000})
V1, OTHER = ONE.v1 or "", TWO.v1 or ""

type Talk = Callable[[Client], None]
type TalkTo = Callable[[Talk], Awaitable[None]]


@pytest.fixture
def talk(hass: HomeAssistant, world: World) -> TalkTo:
    """Return what has somebody who knows the login talk, beside the server."""

    def with_client(say: Talk) -> None:
        client = Client(
            world.url,
            username=world.username,
            password=world.password,
            REQUESTS_ARGS={"timeout": 20},
        )
        say(client)

    return lambda say: hass.async_add_executor_job(with_client, say)


async def test_it_is_the_version_that_everybody_speaks(talk: TalkTo) -> None:
    def say(client: Client) -> None:
        client.auth_log_in()
        assert (client.app.version, client.app.web_api_version) == ("v4.6.7", "2.9.3")
        assert client.app.build_info.bitness == 64
        assert client.app.default_save_path == SAVE_PATH
        told = client.app.preferences
        assert told.dht is True
        assert told.queueing_enabled is True
        assert (told.max_ratio_enabled, told.max_ratio) == (True, 2.0)
        assert (told.max_seeding_time_enabled, told.max_seeding_time) == (True, 1440)
        assert told.max_inactive_seeding_time_enabled is False
        assert told.max_ratio_act == 0
        client.auth_log_out()

    await talk(say)


async def test_a_wrong_login_is_told(hass: HomeAssistant, world: World) -> None:
    def say() -> None:
        with pytest.raises(LoginFailed):
            Client(world.url, username=world.username, password="x").auth_log_in()

    await hass.async_add_executor_job(say)


async def test_what_is_handed_over_waits_runs_and_is_done(
    talk: TalkTo, world: World
) -> None:
    def hand_over(client: Client) -> None:
        assert (
            client.torrents_add(
                torrent_files=[ONE.content, TWO.content],
                category=CATEGORY,
                tags=["hd", "new"],
                ratio_limit=1.5,
                seeding_time_limit=90,
                is_paused=False,
            )
            == "Ok."
        )
        row = client.torrents_info(torrent_hashes=V1, category=CATEGORY)[0]
        assert (row.hash, row.name, row.state) == (V1, ONE.name, "pausedDL")
        assert (row.progress, row.eta, row.size) == (0, 8640000, ONE.size)
        assert (row.category, row.tags) == (CATEGORY, "hd, new")
        assert (row.save_path, row.content_path) == (
            SAVE_PATH,
            f"{SAVE_PATH}/{ONE.name}",
        )
        assert (row.ratio_limit, row.seeding_time_limit) == (1.5, 90)
        assert row.properties.total_size == ONE.size
        assert [file.size for file in row.files] == [ONE.size]
        assert [one.status for one in row.trackers] == [0, 0, 0, 2]

    await talk(hand_over)
    await world.approve(V1)

    def follow(client: Client) -> None:
        (row,) = client.torrents_info(status_filter="downloading", torrent_hashes=V1)
        assert (row.state, row.progress) == ("downloading", 0.25)
        assert client.torrents_info(category="another") == []
        both = client.torrents_info(sort="name", reverse=True)
        assert [row.hash for row in both] == [OTHER, V1]
        assert [row.hash for row in client.torrents_info(sort="name", limit=1)] == [V1]
        assert int(client.torrents_count()) == 2
        assert client.transfer_info().connection_status == "connected"

    await talk(follow)
    await world.finish(V1)

    def see_to_it(client: Client) -> None:
        (row,) = client.torrents_info(status_filter="completed")
        assert (row.hash, row.progress, row.amount_left) == (V1, 1, 0)
        assert row.content_path != row.save_path
        row.set_category("imported")
        assert client.torrents_info(category=CATEGORY)[0].hash == OTHER
        client.torrents_delete(delete_files=True, torrent_hashes=V1)
        assert [row.hash for row in client.torrents_info()] == [OTHER]

    await talk(see_to_it)


async def test_links_lead_to_what_they_lead_to(talk: TalkTo, world: World) -> None:
    link = await world.offer(TWO.content)

    def say(client: Client) -> None:
        magnet = ONE.magnet(trackers=["http://tracker.invalid/announce?key=secret"])
        assert client.torrents_add(urls=[magnet, link]) == "Ok."
        rows = {row.hash: row for row in client.torrents_info()}
        assert rows.keys() == {V1, OTHER}
        assert rows[V1].magnet_uri.startswith(f"magnet:?xt=urn:btih:{V1}")
        assert client.torrents_add(urls=f"{link}.gone") == "Fails."
        with pytest.raises(UnsupportedMediaType415Error):
            client.torrents_add(torrent_files=b"<html>no torrent</html>")
        assert len(client.torrents_info()) == 2

    await talk(say)


async def test_what_is_wished_is_no_yes(talk: TalkTo) -> None:
    def say(client: Client) -> None:
        client.torrents_add(torrent_files=ONE.content)
        client.torrents_create_category(CATEGORY, save_path="/data/tv")
        client.torrents_edit_category(CATEGORY, save_path="/data/tv")
        assert CATEGORY in client.torrents_categories()
        client.torrents_create_tags(["hd"])
        client.torrents_add_tags("hd", V1)
        assert client.torrents_tags() == ["hd"]
        client.torrents_set_category(CATEGORY, V1)
        client.torrents_set_share_limits("3.5", 60, -1, torrent_hashes=V1)
        client.torrents_top_priority(V1)
        client.torrents_bottom_priority(V1)
        client.torrents_increase_priority(V1)
        client.torrents_decrease_priority(V1)
        client.torrents_resume("all")
        client.torrents_set_force_start(enable=True, torrent_hashes=V1)
        client.torrents_recheck(V1)
        client.torrents_reannounce(V1)
        (row,) = client.torrents_info(tag="hd")
        assert (row.state, row.category, row.ratio_limit) == ("pausedDL", CATEGORY, 3.5)
        assert (row.seeding_time_limit, row.inactive_seeding_time_limit) == (60, -1)
        client.torrents_remove_tags(torrent_hashes=V1)
        assert client.torrents_info(tag="") == client.torrents_info()
        assert client.torrents_tags() == []

    await talk(say)


async def test_all_of_it_can_be_had_at_once(talk: TalkTo) -> None:
    def say(client: Client) -> None:
        client.torrents_add(torrent_files=ONE.content, tags="new")
        told = client.sync_maindata(rid=7)
        assert (told.rid, told.full_update) == (8, True)
        assert told.torrents[V1].state == "pausedDL"
        assert "hash" not in told.torrents[V1]
        assert list(told.tags) == ["new"]
        assert told.server_state.queueing is True

    await talk(say)


async def test_what_is_not_there_and_what_would_go_too_far_is_refused(
    talk: TalkTo,
) -> None:
    def say(client: Client) -> None:
        client.torrents_add(torrent_files=ONE.content)
        for ask in (client.torrents_properties, client.torrents_trackers):
            with pytest.raises(NotFound404Error):
                ask("0" * 40)
        for change in (
            lambda: client.app_set_preferences({"save_path": "/"}),
            client.app_shutdown,
            lambda: client.torrents_set_location("/", V1),
            lambda: client.torrents_rename(V1, "other"),
        ):
            with pytest.raises(NotFound404Error):
                change()
        with pytest.raises(Conflict409Error):
            client.torrents_delete(delete_files=True, torrent_hashes="all")
        assert len(client.torrents_info()) == 1

    await talk(say)
