"""The gate: the one orchestrator between a release and its download.

The way of a request is told here from top to bottom: a source offers releases, rules consider them,
a request is put to people, somebody decides, and from there ``grab`` hands it to a client and
``follow`` watches it. Every move is committed to the ledger before anything follows from it.

The gate knows contracts only, never a concrete source or client, and nothing of Home Assistant;
time, identifiers and tasks are given to it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..clients.base import Client, Identity
from ..engine.options import DownloadOptions
from ..engine.reason import Reason
from ..engine.release import Release, usable_link
from ..engine.request import SYSTEM, Actor, IllegalMove, Request, State
from ..engine.rules import Rule
from ..engine.text import clean_title
from ..sources.base import Source
from .announcer import Announcer
from .choose import Chooser
from .expiry import Expiry
from .failures import Failures
from .follow import Follower
from .grab import Grabber
from .handed_in import release_from
from .offers import Offers
from .opening import expiry, new_request
from .ports import (
    AlreadyRequested,
    ClientSettings,
    Environment,
    Event,
    Ledger,
    UnknownRequest,
    UnusableLink,
)
from .room import Room
from .twins import double, made_moot, same_as, twin


class Gate(Announcer):
    """Considers, asks, decides; grabs and follows through its two helpers."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Start with nothing attached; ``start`` takes up what the ledger holds."""
        super().__init__()
        self.ledger = ledger
        self.environment = environment
        self.sources: dict[str, Source] = {}
        self.clients: dict[str, Client] = {}
        self.client_settings: dict[str, ClientSettings] = {}
        self.rules: dict[str, Rule] = {}
        self.offers = Offers(self)
        self.chooser = Chooser(environment.now)
        self.room = Room(self)
        self.grabber = Grabber(self)
        self.follower = Follower(self)
        self.failures = Failures(self)
        self.expiry = Expiry(self)

    # ------------------------------------------------------------------ life

    async def start(self) -> None:
        """Take up every open request where it was left."""
        await self.expiry.run()
        self.grabber.start_waiting()

    def stop(self) -> None:
        """Let go of all timers, for good; running grabs are ended by whoever spawned them."""
        self.expiry.stop()
        self.grabber.stop()

    async def _commit(self, *requests: Request, events: Iterable[Event] = ()) -> None:
        """Put requests on disk and see to it that everything follows from them.

        Whoever asked may be gone by then, such as an automation that was stopped: what is decided
        is carried out all the same.
        """
        work = self._carry_out(requests, tuple(events))
        loop = asyncio.get_running_loop()
        await asyncio.shield(asyncio.Task(work, loop=loop, eager_start=True))

    async def _carry_out(
        self, requests: tuple[Request, ...], events: tuple[Event, ...]
    ) -> None:
        await self.ledger.commit(*requests)
        if not events:
            return
        self.expiry.schedule()
        self.announce(*events)
        for event in events:
            if event.kind == State.APPROVED:
                self.grabber.start(event.request.id)
        if not all(event.request.open for event in events):
            self.grabber.room_made()

    async def enter(self, *requests: Request) -> None:
        """Commit requests that are in a new state."""
        if requests:
            told = [self.room.told(request) for request in requests]
            events = [Event(request.state, request) for request in told]
            await self._commit(*told, events=events)

    # -------------------------------------------------------------- consider

    async def offer(self, releases: Iterable[Release], *, again: bool = False) -> int:
        """Consider releases that are new, or ``again`` because something about them has changed.

        Returns how many matched a rule for the first time.
        """
        rules = list(self.rules.values())
        return await self.offers.ask_about(releases, rules, count_known=not again)

    async def look_back(self, rule: Rule, mark: str) -> None:
        """Consider what is already known under one rule, once per ``mark``.

        A rule that is off looks back once it is on.
        """
        if not (mark and rule.enabled) or self.ledger.looked_back(rule.id) == mark:
            return
        known = self.ledger.known_releases()
        await self.offers.ask_about(known, [rule], count_known=False)
        self.ledger.set_looked_back(rule.id, mark)

    async def preview(self, rule: Rule) -> list[Release]:
        """Return what is known, not requested yet, and would match a rule; newest first."""
        return await self.offers.matching(rule)

    # ------------------------------------------------------------------- ask

    async def hand_in(
        self,
        link: str,
        *,
        who: Actor,
        approve: bool = False,
        title: str = "",
        options: DownloadOptions | None = None,
        client: str | None = None,
    ) -> Request:
        """Make a request from a link somebody has. The link is looked at first.

        Raises ``UnusableLink``, ``AlreadyRequested``, ``SourceError`` or ``LedgerError``.
        """
        if not usable_link(link):
            raise UnusableLink
        release = await release_from(link, await self.environment.fetch(link), title)
        known = self.ledger.lookup(release)
        if known and known.state is not State.FAILED:
            raise AlreadyRequested(known)
        self.failures.forgive(release)
        request = new_request(
            self.environment,
            release,
            approved=approve,
            who=who,
            why=Reason("handed_in"),
            options=options,
            client=client,
        )
        await self.enter(request)
        return request

    # ---------------------------------------------------------------- decide

    def request(self, request_id: str) -> Request:
        """Return a request, open or ended. Raises ``UnknownRequest``."""
        found = self.ledger.open.get(request_id) or self.ledger.history.get(request_id)
        if found is None:
            raise UnknownRequest(request_id)
        return found

    async def move(
        self, request_id: str, to: State, who: Actor, why: Reason, **changes: Any
    ) -> Request:
        """Move a request if its present state allows it: the only place where states change.

        There is no waiting between look and change, so of two who decide, one is refused. Raises
        ``UnknownRequest``, ``IllegalMove``, ``LedgerError``, or ``AlreadyRequested`` for an
        approval of what is on its way by another request.
        """
        moved = self.request(request_id).move(
            to, at=self.environment.now(), who=who, why=why, **changes
        )
        moot = made_moot(self.ledger, moved, self.environment.now())
        await self.enter(moved, *moot)
        return moved

    async def amend(self, request_id: str, **changes: Any) -> Request:
        """Commit what was learned about a request, without a move."""
        amended = replace(self.request(request_id), **changes)
        moot = made_moot(self.ledger, amended, self.environment.now())
        events = [Event(request.state, request) for request in moot]
        await self._commit(amended, *moot, events=events)
        other = double(self.ledger, amended)
        if other and other.client in self.clients:
            await self._tell_also_in(amended, other)
        return amended

    async def _tell_also_in(self, request: Request, other: Request) -> None:
        """Tell a person once that two clients have the same; which one to remove is theirs to say."""
        names = (
            ("client", self.client_settings[request.client or ""].name),
            ("other", self.client_settings[other.client or ""].name),
        )
        why = Reason("also_in", names)
        said = (entry.why.code for entry in (*request.journal, *other.journal))
        if why.code not in said:
            await self.note(request.id, SYSTEM, why, problem=True)

    async def note(
        self,
        request_id: str,
        who: Actor,
        why: Reason,
        *,
        problem: bool = False,
        **changes: Any,
    ) -> Request:
        """Write a line into a request's journal without a move; a ``problem`` is an event."""
        request = self.request(request_id)
        noted = request.note(at=self.environment.now(), who=who, why=why, **changes)
        if noted != request:
            await self._commit(noted)
        if problem:
            self.announce(Event("problem", noted))
        return noted

    async def approve(
        self, request_id: str, who: Actor, *, ignore_space: bool = False
    ) -> Request:
        """Approve a pending request, which starts the grab; as wished, however full the disk is.

        What is on its way by another request already is superseded instead: two requests for the
        same download are never approved side by side.
        """
        request = self.request(request_id)
        if request.state is State.FAILED:
            return await self.retry(request_id, who, ignore_space=ignore_space)
        if request.state is State.PENDING and (other := twin(self.ledger, request)):
            return await self.move(request_id, State.SUPERSEDED, SYSTEM, same_as(other))
        if ignore_space:
            why = Reason("approved_despite_room")
            return await self.move(
                request_id, State.APPROVED, who, why, ignore_space=True
            )
        return await self.move(
            request_id, State.APPROVED, who, Reason("approved_by_person")
        )

    async def decline(self, request_id: str, who: Actor, reason: str = "") -> Request:
        """Decline a pending request."""
        return await self.move(
            request_id, State.DECLINED, who, _said("declined_by_person", reason)
        )

    async def cancel(self, request_id: str, who: Actor, reason: str = "") -> Request:
        """Give an open request up; a download that runs is removed from its client, not its data.

        What the client had before it was approved stays there.
        """
        why = _said("cancelled_by_person", reason)
        request = self.request(request_id)
        followed = request.state is State.DOWNLOADING and request.client in self.clients
        if followed and request.handed is not None:
            return await self.remove_download(
                request_id, who, delete_data=False, why=why
            )
        moved = await self.move(request_id, State.CANCELLED, who, why)
        self.grabber.forget(request_id)
        if followed:
            client = ("client", self.client_settings[request.client or ""].name)
            return await self.note(request_id, SYSTEM, Reason("not_ours", (client,)))
        return moved

    async def retry(
        self, request_id: str, who: Actor, *, ignore_space: bool = False
    ) -> Request:
        """Try a failed request again, or ask again about one that was turned down or ran out.

        Raises ``AlreadyRequested`` when its download is on its way by another request.
        """
        request = self.request(request_id)
        why = Reason("retried_by_person")
        changes = {"ignore_space": ignore_space or request.ignore_space}
        if request.state is State.APPROVED:
            # Committed first: the approval itself may still be on its way to the disk.
            noted = await self.note(request_id, who, why, **changes)
            self.grabber.start(request_id)
            return noted
        other = twin(self.ledger, request)
        if other and not request.open:
            raise AlreadyRequested(other)
        self.failures.forgive(request.release)
        changes |= request.anew()
        if request.state is State.FAILED:
            return await self.move(request_id, State.APPROVED, who, why, **changes)
        expires = expiry(self.environment, self.rules.get(request.rule))
        return await self.move(
            request_id, State.PENDING, who, why, expires=expires, **changes
        )

    # ------------------------------------------------- what people do to a download

    def download_of(self, request: Request) -> tuple[Client, str]:
        """Return the client and its id of a request's download. Raises ``IllegalMove`` if none."""
        client = self.clients.get(request.client or "")
        if client is None or request.download is None:
            raise IllegalMove(request, State.DOWNLOADING)
        return client, request.download

    async def remove_download(
        self,
        request_id: str,
        who: Actor,
        *,
        delete_data: bool,
        why: Reason | None = None,
    ) -> Request:
        """Remove a download from its client; one that still ran is cancelled by that."""
        request = self.request(request_id)
        client, download = self.download_of(request)
        await client.remove(download, delete_data=delete_data)
        why = why or Reason("removed_with_data" if delete_data else "removed_by_person")
        gone: dict[str, Any] = {"download": None, "handed": None}
        # The client was waited for: the request may have ended or begun anew in the meantime.
        attempt, request = request.attempt, self.request(request_id)
        if request.attempt != attempt:
            return await self.note(request_id, who, why)
        if request.state is State.DOWNLOADING:
            return await self.move(request_id, State.CANCELLED, who, why, **gone)
        noted = await self.note(request_id, who, why, **gone)
        self.grabber.room_made()
        return noted

    async def cancel_orphans(self) -> None:
        """End what removed clients were doing: nobody is left to follow it."""
        now, why = self.environment.now(), Reason("client_removed")
        await self.enter(
            *(
                request.move(State.CANCELLED, at=now, who=SYSTEM, why=why)
                for request in self.ledger.open.values()
                if request.state is State.DOWNLOADING
                and request.client not in self.clients
            )
        )

    def identity(self, request: Request) -> Identity:
        """Return by what the download of a request is found in its client."""
        return Identity(
            id=request.download or "",
            hashes=request.all_hashes,
            title=request.release.title,
            mark=request.mark,
            handed=request.handed,
        )


def _said(code: str, text: str) -> Reason:
    """Return a reason that carries a person's own words, if there were any."""
    words = clean_title(text)
    return Reason(code, (("text", words),)) if words else Reason(code)
