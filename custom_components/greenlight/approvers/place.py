"""Place: one device or chat of an approver, and whatever has to be put there next.

Each place has a queue of its own, so one that is slow or out of reach holds up no other. What is put
there is made of what is so at that moment, so only the newest of several changes is ever sent.
"""

import asyncio
from dataclasses import replace
import logging
from typing import Any, Final

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..engine.notice import Notice, notice_of
from ..engine.request import Request, State
from ..engine.seen import seen
from ..parts.approver_settings import ApproverKind, ApproverSettings
from ..presentation.screens import Page, PhoneScreen, Screen
from .base import DIGEST, NOTE, PROGRESS, TEST, Channel, Copy, NotDelivered
from .pace import Pace
from .queue import Queue
from .showing import (
    DIGESTS,
    QUESTIONS,
    STEPS,
    TOLD,
    Budget,
    World,
    beside_progress,
    digest_of,
    is_same,
    silent,
)
from .wanting import best_first, call_of, is_quiet, wants

_LOGGER = logging.getLogger(__name__)

# More questions at the same time come as one.
AT_ONCE: Final = 4
# Seconds in which questions are gathered for whoever wants them as one.
GATHERED: Final = 300.0
# Seconds between two steps of the same progress.
STEP_PAUSE: Final = 5.0
# Seconds between two digests once the budget of single questions is used up.
DIGEST_PAUSE: Final = 1800.0
# The step of what is seen as it was when it was approved.
APPROVED: Final = "approved"


class Place:
    """Puts there what is to be seen, and takes away what is not any more."""

    def __init__(
        self,
        world: World,
        settings: ApproverSettings,
        channel: Channel[Any],
        name: str,
        paces: tuple[Pace, ...],
    ) -> None:
        """Begin with nothing to do."""
        self._world = world
        self._settings = settings
        self._channel = channel
        self.name = name
        self._queue = Queue(
            world.hass,
            world.clock,
            world.spawn,
            paces,
            work=self._do,
            urgency=self._urgency,
            given_up=self._done,
            failed=world.failed,
        )
        self._queue.name = settings.name
        counted = settings.kind is ApproverKind.COMPANION
        self._budget = Budget(world.copies, f"{settings.id}/{name}" if counted else "")
        # What somebody pressed, what they want as a message of its own, and for what people are to
        # be called.
        self._pressed: set[str] = set()
        self._apart: set[str] = set()
        self._calls: set[str] = set()
        # Held while the platform has not said yet where something is.
        self._sending = asyncio.Lock()
        self._stepped: dict[str, float] = {}
        self._last_digest: float | None = None
        self._held = False
        self._gathering_since: float | None = None

    @property
    def trouble(self) -> str:
        """Return the key of what keeps this place from being reached, empty if nothing does."""
        return self._queue.trouble

    @property
    def _phone(self) -> bool:
        return self._settings.kind is ApproverKind.COMPANION

    # -------------------------------------------------------------- what is due

    @callback
    def look(self, *keys: str) -> None:
        """Have some requests brought up to date here, and call for those that are new."""
        for key in keys:
            self._queue.add(key)
        self._plan()
        self._queue.wake()

    @callback
    def retry(self) -> None:
        """Try at once what has failed before."""
        self._queue.retry()

    @callback
    def turn(self, key: str, page: Page | None, *, apart: bool = False) -> None:
        """Show somebody who pressed here another page, or once more what is so; before all else.

        What they want ``apart`` comes anew, wherever it was seen before.
        """
        copy = self._copy(key)
        if copy and page is not None:
            turned = self._world.now()
            self._world.copies.put(replace(copy, page=page, turned=turned))
        if apart:
            self._apart.add(key)
        if apart or copy is None or copy.closed:
            self._calls.add(key)
        self._pressed.add(key)
        self._queue.now(key)
        self._queue.wake()

    @callback
    def put_off(self, until: float) -> None:
        """Take the list of several questions away; what waits comes as one again then (epoch seconds)."""
        if copy := self._copy(DIGEST):
            self._world.copies.put(replace(copy, later=until))
            self._queue.now(DIGEST)
            self._queue.wake()

    @callback
    def change(self, settings: ApproverSettings, channel: Channel[Any]) -> None:
        """Go on with other settings; what is being sent at this moment is not sent twice."""
        self._settings, self._channel = settings, channel
        self._queue.name = settings.name
        self.retry()

    @callback
    def stop(self) -> None:
        """Put nothing there any more."""
        self._queue.stop()

    async def settled(self) -> None:
        """Wait until it is known where everything is that can be seen here."""
        async with self._sending:
            pass

    def _copy(self, key: str) -> Copy | None:
        return self._world.copies.get(self._settings.id, self.name, key)

    def _asking(self) -> list[Request]:
        open_ones = self._world.requests.open.values()
        filters = self._settings.filters
        return best_first(
            one for one in open_ones if one.asking and wants(filters, one)
        )

    def _is_new(self, request: Request, covered: tuple[str, ...]) -> bool:
        copy, call = self._copy(request.id), self._call_of(request)
        return (copy is None or copy.call != call) and self._covered(
            request
        ) not in covered

    @callback
    def _plan(self) -> None:
        """Say how people are called for what is new: each alone, all in one, or not now."""
        asking = self._asking()
        digest = self._copy(DIGEST)
        covered = digest.covers if digest else ()
        new = [one for one in asking if self._is_new(one, covered)]
        if digest and not digest.closed:
            self._queue.add(DIGEST)
        quiet = is_quiet(self._settings, dt_util.now())
        if digest and 0 < digest.later <= self._world.now() and not quiet:
            self._calls.add(DIGEST)
            self._queue.now(DIGEST)
        if not new:
            self._held, self._gathering_since = False, None
            return
        if quiet:
            self._held = True
            return
        if self._gathers():
            return
        several = len(new) > 1 and (self._settings.digest or self._held)
        if several or len(new) > AT_ONCE or self._budget.spent(QUESTIONS):
            if not self._digest_too_soon():
                self._calls.add(DIGEST)
                self._queue.now(DIGEST)
        else:
            for one in new:
                self._calls.add(one.id)
                self._queue.add(one.id)
        self._held, self._gathering_since = False, None

    def _gathers(self) -> bool:
        """Tell whether it is waited a while longer for questions that come as one."""
        if not self._settings.digest or self._held:
            return False
        now = self._world.clock()
        if self._gathering_since is None:
            self._gathering_since = now
        return now - self._gathering_since < GATHERED

    def _digest_too_soon(self) -> bool:
        """Tell whether the last list of today, of the few that are left, was a while ago."""
        last = self._last_digest
        if last is None or not self._budget.spent(QUESTIONS):
            return False
        return self._world.clock() - last < DIGEST_PAUSE

    def _urgency(self, key: str) -> int:
        if key in self._pressed:
            return 0
        if key in self._calls:
            return 1
        request = self._world.requests.get(key)
        return 3 if request and request.state is State.DOWNLOADING else 2

    # -------------------------------------------------------------------- show

    async def _do(self, key: str) -> None:
        """Bring what is seen up to date. Raises ``NotDelivered``."""
        await (self._bring_digest() if key == DIGEST else self._bring(key))

    async def _bring(self, key: str) -> None:
        """Bring what is seen of one request up to date."""
        request, copy = self._world.requests.get(key), self._copy(key)
        if request is None:
            if copy and key not in (TEST, NOTE):
                await self._take_away(copy)
            return
        if self._phone:
            await self._bring_progress(request)
        pressed, calls = key in self._pressed, key in self._calls
        if calls and not pressed and is_quiet(self._settings, dt_util.now()):
            # The end of the quiet hours calls for it.
            self._calls.discard(key)
            calls, self._held = False, True
        there = None if copy is None or copy.closed else copy
        if not there and not (calls and (request.asking or pressed)):
            self._done(key)
            return
        anew = calls and (
            there is None
            or key in self._apart
            or (request.asking and there.call != self._call_of(request))
        )
        page = there.page if there and not anew else Page.QUESTION
        if there and not request.asking and there.turned < request.ended:
            # It was turned before it was decided.
            page = Page.QUESTION
        seen_as = beside_progress(request, page) if self._phone else request
        screen = self._channel.screen(seen_as, self.name, page)
        # The buttons say of which state of the question they are.
        digest = f"{digest_of(screen)}{seen(request) if request.asking else ''}"
        step = self._world.step(request)
        if seen_as is not request:
            step = APPROVED
        elif self._phone and isinstance(screen, PhoneScreen):
            screen, step = replace(screen, progress=None), ""
        forced = pressed and self._phone
        if there and not anew and not forced and is_same(there, digest, step):
            self._done(key)
            return
        if self._later(seen_as, urgent=calls or pressed):
            return
        if there and not pressed and self._unwanted(request):
            self._done(key)
            # What was told last stays, but no question that is none any more.
            if there.asks:
                await self._take_away(there)
            return
        blank = Copy(approver=self._settings.id, place=self.name, request=key)
        before = there if there and not anew else blank
        shown = await self._send(
            replace(before, page=page, step=step, asks=request.asking),
            screen if anew or pressed else silent(screen),
            digest=digest,
            call=self._call_of(request) if anew else before.call,
        )
        self._done(key)
        if anew and there:
            await self._replaced(there, shown)

    async def _bring_progress(self, request: Request) -> None:
        """Bring the progress on a phone up to date, which is beside what was decided."""
        copy = self._copy(f"{request.id}{PROGRESS}")
        if request.state is not State.DOWNLOADING:
            if copy:
                await self._take_away(copy)
            return
        step = self._world.step(request)
        if self._copy(request.id) is None or (copy and copy.step == step):
            return
        if self._later(request, urgent=False):
            return
        screen = self._channel.screen(request, self.name, Page.QUESTION)
        blank = Copy(
            approver=self._settings.id,
            place=self.name,
            request=f"{request.id}{PROGRESS}",
        )
        await self._send(
            replace(copy or blank, step=step),
            silent(screen),
            digest=digest_of(screen),
        )

    def _call_of(self, request: Request) -> str:
        return call_of(request, reminds=Notice.REMINDER not in self._world.silent())

    def _covered(self, request: Request) -> str:
        return f"{request.id}/{self._call_of(request)}"

    def _unwanted(self, request: Request) -> bool:
        """Tell whether nobody wants to be told what has become of a request."""
        return notice_of(request) in self._world.silent()

    def _done(self, key: str) -> None:
        self._calls.discard(key)
        self._pressed.discard(key)
        self._apart.discard(key)

    def _later(self, request: Request, *, urgent: bool) -> bool:
        """Tell whether it is not sent now: too soon after the last step, or too much for today."""
        if urgent:
            return False
        if request.state is not State.DOWNLOADING:
            return self._budget.spent(TOLD)
        if self._budget.spent(STEPS):
            return True
        now = self._world.clock()
        last = self._stepped.get(request.id)
        if last is not None and now - last < STEP_PAUSE:
            self._queue.at(request.id, last + STEP_PAUSE)
            return True
        self._stepped[request.id] = now
        return False

    async def _bring_digest(self) -> None:
        """Bring the list of several questions up to date, call with it anew, or take it away."""
        copy = self._copy(DIGEST)
        calls = DIGEST in self._calls
        asking = self._asking()
        if not calls:
            if copy is None or copy.closed:
                return
            if copy.later:
                await self._channel.clear(copy)
                self._queue.arrived()
                self._world.copies.put(replace(copy, closed=True))
                return
            asking = [one for one in asking if self._covered(one) in copy.covers]
        if not asking:
            self._calls.discard(DIGEST)
            if copy:
                await self._take_away(copy)
            return
        if calls and self._budget.spent(DIGESTS):
            self._calls.discard(DIGEST)
            return
        screen = self._channel.digest(asking, self.name)
        digest = digest_of(screen)
        covers = tuple(map(self._covered, asking))
        if copy and not calls and copy.shown == digest:
            return
        blank = Copy(approver=self._settings.id, place=self.name, request=DIGEST)
        shown = await self._send(
            blank if calls or copy is None else copy,
            screen if calls else silent(screen),
            digest=digest,
            covers=covers,
        )
        self._calls.discard(DIGEST)
        if calls:
            self._last_digest = self._world.clock()
        if calls and copy and not copy.closed:
            await self._replaced(copy, shown)

    async def _send(
        self,
        copy: Copy,
        screen: Screen,
        *,
        digest: str,
        call: str = "",
        covers: tuple[str, ...] = (),
    ) -> Copy:
        """Show it, and remember what is seen there now. Raises ``NotDelivered``."""
        async with self._sending:
            return await self._send_now(copy, screen, digest, call, covers)

    async def _send_now(
        self,
        copy: Copy,
        screen: Screen,
        digest: str,
        call: str,
        covers: tuple[str, ...],
    ) -> Copy:
        self._queue.sends()
        self._budget.count()
        before = await self._note(copy, screen)
        try:
            shown = await self._channel.show(replace(copy, request=copy.of), screen)
        except NotDelivered:
            self._world.copies.restore(copy, before)
            raise
        self._queue.arrived()
        now = self._world.now()
        turned = (self._copy(copy.request) or copy).turned
        kept = replace(
            shown or copy,
            request=copy.request,
            page=copy.page,
            asks=copy.asks,
            step=copy.step,
            shown=digest,
            turned=turned,
            at=copy.at or now,
            call=call or copy.call,
            covers=covers,
            closed=shown is None,
        )
        self._world.copies.put(kept)
        return kept

    async def _note(self, copy: Copy, screen: Screen) -> Copy | None:
        """Have on disk that it may be seen in a moment, whatever happens; return what was before.

        What has just been sent would be out of reach after a power cut otherwise.
        """
        before = self._copy(copy.request)
        message = self._channel.will_be(replace(copy, request=copy.of), screen)
        if message and (before is None or copy.asks):
            noted = before or replace(copy, message=message, at=self._world.now())
            await self._world.copies.async_put(replace(noted, shown="", asks=True))
        return before

    async def _replaced(self, before: Copy, shown: Copy) -> None:
        """Take away what was seen before, if it is not where the new one is."""
        if self._phone or before.message == shown.message:
            return
        try:
            await self._channel.clear(before)
        except NotDelivered as err:
            _LOGGER.debug("An older copy of a question stays: %s", err)

    async def _take_away(self, copy: Copy) -> None:
        if not copy.closed:
            await self._channel.clear(copy)
            self._queue.arrived()
        self._world.copies.drop(copy)
