"""Follow: what the client says of our downloads, from the first byte to the last."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import batched
from typing import Final

from ..clients.base import Download, DownloadState, Identity, Poll, Problem
from ..clients.errors import ClientError
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import SYSTEM, Actor, ActorKind, IllegalMove, Request, State
from .attached import Attached
from .failures import Failures
from .identity import identity_of
from .ports import Environment, LedgerError
from .requests import Requests
from .stuck import Stuck, StuckClock
from .twins import double

# A client that starts shows its downloads little by little, so one is gone only after a while.
GONE_AFTER: Final = 120.0
# Seconds between two polls from which the clock was set, or the machine was asleep.
UNSEEN: Final = 900.0
# So many downloads are looked at before others have their turn.
AT_ONCE: Final = 50
PROBLEMS: Final = frozenset({DownloadState.WARNING, DownloadState.FAILED})


class Follower:
    """Turns polls into progress, completion and problems of requests."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        failures: Failures,
        downloads: dict[str, Download],
        environment: Environment,
        announce: Callable[[], None],
    ) -> None:
        """Start with nothing seen; ``downloads`` is filled with what clients say, by request."""
        self._requests = requests
        self._attached = attached
        self._failures = failures
        self._downloads = downloads
        self._environment = environment
        self._announce = announce
        self._polled: dict[str, float] = {}
        self._missing_since: dict[str, float] = {}
        # The problem each download was last reported with, empty once it was over.
        self._problems: dict[str, str] = {}
        self._stuck = StuckClock(requests, environment)

    def followed(self, client_id: str) -> dict[str, Identity]:
        """Return what a client is to be asked for, by request."""
        return {
            request.id: identity_of(request) for request in self._requests.of(client_id)
        }

    def take(self, request_id: str, download: Download) -> None:
        """Take the first look at a download, right after the client took it."""
        self.forget_ended()
        self._downloads[request_id] = download
        self._missing_since.pop(request_id, None)
        self._problems[request_id] = ""
        self._stuck.hold(request_id)
        if download.state is DownloadState.FAILED:
            # It was there before, and has stopped where it was.
            self._environment.spawn(self._wake(request_id), f"wake {request_id}")
        self._announce()

    async def _wake(self, request_id: str) -> None:
        """Have a client go on with what had failed there, because somebody wants it again."""
        with suppress(ClientError, IllegalMove):
            request = self._requests.find(request_id)
            client, download = self._attached.download_of(request)
            await client.resume(download)

    def forget_ended(self) -> None:
        """Drop the last word on all ended downloads but the latest, which people still look at."""
        ended = [key for key in self._downloads if key not in self._requests.open]
        for key in ended[:-1]:
            del self._downloads[key]
        for key in [key for key in self._problems if key not in self._downloads]:
            del self._problems[key]

    def forget_missing(self, client_id: str) -> None:
        """Begin to wait anew for what is missing: nobody has looked for a while.

        Nor does that time count for what is stuck.
        """
        for request in self._requests.of(client_id):
            self._missing_since.pop(request.id, None)
            self._stuck.hold(request.id)

    async def on_poll(self, client_id: str, poll: Poll) -> None:
        """Take up what a client has just said."""
        changed = False
        now = self._environment.now()
        if not 0 <= now - self._polled.get(client_id, now) <= UNSEEN:
            self.forget_missing(client_id)
        self._polled[client_id] = now
        for some in batched(self._requests.of(client_id), AT_ONCE, strict=False):
            for request in some:
                try:
                    changed |= await self._look(request.id, poll, client_id)
                except LedgerError, IllegalMove:
                    # Nothing was done: the next poll says it again, or somebody was quicker.
                    continue
            await asyncio.sleep(0)
        if changed:
            self._announce()

    async def _look(self, request_id: str, poll: Poll, client_id: str) -> bool:
        request = self._requests.still(request_id, State.DOWNLOADING)
        if request is None or request.client != client_id:
            return False
        download = poll.downloads.get(request_id)
        if download is None:
            await self._missing(request, client_id)
            return False
        self._missing_since.pop(request_id, None)
        before = self._downloads.get(request_id)
        self._downloads[request_id] = download
        await self._take_up(request, download, client_id)
        return before != download

    async def _take_up(
        self, request: Request, download: Download, client_id: str
    ) -> None:
        hashes = request.hashes | download.hashes
        if download.id != request.download or hashes != request.hashes:
            # The id of a hybrid torrent changes once its metadata is there.
            await self._learn(request.id, download=download.id, hashes=hashes)
        still = self._requests.still(request.id, State.DOWNLOADING)
        if still is None:
            return
        client = self._client(client_id)
        if download.complete:
            await self._requests.move(
                request.id,
                State.COMPLETED,
                client,
                _completed(download),
                progress=1.0,
                content_path=download.content_path,
            )
            return
        self._requests.update_later(still, progress=download.progress)
        await self._judge(still.id, download, client)

    async def _learn(
        self, request_id: str, *, download: str, hashes: frozenset[str]
    ) -> None:
        """Commit by what a download is known; it may turn out to be in two clients.

        A person is told once: which one to remove is theirs to say.
        """
        request = await self._requests.amend(
            request_id, download=download, hashes=hashes
        )
        other = double(self._requests.open, request)
        if other is None or other.client not in self._attached.clients:
            return
        names = (
            ("client", self._attached.name(request.client)),
            ("other", self._attached.name(other.client)),
        )
        why = Reason("also_in", names)
        said = (entry.why.code for entry in (*request.journal, *other.journal))
        if why.code not in said:
            await self._requests.note(request.id, SYSTEM, why, problem=True)

    async def _judge(self, request_id: str, download: Download, client: Actor) -> None:
        """End what has failed for good, and tell of what may mend itself."""
        request = self._requests.find(request_id)
        server = self._attached.clients.get(client.id)
        if server is None:
            # It was removed while the ledger was waited for, which ends its requests.
            return
        torrent = server.protocol is Protocol.TORRENT
        why = trouble_of(download)
        if not torrent and why and _is_final(download):
            await self._failures.fail(request_id, client, why)
            return
        await self._report(request, why, client)
        still = self._requests.still(request_id, State.DOWNLOADING)
        stuck = self._stuck.look(still, download) if still and torrent else None
        if stuck is None:
            return
        kind, seconds = stuck
        self._failures.foresee(request_id)
        timeout = self._timeout(client.id, kind)
        if timeout is not None and seconds >= timeout:
            why = why if why and kind is Stuck.ERROR else _given_up(kind, timeout)
            await self._failures.fail(request_id, client, why)

    def _timeout(self, client_id: str, kind: Stuck) -> float | None:
        settings = self._attached.settings[client_id]
        return {
            Stuck.METADATA: settings.metadata_timeout,
            Stuck.SEEDERS: settings.stalled_timeout,
            Stuck.ERROR: settings.error_timeout,
        }[kind]

    async def _report(
        self, request: Request, why: Reason | None, client: Actor
    ) -> None:
        """Announce a problem once, from when it is first seen until it is over."""
        if why is None:
            self._problems[request.id] = ""
            return
        if (
            request.id not in self._problems
            and request.journal[-1].why.code == why.code
        ):
            # It was announced before the restart.
            self._problems[request.id] = why.code
        if self._problems.get(request.id) != why.code:
            await self._requests.note(request.id, client, why, problem=True)
            self._problems[request.id] = why.code

    async def _missing(self, request: Request, client_id: str) -> None:
        now = self._environment.now()
        if now - self._missing_since.setdefault(request.id, now) < GONE_AFTER:
            return
        await self._requests.move(
            request.id,
            State.CANCELLED,
            self._client(client_id),
            Reason("removed_in_client"),
        )
        self._missing_since.pop(request.id, None)

    async def cancel_orphans(self) -> None:
        """End what removed clients were doing: nobody is left to follow it."""
        now, why = self._environment.now(), Reason("client_removed")
        await self._requests.enter(
            *(
                request.move(State.CANCELLED, at=now, who=SYSTEM, why=why)
                for request in self._requests.open.values()
                if request.state is State.DOWNLOADING
                and request.client not in self._attached.clients
            )
        )

    def _client(self, client_id: str) -> Actor:
        return Actor(ActorKind.CLIENT, client_id, self._attached.name(client_id))


def trouble_of(download: Download) -> Reason | None:
    """Return what is wrong with a download in its client's own words, None if nothing is."""
    if download.state not in PROBLEMS:
        return None
    problem = download.problem or Problem.ERROR
    return Reason(f"download_{problem}", (("detail", download.message),))


def _completed(download: Download) -> Reason:
    """Return that a download is complete, and what its client knows to be missing of it all the same."""
    if download.problem is None:
        return Reason("download_complete")
    return Reason("download_damaged", (("detail", download.message),))


def _is_final(download: Download) -> bool:
    """Tell whether a usenet client has given it up; room on the disk can be made."""
    return (
        download.state is DownloadState.FAILED
        and download.problem is not Problem.DISK_FULL
    )


def _given_up(kind: Stuck, timeout: float) -> Reason:
    """Return why a torrent is given up that went nowhere for so many seconds."""
    code = "no_metadata" if kind is Stuck.METADATA else "no_seeders"
    return Reason(code, (("hours", f"{timeout / 3600:g}"),))
