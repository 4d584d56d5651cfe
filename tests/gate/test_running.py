"""A search tells what has come while others are still asked, and ends whatever happens."""

import asyncio
from dataclasses import replace
import gc

import pytest

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.gate import asking, kept
from custom_components.greenlight.gate.found import Lot
from custom_components.greenlight.gate.ports import UnknownRelease
from custom_components.greenlight.gate.running import Running
from custom_components.greenlight.sources.base import SourceError, SourceTimeout

from .fakes import ANNA, World
from .scene import by_magnet
from .slow_indexers import slow

SALT = Query(text="salt")
GOOD = "Salt 2019 1080p WEB-DL H.264-A"
BEST = "Salt 2019 2160p WEB-DL H.265-B"


def offered(title: str, seeders: int = 1) -> Release:
    return replace(by_magnet(title), seeders=seeders)


def begin(world: World, owner: str = "anna") -> Running:
    return world.gate.search.begin(SALT, owner=owner)


async def titles(running: Running) -> list[str]:
    return [one.release.title for one in (await running.now()).lots]


def silent(running: Running) -> dict[str, type[SourceError]]:
    return {one.indexer: type(one.why) for one in running.status().silent}


async def waiting_for(running: Running, *names: str) -> None:
    """Wait until these are still asked, and nobody else is."""
    async with asyncio.timeout(20):
        while running.waiting != names:
            await running.news(running.rev, 20)


class TestWhileOthersAreAsked:
    async def test_what_has_come_is_there_the_best_first(self, world: World) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[offered(BEST)], fir=[])
        running = begin(world)
        # Until it has said whom it asks a source is one itself.
        assert running.waiting == ("Many",)
        await waiting_for(running, "Oak", "Elm", "Fir")
        assert await titles(running) == []
        source.let_go("oak")
        await waiting_for(running, "Elm", "Fir")
        assert await titles(running) == [GOOD]
        assert not running.ended
        source.let_go("elm")
        await waiting_for(running, "Fir")
        assert await titles(running) == [BEST, GOOD]
        source.let_go("fir")
        await running.end(20)
        assert running.ended
        found = await running.now()
        assert found.asked == ("Oak", "Elm", "Fir")
        assert (found.silent, found.left, running.total) == ((), (), 2)

    async def test_a_result_stays_the_same_while_more_places_are_found(
        self, world: World
    ) -> None:
        first, more = offered(GOOD), replace(offered(GOOD, seeders=9), guid="other")
        source = slow(world, oak=[first], elm=[more])
        running = begin(world)
        source.let_go("oak")
        await waiting_for(running, "Elm")
        (before,) = (await running.now()).lots
        # Who looks again sees the same one.
        assert (await running.now()).lots[0] is before
        source.let_go("elm")
        await running.end(20)
        (after,) = (await running.now()).lots
        assert after.id == before.id
        assert (after.release.seeders, len(after.also)) == (9, 1)
        assert world.gate.search.result(before.id)[1] == after

    async def test_it_can_be_asked_for_at_once(self, world: World) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[])
        running = begin(world)
        source.let_go("oak")
        await waiting_for(running, "Elm")
        (lot,) = (await running.now()).lots
        request = await world.gate.results.take(lot.id, who=ANNA, approve=True)
        assert request.release.title == GOOD

    async def test_one_that_fails_is_named_at_once(self, world: World) -> None:
        source = slow(world, oak=SourceTimeout("late"), elm=[])
        running = begin(world)
        source.let_go("oak")
        await waiting_for(running, "Elm")
        assert silent(running) == {"Oak": SourceTimeout}

    async def test_a_source_that_adds_up_is_still_asked(self, world: World) -> None:
        source = slow(world, oak=[offered(GOOD)])
        source.at_last.clear()
        running = begin(world)
        source.let_go("oak")
        await waiting_for(running, "Many")
        source.at_last.set()
        await running.end(20)
        assert running.waiting == ()

    async def test_many_results_in_pieces_are_read_once_each(
        self, world: World
    ) -> None:
        names = [f"n{one}" for one in range(20)]
        parts = {
            name: [
                offered(f"Salt {name} {one} 2019 1080p WEB-DL-G") for one in range(50)
            ]
            for name in names
        }
        source = slow(world, "many", **parts)
        running = begin(world)
        known: dict[str, Lot] = {}
        for place, name in enumerate(names, 1):
            source.let_go(name)
            await waiting_for(running, *(one.title() for one in names[place:] or ()))
            now = {one.id: one for one in (await running.now()).lots}
            assert len(now) == 50 * place
            assert all(now[one] is lot for one, lot in known.items())
            known = now
        await running.end(20)
        assert running.total == 1_000


class TestStop:
    async def test_keeps_what_has_come_and_names_who_was_not_waited_for(
        self, world: World
    ) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[], fir=SourceTimeout("late"))
        running = begin(world)
        source.let_go("oak", "fir")
        await waiting_for(running, "Elm")
        running.stop()
        assert running.waiting == ()
        await running.end(20)
        found = await running.now()
        assert [one.release.title for one in found.lots] == [GOOD]
        assert found.left == ("Elm",)
        assert silent(running) == {"Fir": SourceTimeout}
        assert source.cancelled == 1
        assert found.asked == ("Oak", "Elm", "Fir")
        # Nothing is left to be stopped.
        running.stop()
        assert world.gate.search.searched(running.id, "anna") is running

    async def test_before_anybody_was_asked(self, world: World) -> None:
        slow(world, oak=[offered(GOOD)])
        running = begin(world)
        running.stop()
        await running.end(20)
        assert (await running.now()).left == ("Many",)

    @pytest.mark.parametrize("off", [False, True])
    async def test_a_source_that_is_gone_or_off_meanwhile_is_taken_nothing_of(
        self, world: World, *, off: bool
    ) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[offered(BEST)])
        running = begin(world)
        source.let_go("oak")
        await waiting_for(running, "Elm")
        (lot,) = (await running.now()).lots
        if off:
            world.gate.attached.attach_source(
                "many", source, name="Many", enabled=False
            )
        else:
            world.gate.attached.detach_source("many")
        source.let_go("elm")
        await running.end(20)
        assert await titles(running) == [GOOD]
        assert list(silent(running)) == ["Elm"]
        with pytest.raises(UnknownRelease):
            world.gate.search.result(lot.id)

    async def test_one_that_hangs_is_waited_for_no_longer_than_for_a_while(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "PATIENCE", 0.5)
        source = slow(world, oak=[offered(GOOD)], elm=[])
        source.let_go("oak")
        running = begin(world)
        await running.end(20)
        assert silent(running) == {"Elm": SourceTimeout}

    async def test_an_action_goes_on_with_what_has_come(self, world: World) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[])
        source.let_go("oak")
        found = await world.gate.search.run(SALT, seconds=0.5)
        assert [one.release.title for one in found.lots] == [GOOD]
        assert [one.indexer for one in found.silent] == ["Elm"]
        assert source.cancelled == 1

    @pytest.mark.parametrize("turns", range(12))
    async def test_whoever_is_cancelled_takes_all_of_it_along(
        self, world: World, turns: int
    ) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[])
        source.let_go("oak")
        before = asyncio.all_tasks()
        search = asyncio.ensure_future(world.gate.search.run(SALT))
        for _ in range(turns):
            await asyncio.sleep(0)
        search.cancel()
        with pytest.raises(asyncio.CancelledError):
            await search
        assert asyncio.all_tasks() == before

    @pytest.mark.parametrize("turns", range(12))
    async def test_one_that_is_cut_off_says_so_to_whoever_waits(
        self, world: World, turns: int
    ) -> None:
        source = slow(world, oak=[offered(GOOD)], elm=[])
        source.let_go("oak")
        running = begin(world)
        for _ in range(turns):
            await asyncio.sleep(0)
        (task,) = world.tasks
        waits = asyncio.ensure_future(running.end(20))
        await asyncio.sleep(0)
        task.cancel()
        await waits
        assert (running.ended, running.cut, running.waiting) == (True, True, ())
        # What has been looked at before is there still.
        await running.now()


class TestKept:
    async def ended(self, world: World, owner: str = "anna") -> Running:
        running = begin(world, owner)
        await running.end(20)
        return running

    def known(self, world: World, *searches: Running) -> list[bool]:
        def is_known(one: Running) -> bool:
            try:
                return world.gate.search.searched(one.id, one.owner) is one
            except UnknownRelease:
                return False

        return [is_known(one) for one in searches]

    async def test_is_let_go_of_in_time_though_nobody_searches(
        self, world: World
    ) -> None:
        source = slow(world, oak=[offered(GOOD) for _ in range(3)])
        source.let_go("oak")
        first = await self.ended(world)
        await world.advance(3600)
        second = await self.ended(world)
        await world.advance(kept.KEPT_FOR - 3601)
        assert self.known(world, first, second) == [True, True]
        await world.advance(2)
        assert self.known(world, first, second) == [False, True]
        await world.advance(3600)
        assert self.known(world, first, second) == [False, False]
        assert world.timers == []

    async def test_its_memory_is_freed(self, world: World) -> None:
        source = slow(world, oak=[offered(f"Salt {n} 2019 1080p") for n in range(300)])
        source.let_go("oak")
        running = await self.ended(world)
        await running.now()

        def lots() -> int:
            gc.collect()
            return sum(isinstance(one, Lot) for one in gc.get_objects())

        there = lots()
        assert there >= 300
        del running
        await world.advance(kept.KEPT_FOR)
        assert lots() == there - 300

    async def test_no_timer_is_left_of_a_gate_that_stopped(self, world: World) -> None:
        slow(world, oak=[])
        running = begin(world)
        world.gate.stop()
        (task,) = world.tasks
        task.cancel()
        await running.end(20)
        await world.settle()
        assert world.timers == []

    async def test_only_so_many_of_one_person(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MOST_EACH", 2)
        slow(world, oak=[]).let_go("oak")
        theirs = await self.ended(world, "bert")
        own = [await self.ended(world) for _ in range(3)]
        assert self.known(world, theirs, *own) == [True, False, True, True]

    async def test_only_so_many_of_all(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MOST_SEARCHES", 2)
        slow(world, oak=[]).let_go("oak")
        every = [await self.ended(world, f"p{n}") for n in range(3)]
        assert self.known(world, *every) == [False, True, True]

    async def test_one_that_turns_out_large_makes_room_at_its_end(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MAX_KEPT", 2)
        source = slow(world, oak=[offered(GOOD), offered(BEST)])
        source.let_go("oak")
        small = await self.ended(world)
        source.gates["oak"].clear()
        large = begin(world)
        assert self.known(world, small, large) == [True, True]
        source.let_go("oak")
        await large.end(20)
        await world.settle()
        assert self.known(world, small, large) == [False, True]

    async def test_where_else_a_result_is_takes_room_as_well(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MAX_KEPT", 3)
        slow(world, oak=[offered(GOOD)], elm=[offered(GOOD)]).let_go("oak", "elm")
        first, second = [await self.ended(world, f"p{n}") for n in range(2)]
        assert first.total == second.total == 1
        assert self.known(world, first, second) == [False, True]

    async def test_only_so_many_run_of_one_person(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept, "MOST_RUNNING", 2)
        slow(world, oak=[])
        theirs = begin(world, "bert")
        own = [begin(world) for _ in range(3)]
        await own[0].end(20)
        assert [one.ended for one in (theirs, *own)] == [False, True, False, False]
        assert self.known(world, own[0]) == [True]

    async def test_of_an_action_no_more_than_it_returns(self, world: World) -> None:
        source = slow(world, oak=[offered(GOOD), offered(BEST)])
        source.let_go("oak")
        found = await world.gate.search.run(SALT, most=1)
        best, other = found.lots
        assert world.gate.search.result(best.id)[1] is best
        with pytest.raises(UnknownRelease):
            world.gate.search.result(other.id)

    async def test_a_result_is_that_of_ones_own_search(self, world: World) -> None:
        slow(world, oak=[offered(GOOD)]).let_go("oak")
        own, theirs = await self.ended(world), await self.ended(world, "bert")
        (lot,) = (await own.now()).lots
        for owner, first, second in (("anna", own, theirs), ("bert", theirs, own)):
            found = world.gate.search.results(lot.id, owner)
            assert [one.id for one, _ in found] == [first.id, second.id]

    async def test_each_person_has_their_own_last_one(self, world: World) -> None:
        slow(world, oak=[]).let_go("oak")
        find = world.gate.search.last_of
        assert find("anna") is None
        first, theirs, last = [
            await self.ended(world, owner) for owner in ("anna", "bert", "anna")
        ]
        assert (find("anna"), find("bert")) == (last, theirs)
        with pytest.raises(UnknownRelease):
            world.gate.search.searched(first.id, "bert")


class TestAClockThatIsSet:
    @pytest.mark.parametrize("seconds", [-1.0, -1e7, 1e7])
    async def test_costs_nobody_a_search_that_runs(
        self, world: World, seconds: float
    ) -> None:
        source = slow(world, oak=[offered(GOOD)])
        running = begin(world)
        await waiting_for(running, "Oak")
        world.set_clock(seconds)
        # Another search has all that is too old let go of.
        begin(world, "berta")
        assert world.gate.search.searched(running.id, "anna") is running
        source.let_go("oak")
        await running.end(20)
        await world.settle()
        (lot,) = (await running.now()).lots
        assert world.gate.search.result(lot.id)[1] == lot

    async def test_back_keeps_what_was_found_and_not_for_ever(
        self, world: World
    ) -> None:
        source = slow(world, oak=[offered(GOOD)])
        source.let_go("oak")
        running = begin(world)
        await running.end(20)
        await world.settle()
        world.set_clock(-1e7)
        other = begin(world, "berta")
        await other.end(20)
        await world.settle()
        assert world.gate.search.searched(running.id, "anna") is running
        await world.advance(kept.KEPT_FOR)
        with pytest.raises(UnknownRelease):
            world.gate.search.searched(running.id, "anna")
