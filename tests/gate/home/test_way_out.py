"""Whatever goes away on the way home, a person can say what is to become of it, and is told once."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.disk.trouble import trouble
from custom_components.greenlight.engine.home.home import Home, Landing, Step, Where
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.home.by_library import HANGS
from custom_components.greenlight.gate.ports import PROBLEM
from custom_components.greenlight.libraries.errors import LibraryError, NotFound
from custom_components.greenlight.libraries.imports import Doing

from ..fakes import ANNA, World
from .scene import NEW, Story
from .test_by_files import own

WEEK = 7 * 86400


def problems(world: World) -> int:
    """Return how often people were told of a problem."""
    return sum(kind == PROBLEM for _, kind in world.events)


async def under_way(world: World, step: Step) -> tuple[Story, str]:
    """Have an import that has come so far."""
    story = Story(world)
    if step is Step.WAITING:
        story.library.error = LibraryError("refused")
    story.library.slow = True
    story.library.mute = step is Step.BEGUN
    request_id = await story.downloaded()
    if step is Step.LOOKING:
        story.library.orders["1"].doing = Doing.DONE
        await world.advance(5)
    assert story.home(request_id).step is step
    return story, request_id


def anew(story: Story) -> None:
    """Remove the film from its library, and add it anew."""
    (one,) = story.library.films.values()
    story.library.gone.add("1")
    story.library.films = {"2": replace(one, id="2", versions=())}
    story.library.shelf.replace(list(story.library.films.values()))


@pytest.mark.parametrize("step", [Step.WAITING, Step.BEGUN, Step.TOLD, Step.LOOKING])
async def test_a_library_that_is_removed(world: World, step: Step) -> None:
    story, request_id = await under_way(world, step)
    world.gate.library.detach("radarr")
    await world.advance(WEEK)
    assert story.why(request_id) == "home_library_gone"
    assert problems(world) == 1
    # It is back: what it has done meanwhile is seen, and what it has not is done.
    story.library.error, story.library.slow = None, False
    story.library.work()
    story.attach(world.gate)
    world.gate.library.changed("radarr", ["1"])
    await world.advance(200)
    assert world.state(request_id) == "imported"
    assert len(story.library.imports) == 1


@pytest.mark.parametrize("step", [Step.BEGUN, Step.TOLD])
async def test_a_library_that_is_away_for_long(world: World, step: Step) -> None:
    story, request_id = await under_way(world, step)
    story.library.error = LibraryError("refused")
    await world.advance(3600)
    assert not story.home(request_id).blocked
    await world.advance(2 * 86400)
    assert story.why(request_id) == "home_library_silent"
    assert problems(world) == 1
    await world.gate.home.leave(request_id, ANNA)
    assert story.home(request_id).step is Step.LEFT


async def test_a_disk_that_is_away_for_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, files = own(world)
    request_id = await story.approved()

    async def fails(*_: Any, **__: Any) -> None:
        raise trouble("files_failed")

    monkeypatch.setattr(files, "put", fails)
    await story.complete()
    assert story.home(request_id).step is Step.BEGUN
    await world.advance(2 * 86400)
    assert story.why(request_id) == "home_stuck"
    assert problems(world) == 1
    await world.gate.home.leave(request_id, ANNA)


async def test_one_that_only_waits_is_no_trouble(world: World) -> None:
    story, request_id = await under_way(world, Step.WAITING)
    await world.advance(WEEK)
    assert story.home(request_id).step is Step.WAITING
    assert not problems(world)
    await world.gate.home.leave(request_id, ANNA)


async def test_a_library_of_which_somebody_else_ordered_it(world: World) -> None:
    story = Story(world)
    world.gate.attached.askers["site"] = AskerFacts(
        name="Radarr", usenet=False, linked=True, library="radarr"
    )
    request_id = await story.downloaded()
    world.gate.library.detach("radarr")
    await world.advance(WEEK)
    assert story.home(request_id).step is Step.LEFT
    assert not problems(world)


async def test_an_order_that_is_not_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds something else not, such as an episode."""
    story = Story(world)

    async def fails(*_: Any, **__: Any) -> str:
        raise NotFound("no such episode")

    monkeypatch.setattr(story.library, "bring", fails)
    request_id = await story.downloaded()
    assert story.home(request_id).step is Step.BEGUN
    assert story.why(request_id) == "home_library_away"
    await world.advance(2 * 86400)
    assert story.why(request_id) == "home_library_silent"
    assert problems(world) == 1


async def test_an_order_that_hangs(world: World) -> None:
    story, request_id = await under_way(world, Step.TOLD)
    await world.advance(HANGS + 60)
    assert story.why(request_id) == "home_hangs"
    assert problems(world) == 1
    # It comes to it at last.
    story.library.work()
    world.gate.library.changed("radarr", ["1"])
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_an_order_that_hangs_is_not_given_twice(world: World) -> None:
    story, request_id = await under_way(world, Step.TOLD)
    await world.advance(HANGS + 60)
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(60)
    assert story.home(request_id).step is Step.TOLD
    assert len(story.library.orders) == 1


@pytest.mark.parametrize("step", [Step.BEGUN, Step.TOLD, Step.LOOKING])
async def test_a_film_that_is_removed(world: World, step: Step) -> None:
    story, request_id = await under_way(world, step)
    story.library.gone.add("1")
    for order in story.library.orders.values():
        order.doing = Doing.DONE
    await world.advance(WEEK)
    assert story.why(request_id) == "home_unknown_item"
    assert problems(world) == 1
    await world.gate.home.leave(request_id, ANNA)
    assert story.home(request_id).step is Step.LEFT


@pytest.mark.parametrize("step", [Step.BEGUN, Step.TOLD, Step.LOOKING])
async def test_a_film_that_is_added_anew_midway(world: World, step: Step) -> None:
    story, request_id = await under_way(world, step)
    anew(story)
    for order in story.library.orders.values():
        order.doing = Doing.DONE
    story.library.slow = False
    await world.advance(7200)
    assert world.state(request_id) == "imported"
    assert story.home(request_id).item == "2"


async def test_a_film_that_is_added_anew_before(world: World) -> None:
    story = Story(world)
    request_id = await story.approved()
    anew(story)
    await story.complete()
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert story.home(request_id).item == "2"


async def test_a_film_that_is_added_anew_while_it_is_blocked(world: World) -> None:
    story = Story(world)
    story.library.disk.clear()
    request_id = await story.downloaded()
    anew(story)
    story.library.disk[f"/downloads/{NEW}/film.mkv"] = 60_000
    await world.gate.home.import_now(request_id, ANNA)
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert story.home(request_id).item == "2"


async def test_a_shelf_that_is_behind_leads_nowhere(world: World) -> None:
    """It says that the film is there by another id, which it is not either."""
    story = Story(world)
    request_id = await story.approved()
    anew(story)
    story.library.gone.add("2")
    await story.complete()
    await world.advance(60)
    assert story.why(request_id) == "home_unknown_item"
    story.library.gone.remove("2")
    await world.advance(2000)
    assert world.state(request_id) == "imported"


async def test_what_lies_beside_it_is_told_to_nobody_who_is_gone(world: World) -> None:
    story = Story(world, home=Landing(where=Where.BESIDE))
    request_id = await story.approved()
    real: Any = story.library.rescan

    async def rescan(item: str) -> str:
        await real(item)
        raise NotFound

    story.library.rescan = rescan  # type: ignore[method-assign]
    await story.complete()
    await world.advance(60)
    home: Home = story.home(request_id)
    assert (home.step, home.why) == (Step.LOOKING, None)
