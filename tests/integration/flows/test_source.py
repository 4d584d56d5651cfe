"""A person adds and changes sources."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import CLIENT, LIBRARY, RULE, SOURCE
from custom_components.greenlight.flows.part import asked
from custom_components.greenlight.flows.source_feed import read_source
from tests.support.feed import Fault, FeedServer
from tests.support.feed_documents import Item

from ..box import Box
from .steps import (
    Result,
    add,
    at_its_field,
    change,
    entry_with,
    load,
    settle,
    shown,
    submit as send,
    titles,
    told,
    words_of,
)

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


async def submit(hass: HomeAssistant, flow: Result, **values: Any) -> Result:
    """Fill in the form of a source, and make no first rule with it."""
    result = await send(hass, flow, **values)
    if result.get("step_id") != "first_rule":
        return result
    return await send(hass, result, next_step_id="own_rule")


async def test_adds_a_source_named_after_its_feed(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    site.title = "  A *site*\nof releases "
    flow = await add(hass, entry, SOURCE)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "feed")
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


@pytest.mark.parametrize(
    "scheme", ["feed://", "FEED:", "feed:http://", "feed://http://"]
)
async def test_takes_an_address_for_feed_readers(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer, scheme: str
) -> None:
    url = scheme + site.atom_url.removeprefix("http://")
    done = await submit(hass, await add(hass, entry, SOURCE), **form(site, url=url))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    (_, added) = entry.get_subentries_of_type(SOURCE)
    assert added.data["url"] == site.atom_url


def test_an_address_for_feed_readers_may_be_encrypted() -> None:
    data = read_source({"url": "feeds://a.example/rss", "interval": 15}, {})
    assert data["url"] == "https://a.example/rss"


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
    assert words_of(flow) == placeholders
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
    assert flow["errors"] == at_its_field(error, login="cookie")
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
    assert flow["errors"] == {"url": "timeout"}
    done = await submit(hass, flow, **form(site))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_says_that_the_connection_is_not_encrypted(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    url = site.atom_url.replace("http", "https")
    flow = await submit(hass, await add(hass, entry, SOURCE), **form(site, url=url))
    assert flow["errors"] == {"url": "tls_failed"}
    done = await submit(hass, flow, **form(site))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_refuses_a_source_that_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    await submit(hass, await add(hass, entry, SOURCE), **form(site))
    flow = await submit(hass, await add(hass, entry, SOURCE), **form(site))
    assert flow["errors"] == {"url": "already_configured"}
    *_, there = entry.get_subentries_of_type(SOURCE)
    assert words_of(flow)["other"] == there.title
    done = await submit(hass, flow, **form(site, url=f"{site.atom_url}?category=5"))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_shows_what_is_stored_but_no_secret(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    flow = await change(hass, entry, SOURCE)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "feed")
    assert shown(flow) == {"name": "Source", "url": site.rss_url, "interval": 15}
    assert "secret" not in str(flow)


async def test_what_may_be_why_it_is_refused_can_be_taken_back(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
) -> None:
    flow = await change(hass, entry, SOURCE)
    site.feed_fault = Fault.FORBIDDEN
    refused = form(site, url=site.rss_url, forget=True)
    flow = await submit(hass, flow, **refused)
    assert flow["errors"] == {"url": "invalid_auth"}
    assert asked(flow["data_schema"]) >= {"url", "cookie", "headers", "forget"}
    site.feed_fault = None
    kept = {"name": "Source", "url": site.rss_url, "forget": False}
    done = await submit(hass, flow, **kept)
    assert done["reason"] == "reconfigure_successful"
    assert entry.subentries[SOURCE].data["cookie"] == COOKIE


@pytest.mark.parametrize(
    ("interval", "error", "bound"),
    [(1, "number_too_small", "5 min"), (99999, "number_too_large", "1440 min")],
)
async def test_says_what_a_number_has_to_be(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    site: FeedServer,
    interval: int,
    error: str,
    bound: str,
) -> None:
    flow = await change(hass, entry, SOURCE)
    flow = await submit(hass, flow, **form(site, interval=interval, forget=False))
    assert flow["errors"] == {"interval": error}
    assert words_of(flow)[error] == bound
    assert entry.subentries[SOURCE].data["interval"] != interval


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


FILM, SHOW = "Film.One.2026.1080p.WEB-DL-GRP", "Show.S01E01.1080p.WEB-DL-GRP"
# Another film: of one there is only one question.
ALSO = "Film.One.More.2025.1080p.WEB-DL-GRP"


async def fill(site: FeedServer) -> None:
    """Have three releases in the feed."""
    site.items = [
        Item(title=title, link=f"{site.url}/{number}.torrent", size=10**9)
        for number, title in enumerate((FILM, ALSO, SHOW))
    ]


class TestFirstRule:
    """A source without any rule does nothing, so the first one leads on to one."""

    @pytest.fixture
    async def flow(
        self, hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer
    ) -> Result:
        """Fill in a source, where there is no rule yet."""
        await fill(site)
        flow = await send(hass, await add(hass, entry, SOURCE), **form(site, name="S"))
        assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "first_rule")
        assert flow["description_placeholders"] == {"count": "3"}
        assert not [one for one in entry.subentries.values() if one.title == "S"]
        return flow

    @pytest.mark.parametrize(
        ("choice", "asked"), [("count_known", {FILM, ALSO}), ("only_new", set())]
    )
    async def test_is_made_with_the_source(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        flow: Result,
        choice: str,
        asked: set[str],
    ) -> None:
        flow = await send(hass, flow, next_step_id="named")
        assert shown(flow) == {"include": [""]}
        flow = await send(hass, flow, include=["film one"])
        assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "first_find")
        assert flow["description_placeholders"]["count"] == "2"
        done = await send(hass, flow, next_step_id=choice)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        hub = await settle(hass, entry)
        (rule,) = entry.get_subentries_of_type(RULE)
        assert rule.title == "film one"
        assert rule.data == {
            "include": ["film one"],
            "action": "ask",
            "lifetime": 24,
            "stopped": False,
            "sequential": False,
            "first_last": False,
        }
        assert {one.release.title for one in hub.ledger.open.values()} == asked
        counts = {
            name: told(hass, f"sensor.{name}")
            for name in ("s_releases_a_rule_wanted", "film_one_releases_found")
        }
        assert set(counts.values()) == {str(len(asked))}

    async def test_can_be_written_in_full_afterwards(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        done = await send(hass, flow, next_step_id="own_rule")
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert done["description"] == "add_rule"
        assert not entry.get_subentries_of_type(RULE)
        assert "include_known" not in done["data"]

    async def test_is_of_series(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        flow = await send(hass, flow, next_step_id="episodes")
        flow = await send(hass, flow, titles=["show"])
        assert flow["description_placeholders"]["count"] == "1"
        await send(hass, flow, next_step_id="count_known")
        hub = await settle(hass, entry)
        assert [one.release.title for one in hub.ledger.open.values()] == [SHOW]
        (rule,) = entry.get_subentries_of_type(RULE)
        assert (rule.title, rule.data["titles"]) == ("show", ["show"])

    async def test_of_upgrades_needs_a_library_next(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        done = await send(hass, flow, next_step_id="upgrades")
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert done["description"] == "add_library"
        (rule,) = entry.get_subentries_of_type(RULE)
        assert (rule.title, rule.data["kind"]) == ("Upgrades", "upgrades")

    async def test_of_upgrades_shows_what_it_finds_where_there_is_a_library(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        library = ConfigSubentry(
            data=MappingProxyType({"type": "of a newer version"}),
            subentry_type=LIBRARY,
            title="Films",
            unique_id=None,
        )
        hass.config_entries.async_add_subentry(entry, library)
        await settle(hass, entry)
        flow = await send(hass, flow, next_step_id="upgrades")
        assert flow["step_id"] == "first_find"
        flow = await send(hass, flow, next_step_id="back")
        assert flow["step_id"] == "first_rule"

    @pytest.mark.parametrize(
        ("template", "field"), [("episodes", "titles"), ("named", "include")]
    )
    async def test_has_to_look_for_something(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        flow: Result,
        template: str,
        field: str,
    ) -> None:
        flow = await send(hass, flow, next_step_id=template)
        flow = await send(hass, flow, **{field: [" "]})
        assert flow["errors"] == {field: "nothing_to_look_for"}

    async def test_is_refused_and_put_right(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        flow = await send(hass, flow, next_step_id="named")
        flow = await send(hass, flow, include=["/(/"])
        assert flow["errors"] == {"include": "pattern_syntax"}
        assert shown(flow) == {"include": ["/(/"]}
        flow = await send(hass, flow, include=["nothing like it"])
        assert flow["menu_options"] == ["only_new", "back"]
        flow = await send(hass, flow, next_step_id="back")
        assert flow["step_id"] == "named"
        assert shown(flow) == {"include": ["nothing like it"]}

    async def test_is_not_made_for_a_source_that_came_meanwhile(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        site: FeedServer,
        flow: Result,
    ) -> None:
        other = await send(hass, await add(hass, entry, SOURCE), **form(site))
        await send(hass, other, next_step_id="own_rule")
        flow = await send(hass, flow, next_step_id="named")
        flow = await send(hass, flow, include=["film"])
        done = await send(hass, flow, next_step_id="only_new")
        assert (done["type"], done["reason"]) == (
            FlowResultType.ABORT,
            "already_configured",
        )
        assert not entry.get_subentries_of_type(RULE)

    @pytest.mark.parametrize(
        "steps",
        [
            [{"next_step_id": "named"}],
            [{"next_step_id": "upgrades"}],
            [{"next_step_id": "named"}, {"include": ["film"]}],
            [
                {"next_step_id": "named"},
                {"include": ["film"]},
                {"next_step_id": "count_known"},
            ],
        ],
    )
    async def test_ends_when_greenlight_stops_in_between(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        flow: Result,
        steps: list[dict[str, Any]],
    ) -> None:
        *before, values = steps
        for step in before:
            flow = await send(hass, flow, **step)
        await hass.config_entries.async_unload(entry.entry_id)
        done = await send(hass, flow, **values)
        assert done["reason"] == "entry_not_loaded"

    async def test_its_menu_needs_greenlight_to_run(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        await hass.config_entries.async_unload(entry.entry_id)
        done = await hass.config_entries.subentries.async_configure(flow["flow_id"])
        assert done["reason"] == "entry_not_loaded"

    async def test_what_it_finds_needs_greenlight_to_run(
        self, hass: HomeAssistant, entry: MockConfigEntry, flow: Result
    ) -> None:
        flow = await send(hass, flow, next_step_id="named")
        flow = await send(hass, flow, include=["film"])
        await hass.config_entries.async_unload(entry.entry_id)
        done = await hass.config_entries.subentries.async_configure(flow["flow_id"])
        assert done["reason"] == "entry_not_loaded"


class TestFirstLook:
    """What is in a source already counts if a person says so, and they are told how many."""

    @pytest.fixture
    async def flow(
        self,
        hass: HomeAssistant,
        qbittorrent: Box,
        site: FeedServer,
    ) -> tuple[MockConfigEntry, Result]:
        """Fill in a source, where there is a rule."""
        await fill(site)
        entry = entry_with(
            {"subentry_type": CLIENT, "data": qbittorrent.data()},
            {"subentry_type": RULE, "data": {"include": ["film"]}},
        )
        await load(hass, entry)
        flow = await send(hass, await add(hass, entry, SOURCE), **form(site, name="S"))
        return entry, flow

    @pytest.mark.parametrize(("choice", "asked"), [("count_known", 2), ("only_new", 0)])
    async def test_it_is_asked_about_as_chosen(
        self,
        hass: HomeAssistant,
        site: FeedServer,
        flow: tuple[MockConfigEntry, Result],
        choice: str,
        asked: int,
    ) -> None:
        entry, at = flow
        assert (at["type"], at["step_id"]) == (FlowResultType.MENU, "first_look")
        assert at["description_placeholders"]["count"] == "2"
        await send(hass, at, next_step_id=choice)
        hub = await settle(hass, entry)
        assert len(hub.ledger.open) == asked
        # What comes later counts in any case.
        site.items.insert(0, Item(title="Film.Two", link=f"{site.url}/new", size=10**9))
        (source,) = hub.sources.values()
        await source.async_refresh()
        assert len(hub.ledger.open) == asked + 1

    async def test_the_choice_is_kept_when_the_source_is_changed(
        self,
        hass: HomeAssistant,
        site: FeedServer,
        flow: tuple[MockConfigEntry, Result],
    ) -> None:
        entry, at = flow
        await send(hass, at, next_step_id="only_new")
        (source,) = entry.get_subentries_of_type(SOURCE)
        again = await change(hass, entry, source.subentry_id)
        await send(hass, again, **form(site, name="S", interval=30, forget=False))
        (source,) = entry.get_subentries_of_type(SOURCE)
        assert source.data["include_known"] is False
        assert source.data["interval"] == 30

    async def test_one_can_go_back(
        self,
        hass: HomeAssistant,
        site: FeedServer,
        flow: tuple[MockConfigEntry, Result],
    ) -> None:
        _, at = flow
        at = await send(hass, at, next_step_id="back")
        assert (at["type"], at["step_id"]) == (FlowResultType.FORM, "feed")
        assert shown(at)["name"] == "S"

    async def test_nothing_is_asked_where_nothing_matches(
        self,
        hass: HomeAssistant,
        site: FeedServer,
        flow: tuple[MockConfigEntry, Result],
    ) -> None:
        _, at = flow
        site.items = []
        at = await send(hass, at, next_step_id="back")
        done = await send(hass, at, **form(site, name="S"))
        assert done["type"] is FlowResultType.CREATE_ENTRY

    async def test_it_needs_greenlight_to_run(
        self, hass: HomeAssistant, flow: tuple[MockConfigEntry, Result]
    ) -> None:
        entry, at = flow
        await hass.config_entries.async_unload(entry.entry_id)
        done = await hass.config_entries.subentries.async_configure(at["flow_id"])
        assert done["reason"] == "entry_not_loaded"
