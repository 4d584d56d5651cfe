"""A result of a search becomes a request: once, on what was seen, and nobody's file goes unseen."""

import asyncio
from dataclasses import replace

import pytest

from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.quality.ladder import COMPATIBLE, FEL_CHAIN
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import IllegalMove, Request, State
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.gate.ports import (
    AlreadyRequested,
    LedgerError,
    NotOffered,
    QuestionChanged,
)
from custom_components.greenlight.gate.search import ANYTHING, Hit
from custom_components.greenlight.libraries.imports import ImportHabits

from .fakes import ANNA, BERT, World
from .home.importing import Importing
from .scene import ask, by_magnet
from .shelves import FILM, film, put, put_into
from .test_search import indexer

OLD = f"{FILM} 2019 2160p WEB-DL DDP5.1 DV P5 H.265-OLD"
NEW = f"{FILM} 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-NEW"


async def look(world: World, *releases: Release) -> Hit:
    """Search, and return the best."""
    indexer(world, "oak", *(releases or (by_magnet(NEW, source="oak"),)))
    searched = await world.gate.search.run(Query(text="salt"))
    return (await world.gate.search.hits(searched, searched.lots[:1]))[0]


def asked(world: World, hit: Hit) -> tuple[Request, str]:
    """Return what is shown of a result, and its mark."""
    question = world.gate.results.question(hit, ANNA)
    return question, world.gate.results.mark(question)


class TestWhatGoes:
    """The file that is there goes only as it was shown."""

    @pytest.fixture
    def library(self, world: World) -> Importing:
        library = Importing(world)
        library.films = {"1": film(OLD)}
        put_into(world, library, *library.films.values())
        return library

    async def test_is_shown_and_then_so(self, world: World, library: Importing) -> None:
        hit = await look(world)
        question, mark = asked(world, hit)
        assert world.gate.home.fate(question) == "gone"
        taken = await world.gate.results.take(hit.id, who=ANNA, approve=True, mark=mark)
        assert world.gate.requests.find(taken.id).choice is Choice.REPLACE

    async def test_nobody_looks_twice_at_what_has_not_changed(
        self, world: World, library: Importing
    ) -> None:
        first = asked(world, await look(world))[1]
        await world.advance(60)
        assert asked(world, await look(world))[1] == first

    async def test_a_yes_counts_for_what_was_seen_whatever_another_search_makes_of_it(
        self, world: World, library: Importing
    ) -> None:
        indexer(world, "oak", by_magnet(NEW, source="oak"))
        marks: list[str] = []
        for ladder in (FEL_CHAIN, COMPATIBLE):
            rule = replace(ANYTHING, ladder=ladder)
            searched = await world.gate.search.run(Query(text="salt"), rule=rule)
            (hit,) = await world.gate.search.hits(searched, searched.lots)
            marks.append(asked(world, hit)[1])
        first, last = marks
        assert first != last
        with pytest.raises(QuestionChanged):
            await world.gate.results.take(hit.id, who=ANNA, approve=True, mark="other")
        taken = await world.gate.results.take(
            hit.id, who=ANNA, approve=True, mark=first
        )
        assert taken.state is State.APPROVED

    async def test_a_yes_counts_for_nothing_worse(
        self, world: World, library: Importing
    ) -> None:
        world.gate.library.learn_habits("radarr", ImportHabits(recycle_bin=True))
        hit = await look(world)
        question, mark = asked(world, hit)
        assert world.gate.home.fate(question) == "bin"
        world.gate.library.learn_habits("radarr", ImportHabits(recycle_bin=False))
        with pytest.raises(QuestionChanged):
            await world.gate.results.take(hit.id, who=ANNA, approve=True, mark=mark)
        assert not world.ledger.requests

    async def test_nor_for_another_file(self, world: World, library: Importing) -> None:
        hit = await look(world)
        mark = asked(world, hit)[1]
        put_into(world, library, film(OLD.replace("OLD", "OAK")))
        other = film(OLD.replace("2160p", "1080p"))
        put_into(world, library, other)
        with pytest.raises(QuestionChanged):
            await world.gate.results.take(hit.id, who=ANNA, approve=True, mark=mark)

    async def test_it_can_be_kept(self, world: World, library: Importing) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(
            hit.id, who=ANNA, approve=True, choice=Choice.KEEP_BOTH
        )
        assert world.gate.requests.find(taken.id).choice is Choice.KEEP_BOTH

    async def test_of_nothing_there_is_no_choice(self, world: World) -> None:
        hit = await look(world)
        with pytest.raises(NotOffered):
            await world.gate.results.take(
                hit.id, who=ANNA, approve=True, choice=Choice.REPLACE
            )

    async def test_who_only_asks_has_nothing_go(
        self, world: World, library: Importing
    ) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(
            hit.id, who=ANNA, approve=False, choice=Choice.REPLACE
        )
        assert taken.state is State.PENDING
        assert world.gate.requests.find(taken.id).choice is None


class TestOnce:
    """Push, feed and search are about one request."""

    async def test_what_a_feed_has_brought(self, world: World) -> None:
        world.gate.attached.rules["r"] = ask("salt")
        await world.gate.offer([by_magnet(NEW)])
        hit = await look(world)
        assert hit.request is not None
        for approve in (False, True):
            with pytest.raises(AlreadyRequested) as raised:
                await world.gate.results.take(hit.id, who=ANNA, approve=approve)
            assert raised.value.request.id == hit.request.id

    async def test_all_of_them_at_the_same_moment(self, world: World) -> None:
        world.gate.attached.rules["r"] = ask("salt")
        hit = await look(world)
        usenet = replace(by_magnet(NEW), source="push", guid="pushed")
        done = await asyncio.gather(
            world.gate.offer([by_magnet(NEW)]),
            world.gate.offer([usenet]),
            world.gate.results.take(hit.id, who=ANNA, approve=True),
            world.gate.results.take(hit.id, who=BERT, approve=False),
            return_exceptions=True,
        )
        await world.settle()
        assert len(world.ledger.requests) == 1
        assert any(isinstance(one, AlreadyRequested) for one in done[2:])

    async def test_two_who_take_it_at_once(self, world: World) -> None:
        hit = await look(world)
        one, other = await asyncio.gather(
            world.gate.results.take(hit.id, who=ANNA, approve=True),
            world.gate.results.take(hit.id, who=BERT, approve=True),
            return_exceptions=True,
        )
        assert isinstance(one, Request)
        assert isinstance(other, AlreadyRequested)
        assert other.request.journal[0].who == ANNA

    async def test_the_feed_asks_nobody_afterwards(self, world: World) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(hit.id, who=ANNA, approve=False)
        world.gate.attached.rules["r"] = ask("salt")
        await world.gate.offer([replace(by_magnet(NEW), source="site", guid="7")])
        assert [*world.ledger.requests] == [taken.id]


class TestAgain:
    """What has ended."""

    async def taken(self, world: World, *, approve: bool = False) -> tuple[Hit, str]:
        hit = await look(world)
        request = await world.gate.results.take(hit.id, who=ANNA, approve=approve)
        return hit, request.id

    async def test_who_decides_may_think_better_of_it(self, world: World) -> None:
        hit, request_id = await self.taken(world)
        await world.gate.decide.decline(request_id, BERT, scope=Scope.RELEASE)
        # Nobody is asked again and again about what was answered.
        with pytest.raises(AlreadyRequested):
            await world.gate.results.take(hit.id, who=ANNA, approve=False)
        assert len(world.ledger.skips) == 1
        again = await world.gate.results.take(hit.id, who=BERT, approve=True)
        assert again.state is State.APPROVED
        # A person wants it, so it is skipped no longer.
        assert len(world.ledger.skips) == 0

    async def test_it_stays_skipped_where_nothing_was_written(
        self, world: World
    ) -> None:
        hit, request_id = await self.taken(world)
        await world.gate.decide.decline(request_id, BERT, scope=Scope.RELEASE)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.results.take(hit.id, who=BERT, approve=True)
        assert len(world.ledger.skips) == 1
        assert len(world.ledger.open) == 0

    async def test_what_came_home_is_had_while_it_is_there(self, world: World) -> None:
        hit, request_id = await self.taken(world, approve=True)
        await world.settle()
        await world.gate.requests.move(
            request_id, State.COMPLETED, ANNA, hit.judged.verdict.reasons[0]
        )
        put(world, film(NEW, name=FILM))
        with pytest.raises(AlreadyRequested):
            await world.gate.results.take(hit.id, who=BERT, approve=True)
        put(world, film(name=FILM))
        again = await world.gate.results.take(hit.id, who=BERT, approve=True)
        assert again.id != request_id


async def test_what_is_told_is_no_opinion_of_a_rule(world: World) -> None:
    put(world, film(f"{FILM} 2019 1080p WEB-DL DDP5.1 H.264-OLD"))
    title = f"{FILM} 2019 2160p WEB-DL DDP5.1 H.265-NEW"
    hit = await look(world, by_magnet(title, source="oak"))
    question, _ = asked(world, hit)
    codes = [one.code for one in question.reasons]
    assert codes[0] == "found_by_search"
    assert "gain_resolution" in codes
    assert not {"only_with_other", "rule_matched"} & {*codes}


class TestTakenBack:
    """Nobody was asked about what somebody took for themselves, and nobody is when it is taken back."""

    async def test_what_runs_is_cancelled(self, world: World) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(hit.id, who=ANNA, approve=True)
        await world.settle()
        assert world.state(taken.id) == "downloading"
        await world.gate.decide.undo(taken.id, ANNA, delete_data=True)
        await world.settle()
        assert world.state(taken.id) == "cancelled"
        assert not world.client.downloads

    async def test_what_is_complete_is_cancelled_and_no_question_either(
        self, world: World
    ) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(hit.id, who=ANNA, approve=True)
        await world.settle()
        (download,) = world.client.downloads
        world.client.show(download, complete=True)
        await world.poll()
        assert world.state(taken.id) == "completed"
        await world.gate.decide.undo(taken.id, ANNA, delete_data=True)
        await world.settle()
        assert world.state(taken.id) == "cancelled"
        assert not world.client.downloads
        # Whoever wants it all the same takes it again.
        again = await world.gate.results.take(hit.id, who=BERT, approve=True)
        assert again.state is State.APPROVED

    async def test_what_others_were_asked_about_is_a_question_again(
        self, world: World
    ) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(hit.id, who=ANNA, approve=False)
        await world.gate.decide.approve(taken.id, BERT)
        await world.settle()
        await world.gate.decide.undo(taken.id, BERT, delete_data=True)
        assert world.state(taken.id) == "pending"

    async def test_what_is_complete_can_only_be_taken_back(self, world: World) -> None:
        hit = await look(world)
        taken = await world.gate.results.take(hit.id, who=ANNA, approve=True)
        await world.settle()
        (download,) = world.client.downloads
        world.client.show(download, complete=True)
        await world.poll()
        with pytest.raises(IllegalMove):
            await world.gate.decide.cancel(taken.id, ANNA)
        assert world.state(taken.id) == "completed"
