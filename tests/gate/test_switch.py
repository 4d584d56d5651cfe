"""A better one that turns up while the first is on its way is a question, not a second download."""

from typing import Any

import pytest

from custom_components.greenlight.engine.question import QuestionKind, kind_of
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.rules import Action, RuleKind
from custom_components.greenlight.gate.ports import LedgerError

from .fakes import ANNA, World
from .scene import ask, by_magnet, torrent
from .shelves import film, put

HD = "Salt and Lanterns 2019 1080p WEB-DL DDP5.1 H.264-AAA"
OTHER_HD = "Salt and Lanterns 2019 1080p WEB-DL DDP5.1 H.264-ZZZ"
UHD = "Salt and Lanterns 2019 2160p WEB-DL DDP5.1 DV HDR10 H.265-BBB"
SD = "Salt and Lanterns 2019 480p WEB-DL AAC2.0 H.264-DDD"


def of(world: World, title: str) -> Request:
    return next(
        one for one in world.ledger.requests.values() if one.release.title == title
    )


def known(world: World, title: str) -> bool:
    return any(one.release.title == title for one in world.ledger.requests.values())


async def offer(world: World, *titles: str, **rule: Any) -> None:
    """Have releases offered to a rule that wants what a library lacks."""
    facts: dict[str, Any] = {"kind": RuleKind.WANTED}
    world.gate.attach_rule(ask(**facts | rule))
    releases = [by_magnet(title) for title in titles]
    world.ledger.known += releases
    await world.gate.offer(releases)
    await world.settle()


async def under_way(world: World, **rule: Any) -> Request:
    """Have the first one approved, and taken by its client."""
    put(world, film())
    await offer(world, HD, **rule)
    await world.gate.decide.approve(of(world, HD).id, ANNA)
    await world.settle()
    assert of(world, HD).state is State.DOWNLOADING
    return of(world, HD)


class TestWhileTheFirstIsOnItsWay:
    async def test_a_better_one_is_a_question_whether_to_switch(
        self, world: World
    ) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        asked = of(world, UHD)
        assert (asked.state, asked.switch) == (State.PENDING, first.id)
        assert kind_of(asked) is QuestionKind.SWITCH
        assert Reason("better_on_way", (("title", HD),)) in asked.reasons
        assert asked.weighed is not None
        assert [one.name for one in asked.weighed.there] == [HD]
        assert not asked.weighed.choices
        assert {one.kind for one in asked.weighed.gains} >= {"resolution"}

    @pytest.mark.parametrize("title", [OTHER_HD, SD])
    async def test_what_is_no_better_is_left_out_and_said(
        self, world: World, title: str
    ) -> None:
        await under_way(world)
        await offer(world, title)
        assert not known(world, title)
        (rule,) = world.gate.attached.rules.values()
        preview = await world.gate.preview([rule], [by_magnet(title)])
        (had,) = preview.had
        assert [one.code for one in had.verdict.reasons] == ["on_its_way"]

    async def test_another_rule_may_want_what_one_has_on_its_way(
        self, world: World
    ) -> None:
        await under_way(world)
        world.gate.attach_rule(ask(id="later", name="Later"))
        await offer(world, OTHER_HD)
        assert of(world, OTHER_HD).rule == "later"

    async def test_a_rule_that_approves_asks_too(self, world: World) -> None:
        await under_way(world)
        await offer(world, UHD, action=Action.APPROVE)
        assert of(world, UHD).state is State.PENDING

    async def test_the_same_one_elsewhere_is_another_place_to_get_it(
        self, world: World
    ) -> None:
        put(world, film())
        await offer(world, HD)
        await world.gate.decide.approve(of(world, HD).id, ANNA)
        await world.gate.offer([by_magnet(HD, source="attic", guid="other")])
        assert len(world.ledger.requests) == 1
        assert of(world, HD).journal[-1].why.code == "also_offered"

    async def test_another_rule_asks_for_purposes_of_its_own(
        self, world: World
    ) -> None:
        await under_way(world)
        world.gate.detach_rule("ask")
        await offer(world, OTHER_HD, id="other")
        assert of(world, OTHER_HD).state is State.PENDING
        assert not of(world, OTHER_HD).switch

    async def test_what_has_failed_is_not_on_its_way(self, world: World) -> None:
        first = await under_way(world)
        await world.gate.decide.cancel(first.id, ANNA)
        await offer(world, OTHER_HD)
        assert of(world, OTHER_HD).state is State.PENDING


class TestOfSeveralAtTheSameMoment:
    @pytest.mark.parametrize("titles", [(HD, UHD), (UHD, HD), (UHD, OTHER_HD, HD)])
    async def test_a_rule_that_approves_takes_the_best(
        self, world: World, titles: tuple[str, ...]
    ) -> None:
        put(world, film())
        await offer(world, *titles, action=Action.APPROVE)
        assert list(world.client.downloads) == [torrent(UHD).v1]
        assert [one.release.title for one in world.ledger.requests.values()] == [UHD]
        assert not world.ledger.left_out


class TestTheAnswer:
    async def test_a_yes_takes_the_first_out_with_its_data(self, world: World) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        await world.gate.decide.approve(of(world, UHD).id, ANNA)
        gone = world.gate.requests.find(first.id)
        assert gone.state is State.CANCELLED
        last = gone.last_move()
        assert last is not None
        assert (last.why, last.who) == (Reason("switched", (("title", UHD),)), ANNA)
        await world.settle()
        assert of(world, UHD).state is State.DOWNLOADING
        assert not of(world, UHD).switch
        assert list(world.client.downloads) == [torrent(UHD).v1]
        assert not world.gate.requests.find(first.id).unconfirmed

    async def test_a_no_changes_nothing(self, world: World) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        await world.gate.decide.decline(of(world, UHD).id, ANNA)
        await world.settle()
        assert world.gate.requests.find(first.id).state is State.DOWNLOADING
        assert list(world.client.downloads) == [torrent(HD).v1]

    async def test_what_could_not_be_written_down_gives_nothing_up(
        self, world: World
    ) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.approve(of(world, UHD).id, ANNA)
        await world.settle()
        assert world.gate.requests.find(first.id).state is State.DOWNLOADING
        assert of(world, UHD).state is State.PENDING
        assert of(world, UHD).switch == first.id

    async def test_a_first_one_that_no_client_has_is_only_given_up(
        self, world: World
    ) -> None:
        put(world, film())
        await offer(world, HD)
        world.gate.clients.detach("qb")
        await world.gate.decide.approve(of(world, HD).id, ANNA)
        await world.settle()
        assert of(world, HD).state is State.APPROVED
        await offer(world, UHD)
        await world.gate.decide.approve(of(world, UHD).id, ANNA)
        assert of(world, HD).state is State.CANCELLED
        assert of(world, HD).take_out is None


class TestOnceTheFirstHasEnded:
    async def test_a_first_one_that_is_gone_leaves_a_question_of_its_own(
        self, world: World
    ) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        await world.gate.decide.cancel(first.id, ANNA)
        await world.settle()
        asked = of(world, UHD)
        assert (asked.state, asked.switch) == (State.PENDING, "")
        assert kind_of(asked) is QuestionKind.NEW_MOVIE
        assert "first_gone" in {one.why.code for one in asked.journal}
        assert "better_on_way" not in {one.code for one in asked.reasons}

    async def test_a_first_one_that_is_complete_makes_it_an_upgrade(
        self, world: World
    ) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        world.client.show(torrent(HD).v1 or "", complete=True)
        await world.poll()
        await world.settle()
        assert world.gate.requests.find(first.id).state is not State.DOWNLOADING
        asked = of(world, UHD)
        assert (asked.state, asked.switch) == (State.PENDING, "")
        assert kind_of(asked) is QuestionKind.UPGRADE
        await world.gate.decide.approve(asked.id, ANNA)
        await world.settle()
        # What is complete stays where it is.
        assert torrent(HD).v1 in world.client.downloads

    async def test_what_ended_while_nothing_ran_is_seen_at_the_start(
        self, world: World
    ) -> None:
        first = await under_way(world)
        await offer(world, UHD)
        asked = of(world, UHD)
        world.ledger.update_later(
            world.gate.requests.find(first.id).move(
                State.CANCELLED, at=world.now, who=ANNA, why=Reason("cancelled")
            )
        )
        await world.gate.start()
        await world.settle()
        assert not world.gate.requests.find(asked.id).switch
