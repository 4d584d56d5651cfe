"""A no can say that who ordered it is to look for no other, and which program waits for it is known."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.attached import AskerFacts, Attached
from tests.support.asking import NOW, release
from tests.support.journals import SONARR, began, ordered

from .fakes import ANNA, BERT, World
from .scene import ask, by_magnet

FILMS = ("Copper Kites 2024 1080p WEB-DL-AAA", "Salt and Lanterns 2019 2160p WEB-DL-A")


@pytest.fixture
async def questions(world: World) -> list[str]:
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([by_magnet(title) for title in FILMS])
    return [*world.ledger.open]


async def test_it_is_in_the_journal_with_what_was_said(
    world: World, questions: list[str]
) -> None:
    declined = await world.gate.decide.decline(
        questions[0], ANNA, "too big", further=False
    )
    assert declined.state is State.DECLINED
    why = declined.journal[-1].why
    assert why == Reason("declined_no_further", (("text", "too big"),))
    plain = await world.gate.decide.decline(questions[1], ANNA)
    assert plain.journal[-1].why == Reason("declined_by_person")


async def test_it_is_taken_back_as_any_no(world: World, questions: list[str]) -> None:
    await world.gate.decide.decline(questions[0], ANNA, further=False)
    again = await world.gate.decide.undo(questions[0], BERT)
    assert again.state is State.PENDING
    plain = await world.gate.decide.decline(questions[0], ANNA)
    assert plain.journal[-1].why == Reason("declined_by_person")


async def test_it_can_be_said_of_several(world: World, questions: list[str]) -> None:
    await world.gate.decide.decline(questions[1], BERT)
    await world.gate.decide.undo(questions[1], BERT)
    told = await world.gate.decide.decline_all(questions, ANNA, further=False)
    assert [*told] == questions
    for one in questions:
        whys = [line.why.code for line in world.gate.requests.find(one).journal]
        assert whys[-1] == "declined_no_further"


async def test_it_can_be_said_with_more(world: World, questions: list[str]) -> None:
    scope = Scope.GROUP
    await world.gate.decide.decline(
        questions[0], ANNA, scope=scope, days=3, further=False
    )
    (skip,) = world.gate.skips
    assert skip.scope is scope
    codes = [one.why.code for one in world.gate.requests.find(questions[0]).journal]
    assert codes[-1] == "declined_no_further"


async def test_a_vote_does_not_say_it(world: World) -> None:
    rule = replace(ask(), asking=Asking(need=2))
    world.gate.attached.rules["ask"] = rule
    await world.gate.offer([by_magnet(FILMS[0])])
    (question,) = world.ledger.open
    voted = await world.gate.decide.decline(question, ANNA, further=False)
    assert "declined_no_further" not in [one.why.code for one in voted.journal]


class TestWhoWaits:
    """Which program learns of what is said, as far as people are told."""

    looks = AskerFacts(name="Sonarr", usenet=False, linked=True)

    def attached(self) -> Attached:
        attached = Attached()
        attached.askers[SONARR.id] = self.looks
        return attached

    def test_who_has_ordered_it(self) -> None:
        assert self.attached().asker_of(ordered()) is self.looks
        assert self.attached().asker_of(began()) is None

    def test_who_wants_what_was_found_already(self) -> None:
        why = Reason("also_ordered", (("asker", "Sonarr"),))
        also = began().note(at=NOW, who=SONARR, why=why)
        assert self.attached().asker_of(also) is self.looks

    def test_who_has_ordered_another_candidate(self) -> None:
        joined = began(also=(release(source=SONARR.id),))
        assert self.attached().asker_of(joined) is self.looks

    def test_what_it_has_ordered_is_its_own_although_others_want_it(self) -> None:
        attached = self.attached()
        attached.askers["radarr1"] = replace(self.looks, name="Radarr")
        other = replace(SONARR, id="radarr1", name="Radarr")
        both = ordered().note(at=NOW, who=other, why=Reason("also_ordered"))
        assert attached.asker_of(both) is self.looks

    def test_nobody_who_has_gone(self) -> None:
        assert Attached().asker_of(ordered()) is None
