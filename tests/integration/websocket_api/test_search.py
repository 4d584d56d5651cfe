"""Searching from the card: who may, what is told of each result, and what becomes of it."""

import asyncio
from dataclasses import replace
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.greenlight.const import CONF_PEOPLE_RIGHTS, LIBRARY
from custom_components.greenlight.engine.library.item import Episode, Episodes, Version
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.release import Flag, Protocol
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.gate import kept
from custom_components.greenlight.sources.base import Silent, SourceAuth, SourceTimeout
from custom_components.greenlight.sources.searching import Indexer, Privacy
from custom_components.greenlight.websocket_api import search as module
from tests.support.memory_library import MemoryServer, movie, series

from ..indexers import SECRET, FakeIndexers, offered, stand_in
from ..people import CALLERS, House, settle_in
from ..scene import SOURCE_ID, Scene, part
from ..shelves import LIBRARY_ID, Shelves
from .card import Card, Opening
from .test_on_demand import HOSTILE, error_of, told

BETTER = "Film.1.2021.2160p.UHD.BluRay.REMUX.DV.HDR10.HEVC.TrueHD.Atmos.7.1-GRP"
WORSE = "Film.1.2021.720p.WEB-DL.H.264-GRP"
THERE = "Film.1.2021.1080p.BluRay.x264-OLD"
OTHER = "Another.Film.2021.2160p.WEB-DL-GRP"


@pytest.fixture
def server() -> MemoryServer:
    """Run a library with a film that is there, one that is not, and a series."""
    quality = read(THERE).quality
    there = (Version(id="f1", name=THERE, size=9_000_000_000, quality=quality),)
    return MemoryServer(
        [
            movie("1", "Film 1", versions=there),
            movie("2", "Film 2", versions=()),
            series("7", "The Tide Clerk", there=4),
        ]
    )


@pytest.fixture
async def house(shelves: Shelves) -> House:
    """Set Greenlight up with a library, in a house of people."""
    scene = shelves.scene
    house = await settle_in(scene.hass)
    scene.options = house.options
    await scene.start(
        [*scene.parts(), part(LIBRARY, LIBRARY_ID, "Films", shelves.data)]
    )
    return house


@pytest.fixture
def oak(house: House, scene: Scene) -> FakeIndexers:
    """Have an indexer that finds three releases."""
    return stand_in(scene, offered(WORSE), offered(OTHER), offered(BETTER))


@pytest.fixture
async def card(house: House, opened: Opening) -> Card:
    """Open the card of somebody who may hand in and decide."""
    return await opened(house.ids["chooser"])


FILM = {"library": LIBRARY_ID, "item": "1"}


async def results(card: Card, **fields: Any) -> dict[str, Any]:
    """Search, and return the results by what they are called."""
    found = await told(card, "search", **fields)
    return {one["name"]: one for one in found["results"]}


@pytest.mark.parametrize("name", sorted(CALLERS.keys() - {"gone", "deactivated"}))
async def test_only_who_may_hand_in_searches(
    scene: Scene, house: House, oak: FakeIndexers, opened: Opening, name: str
) -> None:
    caller = CALLERS[name]
    card = await opened(house.ids[name])
    for command, fields in (
        ("search_items", {"text": "film"}),
        ("search", {"query": "film"}),
        ("search_page", {"search": "x"}),
        ("search_news", {"search": "x", "seen": 0}),
        ("search_stop", {"search": "x"}),
        ("search_last", {}),
    ):
        answer = await card.ask(command, **fields)
        if Right.HAND_IN not in caller.may:
            refusal = f"may_not_{Right.HAND_IN}" if caller.may else caller.refusal
            assert error_of(answer) in (refusal, caller.refusal), command
        elif fields.get("search"):
            assert error_of(answer) == "unknown_search"
        else:
            assert answer["success"], (command, answer)
    assert len(oak.queries) == (Right.HAND_IN in caller.may)


class TestItems:
    async def test_what_can_be_searched_for(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        oak.listed = (
            Indexer(id="1", name="Oak", privacy=Privacy.PRIVATE, down_until=9.0),
            Indexer(id="2", name="Elm", protocol=Protocol.USENET, searches=False),
            # Nobody is asked whom the source was not to ask.
            Indexer(id="3", name="Ash", chosen=False),
        )
        answer = await told(card, "search_items", text="film")
        film, other = answer["items"]
        assert film == {
            "library": LIBRARY_ID,
            "library_name": "Films",
            "item": "1",
            "title": "Film 1",
            "year": 2021,
            "kind": "movie",
            "have": {"list": ["1080p Blu-ray", {"size": 9_000_000_000}]},
        }
        assert "have" not in other
        assert answer["sources"] == [
            {
                "id": SOURCE_ID,
                "name": "Site",
                "indexers": [
                    {
                        "id": "1",
                        "name": "Oak",
                        "protocol": "torrent",
                        "privacy": "private",
                        "down_until": 9.0,
                        "searches": True,
                    },
                    {
                        "id": "2",
                        "name": "Elm",
                        "protocol": "usenet",
                        "searches": False,
                    },
                ],
            }
        ]
        assert [one["name"] for one in answer["clients"]] == ["Box"]

    async def test_of_a_series_how_much_there_is(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        (item,) = (await told(card, "search_items", text="tide"))["items"]
        assert item["kind"] == "series"
        assert item["have"] == {"say": "have_episodes", "with": {"had": 4, "count": 10}}

    async def test_nothing_typed_names_no_work(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        answer = await told(card, "search_items")
        assert answer["items"] == []
        assert len(answer["sources"]) == 1

    async def test_indexers_are_not_asked_for_each_letter(
        self, card: Card, oak: FakeIndexers, freezer: FrozenDateTimeFactory
    ) -> None:
        for text in ("f", "fi", "fil"):
            await told(card, "search_items", text=text)
        assert oak.times_listed == 1
        freezer.tick(61)
        await told(card, "search_items", text="film")
        assert oak.times_listed == 2

    @pytest.mark.parametrize(
        ("err", "key"),
        [(SourceAuth("key"), "invalid_auth"), (KeyError("a fault"), "not_a_feed")],
    )
    async def test_a_source_that_does_not_answer_says_why(
        self, card: Card, oak: FakeIndexers, err: Exception, key: str
    ) -> None:
        oak.listed = err
        (source,) = (await told(card, "search_items"))["sources"]
        assert source["indexers"] == []
        assert source["why"] == {"say": f"silent_{key}"}


class TestResults:
    async def test_each_is_held_against_what_is_there(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        answer = await told(card, "search", **FILM)
        assert answer["work"] == {"title": "Film 1", "year": 2021}
        assert answer["have"] == {"list": ["1080p Blu-ray", {"size": 9_000_000_000}]}
        assert (answer["total"], answer["better"]) == (3, 1)
        assert answer["can"] == ["ask", "download", "works"]
        best, worse, other = answer["results"]
        assert (best["stand"], worse["stand"]) == ("better", "worse")
        assert best["work"] == {"title": "Film 1", "year": 2021}
        resolution = {"label": "row_resolution", "value": "2160p", "mark": "better"}
        assert {**resolution, "have": "1080p"} in best["rows"]
        assert best["source"] == "Site"
        assert (best["indexer"], best["seeders"]) == ("Oak", 5)
        assert best["bytes"] == 4_000_000_000
        assert best["protocol"] == "torrent"
        assert best["group"] == "GRP"
        assert "fit" not in best
        # However good it is.
        assert other["fit"] == "other"
        assert other["stand"] == "new"

    async def test_of_several_episodes_it_is_told_how_many_are_there(
        self, card: Card, oak: FakeIndexers, server: MemoryServer
    ) -> None:
        there = Version(id="1", name="The.Tide.Clerk.S01E01.720p.WEB-DL-OLD", size=7)
        there = replace(there, quality=read(there.name).quality)
        server.episodes["7"] = Episodes(
            episodes=tuple(
                Episode(
                    season=1, number=one, aired=1.0, version="1" if one == 1 else ""
                )
                for one in range(1, 4)
            ),
            versions={"1": there},
        )
        title = "The.Tide.Clerk.{}.1080p.WEB-DL-GRP"
        oak.finds(
            releases=(offered(title.format("S01")), offered(title.format("S01E01")))
        )
        series = {"library": LIBRARY_ID, "item": "7"}
        answer = await told(card, "search", **series, season=1)
        assert answer["work"] == {"title": "The Tide Clerk", "part": "S01"}
        assert answer["have"] == {
            "say": "have_episodes",
            "with": {"had": 1, "count": 3},
        }
        # That the whole season is there is more than there was.
        assert answer["better"] == 1
        answer = await told(card, "search", **series, season=1, episode=1)
        assert answer["work"]["part"] == "S01E01"
        assert answer["have"] == {"list": ["720p WEB-DL", {"size": 7}]}
        assert answer["better"] == 2
        episode, pack = answer["results"]
        assert (episode["stand"], episode["work"]["part"]) == ("better", "S01E01")
        assert (pack["fit"], pack["work"]["part"]) == ("more", "S01")
        answer = await told(card, "search", **series, season=1, episode=2)
        assert "have" not in answer
        answer = await told(card, "search", **series)
        assert answer["have"] == {
            "say": "have_episodes",
            "with": {"had": 4, "count": 10},
        }

    async def test_what_nobody_can_compare_says_so(
        self, scene: Scene, card: Card, oak: FakeIndexers, server: MemoryServer
    ) -> None:
        for item_id, year in (("8", 1990), ("9", 2020)):
            server.add(movie(item_id, "Pepper", year=year), LIBRARY_ID)
        await scene.settle()
        oak.finds(
            releases=(
                offered("Pepper.1080p.WEB-DL-GRP"),
                offered(THERE),
                offered("Film.1.2021.2160p.HDCAM-GRP"),
            )
        )
        found = await results(card, query="any")
        by_title = {one["work"]["title"]: one for one in found.values()}
        assert by_title["Pepper"]["stand"] == "unknown"
        stands = {one["stand"]: one for one in found.values()}
        same, worse = stands["same"], stands["worse"]
        assert same["summary"] == {"say": "reason_same_release"}
        # Whatever it says of itself.
        assert worse["summary"]["say"] == "reason_refused_source"
        assert {"new", "better"}.isdisjoint(stands)

    async def test_what_is_worse_than_the_best_is_worse_whatever_else_is_there(
        self, scene: Scene, card: Card, oak: FakeIndexers, server: MemoryServer
    ) -> None:
        lesser, best = (
            Version(id=name, name=name, size=9, quality=read(name).quality)
            for name in (
                "Salt.2019.1080p.BluRay.SDR.DTS-HD.MA.5.1-OLD",
                "Salt.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-OLD",
            )
        )
        salt = movie("8", "Salt", year=2019)
        server.add(replace(salt, versions=(lesser, best)), LIBRARY_ID)
        await scene.settle()
        oak.finds(
            releases=(
                offered("Salt.2019.1080p.BluRay.SDR.DTS-HD.MA.5.1-NEW"),
                offered("Salt.2019.2160p.WEB-DL.HDR10.DDP5.1-NEW"),
            )
        )
        answer = await told(card, "search", library=LIBRARY_ID, item="8")
        assert [one["stand"] for one in answer["results"]] == ["worse", "worse"]
        assert answer["better"] == 0
        for one in answer["results"]:
            # The sentence says no other than the chip.
            parts = one["summary"]["with"]["parts"]["list"]
            assert {part["say"] for part in parts} == {"worse"}

    async def test_what_is_there_by_now_is_told_with_a_page(
        self, scene: Scene, card: Card, oak: FakeIndexers, server: MemoryServer
    ) -> None:
        found = await told(card, "search", **FILM)
        before = scene.hub.gate.library.changes
        best = "Film.1.2021.2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-NEW"
        there = Version(id="1", name=best, size=60, quality=read(best).quality)
        server.add(movie("1", "Film 1", year=2021, versions=(there,)), LIBRARY_ID)
        await scene.settle()
        page = await told(card, "search_page", search=found["search"])
        assert "Dolby Vision P7 FEL" in page["have"]["list"][0]
        assert page["better"] == 0
        assert "better" not in {one["stand"] for one in page["results"]}
        # Who has the card open hears that it is another.
        assert scene.hub.gate.library.changes > before

    async def test_without_a_library_nothing_is_better(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        scene.hub.gate.libraries.detach(LIBRARY_ID)
        found = await results(card, query="any")
        assert {one["stand"] for one in found.values()} == {"unknown"}
        assert all(one["rows"] for one in found.values())

    async def test_a_library_that_is_away_leaves_it_open(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        scene.hub.gate.libraries.away(LIBRARY_ID)
        found = await results(card, query="any")
        by_title = {one["work"]["title"]: one["stand"] for one in found.values()}
        assert by_title["Another Film"] == "unknown"

    async def test_the_indexers_are_asked_for_the_work(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        await told(card, "search", **FILM, categories=[2000])
        await told(
            card,
            "search",
            library="Films",
            item="7",
            season=1,
            episode=2,
            indexers=[
                {"source": SOURCE_ID, "id": "1"},
                {"source": SOURCE_ID, "id": "2"},
            ],
        )
        await told(card, "search", query="  the  tide S01E03 ", sources=["Site"])
        film, episode, words = oak.queries
        assert (film.text, film.year, film.ids.tmdb) == ("Film 1", 2021, 1)
        assert film.categories == (2000,)
        assert (episode.text, episode.season, episode.episode) == (
            "The Tide Clerk",
            1,
            2,
        )
        assert episode.indexers == ("1", "2")
        assert (words.text, words.season, words.episode) == ("the tide", 1, 3)
        assert words.kind is None

    async def test_nothing_found_is_told_from_nobody_answered(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        oak.finds(releases=())
        answer = await told(card, "search", query="film")
        assert (answer["total"], answer["asked"], answer["silent"]) == (0, ["Oak"], [])
        oak.finds(
            asked=("Oak", "Elm", "Fir"),
            silent=(Silent(indexer="Elm", why=SourceTimeout("no answer")),),
            broken=2,
            left_out=3,
        )
        answer = await told(card, "search", query="film")
        assert answer["asked"] == ["Oak", "Elm", "Fir"]
        assert answer["silent"] == [
            {"name": "Elm", "why": {"say": "silent_timeout"}},
        ]
        assert (answer["broken"], answer["left_out"]) == (2, 3)
        oak.found = SourceTimeout("no answer")
        answer = await told(card, "search", query="film")
        assert answer["silent"][0]["name"] == "Site"

    async def test_one_release_at_two_indexers_is_one_result(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        one = offered(BETTER, hashes=frozenset(), link="https://a.example/1")
        two = replace(
            one, guid="2", link="https://b.example/2", indexer="Elm", seeders=70
        )
        oak.finds(releases=(one, two))
        answer = await told(card, "search", query="film")
        (result,) = answer["results"]
        assert (result["also"], result["indexer"]) == (1, "Elm")

    async def test_what_strangers_write_is_clean_and_nothing_secret_is_told(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        page = "https://indexer.example/details/1"
        oak.finds(
            releases=(
                offered(
                    HOSTILE,
                    indexer=HOSTILE,
                    flags=frozenset({Flag.FREELEECH}),
                    size=0,
                    page=page,
                ),
                offered(BETTER, page=f"https://indexer.example/{'a1' * 16}/details"),
            ),
            asked=(HOSTILE,),
            silent=(Silent(indexer=HOSTILE, why=SourceTimeout(SECRET)),),
        )
        answer = await told(card, "search", query="film")
        said = json.dumps(answer)
        assert SECRET not in said
        assert "magnet:" not in said
        assert not {"\\u202e", "\\u200b"} & {
            said[place : place + 6] for place in range(len(said))
        }
        by_page = {one.get("page") for one in answer["results"]}
        assert by_page == {page, None}
        hostile = next(one for one in answer["results"] if one.get("page"))
        assert hostile["flags"] == ["freeleech"]
        assert "bytes" not in hostile

    async def test_what_is_asked_about_or_skipped_is_told(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        found = (await told(card, "search", **FILM))["results"]
        taken = await card.act("request", result=found[0]["id"])
        request_id = taken["result"]["request_id"]
        await card.act("decline", request_id=request_id, scope="release")
        (first, *_) = (await told(card, "search", **FILM))["results"]
        assert first["request"] == {"id": request_id, "state": "declined"}
        assert "chooser" in first["skip"]


class TestPages:
    async def test_are_in_the_order_that_is_wished(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        oak.finds(
            releases=tuple(
                offered(
                    f"Film {n} 2021 1080p WEB-DL-GRP{n}",
                    seeders=n % 7 if n % 9 else None,
                    size=10**9 + n,
                    published=1.7e9 - n,
                    protocol=Protocol.USENET if n % 2 else Protocol.TORRENT,
                )
                for n in range(120)
            )
        )
        answer = await told(card, "search", query="film")
        search = answer["search"]
        assert (answer["total"], len(answer["results"])) == (120, 50)
        pages = [
            await told(card, "search_page", search=search, offset=offset)
            for offset in (0, 50, 100, 150)
        ]
        assert [one["total"] for one in pages] == [120] * 4
        every = [one["id"] for page in pages for one in page["results"]]
        assert len(set(every)) == len(every) == 120
        assert pages[0]["results"] == answer["results"]
        for order, key, most in (
            ("seeders", "seeders", 6),
            ("age", "published", 1.7e9),
            ("size", "bytes", 10**9 + 119),
        ):
            page = await told(card, "search_page", search=search, sort=order)
            values = [one.get(key, -1) for one in page["results"]]
            assert values == sorted(values, reverse=True)
            assert values[0] == most
        page = await told(card, "search_page", search=search, protocol="usenet")
        assert page["total"] == 60
        assert {one["protocol"] for one in page["results"]} == {"usenet"}

    async def test_what_is_known_can_be_hidden(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        answer = await told(card, "search", **FILM)
        hidden = {"search": answer["search"], "hide_known": True}
        page = await told(card, "search_page", **hidden)
        # Neither is what is worse than what is there worth a look.
        assert [one["work"]["title"] for one in page["results"]] == [
            "Film 1",
            "Another Film",
        ]
        await card.act("request", result=answer["results"][0]["id"])
        page = await told(card, "search_page", **hidden)
        assert [one["work"]["title"] for one in page["results"]] == ["Another Film"]

    async def test_are_known_for_hours_and_not_for_ever(
        self,
        card: Card,
        oak: FakeIndexers,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        search = (await told(card, "search", query="film"))["search"]
        freezer.tick(3600)
        await told(card, "search", query="film")
        assert (await told(card, "search_page", search=search))["total"] == 3
        freezer.tick(kept.KEPT_FOR)
        await told(card, "search", query="film")
        answer = await card.ask("search_page", search=search)
        assert error_of(answer) == "unknown_search"


async def began(card: Card) -> None:
    """Begin to search, and wait until indexers are asked."""
    await card.socket.send_json_auto_id({"type": "greenlight/search", "query": "a"})
    await card.socket.send_json_auto_id({"type": "ping"})
    assert (await card.socket.receive_json())["type"] == "pong"


@pytest.fixture
def elm(oak: FakeIndexers, monkeypatch: pytest.MonkeyPatch) -> FakeIndexers:
    """Have the indexers tell of what they have one after the other, and one of them hang."""
    # The clock stands still here.
    monkeypatch.setattr(module, "_AT_FIRST", 0)
    monkeypatch.setattr(module, "_GATHERED", 0)
    oak.parts = {"Oak": (offered(BETTER),), "Elm": (offered(WORSE), offered(OTHER))}
    oak.hang("Elm")
    return oak


async def partly(card: Card, **fields: Any) -> dict[str, Any]:
    """Search, and return what is told once the first of two has answered."""
    answer = await told(card, "search", **fields)
    search, status = answer["search"], answer
    while status["waiting"] != ["Elm"]:
        status = await told(card, "search_news", search=search, seen=status["seen"])
    return await told(card, "search_last", search=search)


async def ended(card: Card, status: dict[str, Any]) -> dict[str, Any]:
    """Wait until a search has ended, and return how it is then."""
    search = status["search"]
    while status["running"]:
        status = await told(card, "search_news", search=search, seen=status["seen"])
    return status


class TestWhileOthersAreAsked:
    async def test_what_has_come_is_told_and_who_is_still_asked(
        self, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        assert [one["stand"] for one in answer["results"]] == ["better"]
        assert (answer["total"], answer["better"], answer["running"]) == (1, 1, True)
        assert (answer["asked"], answer["waiting"]) == (["Oak", "Elm"], ["Elm"])
        assert answer["silent"] == []
        # It can be downloaded already.
        best = answer["results"][0]
        taken = await card.act(
            "request", result=best["id"], approve=True, seen=best["seen"]
        )
        assert taken["success"]

    async def test_news_are_told_once_there_are_some(
        self, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        news = {"search": answer["search"], "seen": answer["seen"]}
        await card.socket.send_json_auto_id({"type": "greenlight/search_news", **news})
        elm.let_go("Elm")
        first = (await card.socket.receive_json())["result"]
        assert first["seen"] > answer["seen"]
        news = await ended(card, {**first, **news, "seen": first["seen"]})
        assert (news["total"], news["waiting"], news["running"]) == (3, [], False)
        page = await told(card, "search_page", search=answer["search"])
        assert (page["total"], page["of"], page["better"]) == (3, 3, 1)
        assert page["results"][0]["id"] == answer["results"][0]["id"]
        # Who asks again is told at once that there is no more to come.
        again = await told(
            card, "search_news", search=answer["search"], seen=news["seen"]
        )
        assert again == news

    async def test_one_that_fails_meanwhile_is_named(
        self, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        elm.let_go("Elm", SourceTimeout("no answer"))
        news = await ended(card, answer)
        assert news["silent"] == [{"name": "Elm", "why": {"say": "silent_timeout"}}]

    async def test_what_has_come_is_kept_where_it_is_stopped(
        self, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        search = answer["search"]
        await told(card, "search_stop", search=search)
        news = await ended(card, answer)
        assert (news["total"], news["running"], news["waiting"]) == (1, False, [])
        assert news["silent"] == [{"name": "Elm", "why": {"say": "silent_left"}}]
        assert elm.cancelled == 1
        page = await told(card, "search_page", search=search)
        assert [one["stand"] for one in page["results"]] == ["better"]
        # Nothing is left to stop, which is no mistake.
        await told(card, "search_stop", search=search)

    async def test_two_tabs_search_side_by_side(
        self, house: House, card: Card, elm: FakeIndexers, opened: Opening
    ) -> None:
        other = await opened(house.ids["chooser"])
        searches = [
            (await partly(one, query=text))["search"]
            for one, text in ((card, "a"), (other, "b"))
        ]
        assert elm.cancelled == 0
        for one, search in zip((other, card), searches, strict=True):
            assert (await told(one, "search_page", search=search))["total"] == 1

    async def test_no_more_than_a_few_of_one_person(
        self, card: Card, elm: FakeIndexers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MOST_RUNNING", 1)
        first = await partly(card, query="a")
        await partly(card, query="b")
        news = await ended(card, first)
        assert (news["running"], news["total"]) == (False, 1)

    async def test_two_people_search_side_by_side(
        self, house: House, card: Card, oak: FakeIndexers, opened: Opening
    ) -> None:
        other = await opened(house.ids["giver"])
        oak.may.clear()
        for one in (card, other):
            await began(one)
        oak.may.set()
        for one, can in ((card, ["ask", "download", "works"]), (other, ["ask"])):
            answer = await one.socket.receive_json()
            assert answer["result"]["can"] == can

    @pytest.mark.parametrize("command", ["search", "search_news"])
    async def test_a_closed_card_is_waited_for_no_longer_and_the_search_goes_on(
        self, scene: Scene, card: Card, elm: FakeIndexers, command: str
    ) -> None:
        if command == "search":
            await began(card)
        else:
            answer = await partly(card, **FILM)
            news = {"search": answer["search"], "seen": answer["seen"]}
            await card.socket.send_json_auto_id(
                {"type": "greenlight/search_news", **news}
            )
            await card.socket.send_json_auto_id({"type": "ping"})
            await card.socket.receive_json()

        def waits() -> list[str]:
            tasks = [str(one.get_coro()) for one in asyncio.all_tasks()]
            return [one for one in tasks if "_handle_async_response" in one]

        assert waits()
        await card.socket.close()
        async with asyncio.timeout(10):
            while waits():
                await asyncio.sleep(0)
        assert elm.cancelled == 0
        elm.let_go("Elm")
        await scene.settle()
        assert "search" not in {one.get_name() for one in asyncio.all_tasks()}

    async def test_it_ends_once_greenlight_is_stopped(
        self,
        scene: Scene,
        card: Card,
        elm: FakeIndexers,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(module, "_AT_FIRST", 1)
        await began(card)
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
        assert error_of(await card.socket.receive_json()) == "search_superseded"
        assert elm.cancelled == 1

    async def test_whoever_waits_for_news_is_told_that_it_has_ended(
        self, scene: Scene, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        news = {"search": answer["search"], "seen": answer["seen"]}
        await card.socket.send_json_auto_id({"type": "greenlight/search_news", **news})
        await card.socket.send_json_auto_id({"type": "ping"})
        await card.socket.receive_json()
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        assert error_of(await card.socket.receive_json()) == "search_superseded"

    async def test_whoever_may_search_no_more_is_told_nothing_of_it(
        self, scene: Scene, house: House, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        news = {"search": answer["search"], "seen": answer["seen"]}
        await card.socket.send_json_auto_id({"type": "greenlight/search_news", **news})
        await card.socket.send_json_auto_id({"type": "ping"})
        await card.socket.receive_json()
        scene.hass.config_entries.async_update_entry(
            scene.entry,
            options={CONF_PEOPLE_RIGHTS: {house.ids["chooser"]: [Right.SEE]}},
        )
        await scene.hass.async_block_till_done()
        elm.let_go("Elm")
        refused = await card.socket.receive_json()
        assert error_of(refused) == f"may_not_{Right.HAND_IN}"
        for command in ("search_page", "search_stop", "search_last"):
            answered = await card.ask(command, search=answer["search"])
            assert error_of(answered) == f"may_not_{Right.HAND_IN}"

    async def test_a_source_that_is_removed_meanwhile_is_named(
        self, scene: Scene, card: Card, elm: FakeIndexers
    ) -> None:
        answer = await partly(card, **FILM)
        scene.hub.gate.attached.detach_source(SOURCE_ID)
        elm.let_go("Elm")
        news = await ended(card, answer)
        assert news["silent"] == [
            {"name": "Elm", "why": {"say": "silent_switched_off"}}
        ]
        refused = await card.act("request", result=answer["results"][0]["id"])
        assert error_of(refused) == "search_again"


class TestFoundAgain:
    """Whoever comes back finds the last search as it is."""

    async def test_with_what_was_searched_for(
        self, house: House, card: Card, oak: FakeIndexers, opened: Opening
    ) -> None:
        found = await told(card, "search", query="film", season=1, categories=[5000])
        again = await told(await opened(house.ids["chooser"]), "search_last")
        assert again.pop("wanted") == {
            "text": "film",
            "season": 1,
            "categories": [5000],
        }
        assert again == found
        await told(card, "search", **FILM)
        wanted = (await told(card, "search_last"))["wanted"]
        assert (wanted["item"]["title"], wanted["item"]["item"]) == ("Film 1", "1")
        assert "text" not in wanted

    async def test_the_one_that_was_looked_at_or_else_the_last(
        self, card: Card, oak: FakeIndexers
    ) -> None:
        assert await told(card, "search_last") == {}
        first = (await told(card, "search", query="a"))["search"]
        second = (await told(card, "search", query="b"))["search"]
        for search, found in ((first, first), (second, second), ("gone", second)):
            assert (await told(card, "search_last", search=search))["search"] == found

    async def test_while_it_runs(
        self, house: House, card: Card, elm: FakeIndexers, opened: Opening
    ) -> None:
        found = await partly(card, **FILM)
        await card.socket.close()
        again = await opened(house.ids["chooser"])
        answer = await told(again, "search_last", search=found["search"])
        assert (answer["total"], answer["waiting"]) == (1, ["Elm"])
        elm.let_go("Elm")
        news = await ended(again, answer)
        assert (news["total"], news["running"]) == (3, False)

    async def test_by_nobody_else(
        self, house: House, card: Card, oak: FakeIndexers, opened: Opening
    ) -> None:
        found = await told(card, "search", **FILM)
        other = await opened(house.ids["giver"])
        assert await told(other, "search_last") == {}
        assert await told(other, "search_last", search=found["search"]) == {}
        for command in ("search_page", "search_stop", "search_news"):
            fields = {"seen": 0} if command == "search_news" else {}
            answer = await other.ask(command, search=found["search"], **fields)
            assert error_of(answer) == "unknown_search"

    async def test_not_what_a_script_has_searched_for(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        await scene.hass.services.async_call(
            "greenlight", "search", {"query": "a"}, blocking=True, return_response=True
        )
        assert await told(card, "search_last") == {}


class TestTake:
    async def test_to_be_asked_about(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        (best, *_) = (await told(card, "search", **FILM))["results"]
        answer = await card.act("request", result=best["id"])
        assert answer["result"]["state"] == "pending"
        request = scene.request(BETTER)
        assert request.journal[0].who.name == "chooser"
        # Who is asked is told by whom.
        question = scene.hub.screens.told(request)
        assert question.asker == "chooser"
        assert "found_by_search" not in str(question.notes)

    async def test_to_be_downloaded_at_once(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        (best, *_) = (await told(card, "search", **FILM))["results"]
        answer = await card.act(
            "request",
            result=best["id"],
            approve=True,
            seen=best["seen"],
            client="Box",
            category="films",
        )
        assert answer["result"]["state"] == "approved"
        await scene.settle()
        assert scene.request(BETTER).state == "downloading"
        assert scene.request(BETTER).options.category == "films"

    async def test_twice_at_once_is_one_request(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        (best, *_) = (await told(card, "search", **FILM))["results"]
        message = {
            "type": "greenlight/act",
            "action": "request",
            "data": {"result": best["id"], "approve": True},
        }
        await card.socket.send_json_auto_id(message)
        await card.socket.send_json_auto_id(message)
        answers = [await card.socket.receive_json() for _ in range(2)]
        assert sorted(one["success"] for one in answers) == [False, True]
        refused = next(one for one in answers if not one["success"])
        assert error_of(refused) == "already_on_its_way"
        who = refused["error"]["translation_placeholders"]["who"]
        assert who == "chooser"
        assert [*scene.requests()] == [BETTER]

    async def test_not_if_what_is_there_is_another_by_now(
        self, scene: Scene, card: Card, oak: FakeIndexers, server: MemoryServer
    ) -> None:
        (best, *_) = (await told(card, "search", **FILM))["results"]
        there = Version(id="f9", name=BETTER.replace("GRP", "NEW"))
        there = replace(there, quality=read(there.name).quality)
        server.add(movie("1", "Film 1", versions=(there,)), LIBRARY_ID)
        await scene.settle()
        data = {"result": best["id"], "approve": True, "seen": best["seen"]}
        assert error_of(await card.act("request", **data)) == "question_changed"
        assert scene.requests() == {}

    async def test_a_result_that_is_gone_says_to_search_again(
        self, scene: Scene, card: Card, oak: FakeIndexers
    ) -> None:
        (best, *_) = (await told(card, "search", **FILM))["results"]
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await scene.settle()
        answer = await card.act("request", result=best["id"])
        assert error_of(answer) == "search_again"

    @pytest.mark.parametrize("name", ["giver", "decider", "reader", "keeper"])
    async def test_who_may(
        self,
        scene: Scene,
        house: House,
        card: Card,
        opened: Opening,
        oak: FakeIndexers,
        name: str,
    ) -> None:
        (best, *_) = (await told(card, "search", **FILM))["results"]
        other = await opened(house.ids[name])
        at_once = await other.act("request", result=best["id"], approve=True)
        missing = Right.DECIDE if name == "giver" else Right.HAND_IN
        assert error_of(at_once) == f"may_not_{missing}"
        asked = await other.act("request", result=best["id"])
        assert asked["success"] is (name == "giver")


async def test_the_card_is_told_whether_anything_can_be_searched(
    scene: Scene, house: House, opened: Opening
) -> None:
    card = await opened(house.ids["chooser"])
    await card.subscribe()
    assert "searches" not in card.shown["totals"]
    stand_in(scene, offered(BETTER))
    again = await opened(house.ids["chooser"])
    await again.subscribe()
    assert again.shown["totals"]["searches"] == 1
