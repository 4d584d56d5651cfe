"""Credentials were refused: a person gives new ones to the one part that needs them."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, SOURCE
from tests.contract.clients.answers import answering
from tests.contract.clients.qbittorrent.replay import API_KEY
from tests.contract.clients.replay import PASSWORD
from tests.support.feed import Fault, FeedServer

from ..box import Box
from .steps import Result, change, entry_with, load, settle, shown, submit

COOKIE = "uid=7; pass=very-secret"


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> MockConfigEntry:
    """Run Greenlight with one client and one source, both content."""
    entry = entry_with(
        {"subentry_type": CLIENT, "title": "At home", "data": qbittorrent.data()},
        {
            "subentry_type": SOURCE,
            "title": "Site",
            "data": {"url": site.rss_url, "cookie": COOKIE, "interval": 15},
        },
    )
    await load(hass, entry)
    return entry


async def refuse_client(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> Result:
    """Change the client's password and let it be noticed. Return the form that follows."""
    qbittorrent.password = "changed"
    hub = entry.runtime_data
    await hub.async_restart(CLIENT)
    await settle(hass, entry)
    assert not hub.clients[CLIENT].last_update_success
    (flow,) = hass.config_entries.flow.async_progress()
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def refuse_source(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> Result:
    """Have the site refuse twice and return the form that follows."""
    site.feed_fault = Fault.FORBIDDEN
    part = entry.runtime_data.sources[SOURCE]
    await part.async_refresh()
    assert not hass.config_entries.flow.async_progress()
    await part.async_refresh()
    await settle(hass, entry)
    (flow,) = hass.config_entries.flow.async_progress()
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def fill_in(
    hass: HomeAssistant, entry: MockConfigEntry, flow: Result, **values: Any
) -> Result:
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], values)
    await settle(hass, entry)
    return result


async def test_asks_for_the_login_of_a_client(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    hub = entry.runtime_data
    others = (hub, hub.clients[CLIENT], hub.sources[SOURCE].source)
    flow = await refuse_client(hass, entry, qbittorrent)
    assert flow["type"] is FlowResultType.FORM
    assert flow["step_id"] == "reauth_qbittorrent"
    assert flow["description_placeholders"]["name"] == "At home"
    (listed,) = hass.config_entries.flow.async_progress()
    assert listed["context"]["title_placeholders"]["name"] == "At home"
    assert set(map(str, flow["data_schema"].schema)) == {
        "username",
        "password",
        "api_key",
    }
    assert shown(flow) == {"username": "admin"}
    assert PASSWORD not in str(flow)

    done = await fill_in(hass, entry, flow, username="admin", password="changed")

    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "reauth_successful",
    )
    assert entry.subentries[CLIENT].data == qbittorrent.data(password="changed")
    assert entry.subentries[CLIENT].title == "At home"
    hub = entry.runtime_data
    assert others == (hub, hub.clients[CLIENT], hub.sources[SOURCE].source)
    assert hub.clients[CLIENT].last_update_success
    assert not hass.config_entries.flow.async_progress()


async def test_takes_a_key_in_place_of_the_password(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await refuse_client(hass, entry, qbittorrent)
    await fill_in(hass, entry, flow, username="admin", api_key=API_KEY)
    data = qbittorrent.data(api_key=API_KEY)
    del data["username"], data["password"]
    assert entry.subentries[CLIENT].data == data
    assert entry.runtime_data.clients[CLIENT].last_update_success


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        ("auth/login", (200, "Fails."), "invalid_auth_qbittorrent"),
        ("auth/login", (403, "banned"), "banned_qbittorrent"),
        ("app/webapiVersion", (500, "oops"), "bad_answer"),
    ],
)
async def test_says_what_is_wrong_with_a_client_and_goes_on_once_it_is_right(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    qbittorrent: Box,
    path: str,
    answer: tuple[int, str],
    error: str,
) -> None:
    flow = await refuse_client(hass, entry, qbittorrent)
    qbittorrent.instead[path] = answering(*answer)
    login = {"username": "admin", "password": "changed"}
    flow = await fill_in(hass, entry, flow, **login)
    assert flow["type"] is FlowResultType.FORM
    # Where the form does not have the address, its errors stand above.
    field = "password" if error.startswith(("invalid_auth", "banned")) else "base"
    assert flow["errors"] == {field: error}
    assert flow["description_placeholders"]["name"] == "At home"
    assert "changed" not in str(flow["description_placeholders"])
    assert entry.subentries[CLIENT].data["password"] == PASSWORD
    qbittorrent.instead.clear()
    done = await fill_in(hass, entry, flow, **login)
    assert done["reason"] == "reauth_successful"


async def test_tries_the_stored_password_again_when_nothing_is_typed(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await refuse_client(hass, entry, qbittorrent)
    qbittorrent.password = PASSWORD
    done = await fill_in(hass, entry, flow, username="admin")
    assert done["reason"] == "reauth_successful"
    assert entry.runtime_data.clients[CLIENT].last_update_success


async def test_asks_for_the_cookie_of_a_source(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    hub = entry.runtime_data
    others = (hub, hub.sources[SOURCE], hub.clients[CLIENT].client)
    flow = await refuse_source(hass, entry, site)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reauth_confirm")
    assert flow["description_placeholders"] == {"name": "Site"}
    assert set(map(str, flow["data_schema"].schema)) == {"cookie", "headers"}
    assert "secret" not in str(flow)

    flow = await fill_in(hass, entry, flow, cookie="new=1", headers=["X-Key: 2"])
    assert flow["errors"] == {"cookie": "invalid_auth"}
    site.feed_fault = None
    done = await fill_in(hass, entry, flow, cookie="new=1", headers=["X-Key: 2"])

    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "reauth_successful",
    )
    assert entry.subentries[SOURCE].data == {
        "url": site.rss_url,
        "cookie": "new=1",
        "headers": ["X-Key: 2"],
        "interval": 15,
    }
    hub = entry.runtime_data
    assert others == (hub, hub.sources[SOURCE], hub.clients[CLIENT].client)
    assert hub.sources[SOURCE].last_update_success


@pytest.mark.parametrize(
    ("broken", "errors"),
    [
        ({"cookie": "a\nb"}, {"cookie": "invalid_cookie"}),
        ({"headers": ["nothing"]}, {"headers": "invalid_header"}),
    ],
)
async def test_refuses_what_cannot_be_sent_and_keeps_what_is_not_typed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    broken: dict[str, Any],
    errors: dict[str, str],
) -> None:
    flow = await refuse_source(hass, entry, site)
    flow = await fill_in(hass, entry, flow, **broken)
    assert flow["errors"] == errors
    site.feed_fault = None
    done = await fill_in(hass, entry, flow)
    assert done["reason"] == "reauth_successful"
    assert entry.subentries[SOURCE].data["cookie"] == COOKIE
    assert entry.runtime_data.sources[SOURCE].last_update_success


async def test_goes_away_when_the_part_is_changed_in_its_own_form(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    await refuse_source(hass, entry, site)
    site.feed_fault = None
    flow = await change(hass, entry, SOURCE)
    values = {"name": "New", "url": site.atom_url, "interval": 15, "forget": True}
    done = await submit(hass, flow, **values)
    assert done["reason"] == "reconfigure_successful"
    assert not hass.config_entries.flow.async_progress()


async def test_stays_when_another_part_is_changed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    qbittorrent: Box,
) -> None:
    await refuse_source(hass, entry, site)
    flow = await change(hass, entry, CLIENT)
    done = await submit(hass, flow, **qbittorrent.form(name="Other"))
    assert done["reason"] == "reconfigure_successful"
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_goes_away_when_the_part_is_removed(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    await refuse_source(hass, entry, site)
    hass.config_entries.async_remove_subentry(entry, SOURCE)
    await settle(hass, entry)
    assert not hass.config_entries.flow.async_progress()


async def test_goes_away_when_the_site_has_changed_its_mind(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    await refuse_source(hass, entry, site)
    site.feed_fault = None
    await entry.runtime_data.sources[SOURCE].async_refresh()
    assert not hass.config_entries.flow.async_progress()


async def test_asks_for_one_part_after_the_other(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    qbittorrent: Box,
) -> None:
    flow = await refuse_client(hass, entry, qbittorrent)
    site.feed_fault = Fault.FORBIDDEN
    part = entry.runtime_data.sources[SOURCE]
    await part.async_refresh()
    await part.async_refresh()
    await fill_in(hass, entry, flow, username="admin", password="changed")
    assert not hass.config_entries.flow.async_progress()
    await part.async_refresh()
    await settle(hass, entry)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"]["name"] == "Site"


async def test_ends_at_once_when_it_names_no_part(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    done = await entry.start_reauth_flow(hass)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "part_removed")


async def test_stores_what_is_right_while_greenlight_does_not_run(
    hass: HomeAssistant, entry: MockConfigEntry, qbittorrent: Box
) -> None:
    flow = await refuse_client(hass, entry, qbittorrent)
    await hass.config_entries.async_unload(entry.entry_id)
    qbittorrent.password = PASSWORD
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"username": "admin"}
    )
    assert result["reason"] == "reauth_successful"
    assert await hass.config_entries.async_setup(entry.entry_id)
    hub = await settle(hass, entry)
    assert hub.clients[CLIENT].last_update_success
