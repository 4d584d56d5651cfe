"""What libraries have decides who is asked, and whether anybody is."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.base import Space
from custom_components.greenlight.engine.quality.quality import Layer, Quality
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import IllegalMove, Request, State
from custom_components.greenlight.engine.restraint import Restraint
from custom_components.greenlight.engine.rules import Action, Rule, RuleKind
from custom_components.greenlight.gate.libraries import PATIENCE
from custom_components.greenlight.gate.ports import (
    LedgerError,
    OnlyTold,
    OtherItem,
    UnknownItem,
)
from custom_components.greenlight.libraries.errors import LibraryOff, LibraryTimeout

from .fakes import ANNA, BERT, START, World
from .scene import approve, ask, by_magnet, torrent
from .shelves import FILM, FakeLibrary, Measuring, file, film, put, put_into, series

P5 = f"{FILM} 2019 2160p WEB-DL DDP5.1 DV H.265-OLD"
FEL = f"{FILM} 2019 UHD BluRay 2160p TrueHD Atmos 7.1 DV P7 FEL HEVC REMUX-NEW"
HDR10 = f"{FILM} 2019 2160p WEB-DL DDP5.1 HDR10 H.265-OLD"
EPISODE = "The Tide Clerk S01E{:02} 2160p WEB-DL DV HDR10 H.265-NEW"


def upgrades(**changes: object) -> Rule:
    return ask(**{"kind": RuleKind.UPGRADES, **changes})


async def offer(world: World, title: str, rule: Rule, **facts: Any) -> Request | None:
    """Offer one release under one rule, and return what became of it."""
    world.gate.attached.rules[rule.id] = rule
    release = by_magnet(title, **facts)
    world.ledger.known.append(release)
    await world.gate.offer([release])
    await world.settle()
    return world.ledger.lookup(release)


def only(world: World) -> Request:
    (request,) = world.ledger.requests.values()
    return request


class TestJudged:
    async def test_of_what_no_library_was_asked_about_nothing_is_told(
        self, world: World
    ) -> None:
        put(world, film(P5))
        rule = ask(libraries=frozenset({"gone"}))
        request = await offer(world, FEL, rule)
        assert request is not None
        assert request.weighed is None

    async def test_a_better_picture_is_asked_about_with_what_is_there(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        assert request.state is State.PENDING
        assert request.weighed is not None
        assert request.weighed.work is not None
        assert request.weighed.work.known_to == (("radarr", "1"),)
        assert "enhancement_layer_from_p5" in {
            one.kind for one in request.weighed.gains
        }
        (there,) = request.weighed.there
        assert there.replaced

    @pytest.mark.parametrize("offered", [P5.replace("OLD", "NEW"), HDR10])
    async def test_what_is_no_better_asks_nobody(
        self, world: World, offered: str
    ) -> None:
        put(world, film(FEL))
        assert await offer(world, offered, upgrades()) is None

    async def test_what_the_libraries_lack_is_no_upgrade(self, world: World) -> None:
        put(world, film(P5, name="Another Film"))
        assert await offer(world, FEL, upgrades()) is None

    async def test_without_a_library_there_is_nothing_to_be_better_than(
        self, world: World
    ) -> None:
        assert await offer(world, FEL, upgrades()) is None

    async def test_what_is_wanted_and_missing_is_asked_about(
        self, world: World
    ) -> None:
        put(world, film())
        request = await offer(world, P5, ask(kind=RuleKind.WANTED))
        assert request is not None
        assert request.weighed is not None
        assert request.weighed.new

    async def test_a_rule_for_whatever_comes_shows_what_is_there(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, ask())
        assert request is not None
        assert request.weighed is not None
        assert request.weighed.rows

    async def test_one_of_several_works_is_for_a_person_to_name(
        self, world: World
    ) -> None:
        put(world, film(P5), film(P5, item_id="2", year=1984))
        request = await offer(
            world, FEL.replace(" 2019", ""), approve(kind=RuleKind.UPGRADES)
        )
        assert request is not None
        assert request.state is State.PENDING
        assert request.weighed is not None
        assert [work.year for work in request.weighed.works] == [2019, 1984]

    async def test_others_of_the_same_item_are_kept_with_it(self, world: World) -> None:
        put(world, film(P5))
        better = [FEL.replace("NEW", f"G{number}") for number in range(5)]
        world.ledger.known = [by_magnet(title) for title in (*better, "Else 2019")]
        request = await offer(world, FEL, upgrades())
        assert request is not None
        assert len(request.also) == 3
        assert {one.title for one in request.also} <= set(better)


class TestSeries:
    async def test_is_read_once_when_it_is_first_asked_about(
        self, world: World
    ) -> None:
        item, episodes = series(1)
        library = put(world, item)
        library.series["7"] = episodes
        request = await offer(world, EPISODE.format(1), upgrades())
        assert request is not None
        assert request.weighed is not None
        assert len(request.weighed.there) == 1
        assert await offer(world, EPISODE.format(2), upgrades()) is None
        assert library.asked == ["7"]

    async def test_that_cannot_be_read_waits_and_is_asked_about_in_the_end(
        self, world: World
    ) -> None:
        item, episodes = series(1)
        library = put(world, item)
        library.series["7"], library.error = episodes, LibraryTimeout()
        assert await offer(world, EPISODE.format(1), upgrades()) is None
        assert world.ledger.held == 1
        library.error = None
        await world.advance(PATIENCE / 10)
        assert only(world).state is State.PENDING
        assert world.ledger.held == 0


class TestMeasured:
    async def test_looks_closely_before_anybody_is_asked(self, world: World) -> None:
        there = file("Salt and Lanterns (2019).mkv", size=10**10)
        library = put_into(world, Measuring(world), replace(film(), versions=(there,)))
        library.closer["1"] = (replace(there, quality=file(FEL).quality),)
        # The name of the file says nothing, what was measured says it all.
        assert await offer(world, P5, upgrades()) is None
        assert await offer(world, HDR10, upgrades()) is None
        assert library.asked == ["1"]

    async def test_what_it_cannot_tell_is_asked_for_once(self, world: World) -> None:
        library = put_into(world, Measuring(world), film(P5))
        await offer(world, FEL, upgrades())
        await offer(world, FEL.replace("NEW", "OTHER"), upgrades())
        assert library.asked == ["1"]


class TestNoneYet:
    @pytest.mark.parametrize("kind", [RuleKind.UPGRADES, RuleKind.WANTED])
    async def test_what_a_rule_finds_waits_for_the_first_one(
        self, world: World, kind: RuleKind
    ) -> None:
        """Who makes the rule first and then adds the library is asked about what is there."""
        assert await offer(world, FEL, upgrades(kind=kind)) is None
        assert world.ledger.held == 1
        there = film(P5) if kind is RuleKind.UPGRADES else film()
        put(world, there, away=True)
        world.gate.library.here("radarr")
        await world.settle()
        assert only(world).state is State.PENDING
        assert world.ledger.held == 0

    async def test_waits_no_longer_than_for_one_that_is_away(
        self, world: World
    ) -> None:
        await offer(world, FEL, upgrades())
        assert world.ledger.held == 1
        await world.advance(PATIENCE * 1.2)
        assert world.ledger.held == 0
        assert not world.ledger.requests

    async def test_what_no_rule_looks_up_does_not_wait(self, world: World) -> None:
        request = await offer(world, FEL, ask())
        assert request is not None
        assert (
            await offer(world, "Another Film 2020 1080p", upgrades(id="b")) is not None
        )
        assert world.ledger.held == 0


class TestAway:
    async def test_nothing_is_said_before_it_was_read(self, world: World) -> None:
        put(world, film(FEL), away=True)
        assert await offer(world, P5, upgrades()) is None
        assert world.ledger.held == 1
        world.gate.library.here("radarr")
        await world.settle()
        assert world.ledger.held == 0
        assert not world.ledger.requests

    async def test_what_is_better_is_asked_about_once_it_is_back(
        self, world: World
    ) -> None:
        put(world, film(P5), away=True)
        await offer(world, FEL, upgrades())
        await world.gate.offer([by_magnet(FEL)], again=True)
        world.gate.library.here("radarr")
        await world.settle()
        assert only(world).state is State.PENDING

    async def test_is_waited_for_only_so_long(self, world: World) -> None:
        put(world, film(P5))
        world.gate.library.away("radarr")
        await offer(world, FEL, upgrades())
        await world.advance(PATIENCE - 60)
        assert not world.ledger.requests
        await world.advance(PATIENCE / 10)
        request = only(world)
        assert Reason("library_not_asked", (("library", "Radarr"),)) in request.reasons
        assert request.created - START < PATIENCE * 1.2

    async def test_approves_nothing_by_itself_after_that(self, world: World) -> None:
        put(world, film(P5))
        world.gate.library.away("radarr")
        await offer(world, FEL, approve(kind=RuleKind.UPGRADES))
        await world.advance(PATIENCE * 1.2)
        assert only(world).state is State.PENDING

    async def test_of_another_kind_is_not_waited_for(self, world: World) -> None:
        put(world, film(P5))
        sonarr = FakeLibrary(world)
        sonarr.kinds = frozenset({*sonarr.kinds} - {film().kind})  # type: ignore[misc]
        world.gate.libraries.attach("sonarr", sonarr, name="Sonarr")
        assert await offer(world, FEL, upgrades()) is not None

    async def test_what_waits_is_kept_when_it_cannot_be_written(
        self, world: World
    ) -> None:
        put(world, film(P5), away=True)
        await offer(world, FEL, upgrades())
        world.ledger.failing = True
        world.gate.library.here("radarr")
        await world.settle()
        assert world.ledger.held == 1
        world.ledger.failing = False
        await world.advance(PATIENCE / 10)
        assert only(world).state is State.PENDING

    async def test_goes_on_to_wait_when_all_is_let_go_of(self, world: World) -> None:
        put(world, film(P5), away=True)
        await offer(world, FEL, upgrades())
        world.gate.stop()
        world.gate.library.detach("radarr")
        await world.advance(PATIENCE * 2)
        assert world.ledger.held == 1

    async def test_a_library_that_is_gone_is_waited_for_no_longer(
        self, world: World
    ) -> None:
        put(world, film(P5), away=True)
        await offer(world, FEL, ask(libraries=frozenset({"radarr"})))
        world.gate.library.detach("radarr")
        await world.advance(PATIENCE / 10)
        assert world.ledger.held == 0


class TestOvertaken:
    async def test_a_question_ends_when_the_library_has_as_good(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        shelf = world.gate.libraries.index.shelf("radarr")
        shelf.put(film(FEL.replace("NEW", "OTHER")))
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        ended = world.gate.requests.find(request.id)
        assert ended.state is State.SUPERSEDED
        assert ended.journal[-1].why == Reason(
            "library_has_it", (("library", "Radarr"),)
        )
        with pytest.raises(IllegalMove):
            await world.gate.decide.approve(request.id, ANNA)

    async def test_what_is_there_now_is_told_while_it_stays_a_question(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.libraries.index.shelf("radarr").put(film(HDR10))
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        corrected = world.gate.requests.find(request.id)
        assert corrected.state is State.PENDING
        assert corrected.weighed != request.weighed
        codes = [reason.code for reason in corrected.reasons]
        assert len(codes) == len(set(codes))

    async def test_another_item_changes_nothing(self, world: World) -> None:
        put(world, film(P5), film(P5, item_id="2", name="Another Film"))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        before = world.points.count("commit")
        world.gate.library.changed("radarr", ["2"])
        await world.settle()
        assert world.points.count("commit") == before

    async def test_what_somebody_has_just_approved_is_left_to_them(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.libraries.index.shelf("radarr").put(film(FEL))
        world.hold("commit")
        world.gate.library.changed("radarr", ["1"])
        approving = world.gate.decide.approve(request.id, ANNA)
        world.let_go("commit")
        await approving
        await world.settle()
        assert world.gate.requests.find(request.id).state is not State.SUPERSEDED

    async def test_of_a_rule_that_is_gone_stays(self, world: World) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.detach_rule("ask")
        world.gate.libraries.index.shelf("radarr").put(film(FEL))
        world.gate.library.changed("radarr")
        await world.settle()
        assert world.gate.requests.find(request.id).state is State.PENDING

    async def test_what_was_answered_while_it_was_looked_at_is_left_alone(
        self, world: World
    ) -> None:
        item, episodes = series(1)
        library = put(world, item)
        library.series["7"] = episodes
        request = await offer(world, EPISODE.format(1), upgrades())
        assert request is not None
        # It has to be read anew, and meanwhile somebody declines.
        world.gate.libraries.index.shelf("sonarr").replace([item])
        world.hold("library")
        world.gate.library.changed("sonarr", ["7"])
        await world.gate.decide.decline(request.id, ANNA)
        world.let_go("library")
        await world.settle()
        ended = world.gate.requests.find(request.id)
        assert ended.state is State.DECLINED

    async def test_one_that_its_rule_does_not_want_any_more_stays(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.attached.rules["ask"] = upgrades(min_year=2024)
        # It is the rule that has changed, and no library has answered anything.
        world.gate.library.changed("radarr")
        await world.settle()
        assert world.gate.requests.find(request.id).state is State.PENDING

    async def test_ends_later_if_it_cannot_be_written_now(self, world: World) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        world.gate.libraries.index.shelf("radarr").put(film(FEL))
        world.ledger.failing = True
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        assert world.gate.requests.find(request.id).state is State.PENDING
        world.ledger.failing = False
        world.gate.library.changed("radarr", ["1"])
        await world.settle()
        assert world.gate.requests.find(request.id).state is State.SUPERSEDED


class TestLookingBack:
    async def test_the_preview_tells_what_becomes_of_each(self, world: World) -> None:
        put(world, film(P5))
        rule = upgrades()
        world.ledger.known = [
            by_magnet(FEL),
            by_magnet(HDR10),
            by_magnet("Nothing of it 1990"),
        ]
        preview = await world.gate.preview([rule])
        assert [one.release.title for one in preview.would_ask] == [FEL]
        assert [one.release.title for one in preview.had] == [HDR10]
        assert (preview.considered, preview.matched) == (3, 2)
        world.gate.attached.rules["ask"] = rule
        await world.gate.replay([rule])
        preview = await world.gate.preview([rule])
        assert [one.release.title for one in preview.asked] == [FEL]
        assert not preview.would_ask

    async def test_the_preview_names_what_waits_for_a_library(
        self, world: World
    ) -> None:
        put(world, film(P5), away=True)
        world.ledger.known = [by_magnet(FEL)]
        preview = await world.gate.preview([upgrades()])
        assert [one.release.title for one in preview.waits] == [FEL]
        assert world.ledger.held == 0

    async def test_replay_takes_what_was_published_since(self, world: World) -> None:
        put(world, film(P5))
        world.gate.attached.rules["ask"] = upgrades()
        world.ledger.known = [
            by_magnet(FEL, published=START - 10),
            by_magnet(FEL.replace("NEW", "OLD"), published=START - 1000),
        ]
        matched = await world.gate.replay([upgrades()], since=START - 100)
        assert matched == {"site": 1}
        assert only(world).release.title == FEL


class TestPeople:
    async def test_say_which_work_is_meant_once_and_for_all(self, world: World) -> None:
        put(world, film(FEL), film(P5, item_id="2", year=1984))
        title = FEL.replace(" 2019", "")
        request = await offer(world, title, upgrades())
        assert request is not None
        chosen = await world.gate.library.choose(request.id, "radarr", "2", ANNA)
        assert chosen.state is State.PENDING
        assert chosen.weighed is not None
        assert chosen.weighed.work is not None
        assert chosen.weighed.work.year == 1984
        assert not chosen.weighed.works
        assert "which_work" not in {reason.code for reason in chosen.reasons}
        await world.gate.decide.decline(request.id, ANNA)
        again = await offer(world, title.replace("NEW", "OTHER"), upgrades())
        assert again is not None
        assert again.weighed is not None
        assert again.weighed.work == chosen.weighed.work

    async def test_end_a_question_by_naming_the_work_that_has_it(
        self, world: World
    ) -> None:
        put(world, film(FEL), film(P5, item_id="2", year=1984))
        request = await offer(world, FEL.replace(" 2019", ""), upgrades())
        assert request is not None
        chosen = await world.gate.library.choose(request.id, "radarr", "1", ANNA)
        assert chosen.state is State.SUPERSEDED

    async def test_are_told_when_their_word_could_not_be_kept(
        self, world: World
    ) -> None:
        put(world, film(FEL), film(P5, item_id="2", year=1984))
        request = await offer(world, FEL.replace(" 2019", ""), upgrades())
        assert request is not None
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.library.choose(request.id, "radarr", "1", ANNA)
        assert not world.gate.libraries.index.answers
        with pytest.raises(UnknownItem):
            await world.gate.library.choose(request.id, "radarr", "9", ANNA)

    async def test_know_better_than_the_library_what_a_file_is(
        self, world: World
    ) -> None:
        put(world, film(P5))
        request = await offer(world, FEL, upgrades())
        assert request is not None
        best = Quality(profile="7", layer=Layer.FEL, atmos=True, resolution=2160)
        await world.gate.library.set_quality("radarr", "1", "0", best)
        await world.settle()
        assert world.gate.requests.find(request.id).state is State.SUPERSEDED
        assert await offer(world, FEL.replace("NEW", "OTHER"), upgrades()) is None
        await world.gate.library.set_quality("radarr", "1", "0", None)
        assert await offer(world, FEL.replace("NEW", "MORE"), upgrades()) is not None
        with pytest.raises(UnknownItem):
            await world.gate.library.set_quality("radarr", "1", "9", best)

    async def test_find_what_they_look_for(self, world: World) -> None:
        put(world, film(P5))
        ((found,),) = world.gate.library.search("lanterns", 5)
        assert found.title == FILM
        item, episodes = series(1, 2)
        library = put(world, item)
        library.series["7"] = episodes
        assert len(await world.gate.library.versions("sonarr", "7")) == 2
        holding = await world.gate.library.holding(EPISODE.format(3))
        assert holding.missing == ((1, 3),)
        assert library.asked == ["7"]


class TestRestrained:
    @pytest.mark.parametrize(
        ("restraint", "reason"),
        [
            (Restraint(first=True), "first_of_item"),
            (Restraint(min_free=10**12), "unknown_free"),
            (Restraint(condition=({"condition": "state"},)), "condition_unknown"),
            (Restraint(hourly=0), "cap_hour"),
            (Restraint(daily_bytes=1), "unknown_size"),
        ],
    )
    async def test_asks_instead_of_approving(
        self, world: World, restraint: Restraint, reason: str
    ) -> None:
        request = await offer(world, P5, approve(restraint=restraint))
        assert request is not None
        assert request.state is State.PENDING
        assert request.journal[0].after is State.PENDING
        assert reason in {one.code for one in request.reasons}

    async def test_approves_what_comes_after_the_first(self, world: World) -> None:
        rule = approve(restraint=Restraint(first=True))
        first = await offer(world, P5, rule)
        assert first is not None
        await world.gate.decide.approve(first.id, ANNA)
        again = await offer(world, HDR10, rule)
        assert again is not None
        assert again.state is not State.PENDING

    async def test_counts_what_comes_at_once(self, world: World) -> None:
        world.gate.attached.rules["auto"] = approve(restraint=Restraint(hourly=2))
        await world.gate.offer(
            [by_magnet(f"Film {year}") for year in range(2001, 2006)]
        )
        states = [one.state for one in world.ledger.requests.values()]
        assert states.count(State.PENDING) == 3
        await world.advance(3700)
        later = await offer(world, "Film 2010", approve(restraint=Restraint(hourly=2)))
        assert later is not None
        assert later.state is not State.PENDING

    async def test_goes_by_the_house(self, world: World) -> None:
        rule = approve(restraint=Restraint(condition=({"condition": "state"},)))
        world.conditions["auto"] = False
        request = await offer(world, P5, rule)
        assert request is not None
        assert request.state is State.PENDING
        world.conditions["auto"] = True
        request = await offer(world, HDR10, rule)
        assert request is not None
        assert request.state is not State.PENDING

    async def test_goes_by_the_room_where_it_would_go(self, world: World) -> None:
        rule = approve(restraint=Restraint(min_free=50 * 10**9))
        world.gate.clients.take_space("qb", Space(free=40 * 10**9))
        request = await offer(world, P5, rule)
        assert request is not None
        assert "little_free" in {one.code for one in request.reasons}
        world.gate.clients.take_space("qb", Space(free=60 * 10**9))
        request = await offer(world, HDR10, rule)
        assert request is not None
        assert request.state is not State.PENDING


class TestOnlyTold:
    async def test_is_never_fetched(self, world: World) -> None:
        request = await offer(world, P5, ask(action=Action.TELL))
        assert request is not None
        assert request.tell
        with pytest.raises(OnlyTold):
            await world.gate.decide.approve(request.id, ANNA)
        ended = await world.gate.decide.decline(request.id, ANNA)
        assert ended.journal[-1].why.code == "acknowledged_by_person"
        assert not world.client.downloads
        with pytest.raises(OnlyTold):
            await world.gate.decide.approve(request.id, ANNA)


class TestPoster:
    async def test_is_fetched_through_the_library(self, world: World) -> None:
        put(world, film(FEL))
        picture = await world.gate.library.poster("radarr", "1")
        assert picture is not None
        assert picture.content == b"1"
        assert await world.gate.library.poster("radarr", "9") is None

    async def test_waits_for_a_library_that_cannot_be_asked(self, world: World) -> None:
        put(world, film(FEL))
        world.gate.library.away("radarr")
        for library in ("radarr", "gone"):
            with pytest.raises(LibraryOff):
                await world.gate.library.poster(library, "1")


class TestCalledOtherwise:
    """A release goes by a name that no library knows: a person says what it is."""

    ALIAS = "Cobre.Huerto.2011.2160p.WEB-DL.DDP5.1.H.265-NEW"

    @pytest.fixture
    def world(self, world: World) -> World:
        put(world, film(P5), film(P5, item_id="2", name="Copper Orchard", year=2011))
        return world

    async def test_it_is_that_from_then_on(self, world: World) -> None:
        request = await offer(world, self.ALIAS, ask())
        assert request is not None
        assert request.weighed is None or request.weighed.work is None
        chosen = await world.gate.library.choose(request.id, "radarr", "2", ANNA)
        assert chosen.state is State.PENDING
        assert chosen.weighed is not None
        assert chosen.weighed.work is not None
        assert chosen.weighed.work.known_to == (("radarr", "2"),)
        assert chosen.weighed.there
        found = await world.gate.library.holding(self.ALIAS.replace("NEW", "OTHER"))
        assert [item.id for item in found.items] == ["2"]

    async def test_who_was_wrong_the_first_time_can_say_so(self, world: World) -> None:
        request = await offer(world, self.ALIAS, ask())
        assert request is not None
        for item_id in ("1", "2"):
            chosen = await world.gate.library.choose(
                request.id, "radarr", item_id, ANNA
            )
            assert chosen.weighed is not None
            assert chosen.weighed.work is not None
            assert chosen.weighed.work.known_to == (("radarr", item_id),)

    async def test_a_work_of_just_that_name_is_not_meant_where_people_say_so(
        self, world: World
    ) -> None:
        request = await offer(world, FEL, ask())
        assert request is not None
        chosen = await world.gate.library.choose(request.id, "radarr", "2", ANNA)
        assert chosen.weighed is not None
        assert chosen.weighed.work is not None
        assert chosen.weighed.work.known_to == (("radarr", "2"),)

    @pytest.mark.parametrize(
        "title",
        ["Cobre.Huerto.S01E02.1080p.WEB-DL.H.264-NEW", "1080p.WEB-DL.H.264"],
    )
    async def test_what_it_cannot_be_is_refused(self, world: World, title: str) -> None:
        request = await world.gate.hand_in(
            torrent("Film").magnet(), who=ANNA, title=title
        )
        with pytest.raises(OtherItem):
            await world.gate.library.choose(request.id, "radarr", "2", ANNA)
        assert not world.ledger.answers

    async def test_what_is_handed_in_is_held_against_it_and_stays_a_question(
        self, world: World
    ) -> None:
        """No rule has made it, so none ends it where what is there is better."""
        for title in (self.ALIAS, self.ALIAS.replace("2160p", "480p")):
            request = await world.gate.hand_in(
                torrent(title).magnet(), who=ANNA, title=title
            )
            chosen = await world.gate.library.choose(request.id, "radarr", "2", BERT)
            assert chosen.state is State.PENDING
            assert chosen.weighed is not None
            assert chosen.weighed.work is not None
            assert chosen.weighed.rows
            assert "work_chosen" in {entry.why.code for entry in chosen.journal}
            assert not {one.code for one in chosen.reasons} & {
                *("rule_matched", "loss_refused")
            }
            await world.gate.decide.decline(request.id, ANNA)

    async def test_what_is_answered_meanwhile_is_left_as_it_was(
        self, world: World
    ) -> None:
        request = await world.gate.hand_in(
            torrent("Film").magnet(), who=ANNA, title=self.ALIAS
        )
        judge = world.gate._judge.judge

        async def slow(*given: Any, **more: Any) -> Any:
            await world.gate.decide.decline(request.id, ANNA)
            return await judge(*given, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world.gate._judge, "judge", slow)
            await world.gate.library.choose(request.id, "radarr", "2", BERT)
        declined = world.gate.requests.find(request.id)
        assert (declined.state, declined.weighed) == (State.DECLINED, None)
        # Its name is known all the same.
        assert (await world.gate.library.holding(self.ALIAS)).items


async def test_what_a_library_said_that_is_gone_is_told_no_more(world: World) -> None:
    put(world, film(P5), replace(film(HDR10), library="plex"))
    request = await offer(world, FEL, upgrades())
    assert request is not None
    assert request.weighed is not None
    assert len(request.weighed.there) == 2
    world.gate.library.detach("plex")
    await world.settle()
    weighed = world.gate.requests.find(request.id).weighed
    assert weighed is not None
    assert len(weighed.there) == 1


async def test_whoever_stops_loses_no_question(world: World) -> None:
    put(world, film(P5))
    request = await offer(world, FEL, upgrades())
    assert request is not None
    world.gate.stop()
    before = world.points.count("commit")
    world.gate.library.detach("radarr")
    await world.settle()
    assert world.points.count("commit") == before
