"""A person adds and changes sources."""

from datetime import timedelta
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, SOURCE
from tests.support.feed import Fault, FeedServer

from ..box import Box
from .steps import add, change, entry_with, load, settle, shown, submit, titles

COOKIE = "uid=7; pass=very-secret"
HEADER = "X-Api-Key: also-secret"


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> MockConfigEntry:
    """Run Greenlight with one client and one source that has a cookie and a header."""
    entry = entry_with(
        {"subentry_type": CLIENT, "data": qbittorrent.data()},
        {
            "subentry_type": SOURCE,
            "data": {
                "url": site.rss_url,
                "cookie": COOKIE,
                "headers": [HEADER],
                "interval": 15,
            },
        },
    )
    await load(hass, entry)
    return entry


def form(site: FeedServer, **changed) -> dict:
    return {"url": site.atom_url, "interval": 15} | changed


async def test_adds_a_source_named_after_its_feed(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    site.title = "  A *site*\nof releases "
    flow = await add(hass, entry, SOURCE)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    assert "forget" not in flow["data_schema"].schema

    url = f"{site.atom_url}?passkey=0123456789"
    done = await submit(hass, flow, **form(site, url=f" {url} "))

    assert done["type"] is FlowResultType.CREATE_ENTRY
    (added,) = [
        one
        for one in entry.get_subentries_of_type(SOURCE)
        if one.title == "A *site* of releases"
    ]
    assert added.data == {"url": url, "interval": 15}
    assert len(added.unique_id or "") == 64
    hub = await settle(hass, entry)
    assert hub.sources[added.subentry_id].last_update_success


@pytest.mark.parametrize(
    ("feed_title", "names"),
    [
        ("", ["Source", "127.0.0.1"]),
        ("source", ["Source", "source 2"]),
        ("Long " * 40, ["Source", ("Long " * 12).strip()]),
    ],
)
async def test_names_a_source_that_is_given_no_name(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    feed_title: str,
    names: list[str],
) -> None:
    site.title = feed_title
    await submit(hass, await add(hass, entry, SOURCE), **form(site))
    assert titles(entry, SOURCE) == names


async def test_refuses_a_name_that_is_taken_before_asking_the_site(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    flow = await submit(
        hass, await add(hass, entry, SOURCE), **form(site, name="source")
    )
    assert flow["errors"] == {"name": "name_taken"}
    assert not site.count("/feed.atom")
    done = await submit(hass, flow, **form(site, name="Other"))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert titles(entry, SOURCE) == ["Source", "Other"]


async def test_sends_cookie_and_headers(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    values = form(
        site,
        cookie=f" Cookie: {COOKIE} ",
        headers=["", " X-One:1 ", "X-Two : a: b"],
    )
    done = await submit(hass, await add(hass, entry, SOURCE), **values)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (_, added) = entry.get_subentries_of_type(SOURCE)
    assert added.data == {
        "url": site.atom_url,
        "cookie": COOKIE,
        "headers": ["X-One:1", "X-Two : a: b"],
        "interval": 15,
    }
    seen = [one for one in site.seen if one.path == "/feed.atom"]
    # Once for the form, once by the source itself.
    assert len(seen) == 2
    for one in seen:
        assert one.headers["cookie"] == COOKIE
        assert one.headers["x-one"] == "1"
        assert one.headers["x-two"] == "a: b"


@pytest.mark.parametrize(
    ("broken", "errors", "placeholders"),
    [
        ({"url": ""}, {"url": "invalid_url"}, {}),
        ({"url": "site/feed.rss"}, {"url": "invalid_url"}, {}),
        ({"url": "file:///etc/passwd"}, {"url": "invalid_url"}, {}),
        ({"url": "magnet:?xt=urn:btih:" + "a" * 40}, {"url": "invalid_url"}, {}),
        ({"url": "http://site/\r\nHost: other"}, {"url": "invalid_url"}, {}),
        ({"url": "http://[site/feed"}, {"url": "invalid_url"}, {}),
        ({"cookie": "a=b\r\nHost: other"}, {"cookie": "invalid_cookie"}, {}),
        ({"headers": ["no colon"]}, {"headers": "invalid_header"}, {"line": "1"}),
        (
            {"headers": ["A: b", "C: d\r\nHost: other"]},
            {"headers": "invalid_header"},
            {"line": "2"},
        ),
        ({"headers": ["A b: c"]}, {"headers": "invalid_header"}, {"line": "1"}),
        ({"headers": ["A:"]}, {"headers": "invalid_header"}, {"line": "1"}),
        ({"headers": [": secret"]}, {"headers": "invalid_header"}, {"line": "1"}),
    ],
)
async def test_refuses_what_cannot_be_sent(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    broken: dict,
    errors: dict[str, str],
    placeholders: dict[str, str],
) -> None:
    flow = await submit(hass, await add(hass, entry, SOURCE), **form(site, **broken))
    assert flow["errors"] == errors
    assert flow["description_placeholders"] == placeholders
    assert not site.count("/feed.atom")
    done = await submit(hass, flow, **form(site))
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.SERVER_ERROR, "cannot_connect"),
        (Fault.HANG_UP, "cannot_connect"),
        (Fault.FORBIDDEN, "invalid_auth"),
        (Fault.NOT_FOUND, "not_found"),
        (Fault.RATE_LIMITED, "too_many_requests"),
        (Fault.GZIP_BOMB, "too_large"),
        (Fault.LOGIN_PAGE, "invalid_auth"),
    ],
)
async def test_says_what_is_wrong_and_goes_on_once_it_is_right(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    fault: Fault,
    error: str,
) -> None:
    site.feed_fault = fault
    values = form(site, url=f"{site.atom_url}?passkey=0123456789", cookie=COOKIE)
    flow = await submit(hass, await add(hass, entry, SOURCE), **values)
    assert flow["type"] is FlowResultType.FORM
    assert flow["errors"] == {"base": error}
    assert "0123456789" not in str(flow["description_placeholders"])
    assert "secret" not in str(flow["description_placeholders"])
    assert shown(flow)["url"] == values["url"]
    site.feed_fault = None
    done = await submit(hass, flow, **values)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_there_was_no_answer_in_time(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    with patch("aiohttp.ClientSession._request", side_effect=TimeoutError):
        flow = await submit(hass, await add(hass, entry, SOURCE), **form(site))
    assert flow["errors"] == {"base": "timeout"}
    done = await submit(hass, flow, **form(site))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_the_connection_is_not_encrypted(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    url = site.atom_url.replace("http", "https")
    flow = await submit(hass, await add(hass, entry, SOURCE), **form(site, url=url))
    assert flow["errors"] == {"base": "tls_failed"}
    done = await submit(hass, flow, **form(site))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_refuses_a_source_that_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    await submit(hass, await add(hass, entry, SOURCE), **form(site))
    flow = await submit(hass, await add(hass, entry, SOURCE), **form(site))
    assert flow["errors"] == {"url": "already_configured"}
    done = await submit(hass, flow, **form(site, url=f"{site.atom_url}?category=5"))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_shows_what_is_stored_but_no_secret(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    flow = await change(hass, entry, SOURCE)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert shown(flow) == {"name": "Source", "url": site.rss_url, "interval": 15}
    assert "secret" not in str(flow)


async def test_changes_only_that_source_and_keeps_secrets_that_are_not_typed(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    hub = entry.runtime_data
    kept = (hub, hub.sources[SOURCE], hub.clients[CLIENT], hub.clients[CLIENT].client)
    source = hub.sources[SOURCE].source
    before = entry.subentries[SOURCE].unique_id

    flow = await change(hass, entry, SOURCE)
    values = form(site, name="Other", interval=30.0, forget=False)
    done = await submit(hass, flow, **values)

    assert (done["type"], done["reason"]) == (
        FlowResultType.ABORT,
        "reconfigure_successful",
    )
    changed = entry.subentries[SOURCE]
    assert changed.title == "Other"
    assert changed.unique_id != before
    assert changed.data == {
        "url": site.atom_url,
        "cookie": COOKIE,
        "headers": [HEADER],
        "interval": 30,
    }
    hub = await settle(hass, entry)
    now = (hub, hub.sources[SOURCE], hub.clients[CLIENT], hub.clients[CLIENT].client)
    assert all(old is new for old, new in zip(kept, now, strict=True))
    assert hub.sources[SOURCE].source is not source
    assert hub.sources[SOURCE].last_update_success
    assert hub.sources[SOURCE].update_interval == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"cookie": "new=1"}, {"cookie": "new=1", "headers": [HEADER]}),
        ({"headers": ["X-New: 1"]}, {"cookie": COOKIE, "headers": ["X-New: 1"]}),
        ({"forget": True}, {}),
        ({"forget": True, "cookie": "new=1"}, {"cookie": "new=1"}),
    ],
)
async def test_replaces_and_forgets_secrets(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    typed: dict,
    stored: dict,
) -> None:
    flow = await change(hass, entry, SOURCE)
    await submit(hass, flow, **form(site, url=site.rss_url, forget=False) | typed)
    assert entry.subentries[SOURCE].data == {
        "url": site.rss_url,
        "interval": 15,
        **stored,
    }


async def test_refuses_to_become_another_source_that_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    await submit(hass, await add(hass, entry, SOURCE), **form(site))
    flow = await submit(
        hass, await change(hass, entry, SOURCE), **form(site, forget=False)
    )
    assert flow["errors"] == {"url": "already_configured"}
    same = form(site, url=site.rss_url, name="Source", forget=False)
    done = await submit(hass, flow, **same)
    assert done["reason"] == "reconfigure_successful"


@pytest.mark.parametrize("begin", [add, change])
async def test_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry, begin
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    flow = await begin(hass, entry, SOURCE)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


async def test_is_removed_without_touching_the_others(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hub = entry.runtime_data
    client = hub.clients[CLIENT]
    hass.config_entries.async_remove_subentry(entry, SOURCE)
    await settle(hass, entry)
    assert hub.sources == {}
    assert hub.gate.attached.sources == {}
    assert hub.clients[CLIENT] is client
    assert client.last_update_success
