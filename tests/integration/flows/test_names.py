"""No two parts are told apart by a number alone: a name that something has is said, and another suggested."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.greenlight.const import ASKER, CLIENT, LIBRARY, RULE, SOURCE
from custom_components.greenlight.flows.names import Names

from .steps import add, change, entry_with, load, shown, submit

FORM: dict[str, Any] = {
    "include": ["dune"],
    "action": "ask",
    "lifetime": 24,
    "download": {},
    "reading": {},
    "limits": {},
}


def called(kind: str, title: str) -> dict[str, Any]:
    """Return a part of a kind that does nothing but to have a name."""
    data = {"url": "http://nas:1", "type": "radarr", "api_key": "x", "enabled": False}
    return {"subentry_type": kind, "title": title, "data": data}


@pytest.mark.parametrize(
    ("there", "kind", "program", "suggested"),
    [
        (LIBRARY, ASKER, "radarr", "Radarr (asker)"),
        (RULE, LIBRARY, "radarr", "Radarr (library)"),
        (SOURCE, CLIENT, "qbittorrent", None),
        # Another of the same kind is told apart by where it is.
        (LIBRARY, LIBRARY, "radarr", None),
    ],
)
async def test_another_is_suggested_where_the_usual_is_taken(
    hass: HomeAssistant, there: str, kind: str, program: str, suggested: str | None
) -> None:
    entry = entry_with(called(there, "radarr"))
    await load(hass, entry)
    flow = await add(hass, entry, kind, program)
    if flow["type"] is FlowResultType.MENU:
        flow = await submit(hass, flow, next_step_id="torrent")
    assert shown(flow).get("name") == suggested


async def test_a_client_is_told_from_what_else_is_called_so(
    hass: HomeAssistant,
) -> None:
    entry = entry_with(called(RULE, "qBittorrent"))
    await load(hass, entry)
    flow = await add(hass, entry, CLIENT)
    assert shown(flow)["name"] == "qBittorrent (client)"


async def test_who_names_nothing_gets_a_name_that_is_free(hass: HomeAssistant) -> None:
    entry = entry_with(called(RULE, "Radarr"), called(LIBRARY, "Plex"))
    await load(hass, entry)
    names = Names(entry, LIBRARY, "")
    assert names.usual("Radarr", "nas") == "Radarr (library)"
    assert names.usual("Plex", "nas") == "nas"
    assert names.usual("Sonarr", "nas") == "Sonarr"


async def test_what_something_else_is_called_is_doubted_once(
    hass: HomeAssistant,
) -> None:
    entry = entry_with(called(SOURCE, "Films"))
    await load(hass, entry)
    form = {**FORM, "name": "films"}
    flow = await submit(hass, await add(hass, entry, RULE), **form)
    assert flow["errors"] == {"name": "name_elsewhere"}
    assert flow["description_placeholders"]["other"] == "films (rule)"
    flow = await submit(hass, flow, name="films")
    done = await submit(hass, flow, next_step_id="only_new")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (rule,) = entry.get_subentries_of_type(RULE)
    # Who keeps it is not told again.
    flow = await change(hass, entry, rule.subentry_id)
    flow = await submit(hass, flow, **form)
    assert flow["step_id"] == "preview"


async def test_a_name_of_the_same_kind_is_taken(hass: HomeAssistant) -> None:
    entry = entry_with(called(RULE, "Films"), called(SOURCE, "Films 2"))
    await load(hass, entry)
    flow = await submit(hass, await add(hass, entry, RULE), **{**FORM, "name": "Films"})
    assert flow["errors"] == {"name": "name_taken"}
    assert flow["description_placeholders"]["other"] == "Films 3"


async def test_nothing_is_taken_while_greenlight_is_stopped(
    hass: HomeAssistant,
) -> None:
    entry = entry_with()
    await load(hass, entry)
    flow = await add(hass, entry, LIBRARY, "radarr")
    assert await hass.config_entries.async_unload(entry.entry_id)
    done = await submit(
        hass, flow, url="http://nas:7878", api_key="x", verify_ssl=True, folders={}
    )
    assert done["reason"] == "entry_not_loaded"
