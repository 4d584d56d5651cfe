"""What a library fetches is given up whole, whatever happens meanwhile, and it is said where its client goes on."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import pytest

from custom_components.greenlight.clients.errors import ClientError
from custom_components.greenlight.engine.left import goes_on
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import IllegalMove
from custom_components.greenlight.gate.follow import GONE_AFTER
from custom_components.greenlight.gate.follows_through import EVERY
from custom_components.greenlight.gate.grabbed_through import QUIET
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.libraries.decides import Stage, Standing
from custom_components.greenlight.libraries.errors import LibraryError, LibraryTimeout

from .deciders import HASH, DecidingWorld, deciding_world
from .fakes import ANNA, BERT, Killed

KNOWN = HASH.upper()
LETS_GO = Reason("program_lets_go", (("by", "Radarr"),))
RUNS = Standing(stage=Stage.DOWNLOADING, size=100, left=40)

type Verb = Callable[[DecidingWorld, str], Coroutine[Any, Any, Any]]


async def cancel(world: DecidingWorld, request_id: str) -> None:
    await world.gate.decide.cancel(request_id, ANNA)


async def remove(world: DecidingWorld, request_id: str) -> None:
    await world.gate.remove_download(request_id, ANNA, delete_data=False)


async def remove_data(world: DecidingWorld, request_id: str) -> None:
    await world.gate.remove_download(request_id, ANNA, delete_data=True)


async def undo(world: DecidingWorld, request_id: str) -> None:
    await world.gate.decide.undo(request_id, ANNA, delete_data=False)


async def undo_data(world: DecidingWorld, request_id: str) -> None:
    await world.gate.decide.undo(request_id, ANNA, delete_data=True)


LEAVE = [cancel, remove, undo]
EVERYTHING = [*LEAVE, remove_data, undo_data]


@pytest.fixture
async def world() -> AsyncGenerator[DecidingWorld]:
    async for made in deciding_world():
        made.decider.lands_in = "elsewhere"
        yield made


async def running(world: DecidingWorld) -> str:
    """Have something downloaded that has come to 60 of 100 bytes."""
    request_id = await world.asked()
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    world.decider.standing[KNOWN] = RUNS
    await world.advance(EVERY + 1)
    world.points.clear()
    return request_id


async def later(world: DecidingWorld) -> None:
    for _ in range(8):
        await world.advance(GONE_AFTER)
    await world.advance(QUIET + 600)


@pytest.mark.parametrize("verb", EVERYTHING)
@pytest.mark.parametrize("kill_on", range(1, 9))
async def test_wherever_the_process_ends(
    world: DecidingWorld, verb: Verb, kill_on: int
) -> None:
    request_id = await running(world)
    world.kill_on = kill_on
    world._spawn(verb(world, request_id), "a person gives it up")
    await world.settle()
    if any(isinstance(failure, Killed) for failure in world.failures):
        await world.restart()
    world.kill_on = None
    if world.state(request_id) == "downloading" and KNOWN in world.decider.standing:
        # It was not on disk yet, nor done.
        await verb(world, request_id)
    await later(world)
    assert world.failures == []
    request = world.gate.requests.find(request_id)
    assert request.state.value in ("cancelled", "pending")
    assert not request.unconfirmed
    # Asked twice it does not mind.
    assert {*world.decider.let_go, *world.decider.dropped} == {KNOWN}
    assert bool(world.decider.deleted) is (verb in (remove_data, undo_data))
    assert world.decider.fetched == ["guid 7"]


@pytest.mark.parametrize("verb", LEAVE)
async def test_that_its_client_goes_on_is_said_where_people_look(
    world: DecidingWorld, verb: Verb
) -> None:
    request_id = await running(world)
    await verb(world, request_id)
    await world.advance(100)
    assert goes_on(world.gate.requests.find(request_id)) == LETS_GO


@pytest.mark.parametrize("verb", [remove_data, undo_data])
async def test_of_what_is_gone_that_is_not_said(
    world: DecidingWorld, verb: Verb
) -> None:
    request_id = await running(world)
    await verb(world, request_id)
    await world.advance(100)
    assert goes_on(world.gate.requests.find(request_id)) is None


@pytest.mark.parametrize("kill_on", range(2, 9))
async def test_who_is_told_that_it_is_cancelled_is_told_that_it_goes_on(
    world: DecidingWorld, kill_on: int
) -> None:
    request_id = await running(world)
    world.kill_on = kill_on
    world._spawn(cancel(world, request_id), "a person gives it up")
    await world.settle()
    await world.restart()
    request = world.gate.requests.find(request_id)
    if request.state.value == "cancelled":
        assert goes_on(request) == LETS_GO


@pytest.mark.parametrize("verb", [cancel, remove, remove_data])
@pytest.mark.parametrize("failure", [LibraryError("away"), LibraryTimeout()])
async def test_a_library_that_is_away_keeps_it_running(
    world: DecidingWorld, verb: Verb, failure: LibraryError
) -> None:
    request_id = await running(world)
    world.decider.away = failure
    with pytest.raises(ClientError):
        await verb(world, request_id)
    assert world.state(request_id) == "downloading"
    world.decider.away = None
    await verb(world, request_id)
    assert world.state(request_id) == "cancelled"


@pytest.mark.parametrize("verb", [undo, undo_data])
async def test_what_is_taken_back_while_it_is_away_is_taken_out_later(
    world: DecidingWorld, verb: Verb
) -> None:
    request_id = await running(world)
    world.decider.away = LibraryError("away")
    await verb(world, request_id)
    await world.advance(900)
    assert world.state(request_id) == "pending"
    assert world.gate.requests.find(request_id).unconfirmed
    world.decider.away = None
    await world.advance(900)
    assert not world.gate.requests.find(request_id).unconfirmed
    assert [*world.decider.let_go, *world.decider.dropped] == [KNOWN]


@pytest.mark.parametrize("verb", EVERYTHING)
async def test_what_has_left_its_queue_is_given_up_all_the_same(
    world: DecidingWorld, verb: Verb
) -> None:
    request_id = await running(world)
    world.decider.standing.clear()
    await verb(world, request_id)
    await later(world)
    request = world.gate.requests.find(request_id)
    assert request.state.value in ("cancelled", "pending")
    assert not request.unconfirmed
    assert goes_on(request) is None


@pytest.mark.parametrize("verb", LEAVE)
async def test_what_it_has_taken_in_already_stays(
    world: DecidingWorld, verb: Verb
) -> None:
    request_id = await running(world)
    world.decider.standing[KNOWN] = Standing(stage=Stage.IMPORTED)
    await verb(world, request_id)
    await later(world)
    request = world.gate.requests.find(request_id)
    assert goes_on(request) == LETS_GO
    assert world.decider.deleted == []
    assert not request.unconfirmed


@pytest.mark.parametrize("verb", EVERYTHING)
async def test_a_full_disk_is_no_end(world: DecidingWorld, verb: Verb) -> None:
    request_id = await running(world)
    world.ledger.failing = True
    with pytest.raises(LedgerError):
        await verb(world, request_id)
    assert world.state(request_id) == "downloading"
    world.ledger.failing = False
    await verb(world, request_id)
    await later(world)
    assert world.gate.requests.find(request_id).state.value in ("cancelled", "pending")
    assert world.failures == []


@pytest.mark.parametrize("one", EVERYTHING)
@pytest.mark.parametrize("other", EVERYTHING)
async def test_two_give_it_up_at_once(
    world: DecidingWorld, one: Verb, other: Verb
) -> None:
    request_id = await running(world)
    world.hold("drop")
    for verb in (one, other):
        world._spawn(verb(world, request_id), "a person gives it up")
        await world.settle()
    world.let_go("drop")
    await later(world)
    assert all(isinstance(failure, IllegalMove) for failure in world.failures)
    request = world.gate.requests.find(request_id)
    assert request.state.value in ("cancelled", "pending")
    assert not request.unconfirmed
    assert {*world.decider.let_go, *world.decider.dropped} == {KNOWN}


@pytest.mark.parametrize("seconds", [86400.0, -3600.0])
@pytest.mark.parametrize("verb", EVERYTHING)
async def test_a_clock_that_is_set_just_then(
    world: DecidingWorld, verb: Verb, seconds: float
) -> None:
    request_id = await running(world)
    world.hold("drop")
    world._spawn(verb(world, request_id), "a person gives it up")
    await world.settle()
    world.set_clock(seconds)
    world.let_go("drop")
    await later(world)
    assert world.failures == []
    request = world.gate.requests.find(request_id)
    # After a day nobody has answered what was taken back.
    assert request.state.value in ("cancelled", "pending", "expired")
    assert not request.unconfirmed


async def test_who_approves_it_again_has_it_fetched_again(
    world: DecidingWorld,
) -> None:
    request_id = await running(world)
    await undo(world, request_id)
    await world.advance(100)
    assert goes_on(world.gate.requests.find(request_id)) == LETS_GO
    await world.gate.decide.approve(request_id, BERT)
    await world.settle()
    assert world.state(request_id) == "downloading"
    assert goes_on(world.gate.requests.find(request_id)) is None
    assert world.decider.fetched == ["guid 7"] * 2
