"""A person adds and changes indexers: one that speaks Torznab, and those behind Prowlarr."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import RULE, SOURCE
from custom_components.greenlight.flows.source_indexers import (
    INDEXER_WORDS,
    PROWLARR_WORDS,
)
from tests.contract.sources.contract import SECRET
from tests.contract.sources.site import Reply

from ..indexer_house import FILM, House
from ..project.written_code import read_json
from .steps import (
    Result,
    add,
    change,
    entry_with,
    fill_in,
    load,
    settle,
    shown,
    submit,
    titles,
)

EN: dict[str, Any] = read_json("translations/en.json")
TEXTS = EN["config_subentries"][SOURCE]
# So far away that no test gets there.
LATER = "2126-10-03T07:15:00Z"


@pytest.fixture
async def house(socket_enabled: None) -> AsyncGenerator[House]:
    """Run a Prowlarr."""
    async with House.open() as house:
        yield house


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Run Greenlight with a rule that matches nothing here."""
    entry = entry_with({"subentry_type": RULE, "data": {"include": ["nothing"]}})
    await load(hass, entry)
    return entry


def source(entry: MockConfigEntry) -> Any:
    """Return the one source that is there."""
    (found,) = entry.get_subentries_of_type(SOURCE)
    return found


def said(flow: Result) -> str:
    """Return what a form says of its one error."""
    (key,) = flow["errors"].values()
    return str(TEXTS["error"][key].format(**flow["description_placeholders"]))


def asked(flow: Result) -> set[str]:
    return set(map(str, flow["data_schema"].schema))


class TestTorznab:
    async def test_is_added_and_looked_at(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await add(hass, entry, SOURCE, "torznab")
        assert asked(flow) == set(TEXTS["step"]["torznab"]["data"])
        done = await submit(hass, flow, **house.torznab())
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert titles(entry, SOURCE) == ["Oak"]
        assert source(entry).data == {
            "type": "torznab",
            "url": house.indexer,
            "api_key": SECRET,
            "interval": 15,
            "verify_ssl": True,
        }
        assert SECRET not in source(entry).unique_id
        hub = await settle(hass, entry)
        part = hub.sources[source(entry).subentry_id]
        assert part.last_update_success
        assert part.data.seen == 1

    async def test_an_address_that_was_copied_whole_is_taken_apart(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        url = f"{house.site.url}/3/?t=search&cat=2045,5045&apikey={SECRET}"
        flow = await add(hass, entry, SOURCE, "torznab")
        await submit(hass, flow, **house.torznab(url=f" {url} ", api_key=""))
        data = source(entry).data
        assert (data["url"], data["api_key"]) == (house.indexer, SECRET)
        assert data["categories"] == ["2045", "5045"]
        assert {one.get("cat") for one in house.oak.asked} == {"2045,5045", None}

    async def test_a_key_and_categories_that_were_filled_in_come_first(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        url = f"{house.indexer}?cat=5000&apikey=another-key-of-old"
        flow = await add(hass, entry, SOURCE, "torznab")
        chosen = ["2000", "100021, 2000"]
        await submit(hass, flow, **house.torznab(url=url, categories=chosen))
        data = source(entry).data
        assert data["api_key"] == SECRET
        assert data["categories"] == ["2000", "100021"]

    async def test_http_goes_without_saying_for_a_program_at_home(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        url = f" {house.indexer.removeprefix('http://')} "
        flow = await add(hass, entry, SOURCE, "torznab")
        await submit(hass, flow, **house.torznab(url=url))
        assert source(entry).data["url"] == house.indexer

    async def test_one_without_a_key_needs_none(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        document = house.prowlarr.document(house.oak, (FILM,))
        house.site.pages["/open/api"] = lambda request: Reply(
            body=(house.oak.caps if request.query["t"] == "caps" else document).encode()
        )
        url = f"{house.site.url}/open"
        flow = await add(hass, entry, SOURCE, "torznab")
        await submit(hass, flow, **house.torznab(url=url, api_key="", name="Open"))
        assert titles(entry, SOURCE) == ["Open"]
        assert "api_key" not in source(entry).data

    @pytest.mark.parametrize(
        ("changed", "errors"),
        [
            ({"url": ""}, {"url": "invalid_url"}),
            ({"url": "ftp://nas/api"}, {"url": "invalid_url"}),
            ({"url": "http://[nas/api"}, {"url": "invalid_url"}),
            ({"url": "[nas:9117/api"}, {"url": "invalid_url"}),
            ({"categories": ["films"]}, {"categories": "invalid_category"}),
            ({"categories": ["1234567"]}, {"categories": "invalid_category"}),
        ],
    )
    async def test_what_cannot_be_is_refused_before_anybody_is_asked(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        house: House,
        changed: dict[str, Any],
        errors: dict[str, str],
    ) -> None:
        flow = await add(hass, entry, SOURCE, "torznab")
        flow = await submit(hass, flow, **house.torznab(**changed))
        assert flow["errors"] == errors
        assert not house.site.seen
        done = await submit(hass, flow, **house.torznab(categories=[]))
        assert done["type"] is FlowResultType.CREATE_ENTRY

    async def test_says_that_the_key_is_wrong(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await add(hass, entry, SOURCE, "torznab")
        flow = await submit(hass, flow, **house.torznab(api_key="wrong-key-of-mine"))
        assert flow["errors"] == {"api_key": "indexer_key_refused"}
        assert "wrong-key" not in said(flow)
        done = await submit(hass, flow, **house.torznab())
        assert done["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (Reply(status=404), "not_an_indexer"),
            (Reply(body=b"<html><body>Hello</body></html>"), "not_an_indexer"),
            (Reply(status=429), "too_many_requests"),
            (Reply(status=410), "indexer_off"),
            (Reply(status=500), "cannot_connect"),
        ],
    )
    async def test_says_what_answers_in_its_place(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        house: House,
        reply: Reply,
        error: str,
    ) -> None:
        house.oak.reply = reply
        flow = await add(hass, entry, SOURCE, "torznab")
        flow = await submit(hass, flow, **house.torznab())
        assert flow["errors"] == {"url": error}
        assert "{" not in said(flow)
        assert not titles(entry, SOURCE)

    async def test_what_is_a_feed_only_is_no_indexer(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        """Whoever adds an indexer means to search it."""
        house.oak.caps = "<rss/>"
        flow = await add(hass, entry, SOURCE, "torznab")
        flow = await submit(hass, flow, **house.torznab())
        assert flow["errors"] == {"url": "not_an_indexer"}

    async def test_one_that_is_there_is_not_added_again(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await add(hass, entry, SOURCE, "torznab")
        await submit(hass, flow, **house.torznab())
        flow = await add(hass, entry, SOURCE, "torznab")
        url = f"{house.site.url}/3/?apikey={SECRET}"
        flow = await submit(hass, flow, **house.torznab(url=url))
        assert flow["errors"] == {"url": "already_configured"}
        # Other categories of it are another thing to follow.
        done = await submit(hass, flow, **house.torznab(url=url, categories=["5000"]))
        assert done["type"] is FlowResultType.CREATE_ENTRY

    async def test_is_changed_without_showing_its_key(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await add(hass, entry, SOURCE, "torznab")
        await submit(hass, flow, **house.torznab(categories=["2000"]))
        flow = await change(hass, entry, source(entry).subentry_id)
        assert flow["step_id"] == "torznab"
        assert "api_key" not in shown(flow)
        assert shown(flow)["categories"] == ["2000"]
        values = house.torznab(api_key="", interval=30.0, name="Trees")
        done = await submit(hass, flow, **values)
        assert done["reason"] == "reconfigure_successful"
        data = source(entry).data
        assert (data["interval"], data["api_key"]) == (30, SECRET)
        assert "categories" not in data
        assert titles(entry, SOURCE) == ["Trees"]

    async def test_what_is_in_it_is_counted_as_somebody_says(
        self, hass: HomeAssistant, house: House
    ) -> None:
        entry = entry_with({"subentry_type": RULE, "data": {"include": ["film"]}})
        await load(hass, entry)
        flow = await add(hass, entry, SOURCE, "torznab")
        flow = await submit(hass, flow, **house.torznab())
        assert (flow["step_id"], flow["description_placeholders"]["count"]) == (
            "first_look",
            "1",
        )
        back = await submit(hass, flow, next_step_id="back")
        assert back["step_id"] == "torznab"
        flow = await submit(hass, back, **house.torznab())
        await submit(hass, flow, next_step_id="count_known")
        hub = await settle(hass, entry)
        (request,) = hub.ledger.open.values()
        assert request.release.indexer == "Oak"
        assert SECRET not in repr(request) + request.release.link

    async def test_a_key_is_asked_for_anew(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        data = house.torznab(type="torznab", api_key="a-key-of-old")
        entry = entry_with({"subentry_type": SOURCE, "title": "Oak", "data": data})
        await load(hass, entry)
        flow: Any = await entry.start_reauth_flow(hass, data={"subentry_id": SOURCE})
        assert flow["step_id"] == "reauth_torznab"
        assert asked(flow) == {"api_key"}
        flow = await fill_in(hass, flow, {"api_key": "another-wrong-one"})
        assert flow["errors"] == {"api_key": "indexer_key_refused"}
        done = await fill_in(hass, flow, {"api_key": SECRET})
        assert done["reason"] == "reauth_successful"
        assert entry.subentries[SOURCE].data == {**data, "api_key": SECRET}
        hub = await settle(hass, entry)
        assert hub.sources[SOURCE].last_update_success


def named(flow: Result) -> dict[str, str]:
    """Return the indexers that can be chosen, as they are called."""
    options = flow["data_schema"].schema["indexers"].config["options"]
    return {one["value"]: one["label"] for one in options}


async def second(
    hass: HomeAssistant, entry: MockConfigEntry, house: House, **changed: Any
) -> Result:
    """Say where Prowlarr is, and get to its indexers."""
    flow = await add(hass, entry, SOURCE, "prowlarr")
    flow = await submit(hass, flow, **house.first(**changed))
    assert flow["step_id"] == "prowlarr_indexers", flow
    return flow


class TestProwlarr:
    async def test_all_of_its_indexers_are_meant_if_none_is_chosen(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await add(hass, entry, SOURCE, "prowlarr")
        assert asked(flow) == set(TEXTS["step"]["prowlarr"]["data"])
        flow = await submit(hass, flow, **house.first())
        assert asked(flow) == set(TEXTS["step"]["prowlarr_indexers"]["data"])
        assert flow["description_placeholders"]["count"] == "2"
        done = await submit(hass, flow, interval=15)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert titles(entry, SOURCE) == ["Prowlarr"]
        assert source(entry).data == {
            "type": "prowlarr",
            "url": house.site.url,
            "api_key": SECRET,
            "interval": 15,
            "verify_ssl": True,
        }
        hub = await settle(hass, entry)
        part = hub.sources[source(entry).subentry_id]
        assert (part.data.seen, part.data.offered) == (1, 1)

    async def test_each_indexer_says_what_it_is(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        house: House,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        house.elm.enable = False
        house.prowlarr.states = [{"id": 1, "indexerId": 3, "disabledTill": LATER}]
        plain = house.prowlarr._listed

        def listed() -> list[dict[str, Any]]:
            oak, elm = plain()
            more: list[dict[str, Any]] = [
                {"id": 5, "name": "Ash", "supportsSearch": False},
                {"id": 6, "name": "Fir", "supportsRss": False, "privacy": "public"},
            ]
            return [oak, elm, *more]

        house.site.handlers["/api/v1/indexer"] = house.prowlarr._json(listed)
        flow = await second(hass, entry, house)
        told = named(flow)
        assert told["5"] == "Ash (torrents, cannot be searched)"
        assert told["4"] == "Elm (usenet, semi-private, off in Prowlarr)"
        assert told["6"] == "Fir (torrents, public, can only be searched)"
        assert told["3"].startswith(
            "Oak (torrents, semi-private, left alone after failures, until "
        )

    async def test_only_those_that_were_chosen_are_asked(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await second(hass, entry, house)
        await submit(hass, flow, indexers=["4"], categories=["2000"], interval=60)
        assert source(entry).data["indexers"] == ["4"]
        await settle(hass, entry)
        assert house.oak.asked == []
        assert {one["cat"] for one in house.elm.asked} == {"2000"}

    @pytest.mark.parametrize(
        "beyond",
        ["/", "/3/api", "/3/", "/api/v1/indexer", "/settings/general", "/search"],
    )
    async def test_an_address_of_one_of_its_pages_is_taken_too(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House, beyond: str
    ) -> None:
        url = f"{house.site.url.removeprefix('http://')}{beyond}?apikey={SECRET}"
        flow = await second(hass, entry, house, url=url, api_key="")
        await submit(hass, flow, interval=15)
        data = source(entry).data
        assert (data["url"], data["api_key"]) == (house.site.url, SECRET)

    async def test_one_below_a_path_keeps_that(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        for path, handler in [*house.site.handlers.items()]:
            house.site.handlers[f"/prowlarr{path}"] = handler
        flow = await second(hass, entry, house, url=f"{house.site.url}/prowlarr/")
        await submit(hass, flow, interval=15)
        assert source(entry).data["url"] == f"{house.site.url}/prowlarr"

    @pytest.mark.parametrize(
        ("changed", "errors"),
        [
            ({"url": ""}, {"url": "invalid_server"}),
            ({"url": "http://"}, {"url": "invalid_server"}),
            ({"url": "http://[nas"}, {"url": "invalid_server"}),
            ({"api_key": " "}, {"api_key": "key_missing"}),
            (
                {"url": "http://", "api_key": ""},
                {"url": "invalid_server", "api_key": "key_missing"},
            ),
        ],
    )
    async def test_says_at_once_what_is_wrong(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        house: House,
        changed: dict[str, Any],
        errors: dict[str, str],
    ) -> None:
        flow = await add(hass, entry, SOURCE, "prowlarr")
        flow = await submit(hass, flow, **house.first(**changed))
        assert flow["errors"] == errors
        # Where the hint and what is wrong name an address, it is the same.
        assert flow["description_placeholders"]["example"] == "192.168.1.20:9696"
        assert not house.site.seen

    async def test_says_that_the_key_is_wrong(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await add(hass, entry, SOURCE, "prowlarr")
        flow = await submit(hass, flow, **house.first(api_key="wrong-key-of-mine"))
        assert flow["errors"] == {"api_key": "prowlarr_key_refused"}
        assert "General" in said(flow)
        assert "wrong-key" not in said(flow)

    async def test_says_that_something_else_answers(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        house.site.handlers.pop("/api/v1/indexer")
        flow = await add(hass, entry, SOURCE, "prowlarr")
        flow = await submit(hass, flow, **house.first())
        assert flow["errors"] == {"url": "not_prowlarr"}

    async def test_says_that_there_are_no_indexers(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        there = dict(house.prowlarr.indexers)
        house.prowlarr.indexers.clear()
        flow = await add(hass, entry, SOURCE, "prowlarr")
        flow = await submit(hass, flow, **house.first())
        assert flow["errors"] == {"url": "no_indexers"}
        house.prowlarr.indexers |= there
        flow = await submit(hass, flow, **house.first())
        assert flow["step_id"] == "prowlarr_indexers"

    async def test_one_that_is_there_is_not_added_again(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        await submit(hass, await second(hass, entry, house), interval=15)
        flow = await add(hass, entry, SOURCE, "prowlarr")
        flow = await submit(hass, flow, **house.first())
        assert flow["errors"] == {"url": "already_configured"}

    async def test_indexers_that_are_silent_now_can_be_kept(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        house.oak.reply = house.elm.reply = Reply(status=429)
        flow = await second(hass, entry, house)
        values = {"indexers": ["3"], "interval": 60}
        flow = await submit(hass, flow, **values)
        assert flow["errors"] == {"indexers": "indexers_silent"}
        # Others are doubted anew.
        flow = await submit(hass, flow, indexers=["4"])
        assert flow["errors"] == {"indexers": "indexers_silent"}
        done = await submit(hass, flow, indexers=["4"])
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert source(entry).data["interval"] == 60

    async def test_a_key_that_is_revoked_meanwhile_is_told(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await second(hass, entry, house)
        house.site.handlers.pop("/api/v1/indexer")
        house.site.pages["/api/v1/indexer"] = Reply(status=401)
        flow = await submit(hass, flow, interval=15)
        assert flow["errors"] == {"base": "prowlarr_key_refused"}

    async def test_a_category_has_to_be_one(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await second(hass, entry, house)
        flow = await submit(hass, flow, categories=["films"], interval=15)
        assert flow["errors"] == {"categories": "invalid_category"}
        assert "films" in said(flow)

    async def test_its_indexers_are_shown_anew_when_it_is_changed(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await second(hass, entry, house)
        await submit(hass, flow, indexers=["3", "4"], interval=15)
        del house.prowlarr.indexers[4]
        flow = await change(hass, entry, source(entry).subentry_id)
        assert flow["step_id"] == "prowlarr"
        assert shown(flow) == {
            "name": "Prowlarr",
            "url": house.site.url,
            "verify_ssl": True,
        }
        flow = await submit(hass, flow, **house.first(api_key="", name="Prowlarr"))
        assert shown(flow)["indexers"] == ["3", "4"]
        assert named(flow)["4"] == "no longer in Prowlarr (4)"
        done = await submit(hass, flow, indexers=["3"], interval=15)
        assert done["reason"] == "reconfigure_successful"
        data = source(entry).data
        assert (data["indexers"], data["api_key"]) == (["3"], SECRET)

    async def test_a_key_is_asked_for_anew(
        self, hass: HomeAssistant, house: House
    ) -> None:
        data = house.first(type="prowlarr", api_key="a-key-of-old", interval=15)
        entry = entry_with({"subentry_type": SOURCE, "title": "P", "data": data})
        await load(hass, entry)
        flow: Any = await entry.start_reauth_flow(hass, data={"subentry_id": SOURCE})
        assert flow["step_id"] == "reauth_prowlarr"
        flow = await fill_in(hass, flow, {"api_key": ""})
        assert flow["errors"] == {"api_key": "prowlarr_key_refused"}
        house.oak.reply = house.elm.reply = Reply(status=500)
        done = await fill_in(hass, flow, {"api_key": SECRET})
        assert done["reason"] == "reauth_successful"
        assert entry.subentries[SOURCE].data["api_key"] == SECRET


@pytest.mark.parametrize("kind", ["torznab", "prowlarr"])
def test_whoever_gives_a_key_anew_reads_the_same_words(kind: str) -> None:
    own = {**INDEXER_WORDS, **PROWLARR_WORDS}
    assert set(INDEXER_WORDS.values()) | set(PROWLARR_WORDS.values()) <= set(
        TEXTS["error"]
    )
    assert set(own.values()) <= set(EN["config"]["error"])
    assert set(EN["config"]["step"][f"reauth_{kind}"]["data"]) == {"api_key"}


async def test_one_of_a_later_version_is_left_as_it_is(
    hass: HomeAssistant,
) -> None:
    data = {"type": "oracle", "url": "http://nas"}
    entry = entry_with({"subentry_type": SOURCE, "data": data})
    hub = await load(hass, entry)
    assert not hub.sources
    flow = await change(hass, entry, SOURCE)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "unknown_kind")


async def test_every_kind_is_on_the_menu(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow: Any = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SOURCE), context={"source": "user"}
    )
    menu = TEXTS["step"]["user"]
    assert set(flow["menu_options"]) <= set(menu["menu_options"])
    assert set(menu["menu_option_descriptions"]) == set(menu["menu_options"])
