"""Several questions are answered at once, and of each is told what became of it."""

import asyncio
import time

import pytest

from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, IllegalMove, Request
from custom_components.greenlight.gate.ports import (
    LedgerError,
    OnlyTold,
    QuestionChanged,
    UnknownRequest,
)
from tests.support.torrents import make_torrent

from .asked import CARLA, mark, question
from .fakes import ANNA, BERT, World
from .scene import ask, by_magnet, torrent


async def asked_about(world: World, *names: str) -> list[str]:
    """Ask about several releases, and return the ids in that order."""
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([by_magnet(name) for name in names])
    ids = {one.release.title: one.id for one in world.ledger.open.values()}
    return [ids[name] for name in names]


class TestAll:
    async def test_are_approved_in_one_write(self, world: World) -> None:
        ids = await asked_about(world, "One", "Two", "Three")
        world.hold("find")
        commits = world.points.count("commit")
        done = await world.gate.decide.approve_all(ids, ANNA)
        assert world.points.count("commit") == commits + 1
        assert list(done) == ids
        assert all(isinstance(one, Request) for one in done.values())
        world.let_go("find")
        await world.settle()
        assert [world.state(one) for one in ids] == ["downloading"] * 3

    async def test_are_declined_in_one_write(self, world: World) -> None:
        ids = await asked_about(world, "One", "Two")
        commits = world.points.count("commit")
        await world.gate.decide.decline_all(ids, ANNA, "no room")
        assert world.points.count("commit") == commits + 1
        for one in ids:
            assert world.state(one) == "declined"
            why = question(world, one).journal[-1].why
            assert dict(why.params) == {"text": "no room"}

    async def test_the_others_are_done_where_one_is_refused(self, world: World) -> None:
        decided, told, changed, fine = await asked_about(world, *"ABCD")
        await world.gate.decide.decline(decided, BERT)
        await world.gate.requests.amend(told, tell=True)
        seen = {one: mark(world, one) for one in (changed, fine)}
        await world.gate.requests.amend(changed, size=5)
        ids = [decided, "nobody", told, changed, fine, fine]
        done = await world.gate.decide.approve_all(ids, ANNA, seen=seen)
        kinds = {key: type(one) for key, one in done.items()}
        assert kinds == {
            decided: IllegalMove,
            "nobody": UnknownRequest,
            told: OnlyTold,
            changed: QuestionChanged,
            fine: Request,
        }
        await world.settle()
        assert len(world.client.taken) == 1

    async def test_none_is_done_where_it_cannot_be_written(self, world: World) -> None:
        ids = await asked_about(world, "One", "Two")
        world.ledger.failing = True
        done = await world.gate.decide.approve_all([*ids, "nobody"], ANNA)
        assert [type(one) for one in done.values()] == [
            *(LedgerError, LedgerError),
            UnknownRequest,
        ]
        assert [world.state(one) for one in ids] == ["pending"] * 2

    async def test_of_two_for_the_same_one_is_downloaded(self, world: World) -> None:
        one, other = await asked_about(world, "One", "Two")
        known = torrent("One")
        await world.gate.requests.amend(other, hashes=frozenset({known.v1 or ""}))
        await world.gate.decide.approve_all([one, other], ANNA)
        await world.settle()
        assert world.state(one) == "downloading"
        assert world.state(other) == "superseded"
        assert len(world.client.taken) == 1

    async def test_what_failed_is_tried_again(self, world: World) -> None:
        request_id, other = await asked_about(world, "One", "Two")
        world.hold("find")
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate._failures.fail(request_id, SYSTEM, Reason("bad_torrent"))
        world.let_go("find")
        world.ledger.failing = True
        done = await world.gate.decide.approve_all([request_id, other], ANNA)
        assert all(isinstance(one, LedgerError) for one in done.values())
        world.ledger.failing = False
        done = await world.gate.decide.approve_all([request_id, other], ANNA)
        assert all(isinstance(one, Request) for one in done.values())
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_votes_are_counted(self, world: World) -> None:
        ids = await asked_about(world, "One", "Two")
        await world.gate.requests.amend(ids[0], ballot=Asking(need=2).ballot())
        await world.gate.decide.approve_all(ids, ANNA)
        await world.settle()
        assert [world.state(one) for one in ids] == ["pending", "downloading"]
        await world.gate.decide.approve_all(ids, BERT)
        await world.settle()
        assert [world.state(one) for one in ids] == ["downloading"] * 2

    async def test_whoever_is_just_answering_one_of_them_comes_first(
        self, world: World
    ) -> None:
        ids = await asked_about(world, "One", "Two")
        world.hold("commit")
        first = asyncio.create_task(world.gate.decide.decline(ids[0], BERT))
        await world.settle()
        both = asyncio.create_task(world.gate.decide.approve_all(ids, ANNA))
        await world.settle()
        world.let_go("commit")
        await first
        done = await both
        refused = done[ids[0]]
        assert isinstance(refused, IllegalMove)
        assert refused.request.journal[-1].who == BERT
        await world.settle()
        assert [world.state(one) for one in ids] == ["declined", "downloading"]

    async def test_nobody_waits_for_somebody_who_waits_for_them(
        self, world: World
    ) -> None:
        one, other = await asked_about(world, "One", "Two")
        await world.gate.requests.amend(other, ballot=Asking(need=3).ballot())
        world.hold("commit")
        decide = world.gate.decide
        waiting = []
        for work in (
            decide.approve(other, CARLA),
            decide.approve_all([other, one], ANNA),
            decide.approve_all([one, other], BERT),
        ):
            waiting.append(asyncio.ensure_future(work))
            await world.settle()
        world.let_go("commit")
        async with asyncio.timeout(5):
            await asyncio.gather(*waiting)
        await world.settle()
        assert [world.state(each) for each in (one, other)] == ["downloading"] * 2

    async def test_two_who_approve_the_same_download_each_once(
        self, world: World
    ) -> None:
        ids = await asked_about(world, "One", "Two", "Three")
        await asyncio.gather(
            world.gate.decide.approve_all(ids, ANNA),
            world.gate.decide.approve_all(reversed(ids), BERT),
            world.gate.decide.approve_all(ids[:2], BERT),
        )
        await world.settle()
        assert len(world.client.taken) == 3


class TestManyQuestions:
    """A person waits for none of this."""

    @pytest.fixture
    async def crowded(self, world: World) -> World:
        names = [f"Quiet.Harbour.{number}.2019.1080p-GRP" for number in range(500)]
        files = [make_torrent(name, {"f": name.encode()}) for name in names]
        releases = [
            by_magnet(name, link=one.magnet(), size=10**9 + number * 10**8)
            for number, (name, one) in enumerate(zip(names, files, strict=True))
        ]
        world.gate.attached.rules["ask"] = ask()
        await world.gate.offer(releases)
        assert len(world.ledger.open) == 500
        # What follows from an answer is not what is measured here.
        world.hold("find")
        return world

    async def test_one_answer_takes_no_time(self, crowded: World) -> None:
        ids = list(crowded.ledger.open)
        commit = crowded.ledger.commit
        spent = 0.0

        async def timed(*requests: Request) -> None:
            nonlocal spent
            began = time.thread_time()
            await commit(*requests)
            spent += time.thread_time() - began

        crowded.ledger.commit = timed  # type: ignore[method-assign]
        took = []
        for number, request_id in enumerate(ids[:60]):
            spent, began = 0.0, time.thread_time()
            if number % 3 == 0:
                await crowded.gate.decide.approve(request_id, ANNA)
            elif number % 3 == 1:
                await crowded.gate.decide.decline(request_id, ANNA)
                await crowded.gate.decide.undo(request_id, ANNA)
            else:
                seen = mark(crowded, request_id)
                await crowded.gate.decide.put_off(
                    request_id, crowded.now + 60, ANNA, seen=seen
                )
            took.append(time.thread_time() - began - spent)
        print(f"median {sorted(took)[30] * 1000:.2f} ms, most {max(took) * 1000:.2f}")
        assert sorted(took)[30] < 0.003

    async def test_all_of_them_hold_nobody_up_for_long(self, crowded: World) -> None:
        longest, ended = 0.0, False

        async def somebody_else() -> None:
            nonlocal longest
            while not ended:
                began = time.thread_time()
                await asyncio.sleep(0)
                longest = max(longest, time.thread_time() - began)

        other = asyncio.create_task(somebody_else())
        ids = list(crowded.ledger.open)
        done = await crowded.gate.decide.approve_all(ids, ANNA)
        ended = True
        await other
        print(f"at most {longest * 1000:.0f} ms at a time")
        assert all(isinstance(one, Request) for one in done.values())
        assert list(done) == ids
        assert longest < 0.5
