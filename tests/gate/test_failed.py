"""What becomes of a failed download in its client."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.base import DownloadState, Problem
from custom_components.greenlight.clients.errors import CannotConnect
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.ports import Event, OnFailure
from tests.support.fake_downloads import downloading

from .fakes import ANNA, World
from .scene import approve, by_magnet
from .test_failures import DEAD, HASH, LASTS, later, settings, show
from .test_follow import download


@pytest.fixture
async def running(world: World) -> str:
    """Have a release downloading and return the id of its request."""
    return await download(world)


@pytest.fixture
async def usenet(world: World, running: str) -> str:
    """Have a release downloading in a client that is one for usenet."""
    world.client.protocol = Protocol.USENET  # type: ignore[misc]
    return running


async def fail(world: World, **shown: Any) -> None:
    """Have the running torrent given up."""
    await show(world, **DEAD["metadata"] | shown)
    await later(world, LASTS["metadata"])


class TestTheDownload:
    async def test_is_kept_unless_a_person_has_chosen_otherwise(
        self, world: World, running: str
    ) -> None:
        await fail(world, private=False)
        assert world.state(running) == "failed"
        assert not world.client.removed
        assert world.gate.requests.find(running).download == HASH

    @pytest.mark.parametrize(
        ("chosen", "with_data", "code"),
        [
            (OnFailure.REMOVE, False, "failed_removed"),
            (OnFailure.REMOVE_WITH_DATA, True, "failed_removed_with_data"),
        ],
    )
    async def test_is_removed_as_a_person_has_chosen(
        self, world: World, running: str, chosen: OnFailure, with_data: bool, code: str
    ) -> None:
        settings(world, on_failure=chosen)
        await fail(world, private=False)
        assert world.client.removed == [(HASH, with_data)]
        request = world.gate.requests.find(running)
        assert request.download is None
        assert request.journal[-1].why.code == code
        assert dict(request.journal[-1].why.params) == {"client": "qBittorrent"}
        assert world.ledger.on_disk[running] == request

    @pytest.mark.parametrize("private", [True, None])
    async def test_is_kept_when_it_may_be_private(
        self, world: World, running: str, private: bool | None
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE_WITH_DATA)
        await fail(world, private=private)
        assert not world.client.removed
        assert world.whys(running)[-1] == "failed_kept_private"

    async def test_is_kept_when_its_file_says_that_it_is_private(
        self, world: World, running: str
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE)
        await world.gate.requests.amend(running, private=True)
        await fail(world, private=False)
        assert not world.client.removed

    @pytest.mark.parametrize("private", [True, None])
    async def test_is_removed_all_the_same_if_a_person_wants_it_so(
        self, world: World, running: str, private: bool | None
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE, keep_private=False)
        await fail(world, private=private)
        assert world.client.removed == [(HASH, False)]

    async def test_of_usenet_is_never_private(self, world: World, usenet: str) -> None:
        settings(world, on_failure=OnFailure.REMOVE_WITH_DATA)
        await show(world, state=DownloadState.FAILED, problem=Problem.ENCRYPTED)
        await world.settle()
        assert world.client.removed == [(HASH, True)]

    async def test_is_kept_when_the_client_had_it_before(self, world: World) -> None:
        world.client.downloads[HASH] = downloading(frozenset({HASH}))
        world.gate.attached.rules = {"auto": approve()}
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        (request_id,) = world.ledger.open
        settings(world, on_failure=OnFailure.REMOVE_WITH_DATA)
        await fail(world, private=False)
        assert world.state(request_id) == "failed"
        assert not world.client.removed
        assert world.whys(request_id)[-1] == "not_ours"

    async def test_is_kept_when_another_request_uses_it(
        self, world: World, running: str
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE)

        def wanted_elsewhere(event: Event) -> None:
            if event.kind == State.FAILED:
                other = replace(event.request, id="other", state=State.DOWNLOADING)
                world.ledger.update_later(other)

        world.gate.on_event(wanted_elsewhere)
        await fail(world, private=False)
        assert not world.client.removed
        assert world.whys(running)[-1] == "failed_but_shared"

    async def test_that_the_client_does_not_remove_is_said_to_be_there_still(
        self, world: World, running: str
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE)
        await show(world, **DEAD["metadata"], private=False)
        world.hold("remove")
        await later(world, LASTS["metadata"])
        world.client.failure = CannotConnect("no route")
        world.let_go("remove")
        await world.settle()
        request = world.gate.requests.find(running)
        assert (request.state, request.download) == (State.FAILED, HASH)
        why = request.journal[-1].why
        assert why.code == "failed_and_left"
        assert dict(why.params) == {"client": "qBittorrent", "detail": "no route"}

    async def test_is_not_noted_when_somebody_has_retried_meanwhile(
        self, world: World, running: str
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE)
        await show(world, **DEAD["metadata"], private=False)
        world.hold("removed")
        await later(world, LASTS["metadata"])
        await world.gate.decide.retry(running, ANNA)
        world.let_go("removed")
        await world.settle()
        assert "failed_removed" not in world.whys(running)
        assert world.state(running) == "downloading"

    async def test_is_not_judged_any_more_when_its_client_is_gone(
        self, world: World, running: str
    ) -> None:
        world.client.show(HASH, state=DownloadState.FAILED)
        poll = await world.client.poll(world.gate.clients.followed("qb"))
        world.gate.attached.clients.clear()
        await world.gate.clients.take_poll("qb", poll, back=False)
        assert world.state(running) == "downloading"
        await world.gate.clients.cancel_orphans()
        assert world.state(running) == "cancelled"

    async def test_of_a_client_that_is_gone_is_left_alone(
        self, world: World, running: str
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE)
        await show(world, **DEAD["metadata"], private=False)
        world.gate.on_event(lambda _: world.gate.attached.clients.clear())
        await later(world, LASTS["metadata"])
        assert world.state(running) == "failed"
        assert not world.client.removed

    async def test_that_is_removed_while_the_disk_is_full_is_removed(
        self, world: World, running: str
    ) -> None:
        settings(world, on_failure=OnFailure.REMOVE)
        await show(world, **DEAD["metadata"], private=False)
        world.hold("remove")
        await later(world, LASTS["metadata"])
        world.ledger.failing = True
        world.let_go("remove")
        await world.settle()
        assert world.client.removed == [(HASH, False)]
        assert not world.failures
