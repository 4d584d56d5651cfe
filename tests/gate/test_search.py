"""What sources find is held against what is there, and asked for or downloaded from there."""

import asyncio
from dataclasses import replace
import time
from typing import Any, override

import pytest

from custom_components.greenlight.engine.fit import query_for
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.ladder import (
    COMPATIBLE,
    DV_TV,
    FEL_CHAIN,
)
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.gate import kept
from custom_components.greenlight.gate.ports import AlreadyRequested, UnknownRelease
from custom_components.greenlight.gate.search import Hit
from custom_components.greenlight.sources.base import Silent, SourceError, SourceTimeout
from custom_components.greenlight.sources.searching import Found, Indexer, Searches

from .fakes import ANNA, FakeSource, World
from .scene import ask, by_magnet
from .shelves import film, put

SALT = Query(text="salt")


async def hits(world: World, **how: Any) -> list[Hit]:
    """Search, and look at all of it."""
    searched = await world.gate.search.run(SALT, **how)
    return await world.gate.search.hits(searched, searched.lots)


class FakeIndexer(FakeSource, Searches):
    """A source that finds what it is told to."""

    found: Found | Exception = Found()

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        return ()

    @override
    async def search(self, query: Query) -> Found:
        await self.world.point("search")
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def indexer(world: World, source_id: str, *releases: Release) -> FakeIndexer:
    one = FakeIndexer(world)
    own = tuple(replace(release, source=source_id) for release in releases)
    one.found = Found(releases=own, asked=(source_id.title(),))
    world.gate.attached.attach_source(
        source_id, one, name=source_id.title(), refused=lambda: None
    )
    return one


def offered(title: str, **known: object) -> Release:
    return replace(by_magnet(title), **known)  # type: ignore[arg-type]  # of a release


async def test_the_best_of_what_is_wanted_comes_first(world: World) -> None:
    put(world, film("Salt 2019 1080p WEB-DL DDP5.1 H.264-OLD", name="Salt"))
    indexer(
        world,
        "oak",
        offered("Salt 2019 720p WEB-DL H.264-ELM", seeders=90),
        offered("Salt 2019 2160p WEB-DL DV HDR10 H.265-ELM", seeders=3),
        offered("Salt 2019 2160p WEB-DL DV HDR10 H.265-OAK", seeders=8),
    )
    found = await hits(world)
    assert [one.release.title[-22:] for one in found] == [
        "WEB-DL DV HDR10 H.265-OAK"[-22:],
        "WEB-DL DV HDR10 H.265-ELM"[-22:],
        "Salt 2019 720p WEB-DL H.264-ELM"[-22:],
    ]
    best, _, worst = found
    assert best.judged.verdict.outcome is Outcome.ASK
    assert best.judged.verdict.comparison is not None
    assert best.judged.verdict.comparison.gains
    assert worst.judged.verdict.outcome is Outcome.IGNORE


async def test_nothing_found_is_told_from_nobody_answered(world: World) -> None:
    indexer(world, "oak")
    indexer(world, "elm").found = SourceTimeout("no answer")
    indexer(world, "fir").found = KeyError("fault")
    found = await world.gate.search.run(SALT)
    assert found.lots == ()
    assert found.asked == ("Oak", "Elm", "Fir")
    assert [one.indexer for one in found.silent] == ["Elm", "Fir"]


async def test_an_indexer_behind_a_source_is_named(world: World) -> None:
    silent = Silent(indexer="Ash", why=SourceError("down"))
    indexer(world, "oak").found = Found(
        asked=("Ash", "Yew"), silent=(silent,), broken=2, left_out=3
    )
    found = await world.gate.search.run(SALT)
    assert (found.asked, found.silent) == (("Ash", "Yew"), (silent,))
    assert (found.broken, found.left_out) == (2, 3)


async def test_a_search_can_be_of_some_sources_only(world: World) -> None:
    indexer(world, "oak", offered("Salt 2019 720p-A"))
    indexer(world, "elm", offered("Salt 2019 720p-B"))
    world.gate.attached.attach_source(
        "feed", FakeSource(world), name="Feed", refused=lambda: None
    )
    assert world.gate.search.sources == ("oak", "elm")
    found = await world.gate.search.run(SALT, sources=["elm"])
    assert [one.release.title for one in found.lots] == ["Salt 2019 720p-B"]


async def test_the_same_at_two_places_is_one_result(world: World) -> None:
    one = offered("Salt 2019 720p-A", seeders=1)
    more = replace(one, guid="other", source="elm", seeders=7)
    indexer(world, "oak", one)
    indexer(world, "elm", more)
    (hit,) = await hits(world)
    assert (hit.release, hit.also) == (more, (replace(one, source="oak"),))


async def test_a_rule_says_what_is_better(world: World) -> None:
    indexer(world, "oak", offered("Salt 2019 720p-A"), offered("Pepper 2019 720p-A"))
    rule = ask("pepper")
    found = await hits(world, rule=rule)
    assert [one.release.title for one in found] == [
        "Pepper 2019 720p-A",
        "Salt 2019 720p-A",
    ]


async def test_who_looks_now_waits_for_no_library(world: World) -> None:
    there = film("Salt 2019 1080p WEB-DL DDP5.1 H.264-OLD", name="Salt")
    put(world, there, away=True)
    await world.advance(3600)
    indexer(world, "oak", offered("Salt 2019 2160p WEB-DL DV HDR10 H.265-ELM"))
    (hit,) = await hits(world)
    assert hit.judged.verdict.outcome is Outcome.ASK


class TestTake:
    """A result becomes a request."""

    async def one(self, world: World, **known: object) -> str:
        indexer(world, "oak", offered("Salt 2019 720p-A", **known))
        (hit,) = await hits(world)
        return hit.id

    async def test_to_be_asked_about(self, world: World) -> None:
        hit = await self.one(world)
        request = await world.gate.results.take(hit, who=ANNA, approve=False)
        assert request.state is State.PENDING
        assert request.journal[0].why.code == "found_by_search"

    async def test_to_be_downloaded_with_options(self, world: World) -> None:
        hit = await self.one(world)
        options = DownloadOptions(stopped=True)
        request = await world.gate.results.take(
            hit, who=ANNA, approve=True, options=options, client="qb"
        )
        await world.settle()
        assert world.state(request.id) == "downloading"
        assert world.gate.requests.find(request.id).options == options

    async def test_once(self, world: World) -> None:
        hit = await self.one(world)
        await world.gate.results.take(hit, who=ANNA, approve=True)
        with pytest.raises(AlreadyRequested):
            await world.gate.results.take(hit, who=ANNA, approve=True)
        (again,) = await hits(world)
        assert again.id == hit
        assert again.request is not None

    async def test_only_while_its_source_is_there(self, world: World) -> None:
        hit = await self.one(world)
        world.gate.attached.detach_source("oak")
        with pytest.raises(UnknownRelease):
            await world.gate.results.take(hit, who=ANNA, approve=True)

    async def test_only_what_was_found(self, world: World) -> None:
        with pytest.raises(UnknownRelease):
            await world.gate.results.take("nothing", who=ANNA, approve=True)

    async def test_only_as_long_as_it_is_kept(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MAX_KEPT", 1)
        hit = await self.one(world)
        indexer(world, "oak", offered("Pepper 2019 720p-A"))
        await world.gate.search.run(SALT)
        with pytest.raises(UnknownRelease):
            await world.gate.results.take(hit, who=ANNA, approve=True)


async def test_ten_thousand_results_let_others_have_their_turn(
    world: World,
) -> None:
    releases = [
        offered(f"Salt {n} 2019 2160p WEB-DL DV H.265-G{n % 40}", seeders=n % 97)
        for n in range(2_000)
    ]
    indexer(world, "oak", *releases)
    began = time.perf_counter()
    found = await world.gate.search.run(SALT)
    assert len(found.lots) == 2_000
    assert time.perf_counter() - began < 20


class TestOrder:
    """What fits and is of use comes first, then the best quality, then who can be had it from."""

    async def titles(self, world: World, query: Query = SALT, **how: Any) -> list[str]:
        searched = await world.gate.search.run(query, **how)
        return [one.release.title for one in searched.lots]

    async def test_what_nobody_shares_comes_after_its_equals(
        self, world: World
    ) -> None:
        quality = "2019 1080p WEB-DL H.264"
        indexer(
            world,
            "oak",
            offered(f"Salt {quality}-A", seeders=0),
            offered(f"Salt {quality}-B", seeders=None),
            offered(f"Salt {quality}-C", seeders=2, published=1.0),
            offered(f"Salt {quality}-D", seeders=2, published=2.0),
            offered("Salt 2019 2160p WEB-DL H.265-E", seeders=0),
        )
        letters = [one[-1] for one in await self.titles(world)]
        assert letters == ["E", "D", "C", "B", "A"]

    async def test_what_is_refused_outright_comes_last(self, world: World) -> None:
        indexer(
            world,
            "oak",
            offered("Salt 2019 2160p HDCAM-A", seeders=900),
            offered("Salt 2019 720p WEB-DL-B", seeders=1),
        )
        assert [one[-1] for one in await self.titles(world)] == ["B", "A"]

    async def test_what_is_not_sought_comes_last(self, world: World) -> None:
        item = film(name="Salt")
        put(world, item)
        indexer(
            world,
            "oak",
            offered("Salt Lake 2019 2160p REMUX-A", seeders=900),
            offered("Salt 2019 720p WEB-DL-B", seeders=1),
        )
        titles = await self.titles(world, query_for(item), items=[item])
        assert [one[-1] for one in titles] == ["B", "A"]

    async def test_screens_of_the_house_say_what_is_better(self, world: World) -> None:
        indexer(
            world,
            "oak",
            offered("Salt 2019 2160p WEB-DL DV P5 H.265-A"),
            offered("Salt 2019 2160p WEB-DL HDR10 H.265-B"),
        )
        assert [one[-1] for one in await self.titles(world)] == ["A", "B"]
        # The ladder of a rule that compares, not that of one that does not or is off.
        anything = ask("salt", id="0", ladder=DV_TV)
        compares = ask(id="1", kind=RuleKind.UPGRADES, ladder=COMPATIBLE)
        world.gate.attached.rules = {"0": anything}
        assert [one[-1] for one in await self.titles(world)] == ["A", "B"]
        world.gate.attached.rules["1"] = replace(compares, enabled=False)
        assert [one[-1] for one in await self.titles(world)] == ["A", "B"]
        world.gate.attached.rules["1"] = compares
        assert [one[-1] for one in await self.titles(world)] == ["B", "A"]
        # One for other libraries has no say about a film of this one.
        world.gate.attached.rules["1"] = replace(compares, libraries=frozenset({"x"}))
        item = film(name="Salt")
        put(world, item)
        titles = await self.titles(world, query_for(item), items=[item])
        assert [one[-1] for one in titles] == ["A", "B"]

    async def test_a_page_says_nothing_else_than_the_order(self, world: World) -> None:
        put(world, film("Salt 2019 1080p WEB-DL DDP5.1 H.264-OLD", name="Salt"))
        lines = ("2160p WEB-DL DV HDR10", "2160p WEB-DL", "1080p BluRay", "720p WEB-DL")
        indexer(world, "oak", *(offered(f"Salt 2019 {one}-{one[0]}") for one in lines))
        keys = [
            FEL_CHAIN.key(one.judged.verdict.comparison.offered)  # type: ignore[union-attr]  # there is one
            for one in await hits(world)
        ]
        assert keys == sorted(keys, reverse=True)


async def test_each_source_is_asked_for_its_own_indexers(world: World) -> None:
    asked: dict[str, Query] = {}

    class Listening(FakeIndexer):
        name = ""

        @override
        async def search(self, query: Query) -> Found:
            asked[self.name] = query
            return Found(asked=(self.name,))

    for name in ("oak", "elm"):
        one = Listening(world)
        one.name = name
        world.gate.attached.attach_source(name, one, name=name)
    await world.gate.search.run(SALT, indexers={"oak": ["3", "4"]})
    assert {name: one.indexers for name, one in asked.items()} == {
        "oak": ("3", "4"),
        "elm": (),
    }


async def test_a_source_that_never_answers_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent(FakeIndexer):
        @override
        async def search(self, query: Query) -> Found:
            await asyncio.Event().wait()
            raise AssertionError

        @override
        async def indexers(self) -> tuple[Indexer, ...]:
            await asyncio.Event().wait()
            raise AssertionError

    for name in ("gate.asking", "gate.indexers"):
        monkeypatch.setattr(f"custom_components.greenlight.{name}.PATIENCE", 0.01)
    indexer(world, "oak", offered("Salt 2019 720p-A"))
    world.gate.attached.attach_source("elm", Silent(world), name="Elm")
    searched = await world.gate.search.run(SALT)
    assert len(searched.lots) == 1
    assert [(one.indexer, one.why.key) for one in searched.silent] == [
        ("Elm", "timeout")
    ]
    oak, elm = await world.gate.indexers.each()
    assert (oak.why, elm.why and elm.why.key) == (None, "timeout")


async def test_what_was_found_is_known_for_a_while(world: World) -> None:
    pepper = offered("Pepper 2019 720p-A")
    one, other = offered("Salt 2019 720p-A"), offered("Salt 2019 1080p-B")
    indexer(world, "oak", pepper, one, other)
    searched = await world.gate.search.run(SALT)
    assert world.gate.search.searched(searched.id).last is searched
    found = await world.gate.search.others("Salt.2019.2160p-C")
    assert {release.title for release in found} == {one.title, other.title}
    with pytest.raises(UnknownRelease):
        world.gate.search.searched("another")


async def test_what_is_there_or_asked_about_can_be_left_out(world: World) -> None:
    there = film("Salt 2019 1080p WEB-DL DDP5.1 H.264-OLD", name="Salt")
    put(world, there)
    indexer(
        world,
        "oak",
        offered("Salt 2019 2160p WEB-DL DV HDR10 H.265-A"),
        offered("Salt 2019 2160p WEB-DL H.265-B"),
        offered("Salt 2019 1080p WEB-DL DDP5.1 H.264-C"),
        offered("Salt 2019 2160p CAM-D"),
        offered("Pepper 2019 720p WEB-DL-E"),
    )
    searched = await world.gate.search.run(
        query_for(there),
        items=[there],
        there=[one.quality for one in there.versions],
    )
    assert searched.better_in(searched.lots) == 2
    left = await world.gate.search.unknown(searched, searched.lots)
    assert [one.release.title[-1] for one in left] == ["A", "B", "E"]
    await world.gate.results.take(left[0].id, who=ANNA, approve=False)
    left = await world.gate.search.unknown(searched, searched.lots)
    assert [one.release.title[-1] for one in left] == ["B", "E"]
    # Of words nobody knows what is there.
    words = await world.gate.search.run(SALT)
    assert words.better_in(words.lots) == 0


async def test_who_wants_all_of_it_as_it_is_finds_it(world: World) -> None:
    indexer(world, "oak", offered("Salt 2019 720p-A"), offered("Salt 2019 720p-A"))
    indexer(world, "elm").found = SourceTimeout("no answer")
    found = await world.gate.search.find(SALT)
    assert [one.title for one in found.releases] == ["Salt 2019 720p-A"] * 2
    assert (found.asked, len(found.silent)) == (("Oak", "Elm"), 1)


async def test_hostile_titles_are_results_like_any(world: World) -> None:
    titles = ["", "\u202e" * 50, "a" * 20_000, "S" * 999 + "E" * 999, "{}[]()", "\x00"]
    indexer(
        world,
        "oak",
        *(offered(f"{n} {title}", guid=str(n)) for n, title in enumerate(titles)),
    )
    assert len(await hits(world)) == len(titles)


async def test_very_many_of_one_name_are_told_apart_in_time(world: World) -> None:
    indexer(
        world,
        "oak",
        *(
            offered(
                "Salt 2019 720p-A",
                guid=str(n),
                size=10**9 * (n + 1),
                hashes=frozenset(),
                link=f"https://oak.test/{n}",
            )
            for n in range(2_000)
        ),
    )
    began = time.perf_counter()
    searched = await world.gate.search.run(SALT)
    assert len({one.id for one in searched.lots}) == len(searched.lots) > 100
    assert time.perf_counter() - began < 20


async def test_another_release_of_the_same_that_waits_is_told(world: World) -> None:
    indexer(
        world,
        "oak",
        offered("Salt 2019 1080p WEB-DL-A", seeders=9),
        offered("Salt 2019 720p WEB-DL-B", seeders=5),
        offered("Pepper 2019 720p WEB-DL-C"),
    )
    await world.gate.results.take((await hits(world))[0].id, who=ANNA, approve=False)
    asked, same, other = await hits(world)
    beside = world.gate.results.beside
    assert asked.request is not None
    # It is no other of itself.
    assert beside(asked) is None
    assert beside(same) == asked.request
    assert beside(other) is None


@pytest.mark.parametrize("approve", [True, False])
async def test_taken_back_it_is_asked_about_only_where_it_was_before(
    world: World, *, approve: bool
) -> None:
    indexer(world, "oak", offered("Salt 2019 1080p WEB-DL-A"))
    (hit,) = await hits(world)
    request = await world.gate.results.take(hit.id, who=ANNA, approve=approve)
    if not approve:
        await world.gate.decide.approve(request.id, ANNA)
    await world.settle()
    await world.gate.decide.undo(request.id, ANNA, delete_data=True)
    await world.settle()
    assert world.state(request.id) == ("cancelled" if approve else "pending")
    if approve:
        # It can be taken as if nothing had been.
        (again,) = await hits(world)
        anew = await world.gate.results.take(again.id, who=ANNA, approve=True)
        assert anew.id != request.id
