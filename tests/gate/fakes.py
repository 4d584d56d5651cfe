"""A world for the gate: a ledger, clients and sources in memory, and time that only a test moves.

Everything that would wait for a disk or a server passes a named ``point`` of the world. A point is
where other tasks run, where a test may hold somebody back, and where it may end the world.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
import heapq
from itertools import count
import json
from typing import Any, override

from custom_components.greenlight.clients.base import Identity
from custom_components.greenlight.engine.evidence import evidence, known_as, offered_as
from custom_components.greenlight.engine.finder import closest
from custom_components.greenlight.engine.library.index import Said
from custom_components.greenlight.engine.library.works import Answers
from custom_components.greenlight.engine.quiet import Quiet, quiet_from_dict
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.request import Actor, ActorKind, Request, State
from custom_components.greenlight.engine.request_stored import (
    request_from_dict,
    request_to_dict,
)
from custom_components.greenlight.engine.rules import Rule
from custom_components.greenlight.engine.skips import (
    Skips,
    skip_from_dict,
    skip_to_dict,
)
from custom_components.greenlight.engine.stored import Reading
from custom_components.greenlight.gate.files import Files
from custom_components.greenlight.gate.gate import Gate
from custom_components.greenlight.gate.ports import (
    MAX_OPEN,
    ClientSettings,
    Environment,
    Event,
    LedgerError,
)
from custom_components.greenlight.sources.base import (
    Fetched,
    Payload,
    Source,
    SourceNotFound,
)
from tests.support.fake_client import Around, FakeClient

START = 1_700_000_000.0
ANNA = Actor(ActorKind.USER, "anna", "Anna")
BERT = Actor(ActorKind.USER, "bert", "Bert")
# More turns than any chain of fakes takes; whoever still waits then is held.
TURNS = 300
# What a person does is no task of the gate's, so a few turns are given to it.
IDLE_TURNS = 12


class Killed(BaseException):
    """The process ended here."""


class FakeLedger:
    """Keeps requests in memory and, as text, on a disk."""

    def __init__(self, world: World, disk: dict[str, str] | None = None) -> None:
        self.world = world
        self.disk = disk or {}
        self.failing = False
        # Which of the next commits fails, alone; the next one is 1.
        self.fail_on = 0
        # What is put on disk some time later, by and by.
        self.late: dict[str, Request] = {}
        # What is being put on disk, by id: the one whose commit decides, and what was there before.
        self.deciding: dict[str, Request] = {}
        self.before: dict[str, Request] = {}
        self.open: dict[str, Request] = {}
        self.history: dict[str, Request] = {}
        self.known: list[Release] = []
        # What is to be asked about later.
        self.later: list[Release] = []
        # What people have said of their libraries.
        self.answers: Answers = {}
        self.said: Said = {}
        # What waits for a library, and since when.
        self.waiting: list[tuple[Release, float]] = []
        self.skips = Skips()
        self.quiet = Quiet()
        self.quiet_on_disk = "{}"
        self.skips_on_disk = "[]"
        self.kept_on_disk: dict[str, int] = {}
        self.matches: Counter[str] = Counter()
        self.marks: dict[str, str] = {}
        for request in self.on_disk.values():
            self._take(request)

    @property
    def requests(self) -> dict[str, Request]:
        return {**self.history, **self.open}

    @property
    def on_disk(self) -> dict[str, Request]:
        return {
            key: request_from_dict(json.loads(text)) for key, text in self.disk.items()
        }

    async def commit(self, *requests: Request) -> None:
        for request in requests:
            if (before := self.requests.get(request.id)) is not None:
                self.before.setdefault(request.id, before)
            self.deciding[request.id] = request
            self._take(request)
        await self.world.point("commit")
        self.fail_on -= 1
        if self.failing or self.fail_on == 0:
            for request in requests:
                self._put_back(request)
            raise LedgerError
        for request in requests:
            if self.deciding.get(request.id) is request:
                del self.deciding[request.id]
                self.before.pop(request.id, None)
            else:
                self.before[request.id] = request
            if self.requests.get(request.id) is request:
                self.late.pop(request.id, None)
            self.disk[request.id] = json.dumps(request_to_dict(request))
        self.skips_changed()
        await self.world.point("committed")

    def _put_back(self, request: Request) -> None:
        if self.deciding.get(request.id) is not request:
            # Somebody has gone on from it, and their commit decides.
            return
        del self.deciding[request.id]
        self.open.pop(request.id, None)
        self.history.pop(request.id, None)
        self.late.pop(request.id, None)
        if before := self.before.pop(request.id, None):
            self.update_later(before)

    def update_later(self, request: Request) -> None:
        self.late[request.id] = request
        self._take(request)

    def flush(self) -> None:
        """Put on disk what was put off."""
        for request in self.late.values():
            self.disk[request.id] = json.dumps(request_to_dict(request))
        self.late.clear()

    def _take(self, request: Request) -> None:
        home, other = (
            (self.open, self.history) if request.open else (self.history, self.open)
        )
        other.pop(request.id, None)
        home[request.id] = request

    def lookup(self, release: Release) -> Request | None:
        offered = offered_as(release, self.world.now)
        return closest(
            [
                (request, proof)
                for request in self.requests.values()
                if (proof := evidence(known_as(request), offered))
            ]
        )

    def offers_of(self, request: Request) -> list[Release]:
        known = known_as(request)
        return [
            release
            for release in self.known
            if evidence(known, offered_as(release, self.world.now))
        ]

    @property
    def left_out(self) -> int:
        return len(self.later)

    def leave_out(self, release: Release) -> None:
        if release not in self.later:
            self.later.append(release)

    def take_left_out(self, most: int) -> list[Release]:
        taken, self.later[:] = self.later[:most], self.later[most:]
        return taken

    @property
    def held(self) -> int:
        return len(self.waiting)

    def hold(self, release: Release, since: float) -> None:
        self.waiting.append((release, since))

    def take_held(self) -> list[tuple[Release, float]]:
        taken, self.waiting = self.waiting, []
        return taken

    async def keep_words(self, answers: Answers, said: Said) -> None:
        await self.world.point("words")
        if self.failing:
            raise LedgerError
        self.answers, self.said = answers, said
        await self.world.point("said")

    def quiet_changed(self) -> None:
        self.quiet_on_disk = json.dumps(self.quiet.to_dict())

    def skips_changed(self) -> None:
        self.skips_on_disk = json.dumps([skip_to_dict(one) for one in self.skips])

    def skips_counted(self) -> None:
        self.kept_on_disk = dict(self.skips.kept)

    def known_releases(self) -> Iterable[Release]:
        return list(self.known)

    def count_matches(self, rules: Iterable[str]) -> None:
        self.matches.update(rules)

    def looked_back(self, rule: str) -> str:
        return self.marks.get(rule, "")

    def set_looked_back(self, rule: str, mark: str) -> None:
        self.marks[rule] = mark


class FakeSource(Source):
    """A site with files by link."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.validators = {}
        self.files: dict[str, Payload | Exception] = {}
        self.answer: Fetched | Exception = Fetched(releases=())
        # How often something was fetched from public addresses only.
        self.outward = 0

    async def public_payload(self, link: str) -> Payload:
        self.outward += 1
        return await self.payload(link)

    @override
    async def fetch(self) -> Fetched:
        await self.world.point("fetch")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    @override
    async def payload(self, link: str) -> Payload:
        await self.world.point("payload")
        if link.startswith("magnet:"):
            return Payload(magnet=link)
        found = self.files.get(link, SourceNotFound("HTTP 404"))
        if isinstance(found, Exception):
            raise found
        return found


class World(Around):
    """Time, tasks, a gate and what is around it. ``restart`` begins a new process on the old disk."""

    def __init__(self) -> None:
        self.now = START
        self.points: list[str] = []
        self.events: list[tuple[str, str]] = []
        self.updates = 0
        self.max_open = MAX_OPEN
        self.files: Files | None = None
        self.client = FakeClient(self)
        self.clients: dict[str, FakeClient] = {}
        self.settings: dict[str, ClientSettings] = {}
        self.removed: set[str] = set()
        self.conditions: dict[str, bool] = {}
        self.source = FakeSource(self)
        self.sources: dict[str, FakeSource] = {}
        self.kill_at: str | None = None
        self.kill_on: int | None = None
        self._held: dict[str, asyncio.Event] = {}
        self._ids = count(1)
        self._turn = count()
        self._life = 0
        self._dead = False
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.failures: list[BaseException] = []
        self.ledger = FakeLedger(self)
        self.gate = self._new_gate()

    def _new_gate(self) -> Gate:
        gate = Gate(
            self.ledger,
            Environment(
                now=lambda: self.now,
                new_id=lambda: f"r{next(self._ids)}",
                call_later=self._call_later,
                spawn=self._spawn,
                fetch=self.source.payload,
                fetch_outward=self.source.public_payload,
                holds=self.holds,
                max_open=lambda: self.max_open,
                files=self.files,
            ),
        )
        self.attach(gate)
        gate.on_event(self._on_event)
        gate.on_update(self._on_update)
        return gate

    async def holds(self, rule: Rule) -> bool | None:
        """Tell whether what a rule wants of the house is so."""
        await self.point("condition")
        return self.conditions.get(rule.id)

    def attach(self, gate: Gate) -> None:
        gate.attached.clients["qb"] = self.client
        gate.attached.settings["qb"] = ClientSettings(name="qBittorrent")
        gate.attached.clients.update(self.clients)
        gate.attached.settings.update(self.settings)
        gate.attached.attach_source("site", self.source, name="Site")
        for source_id, source in self.sources.items():
            gate.attached.attach_source(source_id, source, name=source_id.capitalize())
        for client_id in self.removed:
            del gate.attached.clients[client_id], gate.attached.settings[client_id]

    def add_client[ClientT: FakeClient](
        self, client: ClientT, **settings: Any
    ) -> ClientT:
        """Attach another client, also after a restart."""
        self.clients[client.id] = client
        name = client.id.capitalize()
        self.settings[client.id] = ClientSettings(**{"name": name} | settings)
        self.attach(self.gate)
        return client

    def add_source(self, source_id: str, source: FakeSource) -> None:
        """Attach another source, also after a restart."""
        self.sources[source_id] = source
        self.attach(self.gate)

    async def remove_client(self, client_id: str) -> None:
        """Remove a client from the gate, as its coordinator and the hub do, for good."""
        self.removed.add(client_id)
        self.gate.clients.detach(client_id)
        with suppress(LedgerError):
            await self.gate.clients.cancel_orphans()

    def _on_event(self, event: Event) -> None:
        # What is announced has been committed.
        assert event.request.id in self.ledger.disk
        self.events.append((event.request.id, event.kind))

    def _on_update(self) -> None:
        self.updates += 1

    # ---------------------------------------------------------------- time

    def _call_later(
        self, delay: float, action: Callable[[], None]
    ) -> Callable[[], None]:
        turn = next(self._turn)
        if not self._dead:
            heapq.heappush(self._timers, (self.now + delay, turn, action))

        def cancel() -> None:
            self._timers = [one for one in self._timers if one[1] != turn]
            heapq.heapify(self._timers)

        return cancel

    @property
    def timers(self) -> list[float]:
        """Return in how many seconds the timers are due."""
        return sorted(due - self.now for due, _, _ in self._timers)

    def set_clock(self, seconds: float) -> None:
        """Set the clock forward or back, which timers do not notice."""
        self.now += seconds
        self._timers = [
            (due + seconds, turn, action) for due, turn, action in self._timers
        ]

    async def advance(self, seconds: float) -> None:
        """Let time pass, with everything that falls due in it."""
        end = self.now + seconds
        await self.settle()
        while self._timers and self._timers[0][0] <= end:
            due, _, action = heapq.heappop(self._timers)
            self.now = max(self.now, due)
            action()
            await self.settle()
        self.now = end

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.failures.append(error)

    async def settle(self) -> None:
        """Let everybody run until all are done or held."""
        idle = 0
        for _ in range(TURNS):
            await asyncio.sleep(0)
            idle = 0 if self.tasks else idle + 1
            if idle > IDLE_TURNS:
                return

    # --------------------------------------------------------------- points

    @override
    async def point(self, name: str) -> None:
        """Pass a place where something is waited for."""
        if self._dead:
            raise Killed
        life = self._life
        self.points.append(name)
        await asyncio.sleep(0)
        if held := self._held.get(name):
            await held.wait()
        if self._dead or life != self._life:
            raise Killed
        if name == self.kill_at or len(self.points) == self.kill_on:
            self.kill_at = self.kill_on = None
            self._dead = True
            raise Killed

    @override
    def time(self) -> float:
        return self.now

    @override
    def check_handed(self, client: FakeClient, identity: Identity) -> None:
        """What is handed over has been approved, and the disk knows that and to whom it goes."""
        assert any(
            request.state is State.APPROVED
            and request.mark == identity.mark
            and request.client == client.id
            and request.handed == identity.handed is not None
            and identity.hashes <= request.all_hashes
            for request in self.ledger.on_disk.values()
        )
        # A real client looks before it takes something again; the gate has to have looked by then.
        assert client.protocol is Protocol.TORRENT or identity.mark not in {
            client.given.get(job) for job in client.downloads
        }

    def hold(self, name: str) -> None:
        """Hold everybody who comes to a point."""
        self._held[name] = asyncio.Event()

    def let_go(self, name: str) -> None:
        """Let those go who are held at a point."""
        self._held.pop(name).set()

    async def end(self) -> None:
        """End the process wherever it is."""
        self._dead = True
        self._timers.clear()
        for held in self._held.values():
            held.set()
        self._held.clear()
        for task in list(self.tasks):
            task.cancel()
        await self.settle()

    async def restart(self) -> None:
        """End the process wherever it is, and begin a new one with what is on disk."""
        await self.end()
        self.failures = [err for err in self.failures if not isinstance(err, Killed)]
        self._dead = False
        self._life += 1
        old = self.ledger
        self.ledger = FakeLedger(self, old.disk)
        self.ledger.failing = old.failing
        self.ledger.known, self.ledger.marks = old.known, old.marks
        self.ledger.later = old.later
        self.ledger.answers, self.ledger.said = old.answers, old.said
        self.ledger.quiet_on_disk = old.quiet_on_disk
        quiet = json.loads(old.quiet_on_disk)
        self.ledger.quiet = quiet_from_dict(quiet, Reading())
        stored = json.loads(old.skips_on_disk)
        self.ledger.skips = Skips(map(skip_from_dict, stored), now=self.now)
        self.ledger.skips_changed()
        rules = self.gate.attached.rules
        self.gate = self._new_gate()
        self.gate.attached.rules.update(rules)
        with suppress(LedgerError):
            await self.gate.clients.cancel_orphans()
        await self.gate.start()
        await self.settle()

    # ------------------------------------------------------------ shortcuts

    async def poll(self, client_id: str = "qb") -> None:
        """Ask a client once, and let everybody run."""
        await self.ask(client_id)
        await self.settle()

    async def ask(self, client_id: str) -> None:
        """Ask a client once, as its coordinator does."""
        client = self.gate.attached.clients[client_id]
        followed = self.gate.clients.followed(client_id)
        poll = await client.poll(followed)
        poll = self.gate.clients.still(client_id, followed, poll)
        await self.gate.clients.take_poll(client_id, poll, back=False)

    def state(self, request_id: str) -> str:
        return self.gate.requests.find(request_id).state.value

    def whys(self, request_id: str) -> list[str]:
        """Return the codes of a request's journal."""
        return [entry.why.code for entry in self.gate.requests.find(request_id).journal]
