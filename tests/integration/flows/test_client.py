"""A person adds and changes download clients."""

from datetime import timedelta
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, SOURCE
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import API_KEY
from tests.contract.clients.replay import PASSWORD
from tests.support.feed import FeedServer

from ..box import Box
from .steps import (
    add,
    at_its_field,
    change,
    entry_with,
    load,
    settle,
    shown,
    submit,
    titles,
)


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> MockConfigEntry:
    """Run Greenlight with one client and one source."""
    entry = entry_with(
        {
            "subentry_type": CLIENT,
            "title": "qBittorrent",
            "data": qbittorrent.data(),
        },
        {"subentry_type": SOURCE, "data": {"url": site.rss_url, "interval": 15}},
    )
    await load(hass, entry)
    return entry


async def test_adds_a_second_client(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await add(hass, entry, CLIENT)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "qbittorrent")
    url = f"{qbittorrent.url}/qbt"
    done = await submit(hass, flow, **qbittorrent.form(name=" At  home ", url=url))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (added,) = [one for one in entry.subentries.values() if one.title == "At home"]
    assert added.unique_id == added.data["url"] == url
    assert "name" not in added.data
    hub = await settle(hass, entry)
    assert hub.clients[added.subentry_id].last_update_success
    assert hub.gate.attached.settings[added.subentry_id].name == "At home"


async def test_names_a_client_that_is_given_no_name(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    for path in ("/1", "/2", "/3"):
        flow = await add(hass, entry, CLIENT)
        await submit(hass, flow, **qbittorrent.form(url=f"{qbittorrent.url}{path}"))
    assert titles(entry, CLIENT) == [
        "qBittorrent",
        "qBittorrent 2",
        "qBittorrent 3",
        "qBittorrent 4",
    ]


async def test_refuses_a_name_that_is_taken(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    form = qbittorrent.form(url=f"{qbittorrent.url}/qbt")
    flow = await submit(
        hass, await add(hass, entry, CLIENT), name="QBITTORRENT", **form
    )
    assert flow["errors"] == {"name": "name_taken"}
    done = await submit(hass, flow, name="Other", **form)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_refuses_a_client_that_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await add(hass, entry, CLIENT)
    form = qbittorrent.form(
        name="Again", url=f" {qbittorrent.url.removeprefix('http://')}/ "
    )
    flow = await submit(hass, flow, **form)
    assert flow["errors"] == {"url": "already_configured"}
    form["url"] = f"{qbittorrent.url}/qbt"
    done = await submit(hass, flow, **form)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_refuses_one_that_was_added_while_it_was_tried(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await add(hass, entry, CLIENT)
    with patch("custom_components.greenlight.flows.client.ClientFlow._refuse_double"):
        done = await submit(hass, flow, **qbittorrent.form(name="Again"))
    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "already_configured",
    )


async def test_suggests_what_home_assistant_knows_unless_it_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    known = MockConfigEntry(domain="qbittorrent", data={"url": qbittorrent.url})
    known.add_to_hass(hass)
    assert "url" not in shown(await add(hass, entry, CLIENT))
    hass.config_entries.async_update_entry(known, data={"url": "http://nas:8080"})
    assert shown(await add(hass, entry, CLIENT))["url"] == "http://nas:8080"


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        ("auth/login", (200, "Fails."), "invalid_auth_qbittorrent"),
        ("auth/login", (403, "banned"), "banned_qbittorrent"),
        ("app/webapiVersion", (401, "Unauthorized"), "host_rejected_qbittorrent"),
        ("app/webapiVersion", (200, "<html>"), "not_this_client"),
        ("app/webapiVersion", (200, "1.9"), "too_old_qbittorrent"),
        ("app/webapiVersion", (500, "oops"), "bad_answer"),
    ],
)
async def test_says_what_is_wrong_and_goes_on_once_it_is_right(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    qbittorrent: Box,
    path: str,
    answer: tuple[int, str],
    error: str,
) -> None:
    qbittorrent.instead[path] = answering(*answer)
    form = qbittorrent.form(name="Other", url=f"{qbittorrent.url}/qbt")
    flow = await submit(hass, await add(hass, entry, CLIENT), **form)
    assert flow["errors"] == at_its_field(error)
    assert PASSWORD not in str(flow["description_placeholders"])
    qbittorrent.instead.clear()
    done = await submit(hass, flow, **form)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("url", ["http://", "nas:x"])
async def test_refuses_what_is_no_address(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box, url: str
) -> None:
    flow = await change(hass, entry, CLIENT)
    flow = await submit(hass, flow, **qbittorrent.form(url=url))
    assert flow["errors"] == {"url": "invalid_url"}
    done = await submit(hass, flow, **qbittorrent.form())
    assert done["reason"] == "reconfigure_successful"


async def test_shows_what_is_stored_but_no_secret(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await change(hass, entry, CLIENT)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "qbittorrent")
    assert shown(flow) == {
        "name": "qBittorrent",
        "url": qbittorrent.url,
        "username": "admin",
        "verify_ssl": True,
        "idle_interval": 30,
        "timeout": 30,
        "active_interval": 5,
        "priority": 1,
        "reserve": 100,
        "metadata_timeout": 6,
        "stalled_timeout": 24,
        "error_timeout": 30,
        "on_failure": "keep",
        "keep_private": True,
    }
    assert PASSWORD not in str(flow)


async def test_changes_only_that_client_and_keeps_the_password_that_is_not_typed(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    hub = entry.runtime_data
    parts = (hub, hub.clients[CLIENT], hub.sources[SOURCE], hub.sources[SOURCE].source)
    client = hub.clients[CLIENT].client
    form = qbittorrent.form(
        name="At home",
        url=f"{qbittorrent.url}/qbt",
        verify_ssl=False,
        polling={"idle_interval": 60.0, "active_interval": 2.0},
    )
    del form["password"]

    done = await submit(hass, await change(hass, entry, CLIENT), **form)

    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "reconfigure_successful",
    )
    changed = entry.subentries[CLIENT]
    assert changed.title == "At home"
    assert changed.unique_id == f"{qbittorrent.url}/qbt"
    assert changed.data == qbittorrent.data(
        url=f"{qbittorrent.url}/qbt",
        verify_ssl=False,
        idle_interval=60,
        active_interval=2,
    )
    hub = await settle(hass, entry)
    now = (hub, hub.clients[CLIENT], hub.sources[SOURCE], hub.sources[SOURCE].source)
    assert all(old is new for old, new in zip(parts, now, strict=True))
    assert hub.clients[CLIENT].client is not client
    assert hub.clients[CLIENT].last_update_success
    assert hub.clients[CLIENT].update_interval == timedelta(seconds=60)


async def test_the_login_of_a_proxy_stays_until_the_address_leads_elsewhere(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    kept = []
    for address in (
        qbittorrent.url.replace("://", "://seed:box@"),
        qbittorrent.url,
        f"{qbittorrent.url}/qbt",
    ):
        form = qbittorrent.form(url=address)
        await submit(hass, await change(hass, entry, CLIENT), **form)
        data = entry.subentries[CLIENT].data
        kept.append((data.get("proxy_username"), data.get("proxy_password")))
    assert kept == [("seed", "box"), ("seed", "box"), (None, None)]


@pytest.mark.parametrize(
    ("stored", "typed", "kept"),
    [
        (
            {"username": "admin", "password": PASSWORD},
            {"username": "admin"},
            {"username": "admin", "password": PASSWORD},
        ),
        (
            {"username": "admin", "password": "old"},
            {"username": "admin", "password": PASSWORD},
            {"username": "admin", "password": PASSWORD},
        ),
        ({"api_key": API_KEY}, {}, {"api_key": API_KEY}),
        ({"api_key": "old"}, {"api_key": API_KEY}, {"api_key": API_KEY}),
        (
            {"username": "admin", "password": PASSWORD},
            {"username": "admin", "api_key": API_KEY},
            {"api_key": API_KEY},
        ),
        (
            {"api_key": API_KEY},
            {"username": "admin", "password": PASSWORD},
            {"username": "admin", "password": PASSWORD},
        ),
    ],
)
async def test_keeps_a_secret_that_was_left_empty_and_one_kind_of_login(
    hass: HomeAssistant,
    qbittorrent: Box,
    stored: dict[str, str],
    typed: dict[str, str],
    kept: dict[str, str],
) -> None:
    data = qbittorrent.data()
    del data["username"], data["password"]
    entry = entry_with({"subentry_type": CLIENT, "data": data | stored})
    await load(hass, entry)
    form = qbittorrent.form()
    del form["username"], form["password"]
    done = await submit(hass, await change(hass, entry, CLIENT), **form | typed)
    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries[CLIENT].data == data | kept


async def test_forgets_a_login_that_is_not_needed_any_more(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    form = qbittorrent.form()
    del form["username"], form["password"]
    # As a server that lets its own network in.
    qbittorrent.bypass = True
    done = await submit(hass, await change(hass, entry, CLIENT), **form)
    assert done["reason"] == "reconfigure_successful"
    assert "password" not in entry.subentries[CLIENT].data


async def test_refuses_to_become_another_client_that_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    other = qbittorrent.form(name="Other", url=f"{qbittorrent.url}/qbt")
    await submit(hass, await add(hass, entry, CLIENT), **other)
    flow = await change(hass, entry, CLIENT)
    flow = await submit(hass, flow, **{**other, "name": "Mine"})
    assert flow["errors"] == {"url": "already_configured"}
    assert entry.subentries[CLIENT].unique_id == qbittorrent.url
    done = await submit(hass, flow, **qbittorrent.form(name="Mine"))
    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries[CLIENT].title == "Mine"


async def test_tries_again_when_what_is_stored_is_confirmed(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    part = entry.runtime_data.clients[CLIENT]
    qbittorrent.instead = {
        "transfer/info": answering(403, "Forbidden"),
        "auth/login": answering(200, "Fails."),
        "app/webapiVersion": answering(403, "Forbidden"),
    }
    await part.async_refresh()
    await settle(hass, entry)
    assert not part.last_update_success
    assert len(hass.config_entries.flow.async_progress()) == 1

    qbittorrent.instead.clear()
    await part.async_refresh()
    # Refused credentials are not tried again by themselves.
    assert not part.last_update_success
    form = qbittorrent.form(name="qBittorrent")
    done = await submit(hass, await change(hass, entry, CLIENT), **form)
    assert done["reason"] == "reconfigure_successful"
    assert part.last_update_success
    # Nobody is asked any more for what works.
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("begin", [add, change])
async def test_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry, begin
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    flow = await begin(hass, entry, CLIENT)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


async def test_is_removed_without_touching_the_others(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hub = entry.runtime_data
    source = hub.sources[SOURCE]
    hass.config_entries.async_remove_subentry(entry, CLIENT)
    await settle(hass, entry)
    assert hub.clients == {}
    assert hub.gate.attached.clients == {}
    assert hub.sources[SOURCE] is source
    assert source.last_update_success
