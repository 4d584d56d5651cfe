"""A stranger's client reads it: python-qbittorrent, which mylar3 carries along."""

from homeassistant.core import HomeAssistant
import pytest
from qbittorrent.client import Client, LoginRequired

from tests.contract.askers.world import CATEGORY, SAVE_PATH, World
from tests.support.torrents import make_torrent

COMIC = make_torrent("A Comic 012 (2024) (Digital)", {"a.cbz": b"c" * 30_000})
V1 = COMIC.v1 or ""


async def test_it_is_handed_over_and_read(hass: HomeAssistant, world: World) -> None:
    def say() -> None:
        # It looks first whether that takes a login, and gives up where nothing is.
        client = Client(world.url)
        with pytest.raises(LoginRequired):
            client.torrents()
        assert client.login(world.username, "wrong") == "Fails."
        client.login(world.username, world.password)
        assert client.qbittorrent_version == "v4.6.7"
        client.download_from_file(COMIC.content, category=CATEGORY)
        client.force_start(V1, "true")
        told = client.get_torrent(V1)
        assert (told["total_size"], told["save_path"]) == (COMIC.size, SAVE_PATH)
        assert told["addition_date"] > 0
        assert [file["size"] for file in client.get_torrent_files(V1)] == [COMIC.size]
        (row,) = client.torrents(category=CATEGORY)
        assert row["state"] == "pausedDL"
        assert client.global_transfer_info["dl_info_speed"] == 0
        client.delete(V1)
        assert client.torrents() == []
        client.download_from_link(COMIC.magnet(), category=CATEGORY)
        assert [row["hash"] for row in client.torrents(filter="all")] == [V1]
        client.logout()

    await hass.async_add_executor_job(say)
