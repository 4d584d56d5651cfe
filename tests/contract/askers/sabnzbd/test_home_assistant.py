"""A stranger in the same house reads it: Home Assistant's own integration for SABnzbd."""

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.contract.askers.sabnzbd.test_pysabnzbd import order
from tests.contract.askers.sabnzbd.world import World


async def test_it_is_set_up_and_shows_what_waits(
    hass: HomeAssistant, world: World
) -> None:
    flows = hass.config_entries.flow
    form = await flows.async_init("sabnzbd", context={"source": SOURCE_USER})
    data = {CONF_URL: world.url, CONF_API_KEY: "wrong"}
    form = await flows.async_configure(form["flow_id"], data)
    assert form["errors"] == {"base": "cannot_connect"}

    await order(world)
    data = {CONF_URL: world.url, CONF_API_KEY: world.key}
    created = await flows.async_configure(form["flow_id"], data)
    assert created["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    [entry] = hass.config_entries.async_entries("sabnzbd")
    assert entry.state is ConfigEntryState.LOADED

    told = {
        state.entity_id.rpartition("127_0_0_1_")[2]: state.state
        for state in hass.states.async_all(("sensor", "binary_sensor", "number"))
    }
    assert told["status"] == "Idle"
    assert float(told["speed"]) == 0
    assert float(told["queue"]) == float(told["left_to_download"]) > 4
    assert float(told["queue_count"]) == 0
    assert told["warnings"] == "off"
    assert float(told["speedlimit"]) == 0

    [pause] = [one for one in hass.states.async_entity_ids("button") if "pause" in one]
    await hass.services.async_call(
        "button", "press", {"entity_id": pause}, blocking=True
    )
    assert await hass.config_entries.async_unload(entry.entry_id)
