"""Which client gets a request, and who gets it instead when that one cannot."""

import asyncio
from typing import Any, override

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.clients.base import Added, Found, Identity
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    InvalidAuth,
    ReleaseRefused,
)
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.gate import look
from custom_components.greenlight.gate.choose import BACK_OFF, Chooser
from custom_components.greenlight.gate.grab import RETRY_DELAYS
from custom_components.greenlight.gate.ports import ClientSettings
from tests.support.clock import Clock
from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import downloading
from tests.support.fake_usenet import FakeUsenet

from .fakes import ANNA, World
from .scene import approve, ask, by_file, by_magnet, file_of, nzb_of, torrent
from .test_grab import URL, approved, failed_because

HASH = torrent("Film").v1 or ""


@pytest.fixture
def clock() -> Clock:
    """Provide a clock."""
    return Clock()


@pytest.fixture
def chooser(clock: Clock) -> Chooser:
    """Provide a chooser by that clock."""
    return Chooser(clock)


def settings(*tags: str, priority: int = 1) -> ClientSettings:
    return ClientSettings(name="Box", priority=priority, tags=frozenset(tags))


TAGGED = {"a": settings(), "b": settings("Kids", "4k"), "c": settings("uhd")}


class TestTags:
    @pytest.mark.parametrize(
        ("tags", "wanted"),
        [
            ((), ["a"]),
            (("kids",), ["b"]),
            (("KIDS", "uhd"), ["b", "c"]),
            (("other",), ["a"]),
        ],
    )
    def test_decide_who_may_take_it(
        self, chooser: Chooser, tags: tuple[str, ...], wanted: list[str]
    ) -> None:
        assert chooser.wanted(TAGGED, tags) == wanted

    def test_that_nobody_shares_leave_nobody_if_all_have_some(
        self, chooser: Chooser
    ) -> None:
        assert chooser.wanted({"b": settings("kids")}, ("other",)) == []

    @given(
        tags=st.frozensets(st.sampled_from("ABab")),
        of_clients=st.lists(st.frozensets(st.sampled_from("ABab")), max_size=4),
    )
    def test_keep_a_client_with_tags_from_what_has_none_of_them(
        self, tags: frozenset[str], of_clients: list[frozenset[str]]
    ) -> None:
        chooser = Chooser(Clock())
        clients = {str(n): settings(*some) for n, some in enumerate(of_clients)}
        folded = {tag.casefold() for tag in tags}
        for one in chooser.wanted(clients, tags):
            own = {tag.casefold() for tag in clients[one].tags}
            assert not own or own & folded


class TestPriority:
    def test_comes_first(self, chooser: Chooser) -> None:
        clients = {"a": settings(priority=50), "b": settings(priority=2)}
        chooser.used("b")
        assert chooser.wanted(clients, ()) == ["b", "a"]

    def test_of_equals_gives_each_a_turn(self, chooser: Chooser) -> None:
        clients = {name: settings() for name in "cab"}
        turns = []
        for _ in range(6):
            first = chooser.wanted(clients, ())[0]
            turns.append(first)
            chooser.used(first)
        assert turns == ["a", "b", "c", "a", "b", "c"]


class TestFailing:
    def test_comes_after_the_others_for_a_while_each_time_longer(
        self, chooser: Chooser, clock: Clock
    ) -> None:
        for delay in (*BACK_OFF, BACK_OFF[-1]):
            chooser.failed("a", "no route")
            assert chooser.passed_over_until("a") == clock.now + delay
            assert chooser.order(["a", "b"]) == ["b", "a"]
            clock.now += delay
            assert chooser.passed_over_until("a") is None
            assert chooser.order(["a", "b"]) == ["a", "b"]
        assert chooser.detail("a") == "no route"

    def test_again_meanwhile_is_no_news(self, chooser: Chooser, clock: Clock) -> None:
        chooser.failed("a")
        until = chooser.passed_over_until("a")
        for _ in range(5):
            clock.now += 5
            chooser.failed("a")
        assert chooser.passed_over_until("a") == until

    def test_is_over_when_it_works(self, chooser: Chooser, clock: Clock) -> None:
        chooser.failed("a", "no route")
        clock.now += BACK_OFF[0]
        chooser.failed("a")
        chooser.worked("a")
        assert chooser.passed_over_until("a") is None
        assert chooser.detail("a") == ""
        chooser.failed("a")
        assert chooser.passed_over_until("a") == clock.now + BACK_OFF[0]

    def test_is_over_when_the_clock_is_set_back(
        self, chooser: Chooser, clock: Clock
    ) -> None:
        chooser.failed("a")
        clock.now -= 3 * 86400
        assert chooser.order(["a", "b"]) == ["a", "b"]
        chooser.failed("a")
        assert chooser.passed_over_until("a") == clock.now + BACK_OFF[1]

    def test_all_are_tried_all_the_same_in_order(self, chooser: Chooser) -> None:
        chooser.failed("b")
        chooser.failed("a")
        assert chooser.order(["a", "b"]) == ["a", "b"]

    def test_is_forgotten_with_the_client(self, chooser: Chooser) -> None:
        chooser.failed("a")
        chooser.used("a")
        chooser.forget("a")
        assert chooser.passed_over_until("a") is None
        assert chooser.wanted({"a": settings(), "b": settings()}, ()) == ["a", "b"]


@pytest.fixture
def second(world: World) -> FakeClient:
    """Attach a client that comes after the first."""
    return world.add_client(FakeClient(world, "second"), priority=2)


def last_why(world: World, request_id: str) -> tuple[str, dict[str, Any]]:
    why = world.gate.requests.find(request_id).journal[-1].why
    return why.code, dict(why.params)


class TestFailsOver:
    @pytest.mark.parametrize(
        "failure",
        [ReleaseRefused("no"), CannotConnect("no"), InvalidAuth("no"), BadAnswer("no")],
    )
    async def test_at_once_when_the_first_does_not_take_it(
        self, world: World, second: FakeClient, failure: ClientError
    ) -> None:
        world.client.add_failure = failure
        request_id = await approved(world)
        assert world.state(request_id) == "downloading"
        assert second.taken == [HASH]
        assert world.gate.requests.find(request_id).client == "second"
        assert last_why(world, request_id) == (
            "client_took_it_instead",
            {"client": "Second", "other": "qBittorrent", "detail": "no"},
        )
        assert not world.timers

    async def test_at_once_when_the_first_cannot_be_asked(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.failure = CannotConnect("no route")
        request_id = await approved(world)
        assert second.taken == [HASH]
        assert last_why(world, request_id)[1]["detail"] == "no route"

    async def test_after_a_second_look_when_it_did_not_answer_in_time(
        self, world: World, second: FakeClient
    ) -> None:
        """It may still be about to show it, so at once would be too early."""
        world.client.add_failure = ClientTimeout("too slow")
        request_id = await approved(world)
        assert world.whys(request_id)[-1] == "client_timeout"
        assert second.taken == []
        await world.advance(RETRY_DELAYS[0])
        assert second.taken == [HASH]
        assert last_why(world, request_id) == (
            "client_took_it_instead",
            {"client": "Second", "other": "qBittorrent", "detail": "too slow"},
        )

    async def test_and_then_the_first_is_passed_over_for_a_while(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.add_failure = BadAnswer("HTTP 500")
        await approved(world)
        world.points.clear()
        other = await approved(world, by_magnet("Other"))
        assert world.points.count("add") == 1
        assert world.gate.requests.find(other).client == "second"
        assert last_why(world, other)[1]["detail"] == "HTTP 500"
        world.client.add_failure = None
        await world.advance(BACK_OFF[0])
        third = await approved(world, by_magnet("Third"))
        assert world.gate.requests.find(third).client == "qb"
        assert world.gate.clients._chooser.detail("qb") == ""

    async def test_at_once_from_one_that_goes_away_just_before_it_is_called(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.add_failure = CannotConnect("no route")
        world.hold("add")
        request_id = await approved(world)
        # It could be looked at, but from now on nobody is there.
        world.client.failure = CannotConnect("no route")
        world.let_go("add")
        await world.settle()
        assert world.state(request_id) == "downloading"
        assert world.gate.requests.find(request_id).client == "second"

    async def test_not_when_the_first_may_have_it(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.dies = True
        request_id = await approved(world)
        for delay in RETRY_DELAYS:
            await world.advance(delay)
        assert world.state(request_id) == "approved"
        assert world.whys(request_id)[-1] == "may_have_it"
        assert second.taken == []

    async def test_until_all_have_refused(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.add_failure = ReleaseRefused("first")
        second.add_failure = ReleaseRefused("second")
        request_id = await approved(world)
        assert world.state(request_id) == "failed"
        assert dict(failed_because(world, request_id).params) == {
            "client": "Second",
            "detail": "second",
        }
        request = world.gate.requests.find(request_id)
        assert (request.client, request.handed) == (None, None)

    async def test_and_waits_for_one_that_cannot_be_asked_now(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.failure = CannotConnect("no route")
        second.add_failure = ReleaseRefused("no")
        request_id = await approved(world)
        assert world.state(request_id) == "approved"
        assert world.whys(request_id)[-1] == "client_cannot_connect"
        assert world.gate.requests.find(request_id).handed is None
        world.client.failure = None
        await world.advance(RETRY_DELAYS[0])
        assert world.client.taken == [HASH]
        assert world.whys(request_id)[-1] == "client_took_it"

    async def test_to_nobody_who_was_removed_meanwhile(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.add_failure = BadAnswer("no")
        world.hold("add")
        request_id = await approved(world)
        del world.gate.attached.clients["second"]
        world.let_go("add")
        await world.settle()
        assert world.whys(request_id)[-1] == "client_bad_answer"
        assert second.taken == []

    async def test_not_once_it_was_cancelled(
        self, world: World, second: FakeClient
    ) -> None:
        world.client.add_failure = BadAnswer("no")
        world.hold("add")
        request_id = await approved(world)
        await world.gate.decide.cancel(request_id, ANNA)
        world.let_go("add")
        await world.settle()
        assert world.state(request_id) == "cancelled"
        assert second.taken == []


class TestLooks:
    async def test_in_every_client_before_adding(
        self, world: World, second: FakeClient
    ) -> None:
        found = downloading(frozenset({HASH}))
        second.downloads[found.id] = found
        request_id = await approved(world)
        assert last_why(world, request_id) == ("already_there", {"client": "Second"})
        assert world.gate.requests.find(request_id).client == "second"
        assert "add" not in world.points

    async def test_also_when_the_hash_comes_with_the_file(
        self, world: World, second: FakeClient
    ) -> None:
        hybrid = torrent("Film", "hybrid")
        found = downloading(frozenset({hybrid.v2 or ""}))
        second.downloads[found.id] = found
        world.source.files[URL] = file_of("Film", "hybrid")
        release = by_file("Film", hashes=frozenset({hybrid.v1 or ""}))
        request_id = await approved(world, release)
        assert world.gate.requests.find(request_id).client == "second"
        assert not world.client.taken

    async def test_and_tells_once_that_it_is_in_two(
        self, world: World, second: FakeClient
    ) -> None:
        found = downloading(frozenset({HASH}))
        world.client.downloads[found.id] = second.downloads[found.id] = found
        request_id = await approved(world)
        assert world.state(request_id) == "downloading"
        assert last_why(world, request_id) == (
            "also_in",
            {"client": "qBittorrent", "other": "Second"},
        )
        assert world.events.count((request_id, "problem")) == 1
        await world.restart()
        await world.poll()
        assert world.whys(request_id).count("also_in") == 1

    async def test_in_those_that_answer(self, world: World, second: FakeClient) -> None:
        found = downloading(frozenset({HASH}))
        second.downloads[found.id] = found
        world.client.failure = CannotConnect()
        request_id = await approved(world)
        assert world.whys(request_id)[-1] == "already_there"

    @pytest.mark.parametrize("priority", [2, 1])
    async def test_only_briefly_in_one_that_is_not_the_first_choice(
        self, world: World, monkeypatch: pytest.MonkeyPatch, priority: int
    ) -> None:
        monkeypatch.setattr(look, "BRIEFLY", 0)
        slow = world.add_client(_NeverAnswers(world, "a slow one"), priority=priority)
        if priority == 1:
            # It would come first, but it has been failing.
            world.gate.clients.failed("a slow one", "too slow")
        request_id = await approved(world)
        assert world.gate.requests.find(request_id).client == "qb"
        assert slow.taken == []

    async def test_in_the_first_choice_for_as_long_as_it_takes(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(look, "BRIEFLY", 0)
        world.add_client(_NeverAnswers(world, "a slow one"), priority=1)
        assert world.state(await approved(world)) == "approved"


class _NeverAnswers(FakeClient):
    @override
    async def find(self, identity: Identity) -> Found | None:
        await asyncio.Event().wait()
        return None


class TestTwoHalvesOfAHybrid:
    """Nobody can know that two links are one torrent as long as each knows one half."""

    @staticmethod
    async def both(world: World) -> tuple[str, str]:
        """Have one half in each client, the first of which could not be asked."""
        hybrid = torrent("Film", "hybrid")
        v1 = by_magnet("Film", link=f"magnet:?xt=urn:btih:{hybrid.v1}")
        v2 = by_magnet("Copy", link=f"magnet:?xt=urn:btmh:1220{hybrid.v2}")
        first = await approved(world, v1)
        world.client.failure = CannotConnect()
        second = await approved(world, v2)
        world.client.failure = None
        return first, second

    async def test_in_two_clients_are_noticed_once_and_both_stay(
        self, world: World, second: FakeClient
    ) -> None:
        requests = await self.both(world)
        hybrid = torrent("Film", "hybrid")
        whole = {
            "id": hybrid.client_id,
            "hashes": frozenset({hybrid.v1 or "", hybrid.v2 or ""}),
        }
        for client in (world.client, second):
            (download,) = client.downloads
            client.show(download, **whole)
            await world.poll(client.id)
            await world.poll(client.id)
        assert [world.state(one) for one in requests] == ["downloading"] * 2
        assert world.client.downloads
        assert second.downloads
        problems = [event for event in world.events if event[1] == "problem"]
        assert problems == [(requests[0], "problem")]
        assert last_why(world, requests[0]) == (
            "also_in",
            {"client": "qBittorrent", "other": "Second"},
        )

    async def test_handed_to_the_second_is_taken_back_at_once_where_that_tells(
        self, world: World, second: FakeClient
    ) -> None:
        first = await approved(world, by_magnet("Film"))
        world.client.failure = CannotConnect()
        # Its hash is that of a hybrid of which only the client knows the other half.
        add = second.add

        async def tells(identity: Identity, **facts: Any) -> Added:
            await add(identity, **facts)
            (download,) = second.downloads
            second.show(download, hashes=frozenset({download, HASH}))
            return Added(download=second.downloads[download])

        second.add = tells  # type: ignore[method-assign]
        other = await approved(world, by_magnet("Copy"))
        assert world.state(first) == "downloading"
        assert world.state(other) == "superseded"
        assert not second.downloads
        assert world.gate.requests.find(other).handed is None


class TestPinned:
    async def test_gets_it_whatever_its_tags_and_priority(
        self, world: World, second: FakeClient
    ) -> None:
        world.add_client(FakeClient(world, "third"), priority=50, tags={"kids"})
        world.gate.attached.rules["auto"] = approve(client="third")
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        (request,) = world.ledger.open.values()
        assert request.client == "third"

    async def test_is_the_only_one(self, world: World, second: FakeClient) -> None:
        world.client.failure = CannotConnect()
        world.gate.attached.rules["auto"] = approve(client="qb")
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        (request,) = world.ledger.open.values()
        assert request.journal[-1].why.code == "client_cannot_connect"
        assert second.taken == []

    async def test_and_gone_any_takes_it_and_it_says_so(
        self, world: World, second: FakeClient
    ) -> None:
        world.gate.attached.rules["auto"] = approve(client="gone")
        await world.gate.offer([by_magnet("Film")])
        await world.settle()
        (request,) = world.ledger.open.values()
        assert request.client == "qb"
        assert request.pinned is None
        assert world.whys(request.id)[-2:] == ["pinned_gone", "client_took_it"]

    async def test_of_another_kind_fails_with_that_reason(self, world: World) -> None:
        world.add_client(FakeUsenet(world))
        world.source.files[URL] = nzb_of("Film")
        world.gate.attached.rules["auto"] = approve(client="qb")
        await world.gate.offer([by_file("Film")])
        await world.settle()
        (request,) = world.ledger.history.values()
        assert failed_because(world, request.id).code == "wrong_client"


async def test_a_client_with_tags_takes_only_what_has_one(world: World) -> None:
    world.settings["qb"] = ClientSettings(name="qBittorrent", tags=frozenset({"Kids"}))
    world.attach(world.gate)
    plain = await approved(world)
    assert world.whys(plain)[-1] == "no_client_for_tags"
    options = DownloadOptions(tags=("kids",))
    world.gate.attached.rules = {"tagged": ask(id="tagged", options=options)}
    await world.gate.offer([by_magnet("Other")])
    tagged = list(world.ledger.open)[-1]
    await world.gate.decide.approve(tagged, ANNA)
    await world.settle()
    assert world.state(tagged) == "downloading"


async def test_equals_take_turns(world: World) -> None:
    second = world.add_client(FakeClient(world, "second"))
    for name in ("One", "Two", "Three", "Four"):
        await approved(world, by_magnet(name))
    assert (len(world.client.taken), len(second.taken)) == (2, 2)
