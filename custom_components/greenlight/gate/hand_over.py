"""Hand over: one try to get an approved request to a client, and to no more than one.

Nothing is added twice: what is known of a download is looked up in every client first, and who is
handed it is committed before it is called. A client that may have it is the only one from then on
until it can be asked; one that surely does not have it is passed over for the next.
"""

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from ..clients.base import Added, Client, Download, DownloadState, Found, FoundBy, Space
from ..clients.errors import CannotConnect, ClientError, ClientTimeout, ReleaseRefused
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import SYSTEM, Actor, ActorKind, Request, State
from ..sources.base import Payload, SourceAuth, SourceError
from .content import read_content
from .room import NO_ROOM
from .twins import same_as, twin

if TYPE_CHECKING:
    from .gate import Gate

# Seconds for which a client is waited for that is not the first choice, or has been failing: it
# must not delay the others.
BRIEFLY: Final = 3.0
# What becomes of a request that no client has.
NOBODY_HAS_IT: Final[dict[str, Any]] = {"client": None, "handed": None}


class Refused(Exception):
    """No further try can help."""

    def __init__(self, why: Reason) -> None:
        """Keep the reason, and what is to be stored along with it."""
        super().__init__(why.code)
        self.why = why
        self.changes = NOBODY_HAS_IT


class Postponed(Exception):
    """Not now."""

    def __init__(
        self, why: Reason, *, maybe: bool = False, for_room: bool = False
    ) -> None:
        """Keep the reason; with ``maybe`` the client that was handed it may have it."""
        super().__init__(why.code)
        self.why = why
        self.changes: dict[str, Any] = {} if maybe else NOBODY_HAS_IT
        self.for_room = for_room


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What one try has found out: who has it, why others are passed over, who is to be tried."""

    found: dict[str, Found] = field(default_factory=dict)
    passed: dict[str, Reason] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    spaces: dict[str, Space] = field(default_factory=dict)


class HandOver:
    """Tries requests. Every try raises ``Refused``, ``Postponed`` or ``LedgerError`` if in vain."""

    def __init__(self, gate: Gate) -> None:
        """Know whose requests and clients they are."""
        self._gate = gate

    def _approved(self, request_id: str) -> Request | None:
        request = self._gate.ledger.open.get(request_id)
        return request if request and request.state is State.APPROVED else None

    def _name(self, client_id: str) -> str:
        return self._gate.client_settings[client_id].name

    async def attempt(self, request_id: str) -> None:
        """Try once; a request that is not approved (any more) is left as it is."""
        request = await self._unpinned(request_id)
        if request is None:
            return
        payload: Payload | None = None
        if request.protocol is None and self._gate.clients:
            # A source only guesses the protocol; the file tells.
            payload = await self._payload(request)
            request = await self._learn(request_id, payload)
            if request is None:
                return
        seen = await self._look(request)
        if payload is None and not seen.found:
            payload = await self._payload(request)
            learned = await self._learn(request_id, payload)
            if learned is None:
                return
            if learned.all_hashes != request.all_hashes:
                seen = await self._look(learned)
        if seen.found:
            await self._take_over(request_id, seen)
        elif payload is not None:
            await self._hand_over(request_id, payload, seen)

    async def _unpinned(self, request_id: str) -> Request | None:
        """Let any client take what was meant for one that is gone."""
        request = self._approved(request_id)
        clients = self._gate.clients
        if request and request.pinned and clients and request.pinned not in clients:
            why = Reason("pinned_gone")
            await self._gate.note(request_id, SYSTEM, why, pinned=None)
        return self._approved(request_id)

    # ----------------------------------------------------------------- learn

    async def _payload(self, request: Request) -> Payload:
        source = self._gate.sources.get(request.release.source)
        fetch = source.payload if source else self._gate.environment.fetch
        try:
            return await fetch(request.release.link)
        except SourceError as err:
            why = Reason(f"link_{err.key}", (("detail", err.detail),))
            # Credentials can be mended while the request waits; a dead link stays dead.
            if err.retry or isinstance(err, SourceAuth):
                raise Postponed(why) from err
            raise Refused(why) from err

    async def _learn(self, request_id: str, payload: Payload) -> Request | None:
        """Commit what the file says; end what turns out to be a second one. None if it ended."""
        try:
            content = await read_content(payload)
        except ValueError as err:
            raise Refused(Reason("bad_torrent", (("detail", str(err)),))) from err
        current = self._approved(request_id)
        if current is None:
            return None
        if content.protocol is Protocol.USENET and current.all_hashes:
            detail = "an NZB file instead of a torrent"
            raise Refused(Reason("bad_torrent", (("detail", detail),)))
        changes: dict[str, Any] = {
            "release": replace(current.release, protocol=content.protocol),
            "hashes": current.hashes | content.hashes,
            "size": current.size if content.size is None else content.size,
            "private": current.private if content.private is None else content.private,
        }
        learned = replace(current, **changes)
        if await self._superseded(learned):
            return None
        if learned != current:
            await self._gate.amend(request_id, **changes)
        return self._approved(request_id)

    async def _superseded(self, request: Request, *, ours: bool = False) -> bool:
        """End a request of which another one has the download.

        What a second client took because of this one is taken back.
        """
        other = twin(self._gate.ledger, request)
        if other is None:
            return False
        elsewhere = ours and other.client != request.client
        changes = {} if elsewhere else NOBODY_HAS_IT
        await self._gate.move(
            request.id, State.SUPERSEDED, SYSTEM, same_as(other), **changes
        )
        return True

    # ------------------------------------------------------------------ look

    def wanted(self, request: Request, protocol: Protocol) -> list[str]:
        """Return the clients that may take a request, the first choice first."""
        settings = {
            client_id: self._gate.client_settings[client_id]
            for client_id, client in self._gate.clients.items()
            if client.protocol is protocol
        }
        if request.pinned in self._gate.clients:
            return [request.pinned] if request.pinned in settings else []
        return self._gate.chooser.wanted(settings, request.options.tags)

    async def _look(self, request: Request) -> _Seen:
        """Look who has it already, and if nobody has, who has room for it."""
        seen, suspect = _Seen(), request.client if request.unconfirmed else None
        clients = {
            client_id: client
            for client_id, client in self._gate.clients.items()
            if client.protocol is request.protocol
        }
        if not clients:
            raise Postponed(Reason("no_client"))
        wanted = self.wanted(request, request.protocol or Protocol.TORRENT)
        patient = {suspect, *self._gate.chooser.order(wanted)[:1]}
        await asyncio.gather(
            *(
                self._find(one, client, request, seen, patient=one in patient)
                for one, client in clients.items()
            )
        )
        if suspect in seen.passed:
            params = seen.passed[suspect].params
            raise Postponed(Reason("may_have_it", params), maybe=True)
        if seen.found:
            return seen
        await self._prepare(request, seen)
        return seen

    async def _find(
        self,
        client_id: str,
        client: Client,
        request: Request,
        seen: _Seen,
        *,
        patient: bool,
    ) -> None:
        identity = self._gate.identity(request)
        handed = request.client == client_id and request.unconfirmed
        try:
            async with asyncio.timeout(None if patient else BRIEFLY):
                found = await client.find(
                    identity if handed else replace(identity, handed=None)
                )
        except (ClientError, TimeoutError) as lost:
            err = lost if isinstance(lost, ClientError) else ClientTimeout()
            self._gate.chooser.failed(client_id, err.detail)
            seen.passed[client_id] = self._failure(client_id, err)
            return
        if found and (handed or not _is_over(client, found.download)):
            seen.found[client_id] = found

    async def _prepare(self, request: Request, seen: _Seen) -> None:
        """Put those who may take it in order, and see who of them has room."""
        seen.wanted = self.wanted(request, request.protocol or Protocol.TORRENT)
        if not seen.wanted:
            if request.pinned:
                client = (("client", self._name(request.pinned)),)
                raise Refused(Reason("wrong_client", client))
            raise Postponed(Reason("no_client_for_tags"))
        seen.order = self._gate.chooser.order(seen.wanted)
        asked = [one for one in seen.order if one not in seen.passed]
        seen.spaces = await self._gate.room.ask(asked, request)
        # Until its file is read, the size is only what the source says.
        if request.size is not None or not asked:
            for client_id in asked:
                self._has_room(client_id, request, seen)
            if all(one in seen.passed for one in seen.order):
                raise self._nobody(seen)

    def _has_room(self, client_id: str, request: Request, seen: _Seen) -> bool:
        space = seen.spaces.get(client_id, Space())
        why = self._gate.room.too_little(client_id, request, space)
        if why is not None:
            seen.passed[client_id] = why
        return why is None

    def _failure(self, client_id: str, err: ClientError) -> Reason:
        params = (("client", self._name(client_id)), ("detail", err.detail))
        if isinstance(err, ReleaseRefused):
            return Reason(err.key, params)
        return Reason(f"client_{err.key}", params)

    def _nobody(self, seen: _Seen) -> Refused | Postponed:
        """Return what becomes of a request that nobody takes now."""
        reasons = [seen.passed[one] for one in seen.order if one in seen.passed]
        for why in reasons:
            if why.code == NO_ROOM:
                return Postponed(why, for_room=True)
        for why in reasons:
            if why.code != ReleaseRefused.key:
                return Postponed(why)
        return Refused(reasons[-1]) if reasons else Postponed(Reason("no_client"))

    # ------------------------------------------------------------- hand over

    async def _take_over(self, request_id: str, seen: _Seen) -> None:
        """Take what is in a client already, and say where else it is."""
        request = self._approved(request_id)
        if request is None:
            return
        suspect = request.client if request.unconfirmed else None
        first, *others = sorted(
            seen.found,
            key=lambda one: (one != suspect, seen.found[one].by is not FoundBy.ID),
        )
        there = seen.found[first]
        client = ("client", self._name(first))
        why = Reason("client_took_it", (client,))
        if first != suspect:
            why = _already(there.by, client)
        # What failed is kept, so the next try may find what an earlier one has begun.
        again = there.by is FoundBy.ID and request.began_in(first)
        ours = first == suspect or again
        if not await self._settle(request_id, first, there.download, why, ours=ours):
            return
        for other in others:
            if seen.found[other].by is FoundBy.ID:
                why = Reason("also_in", (client, ("other", self._name(other))))
                await self._gate.note(request_id, SYSTEM, why, problem=True)

    async def _hand_over(self, request_id: str, payload: Payload, seen: _Seen) -> None:
        """Hand it to one client after the other until one has it."""
        for client_id in seen.order:
            request = self._approved(request_id)
            if request is None:
                return
            client = self._gate.clients.get(client_id)
            if client is None or client_id in seen.passed:
                continue
            # Nothing is waited for between these looks and the promise that others will see.
            if not self._has_room(client_id, request, seen):
                continue
            if await self._superseded(request):
                return
            again = request.unconfirmed and request.client == client_id
            handed = request.handed if again else self._gate.environment.now()
            await self._gate.amend(request_id, client=client_id, handed=handed)
            request = self._approved(request_id)
            if request is None:
                return
            self._gate.chooser.used(client_id)
            added = await self._add(client_id, client, request, payload, seen)
            if added is not None:
                # What was handed over in an earlier try is there because of us.
                by = None if again else added.already_there
                why = self._took(client_id, seen, by)
                await self._settle(
                    request_id, client_id, added.download, why, ours=by is None
                )
                return
        raise self._nobody(seen)

    async def _add(
        self,
        client_id: str,
        client: Client,
        request: Request,
        payload: Payload,
        seen: _Seen,
    ) -> Added | None:
        """Hand it to one client. None if that surely does not have it."""
        identity = self._gate.identity(request)
        try:
            added = await client.add(
                identity,
                magnet=payload.magnet,
                file=payload.file,
                options=request.options,
            )
        except ClientError as err:
            why = seen.passed[client_id] = self._failure(client_id, err)
            if isinstance(err, ReleaseRefused):
                return None
            self._gate.chooser.failed(client_id, err.detail)
            if isinstance(err, CannotConnect):
                # Nothing was sent.
                return None
            try:
                # A lost answer: it may have been taken all the same.
                there = await client.find(identity)
            except ClientError as lost:
                why = Reason("may_have_it", why.params)
                raise Postponed(why, maybe=True) from lost
            if there is not None:
                return Added(download=there.download)
            if isinstance(err, ClientTimeout):
                # A busy client shows it later, so it is looked for once more.
                raise Postponed(why, maybe=True) from err
            return None
        self._gate.chooser.worked(client_id)
        return added

    def _took(self, client_id: str, seen: _Seen, already: FoundBy | None) -> Reason:
        """Say who took it, and who was to take it but could not."""
        client = ("client", self._name(client_id))
        if already is not None:
            return _already(already, client)
        first = seen.wanted[0]
        if first == client_id:
            return Reason("client_took_it", (client,))
        other = ("other", self._name(first))
        why = seen.passed.get(first)
        if why is not None and why.code == NO_ROOM:
            return Reason("client_had_room", (client, other))
        detail = dict(why.params)["detail"] if why else self._gate.chooser.detail(first)
        return Reason("client_took_it_instead", (client, other, ("detail", detail)))

    # ---------------------------------------------------------------- settle

    async def _settle(
        self,
        request_id: str,
        client_id: str,
        download: Download,
        why: Reason,
        *,
        ours: bool,
    ) -> bool:
        """Commit that a client has it. ``ours`` says that it has it because of this request."""
        request = self._approved(request_id)
        if request is None:
            # It was cancelled meanwhile; what was there before us is not taken back.
            if not ours and self._gate.request(request_id).unconfirmed:
                await self._gate.amend(request_id, **NOBODY_HAS_IT)
            return False
        unknown = request.private is None
        changes: dict[str, Any] = {
            "client": client_id,
            "handed": (request.handed or self._gate.environment.now())
            if ours
            else None,
            "download": download.id,
            "hashes": request.hashes | download.hashes,
            "private": download.private if unknown else request.private,
        }
        if await self._superseded(replace(request, **changes), ours=ours):
            return False
        who = Actor(ActorKind.CLIENT, client_id, self._name(client_id))
        await self._gate.move(request_id, State.DOWNLOADING, who, why, **changes)
        self._gate.follower.take(request_id, download)
        # The client may have been removed while it was called.
        await self._gate.cancel_orphans()
        return True


def _already(by: FoundBy, client: tuple[str, str]) -> Reason:
    if by is FoundBy.ID:
        return Reason("already_there", (client,))
    return Reason("already_there_by_title", (client,))


def _is_over(client: Client, download: Download) -> bool:
    """Tell whether it is what remains of a job that has failed: that is not on its way."""
    usenet = client.protocol is Protocol.USENET
    return usenet and download.state is DownloadState.FAILED
