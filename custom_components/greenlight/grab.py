"""Grab: from an approved request to a download its client has confirmed.

An approved request is tried until a client takes it, with back-off, and given up only after a day
or when no further try could help. Nothing is added twice: whatever hash is known is looked up in
the client first, and a hash that is learned is committed before the client is called.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .clients.base import Client, ClientError, Identity, ReleaseRefused
from .engine.request import SYSTEM, Actor, ActorKind, Request, State
from .engine.rules import Reason
from .engine.torrent import read_magnet, read_torrent, same_torrent
from .ports import LedgerError
from .sources.base import Payload, SourceAuth, SourceError

if TYPE_CHECKING:
    from .gate import Gate

# Seconds before the second, third... try; the last one repeats.
RETRY_DELAYS: Final = (30, 60, 300, 900, 1800, 3600)
GIVE_UP_AFTER: Final = 24 * 3600


class _Refused(Exception):
    """No further try can help."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.why = why


class _Postponed(Exception):
    """Not now."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.why = why


class Grabber:
    """Hands approved requests to clients, each at most once at a time."""

    def __init__(self, gate: Gate) -> None:
        """Start with nothing under way."""
        self._gate = gate
        self._running: set[str] = set()
        self._tries: dict[str, int] = {}
        self._timers: dict[str, Callable[[], None]] = {}
        # Who was handed what and has not said what became of it: it may be there all the same.
        self._handed: dict[str, tuple[Client, frozenset[str]]] = {}
        self._stopped = False

    def start(self, request_id: str) -> None:
        """Try now, unless a try is under way."""
        if self._stopped or request_id in self._running:
            return
        if timer := self._timers.pop(request_id, None):
            timer()
        self._running.add(request_id)
        self._gate.environment.spawn(self._run(request_id), f"grab {request_id}")

    def start_waiting(self) -> None:
        """Try everything that waits for its next try: a client or source has come back."""
        for request_id in [*self._timers, *self._handed]:
            self.start(request_id)

    def forget(self, request_id: str) -> None:
        """Drop a request that is not to be grabbed any more, and take back what was handed over."""
        self._tries.pop(request_id, None)
        if timer := self._timers.pop(request_id, None):
            timer()
        if request_id in self._handed:
            self.start(request_id)

    def stop(self) -> None:
        """Let go of all timers and begin nothing any more."""
        self._stopped = True
        for timer in self._timers.values():
            timer()
        self._timers.clear()

    async def _run(self, request_id: str) -> None:
        try:
            await self._try(request_id)
            if self._approved(request_id) is None:
                await self._take_back(request_id)
        except LedgerError:
            # Nothing was done; the storage has logged why.
            return
        finally:
            # Whatever happened: what is approved is tried again until it is not any more.
            self._running.discard(request_id)
            if self._approved(request_id) and not self._stopped:
                self._wait(request_id)

    def _wait(self, request_id: str) -> None:
        tries = self._tries.get(request_id, 0)
        self._tries[request_id] = tries + 1
        self._timers[request_id] = self._gate.environment.call_later(
            RETRY_DELAYS[min(tries, len(RETRY_DELAYS) - 1)],
            lambda: self.start(request_id),
        )

    async def _try(self, request_id: str) -> None:
        try:
            await self._grab(request_id)
        except _Refused as err:
            await self._fail(request_id, err.why)
        except _Postponed as err:
            await self._postpone(request_id, err.why)

    def _approved(self, request_id: str) -> Request | None:
        request = self._gate.ledger.open.get(request_id)
        return request if request and request.state is State.APPROVED else None

    async def _grab(self, request_id: str) -> None:
        request = self._approved(request_id)
        if request is None:
            return
        client_id, client = self._choose(request)
        name = self._gate.client_settings[client_id].name
        try:
            there = await client.find(self._gate.identity(request))
            found = there.download if there else None
            handed = self._handed.get(request_id, (None,))[0] is client
            already_there = there is not None
            if found is None:
                payload = await self._payload(request)
                request = await self._learn(request, client_id, payload)
                if request.state is not State.APPROVED:
                    return
                self._handed[request_id] = client, request.all_hashes
                added = await client.add(
                    self._gate.identity(request),
                    magnet=payload.magnet,
                    file=payload.file,
                    options=request.options,
                )
                found = added.download
                already_there = added.already_there is not None
        except ReleaseRefused as err:
            self._handed.pop(request_id, None)
            raise _Refused(
                Reason(err.key, (("client", name), ("detail", err.detail)))
            ) from err
        except ClientError as err:
            params = (("client", name), ("detail", err.detail))
            raise _Postponed(Reason(f"client_{err.key}", params)) from err
        # What was handed over in an earlier try is there because of us.
        already_there = already_there and not handed
        if already_there:
            self._handed.pop(request_id, None)
        if self._approved(request_id) is None:
            # Cancelled while the client was being called.
            return
        hashes = request.all_hashes | found.hashes
        if twin := self.twin(request_id, hashes):
            self._handed.pop(request_id, None)
            await self._supersede(request_id, twin)
            return
        await self._gate.move(
            request_id,
            State.DOWNLOADING,
            Actor(ActorKind.CLIENT, client_id, name),
            Reason(
                "already_there" if already_there else "client_took_it",
                (("client", name),),
            ),
            client=client_id,
            download=found.id,
            hashes=hashes,
        )
        self._handed.pop(request_id, None)
        self._tries.pop(request_id, None)
        self._gate.follower.take(request_id, found)
        # The client may have been removed while it was called.
        await self._gate.cancel_orphans()

    def _choose(self, request: Request) -> tuple[str, Client]:
        """Return the client that was tried or wished, else the first that speaks the protocol."""
        clients = self._gate.clients
        for wanted in (request.client, request.pinned):
            if wanted in clients:
                return wanted, clients[wanted]
        for client_id, client in clients.items():
            if client.protocol is request.release.protocol:
                return client_id, client
        raise _Postponed(Reason("no_client"))

    async def _payload(self, request: Request) -> Payload:
        source = self._gate.sources.get(request.release.source)
        fetch = source.payload if source else self._gate.environment.fetch
        try:
            return await fetch(request.release.link)
        except SourceError as err:
            why = Reason(f"link_{err.key}", (("detail", err.detail),))
            # Credentials can be mended while the request waits; a dead link stays dead.
            if err.retry or isinstance(err, SourceAuth):
                raise _Postponed(why) from err
            raise _Refused(why) from err

    async def _learn(
        self, request: Request, client_id: str, payload: Payload
    ) -> Request:
        """Commit the hashes before the client is called; end what turns out to be a second one."""
        try:
            hashes = (
                read_torrent(payload.file).hashes
                if payload.file is not None
                else read_magnet(payload.magnet or "").hashes
            )
        except ValueError as err:
            raise _Refused(Reason("bad_torrent", (("detail", str(err)),))) from err
        current = self._approved(request.id)
        if current is None:
            return self._gate.request(request.id)
        if twin := self.twin(request.id, hashes):
            return await self._supersede(request.id, twin)
        if hashes <= current.hashes and current.client == client_id:
            return current
        return await self._gate.amend(
            current.id, client=client_id, hashes=current.hashes | hashes
        )

    def twin(self, request_id: str, hashes: frozenset[str]) -> Request | None:
        """Return another request that is on its way with the same torrent."""
        for other in self._gate.ledger.open.values():
            if (
                other.id != request_id
                and other.state is not State.PENDING
                and same_torrent(other.all_hashes, hashes)
            ):
                return other
        return None

    async def _supersede(self, request_id: str, twin: Request) -> Request:
        why = Reason("same_as", (("title", twin.release.title),))
        return await self._gate.move(request_id, State.SUPERSEDED, SYSTEM, why)

    async def _take_back(self, request_id: str) -> None:
        """Remove what a client was handed for a request that is not approved any more."""
        if request_id not in self._handed:
            return
        client, hashes = self._handed[request_id]
        try:
            found = await client.find(Identity(hashes=hashes))
            if found and self.twin("", hashes | found.download.hashes) is None:
                await client.remove(found.download.id, delete_data=True)
        except ClientError:
            # Tried again when the client is back; until then it is in the client under our tag.
            return
        self._handed.pop(request_id, None)

    async def _fail(self, request_id: str, why: Reason) -> None:
        if self._approved(request_id):
            self._tries.pop(request_id, None)
            await self._gate.move(request_id, State.FAILED, SYSTEM, why)

    async def _postpone(self, request_id: str, why: Reason) -> None:
        request = self._approved(request_id)
        if request is None:
            return
        gate = self._gate
        approved_at = max(
            (
                entry.at
                for entry in request.journal
                if entry.after is State.APPROVED and entry.before is not State.APPROVED
            ),
            default=request.created,
        )
        # After a long time without power a client may need a while to come back, too.
        tried = self._tries.get(request_id, 0) >= len(RETRY_DELAYS)
        if tried and gate.environment.now() - approved_at > GIVE_UP_AFTER:
            await self._fail(request_id, why)
            return
        await gate.note(request_id, SYSTEM, why)
