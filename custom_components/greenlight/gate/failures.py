"""Failures: what follows when a request has failed for good."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from ..clients.base import Download
from ..clients.errors import ClientError
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import SYSTEM, Actor, IllegalMove, Request, State
from ..engine.skips import skip_of
from .attached import Attached
from .candidates import OTHER_TAKEN
from .next_best import (
    LOOKS_ELSEWHERE,
    NOTHING_ELSE_KNOWN,
    PUT_UP_INSTEAD,
    NextBest,
    is_besides,
)
from .ports import ClientSettings, Environment, LedgerError, NothingElse, OnFailure
from .requests import Requests
from .skip_list import SkipList
from .twins import twin

# A dead link says nothing about what it led to: another source may have it, too.
_LINK: Final = "link_"


class Failures:
    """Ends requests that failed, and sees to the release, its download and what comes instead."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        next_best: NextBest,
        downloads: Mapping[str, Download],
        environment: Environment,
    ) -> None:
        """Know what is known; ``downloads`` is what clients said last, by request."""
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._next_best = next_best
        self._downloads = downloads
        self._environment = environment

    async def fail(
        self, request_id: str, who: Actor, why: Reason, **changes: Any
    ) -> None:
        """End a request for good and see to what is left of it.

        Where it is the release that failed, no rule asks about that again, and the next best that
        is known of the same item is put up instead. Raises ``UnknownRequest``, ``IllegalMove`` or
        ``LedgerError``.
        """
        if is_besides(why):
            await self._requests.move(request_id, State.FAILED, who, why, **changes)
            return
        others = await self._next_best.known(self._requests.find(request_id))
        # From here to the commit nothing is waited for.
        now = self._environment.now()
        failed = self._requests.find(request_id).move(
            State.FAILED, at=now, who=who, why=why, **changes
        )
        # What was passed over for it is wanted instead now.
        passed_over = self._skip_list.forget_by(request_id, OTHER_TAKEN)
        if not why.code.startswith(_LINK):
            self._skip_list.add(skip_of(failed, at=now, why=why))
        instead = self._next_best.put_up(failed, others)
        try:
            await self._requests.enter(*filter(None, (failed, instead)))
        except LedgerError:
            self._skip_list.take_back(request_id)
            for skip in passed_over:
                self._skip_list.add(skip)
            raise
        self._environment.spawn(self._clear(request_id), f"clear {request_id}")
        searches = instead is None and self._next_best.may_search(failed)
        said = Reason(LOOKS_ELSEWHERE if searches else NOTHING_ELSE_KNOWN)
        if instead is not None:
            said = Reason(PUT_UP_INSTEAD, (("title", instead.release.title),))
        with suppress(LedgerError):
            await self._requests.note(request_id, SYSTEM, said)
        if searches:
            self._next_best.search(request_id)

    def foresee(self, request_id: str) -> None:
        """See to it that the next best is known of a download that goes nowhere."""
        if request := self._requests.still(request_id, State.DOWNLOADING):
            self._next_best.prepare(request)

    async def give_up(self, request_id: str, who: Actor) -> Request:
        """Give up a download, so that people are asked about the next best at once.

        Raises ``UnknownRequest``, ``IllegalMove`` for what does not run, ``NothingElse`` or ``LedgerError``.
        """
        request = self._requests.find(request_id)
        if request.state is not State.DOWNLOADING:
            raise IllegalMove(request, State.DOWNLOADING)
        if not await self._next_best.any(request):
            raise NothingElse(request)
        await self.fail(request_id, who, Reason("given_up_for_another"))
        return self._requests.find(request_id)

    # ------------------------------------------------- what is left in the client

    async def _clear(self, request_id: str) -> None:
        """Remove the failed download from its client if that is wished, and say what was done."""
        request = self._requests.still(request_id, State.FAILED)
        if request is None or request.download is None or request.client is None:
            return
        client = self._attached.clients.get(request.client)
        settings = self._attached.settings[request.client]
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
        if self._requests.still(request_id, State.FAILED):
            # What was done is done, even if it cannot be written; the storage has logged why.
            with suppress(LedgerError):
                await self._requests.note(request_id, SYSTEM, why, **left)

    def _kept(
        self, request: Request, settings: ClientSettings, *, torrent: bool
    ) -> Reason | None:
        """Return why a download is not removed although failed ones are, None if it is."""
        name = (("client", settings.name),)
        if request.handed is None:
            return Reason("not_ours", name)
        if twin(self._requests.open, request):
            return Reason("failed_but_shared", name)
        if torrent and settings.keep_private:
            shown = self._downloads.get(request.id)
            private = (
                shown.private if shown and request.private is None else request.private
            )
            if private is not False:
                return Reason("failed_kept_private", name)
        return None
