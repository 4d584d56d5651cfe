"""What people say a release is of: it is kept whole or not at all, and all questions of that name know it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import Ids
from custom_components.greenlight.engine.quality.quality import Quality
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.gate import words
from custom_components.greenlight.gate.ports import LedgerError, UnknownItem

from .fakes import ANNA, BERT, Killed, World
from .scene import ask, by_magnet, torrent
from .shelves import film, put, series

ALIAS = "Cobre.Huerto.2011.2160p.WEB-DL.DDP5.1.H.265-NEW"
ORCHARD = film(item_id="2", name="Copper Orchard", year=2011)
BEST = Quality(resolution=2160)
POINTS = ["words", "said", "commit", "committed", "commit", "committed"]


@pytest.fixture
def world(world: World) -> World:
    put(world, film(), ORCHARD)
    world.gate.attached.rules["ask"] = ask()
    return world


async def asked(world: World, title: str = ALIAS) -> str:
    await world.gate.offer([by_magnet(title)])
    await world.settle()
    world.points.clear()
    return [*world.ledger.open][-1]


def meant(request: Request) -> tuple[tuple[str, str], ...]:
    """Return under what libraries know the work of a question."""
    work = request.weighed.work if request.weighed else None
    return work.known_to if work else ()


def say(world: World, request_id: str, item_id: str, who: Any = ANNA) -> None:
    """Have somebody say which work it is, in a process that may end in the middle of it."""

    async def choose() -> None:
        await world.gate.library.choose(request_id, "radarr", item_id, who)

    world._spawn(choose(), "a person says which work it is")


async def read_anew(world: World) -> None:
    """Have the library read, as after each start."""
    put(world, film(), ORCHARD)
    world.gate.library.changed("radarr")
    await world.settle()


class TestWhereverTheProcessEnds:
    async def test_these_are_the_points(self, world: World) -> None:
        request_id = await asked(world)
        say(world, request_id, "2")
        await world.settle()
        assert world.points == POINTS

    @pytest.mark.parametrize("kill_on", range(1, len(POINTS) + 1))
    async def test_the_question_knows_what_was_said_or_nothing_was(
        self, world: World, kill_on: int
    ) -> None:
        request_id = await asked(world)
        world.kill_on = kill_on
        say(world, request_id, "2")
        await world.settle()
        assert any(isinstance(failure, Killed) for failure in world.failures)
        await world.restart()
        await read_anew(world)
        request = world.gate.requests.find(request_id)
        assert request.state is State.PENDING
        assert meant(request) == ((("radarr", "2"),) if world.ledger.answers else ())
        assert bool(world.ledger.answers) is (kill_on > 1)
        say(world, request_id, "2")
        await world.settle()
        assert meant(world.gate.requests.find(request_id)) == (("radarr", "2"),)


class TestAFullDisk:
    @pytest.mark.parametrize("failing", [1, 2])
    async def test_between_word_and_question_it_can_be_said_again(
        self, world: World, failing: int
    ) -> None:
        request_id = await asked(world)
        world.ledger.fail_on = failing
        with pytest.raises(LedgerError):
            await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        assert meant(world.gate.requests.find(request_id)) == ()
        await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        assert meant(world.gate.requests.find(request_id)) == (("radarr", "2"),)


class TestAllThatAreCalledSo:
    OTHER = ALIAS.replace("2160p", "1080p").replace("NEW", "TWO")

    async def questions(self, world: World) -> tuple[str, str, str]:
        one = await world.gate.hand_in(torrent("1").magnet(), who=ANNA, title=ALIAS)
        two = await world.gate.hand_in(
            torrent("2").magnet(), who=ANNA, title=self.OTHER
        )
        third = await asked(world, "Something.Else.2012.1080p.WEB-DL.H.264-NEW")
        return one.id, two.id, third

    async def test_know_it_at_once(self, world: World) -> None:
        one, two, third = await self.questions(world)
        await world.gate.library.choose(one, "radarr", "2", ANNA)
        await world.settle()
        find = world.gate.requests.find
        assert meant(find(one)) == meant(find(two)) == (("radarr", "2"),)
        assert meant(find(third)) == ()

    async def test_know_it_also_where_it_was_said_of_a_result(
        self, world: World
    ) -> None:
        one, two, third = await self.questions(world)
        changes = world.gate.library.changes
        await world.gate.library.mean(by_magnet(ALIAS), "radarr", "2")
        await world.settle()
        find = world.gate.requests.find
        assert meant(find(one)) == meant(find(two)) == (("radarr", "2"),)
        assert meant(find(third)) == ()
        # Searches that are open hold what they have found against it anew.
        assert world.gate.library.changes > changes

    async def test_of_a_rule_too(self, world: World) -> None:
        item, episodes = series(1)
        library = put(world, item)
        library.series["7"] = episodes
        title = "Der.Gezeitenschreiber.S01E0{}.1080p.WEB-DL.H.264-NEW"
        first = await asked(world, title.format(2))
        second = await asked(world, title.format(3))
        await world.gate.library.choose(first, "sonarr", "7", ANNA)
        await world.settle()
        assert meant(world.gate.requests.find(second)) == (("sonarr", "7"),)

    async def test_forget_it_once_it_is_taken_back(self, world: World) -> None:
        one, two, third = await self.questions(world)
        library, find = world.gate.library, world.gate.requests.find
        release = find(one).release
        for said, taken_back in (
            (library.choose(one, "radarr", "2", ANNA), library.unchoose(one, BERT)),
            (library.mean(release, "radarr", "2"), library.unsay(release)),
        ):
            await said
            await world.settle()
            assert library.is_said(find(two).release)
            assert not library.is_said(find(third).release)
            await taken_back
            await world.settle()
            assert meant(find(one)) == meant(find(two)) == ()
            assert not library.is_said(release)
            assert world.ledger.answers == {}
        (line,) = (x for x in find(one).journal if x.why.code == "work_unsaid")
        assert line.who == BERT
        await world.restart()
        await read_anew(world)
        assert meant(find(one)) == ()

    async def test_what_is_decided_stays_so_when_it_is_taken_back(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        await world.gate.decide.decline(request_id, BERT)
        before = world.gate.requests.find(request_id)
        assert await world.gate.library.unchoose(request_id, ANNA) == before
        assert world.ledger.answers == {}

    async def test_on_a_full_disk_it_can_be_taken_back_again(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        world.ledger.fail_on = 1
        with pytest.raises(LedgerError):
            await world.gate.library.unchoose(request_id, ANNA)
        assert meant(world.gate.requests.find(request_id)) == (("radarr", "2"),)
        await world.gate.library.unchoose(request_id, ANNA)
        assert meant(world.gate.requests.find(request_id)) == ()


class TestTwoAtOnce:
    async def test_the_last_word_counts_for_all_of_it(self, world: World) -> None:
        request_id = await asked(world)
        world.hold("words")
        say(world, request_id, "1")
        await world.settle()
        say(world, request_id, "2", BERT)
        await world.settle()
        world.let_go("words")
        await world.settle()
        assert not world.failures
        (answer,) = world.ledger.answers.values()
        assert answer is not None
        assert answer.title == "Copper Orchard"
        assert meant(world.gate.requests.find(request_id)) == (("radarr", "2"),)
        whys = world.whys(request_id)
        assert whys.count("work_chosen") == 2

    async def test_who_answers_meanwhile_is_not_undone(self, world: World) -> None:
        request_id = await asked(world)
        world.hold("words")
        say(world, request_id, "2")
        await world.settle()
        await world.gate.decide.decline(request_id, BERT)
        world.let_go("words")
        await world.settle()
        assert not world.failures
        assert world.state(request_id) == "declined"
        assert "work_chosen" not in world.whys(request_id)
        assert world.ledger.answers


class TestAWorkThatGoes:
    async def test_is_known_no_more_and_known_again_when_it_is_back(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        put(world, film())
        world.gate.library.changed("radarr", ["2"])
        await world.settle()
        assert meant(world.gate.requests.find(request_id)) == ()
        with pytest.raises(UnknownItem):
            await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        # Added anew it has another number there.
        put(world, film(), replace(ORCHARD, id="9"))
        world.gate.library.changed("radarr", ["9"])
        await world.settle()
        assert meant(world.gate.requests.find(request_id)) == (("radarr", "9"),)

    async def test_is_not_taken_for_its_remake(self, world: World) -> None:
        request_id = await asked(world)
        await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        put(world, film(), replace(ORCHARD, id="9", ids=Ids(tmdb=77)))
        world.gate.library.changed("radarr")
        await world.settle()
        assert meant(world.gate.requests.find(request_id)) == ()


async def test_a_library_that_goes_meanwhile_takes_no_word_with_it(
    world: World,
) -> None:
    request_id = await asked(world)
    world.hold("words")
    say(world, request_id, "2")
    await world.settle()
    world.gate.library.detach("radarr")
    world.let_go("words")
    await asyncio.sleep(0)
    await world.settle()
    assert not world.failures
    await read_anew(world)
    assert meant(world.gate.requests.find(request_id)) == (("radarr", "2"),)


class TestSoMuchIsKept:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(words, "MOST_WORDS", 3)

    async def mean(self, world: World, *names: str) -> list[str]:
        for name in names:
            release = by_magnet(f"{name}.2011.1080p.WEB-DL.H.264-NEW")
            await world.gate.library.mean(release, "radarr", "2")
        return [key.split(":")[1] for key in world.ledger.answers]

    async def test_the_oldest_names_go_that_nothing_is_called(
        self, world: World
    ) -> None:
        request_id = await asked(world)
        await world.gate.library.choose(request_id, "radarr", "2", ANNA)
        assert await self.mean(world, "One", "Two") == ["cobrehuerto", "one", "two"]
        assert await self.mean(world, "One", "Six") == ["cobrehuerto", "one", "six"]
        assert meant(world.gate.requests.find(request_id)) == (("radarr", "2"),)
        await world.gate.decide.decline(request_id, ANNA)
        assert await self.mean(world, "Ten") == ["one", "six", "ten"]

    async def test_what_was_said_just_now_is_kept_whatever_is_used(
        self, world: World
    ) -> None:
        for name in ("One", "Two", "Six", "Ten"):
            title = f"{name}.2011.1080p.WEB-DL.H.264-NEW"
            one = await world.gate.hand_in(
                torrent(name).magnet(), who=ANNA, title=title
            )
            await world.gate.library.choose(one.id, "radarr", "2", ANNA)
        assert await self.mean(world, "New") == ["one", "two", "six", "ten", "new"]

    async def test_the_oldest_files_go_about_which_nobody_is_asked(
        self, world: World
    ) -> None:
        files = [f"Film.{number}.1080p.WEB-DL-OLD" for number in range(5)]
        there = film(*files[:1])
        put(world, there, film(*files, item_id="2", name="Copper Orchard", year=2011))
        world.ledger.known.append(by_magnet(there.title))
        await asked(world, f"{there.title}.2019.2160p.WEB-DL.H.265-NEW")
        await world.gate.library.set_quality("radarr", "1", "0", BEST)
        for number in range(1, 5):
            await world.gate.library.set_quality("radarr", "2", f"{number}", BEST)
        kept = [key.split("|")[0][5:6] for key in world.ledger.said]
        assert kept == ["0", "3", "4"]


class TestTakenBack:
    async def said(self, world: World) -> tuple[str, str]:
        one = await world.gate.hand_in(torrent("1").magnet(), who=ANNA, title=ALIAS)
        two = await asked(world, ALIAS.replace("2160p", "1080p"))
        await world.gate.library.choose(two, "radarr", "2", ANNA)
        await world.settle()
        find = world.gate.requests.find
        assert meant(find(one.id)) == meant(find(two)) == (("radarr", "2"),)
        world.points.clear()
        return one.id, two

    async def test_all_that_are_called_so_know_it_no_more(self, world: World) -> None:
        one, two = await self.said(world)
        await world.gate.library.unchoose(two, BERT)
        await world.settle()
        find = world.gate.requests.find
        assert meant(find(one)) == meant(find(two)) == ()
        assert not world.ledger.answers

    @pytest.mark.parametrize("kill_on", range(1, 9))
    async def test_wherever_the_process_ends(self, world: World, kill_on: int) -> None:
        one, two = await self.said(world)

        async def unsay() -> None:
            await world.gate.library.unchoose(two, BERT)

        world.kill_on = kill_on
        world._spawn(unsay(), "a person takes it back")
        await world.settle()
        if world._dead:
            await world.restart()
            await read_anew(world)
        known = (("radarr", "2"),) if world.ledger.answers else ()
        find = world.gate.requests.find
        assert meant(find(one)) == meant(find(two)) == known
        assert bool(known) is (kill_on == 1)

    async def test_a_full_disk(self, world: World) -> None:
        _, two = await self.said(world)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.library.unchoose(two, BERT)
        world.ledger.failing = False
        assert meant(world.gate.requests.find(two)) == (("radarr", "2"),)
        assert world.ledger.answers

    async def test_one_says_it_while_another_takes_it_back(self, world: World) -> None:
        one, two = await self.said(world)
        world.hold("words")

        async def unsay() -> None:
            await world.gate.library.unchoose(two, BERT)

        world._spawn(unsay(), "a person takes it back")
        await world.settle()
        say(world, one, "1")
        await world.settle()
        world.let_go("words")
        await world.settle()
        assert not world.failures
        find = world.gate.requests.find
        assert meant(find(one)) == meant(find(two)) == (("radarr", "1"),)
