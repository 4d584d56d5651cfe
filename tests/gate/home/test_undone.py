"""While something is put where it belongs its files are needed: a yes is not taken back then."""

from contextlib import suppress
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Landing, Step, Where
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.request import IllegalMove
from custom_components.greenlight.gate.ports import BeingImported, TooLate
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.imports import Doing, Tracked

from ..fakes import ANNA, World
from .scene import Story


async def undo(world: World, request_id: str) -> Any:
    """Take the yes back, with all that was downloaded."""
    return await world.gate.decide.undo(request_id, ANNA, delete_data=True)


@pytest.mark.parametrize("step", [Step.BEGUN, Step.TOLD, Step.LOOKING])
async def test_what_a_library_imports(world: World, step: Step) -> None:
    story = Story(world)
    story.library.slow = True
    story.library.mute = step is Step.BEGUN
    request_id = await story.downloaded()
    if step is Step.LOOKING:
        story.library.orders["1"].doing = Doing.DONE
        await world.advance(5)
    assert story.home(request_id).step is step
    with pytest.raises(BeingImported):
        await undo(world, request_id)
    for verb in (world.gate.home.import_now, world.gate.home.leave):
        if step is not Step.LOOKING:
            with pytest.raises(BeingImported):
                await verb(request_id, ANNA)
    await world.settle()
    assert world.client.downloads
    story.library.orders["1"].doing = Doing.QUEUED
    story.library.work()
    await world.advance(200)
    assert world.state(request_id) == "imported"


@pytest.mark.parametrize("waits", [False, True])
async def test_what_a_library_takes_in_by_itself(world: World, waits: bool) -> None:
    story = Story(world)
    request_id = await story.approved()
    download = world.gate.requests.find(request_id).download or ""
    words = ("Locked file",) if waits else ()
    story.library.queue[download] = Tracked(state="importPending", messages=words)
    await story.complete()
    with suppress(BeingImported):
        await undo(world, request_id)
    # One that waits for something is not at it.
    assert world.state(request_id) == ("pending" if waits else "completed")


async def test_what_stays_where_it_is(world: World) -> None:
    story = Story(world, home=Landing(where=Where.LEAVE))
    request_id = await story.downloaded(Choice.KEEP_BOTH)
    assert story.home(request_id).step is Step.LOOKING
    await undo(world, request_id)
    assert world.state(request_id) == "pending"


async def test_what_a_person_has_to_see_to(world: World) -> None:
    story = Story(world)
    story.library.disk.clear()
    request_id = await story.downloaded()
    assert story.home(request_id).blocked
    await undo(world, request_id)
    assert world.state(request_id) == "pending"


@pytest.mark.parametrize("slow", [False, True])
async def test_at_every_point(slow: bool) -> None:
    """Whenever that is, it is either not taken back, or nobody has begun with it."""
    for cut in range(1, 45):
        world = World()
        story = Story(world)
        story.library.slow = slow
        request_id = await story.approved()
        start, point, spawned = len(world.points), world.point, list[int]()

        async def at(name: str, *of: Any) -> None:
            world, start, point, spawned, request_id, cut = of
            await point(name)
            if len(world.points) == start + cut and not spawned:
                spawned.append(1)
                with suppress(IllegalMove, TooLate):
                    await undo(world, request_id)

        of = (world, start, point, spawned, request_id, cut)
        world.point = lambda name, of=of: at(name, *of)  # type: ignore[method-assign,misc]
        await story.complete()
        await world.advance(10)
        story.library.work()
        await world.advance(100)
        back = world.state(request_id) == "pending"
        assert world.state(request_id) in ("pending", "imported"), cut
        assert len(story.library.imports) == (0 if back else 1), cut
        assert not world.failures
        await world.end()


async def test_a_library_that_is_away_when_it_is_told(world: World) -> None:
    story = Story(world)
    story.library.mute = story.library.slow = True
    request_id = await story.downloaded()
    story.library.error = LibraryError("refused")
    await world.advance(60)
    with pytest.raises(BeingImported):
        await undo(world, request_id)
