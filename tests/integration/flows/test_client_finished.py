"""A person has a client call when something has finished: what they enter there, and how they take it back."""

from datetime import UTC, datetime
import shlex
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.flows.client_finished import (
    ENTERED,
    STEPS,
    entered,
    shown as shown_lines,
)
from custom_components.greenlight.parts.client_settings import called_by
from custom_components.greenlight.parts.kinds import CLIENT_KINDS

from ..box import Box
from ..project.written_code import read_json
from .steps import Result, begin_change, change, choose, entry_with, load, submit

TEXTS = read_json("translations/en.json")["config_subentries"]["client"]
HOME = "http://192.168.1.5:8123"
OUTSIDE = "https://home.example"


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, request: pytest.FixtureRequest
) -> MockConfigEntry:
    """Run Greenlight with one client, in a house that knows its addresses."""
    await hass.config.async_update(internal_url=HOME, external_url=OUTSIDE)
    data = qbittorrent.data(**getattr(request, "param", {}))
    entry = entry_with({"subentry_type": CLIENT, "title": "At home", "data": data})
    await load(hass, entry)
    return entry


async def page(hass: HomeAssistant, entry: MockConfigEntry) -> Result:
    """Go to the page of calls."""
    return await choose(hass, await begin_change(hass, entry, CLIENT), "finished")


def hook(entry: MockConfigEntry) -> str:
    """Return by what the client calls."""
    known = called_by(entry.subentries[CLIENT])
    return known.webhook_id if known else ""


async def test_settings_are_changed_as_ever(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    menu = await begin_change(hass, entry, CLIENT)
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "reconfigure")
    assert menu["menu_options"] == ["settings", "finished"]
    await choose(hass, await page(hass, entry), "turn_on")
    known = hook(entry)
    await choose(hass, await page(hass, entry), "from_anywhere")
    done = await submit(
        hass, await change(hass, entry, CLIENT), **qbittorrent.form(name="Elsewhere")
    )
    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries[CLIENT].title == "Elsewhere"
    # What the form does not ask is kept.
    assert hook(entry) == known
    assert entry.subentries[CLIENT].data["from_anywhere"]


async def test_an_address_is_made_on_demand_and_shown(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    first = await page(hass, entry)
    assert (first["step_id"], first["menu_options"]) == ("finished", ["turn_on"])
    assert not hook(entry)
    shown = await choose(hass, first, "turn_on")
    assert shown["step_id"] == "finished_qbittorrent"
    told = shown["description_placeholders"]
    url = f"{HOME}/api/webhook/{hook(entry)}"
    assert told["line"] == f"curl -sS -m 10 {url}"
    assert told["called"] == "At home has not called yet since Greenlight was started."
    assert len(hook(entry)) == 64
    done = await choose(hass, shown, "done")
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "calls")


async def test_it_is_shown_again_with_when_it_was_called(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await choose(hass, await page(hass, entry), "turn_on")
    at = datetime(2026, 11, 27, 12, 30, tzinfo=UTC).timestamp()
    monkeypatch.setattr(entry.runtime_data.calls, "called", {CLIENT: at}.get)
    again = await page(hass, entry)
    told = again["description_placeholders"]
    assert told["line"] == before["description_placeholders"]["line"]
    assert "27 November" in told["called"]
    assert "At home called last on" in told["called"]


async def test_another_address_can_be_made(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await choose(hass, await page(hass, entry), "turn_on")
    first = hook(entry)
    shown = await choose(hass, shown, "renew")
    assert hook(entry) not in {"", first}
    assert first not in shown["description_placeholders"]["line"]


async def test_one_outside_may_call_and_no_more(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = await choose(hass, await page(hass, entry), "turn_on")
    known = hook(entry)
    assert shown["menu_options"] == ["done", "renew", "from_anywhere", "turn_off"]
    shown = await choose(hass, shown, "from_anywhere")
    assert f"{OUTSIDE}/api/webhook/{known}" in shown["description_placeholders"]["line"]
    assert shown["menu_options"] == ["done", "renew", "only_home", "turn_off"]
    shown = await choose(hass, shown, "only_home")
    assert f"{HOME}/api/webhook/{known}" in shown["description_placeholders"]["line"]
    assert "from_anywhere" not in entry.subentries[CLIENT].data


async def test_it_is_turned_off(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await choose(hass, await page(hass, entry), "turn_on")
    await choose(hass, await page(hass, entry), "from_anywhere")
    before = dict(entry.subentries[CLIENT].data)
    off = await choose(hass, await page(hass, entry), "turn_off")
    assert off["step_id"] == "finished"
    left = dict(entry.subentries[CLIENT].data)
    assert before.keys() - left.keys() == {"webhook_id", "from_anywhere"}
    assert (await page(hass, entry))["menu_options"] == ["turn_on"]


async def test_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    menu = await begin_change(hass, entry, CLIENT)
    other = await choose(hass, await begin_change(hass, entry, CLIENT), "finished")
    await hass.config_entries.async_unload(entry.entry_id)
    for flow, option in ((menu, "finished"), (other, "turn_on")):
        done = await choose(hass, flow, option)
        assert done["reason"] == "entry_not_loaded"
    assert not hook(entry)


@pytest.mark.parametrize("client", CLIENT_KINDS)
def test_every_program_has_its_own_words(client: str) -> None:
    step = TEXTS["step"][STEPS[client]]
    # A block of code would hide the end of a long line.
    assert "`{line}`" in step["description"]
    assert "```" not in step["description"].partition("{line}")[0]
    assert "{called}" in step["description"]
    assert client in ENTERED


@pytest.mark.parametrize("client", CLIENT_KINDS)
def test_each_line_is_shown_as_one_that_breaks_where_it_has_to(client: str) -> None:
    text = entered(client, "http://house:8123/api/webhook/0")
    told = f"`{shown_lines(text)}`"
    assert told.replace("  \n", "\n").replace("`", "") == text.rstrip()
    for line in told.split("\n"):
        code = line.removesuffix("  ")
        assert code.startswith("`")
        assert code.endswith("`")
        assert code.count("`") == 2


@pytest.mark.parametrize("client", CLIENT_KINDS)
def test_what_is_entered_is_one_word_for_a_shell(client: str) -> None:
    url = str(URL("http://[fd00::1]:8123/api/webhook/0") / "'; rm -rf '")
    (line,) = (
        line for line in entered(client, url).splitlines() if line.startswith("curl")
    )
    words: list[Any] = shlex.split(line)
    assert words == ["curl", "-sS", "-m", "10", words[-1]]
