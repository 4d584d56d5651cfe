"""A release that is listed as another one each time: its file tells, so no rule begins it again."""

import pytest

from custom_components.greenlight.clients.errors import CannotConnect, ReleaseRefused
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, State
from custom_components.greenlight.gate.grab import RETRY_DELAYS

from .fakes import ANNA, World
from .scene import approve, by_file, file_of
from .test_grab import HASH, approved, pending

OTHER = "https://site.test/dl?x=1"


async def listed_anew(world: World, *, by_rule: bool = True) -> str:
    """List a film as another one, of which the file is the same, and have it approved."""
    world.source.files[OTHER] = file_of("Film")
    again = by_file("Other", link=OTHER)
    world.gate.attached.rules.clear()
    if not by_rule:
        return await approved(world, again)
    world.gate.attached.rules["auto"] = approve()
    await world.gate.offer([again])
    await world.settle()
    return next(
        one.id for one in world.ledger.requests.values() if one.release.title == "Other"
    )


@pytest.mark.parametrize("by_rule", [True, False])
async def test_that_was_declined(world: World, by_rule: bool) -> None:
    await world.gate.decide.decline(await pending(world), ANNA)
    again = await listed_anew(world, by_rule=by_rule)
    # What a person approves is theirs to know.
    assert world.state(again) == ("superseded" if by_rule else "downloading")
    assert world.client.taken == ([] if by_rule else [HASH])
    if by_rule:
        last = world.gate.requests.find(again).journal[-1]
        assert last.why == Reason("known_file", (("title", "Film"),))


@pytest.mark.parametrize("state", [State.COMPLETED, State.CANCELLED])
async def test_that_was_had_and_is_gone(world: World, state: State) -> None:
    first = await approved(world)
    await world.gate.requests.move(first, state, SYSTEM, Reason("download_complete"))
    world.client.downloads.clear()
    again = await listed_anew(world)
    assert world.state(again) == "superseded"
    assert world.client.taken == [HASH]


async def test_that_has_failed(world: World) -> None:
    world.client.failure = ReleaseRefused("no")
    await approved(world)
    world.client.failure = None
    again = await listed_anew(world)
    assert world.state(again) == "superseded"
    assert world.client.taken == []


async def test_that_nobody_could_take_says_nothing_of_it(world: World) -> None:
    first = await approved(world, by_file("Film"))
    assert world.state(first) == "failed"
    again = await listed_anew(world)
    assert world.state(again) == "downloading"


async def test_that_ended_as_the_twin_of_it_does_not_end_it_too(world: World) -> None:
    """One waits for its client, another ends because of it: the first is still to come."""
    world.client.failure = CannotConnect()
    first = await approved(world)
    again = await listed_anew(world)
    assert world.state(again) == "superseded"
    world.client.failure = None
    await world.advance(RETRY_DELAYS[0])
    assert world.state(first) == "downloading"
    assert world.client.taken == [HASH]
