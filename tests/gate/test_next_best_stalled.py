"""A download that goes nowhere says what the next best is, and can be given up for it at once."""

import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.engine.request import IllegalMove, State, waiting
from custom_components.greenlight.engine.undo import UNDO_WINDOW
from custom_components.greenlight.gate.ports import NothingElse

from .asked import FILMS, asked_with_others, place_of
from .fakes import ANNA, World
from .scene import approve, ask, by_magnet
from .test_next_best import OTHER, asked, download

FIRST = "Film.2024.2160p.WEB-DL-GRP"
SECOND = "Film.2024.1080p.BluRay-GRP"
THIRD = "Film.2024.720p.HDTV-GRP"


async def stalled(world: World) -> str:
    """Have a download that has just been seen going nowhere, long after it was approved."""
    world.gate.attached.rules = {"auto": approve()}
    request_id = await download(world, FIRST)
    await world.advance(UNDO_WINDOW + 1)
    await go_nowhere(world)
    return request_id


async def go_nowhere(world: World) -> None:
    (there,) = world.client.downloads
    world.client.show(there, state=DownloadState.STALLED, seeders=0, download_speed=0)
    await world.poll()


def also(world: World, request_id: str) -> list[str]:
    return [one.title for one in world.gate.requests.find(request_id).also]


async def test_what_is_known_by_then_is_kept_with_it_the_best_first(
    world: World,
) -> None:
    world.ledger.known = [by_magnet(one) for one in (THIRD, SECOND, OTHER, FIRST)]
    request = await stalled(world)
    assert also(world, request) == [SECOND, THIRD]
    assert world.state(request) == "downloading"


async def test_it_is_looked_for_once_each_time_it_stalls(world: World) -> None:
    request = await stalled(world)
    assert also(world, request) == []
    world.ledger.known = [by_magnet(SECOND)]
    await world.poll()
    assert also(world, request) == []
    (there,) = world.client.downloads
    world.client.show(there, state=DownloadState.DOWNLOADING, download_speed=5)
    await world.poll()
    await world.advance(60)
    await go_nowhere(world)
    assert also(world, request) == [SECOND]


async def test_what_can_be_taken_back_keeps_what_it_was_taken_from(
    world: World,
) -> None:
    request = await asked_with_others(world)
    place = place_of(world, request, FILMS[2])
    await world.gate.decide.take(request, place, ANNA)
    await world.settle()
    await go_nowhere(world)
    await world.gate.decide.undo(request, ANNA, delete_data=True)
    await world.settle()
    assert world.gate.requests.find(request).release.title == FILMS[0]


async def test_it_is_no_longer_told_of_what_ended_meanwhile(world: World) -> None:
    world.ledger.known = [by_magnet(SECOND)]
    world.gate.attached.rules = {"auto": approve()}
    request = await download(world, FIRST)
    await world.advance(UNDO_WINDOW + 1)
    before = also(world, request)
    world.hold("commit")
    cancel = world.gate.decide.cancel(request, ANNA)
    world._spawn(_quietly(cancel), "the test")
    await go_nowhere(world)
    world.let_go("commit")
    await world.settle()
    assert world.state(request) == "cancelled"
    assert also(world, request) == before


async def _quietly(work: object) -> None:
    await work  # type: ignore[misc]  # what a person does


class TestNow:
    async def test_it_is_given_up_and_the_next_best_asked_about(
        self, world: World
    ) -> None:
        world.ledger.known = [by_magnet(THIRD), by_magnet(SECOND)]
        request = await stalled(world)
        after = await world.gate.next_best(request, ANNA)
        assert after.state is State.FAILED
        failed = after.last_move()
        assert failed is not None
        assert (failed.who, failed.why.code) == (ANNA, "given_up_for_another")
        assert asked(world) == [SECOND]
        (question,) = waiting(world.ledger.open.values())
        assert [one.title for one in question.also] == [THIRD]
        # It is not offered again.
        assert [one.title for one in world.ledger.skips] == [FIRST]

    async def test_a_question_that_waits_is_asked_again(self, world: World) -> None:
        request = await stalled(world)
        world.gate.attached.rules = {"ask": ask()}
        await world.gate.offer([by_magnet(SECOND)])
        await world.gate.next_best(request, ANNA)
        assert asked(world) == [SECOND]
        assert len(world.ledger.open) == 1

    async def test_nothing_is_given_up_where_nothing_else_is_known(
        self, world: World
    ) -> None:
        request = await stalled(world)
        with pytest.raises(NothingElse):
            await world.gate.next_best(request, ANNA)
        assert world.state(request) == "downloading"

    async def test_only_what_runs_is_given_up(self, world: World) -> None:
        world.ledger.known = [by_magnet(SECOND)]
        request = await stalled(world)
        await world.gate.next_best(request, ANNA)
        with pytest.raises(IllegalMove):
            await world.gate.next_best(request, ANNA)
        assert asked(world) == [SECOND]
