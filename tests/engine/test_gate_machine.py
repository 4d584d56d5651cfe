"""Whatever people, clients, sites and disks do, in whatever order: the promises of a request hold."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
import pytest

from custom_components.greenlight.clients.base import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    Download,
    DownloadState,
    ReleaseRefused,
)
from custom_components.greenlight.engine.request import (
    MOVES,
    OPEN,
    IllegalMove,
    Request,
    State,
)
from custom_components.greenlight.engine.torrent import same_torrent
from custom_components.greenlight.follow import GONE_AFTER
from custom_components.greenlight.ports import AlreadyRequested, LedgerError
from custom_components.greenlight.sources.base import (
    SourceAuth,
    SourceNotFound,
    SourceTimeout,
)

from .fake_clients import FakeClient, FakeUsenet
from .fakes import ANNA, BERT, Killed, World
from .scene import approve, ask, by_file, by_magnet, file_of, nzb_of, torrent

NAMES = ["One", "Two", "Three"]
POSTED = ["Some.Film.2023.1080p.WEB-GRP", "Some.Film.2024.1080p.WEB-GRP"]
CLIENTS = ["qb", "box", "sab", "get"]
WRITTEN_LATE = ("progress", "stuck_in", "stuck_since", "stuck_seen")
ON_ITS_WAY = {State.APPROVED, State.DOWNLOADING}
REFUSALS = (IllegalMove, AlreadyRequested, LedgerError, ClientError)

names = st.sampled_from(NAMES)
ids = st.sampled_from(CLIENTS)
picks = st.integers(min_value=0, max_value=20)
decisions = st.sampled_from(["approve", "decline", "cancel", "retry"])


class GateMachine(RuleBasedStateMachine):
    """A gate among people and machines of every mood."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = World()
        self.ended: dict[str, State] = {}
        # What is approved by itself gets further in a few steps than what is asked about.
        self.world.gate.rules["auto"] = approve()
        self.world.add_client(FakeClient(self.world, "box"), priority=2)
        self.world.add_client(FakeUsenet(self.world, "sab"))
        self.world.add_client(FakeUsenet(self.world, "get"))
        self.fill_the_site()

    def fill_the_site(self) -> None:
        for name in NAMES:
            self.world.source.files[self.link(name)] = file_of(name, "hybrid")
        for name in POSTED:
            self.world.source.files[self.link(name)] = nzb_of(name)

    def clients(self) -> dict[str, FakeClient]:
        """Return every client by its id."""
        return {"qb": self.world.client, **self.world.clients}

    def some_download(self, number: int) -> tuple[FakeClient, str]:
        """Return some download and its client."""
        every = [
            (client, download)
            for client in self.clients().values()
            for download in client.downloads
        ]
        return every[number % len(every)]

    def anything_there(self) -> bool:
        """Tell whether any client has any download."""
        return any(client.downloads for client in self.clients().values())

    @staticmethod
    def link(name: str) -> str:
        return f"https://site.test/{name}.torrent"

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something, begin a new process if it ended the old one, and let everybody run."""

        async def all_of_it() -> None:
            self.world._spawn(work, "the test")
            await self.world.settle()
            if self.world._dead:
                await self.world.restart()

        self.runner.run(all_of_it())

    async def tried(self, work: Coroutine[Any, Any, Any]) -> bool:
        """Try something that may be refused; tell whether it was done."""
        try:
            await work
        except REFUSALS:
            return False
        return True

    def pick(self, number: int) -> Request:
        """Return some request."""
        known = list(self.world.ledger.requests.values())
        return known[number % len(known)]

    def requests(self) -> list[Request]:
        return list(self.world.ledger.requests.values())

    # ------------------------------------------------------------- what happens

    @rule(chosen=st.lists(names, min_size=1, max_size=3), by=st.booleans())
    def a_site_offers(self, chosen: list[str], by: bool) -> None:
        make: Callable[..., Any] = [by_file, by_magnet][by]
        mode: dict[str, Any] = [{}, {"mode": "hybrid"}][by]
        releases = [make(name, **mode) for name in chosen]
        self.run(self.offer(releases))

    @rule(name=names, half=st.sampled_from(["btih", "btmh"]))
    def another_site_offers_half_of_a_hybrid(self, name: str, half: str) -> None:
        hybrid = torrent(name, "hybrid")
        link = {
            "btih": f"magnet:?xt=urn:btih:{hybrid.v1}",
            "btmh": f"magnet:?xt=urn:btmh:1220{hybrid.v2}",
        }[half]
        release = by_magnet(name, link=link, guid=half + name, source="elsewhere")
        self.run(self.offer([release]))

    @rule(chosen=st.lists(st.sampled_from(POSTED), min_size=1, max_size=2))
    def an_indexer_offers(self, chosen: list[str]) -> None:
        self.run(self.offer([by_file(name) for name in chosen]))

    async def offer(self, releases: list[Any]) -> None:
        await self.tried(self.world.gate.offer(releases))

    @rule(automatic=st.booleans())
    def the_rule_is_changed(self, automatic: bool) -> None:
        self.world.gate.rules = [{"ask": ask()}, {"auto": approve()}][automatic]

    @precondition(lambda self: self.requests())
    @rule(number=picks, what=decisions)
    def somebody_decides(self, number: int, what: str) -> None:
        self.run(self.decide(number, what))

    async def decide(self, number: int, what: str, who: Any = ANNA) -> None:
        request = self.pick(number)
        if await self.tried(getattr(self.world.gate, what)(request.id, who)):
            self.forgive(request.id, what)

    def forgive(self, request_id: str, what: str) -> None:
        """A person who retries, or approves what failed, moves an ended request."""
        if what in ("retry", "approve"):
            self.ended.pop(request_id, None)

    @precondition(lambda self: self.requests())
    @rule(number=picks, one=decisions, other=decisions)
    def two_decide_at_once(self, number: int, one: str, other: str) -> None:
        async def both() -> None:
            await asyncio.gather(
                self.decide(number, one), self.decide(number, other, BERT)
            )

        self.run(both())

    @precondition(lambda self: self.requests())
    @rule(number=picks, what=decisions, after=st.integers(1, 12))
    def the_process_ends_while_somebody_decides(
        self, number: int, what: str, after: int
    ) -> None:
        request_id = self.pick(number).id
        self.world.kill_on = len(self.world.points) + after
        self.run(self.decide(number, what))
        self.world.kill_on = None
        self.forgive(request_id, what)

    @rule()
    def the_process_is_started_anew(self) -> None:
        self.runner.run(self.world.restart())

    @rule(seconds=st.sampled_from([30, 60, 600, 3600, 13 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.runner.run(self.world.advance(seconds))

    @rule(steps=st.integers(1, 6))
    def time_passes_while_the_clients_are_polled(self, steps: int) -> None:
        for _ in range(steps):
            self.runner.run(self.world.advance(600))
            self.run(self.poll())

    @rule(seconds=st.sampled_from([-1e7, -3600, -1, 3600, 1e7]))
    def the_clock_is_set(self, seconds: float) -> None:
        self.world.set_clock(seconds)

    @rule(which=ids, failure=st.sampled_from([None, CannotConnect()]))
    def a_client_goes_or_comes(self, which: str, failure: ClientError | None) -> None:
        self.clients()[which].failure = failure
        self.run(self.come_back())

    @rule(which=ids, failure=st.sampled_from([None, CannotConnect(), ClientTimeout()]))
    def a_client_fails_between_its_polls(
        self, which: str, failure: ClientError | None
    ) -> None:
        """Nobody notices it nor that it works again."""
        self.clients()[which].failure = failure

    @rule(which=ids)
    def a_client_is_removed(self, which: str) -> None:
        self.run(self.world.remove_client(which))
        self.empty(which)

    @rule(which=ids)
    def a_client_is_added_or_becomes_another(self, which: str) -> None:
        self.empty(which)
        self.world.removed.discard(which)
        self.world.attach(self.world.gate)
        self.run(self.come_back())

    def empty(self, which: str) -> None:
        """What is on a server that was given up is nobody's business any more."""
        client = self.clients()[which]
        client.downloads.clear()
        client.given.clear()

    @rule(which=ids, how=st.sampled_from(["silent", "dies", ""]))
    def a_client_takes_and_says_nothing(self, which: str, how: str) -> None:
        client = self.clients()[which]
        client.silent, client.dies = how == "silent", how == "dies"

    @rule(
        which=ids,
        failure=st.sampled_from([None, ReleaseRefused(), BadAnswer(), ClientTimeout()]),
    )
    def a_client_is_picky(self, which: str, failure: ClientError | None) -> None:
        self.clients()[which].add_failure = failure

    @rule(which=ids, free=st.sampled_from([0, 10**12, None]))
    def a_disk_fills_or_empties(self, which: str, free: int | None) -> None:
        self.clients()[which].free = free

    @rule(
        name=names,
        failure=st.sampled_from(
            [None, SourceTimeout(), SourceNotFound(), SourceAuth()]
        ),
    )
    def the_site_has_the_file_or_not(self, name: str, failure: Any) -> None:
        self.world.source.files[self.link(name)] = failure or file_of(name, "hybrid")

    @rule(failing=st.booleans())
    def the_disk_is_full_or_not(self, failing: bool) -> None:
        self.world.ledger.failing = failing

    async def poll(self) -> None:
        for client_id in list(self.world.gate.clients):
            await self.tried(self.world.ask(client_id))

    @rule()
    def the_clients_are_polled(self) -> None:
        self.run(self.poll())

    @precondition(lambda self: self.anything_there())
    @rule(
        number=picks,
        changes=st.sampled_from(
            [
                {"progress": 0.5},
                {"complete": True, "progress": 1.0},
                {"state": DownloadState.FAILED},
            ]
        ),
    )
    def a_download_changes(self, number: int, changes: dict[str, Any]) -> None:
        client, download = self.some_download(number)
        client.show(download, **changes)
        self.run(self.poll())

    @precondition(lambda self: self.anything_there())
    @rule(which=st.sampled_from(["qb", "box"]), name=names)
    def metadata_arrives(self, which: str, name: str) -> None:
        hybrid = torrent(name, "hybrid")
        both = frozenset({hybrid.v1 or "", hybrid.v2 or ""})
        client = self.clients()[which]
        for download in list(client.downloads.values()):
            client.show(
                download.id,
                **[{}, {"id": hybrid.client_id, "hashes": both}][
                    same_torrent(download.hashes, both)
                ],
            )
        self.run(self.poll())

    @precondition(lambda self: self.anything_there())
    @rule(number=picks)
    def somebody_removes_a_download_in_its_client(self, number: int) -> None:
        client, download = self.some_download(number)
        del client.downloads[download]
        self.run(self.poll())

    # ------------------------------------------------------------ what must hold

    @invariant()
    def nothing_escapes_a_task(self) -> None:
        unforeseen = [one for one in self.world.failures if not isinstance(one, Killed)]
        assert not unforeseen, unforeseen

    @invariant()
    def a_torrent_is_on_its_way_once(self) -> None:
        on_its_way = [one for one in self.requests() if one.state in ON_ITS_WAY]
        for index, one in enumerate(on_its_way):
            for other in on_its_way[index + 1 :]:
                both_learned = one.hashes and other.hashes
                same = both_learned and same_torrent(one.hashes, other.hashes)
                assert not same or self.were_halves(one, other)

    @staticmethod
    def were_halves(one: Request, other: Request) -> bool:
        """Tell whether two clients had one half each of a hybrid, and a person was told."""
        running = one.state is other.state is State.DOWNLOADING
        told = any(
            entry.why.code == "also_in" for entry in (*one.journal, *other.journal)
        )
        return running and one.client != other.client and told

    def all_known(self, both: frozenset[str]) -> bool:
        """Tell whether the metadata has arrived wherever such a torrent is."""
        return all(
            download.hashes == both
            for client in self.clients().values()
            for download in client.downloads.values()
            if same_torrent(download.hashes, both)
        )

    @invariant()
    def nobody_is_handed_what_another_may_have(self) -> None:
        for request in self.requests():
            having = [
                client.id
                for client in self.clients().values()
                for download in client.downloads.values()
                if self.is_on_its_way(request, client, download)
            ]
            assert len(having) <= 1, having
            if having and request.unconfirmed:
                assert having == [request.client]

    @staticmethod
    def is_on_its_way(request: Request, client: FakeClient, download: Download) -> bool:
        """Tell whether a client has something because of a request and what it is now."""
        return client.given.get(download.id) == request.mark

    @invariant()
    def nobody_is_asked_about_what_is_downloaded(self) -> None:
        open_ones = self.world.ledger.open.values()
        running = [one for one in open_ones if one.state is State.DOWNLOADING]
        pending = [one for one in open_ones if one.state is State.PENDING]
        assert not any(
            same_torrent(one.all_hashes, other.all_hashes)
            for one in running
            for other in pending
        )

    @invariant()
    def every_move_is_legal_and_in_the_journal(self) -> None:
        for request in self.requests():
            last: State | None = None
            for entry in request.journal:
                assert entry.before is last
                assert last in (None, entry.after) or entry.after in MOVES[last]
                last = entry.after
            assert request.state is last

    @invariant()
    def what_has_ended_stays_as_it_is(self) -> None:
        for request_id, state in self.ended.items():
            assert self.world.gate.request(request_id).state is state
        self.ended = {
            request.id: request.state
            for request in self.requests()
            if request.state not in OPEN
        }

    @invariant()
    def memory_and_disk_say_the_same(self) -> None:
        known = self.world.ledger.requests
        on_disk = self.world.ledger.on_disk
        assert on_disk.keys() == known.keys()
        for key, one in on_disk.items():
            late = {name: getattr(known[key], name) for name in WRITTEN_LATE}
            assert replace(one, **late) == known[key]

    @invariant()
    def what_is_approved_is_tried_again(self) -> None:
        waiting = self.world.gate.grabber._timers
        approved = {one.id for one in self.requests() if one.state is State.APPROVED}
        assert approved <= set(waiting)

    @invariant()
    def what_is_pending_ends_some_day(self) -> None:
        pending = [one for one in self.requests() if one.state is State.PENDING]
        assert bool(self.world.timers) >= bool(pending)

    async def come_back(self) -> None:
        self.world.gate.grabber.start_waiting()

    def teardown(self) -> None:
        """Once all is well again, everything approved is downloading, and nothing else."""
        world = self.world
        world.removed.clear()
        world.attach(world.gate)
        for client in self.clients().values():
            client.failure = client.add_failure = None
            client.silent = client.dies = False
            client.free = None
        world.ledger.failing = False
        self.fill_the_site()
        self.run(self.come_back())
        # By now, what is missing in the client has been noticed.
        for _ in range(3):
            self.run(self.poll())
            self.runner.run(world.advance(GONE_AFTER))
        approved = [one.id for one in self.requests() if one.state is State.APPROVED]
        self.runner.run(world.advance(3600))
        self.run(self.poll())
        fine = {State.DOWNLOADING, State.COMPLETED, State.SUPERSEDED}
        for request_id in approved:
            assert world.gate.request(request_id).state in fine
        followed = [
            (one.client, one.download)
            for one in self.requests()
            # What has failed stays in its client unless a person wishes otherwise.
            if one.state in {State.DOWNLOADING, State.COMPLETED, State.FAILED}
        ]
        there = [
            (client.id, download)
            for client in self.clients().values()
            for download in client.downloads
        ]
        marks = {one.mark for one in self.requests()}
        # What an earlier try left, which had failed.
        kept = {
            (client.id, download)
            for client in self.clients().values()
            for download, mark in client.given.items()
            if mark not in marks
        }
        for request in self.requests():
            where = request.client, request.download
            assert where in there or request.state is not State.DOWNLOADING
            assert not request.unconfirmed
        # Nobody follows the id of what is complete, should that change.
        wanted = {
            one.mark
            for one in self.requests()
            if one.state in {State.COMPLETED, State.FAILED}
        }
        ended = {
            (client.id, download)
            for client in self.clients().values()
            for download, mark in client.given.items()
            if mark in wanted
        }
        assert not set(there) - set(followed) - kept - ended
        for name in NAMES:
            hybrid = torrent(name, "hybrid")
            both = frozenset({hybrid.v1 or "", hybrid.v2 or ""})
            having = {
                client.id
                for client in self.clients().values()
                for download in client.downloads.values()
                if same_torrent(download.hashes, both)
                and (client.id, download.id) not in kept
            }
            told = any(
                entry.why.code == "also_in"
                for one in self.requests()
                if same_torrent(one.all_hashes, both)
                for entry in one.journal
            )
            assert len(having) <= 1 or told or not self.all_known(both), having
        self.runner.run(world.end())
        self.runner.close()


@pytest.mark.timeout(600)
def test_the_promises_hold_in_any_order() -> None:
    run_state_machine_as_test(
        GateMachine,
        settings=settings(
            max_examples=300,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
