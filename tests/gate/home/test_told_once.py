"""Of one kind of trouble people are told once, however often its words change."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.home.home import Landing, Transfer, Where
from custom_components.greenlight.gate.ports import PROBLEM
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.imports import ImportHabits, Tracked

from ..fakes import ANNA, World
from .scene import Story
from .test_by_files import FOLDER, own


def problems(world: World) -> int:
    """Return how often people were told of a problem."""
    return sum(kind == PROBLEM for _, kind in world.events)


def free(story: Story, request_id: str) -> object:
    """Return how much room is said to be there."""
    why = story.home(request_id).why
    return dict(why.params)["free"] if why else None


async def test_room_that_changes(world: World) -> None:
    story = Story(world)
    story.library.has(replace(story.film, path="/movies/Salt"))
    story.library.habits = ImportHabits(min_free=10, hardlinks=False)
    story.library.room = {"/movies": 5}
    request_id = await story.downloaded()
    for more in range(20):
        story.library.room = {"/movies": 5 + more % 7}
        await world.advance(1800)
    assert problems(world) == 1
    # What is shown is as it is now.
    assert free(story, request_id) == 5 + 19 % 7
    # Who wants it all the same is told again that there is none.
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(60)
    assert problems(world) == 2
    assert world.whys(request_id).count("home_no_room") == 2


async def test_room_here_that_changes(world: World) -> None:
    landing = Landing(where=Where.FOLDER, folder=FOLDER, transfer=Transfer.MOVE)
    story, files = own(world, landing)
    files.free = 5
    request_id = await story.downloaded()
    for more in range(20):
        files.free = 5 + more % 7
        await world.advance(1800)
    assert problems(world) == 1
    assert free(story, request_id) == 5 + 19 % 7


async def queued(story: Story, *messages: str, state: str = "importBlocked") -> str:
    """Have the library's own queue say something of what is complete."""
    request_id = await story.approved()
    download = story.world.gate.requests.find(request_id).download or ""
    story.library.queue[download] = Tracked(state=state, messages=messages)
    await story.complete()
    return download


async def test_a_library_that_does_not_know_what_it_wants(world: World) -> None:
    story = Story(world)
    download = await queued(story, "No files")
    (request_id,) = world.ledger.requests
    for turn in range(40):
        waits = turn % 2
        story.library.queue[download] = Tracked(
            state="importPending" if waits else "importBlocked",
            messages=() if waits else ("No files",),
        )
        world.gate.library.changed("radarr", ["1"])
        await world.advance(60)
        assert story.home(request_id).blocked != bool(waits)
    assert problems(world) == 1
    assert world.whys(request_id).count("home_refused_by") == 1


@pytest.mark.parametrize("state", ["importBlocked", "importPending"])
async def test_words_in_another_order(world: World, state: str) -> None:
    story = Story(world)
    download = await queued(story, "a", "b", state=state)
    (request_id,) = world.ledger.requests
    points = len(world.points)
    for turn in range(20):
        words = ("a", "b") if turn % 2 else ("b", "a")
        story.library.queue[download] = Tracked(state=state, messages=words)
        await world.advance(1800)
    # What only waits, but does so for long, waits for a person as well: older ones say no more.
    assert problems(world) == 1
    assert story.home(request_id).blocked
    # What it says otherwise is no reason to look more often.
    assert len(world.points) - points < 300


async def test_a_library_that_is_away_now_and_then(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    world.gate.library.away("radarr")
    await story.complete()
    for turn in range(4):
        story.library.error = LibraryError("refused") if turn % 2 else None
        world.gate.library.here("radarr")
        story.library.slow = True
        await world.advance(7200)
    assert world.whys(request_id).count("home_library_away") == 1
