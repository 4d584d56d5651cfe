"""What was handed over for a request that is not wanted any more does not stay in a client."""

import asyncio

import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM
from custom_components.greenlight.gate.grab import GIVE_UP_AFTER, RETRY_DELAYS
from custom_components.greenlight.gate.take_back import SHOWN_WITHIN, TAKE_BACK_DELAY
from tests.support.fake_downloads import downloading

from .fakes import ANNA, World
from .scene import by_file, file_of
from .test_grab import HASH, URL, approved


class TestCancelledMeanwhile:
    @pytest.mark.parametrize("point", ["find", "payload"])
    async def test_before_the_client_has_it_nothing_is_added(
        self, world: World, point: str
    ) -> None:
        world.hold(point)
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go(point)
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert not world.client.taken

    async def test_and_nothing_is_said_of_a_client_that_could_not_be_asked(
        self, world: World
    ) -> None:
        world.hold("find")
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.client.failure = CannotConnect()
        world.let_go("find")
        await world.settle()
        assert world.whys(request_id)[-1] == "cancelled_by_person"
        assert not world.timers

    async def test_what_another_request_may_be_about_to_find_stays_for_now(
        self, world: World
    ) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        world.client.failure, world.client.dies = None, False
        world.client.free = 0
        world.source.files[URL] = file_of("Film")
        world.ledger.lookup = lambda release: None  # type: ignore[method-assign]
        world.hold("payload")
        other = await approved(world, by_file("Film", hashes=frozenset({HASH})))
        world.gate.source_back()
        world.let_go("payload")
        await world.settle()
        assert world.state(other) == "downloading"
        assert world.client.downloads
        await world.advance(SHOWN_WITHIN)
        assert world.client.downloads
        assert world.gate.requests.find(request_id).handed is None

    async def test_while_the_hash_is_committed_nothing_is_added(
        self, world: World
    ) -> None:
        world.hold("payload")
        request_id = await approved(world)
        world.hold("committed")
        world.let_go("payload")
        await world.settle()
        cancelling = asyncio.create_task(world.gate.decide.cancel(request_id, ANNA))
        await world.settle()
        world.let_go("committed")
        await cancelling
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert not world.client.downloads

    @pytest.mark.parametrize("point", ["add", "added"])
    async def test_while_the_client_is_called_it_is_taken_back(
        self, world: World, point: str
    ) -> None:
        world.hold(point)
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go(point)
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert world.client.removed == [(HASH, False)]
        assert not world.client.downloads

    async def test_what_was_there_before_us_stays(self, world: World) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        world.hold("find")
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go("find")
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert world.client.downloads
        assert not world.client.removed

    async def test_what_the_client_had_before_the_add_stays(self, world: World) -> None:
        world.hold("add")
        request_id = await approved(world)
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        world.let_go("add")
        world.hold("added")
        await world.settle()
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go("added")
        await world.settle()
        assert world.client.downloads
        assert not world.client.removed

    async def test_what_is_shown_late_is_taken_back(self, world: World) -> None:
        world.client.silent = world.client.hides = True
        request_id = await approved(world)
        assert world.client.downloads
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        assert world.client.downloads
        world.client.hides = False
        await world.advance(SHOWN_WITHIN)
        assert not world.client.downloads
        assert world.gate.requests.find(request_id).handed is None

    async def test_what_is_never_shown_is_looked_for_no_longer(
        self, world: World
    ) -> None:
        world.client.silent = world.client.hides = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.advance(2 * SHOWN_WITHIN)
        assert world.gate.requests.find(request_id).handed is None
        assert not world.timers

    async def test_and_the_call_fails_after_the_client_took_it(
        self, world: World
    ) -> None:
        world.client.silent = True
        world.hold("added")
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go("added")
        await world.settle()
        assert not world.client.downloads

    @pytest.mark.parametrize("restarted", [False, True])
    async def test_it_is_taken_back_once_the_client_is_there_again(
        self, world: World, *, restarted: bool
    ) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        assert world.client.downloads
        if restarted:
            await world.restart()
            assert world.client.downloads
        world.client.failure = None
        world.gate.source_back()
        await world.settle()
        assert not world.client.downloads
        assert not world.timers
        assert world.ledger.on_disk[request_id].handed is None

    async def test_it_is_taken_back_although_nobody_says_that_the_client_is_back(
        self, world: World
    ) -> None:
        """Its polls may have gone on well all the time."""
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        await world.advance(3 * TAKE_BACK_DELAY)
        assert world.client.downloads
        world.client.failure = None
        await world.advance(TAKE_BACK_DELAY)
        assert not world.client.downloads
        assert not world.timers

    async def test_it_is_taken_back_although_that_could_not_be_stored(
        self, world: World
    ) -> None:
        world.hold("added")
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.ledger.failing = True
        world.let_go("added")
        await world.settle()
        world.ledger.failing = False
        assert world.gate.requests.find(request_id).handed is not None
        await world.advance(TAKE_BACK_DELAY)
        assert not world.client.downloads
        await world.advance(SHOWN_WITHIN)
        assert world.gate.requests.find(request_id).handed is None
        assert not world.timers

    @pytest.mark.parametrize("seconds", [-100 * GIVE_UP_AFTER, -1, 3600])
    async def test_it_is_looked_for_as_long_although_the_clock_was_set(
        self, world: World, seconds: float
    ) -> None:
        world.client.silent = world.client.hides = True
        request_id = await approved(world)
        world.set_clock(seconds)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        assert world.gate.requests.find(request_id).handed is not None
        world.client.hides = False
        await world.advance(SHOWN_WITHIN)
        assert not world.client.downloads
        assert world.gate.requests.find(request_id).handed is None

    @pytest.mark.parametrize("seconds", [-100 * GIVE_UP_AFTER, -1, 3600])
    async def test_and_no_longer(self, world: World, seconds: float) -> None:
        world.client.silent = world.client.hides = True
        request_id = await approved(world)
        world.set_clock(seconds)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.advance(3 * SHOWN_WITHIN)
        assert world.gate.requests.find(request_id).handed is None
        assert not world.timers

    async def test_ours_it_still_is_when_it_was_retried(self, world: World) -> None:
        """What failed there was kept, and is found again."""
        request_id = await approved(world)
        world.client.show(HASH, state=DownloadState.FAILED)
        await world.gate._failures.fail(request_id, SYSTEM, Reason("no_seeders"))
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.whys(request_id)[-1] == "already_there"
        await world.gate.decide.cancel(request_id, ANNA)
        assert world.client.removed == [(HASH, False)]

    async def test_not_ours_it_stays_when_it_was_retried(self, world: World) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        request_id = await approved(world)
        await world.gate._failures.fail(request_id, SYSTEM, Reason("no_seeders"))
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        await world.gate.decide.cancel(request_id, ANNA)
        assert not world.client.removed

    async def test_nor_is_it_left_when_the_process_ends_first(
        self, world: World
    ) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.client.failure = None
        await world.restart()
        assert not world.client.downloads
        assert world.state(request_id) == "cancelled"

    async def test_retried_while_it_is_taken_back_it_is_handed_over_anew(
        self, world: World
    ) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        world.client.failure, world.client.dies = None, False
        world.hold("remove")
        world.gate.source_back()
        await world.settle()
        await world.gate.decide.retry(request_id, ANNA)
        await world.gate.decide.approve(request_id, ANNA)
        world.let_go("remove")
        await world.settle()
        assert not world.client.downloads
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"
        assert list(world.client.downloads) == [HASH]

    async def test_retried_before_it_is_found_it_stays(self, world: World) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        world.client.failure, world.client.dies = None, False
        world.hold("find")
        world.gate.source_back()
        await world.settle()
        await world.gate.decide.retry(request_id, ANNA)
        await world.gate.decide.approve(request_id, ANNA)
        world.let_go("find")
        await world.settle()
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [HASH]
        assert not world.client.removed

    async def test_nobody_is_left_to_take_it_back_from(self, world: World) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        del world.gate.attached.clients["qb"]
        await world.settle()
        world.gate.source_back()
        await world.settle()
        assert world.gate.requests.find(request_id).handed is None

    async def test_so_is_what_was_given_up(self, world: World) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.advance(2 * GIVE_UP_AFTER)
        assert world.state(request_id) == "failed"
        assert world.whys(request_id)[-1] == "may_have_it"
        world.client.failure, world.client.dies = None, False
        world.gate.source_back()
        await world.settle()
        assert not world.client.downloads
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_but_not_what_another_request_downloads(self, world: World) -> None:
        world.client.dies = True
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        await world.settle()
        world.client.failure, world.client.dies = None, False
        world.source.files[URL] = file_of("Film")
        world.ledger.lookup = lambda release: None  # type: ignore[method-assign]
        other = await approved(world, by_file("Film"))
        assert world.state(other) == "downloading"
        world.gate.source_back()
        await world.settle()
        assert world.client.downloads
        assert not world.client.removed

    async def test_while_the_download_is_committed_it_is_removed(
        self, world: World
    ) -> None:
        world.hold("added")
        request_id = await approved(world)
        world.hold("commit")
        world.let_go("added")
        await world.settle()
        cancelling = asyncio.create_task(world.gate.decide.cancel(request_id, ANNA))
        await world.settle()
        world.let_go("commit")
        await cancelling
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert not world.client.downloads
        assert not world.failures
