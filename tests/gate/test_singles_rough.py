"""Only what is lacking of a pack: all of it or nothing, whatever happens meanwhile."""

import asyncio

import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, IllegalMove, State
from custom_components.greenlight.engine.series.singles import alone
from custom_components.greenlight.engine.undo import UNDO_WINDOW, undo_until
from custom_components.greenlight.gate.ports import (
    BeingImported,
    LedgerError,
    NeedsWord,
    NotOffered,
    TooLate,
)

from .fakes import ANNA, BERT, Killed, World
from .scene import torrent
from .test_series_own import of
from .test_singles import LACKING, PACK, in_part


def coming(world: World) -> list[str]:
    """Return what is on its way, or done."""
    return sorted(
        one.release.title
        for one in world.ledger.requests.values()
        if one.state in (State.APPROVED, State.DOWNLOADING, State.COMPLETED)
        and one.release.title in (*LACKING, PACK)
    )


def fetched(world: World) -> set[str | None]:
    """Return what of them its client has."""
    return {torrent(one).v1 for one in (*LACKING, PACK)} & {*world.client.downloads}


def say(world: World, request_id: str, who: Actor = ANNA) -> None:
    async def take() -> None:
        await world.gate.decide.singles(request_id, who)

    world._spawn(take(), "only these")


@pytest.mark.parametrize("kill_on", range(1, 26))
async def test_wherever_the_process_ends(world: World, kill_on: int) -> None:
    request_id = await in_part(world)
    world.points.clear()
    world.kill_on = kill_on
    say(world, request_id)
    await world.settle()
    if any(isinstance(failure, Killed) for failure in world.failures):
        await world.restart()
    world.kill_on = None
    assert len(coming(world)) in (0, 2)
    if not coming(world):
        assert world.state(request_id) == "pending"
        say(world, request_id)
    await world.advance(900)
    assert world.failures == []
    assert world.state(request_id) == "superseded"
    assert coming(world) == sorted(LACKING)
    for title in LACKING:
        assert of(world, title).state is State.DOWNLOADING
        assert torrent(title).v1 in world.client.downloads
    assert len(world.client.taken) == len(set(world.client.taken))
    assert torrent(PACK).v1 not in world.client.downloads


async def test_two_press_it_at_once(world: World) -> None:
    request_id = await in_part(world)
    world.hold("commit")
    say(world, request_id)
    say(world, request_id, BERT)
    await world.settle()
    world.let_go("commit")
    await world.advance(900)
    assert [type(failure).__name__ for failure in world.failures] == ["IllegalMove"]
    assert coming(world) == sorted(LACKING)
    (ended,) = [
        line for line in world.gate.requests.find(request_id).journal if line.moved
    ][-1:]
    assert ended.who == ANNA


@pytest.mark.parametrize("first", [True, False])
async def test_one_says_all_and_one_says_only_these(
    world: World, *, first: bool
) -> None:
    request_id = await in_part(world)
    world.hold("commit")
    if first:
        say(world, request_id)

    async def approve() -> None:
        await world.gate.decide.approve(request_id, BERT)

    world._spawn(approve(), "all of it")
    await asyncio.sleep(0)
    if not first:
        say(world, request_id)
    await world.settle()
    world.let_go("commit")
    await world.advance(900)
    assert [type(failure).__name__ for failure in world.failures] == ["IllegalMove"]
    assert coming(world) == (sorted(LACKING) if first else [PACK])


async def test_one_that_was_asked_about_meanwhile_is_not_taken_twice(
    world: World,
) -> None:
    request_id = await in_part(world)
    await world.gate.hand_in(torrent(LACKING[0]).magnet(), who=BERT, title=LACKING[0])
    with pytest.raises(NotOffered):
        await world.gate.decide.singles(request_id, ANNA)
    assert world.state(request_id) == "pending"


async def test_one_that_is_on_its_way_meanwhile_is_not_taken_twice(
    world: World,
) -> None:
    request_id = await in_part(world)
    await world.gate.hand_in(
        torrent(LACKING[0]).magnet(), who=BERT, title=LACKING[0], approve=True
    )
    await world.settle()
    request = world.gate.requests.get(request_id)
    assert request is not None
    if request.state is State.PENDING:
        with pytest.raises(NotOffered):
            await world.gate.decide.singles(request_id, ANNA)
    assert coming(world) == [LACKING[0]]


@pytest.mark.parametrize("seconds", [86400.0, -3600.0])
async def test_a_clock_that_is_set_just_then(world: World, seconds: float) -> None:
    request_id = await in_part(world)
    world.hold("commit")
    say(world, request_id)
    await world.settle()
    world.set_clock(seconds)
    world.let_go("commit")
    await world.advance(900)
    assert world.failures == []
    assert coming(world) == sorted(LACKING)


async def test_a_rule_that_is_removed_meanwhile(world: World) -> None:
    request_id = await in_part(world)
    world.gate.detach_rule(of(world, PACK).rule)
    with pytest.raises(NotOffered):
        await world.gate.decide.singles(request_id, ANNA)


class TestTakenBack:
    async def pressed(self, world: World) -> str:
        request_id = await in_part(world)
        await world.gate.decide.singles(request_id, ANNA)
        await world.settle()
        return request_id

    async def test_all_of_it_and_the_pack_is_asked_about_again(
        self, world: World
    ) -> None:
        request_id = await self.pressed(world)
        assert undo_until(world.gate.requests.find(request_id)) is not None
        again = await world.gate.decide.undo(request_id, BERT)
        await world.advance(100)
        assert again.state is State.PENDING
        assert coming(world) == []
        assert not fetched(world)
        assert not any(one.unconfirmed for one in world.ledger.requests.values())
        assert alone(again) == ("S02E01", "S02E02")

    @pytest.mark.parametrize("verb", ["singles", "approve", "decline"])
    async def test_it_can_be_answered_anew(self, world: World, verb: str) -> None:
        request_id = await self.pressed(world)
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        await getattr(world.gate.decide, verb)(request_id, BERT)
        await world.advance(900)
        assert world.failures == []
        assert coming(world) == {
            "singles": sorted(LACKING),
            "approve": [PACK],
            "decline": [],
        }.get(verb)
        for one in world.ledger.requests.values():
            assert not one.unconfirmed

    async def test_it_can_be_said_and_taken_back_twice(self, world: World) -> None:
        request_id = await self.pressed(world)
        for _ in range(2):
            await world.gate.decide.undo(request_id, ANNA)
            await world.advance(100)
            await world.gate.decide.singles(request_id, ANNA)
            await world.settle()
        assert coming(world) == sorted(LACKING)
        assert len(world.ledger.requests) == 4

    @pytest.mark.parametrize("delete", [True, False])
    async def test_what_is_there_takes_a_word(
        self, world: World, *, delete: bool
    ) -> None:
        request_id = await self.pressed(world)
        for title in LACKING:
            world.client.complete(torrent(title).v1 or "")
        await world.poll()
        with pytest.raises(NeedsWord):
            await world.gate.decide.undo(request_id, ANNA)
        await world.gate.decide.undo(request_id, ANNA, delete_data=delete)
        await world.advance(100)
        assert coming(world) == []
        assert [gone for _, gone in world.client.removed] == [delete] * 2

    async def test_not_once_one_of_them_is_there(self, world: World) -> None:
        request_id = await self.pressed(world)
        for title in LACKING:
            world.client.complete(torrent(title).v1 or "")
        await world.poll()
        one = of(world, LACKING[0])
        await world.gate.requests.move(
            one.id, State.IMPORTED, ANNA, Reason("library_has_it")
        )
        with pytest.raises(BeingImported):
            await world.gate.decide.undo(request_id, ANNA, delete_data=False)
        assert world.state(request_id) == "superseded"

    async def test_what_was_taken_back_by_itself_goes_with_it(
        self, world: World
    ) -> None:
        request_id = await self.pressed(world)
        one = of(world, LACKING[0])
        await world.gate.decide.undo(one.id, ANNA)
        await world.gate.decide.undo(request_id, ANNA)
        await world.advance(100)
        assert world.state(one.id) == "cancelled"
        assert coming(world) == []

    async def test_not_for_longer_than_any_answer(self, world: World) -> None:
        request_id = await self.pressed(world)
        await world.advance(UNDO_WINDOW + 1)
        with pytest.raises(TooLate):
            await world.gate.decide.undo(request_id, ANNA)

    async def test_not_what_has_ended_otherwise(self, world: World) -> None:
        request_id = await in_part(world)
        await world.gate.requests.move(
            request_id, State.SUPERSEDED, ANNA, Reason("better_came")
        )
        for verb in ("undo", "retry"):
            with pytest.raises(IllegalMove):
                await getattr(world.gate.decide, verb)(request_id, ANNA)

    async def test_all_or_nothing_is_on_disk(self, world: World) -> None:
        request_id = await self.pressed(world)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.undo(request_id, ANNA)
        world.ledger.failing = False
        assert world.state(request_id) == "superseded"
        assert coming(world) == sorted(LACKING)

    @pytest.mark.parametrize("kill_on", range(1, 12))
    async def test_wherever_the_process_ends(self, world: World, kill_on: int) -> None:
        request_id = await self.pressed(world)
        world.points.clear()
        world.kill_on = kill_on

        async def undo() -> None:
            await world.gate.decide.undo(request_id, ANNA)

        world._spawn(undo(), "somebody takes it back")
        await world.settle()
        if any(isinstance(failure, Killed) for failure in world.failures):
            await world.restart()
        world.kill_on = None
        if world.state(request_id) == "superseded":
            await undo()
        await world.advance(900)
        assert world.failures == []
        assert world.state(request_id) == "pending"
        assert coming(world) == []
        assert not fetched(world)
