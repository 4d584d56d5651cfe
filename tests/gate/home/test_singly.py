"""Two downloads of one film are imported one after the other, each checked when it is its turn."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.home.home import Step
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.libraries.errors import LibraryError
from custom_components.greenlight.libraries.imports import Doing

from ..fakes import ANNA, World
from ..scene import by_magnet, torrent
from ..shelves import FILM
from .scene import SAVED, SIZE, Story

OTHER = f"{FILM} 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-OTHER"


async def second(story: Story, first: str) -> Request:
    """Have another release of the film approved and completed, by another rule."""
    world = story.world
    rules = world.gate.attached.rules
    world.gate.attached.rules = {"second": replace(story.rule, id="second"), **rules}
    await world.gate.offer([by_magnet(OTHER)])
    await world.settle()
    (two,) = [one for one in world.ledger.requests.values() if one.id != first]
    if two.state == "pending":
        await world.gate.decide.approve(two.id, ANNA)
        await world.settle()
    story.library.disk[f"{SAVED}/{OTHER}/film.mkv"] = SIZE * 2
    world.client.show(
        torrent(OTHER).v1 or "", complete=True, content_path=f"{SAVED}/{OTHER}"
    )
    await world.poll()
    return world.gate.requests.find(two.id)


async def both(world: World) -> tuple[Story, str, str]:
    """Have two of them complete, of which the first is told to be imported."""
    story = Story(world)
    story.library.slow = True
    first = await story.downloaded()
    two = await second(story, first)
    await world.advance(60)
    assert story.home(first).step is Step.TOLD
    assert story.home(two.id).step is Step.WAITING
    assert story.why(two.id) == "home_after_another"
    assert len(story.library.orders) == 1
    return story, first, two.id


async def test_the_second_is_checked_after_the_first(world: World) -> None:
    story, first, two = await both(world)
    story.library.work()
    await world.advance(200)
    assert world.state(first) == "imported"
    # What would go now the question for it did not tell of.
    assert story.why(two) == "home_would_replace"
    assert [one.size for one in story.film.versions] == [SIZE]
    assert world.whys(two).count("home_after_another") == 1
    await world.gate.home.import_now(two, ANNA, anyway=True)
    story.library.work()
    await world.advance(60)
    story.library.work()
    await world.advance(60)
    assert [one.size for one in story.film.versions] == [SIZE * 2]


async def test_the_first_fails(world: World) -> None:
    story, first, two = await both(world)
    story.library.orders["1"].doing = Doing.FAILED
    await world.advance(60)
    assert story.home(first).blocked
    assert story.home(two).step is Step.TOLD
    # Now it is the first that waits, whatever people say.
    await world.gate.home.import_now(first, ANNA)
    await world.settle()
    assert story.why(first) == "home_after_another"


@pytest.mark.parametrize("end", ["left", "elsewhere", "undone", "forgotten"])
async def test_the_first_is_not_imported_at_all(world: World, end: str) -> None:
    story, first, two = await both(world)
    request = world.gate.requests.find(first)
    assert request.home
    if end == "left":
        home = replace(request.home, step=Step.LEFT)
        await world.gate.requests.amend(first, home=home)
    elif end == "elsewhere":
        await world.gate.requests.amend(first, home=replace(request.home, item="9"))
    elif end == "undone":
        await world.gate.requests.amend(first, state=State.PENDING, home=None)
    else:
        await world.gate.requests.amend(first, home=None)
    await world.advance(60)
    assert story.home(two).step is Step.TOLD


async def test_after_a_restart(world: World) -> None:
    story, first, two = await both(world)
    await world.restart()
    story.attach(world.gate)
    world.gate.home.start()
    await world.advance(60)
    assert len(story.library.orders) == 1
    story.library.work()
    await world.advance(200)
    assert world.state(first) == "imported"
    assert story.why(two) == "home_would_replace"


async def test_two_that_were_begun_at_once_go_on(world: World) -> None:
    """As those are that were told before anybody minded that."""
    story, first, two = await both(world)
    told = replace(story.home(two), step=Step.TOLD, command="1", sizes=(SIZE,))
    await world.gate.requests.amend(two, home=replace(told, source=SAVED))
    await world.restart()
    story.attach(world.gate)
    world.gate.home.start()
    story.library.work()
    await world.advance(200)
    assert world.state(first) == "imported"
    assert story.home(two).step is Step.DONE


async def test_what_is_over_is_so_only_once_that_is_on_disk(world: World) -> None:
    story, first, two = await both(world)
    story.library.orders["1"].doing = Doing.FAILED
    world.ledger.fail_on = 1
    for _ in range(12):
        await world.advance(5)
        at_it = [one for one in (first, two) if story.home(one).step is Step.TOLD]
        assert len(at_it) == 1
    await world.advance(120)
    assert story.home(first).blocked
    assert story.home(two).step is Step.TOLD


async def test_one_that_is_blocked_waits_for_its_turn(world: World) -> None:
    story, first, two = await both(world)
    why = Reason("home_not_seen", (("library", "Radarr"),))
    blocked = replace(story.home(two), step=Step.BLOCKED, why=why)
    await world.gate.requests.amend(two, home=blocked)
    world.gate.library.changed("radarr", ["1"])
    await world.settle()
    assert story.home(two) == blocked
    story.library.work()
    await world.advance(2000)
    assert world.state(first) == "imported"
    assert story.why(two) == "home_would_replace"


async def test_one_that_cannot_ask_keeps_nobody_waiting(world: World) -> None:
    story = Story(world)
    story.library.error = LibraryError("refused")
    first = await story.downloaded()
    assert story.home(first).step is Step.WAITING
    story.library.error = None
    story.library.slow = True
    two = await second(story, first)
    assert story.home(two.id).step is Step.TOLD


async def test_at_the_same_time(world: World) -> None:
    story = Story(world)
    story.library.slow = True
    story.library.error = LibraryError("refused")
    first = await story.downloaded()
    two = await second(story, first)
    story.library.error = None
    world.gate.library.changed("radarr", ["1"])
    await world.advance(400)
    assert len(story.library.orders) == 1
    steps = {story.home(one).step for one in (first, two.id)}
    assert steps == {Step.TOLD, Step.WAITING}
