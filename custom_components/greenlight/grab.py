"""Grab: from an approved request to a download its client has confirmed.

An approved request is tried until a client takes it, with back-off, and given up only after a day
or when no further try could help. Nothing is added twice: whatever hash is known is looked up in
the client first, and a hash that is learned is committed before the client is called.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .clients.base import Client, ClientError, ReleaseRefused
from .engine.request import SYSTEM, Actor, ActorKind, Request, State
from .engine.rules import Reason
from .engine.torrent import TorrentError, read_magnet, read_torrent, same_torrent
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

    def start(self, request_id: str) -> None:
        """Try now, unless a try is under way."""
        if timer := self._timers.pop(request_id, None):
            timer()
        if request_id not in self._running:
            self._running.add(request_id)
            self._gate.environment.spawn(self._run(request_id), f"grab {request_id}")

    def start_waiting(self) -> None:
        """Try everything that waits for its next try: a client or source has come back."""
        for request_id in list(self._timers):
            self.start(request_id)

    def forget(self, request_id: str) -> None:
        """Drop what is remembered of a request that is not to be grabbed any more."""
        self._tries.pop(request_id, None)
        if timer := self._timers.pop(request_id, None):
            timer()

    def stop(self) -> None:
        """Let go of all timers."""
        for timer in self._timers.values():
            timer()
        self._timers.clear()

    async def _run(self, request_id: str) -> None:
        try:
            await self._grab(request_id)
        except _Refused as err:
            await self._fail(request_id, err.why)
        except _Postponed as err:
            await self._postpone(request_id, err.why)
        finally:
            self._running.discard(request_id)

    def _approved(self, request_id: str) -> Request | None:
        request = self._gate.ledger.open.get(request_id)
        return request if request and request.state is State.APPROVED else None

    async def _grab(self, request_id: str) -> None:
        request = self._approved(request_id)
        if request is None:
            return
        client_id, client = self._choose(request)
        name = self._gate.client_names[client_id]
        try:
            hashes = request.all_hashes
            found = await client.find(hashes) if hashes else None
            already_there = found is not None
            if found is None:
                payload = await self._payload(request)
                request = await self._learn(request, client_id, payload)
                if request.state is not State.APPROVED:
                    return
                added = await client.add(
                    magnet=payload.magnet,
                    file=payload.file,
                    hashes=request.all_hashes,
                    options=request.options,
                )
                found, already_there = added.download, added.already_there
        except ReleaseRefused as err:
            raise _Refused(
                Reason(err.key, (("client", name), ("detail", err.detail)))
            ) from err
        except ClientError as err:
            params = (("client", name), ("detail", err.detail))
            raise _Postponed(Reason(f"client_{err.key}", params)) from err
        if self._approved(request_id) is None:
            # Cancelled while the client was being called: take back only what we have added.
            if not already_there:
                await self._take_back(client, found.id)
            return
        self._tries.pop(request_id, None)
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
            hashes=request.all_hashes | found.hashes,
        )
        self._gate.follower.take(request_id, found)

    def _choose(self, request: Request) -> tuple[str, Client]:
        """Return the client that was tried or wished, else the first that speaks the protocol."""
        clients = self._gate.clients
        if request.client in clients:
            return request.client, clients[request.client]
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
        except TorrentError as err:
            raise _Refused(Reason("bad_torrent", (("detail", str(err)),))) from err
        current = self._approved(request.id)
        if current is None:
            return self._gate.request(request.id)
        for other in self._gate.ledger.open.values():
            if (
                other.id != current.id
                and other.state is not State.PENDING
                and same_torrent(other.all_hashes, hashes)
            ):
                why = Reason("same_as", (("title", other.release.title),))
                return await self._gate.move(current.id, State.SUPERSEDED, SYSTEM, why)
        if hashes <= current.hashes and current.client == client_id:
            return current
        return await self._gate.amend(
            current.id, client=client_id, hashes=current.hashes | hashes
        )

    async def _take_back(self, client: Client, download: str) -> None:
        try:
            await client.remove(download, delete_data=True)
        except ClientError:
            # The poll does not follow it; it stays visible in the client under our tag.
            return

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
        if gate.environment.now() - approved_at > GIVE_UP_AFTER:
            await self._fail(request_id, why)
            return
        tries = self._tries.get(request_id, 0)
        self._tries[request_id] = tries + 1
        delay = RETRY_DELAYS[min(tries, len(RETRY_DELAYS) - 1)]
        self._timers[request_id] = gate.environment.call_later(
            delay, lambda: self.start(request_id)
        )
        await gate.note(request_id, SYSTEM, why)
