"""Wherever the process ends, an approved release is in the client exactly once afterwards."""

from collections.abc import Callable

import pytest

from custom_components.greenlight.clients.errors import ReleaseRefused
from custom_components.greenlight.engine.release import Release
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from .fakes import ANNA, Killed, World
from .scene import approve, ask, by_file, by_magnet, file_of, nzb_of, torrent

HASH = torrent("Film").v1 or ""
URL = "https://site.test/Film.torrent"

# Every point of the way from an approval to a download, for a link whose hash is known...
MAGNET_POINTS = [
    *("commit", "committed", "find", "space", "payload", "commit", "committed"),
    *("commit", "committed", "add", "added", "commit", "committed"),
]
# ...and for one whose hash is learned from its file.
FILE_POINTS = [
    *("commit", "committed", "payload", "commit", "committed", "find", "space"),
    *("commit", "committed", "add", "added", "commit", "committed"),
]


async def offered(world: World, release: Release) -> str:
    world.source.files[URL] = file_of("Film")
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([release])
    world.points.clear()
    return list(world.ledger.open)[-1]


async def decided(world: World, request_id: str) -> None:
    """Approve, in a process that may end in the middle of it."""

    async def decide() -> None:
        await world.gate.decide.approve(request_id, ANNA)

    world._spawn(decide(), "a person decides")
    await world.settle()


@pytest.mark.parametrize(
    ("make", "points"),
    [(by_magnet, MAGNET_POINTS), (by_file, FILE_POINTS)],
    ids=["magnet", "file"],
)
async def test_these_are_the_points(
    world: World, make: Callable[[str], Release], points: list[str]
) -> None:
    request_id = await offered(world, make("Film"))
    await decided(world, request_id)
    assert world.points == points
    assert world.state(request_id) == "downloading"


@pytest.mark.parametrize(
    ("make", "kill_on"),
    [
        *((by_magnet, number) for number in range(2, len(MAGNET_POINTS) + 1)),
        *((by_file, number) for number in range(2, len(FILE_POINTS) + 1)),
    ],
)
async def test_a_decision_on_disk_is_carried_out_once(
    world: World, make: Callable[[str], Release], kill_on: int
) -> None:
    request_id = await offered(world, make("Film"))
    world.kill_on = kill_on
    await decided(world, request_id)
    assert any(isinstance(failure, Killed) for failure in world.failures)
    await world.restart()
    assert world.state(request_id) == "downloading"
    assert world.client.taken == [HASH]
    assert world.ledger.on_disk == world.ledger.requests
    await world.poll()
    assert world.gate.requests.find(request_id).download == HASH


@pytest.mark.parametrize("make", [by_magnet, by_file])
async def test_a_decision_that_never_reached_the_disk_is_none(
    world: World, make: Callable[[str], Release]
) -> None:
    request_id = await offered(world, make("Film"))
    world.kill_on = 1
    await decided(world, request_id)
    await world.restart()
    assert world.state(request_id) == "pending"
    assert not world.client.taken
    await decided(world, request_id)
    assert world.state(request_id) == "downloading"


@pytest.mark.parametrize("first", range(2, 14))
@pytest.mark.parametrize("second", range(1, 12))
async def test_even_when_it_ends_twice(world: World, first: int, second: int) -> None:
    request_id = await offered(world, by_file("Film"))
    world.kill_on = first
    await decided(world, request_id)
    world.points.clear()
    world.kill_on = second
    await world.restart()
    world.kill_on = None
    await world.restart()
    assert world.state(request_id) == "downloading"
    assert world.client.taken == [HASH]


@pytest.mark.parametrize("kill_on", range(1, 15))
async def test_the_question_about_the_same_torrent_ends_with_it(
    world: World, kill_on: int
) -> None:
    question = await offered(world, by_magnet("Film"))
    request_id = await offered(world, by_file("Film"))
    world.kill_on = kill_on
    await decided(world, request_id)
    await world.restart()
    expected = {"pending": "pending", "downloading": "superseded"}
    assert world.state(question) == expected[world.state(request_id)]


@pytest.mark.parametrize("kill_on", range(2, 14))
async def test_a_rules_approval_is_carried_out_once(world: World, kill_on: int) -> None:
    world.source.files[URL] = file_of("Film")
    world.gate.attached.rules["auto"] = approve()
    world.kill_on = kill_on

    async def offer() -> None:
        await world.gate.offer([by_file("Film")])

    world._spawn(offer(), "a source offers")
    await world.settle()
    await world.restart()
    (request,) = world.ledger.open.values()
    assert request.state.value == "downloading"
    assert world.client.taken == [HASH]


@pytest.mark.parametrize("point", ["remove", "removed", "commit", "committed"])
async def test_a_cancelled_download_does_not_come_back(
    world: World, point: str
) -> None:
    request_id = await offered(world, by_magnet("Film"))
    await decided(world, request_id)
    world.kill_at = point

    async def cancel() -> None:
        await world.gate.decide.cancel(request_id, ANNA)

    world._spawn(cancel(), "a person cancels")
    await world.settle()
    await world.restart()
    for _ in range(3):
        await world.poll()
        await world.advance(120)
    expected = {"remove": "downloading"}.get(point, "cancelled")
    assert world.state(request_id) == expected
    assert len(world.client.taken) == 1


# ------------------------------------------------------- with more than one client


def two_clients(world: World) -> FakeClient:
    return world.add_client(FakeClient(world, "second"), priority=2)


def having(world: World) -> list[str]:
    """Return the clients that have the film."""
    return [one.id for one in (world.client, *world.clients.values()) if one.downloads]


# Two looks at once and two disks; the first refuses, so the second is handed it as well.
OVER_POINTS = [
    *("commit", "committed", "find", "find", "space", "space", "payload"),
    *("commit", "committed", "commit", "committed", "add"),
    *("commit", "committed", "add", "added", "commit", "committed"),
]


async def test_these_are_the_points_of_a_failover(world: World) -> None:
    two_clients(world)
    world.client.add_failure = ReleaseRefused()
    request_id = await offered(world, by_magnet("Film"))
    await decided(world, request_id)
    assert world.points == OVER_POINTS
    assert having(world) == ["second"]


@pytest.mark.parametrize("kill_on", range(2, len(OVER_POINTS) + 1))
@pytest.mark.parametrize("mended", [True, False])
async def test_a_failover_ends_in_one_client(
    world: World, kill_on: int, *, mended: bool
) -> None:
    """Also when the first would take it after the restart."""
    two_clients(world)
    world.client.add_failure = ReleaseRefused()
    request_id = await offered(world, by_magnet("Film"))
    world.kill_on = kill_on
    await decided(world, request_id)
    if mended:
        world.client.add_failure = None
    await world.restart()
    assert world.state(request_id) == "downloading"
    assert having(world) == [world.gate.requests.find(request_id).client]


@pytest.mark.parametrize("kill_on", range(2, len(MAGNET_POINTS) + 5))
@pytest.mark.parametrize("down_for", [0, 3600])
async def test_a_lost_answer_is_looked_up_before_anybody_else_is_asked(
    world: World, kill_on: int, down_for: int
) -> None:
    """The client may be gone together with its answer, and for longer than we are."""
    second = two_clients(world)
    world.client.dies = True
    request_id = await offered(world, by_magnet("Film"))
    world.kill_on = kill_on
    await decided(world, request_id)
    if not down_for:
        world.client.failure = None
    world.client.dies = False
    await world.restart()
    await world.advance(down_for)
    if world.client.taken:
        assert not second.taken
    world.client.failure = None
    world.gate.source_back()
    await world.settle()
    await world.advance(3600)
    assert world.state(request_id) == "downloading"
    assert having(world) == [world.gate.requests.find(request_id).client]


@pytest.mark.parametrize("kill_on", range(2, 20))
@pytest.mark.parametrize("make", [by_magnet, by_file])
async def test_a_cancelled_one_is_left_in_no_client(
    world: World, make: Callable[[str], Release], kill_on: int
) -> None:
    """Whether the process ends while it is handed over, or while it is taken back."""
    two_clients(world)
    world.client.dies = True
    request_id = await offered(world, make("Film"))
    world.kill_on = kill_on
    await decided(world, request_id)
    if any(isinstance(failure, Killed) for failure in world.failures):
        await world.restart()
    await cancelled(world, request_id)
    world.client.failure, world.client.dies = None, False
    await world.restart()
    world.gate.source_back()
    await world.advance(3600)
    if world.state(request_id) == "cancelled":
        assert having(world) == []
    else:
        # Its client could not be asked to remove it, so it was not cancelled.
        assert world.state(request_id) == "downloading"
        assert having(world) == [world.gate.requests.find(request_id).client]


async def cancelled(world: World, request_id: str) -> None:
    """Cancel, in a process that may end in the middle of it."""

    async def cancel() -> None:
        await world.gate.decide.cancel(request_id, ANNA)

    world._spawn(cancel(), "a person cancels")
    await world.settle()


@pytest.mark.parametrize("kill_on", range(2, 20))
async def test_an_nzb_is_in_one_usenet_client_once(world: World, kill_on: int) -> None:
    first = world.add_client(FakeUsenet(world, "sab"))
    second = world.add_client(FakeUsenet(world, "get"), priority=2)
    request_id = await offered(world, by_file("Film"))
    world.source.files[URL] = nzb_of("Film")
    first.silent = True
    world.kill_on = kill_on
    await decided(world, request_id)
    await world.restart()
    assert world.state(request_id) == "downloading"
    assert len(first.taken) + len(second.taken) == 1
    assert world.gate.requests.find(request_id).download in (
        *first.taken,
        *second.taken,
    )


# ------------------------------------------------------- when one write fails


@pytest.mark.parametrize("fail_on", range(1, 6))
@pytest.mark.parametrize("make", [by_magnet, by_file])
async def test_a_write_that_fails_costs_a_while_and_nothing_else(
    world: World, make: Callable[[str], Release], fail_on: int
) -> None:
    """Wherever it is on the way to the second client."""
    two_clients(world)
    world.client.add_failure = ReleaseRefused()
    request_id = await offered(world, make("Film"))
    world.ledger.fail_on = fail_on
    await decided(world, request_id)
    await world.advance(600)
    assert world.ledger.fail_on <= 0
    if world.state(request_id) == "pending":
        assert fail_on == 1
        assert having(world) == []
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
    assert world.state(request_id) == "downloading"
    assert having(world) == [world.gate.requests.find(request_id).client] == ["second"]
    assert world.ledger.on_disk == world.ledger.requests


@pytest.mark.parametrize("fail_on", [1, 2])
@pytest.mark.parametrize("point", ["add", "added"])
async def test_a_write_that_fails_leaves_nothing_of_what_was_cancelled(
    world: World, point: str, fail_on: int
) -> None:
    world.hold(point)
    request_id = await offered(world, by_magnet("Film"))
    await decided(world, request_id)
    world.ledger.fail_on = fail_on
    await cancelled(world, request_id)
    world.let_go(point)
    await world.advance(600)
    await world.poll()
    assert world.ledger.fail_on <= 0
    if fail_on == 1:
        # It was told that this could not be stored.
        assert world.state(request_id) == "downloading"
        assert having(world) == ["qb"]
    else:
        assert world.state(request_id) == "cancelled"
        assert having(world) == []
    assert not world.gate.requests.find(request_id).unconfirmed


@pytest.mark.parametrize("fail_on", range(1, 5))
async def test_a_write_that_fails_does_not_keep_a_failure_from_being_told(
    world: World, fail_on: int
) -> None:
    world.gate.attached.rules["ask"] = ask()
    world.client.add_failure = ReleaseRefused()
    request_id = await offered(world, by_magnet("Film"))
    world.ledger.fail_on = 1 + fail_on
    await decided(world, request_id)
    await world.advance(600)
    assert world.ledger.fail_on <= 0
    assert world.state(request_id) == "failed"
    assert [skip.id for skip in world.ledger.skips] == [request_id]
    assert world.ledger.on_disk == world.ledger.requests
