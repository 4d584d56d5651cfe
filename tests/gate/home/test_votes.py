"""A yes to a file that stays, or goes into a recycle bin, is none to its being deleted for good."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.home.home import Existing, Landing
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.libraries.imports import ImportHabits

from ..fakes import ANNA, BERT, World
from .scene import Story

BIN = ImportHabits(recycle_bin=True, bin_days=7)
MANY = Asking(need=2)


def story_of(world: World, existing: Existing = Existing.CHOOSE) -> Story:
    story = Story(world, home=Landing(existing=existing), asking=MANY)
    world.gate.library.learn_habits("radarr", BIN)
    return story


def ballot(world: World, request_id: str) -> Ballot:
    found = world.gate.requests.find(request_id).ballot
    assert found is not None
    return found


async def test_what_goes_for_good_now_takes_the_votes_with_it(world: World) -> None:
    request_id = await story_of(world).asked()
    await world.gate.decide.approve(request_id, ANNA)
    world.gate.library.learn_habits("radarr", ImportHabits())
    await world.settle()
    assert ballot(world, request_id).votes == ()
    assert world.whys(request_id)[-1] == "votes_void"
    await world.gate.decide.approve(request_id, BERT)
    assert world.state(request_id) == "pending"
    # What is kept after all is no worse than what they have said yes to.
    world.gate.library.learn_habits("radarr", BIN)
    await world.settle()
    await world.gate.decide.approve(request_id, ANNA)
    assert world.state(request_id) != "pending"


async def test_a_rule_that_replaces_now_takes_the_votes_with_it(world: World) -> None:
    story = story_of(world, Existing.KEEP_BOTH)
    request_id = await story.asked()
    await world.gate.decide.approve(request_id, ANNA)
    rule = replace(story.rule, home=Landing(existing=Existing.REPLACE))
    world.gate.attach_rule(rule)
    await world.settle()
    assert world.whys(request_id)[-1] == "votes_void"


async def test_at_the_vote_it_counts_whoever_has_noticed(world: World) -> None:
    request_id = await story_of(world).asked()
    await world.gate.decide.approve(request_id, ANNA)
    # Nobody was told of that.
    world.gate.libraries.habits["radarr"] = ImportHabits()
    await world.gate.decide.approve(request_id, BERT)
    assert world.state(request_id) == "pending"
    assert [one.who for one in ballot(world, request_id).votes] == [BERT.id]
    await world.gate.decide.approve(request_id, ANNA)
    assert world.state(request_id) != "pending"


async def test_who_keeps_both_has_not_said_yes_to_who_replaces(world: World) -> None:
    request_id = await story_of(world).asked()
    await world.gate.decide.approve(request_id, ANNA, choice=Choice.KEEP_BOTH)
    await world.gate.decide.approve(request_id, BERT, choice=Choice.REPLACE)
    assert world.state(request_id) == "pending"
    await world.gate.decide.approve(request_id, ANNA)
    assert world.state(request_id) != "pending"


async def test_a_no_stays_a_no(world: World) -> None:
    story = Story(world, asking=Asking(need=2, against=2))
    world.gate.library.learn_habits("radarr", BIN)
    request_id = await story.asked()
    await world.gate.decide.decline(request_id, ANNA)
    world.gate.library.learn_habits("radarr", ImportHabits())
    await world.settle()
    assert ballot(world, request_id).no == 1


@pytest.mark.parametrize("fate", ["", "bin", "gone"])
def test_of_a_vote_from_before_nobody_knows_what_it_was_for(fate: str) -> None:
    old = Ballot(need=2).voted("anna", "Anna", yes=True, at=5.0)
    assert old.for_fate(fate) == old
    kept = Ballot(need=2).voted("anna", "Anna", yes=True, at=5.0, fate="bin")
    assert bool(kept.for_fate(fate).votes) is (fate != "gone")


async def test_what_cannot_be_written_down_counts_at_the_vote(world: World) -> None:
    request_id = await story_of(world).asked()
    await world.gate.decide.approve(request_id, ANNA)
    world.ledger.failing = True
    world.gate.library.learn_habits("radarr", ImportHabits())
    await world.settle()
    assert len(ballot(world, request_id).votes) == 1
    world.ledger.failing = False
    await world.gate.decide.approve(request_id, BERT)
    assert world.state(request_id) == "pending"
    assert not world.failures
