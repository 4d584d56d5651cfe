"""A library that takes half a minute for each answer keeps nobody from anything, and tells nothing of what is over."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from custom_components.greenlight.gate.follows_through import EVERY
from custom_components.greenlight.gate.grabbed_through import QUIET
from custom_components.greenlight.libraries.decides import Stage, Standing
from custom_components.greenlight.libraries.errors import LibraryTimeout

from .deciders import (
    HASH,
    DecidingSource,
    DecidingWorld,
    FakeDecider,
    Record,
    decided,
    deciding_world,
)
from .fakes import ANNA
from .scene import ask

KNOWN = HASH.upper()


@pytest.fixture
async def world() -> AsyncGenerator[DecidingWorld]:
    async for made in deciding_world():
        made.decider.lands_in = "elsewhere"
        yield made


async def running(world: DecidingWorld) -> str:
    request_id = await world.asked()
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    world.decider.standing[KNOWN] = Standing(stage=Stage.DOWNLOADING, size=9, left=4)
    return request_id


async def looked_at(world: DecidingWorld) -> None:
    """Have it be asked how its downloads stand, and be slow to say so."""
    world.hold("queue")
    await world.advance(EVERY + 1)


async def test_what_is_approved_anew_meanwhile_is_another_download(
    world: DecidingWorld,
) -> None:
    request_id = await running(world)
    world.decider.standing[KNOWN] = Standing(stage=Stage.IMPORTED)
    await looked_at(world)
    asked = world.gate.requests.find(request_id)
    await world.gate.requests.amend(
        request_id, download="of another try", attempt=asked.attempt + 1
    )
    world.let_go("queue")
    await world.settle()
    assert world.failures == []
    request = world.gate.requests.find(request_id)
    assert (request.state.value, request.download) == ("downloading", "of another try")


async def test_what_is_given_up_meanwhile_stays_given_up(world: DecidingWorld) -> None:
    request_id = await running(world)
    world.hold("queue")
    world.gate.through.follow.start()
    await world.advance(EVERY + 1)
    await world.gate.decide.cancel(request_id, ANNA)
    world.let_go("queue")
    await world.advance(10 * EVERY)
    assert world.failures == []
    assert world.state(request_id) == "cancelled"


async def test_a_source_that_is_removed_meanwhile(world: DecidingWorld) -> None:
    request_id = await running(world)
    await looked_at(world)
    world.gate.attached.detach_source("decides")
    await world.gate.clients.cancel_orphans()
    world.let_go("queue")
    await world.advance(10 * EVERY)
    assert world.failures == []
    assert world.state(request_id) == "cancelled"


async def test_another_source_that_is_removed_meanwhile(world: DecidingWorld) -> None:
    """Both are asked one after the other."""
    first = await running(world)
    other: Any = FakeDecider(world)
    other.lands_in, other.download = "elsewhere", "cd" * 20
    gate = world.gate
    gate.libraries.attach("uhd", other, name="Radarr 4K")
    gate.libraries.back("uhd")
    source = DecidingSource(world)
    source.library = "uhd"
    gate.attached.attach_source("uhd-source", source, name="Radarr 4K")
    large = decided(source="uhd-source", title="Paper.Moon.Road.2021.2160p-X", size=9)
    second = await world.asked(
        large, ask(id="ask", sources=frozenset({"uhd-source", "decides"}))
    )
    await gate.decide.approve(second, ANNA)
    await world.settle()
    assert gate.requests.find(second).client == "uhd-source"
    await looked_at(world)
    gate.attached.detach_source("uhd-source")
    await gate.clients.cancel_orphans()
    world.let_go("queue")
    await world.settle()
    assert world.failures == []
    assert world.state(first) == "downloading"
    # The other is followed on.
    world.decider.standing[KNOWN] = Standing(stage=Stage.IMPORTED)
    await world.advance(EVERY + 1)
    assert world.state(first) == "completed"


@pytest.mark.parametrize("seconds", [86400.0, -3600.0])
async def test_a_clock_that_is_set_meanwhile(
    world: DecidingWorld, seconds: float
) -> None:
    request_id = await running(world)
    await looked_at(world)
    world.set_clock(seconds)
    world.let_go("queue")
    await world.advance(3 * EVERY)
    assert world.failures == []
    assert world.state(request_id) == "downloading"
    world.decider.standing[KNOWN] = Standing(stage=Stage.IMPORTED)
    await world.advance(EVERY + 1)
    assert world.state(request_id) == "completed"


@pytest.mark.parametrize("seconds", [30.0, 90.0, QUIET - 10])
async def test_what_it_fetches_long_after_it_was_given_up_is_taken_back(
    world: DecidingWorld, seconds: float
) -> None:
    """Its answer did not come in time, and it goes on with what it was told."""
    world.decider.failures = [LibraryTimeout()]
    request_id = await world.asked()
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    await world.gate.decide.cancel(request_id, ANNA)
    await world.advance(seconds)
    world.decider.history.append(Record("guid 7", KNOWN, "Deluge", world.now))
    await world.advance(900)
    assert world.decider.dropped == [KNOWN]
    assert not world.gate.requests.find(request_id).unconfirmed


async def test_what_it_never_fetches_is_looked_for_no_more(
    world: DecidingWorld,
) -> None:
    world.decider.failures = [LibraryTimeout()]
    request_id = await world.asked()
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    await world.gate.decide.cancel(request_id, ANNA)
    await world.advance(900)
    assert not world.gate.requests.find(request_id).unconfirmed
    world.points.clear()
    await world.advance(900)
    assert "history" not in world.points
