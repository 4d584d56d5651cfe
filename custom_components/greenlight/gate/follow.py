"""Follow: what the client says of our downloads, from the first byte to the last."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from itertools import batched
from typing import TYPE_CHECKING, Final

from ..clients.base import Download, DownloadState, Identity, Poll, Problem
from ..clients.errors import ClientError
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import Actor, ActorKind, IllegalMove, Request, State
from .ports import LedgerError
from .stuck import Stuck, StuckClock

if TYPE_CHECKING:
    from .gate import Gate

# A client that starts shows its downloads little by little, so one is gone only after a while.
GONE_AFTER: Final = 120.0
# Seconds between two polls from which the clock was set, or the machine was asleep.
UNSEEN: Final = 900.0
# So many downloads are looked at before others have their turn.
AT_ONCE: Final = 50
PROBLEMS: Final = frozenset({DownloadState.WARNING, DownloadState.FAILED})


class Follower:
    """Turns polls into progress, completion and problems of requests."""

    def __init__(self, gate: Gate) -> None:
        """Start with nothing seen."""
        self._gate = gate
        self.downloads: dict[str, Download] = {}
        self._polled: dict[str, float] = {}
        self._missing_since: dict[str, float] = {}
        # The problem each download was last reported with, empty once it was over.
        self._problems: dict[str, str] = {}
        self._stuck = StuckClock(gate)

    def followed(self, client_id: str) -> dict[str, Identity]:
        """Return what a client is to be asked for, by request."""
        return {
            request.id: self._gate.identity(request) for request in self._of(client_id)
        }

    def _of(self, client_id: str) -> list[Request]:
        return [
            request
            for request in self._gate.ledger.open.values()
            if request.state is State.DOWNLOADING and request.client == client_id
        ]

    def take(self, request_id: str, download: Download) -> None:
        """Take the first look at a download, right after the client took it."""
        self.forget_ended()
        self.downloads[request_id] = download
        self._missing_since.pop(request_id, None)
        self._problems[request_id] = ""
        self._stuck.hold(request_id)
        if download.state is DownloadState.FAILED:
            # It was there before, and has stopped where it was.
            self._gate.environment.spawn(self._wake(request_id), f"wake {request_id}")
        self._gate.announce()

    async def _wake(self, request_id: str) -> None:
        """Have a client go on with what had failed there, because somebody wants it again."""
        with suppress(ClientError, IllegalMove):
            client, download = self._gate.download_of(self._gate.request(request_id))
            await client.resume(download)

    def forget_ended(self) -> None:
        """Drop the last word on all ended downloads but the latest, which people still look at."""
        ended = [key for key in self.downloads if key not in self._gate.ledger.open]
        for key in ended[:-1]:
            del self.downloads[key]
        for key in [key for key in self._problems if key not in self.downloads]:
            del self._problems[key]

    def forget_missing(self, client_id: str) -> None:
        """Begin to wait anew for what is missing: nobody has looked for a while.

        Nor does that time count for what is stuck.
        """
        for request in self._of(client_id):
            self._missing_since.pop(request.id, None)
            self._stuck.hold(request.id)

    async def on_poll(self, client_id: str, poll: Poll) -> None:
        """Take up what a client has just said."""
        changed = False
        now = self._gate.environment.now()
        if not 0 <= now - self._polled.get(client_id, now) <= UNSEEN:
            self.forget_missing(client_id)
        self._polled[client_id] = now
        for some in batched(self._of(client_id), AT_ONCE, strict=False):
            for request in some:
                try:
                    changed |= await self._look(request.id, poll, client_id)
                except LedgerError, IllegalMove:
                    # Nothing was done: the next poll says it again, or somebody was quicker.
                    continue
            await asyncio.sleep(0)
        if changed:
            self._gate.announce()

    def _downloading(self, request_id: str) -> Request | None:
        """Return a request unless it has ended while something was waited for."""
        request = self._gate.ledger.open.get(request_id)
        return request if request and request.state is State.DOWNLOADING else None

    async def _look(self, request_id: str, poll: Poll, client_id: str) -> bool:
        request = self._downloading(request_id)
        if request is None or request.client != client_id:
            return False
        download = poll.downloads.get(request_id)
        if download is None:
            await self._missing(request, client_id)
            return False
        self._missing_since.pop(request_id, None)
        before = self.downloads.get(request_id)
        self.downloads[request_id] = download
        await self._take_up(request, download, client_id)
        return before != download

    async def _take_up(
        self, request: Request, download: Download, client_id: str
    ) -> None:
        hashes = request.hashes | download.hashes
        if download.id != request.download or hashes != request.hashes:
            # The id of a hybrid torrent changes once its metadata is there.
            await self._gate.amend(request.id, download=download.id, hashes=hashes)
        still = self._downloading(request.id)
        if still is None:
            return
        client = self._client(client_id)
        if download.complete:
            await self._gate.move(
                request.id,
                State.COMPLETED,
                client,
                Reason("download_complete"),
                progress=1.0,
                content_path=download.content_path,
            )
            return
        if download.progress != still.progress:
            self._gate.ledger.update_later(replace(still, progress=download.progress))
        await self._judge(still.id, download, client)

    async def _judge(self, request_id: str, download: Download, client: Actor) -> None:
        """End what has failed for good, and tell of what may mend itself."""
        request, server = (
            self._gate.request(request_id),
            self._gate.clients.get(client.id),
        )
        if server is None:
            # It was removed while the ledger was waited for, which ends its requests.
            return
        torrent = server.protocol is Protocol.TORRENT
        why = _trouble(download)
        if not torrent and why and _is_final(download):
            await self._gate.failures.fail(request_id, client, why)
            return
        await self._report(request, why, client)
        still = self._downloading(request_id)
        stuck = self._stuck.look(still, download) if still and torrent else None
        if stuck is None:
            return
        kind, seconds = stuck
        timeout = self._timeout(client.id, kind)
        if timeout is not None and seconds >= timeout:
            why = why if why and kind is Stuck.ERROR else _given_up(kind, timeout)
            await self._gate.failures.fail(request_id, client, why)

    def _timeout(self, client_id: str, kind: Stuck) -> float | None:
        settings = self._gate.client_settings[client_id]
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
            await self._gate.note(request.id, client, why, problem=True)
            self._problems[request.id] = why.code

    async def _missing(self, request: Request, client_id: str) -> None:
        now = self._gate.environment.now()
        if now - self._missing_since.setdefault(request.id, now) < GONE_AFTER:
            return
        await self._gate.move(
            request.id,
            State.CANCELLED,
            self._client(client_id),
            Reason("removed_in_client"),
        )
        self._missing_since.pop(request.id, None)

    def _client(self, client_id: str) -> Actor:
        return Actor(
            ActorKind.CLIENT, client_id, self._gate.client_settings[client_id].name
        )


def _trouble(download: Download) -> Reason | None:
    """Return what is wrong with a download in its client's own words, None if nothing is."""
    if download.state not in PROBLEMS:
        return None
    problem = download.problem or Problem.ERROR
    return Reason(f"download_{problem}", (("detail", download.message),))


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
