"""Where nothing else is known after a failure, indexers are searched once, and what they have is asked about."""

from dataclasses import replace

import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import Request, State, waiting
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate import elsewhere
from custom_components.greenlight.gate.ports import LEDGER_RETRY
from custom_components.greenlight.sources.base import SourceBusy, SourceTimeout

from .fakes import ANNA, BERT, World
from .indexers import indexers
from .scene import approve, ask, by_file, by_magnet
from .shelves import film, put
from .test_next_best import asked, download, fail

FIRST = "Film.2024.2160p.WEB-DL-GRP"
SECOND = "Film.2024.1080p.BluRay-GRP"
THIRD = "Film.2024.720p.HDTV-GRP"
OTHER = "Another.Film.2024.2160p.WEB-DL-GRP"


def found(name: str, **changes: object) -> Release:
    return replace(by_magnet(name, guid=f"found {name}", source="many"), **changes)  # type: ignore[arg-type]  # of a release


async def stop(world: World) -> None:
    """Have the client hold a torrent that has an error, until just before it is given up."""
    world.client.show(next(iter(world.client.downloads)), state=DownloadState.FAILED)
    await world.poll()
    for _ in range(2):
        await stopped(world, 600)
    await world.advance(600)


async def stopped(world: World, seconds: float) -> None:
    """Look at what it holds once more, after so many seconds."""
    await world.advance(seconds)
    await world.poll()


@pytest.fixture
async def running(world: World) -> str:
    """Have a release downloading."""
    world.gate.attached.rules = {"auto": approve()}
    return await download(world, FIRST)


def last(world: World, request_id: str) -> tuple[str, dict[str, object]]:
    why = world.gate.requests.find(request_id).journal[-1].why
    return why.code, dict(why.params)


class TestAfterAFailure:
    async def test_the_best_that_is_found_is_asked_about(
        self, world: World, running: str
    ) -> None:
        source = indexers(
            world, oak=[found(THIRD), found(OTHER)], elm=[found(SECOND), found(FIRST)]
        )
        await fail(world)
        assert asked(world) == [SECOND]
        assert last(world, running) == ("put_up_instead", {"title": SECOND})
        assert world.whys(running)[-2:] == ["looks_elsewhere", "put_up_instead"]
        (query,) = source.queries
        assert (query.text, query.year) == ("Film", 2024)
        (request,) = waiting(world.ledger.open.values())
        assert (request.rule, request.state) == ("auto", State.PENDING)
        assert [one.title for one in request.also] == [THIRD]

    async def test_nothing_found_is_said_in_words(
        self, world: World, running: str
    ) -> None:
        indexers(world, oak=[], elm=[found(OTHER)], fir=SourceBusy(retry_after=60))
        await fail(world)
        assert not asked(world)
        assert last(world, running) == ("searched_in_vain", {"asked": 3, "answered": 2})

    async def test_nobody_is_searched_where_something_is_known(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, oak=[found(SECOND)])
        world.ledger.known = [by_magnet(THIRD)]
        await fail(world)
        assert asked(world) == [THIRD]
        assert not source.queries

    async def test_a_request_is_searched_for_once(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, oak=[])
        await fail(world)
        await world.gate.decide.retry(running, ANNA)
        await world.settle()
        await fail(world)
        assert len(source.queries) == 1
        assert last(world, running)[0] == "nothing_else_known"

    async def test_only_indexers_are_asked_of_which_a_client_takes_something(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, oak=[found(SECOND)], news=[])
        source.protocols["news"] = Protocol.USENET
        await stop(world)
        await stopped(world, 0)
        assert world.state(running) == "failed"
        (query,) = source.queries
        assert query.indexers == ("oak",)
        assert asked(world) == [SECOND]

    async def test_nobody_is_asked_where_no_client_takes_what_they_have(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, news=[found(SECOND, protocol=Protocol.USENET)])
        source.protocols["news"] = Protocol.USENET
        await stop(world)
        await stopped(world, 0)
        assert not source.queries
        assert last(world, running)[0] == "nothing_else_known"

    async def test_a_source_that_is_away_is_no_answer(
        self, world: World, running: str
    ) -> None:
        indexers(world, oak=[found(SECOND)]).away = SourceTimeout("no answer")
        await fail(world)
        assert last(world, running) == ("searched_in_vain", {"asked": 1, "answered": 0})

    async def test_what_the_rule_does_not_want_is_not_asked_about(
        self, world: World, running: str
    ) -> None:
        world.gate.attached.rules["auto"] = approve("2160p")
        indexers(world, oak=[found(SECOND)])
        await fail(world)
        assert last(world, running)[0] == "searched_in_vain"

    async def test_nobody_is_searched_for_a_rule_that_is_off_or_gone(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, oak=[found(SECOND)])
        world.gate.attached.rules = {"auto": approve(enabled=False)}
        await fail(world)
        assert not source.queries

    async def test_nobody_is_asked_more_often_than_so_many_times_a_day(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = indexers(world, oak=[])
        for _ in range(elsewhere.MOST_A_DAY):
            await world.gate._next_best._elsewhere._look(Query(text="x"))
        world.gate.attached.rules = {"auto": approve()}
        await download(world, FIRST)
        await fail(world)
        assert len(source.queries) == elsewhere.MOST_A_DAY
        await world.advance(2 * 86400)
        await download(world, OTHER)
        await fail(world, OTHER)
        assert len(source.queries) == elsewhere.MOST_A_DAY + 1


class TestOneQuestion:
    async def test_is_not_put_where_somebody_has_gone_on_meanwhile(
        self, world: World, running: str
    ) -> None:
        indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        await world.gate.decide.retry(running, ANNA)
        world.let_go("search")
        await world.settle()
        assert not asked(world)
        assert world.whys(running).count("put_up_instead") == 0

    async def test_is_not_put_where_another_waits_meanwhile(
        self, world: World, running: str
    ) -> None:
        indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        world.gate.attached.rules = {"auto": ask(id="auto")}
        await world.gate.offer([by_magnet(THIRD)])
        world.let_go("search")
        await world.settle()
        assert asked(world) == [THIRD]

    async def test_is_put_once_the_disk_takes_it(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        world.ledger.failing = True
        world.let_go("search")
        await world.settle()
        assert not asked(world)
        world.ledger.failing = False
        await world.advance(LEDGER_RETRY)
        assert asked(world) == [SECOND]
        assert len(source.queries) == 2

    async def test_is_not_put_once_all_is_let_go_of(
        self, world: World, running: str
    ) -> None:
        source = indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        world.ledger.failing = True
        world.let_go("search")
        await world.settle()
        world.gate.stop()
        world.ledger.failing = False
        await world.advance(2 * LEDGER_RETRY)
        assert not asked(world)
        assert len(source.queries) == 1

    async def test_is_not_put_where_it_is_let_go_of_while_it_is_searched_for(
        self, world: World, running: str
    ) -> None:
        indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        world.ledger.failing = True
        world.gate.stop()
        world.let_go("search")
        await world.settle()
        world.ledger.failing = False
        await world.advance(2 * LEDGER_RETRY)
        assert not asked(world)

    async def test_is_put_of_what_came_while_nobody_was_there(
        self, world: World, running: str
    ) -> None:
        """What was about to be searched for has been offered in the meantime."""
        source = indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        world.ledger.known = [by_magnet(THIRD)]
        await world.restart()
        assert asked(world) == [THIRD]
        assert len(source.queries) == 1

    async def test_is_not_put_days_later(self, world: World, running: str) -> None:
        source = indexers(world, oak=[found(SECOND)])
        world.hold("search")
        await fail(world)
        world.set_clock(3 * 86400)
        await world.restart()
        assert not asked(world)
        assert len(source.queries) == 1

    async def test_is_not_about_what_was_answered(
        self, world: World, running: str
    ) -> None:
        world.gate.attached.rules = {"ask": ask(id="ask")}
        await world.gate.offer([by_magnet(SECOND)])
        (question,) = waiting(world.ledger.open.values())
        await world.gate.decide.decline(question.id, ANNA)
        world.gate.attached.rules = {"auto": approve()}
        world.ledger.known = [by_magnet(SECOND), by_magnet(THIRD)]
        await fail(world)
        assert asked(world) == [THIRD]

    @pytest.mark.parametrize("after", range(1, 9))
    async def test_is_put_whenever_the_process_ends(
        self, world: World, running: str, after: int
    ) -> None:
        indexers(world, oak=[found(SECOND)])
        await stop(world)
        world.kill_on = len(world.points) + after
        world._spawn(world.poll(), "the test")
        await world.settle()
        world.kill_on = None
        await world.restart()
        for _ in range(4):
            await stopped(world, 600)
        assert world.state(running) == "failed"
        assert asked(world) == [SECOND]
        assert last(world, running)[0] == "put_up_instead"


async def test_nobody_is_searched_for_what_has_no_name(world: World) -> None:
    source = indexers(world, oak=[found(SECOND)])
    world.gate.attached.rules = {"auto": approve()}
    await download(world, "...")
    await fail(world, "...")
    await world.gate.offer([by_file("...", guid="2")])
    await world.settle()
    assert not source.queries


class TestWhatAPersonHasFound:
    async def taken(self, world: World, *, approve: bool) -> Request:
        searched = await world.gate.search.run(Query(text="film"))
        best = searched.lots[0]
        assert best.release.title == FIRST
        return await world.gate.results.take(best.id, who=ANNA, approve=approve)

    async def test_is_followed_by_the_next_best_of_that_search(
        self, world: World
    ) -> None:
        best = found(FIRST, seeders=9)
        source = indexers(world, oak=[found(THIRD), found(SECOND), best, found(OTHER)])
        request = await self.taken(world, approve=True)
        assert [one.title for one in request.also] == [SECOND, THIRD]
        await world.settle()
        await world.restart()
        await fail(world)
        assert asked(world) == [SECOND]
        # It was kept with the request: nobody is searched again.
        assert len(source.queries) == 1
        (question,) = waiting(world.ledger.open.values())
        assert (question.rule, [one.title for one in question.also]) == ("", [THIRD])
        await world.gate.decide.approve(question.id, ANNA)
        await world.settle()
        await fail(world, SECOND)
        assert asked(world) == [THIRD]

    async def test_is_followed_by_nothing_that_is_no_better_than_what_is_there(
        self, world: World
    ) -> None:
        put(world, film("Film 2024 1080p BluRay DTS x264-OLD", name="Film", year=2024))
        indexers(world, oak=[found(FIRST), found(THIRD)])
        request = await self.taken(world, approve=True)
        await world.settle()
        await fail(world)
        assert not asked(world)
        assert last(world, request.id)[0] == "searched_in_vain"

    async def test_is_asked_about_after_a_no_to_just_that(self, world: World) -> None:
        indexers(world, oak=[found(SECOND), found(FIRST)])
        request = await self.taken(world, approve=False)
        await world.gate.decide.decline(request.id, BERT, scope=Scope.RELEASE)
        await world.settle()
        assert not asked(world)
        await world.advance(UNDO_WINDOW + 1)
        assert asked(world) == [SECOND]
        (question,) = waiting(world.ledger.open.values())
        assert question.reasons[0].code == "next_after_no"
        assert last(world, request.id) == ("put_up_instead", {"title": SECOND})

    async def test_is_not_asked_about_after_a_plain_no(self, world: World) -> None:
        indexers(world, oak=[found(SECOND), found(FIRST)])
        request = await self.taken(world, approve=False)
        await world.gate.decide.decline(request.id, BERT)
        await world.advance(2 * UNDO_WINDOW)
        assert not asked(world)

    async def test_is_not_asked_about_where_the_no_was_taken_back(
        self, world: World
    ) -> None:
        indexers(world, oak=[found(SECOND), found(FIRST)])
        request = await self.taken(world, approve=False)
        await world.gate.decide.decline(request.id, BERT, scope=Scope.RELEASE)
        await world.gate.decide.undo(request.id, BERT)
        await world.advance(2 * UNDO_WINDOW)
        assert asked(world) == [FIRST]

    async def test_is_put_up_once_after_a_restart(self, world: World) -> None:
        indexers(world, oak=[found(SECOND), found(FIRST)])
        request = await self.taken(world, approve=False)
        await world.gate.decide.decline(request.id, BERT, scope=Scope.RELEASE)
        await world.advance(UNDO_WINDOW + 1)
        await world.restart()
        await world.advance(2 * UNDO_WINDOW)
        assert asked(world) == [SECOND]


async def test_a_no_to_just_that_of_a_rule_asks_about_what_is_known(
    world: World,
) -> None:
    world.gate.attached.rules = {"ask": ask()}
    world.ledger.known = [by_magnet(THIRD), by_magnet(SECOND)]
    await world.gate.offer([by_magnet(FIRST)])
    (question,) = waiting(world.ledger.open.values())
    await world.gate.decide.decline(question.id, ANNA, scope=Scope.RELEASE)
    await world.advance(UNDO_WINDOW + 1)
    assert asked(world) == [SECOND]
