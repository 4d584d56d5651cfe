"""No key of an indexer is told, nor is it kept with what was found there."""

from collections.abc import AsyncGenerator, Callable
import json
import logging
from typing import Any

from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)

from custom_components.greenlight.const import CLIENT, RULE, SOURCE
from tests.contract.sources.contract import SECRET
from tests.contract.sources.site import Reply

from .indexer_house import FILM, PROWLARR, House
from .scene import CLIENT_ID, Scene, part

QUERY = "what somebody looks for"


@pytest.fixture
async def house(socket_enabled: None) -> AsyncGenerator[House]:
    """Run a Prowlarr."""
    async with House.open() as house:
        house.find("Film.Two.2025.2160p.WEB-DL-GRP")
        yield house


@pytest.fixture
def outputs(scene: Scene, caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Return what is told by then."""
    caplog.set_level(logging.DEBUG, logger="custom_components.greenlight")
    events = async_capture_events(scene.hass, MATCH_ALL)

    def collected() -> str:
        told = [repr(event.data) for event in events]
        logged = [
            record.getMessage()
            for record in caplog.records
            if record.name.startswith("custom_components")
        ]
        states = [repr(state.as_dict()) for state in scene.hass.states.async_all()]
        issues = [repr(one) for one in ir.async_get(scene.hass).issues.values()]
        registry = dr.async_get(scene.hass)
        known = dr.async_entries_for_config_entry(registry, scene.entry.entry_id)
        devices = [repr(one) for one in known]
        return "\n".join([*told, *logged, *states, *issues, *devices])

    return collected


def parts(scene: Scene, house: House) -> list[Any]:
    """Return a source of each kind that has a key, or uses one."""
    proxy = {"proxy_username": "someone", "proxy_password": SECRET}
    where = {"library": "library0", "item": "item-of-mine"}
    data = {"type": "search", "query": QUERY, "interval": 360, **where}
    prowlarr = house.stored()
    return [
        {**prowlarr, "data": {**prowlarr["data"], **proxy}},
        part(SOURCE, "oak0", "Oak alone", house.torznab(type="torznab")),
        part(SOURCE, "saved0", "Mine", data),
        part(CLIENT, CLIENT_ID, "Box", scene.client.data(type="qbittorrent")),
        part(RULE, "rule0", "Films", {"include": ["film"]}),
    ]


async def diagnostics_of(scene: Scene, hass_client: Any) -> Any:
    return await get_diagnostics_for_config_entry(scene.hass, hass_client, scene.entry)


async def told_by_actions(scene: Scene) -> list[str]:
    return [
        json.dumps(await scene.act(action, answer=True))
        for action in ("list_requests", "list_downloads", "list_skips")
    ]


@pytest.mark.parametrize("status", [200, 401, 500])
async def test_no_key_is_told(
    scene: Scene,
    house: House,
    outputs: Callable[[], str],
    hass: HomeAssistant,
    hass_client: Any,
    hass_storage: dict[str, Any],
    status: int,
) -> None:
    await scene.start(parts(scene, house))
    asked = {one.release.title for one in scene.hub.ledger.open.values()}
    assert asked == {FILM, "Film.Two.2025.2160p.WEB-DL-GRP"}
    if status != 200:
        said = f"<html>no entry for {SECRET}</html>".encode()
        house.oak.reply = house.elm.reply = Reply(status=status, body=said)
    for one in [*scene.hub.ledger.open.values()]:
        await scene.act("approve", request_id=one.id)
    await scene.settle()
    raised: list[str] = []
    for part_id in (PROWLARR, "oak0", "saved0"):
        try:
            await scene.hub.sources[part_id].async_test()
        except HomeAssistantError as err:
            raised += [str(err), repr(err.translation_placeholders)]
    assert bool(raised) is (status != 200)
    diagnostics = await diagnostics_of(scene, hass_client)
    text = json.dumps(diagnostics)
    assert QUERY not in text
    assert "item-of-mine" not in text
    assert {one["kind"] for one in diagnostics["sources"].values()} == {
        "prowlarr",
        "torznab",
        "search",
    }
    told = [*raised, text, outputs(), *await told_by_actions(scene)]
    assert SECRET not in "\n".join(told)
    # A link that is kept would open the indexer for as long as it lies there.
    assert await hass.config_entries.async_unload(scene.entry.entry_id)
    await scene.settle()
    kept = {key: one for key, one in hass_storage.items() if key.startswith("greenl")}
    assert FILM in json.dumps(kept)
    assert SECRET not in json.dumps(kept)


async def test_it_is_not_told_which_indexers_somebody_has(
    scene: Scene, house: House, hass_client: Any
) -> None:
    house.elm.reply = Reply(status=500)
    await scene.start(parts(scene, house))
    diagnostics = await diagnostics_of(scene, hass_client)
    (silent,) = diagnostics["sources"][PROWLARR]["data"]["silent"]
    assert silent["why"] == "cannot_connect"
    assert silent["since"]
    assert "Elm" not in json.dumps(diagnostics)
