"""What takes several people is decided by their votes, each counted once."""

import asyncio
from dataclasses import replace

import pytest

from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    IllegalMove,
)
from custom_components.greenlight.engine.weighed import Weighed
from custom_components.greenlight.gate.ports import (
    LedgerError,
    NotOffered,
    QuestionChanged,
)

from .asked import CARLA, ROBOT, asked, asked_of_many, mark, question
from .fakes import ANNA, BERT, World
from .scene import by_magnet

BOTH = Weighed(choices=(Choice.KEEP_BOTH,))


class TestYes:
    async def test_of_one_is_not_enough(self, world: World) -> None:
        request_id = await asked_of_many(world)
        after = await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "pending"
        assert question(world, request_id) == after
        assert world.whys(request_id)[-1] == "voted_yes"
        assert dict(after.journal[-1].why.params) == {
            "yes": 1,
            "need": 2,
            "no": 0,
            "against": 1,
        }
        assert not world.client.taken
        assert world.events == [(request_id, "pending"), (request_id, "voted")]

    async def test_of_enough_starts_the_download_in_one_write(
        self, world: World
    ) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        before = world.points.count("commit")
        world.hold("find")
        await world.gate.decide.approve(request_id, BERT)
        assert world.points.count("commit") == before + 1
        world.let_go("find")
        await world.settle()
        assert world.state(request_id) == "downloading"
        whys = world.whys(request_id)
        place = whys.index("approved_by_votes")
        assert whys[place - 1 : place + 1] == ["voted_yes", "approved_by_votes"]
        assert question(world, request_id).journal[place].who == BERT

    async def test_twice_of_one_person_counts_once_and_says_nothing_more(
        self, world: World
    ) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        once = question(world, request_id)
        world.now += 5
        commits = world.points.count("commit")
        assert await world.gate.decide.approve(request_id, ANNA) == once
        assert question(world, request_id) == once
        assert world.points.count("commit") == commits

    async def test_of_one_person_by_two_roads_counts_once(self, world: World) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        also_anna = Actor(ActorKind.TELEGRAM, ANNA.id, "Anna K.")
        await world.gate.decide.approve(request_id, also_anna)
        assert world.state(request_id) == "pending"

    async def test_of_an_automation_counts_as_its_own_once(self, world: World) -> None:
        request_id = await asked_of_many(world, need=3)
        for who in (ROBOT, ROBOT, ANNA):
            await world.gate.decide.approve(request_id, who)
        assert world.state(request_id) == "pending"
        await world.gate.decide.approve(request_id, CARLA)
        assert question(world, request_id).state != "pending"

    async def test_of_the_house_itself_is_no_vote(self, world: World) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, SYSTEM)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_that_weighs_more_decides_alone(self, world: World) -> None:
        request_id = await asked_of_many(world, need=3, weights={"anna": 3})
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_remembers_what_the_last_one_wants(self, world: World) -> None:
        request_id = await asked_of_many(world)
        await world.gate.requests.amend(request_id, weighed=BOTH)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.approve(
            request_id, BERT, ignore_space=True, choice=Choice.KEEP_BOTH
        )
        decided = question(world, request_id)
        assert decided.ignore_space
        assert decided.choice is Choice.KEEP_BOTH

    async def test_that_could_not_be_written_is_none(self, world: World) -> None:
        request_id = await asked_of_many(world)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.approve(request_id, ANNA)
        ballot = question(world, request_id).ballot
        assert ballot is not None
        assert not ballot.votes

    async def test_survives_a_restart(self, world: World) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.restart()
        await world.gate.decide.approve(request_id, BERT)
        await world.settle()
        assert world.state(request_id) == "downloading"


class TestNo:
    async def test_of_one_ends_it(self, world: World) -> None:
        request_id = await asked_of_many(world, need=3)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.decline(request_id, BERT, "too big")
        assert world.state(request_id) == "declined"
        assert world.whys(request_id)[-2:] == ["voted_no", "declined_by_votes"]
        assert dict(question(world, request_id).journal[-1].why.params)["text"] == (
            "too big"
        )

    async def test_of_one_is_not_enough_where_it_takes_two(self, world: World) -> None:
        request_id = await asked_of_many(world, need=2, against=2)
        await world.gate.decide.decline(request_id, ANNA)
        assert world.state(request_id) == "pending"
        await world.gate.decide.decline(request_id, BERT)
        assert world.state(request_id) == "declined"

    async def test_after_a_yes_is_a_change_of_mind(self, world: World) -> None:
        request_id = await asked_of_many(world, need=2, against=2)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.decline(request_id, ANNA)
        await world.gate.decide.approve(request_id, BERT)
        assert world.state(request_id) == "pending"
        ballot = question(world, request_id).ballot
        assert ballot is not None
        assert (ballot.yes, ballot.no) == (1, 1)


class TestAnotherQuestion:
    async def test_takes_the_votes_of_those_who_have_not_seen_it_with_it(
        self, world: World
    ) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        corrected = by_magnet("Film", title="Film Proper", guid="magnet Film")
        await world.gate.offer([corrected], again=True)
        assert question(world, request_id).release.title == "Film Proper"
        assert "votes_void" in world.whys(request_id)
        await world.gate.decide.approve(request_id, BERT)
        assert world.state(request_id) == "pending"
        await world.gate.decide.approve(request_id, ANNA)
        assert world.state(request_id) != "pending"

    async def test_keeps_them_where_only_more_is_known(self, world: World) -> None:
        request_id = await asked_of_many(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.requests.amend(request_id, reminded=True)
        await world.gate.decide.approve(request_id, BERT)
        assert world.state(request_id) != "pending"

    async def test_that_is_asked_again_begins_without_votes(self, world: World) -> None:
        request_id = await asked_of_many(world, need=2)
        await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.decline(request_id, BERT)
        await world.gate.decide.retry(request_id, ANNA)
        assert world.whys(request_id)[-1] == "retried_by_person"
        await world.gate.decide.approve(request_id, BERT)
        assert world.state(request_id) == "pending"


class TestSeen:
    async def test_what_has_changed_takes_no_answer(self, world: World) -> None:
        request_id = await asked(world)
        before = mark(world, request_id)
        changed = replace(question(world, request_id).release, title="Film II")
        await world.gate.requests.amend(request_id, release=changed)
        for verb in (world.gate.decide.approve, world.gate.decide.decline):
            with pytest.raises(QuestionChanged):
                await verb(request_id, ANNA, seen=before)
        assert world.state(request_id) == "pending"
        await world.gate.decide.approve(request_id, ANNA, seen=mark(world, request_id))
        assert world.state(request_id) != "pending"

    async def test_an_old_answer_does_not_count_after_an_undo(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        pressed = mark(world, request_id)
        await world.gate.decide.decline(request_id, ANNA, seen=pressed)
        world.now += 1
        await world.gate.decide.undo(request_id, ANNA)
        with pytest.raises(QuestionChanged):
            await world.gate.decide.decline(request_id, ANNA, seen=pressed)

    async def test_what_is_queued_or_put_off_is_what_was_seen(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        pressed = mark(world, request_id)
        await world.gate.requests.amend(request_id, queued=True)
        await world.gate.decide.put_off(request_id, world.now + 9, BERT, seen=pressed)
        await world.gate.decide.approve(request_id, ANNA, seen=pressed)
        assert world.state(request_id) != "pending"


class TestChoice:
    @pytest.mark.parametrize("choice", list(Choice))
    async def test_that_is_not_offered_is_refused(
        self, world: World, choice: Choice
    ) -> None:
        request_id = await asked(world)
        with pytest.raises(NotOffered):
            await world.gate.decide.approve(request_id, ANNA, choice=choice)
        assert world.state(request_id) == "pending"

    async def test_that_is_offered_is_kept_and_told(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.requests.amend(request_id, weighed=BOTH)
        with pytest.raises(NotOffered):
            await world.gate.decide.approve(request_id, ANNA, choice=Choice.REPLACE)
        await world.gate.decide.approve(request_id, ANNA, choice=Choice.KEEP_BOTH)
        await world.settle()
        await world.restart()
        assert question(world, request_id).choice is Choice.KEEP_BOTH
        assert "keeps_both" in world.whys(request_id)


class TestAtTheSameMoment:
    """Each is decided once, and the others are told what is really so."""

    CROWD = tuple(Actor(ActorKind.USER, f"u{one}", f"U{one}") for one in range(50))

    def answers(self, world: World, request_id: str) -> list[object]:
        decide = world.gate.decide
        return [
            (decide.approve if number % 3 else decide.decline)(request_id, who)
            for number, who in enumerate(self.CROWD, start=1)
        ]

    async def test_fifty_answers_are_one_decision_and_one_download(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.hold("commit")
        waiting = asyncio.gather(
            *self.answers(world, request_id),  # type: ignore[call-overload]
            return_exceptions=True,
        )
        await world.settle()
        world.let_go("commit")
        came_of_it = await waiting
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert len(world.client.taken) == 1
        refused = [one for one in came_of_it if isinstance(one, IllegalMove)]
        assert len(refused) == 49
        for one in refused:
            approval = next(e for e in one.request.journal if e.after == "approved")
            assert (approval.who, approval.at) == (self.CROWD[0], world.now)
        whys = world.whys(request_id)
        assert whys.count("approved_by_person") == 1

    async def test_nobody_is_told_of_a_decision_that_was_not_written(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.ledger.fail_on = 1
        came_of_it = await asyncio.gather(
            *self.answers(world, request_id),  # type: ignore[call-overload]
            return_exceptions=True,
        )
        await world.settle()
        assert isinstance(came_of_it[0], LedgerError)
        decided = [one for one in came_of_it if not isinstance(one, Exception)]
        assert len(decided) == 1
        assert sum(isinstance(one, IllegalMove) for one in came_of_it) == 48
        assert question(world, request_id).journal[1].who == self.CROWD[1]

    async def test_of_a_disk_that_takes_nothing_all_are_told(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        world.ledger.failing = True
        came_of_it = await asyncio.gather(
            *self.answers(world, request_id),  # type: ignore[call-overload]
            return_exceptions=True,
        )
        assert all(isinstance(one, LedgerError) for one in came_of_it)
        assert world.state(request_id) == "pending"
        assert world.ledger.on_disk[request_id].state == "pending"

    async def test_fifty_votes_are_all_counted_until_it_is_decided(
        self, world: World
    ) -> None:
        request_id = await asked_of_many(world, need=20, against=99)
        came_of_it = await asyncio.gather(
            *(world.gate.decide.approve(request_id, who) for who in self.CROWD),
            return_exceptions=True,
        )
        await world.settle()
        assert sum(isinstance(one, IllegalMove) for one in came_of_it) == 30
        ballot = question(world, request_id).ballot
        assert ballot is not None
        assert ballot.yes == 20
        assert len(world.client.taken) == 1

    @pytest.mark.parametrize("after", range(1, 13))
    async def test_wherever_the_process_ends_there_is_one_decision_or_none(
        self, world: World, after: int
    ) -> None:
        request_id = await asked(world)
        world.kill_on = len(world.points) + after
        waiting = asyncio.gather(
            *self.answers(world, request_id),  # type: ignore[call-overload]
            return_exceptions=True,
        )
        waiting.add_done_callback(lambda one: one.exception())
        await world.settle()
        world.kill_on = None
        await world.restart()
        if world.state(request_id) == "pending":
            await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        await world.advance(3600)
        assert world.state(request_id) == "downloading"
        assert len(world.client.downloads) == 1
        decisions = [
            entry
            for entry in question(world, request_id).journal
            if entry.after == "approved" and entry.before == "pending"
        ]
        assert len(decisions) == 1
