"""A no that covers more than the one release is kept, obeyed, counted and taken back."""

import pytest

from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.refusal import CannotRefuse, Scope
from custom_components.greenlight.engine.request import waiting
from custom_components.greenlight.gate.ports import LedgerError

from .fakes import ANNA, BERT, World
from .scene import ask, by_magnet, torrent

DAY = 86400.0
TITLE = "Copper Kites 2024 1080p WEB-DL-AAA"
SAME_GROUP = "Salt and Lanterns 2019 2160p WEB-DL-AAA"
SAME_TITLE = "Copper Kites 2024 720p HDTV-BBB"
OTHER = "The Tide Clerk 2020 1080p WEB-DL-CCC"


@pytest.fixture
async def question(world: World) -> str:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([by_magnet(TITLE)])
    return next(iter(world.ledger.open))


async def offer(world: World) -> list[str]:
    """Have others offered, and return what people are asked about."""
    titles = (SAME_GROUP, SAME_TITLE, OTHER)
    await world.gate.offer([by_magnet(title) for title in titles])
    await world.settle()
    return [one.release.title for one in waiting(world.ledger.open.values())]


@pytest.mark.parametrize(
    ("scope", "kept"),
    [
        (None, [SAME_GROUP, SAME_TITLE, OTHER]),
        (Scope.RELEASE, [SAME_GROUP, SAME_TITLE, OTHER]),
        (Scope.GROUP, [SAME_TITLE, OTHER]),
        (Scope.TITLE, [SAME_GROUP, OTHER]),
    ],
)
async def test_it_is_obeyed(
    world: World, question: str, scope: Scope | None, kept: list[str]
) -> None:
    await world.gate.decide.decline(question, ANNA, "no", scope=scope, days=30)
    assert await offer(world) == kept
    assert len(world.gate.skips) == (scope is not None)


async def test_it_ends(world: World, question: str) -> None:
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=1)
    assert SAME_GROUP not in await offer(world)
    await world.advance(DAY + 1)
    assert SAME_GROUP in await offer(world)
    assert not list(world.gate.skips)


async def test_it_survives_a_restart(world: World, question: str) -> None:
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=None)
    await world.restart()
    assert SAME_GROUP not in await offer(world)
    (skip,) = world.gate.skips
    assert (skip.who, skip.until, skip.why.code) == (
        "Anna",
        None,
        "declined_by_person",
    )


async def test_what_it_keeps_away_is_counted_once(world: World, question: str) -> None:
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=9)
    (skip,) = world.gate.skips
    for _ in range(3):
        await offer(world)
    assert world.gate.skips.kept == {skip.id: 1}
    assert world.ledger.kept_on_disk == {skip.id: 1}


async def test_it_can_be_said_a_moment_later(world: World, question: str) -> None:
    await world.gate.decide.decline(question, ANNA)
    await world.gate.decide.decline(question, BERT, scope=Scope.GROUP, days=9)
    assert world.state(question) == "declined"
    assert world.whys(question)[-1] == "declined_more_group"
    assert SAME_GROUP not in await offer(world)
    (skip,) = world.gate.skips
    assert skip.who == "Bert"


async def test_several_can_be_said(world: World, question: str) -> None:
    for scope in (Scope.GROUP, Scope.TITLE):
        await world.gate.decide.decline(question, ANNA, scope=scope, days=9)
    assert await offer(world) == [OTHER]
    assert {one.scope for one in world.gate.skips} == {Scope.GROUP, Scope.TITLE}


async def test_taking_the_no_back_forgets_all_of_it(
    world: World, question: str
) -> None:
    for scope in (Scope.GROUP, Scope.TITLE):
        await world.gate.decide.decline(question, ANNA, scope=scope, days=9)
    await world.gate.decide.undo(question, ANNA)
    assert not list(world.gate.skips)
    assert world.ledger.skips_on_disk == "[]"
    assert SAME_GROUP in await offer(world)


async def test_a_no_that_is_not_stored_refuses_nothing(
    world: World, question: str
) -> None:
    world.ledger.failing = True
    with pytest.raises(LedgerError):
        await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=9)
    assert world.state(question) == "pending"
    assert not list(world.gate.skips)


async def test_one_vote_among_several_refuses_nothing_yet(world: World) -> None:
    world.gate.attached.rules["ask"] = ask(asking=Asking(need=2, against=2))
    await world.gate.offer([by_magnet(TITLE)])
    question = next(iter(world.ledger.open))
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=9)
    assert world.state(question) == "pending"
    assert not list(world.gate.skips)
    await world.gate.decide.decline(question, BERT, scope=Scope.GROUP, days=9)
    assert world.state(question) == "declined"
    assert len(world.gate.skips) == 1


async def test_what_is_not_there_is_no_answer(world: World) -> None:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([by_magnet("Film")])
    question = next(iter(world.ledger.open))
    with pytest.raises(CannotRefuse):
        await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP)
    assert world.state(question) == "pending"


async def test_what_somebody_hands_in_is_taken_all_the_same(
    world: World, question: str
) -> None:
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=None)
    link = torrent(SAME_GROUP).magnet()
    request = await world.gate.hand_in(link, who=ANNA, title=SAME_GROUP)
    assert world.state(request.id) == "pending"
    # What else the group offers is refused still.
    assert len(world.gate.skips) == 1


async def test_the_preview_says_it(world: World, question: str) -> None:
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=9)
    world.ledger.known = [by_magnet(SAME_GROUP), by_magnet(OTHER)]
    preview = await world.gate.preview([ask()])
    assert [one.release.title for one in preview.skipped] == [SAME_GROUP]
    assert [one.release.title for one in preview.would_ask] == [OTHER]
    # A look is no offer.
    assert not world.gate.skips.kept


async def test_it_can_be_taken_off_the_list(world: World, question: str) -> None:
    await world.gate.decide.decline(question, ANNA, scope=Scope.GROUP, days=9)
    (skip,) = world.gate.skips
    world.gate.forget_skip([skip.id])
    assert SAME_GROUP in await offer(world)
