"""Walk through forms as Home Assistant's interface does."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    SubentryFlowContext,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import DOMAIN, SOURCE
from custom_components.greenlight.hub import Hub
from custom_components.greenlight.parts.kinds import CLIENT_KINDS

from ..box import SECTIONS

type Result = Any


def entry_with(*subentries: dict[str, Any]) -> MockConfigEntry:
    """Return an entry with these subentries, each named by its kind unless told otherwise."""
    return MockConfigEntry(
        domain=DOMAIN,
        minor_version=2,
        title="Greenlight",
        subentries_data=[
            {
                "subentry_id": subentry["subentry_type"],
                "title": subentry["subentry_type"].title(),
                "unique_id": subentry["data"].get("url"),
                **subentry,
            }
            for subentry in subentries
        ],
    )


async def load(hass: HomeAssistant, entry: MockConfigEntry) -> Hub:
    """Set the entry up and return its hub after its first looks around."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    return await settle(hass, entry)


async def settle(hass: HomeAssistant, entry: ConfigEntry) -> Hub:
    """Wait until every part has looked around and return the hub."""
    await hass.async_block_till_done(wait_background_tasks=True)
    hub: Hub = entry.runtime_data
    return hub


async def begin(hass: HomeAssistant, program: str = "qbittorrent") -> Result:
    """Begin to add the integration, and choose a program for the first client."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    if flow["type"] is not FlowResultType.MENU:
        return flow
    return await fill_in(hass, flow, {"next_step_id": program})


async def fill_in(hass: HomeAssistant, flow: Result, values: dict[str, Any]) -> Result:
    """Fill in a form of the integration's own flow."""
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], values)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def add(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    kind: str,
    program: str = "qbittorrent",
) -> Result:
    """Begin to add a subentry; of a client, choose the program, of a rule or a source the kind."""
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )
    if flow["type"] is not FlowResultType.MENU:
        return flow
    usual = "feed" if kind == SOURCE else "any"
    return await hass.config_entries.subentries.async_configure(
        flow["flow_id"],
        {"next_step_id": program if program in flow["menu_options"] else usual},
    )


async def change(hass: HomeAssistant, entry: ConfigEntry, part_id: str) -> Result:
    """Begin to change the settings of a subentry."""
    flow = await begin_change(hass, entry, part_id)
    if (
        flow["type"] is not FlowResultType.MENU
        or "settings" not in flow["menu_options"]
    ):
        return flow
    return await choose(hass, flow, "settings")


async def begin_change(hass: HomeAssistant, entry: ConfigEntry, part_id: str) -> Result:
    """Begin to change a subentry, up to the first that is asked."""
    kind = entry.subentries[part_id].subentry_type
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind),
        context=SubentryFlowContext(source=SOURCE_RECONFIGURE, subentry_id=part_id),
    )


async def choose(hass: HomeAssistant, flow: Result, option: str) -> Result:
    """Choose in a menu of a subentry's flow."""
    return await submit(hass, flow, next_step_id=option)


async def submit(hass: HomeAssistant, flow: Result, **values: Any) -> Result:
    """Fill in the form of a subentry's flow."""
    result = await hass.config_entries.subentries.async_configure(
        flow["flow_id"], values
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def sections_of(program: str) -> dict[str, Any]:
    """Return the closed sections of a client's form, as they are sent when nobody opens them."""
    if CLIENT_KINDS[program].torrents:
        return SECTIONS
    usenet = {name: one for name, one in SECTIONS.items() if name != "seeding"}
    return {**usenet, "failures": {"on_failure": "keep"}}


def shown(flow: Result) -> dict[str, Any]:
    """Return what a form shows, its sections flattened: suggestions, else defaults."""
    found: dict[str, Any] = {}
    for key, field in flow["data_schema"].schema.items():
        if hasattr(field, "schema"):
            found |= shown({"data_schema": field.schema})
        else:
            suggested = (key.description or {}).get("suggested_value")
            found[str(key)] = suggested
    return {key: value for key, value in found.items() if value is not None}


def at_its_field(error: str, login: str = "password") -> dict[str, str]:
    """Return what went wrong with a client or a source, where the form shows it."""
    about_login = error.startswith(("invalid_auth", "banned"))
    return {login if about_login else "url": error}


def told(hass: HomeAssistant, entity_id: str) -> str:
    """Return what an entity tells."""
    state = hass.states.get(entity_id)
    assert state is not None, entity_id
    return state.state


def words_of(flow: Result) -> dict[str, str]:
    """Return what the texts of a form are filled in with, but for that most is not asked again.

    What is said in detail is there as a sentence of its own, too.
    """
    found = dict(flow["description_placeholders"])
    # Of a secret that is stored and not shown.
    found.pop("unshown", None)
    rest = found.pop("rest")
    assert not rest or "Everything else" in rest
    if detail := found.get("detail"):
        said = found.pop("said")
        assert said.casefold().removesuffix(".") == detail.casefold().removesuffix(".")
    return found


def open_sections(flow: Result) -> set[str]:
    """Return the sections of a form that are open."""
    return {
        str(key)
        for key, field in flow["data_schema"].schema.items()
        if hasattr(field, "options") and not field.options["collapsed"]
    }


def titles(entry: MockConfigEntry, kind: str) -> list[str]:
    """Return the names of the subentries of a kind."""
    return [subentry.title for subentry in entry.get_subentries_of_type(kind)]
