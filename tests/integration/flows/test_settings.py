"""How a client is to be used: what a person fills in, and what becomes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import NumberSelectorConfig, NumberSelectorMode
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.engine.media import MediaType
from custom_components.greenlight.flows.fields import Number
from custom_components.greenlight.flows.part import Refused, within
from custom_components.greenlight.gate.ports import ClientSettings, OnFailure
from custom_components.greenlight.parts.client_settings import (
    inbox_of,
    settings_of,
    watched_of,
)
from custom_components.greenlight.parts.kinds import CLIENT_KINDS, build_client
from custom_components.greenlight.parts.setting import UnusablePart

from ..box import Box
from .steps import (
    Result,
    add,
    begin,
    change,
    entry_with,
    fill_in,
    load,
    settle,
    shown,
    submit,
)


@pytest.fixture
async def entry(hass: HomeAssistant, qbittorrent: Box) -> MockConfigEntry:
    """Run Greenlight with one client."""
    entry = entry_with(
        {"subentry_type": CLIENT, "title": "Box", "data": qbittorrent.data()}
    )
    await load(hass, entry)
    return entry


@pytest.fixture
def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> Callable[..., Any]:
    """Change the client: sections by their names."""

    async def reconfigure(**sections: dict[str, Any]) -> Result:
        form = qbittorrent.form(name="Box")
        for name, values in sections.items():
            form[name] = {**form[name], **values}
        return await submit(hass, await change(hass, entry, CLIENT), **form)

    return reconfigure


@pytest.fixture
def allowed(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return a folder that Home Assistant is allowed to read."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    return folder


async def test_reaches_the_gate(
    hass: HomeAssistant, entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    done = await reconfigure(
        choosing={"priority": 7.0, "tags": ["films, 4k", " ", "kids "]},
        disk={"reserve": 50.0, "reserve_percent": 12.5},
        failures={
            "metadata_timeout": 1.0,
            "stalled_timeout": 2.5,
            "error_timeout": 3,
            "on_failure": "remove_with_data",
            "keep_private": False,
        },
    )
    assert done["reason"] == "reconfigure_successful"
    data = entry.subentries[CLIENT].data
    assert data["tags"] == ["films", "4k", "kids"]
    assert type(data["priority"]) is int
    hub = await settle(hass, entry)
    assert hub.gate.attached.settings[CLIENT] == ClientSettings(
        name="Box",
        priority=7,
        tags=frozenset({"films", "4k", "kids"}),
        reserve=50 * 10**9,
        reserve_percent=12.5,
        metadata_timeout=3600,
        stalled_timeout=9000,
        error_timeout=180,
        on_failure=OnFailure.REMOVE_WITH_DATA,
        keep_private=False,
    )


@pytest.mark.parametrize("client", CLIENT_KINDS)
@pytest.mark.parametrize(("stored", "seconds"), [({}, 30), ({"timeout": 75}, 75)])
async def test_answers_have_a_time_limit(
    client: str, stored: dict[str, Any], seconds: float, socket_enabled: None
) -> None:
    async with aiohttp.ClientSession() as session:
        built: Any = build_client(
            session, {"type": client, "url": "http://nas:1", **stored}
        )
        assert built._api._timeout == seconds


async def test_what_no_form_asks_for_stays(
    hass: HomeAssistant, entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    kept = {"category_speeds": {"films": {"download": 2000}}, "enabled": False}
    part = entry.subentries[CLIENT]
    hass.config_entries.async_update_subentry(entry, part, data={**part.data, **kept})
    await settle(hass, entry)
    await reconfigure(polling={"idle_interval": 60.0})
    data = entry.subentries[CLIENT].data
    assert data["idle_interval"] == 60
    assert {key: data[key] for key in kept} == kept


@pytest.mark.parametrize(
    "stored", [[], "films", {"films": 5}, {"films": {"upload": "x"}}]
)
def test_what_makes_no_sense_makes_an_unusable_client(stored: Any) -> None:
    data = {"url": "http://nas", "verify_ssl": True, "category_speeds": stored}
    entry = entry_with({"subentry_type": CLIENT, "title": "Odd", "data": data})
    (part,) = entry.subentries.values()
    with pytest.raises(UnusablePart):
        settings_of(part)


async def test_the_time_limit_is_filled_in(
    hass: HomeAssistant, entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    await reconfigure(polling={"timeout": 75.0})
    hub = await settle(hass, entry)
    built: Any = hub.clients[CLIENT].client
    assert built._api._timeout == 75


async def test_no_wait_is_for_ever(
    hass: HomeAssistant, entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    waits = ("metadata_timeout", "stalled_timeout", "error_timeout")
    await reconfigure(failures=dict.fromkeys(waits, 0), disk={"reserve": 0})
    settings = settings_of(entry.subentries[CLIENT])
    assert [getattr(settings, wait) for wait in waits] == [None, None, None]
    assert settings.reserve == 0
    # And it is shown again as it was filled in.
    flow = await change(hass, entry, CLIENT)
    assert [shown(flow)[wait] for wait in waits] == [0, 0, 0]


def test_what_was_stored_before_has_the_defaults() -> None:
    data = {"url": "http://nas", "verify_ssl": True}
    entry = entry_with({"subentry_type": CLIENT, "title": "Old", "data": data})
    (part,) = entry.subentries.values()
    assert settings_of(part) == ClientSettings(name="Old")
    assert inbox_of(part) == {}
    assert watched_of(part) is None


async def test_a_form_that_is_left_as_it_is_says_the_defaults(
    entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    await reconfigure()
    part = entry.subentries[CLIENT]
    assert settings_of(part) == ClientSettings(name="Box")
    assert inbox_of(part) == {}
    assert watched_of(part) is None


async def test_the_inbox_knows_the_type_of_each_category(
    entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    await reconfigure(
        inbox={
            "inbox_movies": [" Films ", "", "FILMS", "4K, new"],
            "inbox_other": ["Straße"],
        }
    )
    part = entry.subentries[CLIENT]
    assert part.data["inbox_movies"] == ["FILMS", "4K, new"]
    assert inbox_of(part) == {
        "films": MediaType.MOVIES,
        "4k, new": MediaType.MOVIES,
        "strasse": MediaType.OTHER,
    }


async def test_a_category_has_one_type(
    hass: HomeAssistant, entry: MockConfigEntry, reconfigure: Callable[..., Any]
) -> None:
    flow = await reconfigure(
        inbox={"inbox_tv": ["Series"], "inbox_books": ["new", "sERIES"]}
    )
    assert flow["errors"] == {"inbox": "category_twice"}
    assert flow["description_placeholders"]["category"] == "sERIES"
    assert "inbox_tv" not in entry.subentries[CLIENT].data
    # What was filled in is still there, in its section.
    assert shown(flow)["inbox_tv"] == ["Series"]


async def test_watches_a_folder(
    entry: MockConfigEntry, reconfigure: Callable[..., Any], allowed: Path
) -> None:
    done = await reconfigure(
        seeding={"watch_folder": f" {allowed}/ ", "watch_save_path": " /data "}
    )
    assert done["reason"] == "reconfigure_successful"
    assert watched_of(entry.subentries[CLIENT]) == (str(allowed), "/data")


@pytest.mark.parametrize(
    ("folder", "error"),
    [
        ("{allowed}/nothing", "folder_missing"),
        ("{allowed}/file", "folder_missing"),
        ("allowed", "folder_missing"),
        ("{allowed}/..", "folder_not_allowed"),
        ("{allowed}/way-out", "folder_not_allowed"),
    ],
)
async def test_watches_only_what_is_there_and_allowed(
    entry: MockConfigEntry,
    reconfigure: Callable[..., Any],
    allowed: Path,
    folder: str,
    error: str,
) -> None:
    (allowed / "file").touch()
    (allowed / "way-out").symlink_to(allowed.parent)
    folder = folder.format(allowed=allowed)
    flow = await reconfigure(
        seeding={"watch_folder": folder, "watch_save_path": "/data"}
    )
    assert flow["errors"] == {"seeding": error}
    assert flow["description_placeholders"]["folder"] == folder
    assert "watch_folder" not in entry.subentries[CLIENT].data
    done = await reconfigure()
    assert done["reason"] == "reconfigure_successful"


async def test_the_first_client_watches_only_what_is_allowed(
    hass: HomeAssistant, qbittorrent: Box, tmp_path: Path
) -> None:
    seeding = {"watch_folder": str(tmp_path), "watch_save_path": "/data"}
    form = qbittorrent.form(seeding=seeding)
    flow = await fill_in(hass, await begin(hass), form)
    assert flow["errors"] == {"seeding": "folder_not_allowed"}
    assert not qbittorrent.asked
    done = await fill_in(hass, flow, qbittorrent.form())
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_watched_folder_needs_a_place_for_the_data(
    reconfigure: Callable[..., Any], allowed: Path
) -> None:
    flow = await reconfigure(
        seeding={"watch_folder": str(allowed), "watch_save_path": " "}
    )
    assert flow["errors"] == {"seeding": "save_path_missing"}


async def test_a_folder_is_watched_for_one_client(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    qbittorrent: Box,
    reconfigure: Callable[..., Any],
    allowed: Path,
) -> None:
    seeding = {"watch_folder": str(allowed), "watch_save_path": "/data"}
    await reconfigure(seeding=seeding)
    # Not in its own way.
    done = await reconfigure(seeding=seeding)
    assert done["reason"] == "reconfigure_successful"

    other = qbittorrent.form(name="Other", url=f"{qbittorrent.url}/qbt")
    flow = await add(hass, entry, CLIENT)
    flow = await submit(hass, flow, **{**other, "seeding": seeding})
    assert flow["errors"] == {"seeding": "folder_taken"}
    assert flow["description_placeholders"]["name"] == "Box"
    done = await submit(hass, flow, **other)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("number", "error", "bound"),
    [
        (1.5, "number_not_whole", "–"),
        (0, "number_too_small", "1"),
        (99, "number_too_large", "9"),
    ],
)
def test_a_number_is_refused_with_what_it_has_to_be(
    number: float, error: str, bound: str
) -> None:
    config = NumberSelectorConfig(min=1, max=9, step=1, mode=NumberSelectorMode.BOX)
    schema = vol.Schema({vol.Optional("many"): Number(config)})
    with pytest.raises(Refused) as caught:
        within(schema, schema({"many": number}))
    assert caught.value.errors == {"many": error}
    assert caught.value.placeholders == {error: bound}
    assert within(schema, schema({"many": 3})) == {"many": 3}
    assert within(schema, {}) == {}


@pytest.mark.parametrize("wrong", ["many", None, "nan", float("inf")])
def test_what_is_no_number_is_taken_by_no_form(wrong: object) -> None:
    config = NumberSelectorConfig(min=1, max=9, step=1, mode=NumberSelectorMode.BOX)
    with pytest.raises(vol.Invalid):
        Number(config)(wrong)
