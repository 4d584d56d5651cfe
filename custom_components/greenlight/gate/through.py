"""Through: an approved release that a library has decided about is fetched by that library.

So it stays its download: in its category, in its history, and taken in by it. Nothing is fetched
twice: before the library is told to, it is looked up in what that has written down, and whom it was
left to is committed before. Then it is followed where it has landed: in a client that is set up here,
with an asker of ours from which a client gets it, or else by what the library says of its queue.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
import re
from typing import Any, Final

from ..clients.base import Download, Found, Identity
from ..clients.errors import ClientError, SwitchedOff
from ..engine.decided import Ticket, is_decided
from ..engine.options import DownloadOptions, asked_for
from ..engine.reason import Param, Reason
from ..engine.release import Protocol, Release
from ..engine.request import SYSTEM, Request, State
from ..libraries.decides import Decides, Taken
from ..libraries.errors import BadAnswer, Conflict, LibraryError, NotFound
from ..sources.deciding import OfLibrary
from .attached import Attached
from .follows_through import FollowsThrough
from .grabbed_through import QUIET, GrabbedThrough, just_begun, looked_for_since
from .libraries import Libraries
from .ports import Environment
from .requests import Requests
from .set_after import CLIENT, set_after
from .tries import NOBODY_HAS_IT, Outdated, Postponed, Refused

# So often an indexer may refuse to hand something out before another release is looked for.
MOST_REFUSALS: Final = 3

_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")

# Commits that a client has a download. Returns whether it is followed there now.
type Settle = Callable[..., Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What a library has ordered from an asker of ours: where its file is had, and how it is wished."""

    release: Release
    options: DownloadOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """One try: the request as it was, what is asked of whom, and what that is called."""

    request: Request
    ticket: Ticket
    library: Decides
    by: tuple[str, Param]


class Through:
    """Has libraries fetch. A try raises ``Refused``, ``Postponed``, ``Outdated`` or ``LedgerError``."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        libraries: Libraries,
        environment: Environment,
    ) -> None:
        """Know who can be asked. ``settle`` and ``joins`` are set by whoever has them."""
        self._requests = requests
        self._attached = attached
        self._libraries = libraries
        self._environment = environment
        self._now = environment.now
        self.follow = FollowsThrough(requests, attached, environment)
        self._refusals: dict[str, int] = {}
        self.settle: Settle
        # Takes what a library has ordered as a download for a request; None where it was ordered elsewhere.
        self.joins: Callable[[str, str], Awaitable[Joined | None]] = _nobody
        attached.as_client = self._as_client

    @staticmethod
    def has(request: Request) -> bool:
        """Tell whether a request is fetched by the library that has decided about it."""
        return is_decided(request.release.link)

    def _as_client(self, source: object) -> GrabbedThrough | None:
        """Return what stands for the client of a library that decides, None for any other source."""
        if not isinstance(source, OfLibrary):
            return None
        library = source.library
        return GrabbedThrough(lambda: self._decides(library), self._by_mark, self._now)

    def _decides(self, library_id: str) -> Decides | None:
        library = self._libraries.reachable(library_id)
        return library if isinstance(library, Decides) else None

    def _by_mark(self, mark: str) -> Request | None:
        return next((one for one in self._requests.every() if one.mark == mark), None)

    # ------------------------------------------------------------------- try

    async def attempt(self, request: Request) -> None:
        """Have a request fetched, unless that was done before."""
        one = self._begin(request)
        try:
            await self._attempt(one)
        except Conflict as err:
            raise self._not_handed_out(one, err) from err
        except BadAnswer as err:
            # It has answered: it has not done it, as when its client is down.
            raise Postponed(Reason("program_failed", _said(one, err))) from err
        except LibraryError as err:
            why = Reason("program_away", _said(one, err))
            raise Postponed(why, maybe=True) from err

    def _begin(self, request: Request) -> _Try:
        """Return what is to be tried. Raises ``Refused`` or ``Postponed``."""
        source_id = request.release.source
        source: object = self._attached.sources.get(source_id)
        ticket = Ticket.read(request.release.link)
        by = ("by", self._attached.source_name(source_id) or "?")
        if not isinstance(source, OfLibrary) or ticket is None:
            raise Refused(Reason("link_program_gone", (by,)))
        library = self._decides(source.library)
        if library is None:
            detail = ("detail", "")
            raise Postponed(Reason("program_away", (by, detail)), maybe=True)
        return _Try(request=request, ticket=ticket, library=library, by=by)

    async def _attempt(self, one: _Try) -> None:
        handed = one.request.handed if one.request.unconfirmed else None
        since = handed or self._asked(one.request)
        if since is not None:
            since = looked_for_since(since, self._now())
            if await self._follow(one, since=since):
                return
        if handed is not None and 0 <= self._now() - handed < QUIET:
            # What was asked for may still be under way there.
            raise Postponed(Reason("program_may_have_it", (one.by,)), maybe=True)
        request = self._still(one.request)
        if request is None or await self._requests.end_as_twin(
            request, **NOBODY_HAS_IT
        ):
            return
        now = self._now()
        await self._requests.amend(
            request.id, client=request.release.source, handed=now
        )
        if self._still(one.request) is None:
            return
        await self._fetch(one)
        if not await self._follow(one, since=now):
            raise Postponed(Reason("program_may_have_it", (one.by,)), maybe=True)

    async def _fetch(self, one: _Try) -> None:
        """Have it fetched; what the library has forgotten is searched for once."""
        try:
            await one.library.take(one.ticket)
        except NotFound:
            pass
        else:
            return
        try:
            found = await one.library.search(one.ticket)
            if self._still(one.request) is None:
                return
            if found is not None:
                await one.library.take(found)
                return
            detail = ""
        except NotFound as err:
            detail = err.detail
        raise Refused(Reason("link_program_lost_it", (one.by, ("detail", detail))))

    def _not_handed_out(self, one: _Try, err: Conflict) -> Refused | Postponed:
        """Return what becomes of what an indexer does not hand out: it may only be down."""
        refusals = self._refusals.pop(one.request.id, 0) + 1
        if refusals >= MOST_REFUSALS:
            return Refused(Reason("link_program_refused", _said(one, err)))
        self._refusals[one.request.id] = refusals
        return Postponed(Reason("program_failed", _said(one, err)))

    def _asked(self, request: Request) -> float | None:
        """Return since when the library may have fetched of itself what somebody has said yes to meanwhile.

        None for another try: what there was before has come to nothing, and is not to be taken for it.
        """
        return None if request.attempt else request.created

    def _still(self, tried: Request) -> Request | None:
        """Return a request as it is now, None if it is not approved any more. Raises ``Outdated``."""
        now = self._requests.still(tried.id, State.APPROVED)
        if now is None:
            return None
        if (now.mark, now.release.link) != (tried.mark, tried.release.link):
            raise Outdated
        return now

    # ---------------------------------------------------------- where it is

    async def _follow(self, one: _Try, *, since: float) -> bool:
        """Follow it where it has landed; tell whether the library has had it fetched at all."""
        taken = await one.library.taken(one.ticket, one.request.release.title, since)
        if taken is None:
            return False
        self._refusals.pop(one.request.id, None)
        request = self._still(one.request)
        if request is None:
            # It was given up meanwhile; what was begun is taken back.
            return True
        if taken.download and await self._joined(request, one, taken):
            raise Outdated
        await self._take_up(request, one, taken)
        return True

    async def _joined(self, request: Request, one: _Try, taken: Taken) -> bool:
        """Go on with what the library has ordered from us: a client is still to get it."""
        joined = await self.joins(taken.download, request.id)
        now = self._still(request) if joined else None
        if joined is None or now is None:
            return False
        ordered = joined.release
        release = replace(
            request.release,
            guid=ordered.guid,
            link=ordered.link,
            source=ordered.source,
            protocol=ordered.protocol,
            hashes=request.release.hashes | ordered.hashes,
        )
        asker = ("asker", self._attached.source_name(ordered.source))
        changes: dict[str, Any] = {
            **NOBODY_HAS_IT,
            "release": release,
            "options": joined.options,
        }
        why = Reason("program_ordered", (one.by, asker))
        await self._requests.note(request.id, SYSTEM, why, **changes)
        return True

    async def _take_up(self, request: Request, one: _Try, taken: Taken) -> None:
        client_id, download = request.release.source, None
        left = asked_for(request.options)
        if taken.download:
            there = await self._in_a_client(request, one, taken)
            if there is not None:
                client_id, download = there
                left = await self._set_after(one, client_id, download)
        name = taken.client or self._attached.name(client_id)
        if download is not None:
            name = self._attached.name(client_id)
        if request.pinned not in (None, client_id):
            left |= {CLIENT}
        why = Reason("program_took_it", (one.by, ("client", name or "?")))
        download = download or just_begun(taken.download, request.release.title)
        followed = bool(taken.download)
        settled = await self.settle(request, client_id, download, why, ours=followed)
        if settled and left:
            theirs = Reason("program_settings_count", (one.by,))
            await self._requests.note(request.id, SYSTEM, theirs)
        if followed:
            self.follow.start()
        elif settled:
            await self.follow.leave(request.id)

    async def _set_after(
        self, one: _Try, client_id: str, download: Download
    ) -> frozenset[str]:
        """Set what is wished; return the names of what was not. Raises ``Postponed`` or ``Outdated``."""
        client = self._attached.clients.get(client_id)
        if client is not None:
            try:
                left = await set_after(client, download.id, one.request.options)
            except ClientError as err:
                raise self._is_silent(one, client_id) from err
            if client_id in self._attached.clients:
                return left
        # It was removed here meanwhile: it is looked for anew.
        raise Outdated

    def _is_silent(self, one: _Try, client_id: str) -> Postponed:
        client = ("client", self._attached.name(client_id))
        why = Reason("program_client_silent", (one.by, client))
        return Postponed(why, maybe=True)

    async def _in_a_client(
        self, request: Request, one: _Try, taken: Taken
    ) -> tuple[str, Download] | None:
        """Return which of the clients that are set up here has it. Raises ``Postponed``."""
        known = taken.download.lower()
        hashes = frozenset({known}) if _HASH.fullmatch(known) else frozenset[str]()
        # A torrent is known by its hash or not at all; jobs of usenet are called alike everywhere.
        title = "" if hashes else request.release.title
        identity = Identity(
            id=known if hashes else taken.download,
            hashes=hashes,
            title=title,
            handed=request.handed,
        )
        protocol = Protocol.TORRENT if hashes else request.release.protocol
        silent = ""
        for client_id, client in list(self._attached.clients.items()):
            if client.protocol is not protocol:
                continue
            try:
                found: Found | None = await client.find(identity)
            except SwitchedOff:
                continue
            except ClientError:
                silent = client_id
                continue
            if found is not None:
                return client_id, found.download
        if silent:
            raise self._is_silent(one, silent)
        return None


def _said(one: _Try, err: LibraryError) -> tuple[tuple[str, Param], ...]:
    return one.by, ("detail", err.detail)


async def _nobody(_download: str, _request: str) -> None:
    return None
