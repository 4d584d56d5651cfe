"""What is wished of a download that a library hands over is set where that can be, and said where not."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.errors import BadAnswer
from custom_components.greenlight.clients.through import ShareLimits, Shown
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from custom_components.greenlight.engine.order import Place
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.gate.set_after import left_to_library, set_after
from tests.support.fake_through import shown_through

from .deciders import HASH, DecidingWorld, decided, deciding_world
from .fakes import ANNA
from .scene import ask

SET = DownloadOptions(tags=("uhd",), stopped=True, ratio_limit=2.0)
UNSET = DownloadOptions(category="films", sequential=True, upload_limit=5)
THEIRS = Reason("program_settings_count", (("by", "Radarr"),))


@pytest.fixture
async def world() -> AsyncGenerator[DecidingWorld]:
    async for made in deciding_world():
        yield made


async def fetched(
    world: DecidingWorld, options: DownloadOptions, **more: Any
) -> Request:
    """Have something fetched under a rule that wishes this, and return its request."""
    rule = ask(options=options, **more)
    request_id = await world.asked(rule=rule)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    return world.gate.requests.find(request_id)


def told(world: DecidingWorld) -> dict[str, list[Any]]:
    """Return what the client was told to do, and with what."""
    known = ("add_tags", "set_limits", "set_forced", "move", "pause")
    return {name: said for name, *said in world.client.told if name in known}


async def test_what_can_be_set_is_set_in_a_client_of_ours(
    world: DecidingWorld,
) -> None:
    world.shows = True
    world.attach(world.gate)
    request = await fetched(world, SET)
    assert request.client == "qb"
    assert told(world) == {
        "add_tags": [HASH, ("uhd",)],
        "set_limits": [HASH, ShareLimits(ratio=2.0)],
        "pause": [HASH],
    }
    assert [name for name, *_ in world.client.told][-1] == "pause"
    assert THEIRS.code not in world.whys(request.id)
    assert world.gate.takers.ignored(request) == frozenset()


@pytest.mark.parametrize("lands_in", ["qb", "elsewhere"])
async def test_what_cannot_be_set_is_said(world: DecidingWorld, lands_in: str) -> None:
    world.shows = True
    world.attach(world.gate)
    world.decider.lands_in = lands_in
    request = await fetched(world, UNSET)
    assert request.journal[-1].why == THEIRS
    expected = {"category", "sequential", "upload_limit"}
    assert world.gate.takers.ignored(request) == expected
    assert told(world) == {}


async def test_where_only_the_library_follows_it_nothing_counts(
    world: DecidingWorld,
) -> None:
    world.decider.lands_in = "elsewhere"
    request = await fetched(world, SET)
    assert request.journal[-1].why == THEIRS
    assert world.gate.takers.ignored(request) == {"tags", "stopped", "ratio_limit"}


async def test_who_wishes_nothing_hears_nothing(world: DecidingWorld) -> None:
    request = await fetched(world, DownloadOptions())
    assert THEIRS.code not in world.whys(request.id)


async def test_a_client_that_was_chosen_is_not_the_librarys(
    world: DecidingWorld,
) -> None:
    world.decider.lands_in = "elsewhere"
    request = await fetched(world, DownloadOptions(), client="qb")
    assert request.journal[-1].why == THEIRS
    assert world.gate.takers.ignored(request) == {"client"}
    # Where it lands there after all, all is well.
    there = replace(request, client="qb")
    assert world.gate.takers.ignored(there) == frozenset()


async def test_of_a_question_it_is_told_what_can_never_be_set(
    world: DecidingWorld,
) -> None:
    both = replace(SET, sequential=True)
    request_id = await world.asked(rule=ask(options=both))
    request = world.gate.requests.find(request_id)
    assert world.gate.takers.ignored(request) == {"sequential"}
    # Of what no library decides about that is for the clients to say.
    ours = replace(request, release=decided(link="https://site.test/1"))
    assert world.gate.takers.ignored(ours) == frozenset()
    assert left_to_library(request, None) == {"sequential"}


async def test_what_nobody_wishes_stays_as_the_library_set_it(
    world: DecidingWorld,
) -> None:
    world.shows = True
    world.attach(world.gate)
    await fetched(world, DownloadOptions())
    client: Any = shown_through(world.client)
    show = client.show

    async def shared(wanted: Any) -> dict[str, Shown]:
        limits = ShareLimits(ratio=1.5, seeding_time=60)
        shown = await show(wanted)
        return {key: replace(one, limits=limits) for key, one in shown.items()}

    client.show = shared
    wished = DownloadOptions(seeding_time=-1, inactive_seeding_time=5)
    assert await set_after(client, HASH, wished) == frozenset()
    limits = ShareLimits(ratio=1.5, seeding_time=-1, inactive_time=5)
    assert told(world)["set_limits"] == [HASH, limits]


@pytest.mark.parametrize(
    ("priority", "call", "said"),
    [
        (Priority.HIGH, "move", Place.TOP),
        (Priority.LOW, "move", Place.BOTTOM),
        (Priority.FORCE, "set_forced", True),
    ],
)
async def test_where_in_the_queue_it_goes(
    world: DecidingWorld, priority: Priority, call: str, said: Any
) -> None:
    client = shown_through(world.client)
    wished = DownloadOptions(priority=priority)
    assert await set_after(client, HASH, wished) == frozenset()
    assert told(world) == {call: [HASH, said]}


async def test_what_a_client_refuses_is_not_set(world: DecidingWorld) -> None:
    client = shown_through(world.client)
    world.client.failure = BadAnswer("no")
    assert await set_after(client, HASH, SET) == {"tags", "stopped", "ratio_limit"}
