"""The disk guard: nothing is grabbed that would fill a disk, unless a person says so."""

from dataclasses import replace

import pytest

from custom_components.greenlight.clients.base import Space
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientTimeout,
)
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import IllegalMove, State
from custom_components.greenlight.gate.grab import (
    GIVE_UP_AFTER,
    RETRY_DELAYS,
    ROOM_DELAY,
)
from custom_components.greenlight.gate.ports import ClientSettings
from custom_components.greenlight.gate.room import STALE_AFTER, Outlook
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from .fakes import ANNA, START, World
from .scene import approve, ask, by_file, by_magnet, file_of, torrent
from .test_choose import last_why
from .test_grab import URL, approved, pending

GB = 10**9
HOUR = 3600.0
HASH = torrent("Film").v1 or ""


def film(name: str = "Film", size: int | None = 40 * GB) -> Release:
    """Return a release of 40 GB."""
    return by_magnet(name, size=size)


@pytest.fixture
def client(world: World) -> FakeClient:
    """Provide the one client, on whose disk 100 GB have to stay free."""
    world.settings["qb"] = ClientSettings(name="qBittorrent", reserve=100 * GB)
    world.attach(world.gate)
    return world.client


class TestGrabs:
    async def test_what_just_fits(self, world: World, client: FakeClient) -> None:
        client.free = 140 * GB
        request_id = await approved(world, film())
        assert world.state(request_id) == "downloading"

    async def test_not_what_would_take_a_byte_of_the_reserve(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 140 * GB - 1
        request_id = await approved(world, film())
        assert world.state(request_id) == "approved"
        assert last_why(world, request_id) == (
            "no_room",
            {
                "client": "qBittorrent",
                "free": 140 * GB - 1,
                "needed": 40 * GB,
                "reserve": 100 * GB,
            },
        )
        assert not client.taken
        assert world.gate.requests.find(request_id).handed is None

    @pytest.mark.parametrize(
        ("free", "total", "state"),
        [
            (140 * GB, 1000 * GB, "downloading"),
            (140 * GB - 1, 1000 * GB, "approved"),
            # Who does not tell how large the disk is, has the limit in bytes.
            (240 * GB, None, "downloading"),
            (240 * GB - 1, None, "approved"),
        ],
    )
    async def test_by_a_share_of_the_disk_where_its_size_is_known(
        self, world: World, free: int, total: int | None, state: str
    ) -> None:
        world.settings["qb"] = ClientSettings(
            name="qBittorrent", reserve=200 * GB, reserve_percent=10
        )
        world.attach(world.gate)
        world.client.free, world.client.total = free, total
        request_id = await approved(world, film())
        assert world.state(request_id) == state

    async def test_where_nobody_knows_how_much_room_there_is(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = None
        request_id = await approved(world, film())
        assert world.state(request_id) == "downloading"

    async def test_by_what_was_last_known_where_it_cannot_be_asked(
        self, world: World, client: FakeClient
    ) -> None:
        async def fails(folder: str = "") -> Space:
            raise BadAnswer

        client.space = fails  # type: ignore[method-assign]
        world.gate.clients.take_space("qb", Space(free=139 * GB))
        request_id = await approved(world, film())
        assert world.whys(request_id)[-1] == "no_room"

    async def test_in_a_folder_of_its_own_by_the_room_there(
        self, world: World, client: FakeClient
    ) -> None:
        options = DownloadOptions(save_path="/films")
        world.gate.attached.rules["auto"] = approve(options=options)
        await world.gate.offer([film()])
        await world.settle()
        assert client.asked("space") == [("/films",)]
        # That says nothing of the disk where it usually saves.
        assert world.gate.room.known("qb") == Space()

    async def test_what_has_no_known_size_unless_the_disk_is_full_already(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 100 * GB
        fits = await approved(world, film(size=None))
        assert world.state(fits) == "downloading"
        client.free = 100 * GB - 1
        full = await approved(world, film("Other", size=None))
        assert world.whys(full)[-1] == "no_room"

    async def test_by_the_size_the_file_tells(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 100 * GB + 40
        world.source.files[URL] = file_of("Film")
        request_id = await approved(world, by_file("Film", size=50 * GB))
        assert world.gate.requests.find(request_id).size == 40
        assert world.state(request_id) == "downloading"

    async def test_what_is_there_already_however_full_the_disk_is(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 0
        options = DownloadOptions(skip_check=True)
        world.gate.attached.rules["auto"] = approve(options=options)
        await world.gate.offer([film()])
        await world.settle()
        assert client.taken == [HASH]


class TestPromised:
    async def test_is_what_unfinished_downloads_still_need(
        self, world: World, client: FakeClient
    ) -> None:
        await approved(world, film())
        assert world.gate.room.promised("qb") == 40 * GB
        client.show(HASH, progress=0.25)
        await world.poll()
        assert world.gate.room.promised("qb") == 30 * GB
        client.show(HASH, size=20 * GB, done=15 * GB)
        await world.poll()
        assert world.gate.room.promised("qb") == 5 * GB
        client.show(HASH, progress=1.0, complete=True)
        await world.poll()
        assert world.gate.room.promised("qb") == 0

    async def test_is_the_same_for_whoever_asks_of_many_at_once(
        self, world: World, client: FakeClient
    ) -> None:
        request_id = await approved(world, film())
        room = world.gate.room
        client.show(HASH, progress=0.25)
        await world.poll()
        with room.at_once():
            assert room.promised("qb") == 30 * GB
            assert room.promised("qb", but=request_id) == 0
            assert room.promised("qb", but="another") == 30 * GB
            assert room.promised("none") == 0
        client.show(HASH, progress=0.5)
        await world.poll()
        assert room.promised("qb") == 20 * GB

    async def test_counts_against_the_next(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 170 * GB
        await approved(world, film())
        request_id = await approved(world, film("Other"))
        assert last_why(world, request_id)[1]["needed"] == 80 * GB

    async def test_is_the_last_room_once(
        self, world: World, client: FakeClient
    ) -> None:
        """Both ask for the room before either is handed over."""
        client.free = 170 * GB
        world.hold("space")
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([film("One"), film("Two")])
        await world.settle()
        assert client.count("space") == 2
        world.let_go("space")
        await world.settle()
        states = sorted(one.state.value for one in world.ledger.open.values())
        assert states == ["approved", "downloading"]
        assert len(client.taken) == 1

    async def test_is_remembered_over_a_restart(
        self, world: World, client: FakeClient
    ) -> None:
        client.dies = True
        await approved(world, film())
        await world.restart()
        # It may have it, so it may be filling the disk.
        assert world.gate.room.promised("qb") == 40 * GB

    async def test_is_not_needed_twice_by_who_is_handed_over_again(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 140 * GB
        client.add_failure = ClientTimeout()
        request_id = await approved(world, film())
        assert world.gate.room.promised("qb") == 40 * GB
        client.add_failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_is_not_the_room_of_another_client(
        self, world: World, client: FakeClient
    ) -> None:
        second = world.add_client(FakeClient(world, "second"), priority=2)
        await approved(world, film())
        assert world.gate.room.promised("second") == 0
        assert second.taken == []


class TestWaits:
    async def test_for_as_long_as_it_takes(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 100 * GB
        request_id = await approved(world, film())
        await world.advance(10 * GIVE_UP_AFTER)
        assert world.state(request_id) == "approved"
        assert world.timers == [ROOM_DELAY]
        # One line tells of all that time.
        assert world.whys(request_id).count("no_room") == 1
        client.free = 200 * GB
        await world.advance(ROOM_DELAY)
        assert world.state(request_id) == "downloading"

    async def test_without_fetching_its_file_again(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 100 * GB
        world.source.files[URL] = file_of("Film")
        await approved(world, by_file("Film"))
        await world.advance(10 * ROOM_DELAY)
        assert world.points.count("payload") == 1

    @pytest.mark.parametrize("how", ["completed", "cancelled", "removed"])
    async def test_until_something_ends_or_is_removed(
        self, world: World, client: FakeClient, how: str
    ) -> None:
        client.free = 170 * GB
        running = await approved(world, film("Other"))
        waiting = await approved(world, film())
        (download,) = client.downloads
        client.show(download, progress=1.0, complete=how != "cancelled")
        if how == "removed":
            client.free = 100 * GB
        await world.poll()
        if how == "removed":
            assert world.state(waiting) == "approved"
            client.free = 140 * GB
            await world.gate.remove_download(running, ANNA, delete_data=True)
        elif how == "cancelled":
            await world.gate.decide.cancel(running, ANNA)
        await world.settle()
        assert world.state(waiting) == "downloading"

    async def test_not_where_another_client_has_room(
        self, world: World, client: FakeClient
    ) -> None:
        second = world.add_client(FakeClient(world, "second"), priority=2)
        client.free = 100 * GB
        request_id = await approved(world, film())
        assert second.taken == [HASH]
        assert last_why(world, request_id) == (
            "client_had_room",
            {"client": "Second", "other": "qBittorrent"},
        )

    async def test_rather_than_fail_when_the_only_one_with_room_refuses(
        self, world: World, client: FakeClient
    ) -> None:
        second = world.add_client(FakeClient(world, "second"), priority=2)
        client.free = 100 * GB
        second.add_failure = CannotConnect()
        request_id = await approved(world, film())
        assert world.whys(request_id)[-1] == "no_room"

    async def test_and_is_given_up_only_a_day_after_that(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 100 * GB
        request_id = await approved(world, film())
        await world.advance(10 * GIVE_UP_AFTER)
        client.failure = CannotConnect()
        await world.advance(GIVE_UP_AFTER - HOUR)
        assert world.state(request_id) == "approved"
        await world.advance(3 * HOUR)
        assert world.state(request_id) == "failed"

    async def test_no_longer_once_it_was_cancelled(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 100 * GB
        request_id = await approved(world, film())
        await world.gate.decide.cancel(request_id, ANNA)
        assert not world.timers
        client.free = 200 * GB
        world.gate._grabber.room_made()
        await world.settle()
        assert not client.taken


class TestAPersonMayOverride:
    async def test_when_approving(self, world: World, client: FakeClient) -> None:
        client.free = 0
        request_id = await pending(world, film())
        await world.gate.decide.approve(request_id, ANNA, ignore_space=True)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert "approved_despite_room" in world.whys(request_id)
        assert client.asked("space") == []

    async def test_when_it_waits_for_room(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 0
        request_id = await approved(world, film())
        await world.gate.decide.retry(request_id, ANNA, ignore_space=True)
        await world.settle()
        assert world.state(request_id) == "downloading"

    async def test_by_approving_what_waits_once_more(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 0
        request_id = await approved(world, film())
        with pytest.raises(IllegalMove):
            await world.gate.decide.approve(request_id, ANNA)
        await world.gate.decide.approve(request_id, ANNA, ignore_space=True)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert "approved_despite_room" in world.whys(request_id)

    async def test_and_that_holds_after_a_restart(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 0
        request_id = await approved(world, film())
        client.failure = CannotConnect()
        await world.gate.decide.retry(request_id, ANNA, ignore_space=True)
        await world.settle()
        client.failure = None
        await world.restart()
        assert world.state(request_id) == "downloading"

    async def test_but_a_retry_alone_is_none(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 0
        request_id = await approved(world, film())
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.whys(request_id)[-1] == "no_room"


class TestTheQuestion:
    async def test_tells_that_there_is_too_little_room(
        self, world: World, client: FakeClient
    ) -> None:
        world.gate.clients.take_space("qb", Space(free=139 * GB))
        request_id = await pending(world, film())
        told = world.gate.requests.find(request_id).reasons[-1]
        assert told.code == "little_room"
        assert dict(told.params) == {
            "client": "qBittorrent",
            "free": 139 * GB,
            "needed": 40 * GB,
            "reserve": 100 * GB,
        }
        assert client.asked("space") == []

    async def test_says_nothing_where_there_is_room(
        self, world: World, client: FakeClient
    ) -> None:
        world.gate.clients.take_space("qb", Space(free=140 * GB))
        assert await reasons(world, film()) == []

    async def test_says_nothing_where_nobody_knows(
        self, world: World, client: FakeClient
    ) -> None:
        assert await reasons(world, film()) == []

    async def test_says_nothing_of_what_was_known_long_ago(
        self, world: World, client: FakeClient
    ) -> None:
        world.gate.clients.take_space("qb", Space(free=0))
        await world.advance(STALE_AFTER + 1)
        assert await reasons(world, film()) == []

    async def test_says_nothing_where_another_client_has_room(
        self, world: World, client: FakeClient
    ) -> None:
        world.add_client(FakeClient(world, "second"), priority=2)
        world.gate.clients.take_space("qb", Space(free=0))
        assert await reasons(world, film()) == []

    async def test_asked_anew_tells_how_it_is_now(
        self, world: World, client: FakeClient
    ) -> None:
        world.gate.clients.take_space("qb", Space(free=0))
        request_id = await pending(world, film())
        await world.gate.decide.decline(request_id, ANNA)
        world.gate.clients.take_space("qb", Space(free=10**12))
        await world.gate.decide.retry(request_id, ANNA)
        codes = [one.code for one in world.gate.requests.find(request_id).reasons]
        assert "little_room" not in codes

    async def test_tells_that_nobody_downloads_the_like(
        self, world: World, client: FakeClient
    ) -> None:
        post = replace(by_magnet("Post"), link="https://site.test/1.nzb")
        post = replace(post, protocol=Protocol.USENET, hashes=frozenset())
        assert await reasons(world, post) == ["no_usenet_client"]

    async def test_says_nothing_of_the_like_where_somebody_does(
        self, world: World, client: FakeClient
    ) -> None:
        world.add_client(FakeUsenet(world, "news"), priority=2)
        post = replace(by_magnet("Post"), link="https://site.test/1.nzb")
        post = replace(post, protocol=Protocol.USENET, hashes=frozenset())
        assert await reasons(world, post) == []

    @pytest.mark.parametrize("free", [0, 10**12])
    async def test_tells_nothing_of_it_once_it_is_answered(
        self, world: World, client: FakeClient, free: int
    ) -> None:
        world.gate.clients.take_space("qb", Space(free=0))
        request_id = await pending(world, film())
        client.free = free
        await world.gate.decide.approve(request_id, ANNA)
        await world.settle()
        request = world.gate.requests.find(request_id)
        assert request.state is not State.PENDING
        assert "little_room" not in [one.code for one in request.reasons]

    async def test_is_not_needed_where_a_rule_approves(
        self, world: World, client: FakeClient
    ) -> None:
        world.gate.clients.take_space("qb", Space(free=0))
        world.gate.attached.rules["auto"] = approve()
        await world.gate.offer([film()])
        (request,) = world.ledger.open.values()
        assert request.reasons == ()
        assert request.created == START


async def reasons(world: World, release: Release) -> list[str]:
    """Return what is told in a question of its own."""
    world.gate.attached.rules = {"ask": ask()}
    await world.gate.offer([release])
    (request,) = world.ledger.open.values()
    return [one.code for one in request.reasons]


class TestOutlook:
    async def test_what_is_free_promised_and_kept(
        self, world: World, client: FakeClient
    ) -> None:
        client.free = 400 * GB
        await approved(world, film())
        world.gate.clients.take_space("qb", Space(free=400 * GB))
        request_id = await pending(world, film("Other", 50 * GB))
        request = world.gate.requests.find(request_id)
        found = world.gate.room.outlook(request)
        assert found == Outlook(
            client="qBittorrent", free=400 * GB, promised=40 * GB, reserve=100 * GB
        )
        assert found.left(50 * GB) == 310 * GB

    async def test_of_the_disk_of_a_client(
        self, world: World, client: FakeClient
    ) -> None:
        assert world.gate.room.disk("qb") is None
        assert world.gate.room.disk("another") is None
        client.free = 400 * GB
        await approved(world, film())
        world.gate.clients.take_space("qb", Space(free=300 * GB))
        found = world.gate.room.disk("qb")
        assert found == Outlook(
            client="qBittorrent", free=300 * GB, promised=40 * GB, reserve=100 * GB
        )
        # What is promised to all of them is promised to none in particular.
        assert found.left(0) == 260 * GB

    async def test_nothing_of_a_disk_that_nobody_knows(
        self, world: World, client: FakeClient
    ) -> None:
        request_id = await pending(world, film())
        request = world.gate.requests.find(request_id)
        assert world.gate.room.outlook(request) is None
        world.gate.clients.take_space("qb", Space(free=1))
        assert world.gate.room.outlook(request) is not None
        world.set_clock(STALE_AFTER + 1)
        assert world.gate.room.outlook(request) is None

    async def test_of_the_first_that_has_room_else_of_the_first(
        self, world: World, client: FakeClient
    ) -> None:
        world.add_client(FakeClient(world, "second"), priority=2)
        request_id = await pending(world, film())
        request = world.gate.requests.find(request_id)
        world.gate.clients.take_space("qb", Space(free=1))
        world.gate.clients.take_space("second", Space(free=2))
        found = world.gate.room.outlook(request)
        assert found
        assert found.free == 1
        world.gate.clients.take_space("second", Space(free=900 * GB))
        found = world.gate.room.outlook(request)
        assert found
        assert found.free == 900 * GB
