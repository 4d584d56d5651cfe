"""A stranger in the same house reads it: Home Assistant's own integration for qBittorrent."""

from unittest.mock import ANY

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_PASSWORD, CONF_URL, CONF_USERNAME, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry
from qbittorrentapi import Client

from tests.contract.askers.world import CATEGORY, World
from tests.support.torrents import make_torrent

FILM = make_torrent("A.Film.2025.1080p.WEB-DL.x264-GRP", {"a.mkv": b"a" * 9000})


async def test_it_is_set_up_and_counts_what_waits(
    hass: HomeAssistant, world: World
) -> None:
    def hand_over() -> None:
        client = Client(world.url, username=world.username, password=world.password)
        assert client.torrents_add(torrent_files=FILM.content, category=CATEGORY) == (
            "Ok."
        )

    await hass.async_add_executor_job(hand_over)
    entry = MockConfigEntry(
        domain="qbittorrent",
        data={
            CONF_URL: world.url,
            CONF_USERNAME: world.username,
            CONF_PASSWORD: world.password,
            CONF_VERIFY_SSL: False,
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    states = {
        state.entity_id.removeprefix("sensor.mock_title_"): state.state
        for state in hass.states.async_all("sensor")
    }
    assert states["all_torrents"] == "1"
    assert states["connection_status"] == "connected"
    device = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)[0]
    answer = await hass.services.async_call(
        "qbittorrent",
        "get_torrents",
        {"device_id": device.id, "torrent_filter": "all"},
        blocking=True,
        return_response=True,
    )
    told = {
        "id": FILM.v1,
        "added_date": ANY,
        "percent_done": "0.00",
        "status": "pausedDL",
        "eta": "None",
        "ratio": "0.00",
    }
    assert answer == {"torrents": {FILM.name: told}}
    assert await hass.config_entries.async_unload(entry.entry_id)
