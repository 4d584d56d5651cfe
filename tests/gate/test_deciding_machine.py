"""Whatever becomes of a library that decides: what it fetches is fetched once for a yes, and never lost."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from hashlib import sha1
import os
from typing import Any, override

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
import pytest

from custom_components.greenlight.clients.errors import ClientError
from custom_components.greenlight.engine.decided import Ticket
from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import IllegalMove, Request, State
from custom_components.greenlight.gate.follow import GONE_AFTER
from custom_components.greenlight.gate.follows_through import EVERY
from custom_components.greenlight.gate.ports import (
    AlreadyRequested,
    LedgerError,
    NeedsWord,
    NotYet,
    TooLate,
)
from custom_components.greenlight.libraries.decides import Stage, Standing
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    Conflict,
    LibraryAuth,
    LibraryError,
    LibraryTimeout,
)

from .deciders import DecidingWorld, FakeDecider, Record, decided
from .fakes import ANNA, BERT
from .promises import Promises
from .scene import approve, ask, file_of

FILMS = ["First.Light.2020.1080p.WEB-GRP", "Second.Sun.2021.1080p.WEB-GRP"]
SIZES = [2_000_000_001, 2_100_000_003]
REFUSALS = (
    *(IllegalMove, AlreadyRequested, LedgerError, ClientError),
    *(NeedsWord, TooLate, NotYet),
)
LARGE = Opinion(
    by="Radarr",
    stand=Stand.REJECTED,
    words=("Too large",),
    grounds=frozenset({Ground.SIZE}),
)
GOOD = Opinion(by="Radarr", stand=Stand.APPROVED)
WAITS = Opinion(by="Radarr", stand=Stand.WAITS, grounds=frozenset({Ground.WAITS}))
FAILURES = [
    *(BadAnswer("no client"), Conflict("429"), LibraryError("lost")),
    *(LibraryTimeout(), LibraryAuth()),
]
# What a yes has brought about, and is still there to be seen.
# Why something goes on that Greenlight follows no more.
KNOWN_TO_BE_LEFT = {"removed_in_client", "client_removed", "failed_but_shared"}
FINE = {State.DOWNLOADING, State.COMPLETED, State.SUPERSEDED}

films = st.integers(0, 1)
picks = st.integers(0, 20)
wheres = st.sampled_from(["qb", "elsewhere"])
decisions = st.sampled_from(["approve", "decline", "cancel", "retry", "undo"])


class Several(FakeDecider):
    """One that has more than one release, and knows for whom it fetches."""

    def __init__(self, world: DecidingWorld) -> None:
        super().__init__(world)
        self.finds = {guid(number) for number in range(len(FILMS))}
        self.known = set(self.finds)
        # The marks of the tries for which something was fetched.
        self.marks: list[str] = []
        self.fetched_for: list[Record] = []
        self.by_itself: list[str] = []

    @override
    def download_of(self, guid: str) -> str:
        return sha1(guid.encode(), usedforsecurity=False).hexdigest().upper()

    @override
    async def take(self, ticket: Ticket) -> None:
        mark = self._mark(ticket)
        before = len(self.history)
        try:
            await super().take(ticket)
        finally:
            if len(self.history) > before:
                self.marks.append(mark)
                self.fetched_for.append(self.history[-1])

    def _mark(self, ticket: Ticket) -> str:
        """Return the mark of the try: it is on disk that it is approved, and to whom it was left."""
        (request,) = (
            one
            for one in self.world.ledger.on_disk.values()
            if one.state is State.APPROVED
            and one.release.link == ticket.link
            and one.client == "decides"
            and one.handed is not None
        )
        return request.mark

    def fetch_by_itself(self, which: str) -> None:
        """Have something fetched that nobody asked it for."""
        download = self.download_of(which)
        self.history.append(Record(which, download, "Deluge", self.world.now))
        self.begins(download)
        self.by_itself.append(download)


class SeveralWorld(DecidingWorld):
    """A world with such a library."""

    decider: Several

    def __init__(self) -> None:
        super().__init__()
        self.decider = Several(self)
        self.attach(self.gate)


def guid(number: int) -> str:
    return f"guid {number}"


def offer(number: int, opinion: Opinion = GOOD) -> Release:
    """Return a release as the library tells it."""
    ticket = Ticket(guid=guid(number), indexer=3, item=number + 1)
    return decided(
        guid=f"3_{guid(number)}",
        title=FILMS[number],
        link=ticket.link,
        size=SIZES[number],
        opinion=opinion,
    )


def at_a_site(number: int) -> Release:
    """Return the same release as a site lists it."""
    link = f"https://site.test/{FILMS[number]}.torrent"
    name, size = FILMS[number], SIZES[number]
    return Release(guid=f"s{number}", title=name, link=link, source="site", size=size)


class DecidingMachine(Promises):
    """A gate beside a library of every mood."""

    world: SeveralWorld

    def __init__(self) -> None:
        super().__init__()
        self.world = SeveralWorld()
        self.the_rule_is_changed(approves=False)
        for number, name in enumerate(FILMS):
            self.world.source.files[at_a_site(number).link] = file_of(name)

    @property
    def decider(self) -> Several:
        return self.world.decider

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something, begin a new process if it ended the old one, and let everybody run."""

        async def tried() -> None:
            try:
                await work
            except REFUSALS:
                return

        async def all_of_it() -> None:
            self.world._spawn(tried(), "the test")
            await self.world.settle()
            if self.world._dead:
                await self.world.restart()

        self.runner.run(all_of_it())
        self.look_who_has_moved()

    def look_who_has_moved(self) -> None:
        """People may move what has ended; whatever else does breaks a promise."""
        for request in self.requests():
            ended = self.ended.get(request.id)
            since = [
                place
                for place, line in enumerate(request.journal)
                if line.after is ended
            ]
            if since and any(
                line.moved and line.who in (ANNA, BERT)
                for line in request.journal[since[-1] + 1 :]
            ):
                del self.ended[request.id]

    def pick(self, number: int) -> Request:
        known = self.requests()
        return known[number % len(known)]

    # -------------------------------------------------------------- what happens

    @initialize(approves=st.booleans(), where=wheres, told=st.sets(films, min_size=1))
    def before_it_all_begins(
        self, *, approves: bool, where: str, told: set[int]
    ) -> None:
        self.the_rule_is_changed(approves=approves)
        self.it_has_another_client(where)
        for number in sorted(told):
            self.it_tells_of_a_release(number, GOOD)

    @precondition(lambda self: self.requests())
    @rule(number=picks, where=wheres, after=st.one_of(st.just(0), st.integers(1, 24)))
    def somebody_wants_it_after_all(self, number: int, where: str, after: int) -> None:
        """All is well, but for a power cut perhaps."""
        self.all_is_well()
        self.it_has_another_client(where)
        self.run(self.decide(number, "retry", ANNA))
        if after:
            self.world.kill_on = len(self.world.points) + after
        self.run(self.decide(number, "approve", ANNA))
        self.world.kill_on = None

    @rule()
    def all_is_well(self) -> None:
        decider = self.decider
        decider.failures, decider.loses = [], False
        self.it_forgets_what_it_has_found(finds=True)
        self.it_goes_or_comes(None)
        self.world.ledger.failing = False
        self.its_source_is_removed_or_added(there=True)

    @rule(number=films, opinion=st.sampled_from([GOOD, GOOD, LARGE, WAITS]))
    def it_tells_of_a_release(self, number: int, opinion: Opinion) -> None:
        self.decider.known.add(guid(number))
        self.run(self.offered(offer(number, opinion)))

    @rule(number=films)
    def a_site_lists_it(self, number: int) -> None:
        self.run(self.offered(at_a_site(number)))

    async def offered(self, release: Release) -> None:
        known = self.world.ledger.known
        known[:] = [release, *(one for one in known if one.guid != release.guid)]
        await self.world.gate.offer([release], again=True)

    @rule(approves=st.booleans())
    def the_rule_is_changed(self, *, approves: bool) -> None:
        make = approve if approves else ask
        made = make(overruled=frozenset({Ground.SIZE}))
        self.world.gate.attached.rules = {made.id: made}

    @precondition(lambda self: self.requests())
    @rule(number=picks, what=decisions)
    def somebody_decides(self, number: int, what: str) -> None:
        self.run(self.decide(number, what, ANNA))

    async def decide(self, number: int, what: str, who: Any) -> None:
        request = self.pick(number)
        more = {}
        if what == "undo":
            more = {"delete_data": number % 2 == 0}
            self.said_delete += number % 2 == 0
        await getattr(self.world.gate.decide, what)(request.id, who, **more)

    @precondition(lambda self: self.requests())
    @rule(number=picks, one=decisions, other=decisions)
    def two_decide_at_once(self, number: int, one: str, other: str) -> None:
        async def both() -> None:
            await asyncio.gather(
                self.decide(number, one, ANNA),
                self.decide(number, other, BERT),
                return_exceptions=True,
            )

        self.run(both())

    @precondition(lambda self: self.requests())
    @rule(number=picks, what=decisions, after=st.integers(1, 16))
    def the_process_ends_while_somebody_decides(
        self, number: int, what: str, after: int
    ) -> None:
        self.world.kill_on = len(self.world.points) + after
        self.run(self.decide(number, what, ANNA))
        self.world.kill_on = None

    @rule(after=st.integers(1, 10))
    def the_process_ends_some_day(self, after: int) -> None:
        self.world.kill_on = len(self.world.points) + after
        self.time_passes(600)
        self.world.kill_on = None

    @rule()
    def the_process_is_started_anew(self) -> None:
        self.runner.run(self.world.restart())

    @rule(seconds=st.sampled_from([30, 90, 600, 3600, 26 * 3600]))
    def time_passes(self, seconds: float) -> None:
        async def pass_on() -> None:
            await self.world.advance(seconds)
            if self.world._dead:
                await self.world.restart()

        self.runner.run(pass_on())
        self.look_who_has_moved()

    @rule(failure=st.sampled_from(FAILURES), times=st.integers(1, 3))
    def it_fails(self, failure: LibraryError, times: int) -> None:
        self.decider.failures = [failure] * times

    @rule(loses=st.booleans())
    def its_answers_get_lost_or_not(self, *, loses: bool) -> None:
        self.decider.loses = loses

    @rule(away=st.sampled_from([None, LibraryError("away"), LibraryTimeout()]))
    def it_goes_or_comes(self, away: LibraryError | None) -> None:
        self.decider.away = away
        libraries = self.world.gate.libraries
        (libraries.away if away else libraries.back)("radarr")

    @rule(finds=st.booleans())
    def it_forgets_what_it_has_found(self, *, finds: bool) -> None:
        self.decider.known.clear()
        self.decider.finds = set(map(guid, range(len(FILMS)))) if finds else set()

    @rule(where=wheres)
    def it_has_another_client(self, where: str) -> None:
        self.decider.lands_in = where

    @rule(number=films)
    def it_fetches_something_by_itself(self, number: int) -> None:
        self.decider.fetch_by_itself(guid(number))

    @rule(there=st.booleans())
    def its_source_is_removed_or_added(self, *, there: bool) -> None:
        self.world.there = there

        async def change() -> None:
            if there:
                self.world.attach(self.world.gate)
                return
            self.world.gate.attached.detach_source("decides")
            await self.world.gate.clients.cancel_orphans()

        self.run(change())

    @rule(
        number=films,
        stage=st.sampled_from(
            [Stage.DOWNLOADING, Stage.IMPORTED, Stage.FAILED, Stage.QUEUED, None]
        ),
        left=st.sampled_from([100, 40]),
    )
    def a_download_moves_on(self, number: int, stage: Stage | None, left: int) -> None:
        download = self.decider.download_of(guid(number))
        if stage is None:
            self.decider.standing.pop(download, None)
        else:
            standing = Standing(stage=stage, size=100, left=left)
            self.decider.standing[download] = standing

    @rule(number=films, gone=st.booleans())
    def a_download_moves_on_in_a_client_of_ours(
        self, number: int, *, gone: bool
    ) -> None:
        download = self.decider.download_of(guid(number)).lower()
        client = self.world.client
        if download in client.downloads:
            if gone:
                del client.downloads[download]
            else:
                client.complete(download)
            self.run(self.world.poll())

    @rule(seconds=st.sampled_from([-1e7, -3600, -1, 3600, 1e7]))
    def the_clock_is_set(self, seconds: float) -> None:
        """That of the library, too: both ask the same one."""
        self.world.set_clock(seconds)
        self.decider.history = [
            replace(one, at=one.at + seconds) for one in self.decider.history
        ]

    @rule(failing=st.booleans())
    def the_disk_is_full_or_not(self, *, failing: bool) -> None:
        self.world.ledger.failing = failing

    # ------------------------------------------------------------- what holds

    def check_that_each_yes_has_fetched_once(self) -> None:
        again = {mark: n for mark, n in Counter(self.decider.marks).items() if n > 1}
        assert not again, again

    def check_that_nothing_goes_on_for_nobody(self) -> None:
        """What was fetched for somebody is followed, was taken back, or they know what became of it."""
        decider = self.decider
        followed = {
            one.download.casefold()
            for one in self.requests()
            if one.download and one.state in FINE | {State.FAILED}
        }
        settled = followed | {
            one.casefold()
            for one in (*decider.dropped, *decider.let_go, *decider.by_itself)
        }
        for mark, record in zip(decider.marks, decider.fetched_for, strict=True):
            known = record.download.casefold()
            request = self.world.gate.requests.find(mark.partition("-")[0])
            there = known in self.world.client.downloads
            elsewhere = record.client != "qBittorrent"
            told = KNOWN_TO_BE_LEFT & set(self.world.whys(request.id))
            if there or elsewhere:
                assert known in settled or told, (mark, record, request)

    def check_that_no_data_went_that_nobody_gave_up(self) -> None:
        assert len(self.decider.deleted) <= self.said_delete

    @override
    def teardown(self) -> None:
        """Once all is well again, what was approved is on its way."""
        self.check_that_each_yes_has_fetched_once()
        world, decider = self.world, self.decider
        for download, standing in decider.standing.items():
            if standing.stage is Stage.FAILED:
                moved = replace(standing, stage=Stage.DOWNLOADING)
                decider.standing[download] = moved
        for number in range(len(FILMS)):
            standing = Standing(stage=Stage.DOWNLOADING, size=100, left=40)
            decider.standing.setdefault(decider.download_of(guid(number)), standing)
        self.all_is_well()
        approved = [one.id for one in self.requests() if one.state is State.APPROVED]
        for _ in range(3):
            self.time_passes(GONE_AFTER)
            self.run(world.poll())
        self.time_passes(2 * 3600 + EVERY)
        for request_id in approved:
            request = world.gate.requests.find(request_id)
            assert request.state in FINE, request
        for request in self.requests():
            assert not request.unconfirmed, request
        self.check_that_each_yes_has_fetched_once()
        self.check_that_no_data_went_that_nobody_gave_up()
        self.check_that_nothing_goes_on_for_nobody()
        self.runner.run(world.end())
        self.runner.close()


EXAMPLES = int(os.environ.get("GREENLIGHT_EXAMPLES", "60")) // 3


@pytest.mark.timeout(1800)
def test_the_promises_hold_whatever_a_library_does() -> None:
    run_state_machine_as_test(
        DecidingMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            database=None,
            derandomize="GREENLIGHT_ANEW" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
