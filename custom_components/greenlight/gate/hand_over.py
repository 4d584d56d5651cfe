"""Hand over: one try to get an approved request to a client, and to no more than one.

Nothing is added twice: what is known of a download is looked up in every client first, and who is
handed it is committed before it is called. A client that may have it is the only one from then on
until it can be asked; one that surely does not have it is passed over for the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..clients.base import Added, Client, Download, Found, FoundBy, Space
from ..clients.errors import CannotConnect, ClientError, ClientTimeout, ReleaseRefused
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Actor, ActorKind, Request, State
from ..sources.base import Payload
from .attached import Attached
from .choose import Chooser
from .follow import Follower
from .home.beside import Beside
from .identity import identity_of
from .learn import Learner
from .look import Look, Looker, why_not
from .places import Got, Places
from .ports import Environment
from .requests import Requests
from .room import NO_ROOM, Room
from .skip_list import SkipList
from .takers import Takers
from .through import Through
from .tries import CLIENT_OFF, NOBODY_HAS_IT, Outdated, Postponed, Refused
from .twins import twin


class HandOver:
    """Tries requests. Every try raises ``Refused``, ``Postponed`` or ``LedgerError`` if in vain."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        chooser: Chooser,
        takers: Takers,
        room: Room,
        follower: Follower,
        places: Places,
        skip_list: SkipList,
        beside: Beside,
        through: Through,
        environment: Environment,
    ) -> None:
        """Know the clients, and who follows what one of them has taken."""
        self._through = through
        through.settle = self._settle
        self._requests = requests
        self._attached = attached
        self._chooser = chooser
        self._room = room
        self._follower = follower
        self._now = environment.now
        self._learner = Learner(requests, skip_list)
        self._places = places
        self._beside = beside
        self._looker = Looker(attached, takers, chooser, room)

    async def attempt(self, request_id: str) -> None:
        """Try once; a request that is not approved (any more) is left as it is.

        Raises ``Outdated`` where it was approved anew meanwhile: whatever was found out is of another.
        """
        await self._unpin(request_id)
        request = self._requests.still(request_id, State.APPROVED)
        if request is None:
            return
        fetched = self._through.has(request)
        try:
            await (self._through.attempt if fetched else self._attempt)(request)
        except Refused, Postponed:
            self._still(request)
            raise

    async def _attempt(self, request: Request) -> None:
        got: Got | None = None
        if request.protocol is None and self._attached.clients:
            # A source only guesses the protocol; the file tells.
            got = await self._places.fetch(request)
            known = await self._learn(request, got)
            if known is None:
                return
            request = known
        look = await self._look(request)
        if got is None and not look.found:
            got = await self._places.fetch(request)
            learned = await self._learn(request, got)
            if learned is None:
                return
            if learned.all_hashes != request.all_hashes:
                look = await self._look(learned)
        if look.found:
            await self._take_over(request, look)
        elif got is not None:
            await self._hand_over(request, got.payload, look)

    async def _learn(self, request: Request, got: Got) -> Request | None:
        if self._still(request) is None:
            return None
        return await self._learner.learn(request.id, got.content)

    def _still(self, request: Request) -> Request | None:
        """Return a request as it is now, None if it is not approved any more.

        Raises ``Outdated`` if it was approved anew in the meantime: what is being tried may be
        another release.
        """
        now = self._requests.still(request.id, State.APPROVED)
        if now is None:
            return None
        tried, wanted = request.release, now.release
        if (now.mark, wanted.link) != (request.mark, tried.link):
            raise Outdated
        return now

    async def _unpin(self, request_id: str) -> None:
        """Let any client take what was meant for one that is gone."""
        request = self._requests.still(request_id, State.APPROVED)
        clients = self._attached.clients
        if request and request.pinned and clients and request.pinned not in clients:
            why = Reason("pinned_gone")
            await self._requests.note(request_id, SYSTEM, why, pinned=None)

    # ---------------------------------------------------------------- decide

    async def _look(self, request: Request) -> Look:
        """Look at the clients. Raises why none of them is to be handed it now."""
        look = await self._looker.look(request)
        if not look.asked:
            raise Postponed(Reason("no_client"))
        if look.suspect and look.suspect_is_silent:
            why = look.passed[look.suspect]
            off = why.code == CLIENT_OFF
            why = why if off else Reason("may_have_it", why.params)
            raise Postponed(why, maybe=True, patient=off)
        if look.found:
            return look
        if not look.order:
            if request.pinned:
                client = (("client", self._attached.name(request.pinned)),)
                raise Refused(Reason("wrong_client", client))
            raise Postponed(Reason("no_client_for_tags"))
        passed = dict(look.passed)
        # Until its file is read, the size is only what the source says.
        if request.size is not None:
            passed |= self._full(look, request)
        if all(one in passed for one in look.order):
            raise _nobody(look.order, passed)
        return look

    def _full(self, look: Look, request: Request) -> dict[str, Reason]:
        """Return which of those that could be asked have no room now, and why."""
        reasons = {
            one: self._too_little(one, request, look)
            for one in look.order
            if one not in look.passed
        }
        return {one: why for one, why in reasons.items() if why is not None}

    def _too_little(
        self, client_id: str, request: Request, look: Look
    ) -> Reason | None:
        space = look.spaces.get(client_id, Space())
        return self._room.too_little(client_id, request, space)

    # ------------------------------------------------------------- hand over

    async def _take_over(self, tried: Request, look: Look) -> None:
        """Take what is in a client already, and say where else it is."""
        request = self._still(tried)
        if request is None:
            return
        first, *others = sorted(
            look.found,
            key=lambda one: (one != look.suspect, look.found[one].by is not FoundBy.ID),
        )
        there = look.found[first]
        client = ("client", self._attached.name(first))
        why = Reason("client_took_it", (client,))
        if first != look.suspect:
            why = _already(there.by, client)
        # What failed is kept, so the next try may find what an earlier one has begun.
        again = there.by is FoundBy.ID and request.began_in(first)
        ours = first == look.suspect or again
        if not await self._settle(tried, first, there.download, why, ours=ours):
            return
        for other in others:
            if look.found[other].by is FoundBy.ID:
                also = ("other", self._attached.name(other))
                why = Reason("also_in", (client, also))
                await self._requests.note(tried.id, SYSTEM, why, problem=True)

    async def _hand_over(self, tried: Request, payload: Payload, look: Look) -> None:
        """Hand it to one client after the other until one has it."""
        passed = dict(look.passed)
        for client_id in look.order:
            request = self._still(tried)
            if request is None:
                return
            client = self._attached.clients.get(client_id)
            if client is None or client_id in passed:
                continue
            # Nothing is waited for between these looks and the promise that others will see.
            if why := self._too_little(client_id, request, look):
                passed[client_id] = why
                continue
            if await self._requests.end_as_twin(request, **NOBODY_HAS_IT):
                return
            again = request.unconfirmed and request.client == client_id
            handed = request.handed if again else self._now()
            told = {**NOBODY_HAS_IT, "client": client_id, "handed": handed}
            await self._requests.amend(tried.id, **told)
            request = self._still(tried)
            if request is None:
                return
            self._chooser.used(client_id)
            added = await self._add(client_id, client, request, payload)
            if isinstance(added, Reason):
                passed[client_id] = added
                continue
            # What was handed over in an earlier try is there because of us.
            by = None if again else added.already_there
            why = self._took(client_id, look.first or client_id, passed, by)
            download, ours = added.download, by is None
            await self._settle(tried, client_id, download, why, ours=ours)
            return
        raise _nobody(look.order, passed)

    async def _add(
        self, client_id: str, client: Client, request: Request, payload: Payload
    ) -> Added | Reason:
        """Hand it to one client. Returns why not if that surely does not have it."""
        identity = identity_of(request)
        options = self._attached.settings[client_id].limited(request.options)
        options = await self._beside.placed(request, client_id, options)
        try:
            added = await client.add(
                identity, magnet=payload.magnet, file=payload.file, options=options
            )
        except ClientError as err:
            why = why_not(self._attached.name(client_id), err)
            if isinstance(err, ReleaseRefused):
                return why
            self._chooser.failed(client_id, err.detail)
            if isinstance(err, CannotConnect):
                # Nothing was sent.
                return why
            there = await self._look_again(client, request, why)
            if there is not None:
                return Added(download=there.download)
            if isinstance(err, ClientTimeout):
                # A busy client shows it later, so it is looked for once more.
                raise Postponed(why, maybe=True) from err
            return why
        self._chooser.worked(client_id)
        return added

    async def _look_again(
        self, client: Client, request: Request, why: Reason
    ) -> Found | None:
        """Look whether a client has taken it although its answer was lost."""
        try:
            return await client.find(identity_of(request))
        except ClientError as lost:
            raise Postponed(Reason("may_have_it", why.params), maybe=True) from lost

    def _took(
        self,
        client_id: str,
        first: str,
        passed: Mapping[str, Reason],
        already: FoundBy | None,
    ) -> Reason:
        """Say who took it, and who was to take it but could not."""
        client = ("client", self._attached.name(client_id))
        if already is not None:
            return _already(already, client)
        if first == client_id:
            return Reason("client_took_it", (client,))
        other = ("other", self._attached.name(first))
        why = passed.get(first)
        if why is not None and why.code == NO_ROOM:
            return Reason("client_had_room", (client, other))
        if why is not None and why.code == CLIENT_OFF:
            return Reason("client_took_it_for_another", (client, other))
        detail = dict(why.params)["detail"] if why else self._chooser.detail(first)
        return Reason("client_took_it_instead", (client, other, ("detail", detail)))

    # ---------------------------------------------------------------- settle

    async def _settle(
        self,
        tried: Request,
        client_id: str,
        download: Download,
        why: Reason,
        *,
        ours: bool,
    ) -> bool:
        """Commit that a client has it. ``ours`` says that it has it because of this request."""
        request_id = tried.id
        request = self._still(tried)
        if request is None:
            # It was cancelled meanwhile; what was there before us is not taken back.
            if not ours and self._requests.find(request_id).unconfirmed:
                await self._requests.amend(request_id, **NOBODY_HAS_IT)
            return False
        handed = (request.handed or self._now()) if ours else None
        unknown = request.private is None
        changes: dict[str, Any] = {
            "client": client_id,
            "handed": handed,
            "download": download.id,
            "hashes": request.hashes | download.hashes,
            "private": download.private if unknown else request.private,
            "take_out": None,
        }
        settled = replace(request, **changes)
        if other := twin(self._requests.open, settled):
            # What a second client took because of this one is taken back.
            elsewhere = ours and other.client != client_id
            left = {} if elsewhere else NOBODY_HAS_IT
            await self._requests.end_as_twin(settled, **left)
            return False
        who = Actor(ActorKind.CLIENT, client_id, self._attached.name(client_id))
        await self._requests.move(request_id, State.DOWNLOADING, who, why, **changes)
        self._follower.take(request_id, download)
        # The client may have been removed while it was called.
        await self._follower.cancel_orphans()
        return True


def _nobody(order: Sequence[str], passed: Mapping[str, Reason]) -> Refused | Postponed:
    """Return what becomes of a request that nobody takes now."""
    reasons = [passed[one] for one in order if one in passed]
    for why in reasons:
        if why.code == NO_ROOM:
            return Postponed(why, patient=True)
    for why in reasons:
        if why.code not in (ReleaseRefused.key, CLIENT_OFF):
            return Postponed(why)
    for why in reasons:
        if why.code == CLIENT_OFF:
            return Postponed(why, patient=True)
    return Refused(reasons[-1]) if reasons else Postponed(Reason("no_client"))


def _already(by: FoundBy, client: tuple[str, str]) -> Reason:
    if by is FoundBy.ID:
        return Reason("already_there", (client,))
    return Reason("already_there_by_title", (client,))
