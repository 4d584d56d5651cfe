"""Another release of the same item is taken instead of the one that was asked about."""

import pytest

from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.asking import Asking
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, IllegalMove
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.gate.ports import (
    AlreadyRequested,
    LedgerError,
    NotOffered,
    NotYet,
    OnlyTold,
    QuestionChanged,
)
from custom_components.greenlight.gate.take_back import TAKE_BACK_DELAY

from .asked import FILMS, asked, asked_with_others, mark, place_of, question, torrents
from .fakes import ANNA, BERT, World
from .scene import approve, ask, by_magnet, torrent
from .shelves import FILM, film, put

FIRST, OTHER, THIRD = FILMS
HAD = "Salt.and.Lanterns.2019.480p.DVDRip.XviD-OLD"


async def take(world: World, request_id: str, name: str = OTHER) -> None:
    place = place_of(world, request_id, name)
    seen = mark(world, request_id)
    await world.gate.decide.take(request_id, place, ANNA, seen=seen)
    await world.settle()


class TestTaken:
    async def test_it_is_downloaded_and_what_was_asked_about_is_not(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        place = place_of(world, request_id, OTHER)
        await take(world, request_id)
        taken = question(world, request_id)
        assert taken.state == "downloading"
        assert taken.release.title == OTHER
        assert taken.also[place].title == FIRST
        assert torrents(world) == [OTHER]
        whys = world.whys(request_id)
        assert whys[1:3] == ["took_other", "approved_by_person"]

    async def test_it_survives_a_restart(self, world: World) -> None:
        world.hold("find")
        request_id = await asked_with_others(world)
        await take(world, request_id)
        await world.restart()
        assert world.state(request_id) == "downloading"
        assert torrents(world) == [OTHER]

    async def test_what_was_asked_about_is_not_asked_about_again(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        await take(world, request_id)
        listed = by_magnet(FIRST, guid="listed anew")
        await world.gate.offer([listed, by_magnet(FIRST), by_magnet(OTHER)])
        assert list(world.ledger.requests) == [request_id]

    @pytest.mark.parametrize("code", ["link_not_found", "bad_torrent"])
    async def test_what_was_asked_about_is_the_next_best_if_it_fails(
        self, world: World, code: str
    ) -> None:
        world.hold("find")
        request_id = await asked_with_others(world)
        world.ledger.known[:] = [by_magnet(FIRST), by_magnet(OTHER)]
        await take(world, request_id)
        failing = Reason(code)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate._failures.fail(request_id, SYSTEM, failing)
        assert [skip.title for skip in world.gate.skips] == [FIRST]
        world.ledger.failing = False
        await world.gate._failures.fail(request_id, SYSTEM, failing)
        assert world.state(request_id) == "failed"
        asked = [one for one in world.ledger.open.values() if one.state == "pending"]
        assert [one.release.title for one in asked] == [FIRST]

    async def test_a_question_of_its_own_is_superseded_in_the_same_write(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        # Of the same rule it would have taken the place of the question.
        world.gate.attached.rules = {"else": ask(id="else")}
        await world.gate.offer([by_magnet(OTHER)])
        own = list(world.ledger.open)[-1]
        assert own != request_id
        commits = world.points.count("commit")
        world.hold("find")
        await take(world, request_id)
        assert world.points.count("commit") == commits + 1
        assert world.state(own) == "superseded"
        world.let_go("find")
        await world.settle()
        assert world.client.count("add") == 1

    async def test_is_told_what_it_is_held_against(self, world: World) -> None:
        put(world, film(HAD))
        request_id = await asked_with_others(world)
        before = question(world, request_id).weighed
        await take(world, request_id)
        after = question(world, request_id).weighed
        assert before is not None
        assert after is not None
        assert after.work == before.work
        assert {row[2] for row in after.rows} != {row[2] for row in before.rows}
        assert any("2160p" in row[2] for row in after.rows)

    async def test_nothing_is_told_that_nobody_can_say_any_more(
        self, world: World
    ) -> None:
        put(world, film(HAD))
        request_id = await asked_with_others(world)
        world.gate.detach_rule("ask")
        await take(world, request_id)
        after = question(world, request_id).weighed
        assert after is not None
        assert after.work is not None
        assert after.work.title == FILM
        assert (after.rows, after.gains, after.losses, after.choices) == ((),) * 4
        assert not any(file.replaced for file in after.there)

    async def test_what_had_failed_before_is_wanted_now(self, world: World) -> None:
        request_id = await asked_with_others(world)
        await take(world, request_id)
        assert [skip.title for skip in world.gate.skips] == [FIRST]


class TestRefused:
    @pytest.mark.parametrize("place", [-1, 2, 99])
    async def test_what_is_not_there(self, world: World, place: int) -> None:
        request_id = await asked_with_others(world)
        with pytest.raises(NotOffered):
            await world.gate.decide.take(request_id, place, ANNA)
        assert world.state(request_id) == "pending"

    async def test_what_stands_where_something_else_was_seen(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        seen = mark(world, request_id)
        also = tuple(reversed(question(world, request_id).also))
        await world.gate.requests.amend(request_id, also=also)
        with pytest.raises(QuestionChanged):
            await world.gate.decide.take(request_id, 0, ANNA, seen=seen)
        await world.gate.decide.approve(request_id, ANNA, seen=seen)
        await world.settle()
        assert torrents(world) == [FIRST]

    async def test_what_is_decided(self, world: World) -> None:
        request_id = await asked_with_others(world)
        await world.gate.decide.decline(request_id, BERT)
        with pytest.raises(IllegalMove):
            await world.gate.decide.take(request_id, 0, ANNA)

    async def test_what_people_are_only_told_of(self, world: World) -> None:
        request_id = await asked_with_others(world)
        await world.gate.requests.amend(request_id, tell=True)
        with pytest.raises(OnlyTold):
            await world.gate.decide.take(request_id, 0, ANNA)

    async def test_what_is_on_its_way_already(self, world: World) -> None:
        request_id = await asked_with_others(world)
        rules: dict[str, Rule] = {"auto": approve()}
        world.gate.attached.rules = rules
        await world.gate.offer([by_magnet(OTHER)])
        await world.settle()
        with pytest.raises(AlreadyRequested):
            await take(world, request_id)
        assert question(world, request_id).release.title == FIRST
        assert world.state(request_id) == "pending"
        assert len(world.client.taken) == 1

    async def test_what_could_not_be_written(self, world: World) -> None:
        request_id = await asked_with_others(world)
        before = question(world, request_id)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await take(world, request_id)
        assert question(world, request_id) == before
        assert not list(world.gate.skips)
        assert not world.client.taken

    async def test_while_a_client_may_have_what_was_approved_before(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        world.client.failure = CannotConnect()
        await world.gate.decide.undo(request_id, ANNA)
        await world.settle()
        with pytest.raises(NotYet):
            await take(world, request_id)
        world.client.failure = None
        await world.advance(TAKE_BACK_DELAY)
        await take(world, request_id)
        assert torrents(world) == [OTHER]


class TestTakenBack:
    async def test_what_was_asked_about_is_asked_about_again(
        self, world: World
    ) -> None:
        put(world, film(HAD))
        request_id = await asked_with_others(world)
        before = question(world, request_id)
        world.hold("find")
        await take(world, request_id)
        await world.gate.decide.undo(request_id, BERT)
        after = question(world, request_id)
        assert after.release == before.release
        assert after.also == before.also
        assert after.weighed == before.weighed
        assert not list(world.gate.skips)
        world.let_go("find")
        await world.settle()
        assert not world.client.taken
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        assert torrents(world) == [FIRST]

    async def test_what_a_client_has_is_taken_out_first(self, world: World) -> None:
        request_id = await asked_with_others(world)
        await take(world, request_id)
        await world.gate.decide.undo(request_id, BERT)
        await world.settle()
        assert not world.client.downloads
        assert world.client.removed == [(torrent(OTHER).v1, False)]
        assert question(world, request_id).release.title == FIRST
        await world.gate.decide.approve(request_id, ANNA, seen=mark(world, request_id))
        await world.settle()
        assert torrents(world) == [FIRST]

    async def test_while_its_client_is_away_it_is_about_what_may_be_there(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        await take(world, request_id)
        world.client.failure = CannotConnect()
        await world.gate.decide.undo(request_id, BERT)
        await world.settle()
        assert question(world, request_id).release.title == OTHER
        await world.restart()
        world.client.failure = None
        await world.advance(TAKE_BACK_DELAY)
        assert not world.client.downloads
        assert question(world, request_id).release.title == FIRST

    async def test_what_is_approved_after_that_stays_what_it_is(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world)
        await take(world, request_id)
        for _ in range(2):
            await world.gate.decide.undo(request_id, BERT)
            await world.settle()
            assert question(world, request_id).release.title == FIRST
            await world.gate.decide.approve(request_id, BERT)
            await world.settle()
            assert torrents(world) == [FIRST]

    async def test_what_is_fetched_for_the_other_is_not_handed_over(
        self, world: World
    ) -> None:
        world.hold("payload")
        request_id = await asked_with_others(world)
        await take(world, request_id)
        await world.gate.decide.undo(request_id, BERT)
        await world.gate.decide.approve(request_id, BERT)
        world.let_go("payload")
        await world.settle()
        assert torrents(world) == [FIRST]
        assert world.client.count("add") == 1


class TestVotes:
    async def test_everybody_is_asked_about_what_one_has_taken(
        self, world: World
    ) -> None:
        request_id = await asked_with_others(world, asking=Asking(need=2))
        await world.gate.decide.approve(request_id, BERT)
        await take(world, request_id)
        asked = question(world, request_id)
        assert asked.state == "pending"
        assert asked.release.title == OTHER
        assert asked.ballot is not None
        assert [vote.who for vote in asked.ballot.votes] == ["anna"]
        await world.gate.decide.approve(request_id, BERT)
        await world.settle()
        assert torrents(world) == [OTHER]


class TestWhichWork:
    async def one_of_two(
        self, world: World, kind: RuleKind, had: str = "", offered: str = OTHER
    ) -> str:
        """Ask about a film that may be one of two, of which files may be there."""
        files = [had] if had else []
        put(world, film(*files, year=2011), film(*files, item_id="2", year=2013))
        return await asked(world, offered.replace(".2019", ""), kind=kind)

    async def test_one_answer_says_which_and_approves(self, world: World) -> None:
        request_id = await self.one_of_two(world, RuleKind.WANTED)
        weighed = question(world, request_id).weighed
        assert weighed is not None
        assert [work.year for work in weighed.works] == [2011, 2013]
        seen = mark(world, request_id)
        await world.gate.decide.choose(request_id, 1, ANNA, seen=seen)
        await world.settle()
        assert world.state(request_id) == "downloading"
        weighed = question(world, request_id).weighed
        assert weighed is not None
        assert weighed.work is not None
        assert weighed.work.year == 2013
        whys = world.whys(request_id)
        assert whys.index("work_chosen") < whys.index("approved_by_person")

    async def test_a_file_that_would_go_is_shown_first(self, world: World) -> None:
        had = f"{FILM} 2160p WEB-DL DDP5.1 DV H.265-OLD"
        better = f"{FILM} UHD BluRay 2160p TrueHD Atmos 7.1 DV P7 FEL HEVC REMUX-NEW"
        request_id = await self.one_of_two(world, RuleKind.UPGRADES, had, better)
        with pytest.raises(QuestionChanged):
            await world.gate.decide.choose(request_id, 0, ANNA)
        asked = question(world, request_id)
        assert asked.state == "pending"
        assert asked.weighed is not None
        assert any(file.replaced for file in asked.weighed.there)
        await world.gate.decide.approve(request_id, ANNA, seen=mark(world, request_id))
        assert world.state(request_id) != "pending"

    @pytest.mark.parametrize("place", [-1, 2])
    async def test_what_is_not_offered_is_refused(
        self, world: World, place: int
    ) -> None:
        request_id = await self.one_of_two(world, RuleKind.WANTED)
        with pytest.raises(NotOffered):
            await world.gate.decide.choose(request_id, place, ANNA)

    async def test_what_is_decided_is_refused(self, world: World) -> None:
        request_id = await self.one_of_two(world, RuleKind.WANTED)
        await world.gate.decide.decline(request_id, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.decide.choose(request_id, 0, ANNA)
