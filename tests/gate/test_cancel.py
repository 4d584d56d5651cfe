"""What people end in a client, and what they do not."""

import asyncio
from collections.abc import Callable

import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.errors import ClientError, ClientTimeout
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, IllegalMove, State
from custom_components.greenlight.gate.follow import GONE_AFTER
from custom_components.greenlight.gate.ports import LedgerError
from tests.support.fake_downloads import downloading

from .fakes import ANNA, World
from .scene import torrent
from .test_follow import BY_V1, HASH, HYBRID, download
from .test_grab import approved


@pytest.fixture
async def running(world: World) -> str:
    """Have a release downloading and return the id of its request."""
    return await download(world)


def complete(world: World) -> None:
    world.client.show(HYBRID.v1 or "", complete=True, progress=1.0)


def renamed(world: World) -> None:
    both = frozenset({HYBRID.v1 or "", HYBRID.v2 or ""})
    world.client.show(HYBRID.v1 or "", id=HYBRID.client_id, hashes=both, progress=0.7)


def in_trouble(world: World) -> None:
    world.client.show(HYBRID.v1 or "", state=DownloadState.FAILED, progress=0.7)


class TestCancel:
    async def test_removes_the_download_but_not_its_data(
        self, world: World, running: str
    ) -> None:
        await world.gate.decide.cancel(running, ANNA)
        request = world.gate.requests.find(running)
        assert request.state is State.CANCELLED
        assert request.journal[-1].who == ANNA
        assert world.client.removed == [(HASH, False)]

    async def test_with_its_data_if_so_wished(self, world: World, running: str) -> None:
        await world.gate.remove_download(running, ANNA, delete_data=True)
        assert world.whys(running)[-1] == "removed_with_data"
        assert world.client.removed == [(HASH, True)]

    async def test_of_what_is_complete_only_removes_it(
        self, world: World, running: str
    ) -> None:
        world.client.show(HASH, complete=True)
        await world.poll()
        request = await world.gate.remove_download(running, ANNA, delete_data=False)
        assert request.state is State.COMPLETED
        assert request.download is None
        assert world.whys(running)[-1] == "removed_by_person"
        with pytest.raises(IllegalMove):
            await world.gate.remove_download(running, ANNA, delete_data=False)

    async def test_leaves_what_the_client_had_before(self, world: World) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        request_id = await approved(world)
        assert world.state(request_id) == "downloading"
        await world.gate.decide.cancel(request_id, ANNA)
        assert world.state(request_id) == "cancelled"
        assert world.whys(request_id)[-2:] == ["not_ours", "cancelled_by_person"]
        assert world.client.downloads
        assert not world.client.removed

    async def test_of_what_the_client_had_before_removes_it_if_so_wished(
        self, world: World
    ) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        request_id = await approved(world)
        await world.gate.remove_download(request_id, ANNA, delete_data=False)
        assert world.state(request_id) == "cancelled"
        assert not world.client.downloads

    async def test_is_possible_although_the_client_is_gone(
        self, world: World, running: str
    ) -> None:
        """It is ended with its client, unless that could not be stored."""
        world.ledger.failing = True
        del world.gate.attached.clients["qb"]
        with pytest.raises(LedgerError):
            await world.gate.clients.cancel_orphans()
        world.ledger.failing = False
        await world.gate.decide.cancel(running, ANNA)
        assert world.state(running) == "cancelled"

    async def test_of_an_earlier_try_does_not_end_the_next_one(
        self, world: World, running: str
    ) -> None:
        world.hold("removed")
        removing = asyncio.create_task(
            world.gate.remove_download(running, ANNA, delete_data=False)
        )
        await world.settle()
        await world.gate.requests.move(
            running, State.FAILED, SYSTEM, Reason("download_error")
        )
        await world.gate.decide.retry(running, ANNA)
        await world.settle()
        world.let_go("removed")
        await removing
        request = world.gate.requests.find(running)
        assert request.state is State.DOWNLOADING
        assert (request.download, request.attempt) == (HASH, 1)
        assert list(world.client.downloads) == [HASH]

    async def test_that_the_client_refuses_changes_nothing(
        self, world: World, running: str
    ) -> None:
        world.client.failure = ClientTimeout("slow")
        with pytest.raises(ClientError, match="slow"):
            await world.gate.decide.cancel(running, ANNA)
        assert world.state(running) == "downloading"

    async def test_that_cannot_be_stored_is_seen_by_the_poll(
        self, world: World, running: str
    ) -> None:
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.cancel(running, ANNA)
        assert world.state(running) == "downloading"
        world.ledger.failing = False
        await world.poll()
        await world.advance(GONE_AFTER)
        await world.poll()
        assert world.state(running) == "cancelled"

    @pytest.mark.parametrize("shown", [complete, renamed, in_trouble])
    async def test_while_a_poll_is_taken_up_stays_cancelled(
        self, world: World, shown: Callable[[World], None]
    ) -> None:
        """A poll that waited for the ledger must not bring the request back."""
        running = await download(world, link=BY_V1)
        await world.poll()
        other = await download(world, "Other")
        shown(world)
        world.client.show(torrent("Other").v1 or "", complete=True)
        world.hold("removed")
        cancelling = asyncio.create_task(world.gate.decide.cancel(running, ANNA))
        await world.settle()
        world.client.downloads[HYBRID.v1 or ""] = downloading(
            frozenset({HYBRID.v1 or ""})
        )
        shown(world)
        world.hold("commit")
        polling = asyncio.create_task(world.poll())
        await world.settle()
        world.let_go("removed")
        await world.settle()
        world.let_go("commit")
        await asyncio.gather(cancelling, polling)
        ended = {"cancelled", "completed"}
        assert world.state(running) in ended
        assert world.ledger.on_disk[running].state.value in ended
        assert world.state(other) == "completed"
        assert running not in world.ledger.open

    async def test_before_a_poll_that_began_earlier_is_no_trouble(
        self, world: World, running: str
    ) -> None:
        other = await download(world, "Other")
        world.client.show(HASH, complete=True)
        late = await world.client.poll(world.gate.clients.followed("qb"))
        await world.gate.decide.cancel(running, ANNA)
        await world.gate.clients.take_poll("qb", late, back=False)
        assert world.state(running) == "cancelled"
        assert world.state(other) == "downloading"

    async def test_and_approved_anew_is_not_what_a_slow_client_still_tells_of(
        self, world: World, running: str
    ) -> None:
        """It was complete when it was asked for, and is fetched a second time since."""
        desk = world.gate.clients
        world.client.show(HASH, complete=True)
        asked = desk.followed("qb")
        late = await world.client.poll(asked)
        await world.gate.decide.undo(running, ANNA, delete_data=True)
        await world.settle()
        await world.gate.decide.approve(running, ANNA)
        await world.settle()
        assert world.state(running) == "downloading"
        await desk.take_poll("qb", desk.still("qb", asked, late), back=False)
        assert world.state(running) == "downloading"
        # What it says the next time is of that.
        world.client.show(HASH, complete=True)
        await world.poll()
        assert world.state(running) == "completed"
