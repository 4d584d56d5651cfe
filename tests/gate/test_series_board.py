"""Each episode has a state that follows by itself."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Ids,
    Item,
    Kind,
    Season,
    Version,
)
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.engine.series.states import (
    EpisodeState,
    Known,
    state_of,
)
from custom_components.greenlight.engine.series.view import SeriesView

from .fakes import ANNA, START, World
from .scene import ask, by_magnet, torrent
from .shelves import FakeLibrary, put
from .test_series_own import HD, SHOW, UHD, have, named, of, offer

DAY = 86400.0


def states(view: SeriesView) -> dict[str, str]:
    return {one.label: one.state.value for one in view.episodes}


def board(world: World, rule: str = "ask") -> dict[str, str]:
    (view,) = world.gate.series.of(rule)
    return states(view)


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (Known(have=True), "have"),
        (Known(have=True, asked=EpisodeState.OFFERED), "have"),
        (Known(have=True, asked=EpisodeState.ASKED), "better"),
        (Known(have=True, skipped=True), "have"),
        (Known(asked=EpisodeState.DOWNLOADED, skipped=True), "downloaded"),
        (Known(skipped=True), "skipped"),
        (Known(aired=5.0), "missing"),
        (Known(aired=15.0), "soon"),
        (Known(dated=True), "soon"),
        (Known(), "missing"),
    ],
)
def test_a_state_follows_from_what_is_known(known: Known, state: str) -> None:
    assert state_of(known, 10.0) == state


class TestWithoutAnyLibrary:
    async def test_an_episode_is_followed_until_it_is_there(self, world: World) -> None:
        title = named("S01E01")
        await offer(world, title)
        assert board(world) == {"S01E01": "asked"}
        # What nobody is asked about any more, and what nothing is known of, is missing.
        assert world.gate.series.counts("ask") == (0, 0)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await world.settle()
        assert board(world) == {"S01E01": "downloading"}
        world.client.show(torrent(title).v1 or "", progress=0.5)
        await world.poll()
        (view,) = world.gate.series.of("ask")
        (episode,) = view.on_way
        assert (episode.progress, episode.request) == (0.5, of(world, title).id)
        world.client.show(torrent(title).v1 or "", complete=True)
        await world.poll()
        assert board(world)["S01E01"] in ("downloaded", "have")
        await world.advance(2 * DAY)
        (view,) = world.gate.series.of("ask")
        assert (view.rule, view.title, view.library) == ("ask", SHOW, "")
        assert view.episodes[0].request == of(world, title).id

    async def test_a_pack_covers_its_episodes(self, world: World) -> None:
        await offer(world, named("S01E03"))
        await offer(world, named("S01"))
        await world.gate.decide.approve(of(world, named("S01")).id, ANNA)
        await world.settle()
        assert set(board(world).values()) == {"downloading"}
        assert len(board(world)) == 3

    async def test_what_was_declined_is_missing(self, world: World) -> None:
        await offer(world, named("S01E02"))
        await world.gate.decide.decline(of(world, named("S01E02")).id, ANNA)
        assert board(world) == {"S01E01": "missing", "S01E02": "missing"}
        assert world.gate.series.counts("ask") == (2, 0)

    async def test_what_waits_for_its_turn_is_offered(self, world: World) -> None:
        world.max_open = 1
        await offer(world, named("S01E01"), named("S01E02"))
        assert sorted(board(world).values()) == ["asked", "offered"]
        assert world.gate.series.counts("ask") == (0, 0)

    async def test_what_is_not_wanted_is_skipped(self, world: World) -> None:
        await offer(world, named("S02E02"), first=(2, 2), seasons=frozenset({2}))
        assert board(world) == {"S02E01": "skipped", "S02E02": "asked"}

    async def test_what_is_better_is_said(self, world: World) -> None:
        await have(world, named("S01E01"))
        await world.advance(2 * DAY)
        await offer(world, named("S01E01", UHD))
        assert board(world) == {"S01E01": "better"}

    async def test_a_daily_show_goes_by_its_dates(self, world: World) -> None:
        await offer(world, named("2026.03.02"))
        (view,) = world.gate.series.of("ask")
        assert view.seasons == (2026,)
        (episode,) = (one for one in view.episodes if one.season == 2026)
        assert (episode.number, episode.name) == (302, "2026-03-02")

    async def test_a_series_of_which_nothing_is_known_is_there_all_the_same(
        self, world: World
    ) -> None:
        await offer(world, titles=(SHOW, "Other", SHOW.upper(), "!"))
        views = world.gate.series.of("ask")
        assert [(one.title, one.episodes) for one in views] == [
            (SHOW, ()),
            ("Other", ()),
            ("!", ()),
        ]
        assert views[0].wanted == ()

    @pytest.mark.parametrize(
        ("facts", "wanted"),
        [({"seasons": frozenset({3, 2})}, (2, 3)), ({"first": (4, 2)}, (4,))],
    )
    async def test_which_season_of_it_is_wanted_is_said(
        self, world: World, facts: dict[str, Any], wanted: tuple[int, ...]
    ) -> None:
        await offer(world, **facts)
        (view,) = world.gate.series.of("ask")
        assert (view.episodes, view.wanted) == ((), wanted)


def sonarr(**changes: Any) -> tuple[Item, Episodes]:
    """Return a series with one episode there, one out, one not wanted and one to come."""
    item = Item(
        library="sonarr",
        id="7",
        kind=Kind.SERIES,
        title=SHOW,
        year=2020,
        monitored=True,
        available=True,
        seasons=(Season(number=1, aired=3, there=1),),
    )
    file = Version(id="f", name=named("S01E01"))
    episodes = (
        Episode(season=1, number=1, aired=1.0, title="Low Water", version="f"),
        Episode(season=1, number=2, aired=2.0),
        Episode(season=1, number=3, aired=3.0, monitored=False),
        Episode(season=1, number=4, aired=START + DAY),
        Episode(season=1, number=5),
        Episode(season=0, number=1, aired=1.0, monitored=False),
    )
    return replace(item, **changes), Episodes(episodes=episodes, versions={"f": file})


async def with_sonarr(world: World, **rule: Any) -> FakeLibrary:
    item, episodes = sonarr()
    library = put(world, item)
    library.series["7"] = episodes
    facts: dict[str, Any] = {"kind": RuleKind.SERIES}
    world.gate.attach_rule(ask(**facts | rule))
    return library


class TestWithALibrary:
    async def test_it_says_what_there_is(self, world: World) -> None:
        await with_sonarr(world)
        (view,) = await world.gate.series.load("ask")
        assert states(view) == {
            "S00E01": "skipped",
            "S01E01": "have",
            "S01E02": "missing",
            "S01E03": "skipped",
            "S01E04": "soon",
            "S01E05": "soon",
        }
        assert (view.library, view.item) == ("sonarr", "7")
        assert view.next == ("S01E04", START + DAY)
        assert [one.name for one in view.episodes if one.season == 1][:1] == [
            "Low Water"
        ]

    async def test_who_has_named_it_wants_what_no_library_does(
        self, world: World
    ) -> None:
        await with_sonarr(world, titles=(SHOW,))
        (view,) = await world.gate.series.load("ask")
        assert states(view)["S01E03"] == "missing"
        assert states(view)["S00E01"] == "skipped"
        assert world.gate.series.counts("ask") == (2, 0)

    @pytest.mark.parametrize(
        ("title", "found"),
        [(f"{SHOW} 2020", True), (f"{SHOW} (2020)", True), (f"{SHOW} 2021", False)],
    )
    async def test_it_is_found_with_its_year(
        self, world: World, title: str, found: bool
    ) -> None:
        await with_sonarr(world, titles=(title,))
        (view,) = await world.gate.series.load("ask")
        assert bool(view.item) is found

    async def test_what_airs_is_missing_then(self, world: World) -> None:
        await with_sonarr(world)
        await world.gate.series.load("ask")
        await world.advance(DAY + 1)
        (view,) = world.gate.series.of("ask")
        assert states(view)["S01E04"] == "missing"
        assert view.next is None

    async def test_what_is_on_its_way_is_counted_apart(self, world: World) -> None:
        await with_sonarr(world)
        assert world.gate.series.counts("ask") == (2, 0)
        title = named("S01E02")
        await world.gate.offer([by_magnet(title)])
        assert board(world)["S01E02"] == "asked"
        assert world.gate.series.counts("ask") == (0, 0)
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await world.settle()
        assert board(world)["S01E02"] == "downloading"
        assert world.gate.series.counts("ask") == (0, 1)

    async def test_what_is_not_known_of_what_is_asked_about_is_counted_by_its_library(
        self, world: World
    ) -> None:
        await with_sonarr(world)
        await world.gate.offer([by_magnet(named("S01E02"))])
        world.gate.libraries.index.shelf("sonarr").episodes.forget("7")
        assert world.gate.series.counts("ask") == (2, 0)

    async def test_only_seasons_that_a_rule_wants_are_counted(
        self, world: World
    ) -> None:
        await with_sonarr(world, seasons=frozenset({2}))
        assert world.gate.series.of("ask") == ()
        assert world.gate.series.counts("ask") == (0, 0)

    async def test_a_special_takes_nothing_from_what_is_missing(
        self, world: World
    ) -> None:
        library = await with_sonarr(world)
        _, episodes = sonarr()
        library.series["7"] = Episodes(
            episodes=tuple(replace(one, monitored=True) for one in episodes.episodes),
            versions=episodes.versions,
        )
        await world.gate.series.load("ask")
        title = named("S00E01")
        await world.gate.offer([by_magnet(title)])
        await world.settle()
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await world.settle()
        assert board(world)["S00E01"] == "downloading"
        assert world.gate.series.counts("ask") == (2, 1)

    async def test_what_is_wanted_of_a_season_that_is_not_is_missing(
        self, world: World
    ) -> None:
        item, _ = sonarr(seasons=(Season(number=1, monitored=False, aired=3, there=1),))
        put(world, item)
        world.gate.attach_rule(ask(kind=RuleKind.SERIES))
        assert world.gate.series.counts("ask") == (2, 0)
        (view,) = world.gate.series.of("ask")
        assert view.item == "7"

    @pytest.mark.parametrize(
        ("rule", "missing"),
        [
            ({}, 2),
            ({"first": (2, 1)}, 0),
            ({"seasons": frozenset({0, 1})}, 3),
            ({"seasons": frozenset({0, 2}), "first": (2, 1)}, 1),
        ],
    )
    async def test_specials_that_are_named_are_missing(
        self, world: World, rule: dict[str, Any], missing: int
    ) -> None:
        seasons = (
            Season(number=0, aired=1, there=0),
            Season(number=1, aired=3, there=1),
        )
        item, _ = sonarr(seasons=seasons)
        put(world, item)
        world.gate.attach_rule(ask(kind=RuleKind.SERIES, **rule))
        assert world.gate.series.counts("ask") == (missing, 0)

    async def test_a_series_that_was_added_anew_is_the_same(self, world: World) -> None:
        library = await with_sonarr(world)
        item, episodes = sonarr(ids=Ids(tvdb=77))
        shelf = world.gate.libraries.index.shelf("sonarr")
        shelf.put(item)
        title = named("S01E02")
        await world.gate.offer([by_magnet(title)])
        await world.settle()
        await world.gate.decide.approve(of(world, title).id, ANNA)
        await world.settle()
        library.series = {"8": episodes}
        shelf.replace([replace(item, id="8")])
        (view,) = await world.gate.series.load("ask")
        assert (view.item, states(view)["S01E02"]) == ("8", "downloading")
        assert world.gate.series.counts("ask") == (0, 1)

    async def test_it_is_read_anew_when_the_library_says_otherwise(
        self, world: World
    ) -> None:
        library = await with_sonarr(world)
        await world.gate.series.load("ask")
        before = world.gate.series.of("ask")
        assert world.gate.series.of("ask")[0] is before[0]
        item, episodes = sonarr(seasons=(Season(number=1, aired=3, there=2),))
        files = {**episodes.versions, "g": Version(id="g", name=named("S01E02"))}
        library.series["7"] = Episodes(
            episodes=tuple(
                replace(one, version="g") if one.number == 2 else one
                for one in episodes.episodes
            ),
            versions=files,
        )
        world.gate.libraries.index.shelf("sonarr").put(item)
        (view,) = await world.gate.series.load("ask")
        assert states(view)["S01E02"] == "have"
        assert world.gate.series.counts("ask") == (1, 0)

    async def test_what_is_followed_is_read_anew_by_itself(self, world: World) -> None:
        """Sensors show its numbers, whether anybody looks at the series or not."""
        library = await with_sonarr(world, titles=(SHOW,))
        item, _ = sonarr(seasons=(Season(number=1, aired=3, there=1, size=5),))
        world.gate.libraries.index.shelf("sonarr").put(item)
        for _ in range(100):
            world.gate.library.changed("sonarr", ["7"])
        await world.advance(5.0)
        assert world.gate.series.counts("ask") == (2, 0)
        assert library.asked == ["7"]
        # And again where it changes again.
        item, _ = sonarr(seasons=(Season(number=1, aired=3, there=1, size=6),))
        world.gate.libraries.index.shelf("sonarr").put(item)
        world.gate.library.changed("sonarr", ["7"])
        await world.advance(5.0)
        assert library.asked == ["7", "7"]

    async def test_what_is_away_is_read_once_it_is_back(self, world: World) -> None:
        library = await with_sonarr(world, titles=(SHOW,))
        world.gate.library.away("sonarr")
        await world.advance(5.0)
        world.gate.library.changed("sonarr")
        await world.advance(5.0)
        assert library.asked == []
        world.gate.library.here("sonarr")
        await world.advance(5.0)
        assert library.asked == ["7"]

    async def test_a_new_rule_has_its_series_read(self, world: World) -> None:
        library = await with_sonarr(world, titles=(SHOW,))
        await world.advance(5.0)
        assert library.asked == ["7"]
        assert world.gate.series.counts("ask") == (2, 0)

    async def test_what_changes_while_it_is_read_is_read_again(
        self, world: World
    ) -> None:
        await with_sonarr(world, titles=(SHOW,))
        loads: list[int] = []
        go = asyncio.Event()

        async def load(items: Iterable[Item]) -> None:
            loads.append(len([*items]))
            await go.wait()

        world.gate.libraries.load = load  # type: ignore[method-assign]
        await world.advance(5.0)
        world.gate.library.changed("sonarr")
        await world.advance(5.0)
        assert loads == [1]
        go.set()
        await world.advance(5.0)
        assert loads == [1, 1]

    async def test_after_the_end_nothing_is_read(self, world: World) -> None:
        library = await with_sonarr(world, titles=(SHOW,))
        world.gate.stop()
        world.gate.library.changed("sonarr")
        await world.advance(5.0)
        assert library.asked == []

    async def test_with_nothing_missing_there_is_nothing_to_see(
        self, world: World
    ) -> None:
        item, _ = sonarr(seasons=(Season(number=1, aired=1, there=1),))
        put(world, item)
        world.gate.attach_rule(ask(kind=RuleKind.SERIES))
        assert world.gate.series.of("ask") == ()
        assert world.gate.series.counts("ask") == (0, 0)

    async def test_what_has_just_come_is_seen_for_a_while(self, world: World) -> None:
        library = await with_sonarr(world)
        title = named("S01E02")
        await world.gate.offer([by_magnet(title)])
        request = of(world, title)
        for state in (State.APPROVED, State.DOWNLOADING, State.COMPLETED):
            why = Reason("approved")
            request = await world.gate.requests.move(request.id, state, ANNA, why)
        await world.gate.requests.move(request.id, State.IMPORTED, ANNA, why)
        item, episodes = sonarr(seasons=(Season(number=1, aired=2, there=2),))
        file = Version(id="g", name=title)
        seen = [
            replace(one, version="g") if one.number == 2 else one
            for one in episodes.episodes
        ]
        library.series["7"] = Episodes(
            episodes=tuple(seen), versions={**episodes.versions, "g": file}
        )
        world.gate.libraries.index.shelf("sonarr").put(item)
        (view,) = await world.gate.series.load("ask")
        assert states(view)["S01E02"] == "have"
        assert world.gate.series.counts("ask") == (0, 0)
        await world.restart()
        world.gate.attach_rule(ask(kind=RuleKind.SERIES))
        put(world, item).series["7"] = library.series["7"]
        assert len(world.gate.series.of("ask")) == 1
        await world.advance(8 * DAY)
        assert world.gate.series.of("ask") == ()

    async def test_what_was_refused_altogether_is_skipped(self, world: World) -> None:
        await with_sonarr(world)
        await world.gate.series.load("ask")
        title = named("S01E02")
        await world.gate.offer([by_magnet(title)])
        await world.gate.decide.decline(
            of(world, title).id, ANNA, scope=Scope.TITLE, days=30
        )
        assert board(world)["S01E02"] == "skipped"


@pytest.mark.parametrize("rule", ["", "gone", "other"])
async def test_a_rule_that_is_about_no_series_has_none(world: World, rule: str) -> None:
    world.gate.attach_rule(ask(id="other"))
    assert world.gate.series.of(rule) == ()
    assert await world.gate.series.load(rule) == ()
    assert world.gate.series.counts(rule) == (0, 0)
    assert not world.gate.detach_rule("gone")
    assert HD
