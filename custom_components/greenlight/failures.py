"""Failures: what follows when a request has failed for good."""

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .clients.base import ClientError
from .engine.release import Protocol, Release
from .engine.request import SYSTEM, Actor, IllegalMove, Request, State
from .engine.rules import Reason
from .engine.skips import skip_of
from .ports import ClientSettings, LedgerError, OnFailure, UnknownRequest, UnknownSkip
from .twins import twin

if TYPE_CHECKING:
    from .gate import Gate


class Failures:
    """Ends requests that failed, and does with their downloads what the person has chosen."""

    def __init__(self, gate: Gate) -> None:
        """Nothing has failed yet."""
        self._gate = gate

    async def fail(
        self, request_id: str, who: Actor, why: Reason, *, skip: bool = True
    ) -> None:
        """End a request because of its release, and see to what is left of it.

        With ``skip`` no rule asks about that release again. Raises ``UnknownRequest``,
        ``IllegalMove`` or ``LedgerError``.
        """
        gate = self._gate
        if skip:
            # Written by the same commit.
            gate.ledger.skips.add(
                skip_of(gate.request(request_id), at=gate.environment.now(), why=why)
            )
        try:
            await gate.move(request_id, State.FAILED, who, why)
        except IllegalMove, LedgerError:
            gate.ledger.skips.discard([request_id])
            raise
        self._gate.environment.spawn(self._clear(request_id), f"clear {request_id}")

    def skips(self, release: Release) -> bool:
        """Tell whether no rule is to ask about a release, because it has failed."""
        now = self._gate.environment.now()
        return self._gate.ledger.skips.find(release, now=now) is not None

    def forgive(self, release: Release) -> None:
        """Skip a release no longer: a person wants it."""
        if self._gate.ledger.skips.discard_all_of(release):
            self._gate.ledger.skips_changed()

    def unskip(self, ids: Collection[str]) -> None:
        """Take entries off the list of skipped releases. Raises ``UnknownSkip``."""
        skips = self._gate.ledger.skips
        if unknown := [skip_id for skip_id in ids if skip_id not in skips]:
            raise UnknownSkip(unknown[0])
        if skips.discard(ids):
            self._gate.ledger.skips_changed()

    # ------------------------------------------------- what is left in the client

    async def _clear(self, request_id: str) -> None:
        """Remove the failed download from its client if that is wished, and say what was done."""
        request = self._failed(request_id)
        settings = (
            self._gate.client_settings.get(request.client or "") if request else None
        )
        client = self._gate.clients.get(request.client or "") if request else None
        if request is None or settings is None or client is None:
            return
        if request.download is None or settings.on_failure is OnFailure.KEEP:
            return
        name = (("client", settings.name),)
        with_data = settings.on_failure is OnFailure.REMOVE_WITH_DATA
        left: dict[str, Any] = {}
        torrent = client.protocol is Protocol.TORRENT
        why = self._kept(request, settings, torrent=torrent)
        if why is None:
            try:
                await client.remove(request.download, delete_data=with_data)
            except ClientError as err:
                why = Reason("failed_and_left", (*name, ("detail", err.detail)))
            else:
                code = "failed_removed_with_data" if with_data else "failed_removed"
                why = Reason(code, name)
                left = {"download": None, "handed": None}
        # The client was waited for: somebody may have retried in the meantime.
        if self._failed(request_id):
            # What was done is done, even if it cannot be written; the storage has logged why.
            with suppress(LedgerError):
                await self._gate.note(request_id, SYSTEM, why, **left)

    def _failed(self, request_id: str) -> Request | None:
        try:
            request = self._gate.request(request_id)
        except UnknownRequest:
            return None
        return request if request.state is State.FAILED else None

    def _kept(
        self, request: Request, settings: ClientSettings, *, torrent: bool
    ) -> Reason | None:
        """Return why a download is not removed although failed ones are, None if it is."""
        name = (("client", settings.name),)
        taken = next(
            (
                entry.why.code
                for entry in reversed(request.journal)
                if entry.after is State.DOWNLOADING and entry.before is not entry.after
            ),
            "",
        )
        if taken.startswith("already_there"):
            return Reason("failed_not_ours", name)
        if twin(self._gate.ledger, request):
            return Reason("failed_but_shared", name)
        if torrent and settings.keep_private:
            shown = self._gate.follower.downloads.get(request.id)
            private = (
                shown.private if shown and request.private is None else request.private
            )
            if private is not False:
                return Reason("failed_kept_private", name)
        return None
