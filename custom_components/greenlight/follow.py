"""Follow: what the client says of our downloads, from the first byte to the last."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .clients.base import Download, DownloadState, Followed, Poll
from .engine.request import Actor, ActorKind, Request, State
from .engine.rules import Reason
from .engine.torrent import same_torrent

if TYPE_CHECKING:
    from .gate import Gate

# A client that starts shows its downloads little by little, so one is gone only after a while.
GONE_AFTER: Final = 120.0
PROBLEMS: Final = frozenset(
    {DownloadState.MISSING_FILES, DownloadState.DISK_FULL, DownloadState.ERROR}
)


class Follower:
    """Turns polls into progress, completion and problems of requests."""

    def __init__(self, gate: Gate) -> None:
        """Start with nothing seen."""
        self._gate = gate
        self.downloads: dict[str, Download] = {}
        self._missing_since: dict[str, float] = {}

    def followed(self, client_id: str) -> list[Followed]:
        """Return what a client is to be asked for."""
        return [
            Followed(id=request.download or "", hashes=request.all_hashes)
            for request in self._of(client_id)
        ]

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
        self._gate.announce()

    def forget_ended(self) -> None:
        """Drop the last word on all ended downloads but the latest, which people still look at."""
        ended = [key for key in self.downloads if key not in self._gate.ledger.open]
        for key in ended[:-1]:
            del self.downloads[key]

    async def on_poll(self, client_id: str, poll: Poll) -> None:
        """Take up what a client has just said."""
        changed = False
        for request in self._of(client_id):
            download = _pick(request, poll.downloads)
            if download is None:
                await self._missing(request, client_id)
                continue
            self._missing_since.pop(request.id, None)
            before = self.downloads.get(request.id)
            self.downloads[request.id] = download
            changed |= before != download
            await self._take_up(request, before, download, client_id)
        if changed:
            self._gate.announce()

    async def _take_up(
        self,
        request: Request,
        before: Download | None,
        download: Download,
        client_id: str,
    ) -> None:
        hashes = request.hashes | download.hashes
        if download.id != request.download or hashes != request.hashes:
            # The id of a hybrid torrent changes once its metadata is there.
            request = await self._gate.amend(
                request.id, download=download.id, hashes=hashes
            )
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
        if download.progress != request.progress:
            self._gate.ledger.update_later(replace(request, progress=download.progress))
        if download.state in PROBLEMS and (
            before is None or before.state != download.state
        ):
            why = Reason(f"download_{download.state}", (("detail", download.message),))
            await self._gate.note(request.id, client, why, problem=True)

    async def _missing(self, request: Request, client_id: str) -> None:
        now = self._gate.environment.now()
        if now - self._missing_since.setdefault(request.id, now) < GONE_AFTER:
            return
        del self._missing_since[request.id]
        await self._gate.move(
            request.id,
            State.CANCELLED,
            self._client(client_id),
            Reason("removed_in_client"),
        )

    def _client(self, client_id: str) -> Actor:
        return Actor(ActorKind.CLIENT, client_id, self._gate.client_names[client_id])


def _pick(request: Request, downloads: tuple[Download, ...]) -> Download | None:
    for download in downloads:
        if download.id == request.download or same_torrent(
            download.hashes, request.all_hashes
        ):
            return download
    return None
