"""A library that is switched off and on again has not forgotten what it has, nor anybody what was planned."""

import pytest

from custom_components.greenlight.engine.home.home import Landing, Means, Step, Where
from custom_components.greenlight.engine.quality.comparison import Choice

from ..fakes import ANNA, World
from .scene import Story


async def gone(world: World, story: Story, choice: Choice | None = None) -> str:
    """Have something complete while no library imports."""
    request_id = await story.approved(choice)
    world.gate.library.detach("radarr")
    await story.complete()
    assert story.home(request_id).means is Means.SCAN
    return request_id


async def back(world: World, story: Story) -> None:
    """Have it attached again."""
    await world.advance(600)
    story.attach(world.gate)
    world.gate.library.changed("radarr")
    await world.advance(400)


async def test_what_was_planned_while_it_was_gone(world: World) -> None:
    story = Story(world)
    request_id = await gone(world, story)
    await back(world, story)
    assert world.state(request_id) == "imported"
    assert len(story.library.imports) == 1


@pytest.mark.parametrize("where", [Where.LEAVE, Where.BESIDE])
async def test_what_its_rule_wants_elsewhere(world: World, where: Where) -> None:
    story = Story(world, home=Landing(where=where))
    request_id = await gone(world, story)
    await back(world, story)
    assert story.home(request_id).means is Means.SCAN
    assert not story.library.orders


async def test_what_is_to_be_kept_beside_it(world: World) -> None:
    story = Story(world)
    request_id = await gone(world, story, Choice.KEEP_BOTH)
    await back(world, story)
    assert story.home(request_id).means is Means.SCAN
    assert not story.library.orders


async def test_what_somebody_has_left(world: World) -> None:
    story = Story(world)
    request_id = await gone(world, story)
    await world.gate.home.leave(request_id, ANNA)
    await back(world, story)
    assert story.home(request_id).step is Step.LEFT


@pytest.mark.parametrize("cut", range(1, 30, 2))
async def test_at_any_moment(cut: int) -> None:
    world = World()
    story = Story(world)
    request_id = await story.approved()
    start, point, done = len(world.points), world.point, list[int]()

    async def at(name: str) -> None:
        await point(name)
        if len(world.points) == start + cut and not done:
            done.append(1)
            world.gate.library.detach("radarr")

    world.point = at  # type: ignore[method-assign]
    await story.complete()
    await back(world, story)
    assert world.state(request_id) == "imported"
    assert len(story.library.imports) == 1
    assert not world.failures
    await world.end()
