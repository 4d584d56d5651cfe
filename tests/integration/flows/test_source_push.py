"""A person has autobrr push to Greenlight."""

import asyncio
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import RULE, SOURCE
from custom_components.greenlight.door import Given
from custom_components.greenlight.flows import first_call
from custom_components.greenlight.parts.push import PushCoordinator
from custom_components.greenlight.pushing.door import async_door

from ..project.written_code import read_json
from .asking_first import in_memory, library
from .steps import Result, change, entry_with, load, shown, submit, titles

TEXTS = read_json("translations/en.json")["config_subentries"][SOURCE]
HOME = "http://192.168.1.5:8123"
FORM = {"program": "radarr"}


@pytest.fixture(autouse=True)
def house(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have libraries in memory, and say where Home Assistant is."""
    in_memory(monkeypatch)
    hass.config.internal_url = HOME


def rule() -> dict[str, Any]:
    return {"subentry_type": RULE, "data": {"include": ["film"]}}


async def started(hass: HomeAssistant, *parts: dict[str, Any]) -> MockConfigEntry:
    """Run Greenlight with these parts."""
    entry = entry_with(*parts)
    await load(hass, entry)
    return entry


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Run Greenlight with a rule, a Radarr and a Sonarr."""
    return await started(
        hass, rule(), library("radarr", "films"), library("sonarr", "series")
    )


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> Result:
    """Choose it in the menu of sources."""
    menu = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SOURCE), context={"source": SOURCE_USER}
    )
    assert "push" in menu["menu_options"]
    return await submit(hass, menu, next_step_id="push")


async def add(hass: HomeAssistant, entry: MockConfigEntry, **form: Any) -> Result:
    """Add one, as far as it is shown what to enter."""
    return await submit(hass, await begin(hass, entry), **{**FORM, **form})


async def go(hass: HomeAssistant, flow: Result, option: str) -> Result:
    """Choose in a menu, without waiting for what goes on behind it."""
    return await hass.config_entries.subentries.async_configure(
        flow["flow_id"], {"next_step_id": option}
    )


async def look(hass: HomeAssistant, flow: Result) -> Result:
    """Ask for the step, as the interface does when it is told of progress."""
    await hass.async_block_till_done()
    return await hass.config_entries.subentries.async_configure(flow["flow_id"])


def pushed(entry: MockConfigEntry) -> PushCoordinator:
    """Return what runs for the source."""
    (part,) = entry.runtime_data.sources.values()
    assert isinstance(part, PushCoordinator)
    return part


async def call(
    hass: HomeAssistant, path: str, key: str, agent: str = "autobrr"
) -> bool:
    """Call as autobrr does; tell whether it was let in."""
    door = async_door(hass)
    desk = await door.enter(path, Given(password=key))
    if desk is not None:
        door.visited(desk, agent=agent, what="system/status")
    return desk is not None


async def test_what_is_shown_lets_in(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    form = await begin(hass, entry)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "push")
    assert form["description_placeholders"]["entered"] == ""
    flow = await submit(hass, form, **FORM, library="films")
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "push_enter")
    assert flow["menu_options"] == list(TEXTS["step"]["push_enter"]["menu_options"])
    told = flow["description_placeholders"]
    assert told["address"] == f"{HOME}/api/greenlight/push/autobrr"
    assert len(told["api_key"]) == 32
    # It is kept already, and works.
    assert titles(entry, SOURCE) == ["autobrr"]
    settings = pushed(entry).settings
    assert (settings.path, settings.key) == ("autobrr", told["api_key"])
    assert settings.library == "films"
    assert await call(hass, "autobrr", told["api_key"])
    done = await go(hass, flow, "push_finish")
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "push_connected")
    assert done["description_placeholders"]["who"] == "autobrr"


async def test_the_first_call_is_waited_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await go(hass, await add(hass, entry), "push_wait")
    assert flow["type"] is FlowResultType.SHOW_PROGRESS
    assert flow["progress_action"] in TEXTS["progress"]
    key = pushed(entry).settings.key
    assert not await call(hass, "autobrr", "guessed")
    assert (await look(hass, flow))["type"] is FlowResultType.SHOW_PROGRESS
    await call(hass, "autobrr", key, agent="Other/1.2")
    done = await look(hass, flow)
    assert done["reason"] == "push_connected"
    assert done["description_placeholders"]["who"] == r"Other 1\.2"


async def test_who_has_called_before_is_not_waited_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await add(hass, entry)
    await call(hass, "autobrr", pushed(entry).settings.key, agent="")
    done = await go(hass, flow, "push_wait")
    assert done["reason"] == "push_connected"
    assert done["description_placeholders"]["who"] == "autobrr"


async def test_nobody_is_kept_waiting_for_ever(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_call, "PATIENCE", 0.01)
    flow = await go(hass, await add(hass, entry), "push_wait")
    await asyncio.sleep(0.05)
    flow = await look(hass, flow)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "push_nobody")
    assert flow["menu_options"] == list(TEXTS["step"]["push_nobody"]["menu_options"])
    again = await go(hass, flow, "push_enter")
    assert again["step_id"] == "push_enter"
    done = await go(hass, again, "push_finish")
    assert done["reason"] == "push_saved"
    assert titles(entry, SOURCE) == ["autobrr"]


async def test_nothing_is_lost_with_the_dialog(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await go(hass, await add(hass, entry), "push_wait")
    hass.config_entries.subentries.async_abort(flow["flow_id"])
    await hass.async_block_till_done()
    assert await call(hass, "autobrr", pushed(entry).settings.key)
    assert not async_door(hass)._listeners.get("autobrr")


async def test_one_that_is_gone_is_not_waited_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await add(hass, entry)
    (part,) = entry.get_subentries_of_type(SOURCE)
    hass.config_entries.async_remove_subentry(entry, part.subentry_id)
    await hass.async_block_till_done()
    done = await go(hass, flow, "push_wait")
    assert done["reason"] == "source_removed"
    assert done["reason"] in TEXTS["abort"]


async def test_a_library_of_the_other_program_is_none(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await add(hass, entry, library="series")
    assert flow["errors"] == {"library": "library_of_another"}
    assert set(flow["errors"].values()) <= set(TEXTS["error"])
    assert not titles(entry, SOURCE)
    flow = await submit(hass, flow, library="films")
    assert flow["step_id"] == "push_enter"


async def test_where_there_is_no_library_none_is_asked_for(hass: HomeAssistant) -> None:
    entry = await started(hass, rule())
    form = await begin(hass, entry)
    assert {str(key) for key in form["data_schema"].schema} == {"name", "program"}


async def test_two_have_each_their_own_address_and_key(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    first = (await add(hass, entry))["description_placeholders"]
    second = await add(hass, entry, program="sonarr")
    assert titles(entry, SOURCE) == ["autobrr", "autobrr 2"]
    told = second["description_placeholders"]
    assert told["address"] == f"{HOME}/api/greenlight/push/autobrr-2"
    assert told["program"] == "Sonarr"
    assert told["api_key"] != first["api_key"]


async def test_without_a_rule_the_first_one_comes_with_it(hass: HomeAssistant) -> None:
    entry = await started(hass)
    flow = await add(hass, entry)
    assert flow["step_id"] == "first_rule"
    flow = await submit(hass, flow, next_step_id="named")
    flow = await submit(hass, flow, include=["salt film"])
    # Nothing has been pushed yet, so nothing of it could count.
    assert (flow["step_id"], flow["menu_options"]) == (
        "first_find",
        ["only_new", "back"],
    )
    flow = await submit(hass, flow, next_step_id="only_new")
    assert flow["step_id"] == "push_enter"
    assert titles(entry, SOURCE) == ["autobrr"]
    assert len(titles(entry, RULE)) == 1


async def test_it_can_be_changed_and_keeps_its_key(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = (await add(hass, entry))["description_placeholders"]
    (part,) = entry.get_subentries_of_type(SOURCE)
    form = await change(hass, entry, part.subentry_id)
    assert shown(form)["name"] == "autobrr"
    assert before["api_key"] not in repr(form["data_schema"].schema)
    # Who only looks for what to enter has it before them.
    entered = form["description_placeholders"]["entered"]
    for what in ("address", "api_key"):
        assert f"`{before[what]}`" in entered
    assert "*Radarr*" in entered
    flow = await submit(hass, form, name="Announces", program="sonarr")
    told = flow["description_placeholders"]
    assert (told["address"], told["api_key"]) == (before["address"], before["api_key"])
    assert titles(entry, SOURCE) == ["Announces"]
    assert pushed(entry).settings.posing.value == "sonarr"


async def test_a_new_key_keeps_out_whoever_knows_the_old_one(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = (await add(hass, entry))["description_placeholders"]["api_key"]
    (part,) = entry.get_subentries_of_type(SOURCE)
    form = await change(hass, entry, part.subentry_id)
    flow = await submit(hass, form, name="autobrr", **FORM, new_key=True)
    after = flow["description_placeholders"]["api_key"]
    assert after != before
    assert not await call(hass, "autobrr", before)
    assert await call(hass, "autobrr", after)


async def test_what_is_switched_off_is_not_waited_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await add(hass, entry)
    (part,) = entry.get_subentries_of_type(SOURCE)
    hass.config_entries.async_update_subentry(
        entry, part, data={**part.data, "enabled": False}
    )
    await hass.async_block_till_done()
    form = await change(hass, entry, part.subentry_id)
    flow = await submit(hass, form, name="autobrr", **FORM)
    assert flow["menu_options"] == ["push_finish"]
    assert not pushed(entry).settings.enabled


async def test_one_that_makes_no_sense_is_made_anew(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """As a later version may have stored it: a form gives it all that it lacks."""
    await add(hass, entry)
    (part,) = entry.get_subentries_of_type(SOURCE)
    broken = {"type": "push", "program": "radarr", "path": 7}
    hass.config_entries.async_update_subentry(entry, part, data=broken)
    await hass.async_block_till_done()
    form = await change(hass, entry, part.subentry_id)
    assert form["description_placeholders"]["entered"] == ""
    flow = await submit(hass, form, name="autobrr", **FORM)
    assert flow["step_id"] == "push_enter"
    assert await call(hass, "autobrr", flow["description_placeholders"]["api_key"])
