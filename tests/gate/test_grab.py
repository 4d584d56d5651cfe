"""From an approval to a download: exactly once, however often somebody fails."""

import asyncio

import pytest

from custom_components.greenlight.clients.base import Download, DownloadState, Identity
from custom_components.greenlight.clients.errors import (
    CannotConnect,
    ClientError,
    ClientTimeout,
    InvalidAuth,
    ReleaseRefused,
)
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.gate.grab import GIVE_UP_AFTER, RETRY_DELAYS
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.sources.base import (
    Payload,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
    SourceTimeout,
    SourceTooLarge,
)
from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import downloading

from .fakes import ANNA, World
from .scene import approve, ask, by_file, by_magnet, file_of, nzb_of, torrent

HASH = torrent("Film").v1 or ""
URL = "https://site.test/Film.torrent"


async def approved(world: World, release: Release | None = None) -> str:
    """Have a release approved, and let everybody run."""
    request_id = await pending(world, release)
    await world.gate.decide.approve(request_id, ANNA)
    await world.settle()
    return request_id


async def pending(world: World, release: Release | None = None) -> str:
    """Have a release asked about."""
    world.gate.attached.rules["ask"] = ask()
    await world.gate.offer([release or by_magnet("Film")])
    return list(world.ledger.open)[-1]


def failed_because(world: World, request_id: str) -> Reason:
    """Return why a request has failed, whatever was said afterwards."""
    return next(
        entry.why
        for entry in reversed(world.gate.requests.find(request_id).journal)
        if entry.after is State.FAILED and entry.before is not State.FAILED
    )


class TestTakes:
    async def test_a_magnet_link(self, world: World) -> None:
        request_id = await approved(world)
        request = world.gate.requests.find(request_id)
        assert request.state is State.DOWNLOADING
        assert request.hashes == {HASH}
        assert world.client.taken == [HASH]

    async def test_a_file_whose_hash_is_committed_before_the_client_has_it(
        self, world: World
    ) -> None:
        world.source.files[URL] = file_of("Film", "hybrid")
        world.hold("add")
        request_id = await approved(world, by_file("Film"))
        on_disk = world.ledger.on_disk[request_id]
        assert on_disk.state is State.APPROVED
        film = torrent("Film", "hybrid")
        assert on_disk.hashes == {film.v1, film.v2}
        assert on_disk.client == "qb"
        world.let_go("add")
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [film.client_id]

    async def test_what_is_there_already_without_adding_it(self, world: World) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        request_id = await approved(world)
        assert world.whys(request_id)[-1] == "already_there"
        assert "add" not in world.points
        assert "payload" not in world.points

    async def test_what_the_client_says_it_had(self, world: World) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = found
        world.source.files[URL] = file_of("Film")
        request_id = await approved(world, by_file("Film"))
        assert world.whys(request_id)[-1] == "already_there"
        assert world.state(request_id) == "downloading"

    async def test_with_the_options_of_the_rule(self, world: World) -> None:
        given: list[DownloadOptions] = []
        add = world.client.add

        async def spy(identity: Identity, **facts: object) -> object:
            given.append(facts["options"])  # type: ignore[arg-type]
            return await add(identity, **facts)  # type: ignore[arg-type]

        world.client.add = spy  # type: ignore[method-assign, assignment]
        options = DownloadOptions(category="films")
        world.gate.attached.rules["auto"] = approve(options=options)
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        assert given == [options]

    async def test_from_a_source_that_is_gone_with_plain_fetching(
        self, world: World
    ) -> None:
        world.source.files[URL] = file_of("Film")
        request_id = await approved(world, by_file("Film", source="gone"))
        assert world.state(request_id) == "downloading"


class TestChooses:
    @pytest.fixture
    def second(self, world: World) -> FakeClient:
        """Attach another client."""
        return world.add_client(FakeClient(world, "second"))

    async def test_the_wished_client(self, world: World, second: FakeClient) -> None:
        world.gate.attached.rules["auto"] = approve(client="second")
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        assert (world.client.taken, second.taken) == ([], [HASH])

    async def test_the_first_when_the_wished_one_is_gone(
        self, world: World, second: FakeClient
    ) -> None:
        world.gate.attached.rules["auto"] = approve(client="gone")
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        assert (world.client.taken, second.taken) == ([HASH], [])
        (request,) = world.ledger.open.values()
        assert request.client == "qb"

    async def test_the_one_that_may_have_it(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.dies = True
        request_id = await approved(world)
        assert world.whys(request_id)[-1] == "may_have_it"
        assert world.gate.requests.find(request_id).client == "qb"
        await world.advance(RETRY_DELAYS[0])
        assert second.taken == []
        world.client.failure = None
        world.gate.source_back()
        await world.settle()
        assert world.gate.requests.find(request_id).client == "qb"
        assert world.whys(request_id)[-1] == "client_took_it"
        assert (world.client.taken, second.taken) == ([HASH], [])

    async def test_nobody_as_long_as_there_is_none(self, world: World) -> None:
        qb = world.gate.attached.clients.pop("qb")
        request_id = await approved(world)
        assert world.state(request_id) == "approved"
        assert world.whys(request_id)[-1] == "no_client"
        world.gate.attached.clients["qb"] = qb
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_nobody_who_speaks_another_protocol(self, world: World) -> None:
        world.source.files[URL] = nzb_of("Film")
        request_id = await approved(world, by_file("Film"))
        assert world.whys(request_id)[-1] == "no_client"
        assert world.client.taken == []

    async def test_by_what_the_file_is_and_not_by_what_the_source_says(
        self, world: World
    ) -> None:
        world.source.files[URL] = file_of("Film")
        release = by_file("Film", protocol=Protocol.USENET)
        request_id = await approved(world, release)
        assert world.client.taken == [HASH]
        found = world.gate.requests.find(request_id)
        assert found.release.protocol is Protocol.TORRENT
        assert found.size == len(b"Film" * 10)
        assert found.private is False


class TestPostpones:
    @pytest.mark.parametrize(
        ("failure", "code"),
        [
            (CannotConnect("no route"), "client_cannot_connect"),
            (ClientTimeout(), "client_timeout"),
            (InvalidAuth(), "client_invalid_auth"),
        ],
    )
    async def test_when_the_client_cannot(
        self, world: World, failure: ClientError, code: str
    ) -> None:
        world.client.failure = failure
        request_id = await approved(world)
        assert world.state(request_id) == "approved"
        assert world.whys(request_id)[-1] == code
        assert world.timers[0] == RETRY_DELAYS[0]
        world.client.failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [HASH]

    @pytest.mark.parametrize(
        ("failure", "code"),
        [
            (SourceTimeout(), "link_timeout"),
            (SourceBusy(), "link_too_many_requests"),
            (SourceAuth(), "link_invalid_auth"),
            (SourceError(), "link_cannot_connect"),
        ],
    )
    async def test_when_the_file_cannot_be_had_now(
        self, world: World, failure: SourceError, code: str
    ) -> None:
        world.source.files[URL] = failure
        request_id = await approved(world, by_file("Film"))
        assert world.whys(request_id)[-1] == code
        assert world.state(request_id) == "approved"
        world.source.files[URL] = file_of("Film")
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_longer_each_time_and_gives_up_after_a_day(
        self, world: World
    ) -> None:
        world.client.failure = CannotConnect("no route")
        request_id = await approved(world)
        for delay in (*RETRY_DELAYS, RETRY_DELAYS[-1]):
            assert world.timers == [delay]
            await world.advance(delay)
        await world.advance(GIVE_UP_AFTER - sum(RETRY_DELAYS) - RETRY_DELAYS[-1])
        assert world.state(request_id) == "approved"
        await world.advance(RETRY_DELAYS[-1])
        request = world.gate.requests.find(request_id)
        assert request.state is State.FAILED
        assert request.journal[-1].why.code == "client_cannot_connect"
        # The same trouble is one line, not one for each try.
        assert len(request.journal) == 4
        assert not world.timers

    async def test_gives_up_a_day_after_the_last_approval(self, world: World) -> None:
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        await world.advance(2 * GIVE_UP_AFTER)
        assert world.state(request_id) == "failed"
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "approved"
        world.client.failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_a_long_power_cut_costs_no_request(self, world: World) -> None:
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        world.now += 3 * GIVE_UP_AFTER
        await world.restart()
        assert world.state(request_id) == "approved"
        world.client.failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_but_not_when_somebody_wants_it_tried_now(self, world: World) -> None:
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        await world.advance(100)
        world.client.failure = None
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert "retried_by_person" in world.whys(request_id)
        assert not world.timers

    async def test_but_not_when_the_client_has_come_back(self, world: World) -> None:
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        await world.advance(100)
        world.client.failure = None
        world.gate.source_back()
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert not world.timers

    async def test_what_was_taken_without_a_word_is_found_at_once(
        self, world: World
    ) -> None:
        world.client.silent = True
        request_id = await approved(world)
        assert world.state(request_id) == "downloading"
        assert world.whys(request_id)[-1] == "client_took_it"
        assert world.client.taken == [HASH]

    async def test_what_is_shown_late_is_ours_at_the_next_try(
        self, world: World
    ) -> None:
        second = world.add_client(FakeClient(world, "second"))
        world.client.silent = world.client.hides = True
        request_id = await approved(world)
        assert world.state(request_id) == "approved"
        assert world.whys(request_id)[-1] == "client_timeout"
        world.client.silent = world.client.hides = False
        await world.advance(RETRY_DELAYS[0])
        assert second.taken == []
        assert world.state(request_id) == "downloading"
        assert world.whys(request_id)[-1] == "client_took_it"
        assert world.client.taken == [HASH]


class TestFails:
    async def test_at_once_when_the_client_will_not_have_it(self, world: World) -> None:
        world.client.add_failure = ReleaseRefused("bad")
        request_id = await approved(world)
        assert world.state(request_id) == "failed"
        why = failed_because(world, request_id)
        assert why.code == "release_refused"
        assert dict(why.params) == {"client": "qBittorrent", "detail": "bad"}
        assert not world.timers

    @pytest.mark.parametrize("failure", [SourceNotFound("HTTP 404"), SourceTooLarge()])
    async def test_at_once_when_the_link_is_dead(
        self, world: World, failure: SourceError
    ) -> None:
        world.source.files[URL] = failure
        request_id = await approved(world, by_file("Film"))
        assert world.state(request_id) == "failed"
        assert failed_because(world, request_id).code == f"link_{failure.key}"
        assert not world.client.taken

    @pytest.mark.parametrize(
        "payload",
        [Payload(file=b"<html>"), Payload(magnet="magnet:?dn=x"), Payload()],
    )
    async def test_at_once_when_it_is_no_torrent(
        self, world: World, payload: Payload
    ) -> None:
        world.source.files[URL] = payload
        request_id = await approved(world, by_file("Film"))
        assert world.state(request_id) == "failed"
        assert failed_because(world, request_id).code == "bad_torrent"

    async def test_at_once_when_a_torrent_turns_out_to_be_none(
        self, world: World
    ) -> None:
        world.source.files[URL] = nzb_of("Film")
        release = by_file("Film", hashes=frozenset({HASH}))
        request_id = await approved(world, release)
        assert failed_because(world, request_id).code == "bad_torrent"

    async def test_and_may_be_retried(self, world: World) -> None:
        request_id = await approved(world, by_file("Film"))
        assert world.state(request_id) == "failed"
        world.source.files[URL] = file_of("Film")
        await world.gate.decide.retry(request_id, ANNA)
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [HASH]


class TestLedgerFails:
    @pytest.mark.parametrize("point", ["find", "payload", "add", "added"])
    async def test_in_a_grab_which_is_made_up_for(
        self, world: World, point: str
    ) -> None:
        world.source.files[URL] = file_of("Film")
        found = downloading(frozenset({"f" * 40}))
        release = by_file("Film", hashes=found.hashes)
        world.hold(point)
        request_id = await approved(world, release)
        world.ledger.failing = True
        world.let_go(point)
        await world.settle()
        assert world.state(request_id) == "approved"
        assert not world.failures
        world.ledger.failing = False
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"
        assert world.client.taken == [HASH]

    async def test_when_a_failure_is_to_be_noted(self, world: World) -> None:
        world.hold("find")
        request_id = await approved(world)
        world.ledger.failing = True
        world.client.failure = CannotConnect()
        world.let_go("find")
        await world.settle()
        assert not world.failures
        world.client.failure, world.ledger.failing = None, False
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "downloading"

    async def test_when_it_is_to_fail(self, world: World) -> None:
        world.hold("add")
        request_id = await approved(world)
        world.ledger.failing = True
        world.client.add_failure = ReleaseRefused()
        world.let_go("add")
        await world.settle()
        assert world.state(request_id) == "approved"
        world.ledger.failing = False
        await world.advance(RETRY_DELAYS[0])
        assert world.state(request_id) == "failed"

    async def test_nobody_retries_what_cannot_be_stored(self, world: World) -> None:
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        world.ledger.failing = True
        with pytest.raises(LedgerError):
            await world.gate.decide.retry(request_id, ANNA)


async def test_an_unforeseen_error_is_logged_and_the_request_tried_again(
    world: World,
) -> None:
    world.source.files[URL] = KeyError("a bug")
    request_id = await approved(world, by_file("Film"))
    (failure,) = world.failures
    assert isinstance(failure, KeyError)
    world.source.files[URL] = file_of("Film")
    await world.advance(RETRY_DELAYS[0])
    assert world.state(request_id) == "downloading"


async def test_a_retry_that_comes_while_a_try_ends_is_not_lost(world: World) -> None:
    """It cannot start a second try, so the end of the first must not forget it."""
    world.client.add_failure = ReleaseRefused()
    world.hold("add")
    request_id = await approved(world)
    world.hold("committed")
    world.let_go("add")
    await world.settle()
    assert world.state(request_id) == "failed"
    world.client.add_failure = None
    retrying = asyncio.create_task(world.gate.decide.retry(request_id, ANNA))
    await world.settle()
    world.let_go("committed")
    await retrying
    await world.advance(RETRY_DELAYS[0])
    assert world.state(request_id) == "downloading"


async def test_a_download_found_in_trouble_is_a_problem(world: World) -> None:
    found = downloading(frozenset({HASH}), state=DownloadState.FAILED)
    world.client.downloads[found.id] = found
    request_id = await approved(world)
    await world.poll()
    assert world.events[-1] == (request_id, "problem")
    assert isinstance(world.gate.downloads[request_id], Download)
