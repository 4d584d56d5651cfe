"""A saved search runs: what it finds, what becomes of that, and what it says when it cannot search."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.greenlight.const import RULE, SOURCE
from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Ids,
    Kind,
)
from custom_components.greenlight.parts.saved import searching
from tests.contract.sources.contract import SECRET
from tests.contract.sources.site import Reply
from tests.support.memory_library import movie, series

from ..indexer_house import FILM, PROWLARR, House
from ..scene import Scene, part
from ..shelves import LIBRARY_ID, Shelves

MINE = "saved0"
HOUR = 3600.0


def saved(**changed: Any) -> Any:
    data = {"type": "search", "query": "film one", "interval": 360, **changed}
    return part(SOURCE, MINE, "Mine", data)


def rule(**changed: Any) -> Any:
    return part(RULE, "rule0", "Films", {"include": ["film"], **changed})


@pytest.fixture
async def house(scene: Scene, socket_enabled: None) -> AsyncGenerator[House]:
    """Run a Prowlarr that finds a film which it does not offer by itself."""
    async with House.open() as house:
        house.oak.offers = ()
        house.find(FILM)
        yield house


def release_of(scene: Scene) -> Any:
    (request,) = scene.hub.ledger.open.values()
    return request.release


async def look(scene: Scene) -> None:
    await scene.hub.sources[MINE].async_refresh()
    await scene.settle()


async def change(scene: Scene, part_id: str, **changed: Any) -> None:
    known = scene.entry.subentries[part_id]
    data = {**known.data, **changed}
    scene.hass.config_entries.async_update_subentry(scene.entry, known, data=data)
    await scene.settle()


async def test_what_it_finds_is_asked_about_and_fetched_where_it_was_found(
    scene: Scene, house: House
) -> None:
    await scene.start([house.stored(), saved(), rule()])
    found = release_of(scene)
    assert (found.source, found.search, found.indexer) == (PROWLARR, MINE, "Oak")
    assert SECRET not in found.link
    part = scene.hub.sources[MINE]
    assert (part.data.seen, part.data.matched) == (1, 1)
    assert scene.hub.sources[PROWLARR].data.matched == 0
    asked = scene.hub.views.request(next(iter(scene.hub.ledger.open.values())))
    assert asked["source"] == "Trees"


async def test_a_rule_may_be_for_what_it_finds(scene: Scene, house: House) -> None:
    await scene.start([house.stored(), saved(), rule(sources=[MINE])])
    assert release_of(scene).search == MINE


async def test_a_rule_for_where_it_is_found_counts_too(
    scene: Scene, house: House
) -> None:
    await scene.start([house.stored(), saved(), rule(sources=[PROWLARR])])
    assert release_of(scene).search == MINE


async def test_what_its_source_offers_as_well_is_asked_about_once(
    scene: Scene, house: House
) -> None:
    house.oak.offers = (FILM,)
    await scene.start([house.stored(), saved(), rule()])
    await look(scene)
    (request,) = scene.hub.ledger.open.values()
    assert [entry.why.code for entry in request.journal] == ["rule_matched"]


async def test_a_rule_that_looks_back_counts_what_it_found(
    scene: Scene, house: House
) -> None:
    await scene.start([house.stored(), saved()])
    mark = {"look_back": "1"}
    scene.hass.config_entries.async_add_subentry(
        scene.entry, _subentry({"include": ["film"], **mark})
    )
    await scene.settle()
    assert release_of(scene).search == MINE
    assert scene.hub.sources[MINE].data.matched == 1


def _subentry(data: dict[str, Any]) -> Any:
    from types import MappingProxyType

    from homeassistant.config_entries import ConfigSubentry

    return ConfigSubentry(
        data=MappingProxyType(data), subentry_type=RULE, title="Late", unique_id=None
    )


async def test_who_is_silent_is_told(scene: Scene, house: House) -> None:
    house.elm.reply = Reply(status=500)
    await scene.start([house.stored(), saved(), rule()])
    part = scene.hub.sources[MINE]
    assert part.last_update_success
    assert [one.name for one in part.data.silent] == ["Elm"]
    assert release_of(scene).indexer == "Oak"


async def test_it_fails_where_nobody_answers_and_asks_for_no_key(
    scene: Scene, house: House
) -> None:
    house.oak.reply = house.elm.reply = Reply(status=401)
    await scene.start([house.stored(enabled=False), saved()])
    await change(scene, PROWLARR, enabled=True, indexers=["3", "4"])
    await look(scene)
    part = scene.hub.sources[MINE]
    assert not part.last_update_success
    assert "None of the indexers that Mine searches" in str(part.last_exception)
    flows = scene.hass.config_entries.flow.async_progress()
    assert not [
        one
        for one in flows
        if one["context"].get("title_placeholders", {}).get("subentry_id") == MINE
    ]


@pytest.mark.parametrize("how", ["off", "removed"])
async def test_it_says_that_what_it_searches_is_no_more(
    scene: Scene, house: House, how: str
) -> None:
    await scene.start([house.stored(), saved(sources=[PROWLARR])])
    searches = len(house.searched())
    if how == "off":
        await change(scene, PROWLARR, enabled=False)
    else:
        scene.hass.config_entries.async_remove_subentry(scene.entry, PROWLARR)
        await scene.settle()
    with pytest.raises(HomeAssistantError, match="switched on"):
        await scene.hub.sources[MINE].async_test()
    assert len(house.searched()) == searches
    if how == "off":
        await change(scene, PROWLARR, enabled=True)
        await scene.hub.sources[MINE].async_test()
        assert scene.hub.sources[MINE].last_update_success


async def test_one_of_several_that_is_off_is_named(scene: Scene, house: House) -> None:
    data = house.torznab(type="torznab", enabled=False)
    oak = part(SOURCE, "oak0", "Oak alone", data)
    mine = saved(sources=[PROWLARR, "oak0", "of another time"])
    await scene.start([house.stored(), oak, mine])
    told = scene.hub.sources[MINE].data.silent
    assert [(one.name, one.why) for one in told] == [("Oak alone", "switched_off")]


async def test_a_restart_does_not_search_again_before_its_time(
    scene: Scene, house: House
) -> None:
    await scene.start([house.stored(), saved(), rule()])
    searches = len(house.searched())
    reload = scene.hass.config_entries.async_reload
    assert await reload(scene.entry.entry_id)
    await scene.settle()
    assert len(house.searched()) == searches
    assert scene.hub.sources[MINE].last_update_success
    # Somebody who wants it searched now is not put off.
    await look(scene)
    assert len(house.searched()) > searches
    searches = len(house.searched())
    scene.freezer.tick(7 * HOUR)
    assert await reload(scene.entry.entry_id)
    await scene.settle()
    assert len(house.searched()) > searches
    assert len(scene.hub.ledger.open) == 1


async def test_its_question_goes_with_it(scene: Scene, house: House) -> None:
    await scene.start([house.stored(), saved(), rule()])
    assert scene.hub.ledger.open
    scene.hass.config_entries.async_remove_subentry(scene.entry, MINE)
    await scene.settle()
    assert not scene.hub.ledger.open
    (ended,) = scene.hub.ledger.history.values()
    assert ended.journal[-1].why.code == "source_removed"


@pytest.mark.parametrize(
    "stored",
    [
        {"query": 5},
        {"sources": "prowlarr0"},
        {"categories": "2000"},
        {"season": "1"},
        {"interval": "often"},
    ],
)
async def test_what_makes_no_sense_is_left_alone(
    scene: Scene, house: House, stored: dict[str, Any]
) -> None:
    await scene.start([house.stored(), saved(**stored)])
    assert MINE not in scene.hub.sources
    assert scene.hub.sources[PROWLARR].last_update_success


class TestWanted:
    """Some indexers answer with other works, and other seasons: nobody is asked about these."""

    @pytest.fixture
    async def shelves(self, shelves: Shelves, house: House) -> Shelves:
        shelves.server.items["8"] = series("8", "Salt Road")
        await shelves.start(house.stored())
        return shelves

    async def found(self, shelves: Shelves, **data: Any) -> list[str]:
        part = searching(shelves.scene.hub.gate, data)
        found = await part.find(part.query())
        return sorted(one.title for one in found.releases)

    TITLES = (
        "Salt Road S04 1080p WEB-DL",
        "Salt Road S04E03 1080p WEB-DL",
        "Salt Road S04E04 1080p WEB-DL",
        "Salt Road S05E03 1080p WEB-DL",
        "Pepper Road S04E03 1080p WEB-DL",
    )

    @pytest.mark.parametrize(
        ("numbers", "wanted"),
        [
            ({"season": 4, "episode": 3}, TITLES[:2]),
            ({"season": 4}, TITLES[:3]),
            ({}, TITLES[:4]),
        ],
    )
    async def test_of_a_series(
        self,
        shelves: Shelves,
        house: House,
        numbers: dict[str, int],
        wanted: tuple[str, ...],
    ) -> None:
        house.oak.finds = self.TITLES
        work = {"query": "Salt Road", "library": LIBRARY_ID, "item": "8"}
        assert await self.found(shelves, **work, **numbers) == sorted(wanted)

    @pytest.mark.parametrize(
        ("wanted", "other"),
        [
            ("Salt Road 2026-03-02 1080p", "Salt Road 2026-03-03 1080p"),
            ("Salt Road - 41 [1080p]", "Salt Road - 42 [1080p]"),
        ],
    )
    async def test_an_episode_also_by_its_day_and_its_number(
        self, shelves: Shelves, house: House, wanted: str, other: str
    ) -> None:
        """Releases of daily shows go by the day, those of anime by a number without season."""
        third = Episode(season=4, number=3, absolute=41, date="2026-03-02")
        shelves.server.episodes["8"] = Episodes(episodes=(third,))
        house.oak.reads, house.oak.finds = True, (other, wanted)
        work = {"query": "Salt Road", "library": LIBRARY_ID, "item": "8"}
        assert await self.found(shelves, **work, season=4, episode=3) == [wanted]
        # What is in front of it and not what was asked for is left out as well.
        house.oak.reads = False
        assert await self.found(shelves, **work, season=4, episode=3) == [wanted]

    async def test_of_words_all_but_another_number(
        self, shelves: Shelves, house: House
    ) -> None:
        house.oak.finds = self.TITLES
        assert await self.found(shelves, query="road") == sorted(self.TITLES)
        numbered = await self.found(shelves, query="road s05")
        assert numbered == ["Salt Road S05E03 1080p WEB-DL"]


class TestQuery:
    """What is looked for is told each time by the library that has it."""

    @pytest.fixture
    async def shelves(self, shelves: Shelves) -> Shelves:
        shelves.server.items |= {
            "7": movie("7", "Film: One", year=2026, ids=Ids(imdb="tt0123456")),
            "8": series("8", "Other Show"),
        }
        await shelves.start()
        return shelves

    def query(self, shelves: Shelves, **data: Any) -> Any:
        return searching(shelves.scene.hub.gate, data).query()

    async def test_words_are_as_they_are(self, shelves: Shelves) -> None:
        found = self.query(shelves, query="some words", categories=["2000", "x"])
        assert (found.text, found.kind, found.categories) == (
            "some words",
            None,
            (2000,),
        )

    async def test_a_film_has_its_ids(self, shelves: Shelves) -> None:
        work = {"library": LIBRARY_ID, "item": "7"}
        found = self.query(shelves, query="Film: One", **work)
        assert (found.text, found.kind, found.year) == ("Film One", Kind.MOVIE, 2026)
        assert found.ids.imdb == "tt0123456"

    async def test_a_series_has_the_episode(self, shelves: Shelves) -> None:
        work = {"library": LIBRARY_ID, "item": "8", "season": 1, "episode": 2}
        found = self.query(shelves, query="Other Show", **work)
        assert (found.kind, found.season, found.episode) == (Kind.SERIES, 1, 2)

    async def test_one_that_left_is_looked_for_by_what_it_was_called(
        self, shelves: Shelves
    ) -> None:
        work = {"library": LIBRARY_ID, "item": "99", "season": 1}
        found = self.query(shelves, query="Gone Show", **work)
        assert (found.text, found.season, found.kind) == ("Gone Show", 1, None)
