"""The gate: the one orchestrator between a release and its download.

The way of a request is told here from top to bottom: a source offers releases, rules consider them,
a request is put to people, somebody decides, and from there ``grab`` hands it to a client and
``follow`` watches it. Every move is committed to the ledger before anything follows from it.

The gate knows contracts only, never a concrete source or client, and nothing of Home Assistant;
time, identifiers and tasks are given to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
import hashlib
from typing import Any
from urllib.parse import unquote, urlsplit

from .clients.base import Client
from .engine.release import MAX_TITLE_CHARS, Protocol, Release, clean_title, usable_link
from .engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    IllegalMove,
    Request,
    State,
    opened,
)
from .engine.rules import DownloadOptions, Reason, Rule
from .engine.torrent import TorrentError, read_magnet, read_torrent
from .engine.verdict import Outcome, consider
from .follow import Follower
from .grab import Grabber
from .ports import (
    AlreadyRequested,
    Environment,
    Event,
    Ledger,
    UnknownRequest,
    UnusableLink,
)
from .sources.base import Source

DEFAULT_LIFETIME = 24 * 3600.0


class Gate:
    """Considers, asks, decides; grabs and follows through its two helpers."""

    def __init__(self, ledger: Ledger, environment: Environment) -> None:
        """Start with nothing attached; ``start`` takes up what the ledger holds."""
        self.ledger = ledger
        self.environment = environment
        self.sources: dict[str, Source] = {}
        self.clients: dict[str, Client] = {}
        self.client_names: dict[str, str] = {}
        self.rules: dict[str, Rule] = {}
        self.grabber = Grabber(self)
        self.follower = Follower(self)
        self._event_listeners: list[Callable[[Event], None]] = []
        self._update_listeners: list[Callable[[], None]] = []
        self._cancel_expiry: Callable[[], None] | None = None

    # ------------------------------------------------------------------ life

    async def start(self) -> None:
        """Take up every open request where it was left."""
        await self._expire()
        for request in self.ledger.open.values():
            if request.state is State.APPROVED:
                self.grabber.start(request.id)

    def stop(self) -> None:
        """Let go of all timers; running grabs are ended by whoever spawned them."""
        if self._cancel_expiry:
            self._cancel_expiry()
        self.grabber.stop()

    def on_event(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call back for each move of a request. Returns what ends it."""
        self._event_listeners.append(listener)
        return lambda: self._event_listeners.remove(listener)

    def on_update(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call back whenever something a person sees has changed. Returns what ends it."""
        self._update_listeners.append(listener)
        return lambda: self._update_listeners.remove(listener)

    def announce(self, *events: Event) -> None:
        """Tell the listeners, after the ledger has it."""
        for event in events:
            for on_event in list(self._event_listeners):
                on_event(event)
        for on_update in list(self._update_listeners):
            on_update()

    # -------------------------------------------------------------- consider

    async def offer(self, releases: Iterable[Release], *, again: bool = False) -> int:
        """Consider releases that are new, or ``again`` because something about them has changed.

        Returns how many matched a rule for the first time.
        """
        return await self._ask_about(
            releases, list(self.rules.values()), count_known=not again
        )

    async def look_back(self, rule: Rule, mark: str) -> None:
        """Consider what is already known under one rule, once per ``mark``."""
        if not mark or self.ledger.looked_back(rule.id) == mark:
            return
        await self._ask_about(self.ledger.known_releases(), [rule], count_known=False)
        self.ledger.set_looked_back(rule.id, mark)

    def preview(self, rule: Rule) -> list[Release]:
        """Return what is known, not requested yet, and would match a rule; newest first."""
        return [
            release
            for release in self.ledger.known_releases()
            if consider(release, [rule]).outcome is not Outcome.IGNORE
            and self.ledger.lookup(release) is None
        ]

    async def _ask_about(
        self, releases: Iterable[Release], rules: list[Rule], *, count_known: bool
    ) -> int:
        new: list[Request] = []
        matched = 0
        for release in releases:
            verdict = consider(release, rules)
            if verdict.rule is None:
                continue
            known = self.ledger.lookup(release) or next(
                (request for request in new if request.release.same_as(release)), None
            )
            if known is None or count_known:
                matched += 1
                self.ledger.count_matches(verdict.matched)
            if known is None:
                new.append(
                    self._new_request(
                        release,
                        approved=verdict.outcome is Outcome.APPROVE,
                        who=Actor(ActorKind.RULE, verdict.rule.id, verdict.rule.name),
                        why=verdict.reasons[0],
                        rule=verdict.rule,
                        unknown=verdict.reasons[1:],
                    )
                )
        if new:
            await self._begin(*new)
        return matched

    # ------------------------------------------------------------------- ask

    def _new_request(
        self,
        release: Release,
        *,
        approved: bool,
        who: Actor,
        why: Reason,
        rule: Rule | None = None,
        unknown: tuple[Reason, ...] = (),
        options: DownloadOptions | None = None,
        client: str | None = None,
    ) -> Request:
        now = self.environment.now()
        return opened(
            Request(
                id=self.environment.new_id(),
                release=release,
                state=State.APPROVED if approved else State.PENDING,
                created=now,
                expires=now + (rule.lifetime if rule else DEFAULT_LIFETIME),
                rule=rule.id if rule else "",
                rule_name=rule.name if rule else "",
                reasons=unknown,
                options=options or (rule.options if rule else DownloadOptions()),
                client=client or (rule.client if rule else None),
            ),
            who=who,
            why=why,
        )

    async def _begin(self, *requests: Request) -> None:
        await self.ledger.commit(*requests)
        self._schedule_expiry()
        self.announce(*(Event(request.state, request) for request in requests))
        for request in requests:
            if request.state is State.APPROVED:
                self.grabber.start(request.id)

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
        payload = await self.environment.fetch(link)
        try:
            torrent = read_magnet(payload.magnet) if payload.magnet else None
            torrent = read_torrent(payload.file) if payload.file else torrent
        except TorrentError as err:
            raise UnusableLink(str(err)) from err
        if torrent is None:
            raise UnusableLink
        file_name = unquote(urlsplit(link).path.rpartition("/")[2]).removesuffix(
            ".torrent"
        )
        release = Release(
            guid=hashlib.sha256(link.encode()).hexdigest(),
            title=clean_title(title or torrent.name or file_name)
            or link[:MAX_TITLE_CHARS],
            link=link,
            source="",
            protocol=Protocol.TORRENT,
            size=torrent.size,
            hashes=torrent.hashes,
        )
        if known := self.ledger.lookup(release):
            raise AlreadyRequested(known)
        request = self._new_request(
            release,
            approved=approve,
            who=who,
            why=Reason("handed_in"),
            options=options,
            client=client,
        )
        await self._begin(request)
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
        ``UnknownRequest``, ``IllegalMove`` or ``LedgerError``.
        """
        moved = self.request(request_id).move(
            to, at=self.environment.now(), who=who, why=why, **changes
        )
        await self.ledger.commit(moved)
        self._schedule_expiry()
        self.announce(Event(to, moved))
        return moved

    async def amend(self, request_id: str, **changes: Any) -> Request:
        """Commit what was learned about a request, without a move."""
        amended = replace(self.request(request_id), **changes)
        await self.ledger.commit(amended)
        return amended

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
            await self.ledger.commit(noted)
        self.announce(*([Event("problem", noted)] if problem else []))
        return noted

    async def approve(self, request_id: str, who: Actor) -> Request:
        """Approve a pending request, which starts the grab."""
        moved = await self.move(
            request_id, State.APPROVED, who, Reason("approved_by_person")
        )
        self.grabber.start(request_id)
        return moved

    async def decline(self, request_id: str, who: Actor, reason: str = "") -> Request:
        """Decline a pending request."""
        return await self.move(
            request_id, State.DECLINED, who, _said("declined_by_person", reason)
        )

    async def cancel(self, request_id: str, who: Actor, reason: str = "") -> Request:
        """Give an open request up; a download that runs is removed from its client, not its data."""
        if self.request(request_id).state is State.DOWNLOADING:
            return await self.remove_download(request_id, who, delete_data=False)
        moved = await self.move(
            request_id, State.CANCELLED, who, _said("cancelled_by_person", reason)
        )
        self.grabber.forget(request_id)
        return moved

    async def retry(self, request_id: str, who: Actor) -> Request:
        """Try a failed request again, or ask again about one that was turned down or ran out."""
        request = self.request(request_id)
        why = Reason("retried_by_person")
        if request.state is State.APPROVED:
            self.grabber.start(request_id)
            return request
        if request.state is State.FAILED:
            moved = await self.move(request_id, State.APPROVED, who, why)
            self.grabber.start(request_id)
            return moved
        rule = self.rules.get(request.rule)
        lifetime = rule.lifetime if rule else DEFAULT_LIFETIME
        return await self.move(
            request_id,
            State.PENDING,
            who,
            why,
            expires=self.environment.now() + lifetime,
            download=None,
            progress=0.0,
        )

    # ------------------------------------------------- what people do to a download

    def download_of(self, request: Request) -> tuple[Client, str]:
        """Return the client and its id of a request's download. Raises ``IllegalMove`` if none."""
        client = self.clients.get(request.client or "")
        if client is None or request.download is None:
            raise IllegalMove(request, State.DOWNLOADING)
        return client, request.download

    async def remove_download(
        self, request_id: str, who: Actor, *, delete_data: bool
    ) -> Request:
        """Remove a download from its client; one that still ran is cancelled by that."""
        request = self.request(request_id)
        client, download = self.download_of(request)
        await client.remove(download, delete_data=delete_data)
        why = Reason("removed_with_data" if delete_data else "removed_by_person")
        # The client was waited for: the request may have ended in the meantime.
        request = self.request(request_id)
        if request.state is State.DOWNLOADING:
            return await self.move(request_id, State.CANCELLED, who, why, download=None)
        return await self.note(request_id, who, why, download=None)

    # ---------------------------------------------------------------- expire

    def _schedule_expiry(self) -> None:
        if self._cancel_expiry:
            self._cancel_expiry()
            self._cancel_expiry = None
        pending = [
            request.expires
            for request in self.ledger.open.values()
            if request.state is State.PENDING
        ]
        if pending:
            delay = max(1.0, min(pending) - self.environment.now())
            self._cancel_expiry = self.environment.call_later(delay, self._on_expiry)

    def _on_expiry(self) -> None:
        self._cancel_expiry = None
        self.environment.spawn(self._expire(), "expire requests")

    async def _expire(self) -> None:
        now = self.environment.now()
        for request in list(self.ledger.open.values()):
            if request.state is State.PENDING and request.expires <= now:
                await self.move(
                    request.id, State.EXPIRED, SYSTEM, Reason("not_answered")
                )
        self._schedule_expiry()


def _said(code: str, text: str) -> Reason:
    """Return a reason that carries a person's own words, if there were any."""
    words = clean_title(text)
    return Reason(code, (("text", words),)) if words else Reason(code)
