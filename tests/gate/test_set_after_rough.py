"""What is wished of a download of a library is set in the end, whatever happens while it is, and nothing is lost by it."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    SwitchedOff,
)
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.gate.follow import GONE_AFTER
from custom_components.greenlight.gate.follows_through import EVERY
from custom_components.greenlight.gate.grabbed_through import QUIET
from custom_components.greenlight.libraries.decides import Stage, Standing

from .deciders import HASH, DecidingWorld, deciding_world
from .fakes import ANNA, Killed
from .scene import ask

WISHED = DownloadOptions(
    tags=("uhd",), stopped=True, ratio_limit=2.0, priority=Priority.HIGH
)
SET = ["add_tags", "set_limits", "move", "pause"]


@pytest.fixture
async def world() -> AsyncGenerator[DecidingWorld]:
    async for made in deciding_world():
        made.shows = True
        made.attach(made.gate)
        yield made


def told(world: DecidingWorld) -> list[str]:
    return [name for name, *_ in world.client.told if name in SET]


async def approved(world: DecidingWorld, kill_on: int | None = None) -> str:
    """Have somebody say yes, in a process that may end in the middle of it."""
    request_id = await world.asked(rule=ask(options=WISHED))

    async def decide() -> None:
        await world.gate.decide.approve(request_id, ANNA)

    world.kill_on = kill_on
    world._spawn(decide(), "a person decides")
    await world.settle()
    return request_id


def fail(world: DecidingWorld, command: str, failure: ClientError) -> None:
    """Have the client fail as soon as it is asked for something."""
    client: Any = world.client
    do = client._do

    async def failing(name: str, *about: Any) -> None:
        world.client.failure = failure if name == command else None
        await do(name, *about)

    client._do = failing


@pytest.mark.parametrize("kill_on", range(2, 24))
async def test_wherever_the_process_ends_it_is_set(
    world: DecidingWorld, kill_on: int
) -> None:
    request_id = await approved(world, kill_on)
    if any(isinstance(failure, Killed) for failure in world.failures):
        await world.restart()
        await world.advance(QUIET + 600)
    assert world.failures == []
    assert world.decider.fetched == ["guid 7"]
    assert world.state(request_id) == "downloading"
    assert told(world)[-4:] == SET
    assert "program_settings_count" not in world.whys(request_id)


@pytest.mark.parametrize("command", [*SET, "show"])
@pytest.mark.parametrize("failure", [CannotConnect("down"), ClientTimeout()])
async def test_a_client_that_goes_just_then_is_waited_for(
    world: DecidingWorld, command: str, failure: ClientError
) -> None:
    fail(world, command, failure)
    request_id = await approved(world)
    assert world.state(request_id) == "approved"
    assert world.whys(request_id)[-1] == "program_client_silent"
    del world.client._do
    world.client.failure = None
    await world.advance(400)
    assert world.state(request_id) == "downloading"
    assert told(world)[-4:] == SET
    assert world.decider.fetched == ["guid 7"]
    assert "program_settings_count" not in world.whys(request_id)


@pytest.mark.parametrize("failure", [BadAnswer("no"), SwitchedOff()])
async def test_a_client_that_will_not_is_not_waited_for(
    world: DecidingWorld, failure: ClientError
) -> None:
    fail(world, "set_limits", failure)
    request_id = await approved(world)
    assert world.state(request_id) == "downloading"
    assert told(world) == SET
    assert world.whys(request_id)[-1] == "program_settings_count"


@pytest.mark.parametrize("command", ["find", *SET])
async def test_a_client_that_is_removed_just_then(
    world: DecidingWorld, command: str
) -> None:
    world.hold(command)
    request_id = await approved(world)
    await world.remove_client("qb")
    world.let_go(command)
    world.decider.standing[HASH.upper()] = Standing(stage=Stage.DOWNLOADING)
    await world.advance(QUIET + 600)
    assert world.failures == []
    assert world.decider.fetched == ["guid 7"]
    # What the library says of it is all there is now.
    request = world.gate.requests.find(request_id)
    assert (request.state.value, request.client) == ("downloading", "decides")


@pytest.mark.parametrize("command", SET)
async def test_what_is_removed_there_just_then_is_gone(
    world: DecidingWorld, command: str
) -> None:
    world.hold(command)
    request_id = await approved(world)
    world.client.downloads.clear()
    world.let_go(command)
    await world.settle()
    assert world.failures == []
    await world.poll()
    await world.advance(GONE_AFTER + 1)
    await world.poll()
    assert world.state(request_id) == "cancelled"
    assert world.whys(request_id)[-1] == "removed_in_client"


@pytest.mark.parametrize("command", ["find", *SET])
async def test_who_gives_it_up_just_then_is_heard(
    world: DecidingWorld, command: str
) -> None:
    world.hold(command)
    request_id = await approved(world)
    await world.gate.decide.cancel(request_id, ANNA)
    world.let_go(command)
    await world.advance(900)
    assert world.failures == []
    assert world.state(request_id) == "cancelled"
    assert not world.gate.requests.find(request_id).unconfirmed
    assert world.decider.dropped == [HASH.upper()]


@pytest.mark.parametrize("seconds", [86400.0, -3600.0])
@pytest.mark.parametrize("command", ["find", *SET])
async def test_a_clock_that_is_set_just_then(
    world: DecidingWorld, command: str, seconds: float
) -> None:
    world.hold(command)
    request_id = await approved(world)
    world.set_clock(seconds)
    world.let_go(command)
    await world.advance(QUIET + 600)
    assert world.failures == []
    assert world.state(request_id) == "downloading"
    assert world.decider.fetched == ["guid 7"]
    assert told(world) == SET


@pytest.mark.parametrize("kill_on", range(2, 20))
async def test_what_nobody_follows_is_done_wherever_the_process_ends(
    world: DecidingWorld, kill_on: int
) -> None:
    world.decider.lands_in, world.decider.download = "elsewhere", ""
    request_id = await approved(world, kill_on)
    if any(isinstance(failure, Killed) for failure in world.failures):
        await world.restart()
    world.kill_on = None
    await world.advance(QUIET + 600 + 10 * EVERY)
    assert world.failures == []
    assert world.decider.fetched == ["guid 7"]
    assert world.state(request_id) == "completed"
    assert "program_not_followed" in world.whys(request_id)
