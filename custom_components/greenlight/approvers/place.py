"""Place: one device or chat of an approver, and whatever has to be put there next.

Each place has a queue of its own, so one that is slow or out of reach holds up no other. What is put
there is made of what is so at that moment, so only the newest of several changes is ever sent.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, replace
from hashlib import blake2b
import logging
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..engine.notice import Notice, notice_of
from ..engine.request import Request, State
from ..engine.seen import seen
from ..gate.requests import Requests
from ..parts.approver_settings import ApproverKind, ApproverSettings
from ..presentation.screens import ChatScreen, Page, PhoneScreen, Screen
from .base import DIGEST, NOTE, PROGRESS, TEST, Channel, Copy, NotDelivered
from .copies import Copies
from .pace import Pace
from .wanting import best_first, call_of, is_quiet, wants

_LOGGER = logging.getLogger(__name__)

# More questions at the same time come as one.
AT_ONCE: Final = 4
# Seconds in which questions are gathered for whoever wants them as one.
GATHERED: Final = 300.0
# Seconds after which a channel is not waited for any more.
HANGS: Final = 60.0
# Seconds until a failure is tried again: at first, and at most.
FIRST_RETRY: Final = 5.0
LAST_RETRY: Final = 300.0
GONE_RETRY: Final = 3600.0
# Seconds between two steps of the same progress.
STEP_PAUSE: Final = 5.0
# Pushes a day to a phone, of the 500 that the push service takes: progress is the first to go, then
# whatever only tells, and in the end the single questions.
PROGRESS_BUDGET: Final = 300
TOLD_BUDGET: Final = 380
QUESTION_BUDGET: Final = 400
DIGEST_BUDGET: Final = 470
# Seconds between two digests once the budget of single questions is used up.
DIGEST_PAUSE: Final = 1800.0
# The step of what is seen as it was when it was approved.
APPROVED: Final = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What all places share: the questions, the copies, two clocks, and how tasks are begun.

    ``now`` tells epoch seconds, ``clock`` seconds that never go back. ``step`` says how far a download
    is, empty for what does not download. ``failed`` is told when a place begins to fail, or no longer
    does. ``silent`` are the kinds of notice that nobody wants.
    """

    hass: HomeAssistant
    requests: Requests
    copies: Copies
    now: Callable[[], float]
    clock: Callable[[], float]
    spawn: Callable[[Coroutine[Any, Any, None], str], None]
    step: Callable[[Request], str]
    failed: Callable[[], None]
    silent: Callable[[], Collection[str]] = tuple


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
        self._paces = paces
        # When each is to be done, by the clock that never goes back.
        self._due: dict[str, float] = {}
        self._first: set[str] = set()
        self._pressed: set[str] = set()
        self._calls: set[str] = set()
        self._failures: dict[str, int] = {}
        self._stepped: dict[str, float] = {}
        self._paused_until = 0.0
        self._last_digest: float | None = None
        self._held = False
        self._gathering_since: float | None = None
        self._running = False
        self._stopped = False
        self._timer: CALLBACK_TYPE | None = None
        self.trouble = ""

    @property
    def _phone(self) -> bool:
        return self._settings.kind is ApproverKind.COMPANION

    # -------------------------------------------------------------- what is due

    @callback
    def look(self, *keys: str) -> None:
        """Have some requests brought up to date here, and call for those that are new."""
        for key in keys:
            self._due.setdefault(key, 0.0)
        self._plan()
        self._wake()

    @callback
    def retry(self) -> None:
        """Try at once what has failed before."""
        self._paused_until = 0.0
        self._due = dict.fromkeys(self._due, 0.0)
        self._wake()

    @callback
    def turn(self, key: str, page: Page | None) -> None:
        """Show somebody who pressed here another page, or once more what is so; before all else."""
        copy = self._copy(key)
        if copy and page is not None:
            self._world.copies.put(
                replace(copy, page=page, turned=self._world.now(), closed=False)
            )
        if copy is None or copy.closed:
            self._calls.add(key)
        self._pressed.add(key)
        self._first.add(key)
        self._due[key] = 0.0
        self._wake()

    @callback
    def change(self, settings: ApproverSettings, channel: Channel[Any]) -> None:
        """Go on with other settings; what is being sent at this moment is not sent twice."""
        self._settings, self._channel = settings, channel
        self.retry()

    @callback
    def stop(self) -> None:
        """Put nothing there any more."""
        self._stopped = True
        if self._timer:
            self._timer()
            self._timer = None

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
            self._due.setdefault(DIGEST, 0.0)
        if not new:
            self._held, self._gathering_since = False, None
            return
        if is_quiet(self._settings, dt_util.now()):
            self._held = True
            return
        if self._gathers():
            return
        several = len(new) > 1 and (self._settings.digest or self._held)
        if several or len(new) > AT_ONCE or self._spent(QUESTION_BUDGET):
            if not self._digest_too_soon():
                self._calls.add(DIGEST)
                self._due[DIGEST] = 0.0
        else:
            for one in new:
                self._calls.add(one.id)
                self._due.setdefault(one.id, 0.0)
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
        if last is None or not self._spent(QUESTION_BUDGET):
            return False
        return self._world.clock() - last < DIGEST_PAUSE

    # ------------------------------------------------------------------ the queue

    @callback
    def _wake(self) -> None:
        if self._running or self._stopped or not self._due:
            return
        if self._timer:
            self._timer()
            self._timer = None
        if (wait := self._wait()) > 0:
            self._timer = async_call_later(self._world.hass, wait, self._on_timer)
            return
        self._running = True
        name = f"show {self._settings.name} what waits"
        self._world.spawn(self._run(), name)

    @callback
    def _on_timer(self, _now: Any) -> None:
        self._timer = None
        self._wake()

    def _wait(self) -> float:
        """Return in how many seconds something can be done here."""
        now = self._world.clock()
        ready = max(min(self._due.values()), self._paused_until) - now
        return max(0.0, ready, *(pace.wait() for pace in self._paces))

    async def _run(self) -> None:
        try:
            while self._due and not self._stopped and self._wait() <= 0:
                await self._do(self._next())
        finally:
            self._running = False
            if not self._stopped:
                self._wake()

    def _next(self) -> str:
        """Return what is the most urgent of what can be done now."""
        now = self._world.clock()
        ready = [key for key, due in self._due.items() if due <= now]
        return min(ready, key=self._urgency)

    def _urgency(self, key: str) -> int:
        if key in self._first:
            return 0
        if key in self._calls:
            return 1
        request = self._world.requests.get(key)
        return 3 if request and request.state is State.DOWNLOADING else 2

    async def _do(self, key: str) -> None:
        del self._due[key]
        try:
            async with asyncio.timeout(HANGS):
                if key == DIGEST:
                    await self._bring_digest()
                else:
                    await self._bring(key)
        except NotDelivered as err:
            self._not_delivered(key, err)
        except TimeoutError:
            self._not_delivered(key, NotDelivered("timeout"))
        except Exception:
            # What cannot be shown must not keep the rest from being shown.
            _LOGGER.exception("%s could not be shown a question", self._settings.name)
            self._first.discard(key)
            self._done(key)
        else:
            self._first.discard(key)
            self._failures.pop(key, None)

    def _not_delivered(self, key: str, err: NotDelivered) -> None:
        """Try it again later: not before the platform wants, and ever less often."""
        now = self._world.clock()
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        delay = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LAST_RETRY)
        if err.again_in is not None:
            # The whole place is to be left alone.
            delay = max(err.again_in, 0.0)
            self._paused_until = max(self._paused_until, now + delay)
        elif err.gone:
            self._paused_until = now + GONE_RETRY
        self._due.setdefault(key, now + delay)
        if err.again_in is None and not self.trouble:
            _LOGGER.warning(
                "%s cannot be reached (%s) and is tried again",
                self._settings.name,
                err.key,
            )
            self.trouble = err.key
            self._world.failed()

    def _arrived(self) -> None:
        if self.trouble:
            self.trouble = ""
            self._world.failed()

    # -------------------------------------------------------------------- show

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
            # It became late while it waited; the end of the quiet hours calls for it.
            self._calls.discard(key)
            calls, self._held = False, True
        there = None if copy is None or copy.closed else copy
        if not there and not (calls and (request.asking or pressed)):
            self._done(key)
            return
        anew = calls and (
            there is None or (request.asking and there.call != self._call_of(request))
        )
        page = there.page if there and not anew else Page.QUESTION
        if there and not request.asking and there.turned < request.ended:
            # It was turned before it was decided.
            page = Page.QUESTION
        seen_as = self._seen_as(request, page)
        screen = self._channel.screen(seen_as, self.name, page)
        # The buttons say of which state of the question they are.
        digest = f"{_digest_of(screen)}{seen(request) if request.asking else ''}"
        step = self._world.step(request)
        if seen_as is not request:
            step = APPROVED
        elif self._phone and isinstance(screen, PhoneScreen):
            screen, step = replace(screen, progress=None), ""
        forced = pressed and self._phone
        if there and not anew and not forced and self._same(there, digest, step):
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
            screen if anew or pressed else _silent(screen),
            digest=digest,
            call=self._call_of(request) if anew else before.call,
        )
        self._done(key)
        if anew and there:
            await self._replaced(there, shown)

    def _seen_as(self, request: Request, page: Page) -> Request:
        """Return a request as it is to be seen: on a phone what is downloading stays approved.

        Its progress stands beside that, and has no buttons; so what was decided can be taken back.
        """
        asked = page is Page.REALLY
        if not self._phone or request.state is not State.DOWNLOADING or asked:
            return request
        return as_approved(request)

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
            _silent(screen),
            digest=_digest_of(screen),
        )

    def _same(self, copy: Copy, digest: str, step: str) -> bool:
        """Tell whether nothing that matters has changed: of a download, whether it is as far."""
        return copy.shown == digest or bool(step and copy.step == step)

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

    def _later(self, request: Request, *, urgent: bool) -> bool:
        """Tell whether it is not sent now: too soon after the last step, or too much for today."""
        if urgent:
            return False
        if request.state is not State.DOWNLOADING:
            return self._spent(TOLD_BUDGET)
        if self._spent(PROGRESS_BUDGET):
            return True
        now = self._world.clock()
        last = self._stepped.get(request.id)
        if last is not None and now - last < STEP_PAUSE:
            self._due[request.id] = last + STEP_PAUSE
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
            asking = [one for one in asking if self._covered(one) in copy.covers]
        if not asking:
            self._calls.discard(DIGEST)
            if copy:
                await self._take_away(copy)
            return
        if calls and self._spent(DIGEST_BUDGET):
            self._calls.discard(DIGEST)
            return
        screen = self._channel.digest(asking, self.name)
        digest = _digest_of(screen)
        covers = tuple(map(self._covered, asking))
        if copy and not calls and copy.shown == digest:
            return
        blank = Copy(approver=self._settings.id, place=self.name, request=DIGEST)
        shown = await self._send(
            blank if calls or copy is None else copy,
            screen if calls else _silent(screen),
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
        for pace in self._paces:
            pace.take()
        if self._phone:
            self._world.copies.count(self._counted_as, _today())
        shown = await self._channel.show(replace(copy, request=copy.of), screen)
        self._arrived()
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
            self._arrived()
        self._world.copies.drop(copy)

    # ------------------------------------------------------------------ budget

    @property
    def _counted_as(self) -> str:
        return f"{self._settings.id}/{self.name}"

    def _spent(self, budget: int) -> bool:
        if not self._phone:
            return False
        return self._world.copies.sent(self._counted_as, _today()) >= budget


def _today() -> str:
    """Return the day of the push service, which ends at midnight UTC."""
    return dt_util.utcnow().date().isoformat()


def as_approved(request: Request) -> Request:
    """Return a request as it was when it was approved."""
    for end in range(len(request.journal), 0, -1):
        entry = request.journal[end - 1]
        if entry.after is State.APPROVED is not entry.before:
            return replace(request, state=State.APPROVED, journal=request.journal[:end])
    return request


def _digest_of(screen: Screen) -> str:
    """Return a digest of what is seen of a screen, whenever it goes and whatever sound it makes."""
    if isinstance(screen, PhoneScreen):
        screen = replace(screen, goes_after=None, silent=False)
    elif isinstance(screen, ChatScreen):
        screen = replace(screen, silent=False)
    return blake2b(repr(screen).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _silent(screen: Screen) -> Screen:
    """Return a screen that makes no sound: nobody is called by a change."""
    if isinstance(screen, PhoneScreen | ChatScreen):
        return replace(screen, silent=True)
    return screen
