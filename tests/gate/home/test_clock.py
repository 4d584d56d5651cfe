"""A clock that is set makes nobody look all the time, nor wait for ever."""

import pytest

from custom_components.greenlight.engine.home.home import Landing, Step, Where
from custom_components.greenlight.libraries.imports import Doing, Tracked

from ..fakes import World
from .scene import Story

DAY = 86400


async def points_in_an_hour(world: World) -> int:
    """Return how much is done within an hour."""
    before = len(world.points)
    await world.advance(3600)
    return len(world.points) - before


@pytest.mark.parametrize("days", [-5, 0.5])
async def test_what_waits_for_its_turn(world: World, days: float) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    world.set_clock(days * DAY)
    assert await points_in_an_hour(world) < 300
    assert story.home(request_id).step is Step.TOLD
    story.library.work()
    await world.advance(120)
    assert world.state(request_id) == "imported"


@pytest.mark.parametrize("days", [-5, 5])
async def test_what_is_looked_for(world: World, days: int) -> None:
    story = Story(world)
    story.library.slow = True
    request_id = await story.downloaded()
    story.library.orders["1"].doing = Doing.DONE
    await world.advance(5)
    assert story.home(request_id).step is Step.LOOKING
    world.set_clock(days * DAY)
    assert await points_in_an_hour(world) < 300
    assert story.why(request_id) == "home_not_there"


@pytest.mark.parametrize("days", [-5, 1])
async def test_what_others_take_in(world: World, days: int) -> None:
    story = Story(world)
    request_id = await story.approved()
    download = world.gate.requests.find(request_id).download or ""
    story.library.queue[download] = Tracked(state="importPending")
    await story.complete()
    world.set_clock(days * DAY)
    assert await points_in_an_hour(world) < 300
    story.library.queue.clear()
    await world.advance(3 * DAY)
    assert story.why(request_id) == "home_theirs_silent"


async def test_what_stays_where_it_is(world: World) -> None:
    story = Story(world, home=Landing(where=Where.LEAVE))
    request_id = await story.downloaded()
    world.set_clock(-5 * DAY)
    await world.advance(2 * DAY)
    assert story.why(request_id) == "home_not_shown"
