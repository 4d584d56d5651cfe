"""How a release stands that somebody offers and waits for word about; and that it is asked about once."""

import asyncio
from dataclasses import replace

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.rules import RuleKind

from .fakes import ANNA, World
from .scene import ask, by_file

TITLE = "Salt.and.Lanterns.2019.1080p.WEB-DL.H.264-NORTHWND"
WORSE = "Salt.and.Lanterns.2019.720p.WEB-DL.H.264-TIDE"
SIZE = 5_123_456_789


def pushed(world: World, **changes: object) -> Release:
    """Return what was announced a second ago: no hash, and a link with a passkey."""
    release = by_file(
        TITLE, source="push", guid="p", size=SIZE, published=world.now - 1
    )
    link = "https://tracker.test/get/7?passkey=0123"
    return replace(release, link=link, **changes)  # type: ignore[arg-type]


async def test_push_feed_and_search_at_the_same_moment_are_one_question(
    world: World,
) -> None:
    world.gate.attached.rules["ask"] = ask()
    announced = pushed(world)
    listed = by_file(
        TITLE,
        source="feed",
        guid="f",
        size=SIZE,
        hashes=frozenset({"ab" * 20}),
        published=world.now,
        link="https://tracker.test/rss/7",
    )
    found = replace(
        listed, source="prowlarr", guid="s", link="https://indexer.test/1/download"
    )
    world.ledger.known[:] = [announced, listed, found]
    await asyncio.gather(
        world.gate.offer([announced]),
        world.gate.offer([listed]),
        world.gate.offer([found]),
        world.gate.offer([announced], again=True),
    )
    (request,) = world.ledger.requests.values()
    assert request.state is State.PENDING
    for one in (announced, listed, found):
        stand = await world.gate.standing.of(one)
        assert stand.request is not None
        assert stand.request.id == request.id
        assert not stand.another


async def test_without_a_size_it_is_one_question_too(world: World) -> None:
    world.gate.attached.rules["ask"] = ask()
    announced = pushed(world, size=None)
    listed = by_file(TITLE, source="feed", size=SIZE, published=world.now + 240)
    await world.gate.offer([announced])
    await world.gate.offer([listed])
    assert len(world.ledger.requests) == 1


async def test_what_no_rule_is_for_says_why(world: World) -> None:
    assert (await world.gate.standing.of(pushed(world))).reasons == ()
    world.gate.attached.rules["ask"] = ask("other")
    stand = await world.gate.standing.of(pushed(world))
    assert stand.request is None
    assert stand.skip is None
    assert not stand.waits
    assert [reason.code for reason in stand.reasons]
    assert dict(stand.reasons[0].params)["rule"] == "Ask"


async def test_a_worse_one_stands_beside_the_question_about_a_better(
    world: World,
) -> None:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([pushed(world)])
    worse = replace(
        pushed(world), title=WORSE, guid="w", link="https://tracker.test/8", size=10**9
    )
    await world.gate.offer([worse])
    stand = await world.gate.standing.of(worse)
    (request,) = world.ledger.open.values()
    assert stand.request == request
    assert stand.another


async def test_what_is_skipped_says_so(world: World) -> None:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([pushed(world)])
    (request,) = world.ledger.open.values()
    await world.gate.decide.decline(request.id, ANNA)
    stand = await world.gate.standing.of(pushed(world))
    assert stand.request is not None
    assert stand.request.state is State.DECLINED


async def test_what_waits_for_a_library_waits(world: World) -> None:
    world.gate.attached.rules["ask"] = ask(kind=RuleKind.WANTED)
    stand = await world.gate.standing.of(pushed(world))
    assert stand.waits
    assert Reason("no_library") in stand.reasons
