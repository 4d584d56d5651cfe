"""The action that searches, and the request of what it has found."""

import json
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
import voluptuous as vol

from custom_components.greenlight.const import LIBRARY
from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Kind,
    Version,
)
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.services import search as module
from custom_components.greenlight.sources.base import Silent, SourceError, SourceTimeout
from tests.integration.flows.test_texts import kinds
from tests.integration.project.written_code import read_json
from tests.support.memory_library import MemoryServer, movie, series

from ..indexers import SECRET, FakeIndexers, offered, stand_in
from ..people import settle_in
from ..scene import Scene, part
from ..shelves import LIBRARY_ID, Shelves

PATIENCE = module._PATIENCE
THERE = "Film.1.2021.1080p.BluRay.x264-OLD"
BETTER = "Film.1.2021.2160p.UHD.BluRay.REMUX.DV.HDR10.HEVC.TrueHD.Atmos.7.1-GRP"
PACK = "The.Tide.Clerk.S01.1080p.WEB-DL-GRP"
EPISODE = "The.Tide.Clerk.S01E02.1080p.WEB-DL-GRP"


@pytest.fixture
def server() -> MemoryServer:
    """Run a library with a film and a series."""
    quality = read(THERE).quality
    there = (Version(id="f1", name=THERE, size=9_000_000_000, quality=quality),)
    return MemoryServer(
        [movie("1", "Film 1", versions=there), series("7", "The Tide Clerk")]
    )


@pytest.fixture
async def oak(shelves: Shelves) -> FakeIndexers:
    """Set Greenlight up with a library, and an indexer in the place of the site."""
    scene = shelves.scene
    await scene.start(
        [*scene.parts(), part(LIBRARY, LIBRARY_ID, "Films", shelves.data)]
    )
    return stand_in(scene, offered("Film.1.2021.720p.WEB-DL-GRP"), offered(BETTER))


async def search(scene: Scene, **data: Any) -> dict[str, Any]:
    """Search, and return what is answered."""
    answer: dict[str, Any] = await scene.act("search", answer=True, **data)
    return answer


async def test_a_script_goes_on_with_what_has_come(
    oak: FakeIndexers, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The clock stands still here.
    monkeypatch.setattr(module, "_PATIENCE", -1.0)
    oak.parts = {"Elm": ()}
    oak.hang("Elm")
    answer = await search(scene, query="film")
    assert answer["results"] == []
    assert answer["silent"] == [{"name": "Elm", "why": "did not answer in time"}]
    assert 0 < PATIENCE < 120


async def refused(scene: Scene, action: str, **data: Any) -> str:
    """Return why somebody is refused."""
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act(action, answer=True, **data)
    assert str(raised.value)
    return str(raised.value.translation_key)


async def test_the_best_comes_first_in_words(scene: Scene, oak: FakeIndexers) -> None:
    answer = await search(scene, library="Films", item="1")
    best, worse = answer["results"]
    assert (answer["total"], answer["asked"], answer["silent"]) == (2, ["Oak"], [])
    assert best["title"] == BETTER
    assert (best["work"], best["year"], best["part"]) == ("Film 1", 2021, None)
    assert (best["stand"], worse["stand"]) == ("better", "worse")
    assert "Better resolution: 1080p → 2160p" in best["reasons"]
    assert (best["fits"], best["misfit"]) == (True, None)
    assert (best["source"], best["indexer"]) == ("Site", "Oak")
    assert best["request_id"] is best["state"] is best["skipped"] is None
    assert SECRET not in json.dumps(answer)
    assert len((await search(scene, query="film", limit=1))["results"]) == 1


@pytest.mark.parametrize("words", ["film 1", "Film 1 (2021)", "FILM 1 2021"])
async def test_words_that_are_the_name_of_one_work_search_for_that(
    scene: Scene, oak: FakeIndexers, words: str
) -> None:
    await search(scene, query=words)
    asked = oak.queries[-1]
    assert (asked.kind, asked.year) == (Kind.MOVIE, 2021)


async def test_words_may_name_an_episode_of_a_series(
    scene: Scene, oak: FakeIndexers
) -> None:
    await search(scene, query="the tide clerk s01e02")
    asked = oak.queries[-1]
    assert (asked.kind, asked.season, asked.episode) == (Kind.SERIES, 1, 2)


async def test_an_episode_is_also_asked_for_by_its_day_and_its_number(
    scene: Scene, oak: FakeIndexers, server: MemoryServer
) -> None:
    """Releases of daily shows go by the day, those of anime by a number without season."""
    second = Episode(season=1, number=2, absolute=14, date="2026-03-02")
    server.episodes["7"] = Episodes(episodes=(second,))
    await search(scene, library="Films", item="7", season=1, episode=2)
    asked = oak.queries[-1]
    assert (asked.date, asked.absolute) == ("2026-03-02", 14)
    await search(scene, library="Films", item="7", season=1, episode=9)
    assert (oak.queries[-1].date, oak.queries[-1].absolute) == ("", None)


@pytest.mark.parametrize("words", ["film", "Film 1 1999", "Film 1 2160p", "Clerk"])
async def test_other_words_are_searched_for_as_they_are(
    scene: Scene, oak: FakeIndexers, words: str
) -> None:
    await search(scene, query=words)
    asked = oak.queries[-1]
    assert (asked.text, asked.kind) == (words, None)


async def test_nothing_found_is_told_from_nobody_answered(
    scene: Scene, oak: FakeIndexers
) -> None:
    oak.finds(
        releases=(),
        asked=("Oak", "Elm"),
        silent=(Silent(indexer="Elm", why=SourceTimeout("x")),),
    )
    answer = await search(scene, query="film")
    assert answer["results"] == []
    assert answer["asked"] == ["Oak", "Elm"]
    assert answer["silent"] == [{"name": "Elm", "why": "did not answer in time"}]


async def test_what_does_not_fit_comes_last_and_is_told(
    scene: Scene, oak: FakeIndexers
) -> None:
    oak.finds(
        releases=(
            offered("Another.Show.S01E02.2160p.WEB-DL-GRP", seeders=900),
            offered("The.Tide.Clerk.S01E03.2160p.WEB-DL-GRP", seeders=900),
            offered(PACK),
            offered(EPISODE, seeders=1),
        )
    )
    answer = await search(scene, library="Films", item="7", season=1, episode=2)
    assert [(one["misfit"], one["part"]) for one in answer["results"]] == [
        (None, "S01E02"),
        ("more", "S01"),
        ("part", "S01E03"),
        ("other", "S01E02"),
    ]
    answer = await search(scene, library="Films", item="7", season=1)
    assert [one["misfit"] for one in answer["results"]] == [
        None,
        "part",
        "part",
        "other",
    ]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "search_what"),
        ({"query": "   "}, "search_what"),
        ({"item": "1"}, "search_what"),
        ({"library": "Films"}, "search_what"),
        ({"library": "Films", "item": "99"}, "unknown_item"),
        ({"library": "Nowhere", "item": "1"}, "unknown_library"),
        ({"query": "film", "episode": 2}, "search_season_missing"),
        ({"query": "film", "sources": ["Nowhere"]}, "unknown_source"),
    ],
)
async def test_what_makes_no_sense_is_said(
    scene: Scene, oak: FakeIndexers, data: dict[str, Any], key: str
) -> None:
    assert await refused(scene, "search", **data) == key
    assert oak.queries == []


@pytest.mark.parametrize(
    "data", [{"query": "x" * 201}, {"season": -1}, {"categories": ["movies"]}]
)
async def test_what_is_of_no_shape_is_refused(
    scene: Scene, oak: FakeIndexers, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await search(scene, **{"query": "film", **data})


async def test_without_anything_to_search_it_says_what_to_add(scene: Scene) -> None:
    await scene.start()
    assert await refused(scene, "search", query="film") == "search_nowhere"


async def test_a_source_that_only_tells_what_is_new_is_named(
    scene: Scene, oak: FakeIndexers
) -> None:
    feed = scene.hub.gate.attached.sources.pop("source0")
    stand = scene.hub.gate.attached
    stand.sources["other"] = feed
    assert await refused(scene, "search", query="film", sources=["Site"]) == (
        "not_searchable"
    )


async def test_every_silence_has_words() -> None:
    common = read_json("translations/en.json")["common"]
    for kind in kinds(SourceError):
        assert common[f"silent_{kind.key}"]


class TestRequest:
    async def test_of_a_result(self, scene: Scene, oak: FakeIndexers) -> None:
        (best, _) = (await search(scene, library="Films", item="1"))["results"]
        answer = await scene.act("request", answer=True, result=best["id"])
        assert (answer["state"], answer["title"]) == ("pending", BETTER)
        (best, _) = (await search(scene, library="Films", item="1"))["results"]
        assert (best["request_id"], best["state"]) == (answer["request_id"], "pending")
        assert await refused(scene, "request", result=best["id"]) == "already_waiting"

    @pytest.mark.parametrize(
        "data", [{}, {"result": "x", "link": f"magnet:?xt=urn:btih:{'a' * 40}"}]
    )
    async def test_is_of_one_thing(
        self, scene: Scene, oak: FakeIndexers, data: dict[str, Any]
    ) -> None:
        assert await refused(scene, "request", **data) == "link_or_result"

    async def test_of_what_nobody_has_found(
        self, scene: Scene, oak: FakeIndexers
    ) -> None:
        assert await refused(scene, "request", result="x") == "search_again"

    async def test_both_can_be_kept_only_where_that_is_a_choice(
        self, scene: Scene, oak: FakeIndexers
    ) -> None:
        oak.finds(releases=(offered("Nothing.Like.It.2020.1080p.WEB-DL-GRP"),))
        (only,) = (await search(scene, query="nothing"))["results"]
        told = await refused(scene, "request", result=only["id"], keep_both=True)
        assert told == "not_offered"

    async def test_what_was_put_off_the_desk_by_a_full_disk_is_on_none(
        self, scene: Scene, oak: FakeIndexers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (best, _) = (await search(scene, library="Films", item="1"))["results"]

        async def fail(*_: object) -> bool:
            return False

        monkeypatch.setattr(scene.hub.ledger, "_write", fail)
        with pytest.raises(HomeAssistantError) as raised:
            await scene.act("request", answer=True, result=best["id"])
        assert raised.value.translation_key == "not_saved"
        assert scene.requests() == {}

    async def test_approval_takes_the_right_to_decide(
        self, scene: Scene, shelves: Shelves
    ) -> None:
        house = await settle_in(scene.hass)
        scene.options = house.options
        await scene.start()
        stand_in(scene, offered(BETTER))
        found = await scene.act(
            "search", user=house.ids["giver"], answer=True, query="film"
        )
        data = {"result": found["results"][0]["id"], "approve": True}
        for name, key in (
            ("giver", "may_not_decide"),
            ("decider", "may_not_hand_in"),
            (None, "automation_may_not"),
        ):
            user = house.ids[name] if name else None
            with pytest.raises(ServiceValidationError) as raised:
                await scene.act("request", user=user, **data)
            assert raised.value.translation_key == key
        await scene.act("request", user=house.ids["chooser"], **data)
        assert scene.request(BETTER).state in ("approved", "downloading")


class TestCalledOtherwise:
    """A result goes by a name that the library does not know."""

    ALIAS = "Pelicula.Uno.2021.2160p.WEB-DL.DDP5.1.H.265-GRP"

    async def found(self, scene: Scene) -> dict[str, Any]:
        (result,) = (await search(scene, query="pelicula"))["results"]
        return result

    async def test_a_person_says_what_it_is(
        self, scene: Scene, oak: FakeIndexers
    ) -> None:
        stand_in(scene, offered(self.ALIAS))
        result = await self.found(scene)
        assert result["work"] != "Film 1"
        meant = {"result": result["id"], "library": "Films", "item": "1"}
        await scene.act("choose_item", **meant)
        asked = await scene.act("request", answer=True, result=result["id"])
        (request,) = scene.hub.gate.requests.open.values()
        assert request.id == asked["request_id"]
        assert request.weighed is not None
        assert request.weighed.work is not None
        assert request.weighed.work.known_to == ((LIBRARY_ID, "1"),)
        assert [one.name for one in request.weighed.there] == [THERE]
        assert (await self.found(scene))["work"] == "Film 1"

    async def test_what_is_refused_says_why(
        self, scene: Scene, oak: FakeIndexers
    ) -> None:
        stand_in(scene, offered(self.ALIAS))
        result = await self.found(scene)
        film, show = ({"library": "Films", "item": item} for item in ("1", "7"))
        for data, why in (
            (film, "request_or_result"),
            ({**film, "result": "x", "request_id": "y"}, "request_or_result"),
            ({**film, "result": "of yesterday"}, "search_again"),
            ({**show, "result": result["id"]}, "not_this_item"),
            ({**film, "item": "99", "result": result["id"]}, "unknown_item"),
        ):
            with pytest.raises(ServiceValidationError) as raised:
                await scene.act("choose_item", **data)
            assert raised.value.translation_key == why
