"""Whoever submits a form sees what is wrong with it: only that is asked again, and nothing else is lost."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.greenlight.const import CLIENT, LIBRARY, RULE, SOURCE
from custom_components.greenlight.flows.part import asked
from custom_components.greenlight.parts.kinds import CLIENT_KINDS, LIBRARY_KINDS

from ..box import SECTIONS
from .steps import Result, add, entry_with, load, open_sections, submit, words_of

FORM: dict[str, Any] = {
    "name": "Films",
    "include": ["dune"],
    "action": "ask",
    "lifetime": 24,
    "download": {"category": "films"},
    "reading": {"min_year": 2020, "titles": ["Dune"]},
    "limits": {},
}
OTHERS = "Shown here is what has to be changed, and what goes with it."


async def rule(hass: HomeAssistant, **values: Any) -> tuple[MockConfigEntry, Result]:
    """Fill in the form of a rule."""
    entry = entry_with()
    await load(hass, entry)
    flow = await add(hass, entry, RULE)
    return entry, await submit(hass, flow, **{**FORM, **values})


async def test_only_what_is_wrong_is_asked_again(hass: HomeAssistant) -> None:
    years = {"min_year": 2020, "max_year": 2019, "titles": ["Dune"]}
    entry, flow = await rule(hass, reading=years)
    assert flow["errors"] == {"reading": "year_range"}
    assert asked(flow["data_schema"]) == {"min_year", "max_year"}
    assert open_sections(flow) == {"reading"}
    assert flow["description_placeholders"]["rest"].startswith(OTHERS)
    flow = await submit(hass, flow, reading={"min_year": 2020, "max_year": 2021})
    done = await submit(hass, flow, next_step_id="only_new")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (stored,) = entry.get_subentries_of_type(RULE)
    wanted = {"min_year": 2020, "max_year": 2021, "titles": ["Dune"]}
    assert stored.data.items() >= {**wanted, "category": "films"}.items()


async def test_what_is_emptied_then_is_empty(hass: HomeAssistant) -> None:
    entry, flow = await rule(hass, min_size=5, max_size=4)
    assert asked(flow["data_schema"]) == {"min_size", "max_size"}
    flow = await submit(hass, flow, min_size=5)
    await submit(hass, flow, next_step_id="only_new")
    (stored,) = entry.get_subentries_of_type(RULE)
    assert stored.data["min_size"] == 5
    assert "max_size" not in stored.data


async def test_going_back_shows_all_of_it(hass: HomeAssistant) -> None:
    _, flow = await rule(hass, name="")
    assert flow["errors"] == {"name": "name_missing"}
    assert asked(flow["data_schema"]) == {"name"}
    flow = await submit(hass, flow, name="Films")
    flow = await submit(hass, flow, next_step_id="back")
    assert asked(flow["data_schema"]) >= {"name", "include", "titles", "category"}
    assert flow["description_placeholders"]["rest"] == ""
    assert "about" in words_of(flow)


async def test_all_that_is_wrong_is_asked_again(hass: HomeAssistant) -> None:
    _, flow = await rule(hass, name="", include=["/(/"])
    assert flow["errors"] == {"name": "name_missing", "include": "pattern_syntax"}
    assert asked(flow["data_schema"]) == {"name", "include", "exclude", "action"}
    flow = await submit(hass, flow, name="Films", include=["dune"], action="ask")
    assert flow["step_id"] == "preview"


async def test_a_client_says_at_once_all_that_is_wrong(hass: HomeAssistant) -> None:
    entry = entry_with()
    await load(hass, entry)
    values = {
        "url": "http://",
        "verify_ssl": True,
        **SECTIONS,
        "seeding": {"watch_folder": "/watched"},
        "paths": {"ha_paths": ["/downloads"]},
    }
    flow = await submit(hass, await add(hass, entry, CLIENT), **values)
    assert flow["errors"] == {
        "url": "invalid_url",
        "seeding": "save_path_missing",
        "paths": "paths_line",
    }


async def test_a_library_says_at_once_all_that_is_wrong(hass: HomeAssistant) -> None:
    entry = entry_with()
    await load(hass, entry)
    values = {"url": "http://", "verify_ssl": True, "folders": {"paths": ["/films"]}}
    flow = await submit(hass, await add(hass, entry, LIBRARY, "radarr"), **values)
    assert flow["errors"] == {
        "url": "invalid_url",
        "api_key": "key_missing",
        "folders": "paths_line",
    }


async def test_a_source_says_at_once_all_that_is_wrong(hass: HomeAssistant) -> None:
    entry = entry_with()
    await load(hass, entry)
    values = {"url": "x", "interval": 15, "cookie": "a\tb", "headers": ["X-One"]}
    flow = await submit(hass, await add(hass, entry, SOURCE), **values)
    assert flow["errors"] == {
        "url": "invalid_url",
        "cookie": "invalid_cookie",
        "headers": "invalid_header",
    }


FORMS = [
    (RULE, ""),
    *((SOURCE, kind) for kind in ("feed", "torznab", "prowlarr")),
    *((CLIENT, kind) for kind in CLIENT_KINDS),
    *((LIBRARY, kind) for kind in LIBRARY_KINDS),
]


@pytest.mark.parametrize(("kind", "program"), FORMS)
async def test_the_interface_itself_refuses_nothing(
    hass: HomeAssistant, kind: str, program: str
) -> None:
    """What it wants filled in it only says at the top of a form, wherever somebody has scrolled to."""
    entry = entry_with()
    await load(hass, entry)
    flow = await add(hass, entry, kind, program)
    asked_for = [
        name
        for key, field in flow["data_schema"].schema.items()
        for name in (field.schema.schema if hasattr(field, "schema") else (key,))
    ]
    assert asked_for
    assert [one for one in asked_for if isinstance(one, vol.Required)] == []
