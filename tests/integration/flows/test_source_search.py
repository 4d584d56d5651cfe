"""A person has a search made again and again."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.const import LIBRARY, RULE, SOURCE
from tests.contract.sources.site import Reply
from tests.support.memory_library import MemoryServer, movie, series

from ..indexer_house import FILM, PROWLARR, House
from ..project.written_code import read_json
from ..scene import part
from ..shelves import LIBRARY_ID, Shelves
from .steps import Result, add, change, settle, shown, submit, titles

EN: dict[str, Any] = read_json("translations/en.json")
TEXTS = EN["config_subentries"][SOURCE]
OTHER = "Film.One.2026.2160p.WEB-DL-OTHER"


@pytest.fixture
async def house(socket_enabled: None) -> AsyncGenerator[House]:
    """Run a Prowlarr whose indexers find two releases of a film, and offer none by themselves."""
    async with House.open() as house:
        house.oak.offers = ()
        house.find(FILM, OTHER)
        yield house


@pytest.fixture
async def entry(shelves: Shelves, house: House) -> MockConfigEntry:
    """Run Greenlight with it and a library."""
    shelves.server.items |= {
        "7": movie("7", "Film One", year=2026),
        "8": series("8", "Other Show"),
    }
    await shelves.start(house.stored())
    return shelves.scene.entry


def form(**changed: Any) -> dict[str, Any]:
    return {"query": "nothing here", "interval": 360} | changed


def saved(entry: MockConfigEntry) -> Any:
    """Return the saved search that is there."""
    (found,) = (
        one
        for one in entry.get_subentries_of_type(SOURCE)
        if one.data["type"] == "search"
    )
    return found


def said(flow: Result) -> str:
    """Return what a form says of its one error."""
    (key,) = flow["errors"].values()
    return str(TEXTS["error"][key].format(**flow["description_placeholders"]))


def asked(flow: Result) -> set[str]:
    return set(map(str, flow["data_schema"].schema))


def options(flow: Result, field: str) -> dict[str, str]:
    chosen = flow["data_schema"].schema[field].config["options"]
    return {one["label"]: one["value"] for one in chosen}


async def begun(hass: HomeAssistant, entry: MockConfigEntry, **changed: Any) -> Result:
    flow = await add(hass, entry, SOURCE, "search")
    assert flow["step_id"] == "search"
    return await submit(hass, flow, **form(**changed))


async def test_it_is_offered_only_where_something_can_be_searched(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    context: Any = {"source": "user"}
    start = hass.config_entries.subentries.async_init
    menu: Any = await start((entry.entry_id, SOURCE), context=context)
    assert "search" in menu["menu_options"]
    hass.config_entries.async_remove_subentry(entry, PROWLARR)
    menu = await start((entry.entry_id, SOURCE), context=context)
    assert "search" not in menu["menu_options"]


async def test_words_are_searched_and_asked_about_by_a_rule_of_their_own(
    hass: HomeAssistant, entry: MockConfigEntry, house: House
) -> None:
    flow = await add(hass, entry, SOURCE, "search")
    assert asked(flow) == set(TEXTS["step"]["search"]["data"])
    assert options(flow, "sources") == {"Trees": PROWLARR}
    flow = await submit(hass, flow, **form(query=" film  one grp "))
    assert flow["step_id"] == "follow"
    assert flow["description_placeholders"]["count"] == "2"
    assert set(flow["menu_options"]) == set(TEXTS["step"]["follow"]["menu_options"])
    assert {one["q"] for one in house.searched()} == {"film one grp"}

    done = await submit(hass, flow, next_step_id="count_known")
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "followed")
    assert saved(entry).title == "film one grp"
    assert saved(entry).data == {
        "type": "search",
        "query": "film one grp",
        "interval": 360,
        "include_known": True,
    }
    (rule,) = entry.get_subentries_of_type(RULE)
    assert rule.title == "New of film one grp"
    assert rule.data["sources"] == [saved(entry).subentry_id]
    hub = await settle(hass, entry)
    (request,) = hub.ledger.open.values()
    assert request.release.source == PROWLARR
    assert request.release.search == saved(entry).subentry_id
    part = hub.sources[saved(entry).subentry_id]
    assert (part.data.seen, part.data.offered) == (2, 2)
    assert part.update_interval == timedelta(hours=6)


async def test_what_is_found_already_may_be_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, house: House
) -> None:
    flow = await begun(hass, entry, name="Mine")
    await submit(hass, flow, next_step_id="only_new")
    hub = await settle(hass, entry)
    assert not hub.ledger.open
    house.find("Nothing.Here.2027.1080p.WEB-DL-GRP", FILM)
    await hub.sources[saved(entry).subentry_id].async_refresh()
    (request,) = hub.ledger.open.values()
    assert request.release.title.startswith("Nothing.Here")
    # What it asks about already it does not tell anew.
    await hub.sources[saved(entry).subentry_id].async_refresh()
    assert len(hub.ledger.open) == 1


async def test_rules_may_decide_instead(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await begun(hass, entry)
    done = await submit(hass, flow, next_step_id="rules_decide")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    # There is none yet.
    assert done["description"] == "add_rule"
    assert not entry.get_subentries_of_type(RULE)


async def test_where_a_rule_asks_about_it_that_is_shown(
    hass: HomeAssistant, shelves: Shelves, house: House
) -> None:
    rule = part(RULE, "rule0", "Films", {"include": ["film"]})
    await shelves.start(house.stored(), rule)
    entry = shelves.scene.entry
    flow = await begun(hass, entry)
    assert flow["step_id"] == "first_look"
    back = await submit(hass, flow, next_step_id="back")
    assert (back["step_id"], shown(back)["query"]) == ("search", "nothing here")
    flow = await submit(hass, back, **form())
    done = await submit(hass, flow, next_step_id="count_known")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert len(entry.get_subentries_of_type(RULE)) == 1
    hub = await settle(hass, entry)
    assert hub.ledger.open


async def test_rules_that_are_there_need_no_further_one(
    hass: HomeAssistant, shelves: Shelves, house: House
) -> None:
    rule = part(RULE, "rule0", "Films", {"include": ["something"]})
    await shelves.start(house.stored(), rule)
    flow = await begun(hass, shelves.scene.entry)
    done = await submit(hass, flow, next_step_id="rules_decide")
    assert done.get("description") is None


class TestWork:
    """What a library has can be looked for by more than its name."""

    async def test_a_film_is_chosen_among_those_of_that_name(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await begun(hass, entry, query="film one")
        assert flow["step_id"] == "search_work"
        assert flow["description_placeholders"]["query"] == "film one"
        offered = options(flow, "work")
        # It is called just so.
        assert shown(flow)["work"] == offered["Film One (2026), Films"]
        assert "Only these words" in offered
        flow = await submit(hass, flow, work=offered["Film One (2026), Films"])
        assert flow["step_id"] == "follow"
        await submit(hass, flow, next_step_id="only_new")
        data = saved(entry).data
        assert (data["query"], data["library"], data["item"]) == (
            "Film One",
            LIBRARY_ID,
            "7",
        )
        assert saved(entry).title == "Film One"
        assert "movie" in {one["t"] for one in house.searched()}

    async def test_the_words_may_be_meant(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await begun(hass, entry, query="film one")
        flow = await submit(hass, flow)
        await submit(hass, flow, next_step_id="only_new")
        assert "item" not in saved(entry).data

    async def test_of_a_series_a_season_or_an_episode(
        self, hass: HomeAssistant, entry: MockConfigEntry, house: House
    ) -> None:
        flow = await begun(hass, entry, query="other show")
        assert asked(flow) == set(TEXTS["step"]["search_work"]["data"])
        work = options(flow, "work")["Other Show, Films"]
        flow = await submit(hass, flow, work=work, episode=2)
        assert flow["errors"] == {"season": "season_missing"}
        flow = await submit(hass, flow, season=1)
        assert flow["step_id"] == "follow"
        await submit(hass, flow, next_step_id="only_new")
        data = saved(entry).data
        assert (data["season"], data["episode"]) == (1, 2)
        assert saved(entry).title == "Other Show S01E02"
        asked_for = [one for one in house.searched() if one["t"] == "tvsearch"]
        assert {(one["season"], one["ep"]) for one in asked_for} == {("1", "2")}

    @pytest.mark.parametrize("query", ["Film One 2026", "film one (2026)"])
    async def test_its_year_says_which_is_meant(
        self, hass: HomeAssistant, entry: MockConfigEntry, query: str
    ) -> None:
        flow = await begun(hass, entry, query=query)
        offered = options(flow, "work")
        assert shown(flow)["work"] == offered["Film One (2026), Films"]

    async def test_what_is_called_otherwise_is_not_taken_for_it(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        assert shown(await begun(hass, entry, query="film"))["work"] == "words"

    async def test_words_that_were_chosen_stay_chosen(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await begun(hass, entry, query="film one")
        flow = await submit(hass, flow, work="words")
        await submit(hass, flow, next_step_id="only_new")
        flow = await change(hass, entry, saved(entry).subentry_id)
        flow = await submit(hass, flow, **form(query="film one", interval=720.0))
        assert shown(flow)["work"] == "words"

    async def test_a_film_has_no_seasons(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await begun(hass, entry, query="film one")
        assert asked(flow) == {"work"}

    async def test_is_shown_when_it_is_changed(
        self, hass: HomeAssistant, entry: MockConfigEntry, server: MemoryServer
    ) -> None:
        flow = await begun(hass, entry, query="film one", sources=[PROWLARR])
        work = options(flow, "work")["Film One (2026), Films"]
        flow = await submit(hass, flow, work=work)
        await submit(hass, flow, next_step_id="only_new")
        part_id = saved(entry).subentry_id

        flow = await change(hass, entry, part_id)
        assert shown(flow) == {
            "name": "Film One",
            "query": "Film One",
            "interval": 360,
            "sources": [PROWLARR],
        }
        values = form(name="Film One", query="Film One", interval=720.0)
        flow = await submit(hass, flow, **values)
        assert shown(flow)["work"] == work
        done = await submit(hass, flow, work=work)
        assert done["reason"] == "reconfigure_successful"
        data = saved(entry).data
        assert (data["item"], data["interval"], data["include_known"]) == (
            "7",
            720,
            False,
        )
        assert "sources" not in data
        # What was found stays known to it.
        hub = await settle(hass, entry)
        assert hub.sources[part_id].data.seen == 2

    async def test_one_that_left_its_library_is_shown_as_words(
        self, hass: HomeAssistant, shelves: Shelves, house: House
    ) -> None:
        data = {"type": "search", "query": "Gone", "interval": 360}
        gone = part(SOURCE, "s", "G", data | {"library": LIBRARY_ID, "item": "99"})
        await shelves.start(house.stored(), gone)
        entry = shelves.scene.entry
        flow = await change(hass, entry, "s")
        done = await submit(hass, flow, **form(name="G", query="Gone"))
        assert done["reason"] == "reconfigure_successful"
        assert "item" not in entry.subentries["s"].data


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"query": " "}, {"query": "query_missing"}),
        ({"query": "a" * 201}, {"query": "query_too_long"}),
        ({"categories": ["films"]}, {"categories": "invalid_category"}),
        ({"name": "trees"}, {"name": "name_taken"}),
    ],
)
async def test_says_what_is_wrong(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    house: House,
    changed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    flow = await begun(hass, entry, **changed)
    assert flow["errors"] == errors
    assert not house.searched()


async def test_the_same_search_is_not_saved_twice(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    flow = await begun(hass, entry)
    other = await begun(hass, entry)
    await submit(hass, flow, next_step_id="only_new")
    again = await begun(hass, entry)
    assert again["errors"] == {"query": "already_configured"}
    # Nor by a form that was open meanwhile.
    done = await submit(hass, other, next_step_id="only_new")
    assert done["reason"] == "already_configured"
    assert len(titles(entry, SOURCE)) == 2


async def test_indexers_that_are_silent_now_can_be_kept(
    hass: HomeAssistant, entry: MockConfigEntry, house: House
) -> None:
    house.oak.reply = house.elm.reply = Reply(status=500)
    flow = await begun(hass, entry)
    assert flow["errors"] == {"sources": "nobody_answered"}
    assert "Elm, Oak" in said(flow)
    flow = await submit(hass, flow, sources=[])
    assert flow["step_id"] == "follow"
    assert flow["description_placeholders"]["count"] == "0"
    assert "count_known" not in flow["menu_options"]


async def test_says_that_what_is_to_be_searched_is_off(
    hass: HomeAssistant, entry: MockConfigEntry, house: House
) -> None:
    prowlarr = entry.subentries[PROWLARR]
    hass.config_entries.async_update_subentry(
        entry, prowlarr, data={**prowlarr.data, "enabled": False}
    )
    await settle(hass, entry)
    flow = await begun(hass, entry, sources=[PROWLARR])
    assert flow["errors"] == {"sources": "nothing_to_search"}
    assert not house.searched()


async def test_one_that_takes_long_is_not_waited_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    fetch = "custom_components.greenlight.sources.saved.source.SavedSource.fetch"
    with patch(fetch, side_effect=TimeoutError):
        flow = await begun(hass, entry)
    assert flow["step_id"] == "follow"


@pytest.mark.parametrize("choice", ["only_new", None])
async def test_needs_greenlight_to_run(
    hass: HomeAssistant, entry: MockConfigEntry, choice: str | None
) -> None:
    flow = await begun(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    configure = hass.config_entries.subentries.async_configure
    done: Any = await configure(
        flow["flow_id"], {"next_step_id": choice} if choice else None
    )
    assert done["reason"] == "entry_not_loaded"
    assert LIBRARY in {one.subentry_type for one in entry.subentries.values()}
