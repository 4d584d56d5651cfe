"""The gate: the one orchestrator between a release and its download.

The way of a request is told here from top to bottom: a source offers releases, rules consider them,
a request is put to people, somebody decides, and from there ``grab`` hands it to a client and
``follow`` watches it. Every move is committed to the ledger before anything follows from it.

The gate knows contracts only, never a concrete source or client, and nothing of Home Assistant;
time, identifiers and tasks are given to it.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..clients.base import Client, Download, Identity, Poll, Space
from ..engine.options import DownloadOptions
from ..engine.reason import Reason
from ..engine.release import Release, usable_link
from ..engine.request import SYSTEM, Actor, IllegalMove, Request, State
from ..engine.rules import Rule
from ..engine.skips import Skips
from ..engine.text import clean_title
from ..sources.base import Source
from .announcer import Announcer
from .attached import Attached
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
    Health,
    Ledger,
    UnusableLink,
)
from .requests import Requests
from .room import Room
from .twins import double, made_moot, same_as, twin


class Gate(Announcer):
    """Considers, asks, decides; grabs and follows through its two helpers."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Start with nothing attached; ``start`` takes up what the ledger holds."""
        super().__init__()
        self.ledger = ledger
        self.environment = environment
        self.requests = Requests(ledger)
        self.attached = Attached()
        self.sources = self.attached.sources
        self.clients = self.attached.clients
        self.client_settings = self.attached.settings
        self.rules = self.attached.rules
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
        return self.requests.find(request_id)

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

    # ------------------------------------------------- what comes and goes

    def attach_client(
        self, client_id: str, client: Client, settings: ClientSettings
    ) -> None:
        """Take a client, one that is new or one that was changed."""
        self.attached.clients[client_id] = client
        self.attached.settings[client_id] = settings

    def detach_client(self, client_id: str) -> None:
        """Let go of a client; ``cancel_orphans`` ends what it was doing."""
        self.attached.clients.pop(client_id, None)
        self.chooser.forget(client_id)

    def attach_source(self, source_id: str, source: Source) -> None:
        """Take a source, one that is new or one that was changed."""
        self.attached.sources[source_id] = source

    def detach_source(self, source_id: str) -> None:
        """Let go of a source."""
        self.attached.sources.pop(source_id, None)

    def attach_rule(self, rule: Rule) -> None:
        """Take a rule, one that is new or one that was changed."""
        self.attached.rules[rule.id] = rule

    def detach_rule(self, rule_id: str) -> bool:
        """Let go of a rule; tell whether it was there."""
        return self.attached.rules.pop(rule_id, None) is not None

    # ------------------------------------------------- what clients and sources say

    def followed(self, client_id: str) -> Mapping[str, Identity]:
        """Return what a client is to be asked for, by request."""
        return self.follower.followed(client_id)

    async def take_poll(self, client_id: str, poll: Poll, *, back: bool) -> None:
        """Take up what a client has just said; ``back`` if it did not answer before."""
        if back:
            self.follower.forget_missing(client_id)
        await self.follower.on_poll(client_id, poll)
        if back:
            # Not each time: what it is handed may fail although it answers its polls.
            self.chooser.worked(client_id)
            self.grabber.start_waiting()

    def client_failed(self, client_id: str, detail: str) -> None:
        """Take it that a client does not answer, and what it said instead."""
        self.chooser.failed(client_id, detail)

    def take_space(self, client_id: str, space: Space) -> None:
        """Take up what a client says of the disk where it saves."""
        before = self.room.known(client_id).free or 0
        self.room.know(client_id, space)
        if space.free is not None and space.free > before:
            self.grabber.room_made()

    def source_back(self) -> None:
        """Try what waits, because a source answers again."""
        self.grabber.start_waiting()

    # ------------------------------------------------- what people see

    @property
    def downloads(self) -> Mapping[str, Download]:
        """Return what clients said last of their downloads, by request."""
        return self.follower.downloads

    @property
    def skips(self) -> Skips:
        """Return the releases that no rule is to ask about again."""
        return self.ledger.skips

    def unskip(self, ids: Collection[str]) -> None:
        """Take entries off the list of skipped releases. Raises ``UnknownSkip``."""
        self.failures.unskip(ids)

    def promised(self, client_id: str) -> int:
        """Return the bytes that unfinished downloads of a client still need."""
        return self.room.promised(client_id)

    def health(self, client_id: str) -> Health:
        """Return how a client fares that is to be handed something."""
        return Health(
            passed_over_until=self.chooser.passed_over_until(client_id),
            said=self.chooser.detail(client_id),
        )

    # ------------------------------------------------- what people do to a download

    async def pause(self, request_id: str) -> None:
        """Pause a request's download. Raises ``IllegalMove`` if there is none, ``ClientError``."""
        client, download = self.download_of(self.requests.find(request_id))
        await client.pause(download)

    async def resume(self, request_id: str) -> None:
        """Resume a request's download. Raises as ``pause`` does."""
        client, download = self.download_of(self.requests.find(request_id))
        await client.resume(download)

    async def recheck(self, request_id: str) -> None:
        """Have the data of a request's download checked. Raises as ``pause`` does."""
        client, download = self.download_of(self.requests.find(request_id))
        await client.recheck(download)

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
