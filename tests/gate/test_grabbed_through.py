"""What stands for the client of a library: it can be asked and let go of, and steers nothing."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.clients.base import (
    Client,
    DownloadState,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    NotSupported,
)
from custom_components.greenlight.gate.identity import identity_of
from custom_components.greenlight.libraries import errors
from custom_components.greenlight.libraries.decides import Stage, Standing

from .deciders import HASH, DecidingWorld, deciding_world
from .fakes import ANNA

ONE = Identity(id=HASH.upper(), title="Film")


@pytest.fixture
async def world() -> AsyncGenerator[DecidingWorld]:
    async for made in deciding_world():
        yield made


def client_of(world: DecidingWorld) -> Client:
    return world.gate.attached.clients["decides"]


@pytest.mark.parametrize(
    ("standing", "state", "progress", "complete"),
    [
        (Standing(stage=Stage.QUEUED), DownloadState.QUEUED, 0.0, False),
        (Standing(stage=Stage.PAUSED, size=4), DownloadState.PAUSED, 0.0, False),
        (
            Standing(stage=Stage.DOWNLOADING, size=4, left=1),
            *(DownloadState.DOWNLOADING, 0.75, False),
        ),
        (
            Standing(stage=Stage.DOWNLOADING, size=4, left=9),
            *(DownloadState.DOWNLOADING, 0.0, False),
        ),
        (
            Standing(stage=Stage.WAITING, size=4, left=0),
            *(DownloadState.POST_PROCESSING, 1.0, False),
        ),
        (Standing(stage=Stage.IMPORTED), DownloadState.COMPLETED, 1.0, True),
    ],
)
async def test_how_it_stands(
    world: DecidingWorld,
    standing: Standing,
    state: DownloadState,
    progress: float,
    *,
    complete: bool,
) -> None:
    world.decider.standing[ONE.id] = standing
    poll = await client_of(world).poll({"r": ONE, "other": replace(ONE, id="x")})
    (found,) = poll.downloads.values()
    assert (found.state, found.progress, found.complete) == (state, progress, complete)
    assert (found.id, found.name) == (ONE.id, "Film")
    assert found.problem is None


async def test_what_has_failed_says_so(world: DecidingWorld) -> None:
    world.decider.standing[ONE.id] = Standing(stage=Stage.FAILED, words="No blocks")
    found = (await client_of(world).poll({"r": ONE})).downloads["r"]
    assert (found.problem, found.message) == (Problem.ERROR, "No blocks")


async def test_it_is_found_by_what_the_library_has_written_down(
    world: DecidingWorld,
) -> None:
    world.decider.lands_in = "elsewhere"
    request_id = await world.asked()
    identity = identity_of(world.gate.requests.find(request_id))
    assert await client_of(world).find(identity) is None
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    found = await client_of(world).find(identity)
    assert found is not None
    assert found.download.id == HASH.upper()
    assert await client_of(world).find(replace(identity, mark="no such")) is None


@pytest.mark.parametrize(
    ("failure", "instead"),
    [
        (errors.LibraryError("gone"), CannotConnect),
        (errors.LibraryTimeout(), CannotConnect),
        (errors.BadAnswer("a stack"), BadAnswer),
    ],
)
async def test_a_library_that_fails(
    world: DecidingWorld, failure: errors.LibraryError, instead: type[ClientError]
) -> None:
    request_id = await world.asked()
    identity = identity_of(world.gate.requests.find(request_id))
    world.decider.away = failure
    client = client_of(world)
    calls: list[Callable[[], Awaitable[Any]]] = [
        lambda: client.find(identity),
        lambda: client.poll({"r": ONE}),
        lambda: client.remove("x", delete_data=True),
    ]
    for call in calls:
        with pytest.raises(instead):
            await call()
    world.gate.libraries.away("radarr")
    for call in calls:
        with pytest.raises(CannotConnect):
            await call()


async def test_it_steers_nothing(world: DecidingWorld) -> None:
    client = client_of(world)
    calls: list[Callable[[], Awaitable[Any]]] = [
        client.connect,
        lambda: client.add(ONE, magnet="", file=None, options=Any),  # type: ignore[arg-type]
        client.survey,
        client.space,
        lambda: client.pause("x"),
        lambda: client.resume("x"),
        client.pause_all,
        client.resume_all,
        client.set_speed_limits,
    ]
    for call in calls:
        with pytest.raises(NotSupported):
            await call()
    assert await client.finished(["films"], since=0.0) == ()
    await client.close()
