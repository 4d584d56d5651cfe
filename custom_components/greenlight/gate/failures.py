"""Failures: what follows when a request has failed for good."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from ..clients.errors import ClientError
from ..engine.candidates import rank, same_items
from ..engine.reason import Reason
from ..engine.release import Protocol, Release
from ..engine.request import NEXT_BEST, SYSTEM, Actor, Request, State
from ..engine.skips import skip_of
from ..engine.verdict import consider
from .opening import expiry, new_request
from .ports import ClientSettings, LedgerError, OnFailure, UnknownSkip
from .twins import twin

if TYPE_CHECKING:
    from .gate import Gate


# How failures begin that would be the same with any other release.
_NOT_THE_RELEASE: Final = ("wrong_client", "no_client", "client_", "may_have_it")
# A dead link says nothing about what it led to: another source may have it, too.
_LINK: Final = "link_"
# How many titles are looked through before others have their turn.
_AT_ONCE: Final = 100


class Failures:
    """Ends requests that failed, and sees to the release, its download and what comes instead."""

    def __init__(self, gate: Gate) -> None:
        """Nothing has failed yet."""
        self._gate = gate

    async def fail(
        self, request_id: str, who: Actor, why: Reason, **changes: Any
    ) -> None:
        """End a request for good and see to what is left of it.

        Where it is the release that failed, no rule asks about that again, and the next best that
        is known of the same item is put up instead. Raises ``UnknownRequest``, ``IllegalMove`` or
        ``LedgerError``.
        """
        gate = self._gate
        if why.code.startswith(_NOT_THE_RELEASE):
            await gate.move(request_id, State.FAILED, who, why, **changes)
            return
        others = await self._others(gate.request(request_id).release)
        # From here to the commit nothing is waited for.
        now = gate.environment.now()
        failed = gate.request(request_id).move(
            State.FAILED, at=now, who=who, why=why, **changes
        )
        if not why.code.startswith(_LINK):
            gate.ledger.skips.add(skip_of(failed, at=now, why=why))
        instead = self._next_best(failed, others)
        try:
            await gate.enter(*filter(None, (failed, instead)))
        except LedgerError:
            gate.ledger.skips.discard([request_id])
            raise
        gate.environment.spawn(self._clear(request_id), f"clear {request_id}")
        said = Reason("nothing_else_known")
        if instead is not None:
            said = Reason("put_up_instead", (("title", instead.release.title),))
        with suppress(LedgerError):
            await gate.note(request_id, SYSTEM, said)

    # ------------------------------------------------------------- the next best

    async def _others(self, release: Release) -> list[Release]:
        """Return what is known of the same item, the best first."""
        found: list[Release] = []
        for some in batched(self._gate.ledger.known_releases(), _AT_ONCE, strict=False):
            found += same_items(release.title, some)
            # There may be tens of thousands.
            await asyncio.sleep(0)
        return sorted(found, key=rank, reverse=True)

    def _next_best(self, failed: Request, others: list[Release]) -> Request | None:
        """Return the request that is put up instead: a new one, or one that nobody answered."""
        gate, now = self._gate, self._gate.environment.now()
        why = Reason(NEXT_BEST, (("title", failed.release.title),))
        for release in others:
            verdict = consider(release, gate.rules.values())
            known = gate.ledger.lookup(release)
            if verdict.rule is None or self.skips(release):
                continue
            if known is None:
                return new_request(
                    gate.environment,
                    release,
                    approved=False,
                    who=SYSTEM,
                    why=why,
                    rule=verdict.rule,
                    reasons=(why, *verdict.reasons[1:]),
                )
            asked: dict[str, Any] = {
                "expires": expiry(gate.environment, verdict.rule),
                "reasons": (
                    why,
                    *(one for one in known.reasons if one.code != why.code),
                ),
            }
            if known.state is State.PENDING:
                return known.note(at=now, who=SYSTEM, why=why, **asked)
            if known.state is State.EXPIRED:
                asked |= known.anew()
                return known.move(State.PENDING, at=now, who=SYSTEM, why=why, **asked)
        return None

    # ------------------------------------------------------------- the skip list

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
        if request is None or request.download is None or request.client is None:
            return
        client = self._gate.clients.get(request.client)
        settings = self._gate.client_settings[request.client]
        if client is None or settings.on_failure is OnFailure.KEEP:
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
        request = self._gate.ledger.history.get(request_id)
        return request if request and request.state is State.FAILED else None

    def _kept(
        self, request: Request, settings: ClientSettings, *, torrent: bool
    ) -> Reason | None:
        """Return why a download is not removed although failed ones are, None if it is."""
        name = (("client", settings.name),)
        if request.handed is None:
            return Reason("not_ours", name)
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
