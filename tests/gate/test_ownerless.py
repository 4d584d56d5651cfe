"""A question goes with its rule, and with its source if nobody else offers its release."""

from typing import Any

import pytest

from custom_components.greenlight.gate.ports import LedgerError

from .fakes import ANNA, World
from .scene import ask, by_magnet

ELSEWHERE: dict[str, Any] = {"guid": "e", "source": "elsewhere"}


@pytest.fixture
async def question(world: World) -> str:
    world.gate.attached.rules["ask"] = ask()
    world.ledger.known = [by_magnet("Film 2019")]
    await world.gate.offer(world.ledger.known)
    return next(iter(world.ledger.open))


async def test_a_question_goes_with_its_rule(world: World, question: str) -> None:
    await world.gate.cancel_ownerless(["other"], ["site"])
    request = world.gate.requests.find(question)
    assert request.state.value == "cancelled"
    assert request.journal[-1].why.code == "rule_removed"
    assert dict(request.journal[-1].why.params) == {"rule": "Ask"}
    assert world.events[-1] == (question, "cancelled")


@pytest.mark.parametrize("how", ["queued", "put off"])
async def test_one_that_waits_goes_too(world: World, question: str, how: str) -> None:
    if how == "queued":
        world.max_open = 1
        await world.gate.offer([by_magnet("Other 2019")])
        question = list(world.ledger.open)[-1]
        assert world.gate.requests.find(question).queued
    else:
        await world.gate.decide.put_off(question, world.now + 99, ANNA)
    await world.gate.cancel_ownerless([], ["site"])
    assert world.state(question) == "cancelled"


@pytest.mark.parametrize(
    ("rules", "sources", "why"),
    [([], ["site"], "rule_removed"), (["ask"], [], "source_removed")],
)
async def test_what_somebody_asked_for_again_stays(
    world: World, question: str, rules: list[str], sources: list[str], why: str
) -> None:
    world.ledger.known = []
    await world.gate.cancel_ownerless(rules, sources)
    assert world.whys(question)[-1] == why
    await world.gate.decide.retry(question, ANNA)
    # As after each start, and whenever something else is removed.
    for _ in range(2):
        await world.gate.cancel_ownerless(rules, sources)
    assert world.state(question) == "pending"


async def test_a_rule_that_is_there_keeps_its_questions(
    world: World, question: str
) -> None:
    world.gate.attached.rules["ask"] = ask(enabled=False)
    await world.gate.cancel_ownerless(["ask"], ["site"])
    assert world.state(question) == "pending"


async def test_what_is_approved_goes_on(world: World, question: str) -> None:
    await world.gate.decide.approve(question, ANNA)
    await world.settle()
    await world.gate.cancel_ownerless([], [])
    assert world.state(question) == "downloading"


async def test_what_somebody_handed_in_has_no_owner(world: World) -> None:
    request = await world.gate.hand_in(by_magnet("Mine").link, who=ANNA)
    await world.gate.cancel_ownerless([], [])
    assert world.state(request.id) == "pending"


async def test_a_question_goes_with_its_only_source(
    world: World, question: str
) -> None:
    world.ledger.known = []
    await world.gate.cancel_ownerless(["ask"], ["elsewhere"])
    assert world.state(question) == "cancelled"
    assert world.whys(question)[-1] == "source_removed"


async def test_a_question_stays_if_another_source_offers_it(
    world: World, question: str
) -> None:
    other = by_magnet("Film 2019", size=7, **ELSEWHERE)
    world.ledger.known = [other]
    before = world.gate.requests.find(question)
    await world.gate.cancel_ownerless(["ask"], ["elsewhere"])
    request = world.gate.requests.find(question)
    assert request.state.value == "pending"
    assert request.release.source == "elsewhere"
    # What people saw is what they decide on.
    assert request.release.title == before.release.title
    assert request.release.size == before.release.size
    assert world.whys(question)[-1] == "source_removed_other_has_it"
    # And the next time nothing is left to be done.
    world.points.clear()
    await world.gate.cancel_ownerless(["ask"], ["elsewhere"])
    assert not world.points


async def test_another_source_that_is_gone_as_well_is_none(
    world: World, question: str
) -> None:
    world.ledger.known = [by_magnet("Film 2019", **ELSEWHERE)]
    await world.gate.cancel_ownerless(["ask"], ["third"])
    assert world.state(question) == "cancelled"


async def test_what_a_search_found_goes_with_it_though_its_source_stays(
    world: World,
) -> None:
    world.gate.attached.rules["ask"] = ask()
    found = by_magnet("Film 2019", search="search")
    await world.gate.offer([found])
    question = next(iter(world.ledger.open))
    await world.gate.cancel_ownerless(["ask"], ["site", "search"])
    assert world.state(question) == "pending"
    # The source offers it by itself, too.
    world.ledger.known = [found, by_magnet("Film 2019", guid="own")]
    await world.gate.cancel_ownerless(["ask"], ["site"])
    assert world.gate.requests.find(question).release.search == ""
    assert world.state(question) == "pending"
    world.ledger.known = [found]
    other = by_magnet("Other 2020", search="search")
    await world.gate.offer([other])
    question = [*world.ledger.open][-1]
    await world.gate.cancel_ownerless(["ask"], ["site"])
    assert world.whys(question)[-1] == "source_removed"


async def test_what_cannot_be_stored_is_tried_again(
    world: World, question: str
) -> None:
    world.ledger.failing = True
    with pytest.raises(LedgerError):
        await world.gate.cancel_ownerless([], ["site"])
    assert world.state(question) == "pending"
    world.ledger.failing = False
    await world.gate.cancel_ownerless([], ["site"])
    assert world.state(question) == "cancelled"
