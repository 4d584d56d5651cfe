"""What somebody copies who is asked how Greenlight fares."""

from homeassistant.components.system_health import DOMAIN as SYSTEM_HEALTH
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.greenlight.const import DOMAIN
from tests.contract.clients.answers import answering

from .scene import Scene


async def told(hass: HomeAssistant) -> dict[str, int]:
    assert await async_setup_component(hass, SYSTEM_HEALTH, {})
    await hass.async_block_till_done()
    found: dict[str, int] = await get_system_health_info(hass, DOMAIN)
    return found


async def test_tells_counts_and_no_names(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film one", "Film two")
    await scene.download("Film three")
    assert await told(scene.hass) == {
        "questions": 2,
        "downloads": 1,
        "rules": 1,
        "clients": 1,
        "clients_away": 0,
        "sources": 1,
        "sources_away": 0,
        "libraries": 0,
        "libraries_away": 0,
    }


async def test_tells_who_does_not_answer(scene: Scene) -> None:
    await scene.start()
    scene.client.instead["transfer/info"] = answering(500, "broken")
    await scene.poll()
    assert (await told(scene.hass))["clients_away"] == 1


async def test_tells_nothing_where_it_does_not_run(scene: Scene) -> None:
    await scene.start()
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    assert await told(scene.hass) == {}
