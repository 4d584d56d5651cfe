"""Setting up goes on by itself, from the first client to the first question on one's own phone."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.greenlight.const import APPROVER, CLIENT, RULE, SOURCE
from tests.support.feed import FeedServer
from tests.support.feed_documents import Item

from ..box import Box
from .steps import Result, entry_with, load, settle
from .ways import add_phone

SUBENTRIES = "/api/config/config_entries/subentries/flow"
FILM = "Film.One.2026.1080p.WEB-DL-GRP"

type Post = Callable[..., Awaitable[Result]]


@pytest.fixture
def clicks() -> list[str]:
    """Count what a person presses."""
    return []


@pytest.fixture
async def entry(
    hass: HomeAssistant, qbittorrent: Box, site: FeedServer
) -> MockConfigEntry:
    """Run Greenlight with its first client, and a feed with one film."""
    site.items = [Item(title=FILM, link=f"{site.url}/1.torrent", size=10**9)]
    entry = entry_with({"subentry_type": CLIENT, "data": qbittorrent.data()})
    await load(hass, entry)
    return entry


@pytest.fixture
async def post(
    hass: HomeAssistant, hass_client: Any, socket_enabled: None, clicks: list[str]
) -> Post:
    """Fill in forms as the interface does, logged in as whoever sets it up."""
    assert await async_setup_component(hass, "config", {})
    web = await hass_client()

    async def post(flow: Result | None = None, /, **values: Any) -> Result:
        clicks.append(values.get("next_step_id", "submit"))
        path = f"{SUBENTRIES}/{flow['flow_id']}" if flow else SUBENTRIES
        answer = await web.post(path, json=values)
        result = await answer.json()
        assert answer.status == 200, result
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    return post


async def to_the_offer(entry: MockConfigEntry, site: FeedServer, post: Post) -> Result:
    """Add the first source and a rule with it."""
    flow = await post(handler=[entry.entry_id, SOURCE])
    flow = await post(flow, next_step_id="feed")
    flow = await post(flow, url=site.rss_url, interval=15)
    flow = await post(flow, next_step_id="named")
    flow = await post(flow, include=["film"])
    return await post(flow, next_step_id="count_known")


async def test_one_click_brings_the_questions_to_ones_own_phone(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
    site: FeedServer,
    post: Post,
    clicks: list[str],
) -> None:
    mine = add_phone(hass, "Pixel *9*", hass_admin_user.id)
    add_phone(hass, "Of somebody else", "another")
    flow = await to_the_offer(entry, site, post)
    assert flow["step_id"] == "first_phone"
    assert flow["description_placeholders"] == {"phone": r"Pixel \*9\*"}
    done = await post(flow, next_step_id="ask_there")
    assert done["type"] == "create_entry"
    hub = await settle(hass, entry)
    (approver,) = hub.roster.approvers.values()
    assert (approver.name, approver.devices) == ("Pixel *9*", (mine,))
    assert [one.release.title for one in hub.ledger.open.values()] == [FILM]
    # Beginning, which goes on by itself after the client, and the button that ends it.
    assert len([*clicks[1:], "finish"]) == 7


async def test_it_may_be_left_for_later(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
    site: FeedServer,
    post: Post,
) -> None:
    add_phone(hass, "Pixel", hass_admin_user.id)
    flow = await to_the_offer(entry, site, post)
    done = await post(flow, next_step_id="ask_nowhere")
    assert done["type"] == "create_entry"
    assert not entry.get_subentries_of_type(APPROVER)
    assert entry.get_subentries_of_type(RULE)


async def test_it_is_made_with_a_rule_that_was_written_in_full(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
    post: Post,
) -> None:
    phone = add_phone(hass, "Pixel", hass_admin_user.id)
    form = {"name": "Films", "include": ["film"], "action": "ask", "lifetime": 24}
    ways = {"stopped": False, "sequential": False, "first_last": False}
    for last in ("create_entry", "create_entry"):
        flow = await post(handler=[entry.entry_id, RULE])
        flow = await post(flow, next_step_id="any")
        sections = {"reading": {}, "download": ways, "limits": {}}
        flow = await post(flow, **form, **sections)
        flow = await post(flow, next_step_id="only_new")
        if flow["type"] == "menu":
            flow = await post(flow, next_step_id="ask_there")
        assert flow["type"] == last
        form["name"] = "Once more"
    (approver,) = entry.get_subentries_of_type(APPROVER)
    assert approver.data["devices"] == [phone]


async def test_there_is_no_offer_without_a_phone_of_ones_own(
    hass: HomeAssistant, entry: MockConfigEntry, site: FeedServer, post: Post
) -> None:
    add_phone(hass, "Of somebody else", "another")
    done = await to_the_offer(entry, site, post)
    assert done["type"] == "create_entry"


async def test_there_is_no_offer_where_somebody_is_asked_already(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
    site: FeedServer,
    post: Post,
) -> None:
    phone = add_phone(hass, "Pixel", hass_admin_user.id)
    approver = ConfigSubentry(
        data=MappingProxyType({"type": "companion", "devices": [phone]}),
        subentry_type=APPROVER,
        title="Pixel",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, approver)
    done = await to_the_offer(entry, site, post)
    assert done["type"] == "create_entry"
    assert len(entry.get_subentries_of_type(APPROVER)) == 1


async def test_nothing_is_saved_when_greenlight_stops_before_the_answer(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
    site: FeedServer,
    post: Post,
) -> None:
    add_phone(hass, "Pixel", hass_admin_user.id)
    flow = await to_the_offer(entry, site, post)
    await hass.config_entries.async_unload(entry.entry_id)
    done = await post(flow, next_step_id="ask_there")
    assert done["reason"] == "entry_not_loaded"
    assert {one.subentry_type for one in entry.subentries.values()} == {CLIENT}
