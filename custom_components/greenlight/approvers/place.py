"""Place: one device or chat of an approver, and whatever has to be put there next.

Each place has a queue of its own, so one that is slow or out of reach holds up no other. What is put
there is made of what is so at that moment, so only the newest of several changes is ever sent.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from homeassistant.core import callback

from ..engine.blocked import asks
from ..engine.broken import is_broken
from ..engine.notice import notice_of
from ..engine.request import Request, State
from ..engine.seen import seen
from ..parts.approver_settings import ApproverKind, ApproverSettings
from ..presentation.screens import Page, PhoneScreen
from .base import DIGEST, NEWS, NOTE, PROGRESS, TEST, Channel, Copy
from .calling import Calling
from .news import Newsboy
from .pace import Pace
from .putting import GOES, Putting
from .queue import Queue
from .showing import (
    STEPS,
    TOLD,
    Budget,
    Spot,
    World,
    beside_progress,
    digest_of,
    is_same,
    silent,
)

# Seconds between two steps of the same progress.
STEP_PAUSE: Final = 5.0
# The step of what is seen as it was when it was approved.
APPROVED: Final = "approved"


@dataclass(frozen=True, slots=True)
class _Made:
    """How a request is seen now: the request it is seen as, on which page, and by what that is known."""

    seen_as: Request
    screen: Any
    page: Page
    digest: str
    step: str


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
        """Begin with nothing to do but what was left over."""
        self._world = world
        # Of a phone it is counted, whoever asks there.
        counted = name if settings.kind is ApproverKind.COMPANION else ""
        self._budget = Budget(world.copies, counted)
        self._spot = Spot(
            world=world,
            settings=settings,
            channel=channel,
            name=name,
            budget=self._budget,
        )
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
        self._calling = Calling(self._spot, self._queue)
        self._putting = Putting(self._spot, self._queue)
        self._news = Newsboy(self._spot, self._queue, self._putting)
        # What somebody pressed here, and what they want as a message of its own.
        self._pressed: set[str] = set()
        self._apart: set[str] = set()
        self._stepped: dict[str, float] = {}

    @property
    def trouble(self) -> str:
        """Return the key of what keeps this place from being reached, empty if nothing does."""
        return self._queue.trouble

    # -------------------------------------------------------------- what is due

    @callback
    def look(self, *keys: str) -> None:
        """Have some requests brought up to date here, and call for those that are new."""
        for key in keys:
            self._queue.add(key)
        self._calling.plan()
        self._news.plan()
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
        copy = self._spot.copy(key)
        if copy and page is not None:
            turned = self._world.now()
            self._world.copies.put(replace(copy, page=page, turned=turned))
        if apart:
            self._apart.add(key)
        if apart or copy is None or copy.closed:
            self._calling.add(key)
        self._pressed.add(key)
        self._queue.now(key)
        self._queue.wake()

    async def say(self, screen: PhoneScreen) -> None:
        """Tell whoever pressed here something, where there is no other way. Raises ``NotDelivered``."""
        await self._putting.say(self._spot.blank(NOTE), screen)
        self._queue.wake()

    @callback
    def put_off(self, until: float) -> None:
        """Take the list of several questions away; what waits comes as one again then (epoch seconds)."""
        if copy := self._spot.copy(DIGEST):
            self._world.copies.put(replace(copy, later=until))
            self._queue.now(DIGEST)
            self._queue.wake()

    async def settled(self) -> None:
        """Wait until it is known where everything is that can be seen here."""
        await self._putting.settled()

    @callback
    def change(self, settings: ApproverSettings, channel: Channel[Any]) -> None:
        """Go on with other settings; what is being sent at this moment is not sent twice."""
        self._spot.settings, self._spot.channel = settings, channel
        self._queue.name = settings.name
        self.retry()

    @callback
    def stop(self) -> None:
        """Put nothing there any more."""
        self._queue.stop()

    def _urgency(self, key: str) -> int:
        if key in self._pressed:
            return 0
        if key in self._calling:
            return 1
        request = self._world.requests.get(key)
        return 3 if request and request.state is State.DOWNLOADING else 2

    # -------------------------------------------------------------------- show

    async def _do(self, key: str) -> None:
        """Bring what is seen up to date. Raises ``NotDelivered``."""
        if key.endswith(GOES):
            await self._putting.let_go(key)
            return
        if key.startswith(f"{NEWS}/"):
            await self._news.bring(key)
            return
        await (self._bring_digest() if key == DIGEST else self._bring(key))

    async def _bring(self, key: str) -> None:
        """Bring what is seen of one request up to date."""
        request, copy = self._world.requests.get(key), self._spot.copy(key)
        if request is None:
            if copy and key not in (TEST, NOTE):
                await self._putting.take_away(copy)
            return
        if self._spot.phone:
            await self._bring_progress(request)
        pressed, calls = key in self._pressed, key in self._calling
        if calls and not pressed and self._calling.is_quiet():
            # The end of the quiet hours calls for it.
            self._calling.hold(key)
            calls = False
        there = None if copy is None or copy.closed else copy
        heard = asks(request) or (calls and is_broken(request))
        if not there and not (calls and (heard or pressed)):
            self._done(key)
            return
        anew = calls and (
            there is None
            or key in self._apart
            or (heard and there.call != self._calling.call_of(request))
        )
        kept = None if anew else there
        made = self._made(request, kept)
        forced = pressed and self._spot.phone
        if kept and not forced and is_same(kept, made.digest, made.step):
            self._done(key)
            return
        if there and not pressed and self._is_over(made.seen_as, there):
            self._done(key)
            return
        if self._later(made.seen_as, urgent=calls or pressed):
            return
        if there and not pressed and self._unwanted(request):
            self._done(key)
            # What was told last stays, but no question that is none any more.
            if there.asks:
                await self._putting.take_away(there)
            return
        before = kept or self._spot.blank(key)
        shown = await self._putting.send(
            replace(before, page=made.page, step=made.step, asks=asks(request)),
            made.screen if anew or pressed else silent(made.screen),
            digest=made.digest,
            call=self._calling.call_of(request) if anew else before.call,
        )
        self._done(key)
        if anew and there:
            await self._putting.replaced(there, shown)

    def _made(self, request: Request, there: Copy | None) -> _Made:
        """Return how a request is seen now, on the page to which ``there`` was turned."""
        page = there.page if there else Page.QUESTION
        if there and not request.asking and there.turned < request.ended:
            # It was turned before it was decided.
            page = Page.QUESTION
        seen_as = beside_progress(request, page) if self._spot.phone else request
        screen = self._spot.channel.screen(seen_as, self._spot.name, page)
        # The buttons say of which state of the question they are.
        digest = f"{digest_of(screen)}{seen(request) if request.asking else ''}"
        step = self._world.step(request)
        if seen_as is not request:
            step = APPROVED
        elif self._spot.phone and isinstance(screen, PhoneScreen):
            screen, step = replace(screen, progress=None), ""
        return _Made(seen_as, screen, page, digest, step)

    async def _bring_progress(self, request: Request) -> None:
        """Bring the progress on a phone up to date, which is beside what was decided."""
        copy = self._spot.copy(f"{request.id}{PROGRESS}")
        if request.state is not State.DOWNLOADING:
            if copy:
                await self._putting.take_away(copy)
            return
        step = self._world.step(request)
        if self._spot.copy(request.id) is None or (copy and copy.step == step):
            return
        if self._later(request, urgent=False):
            return
        screen = self._spot.channel.screen(request, self._spot.name, Page.QUESTION)
        blank = self._spot.blank(f"{request.id}{PROGRESS}")
        await self._putting.send(
            replace(copy or blank, step=step),
            silent(screen),
            digest=digest_of(screen),
        )

    def _is_over(self, request: Request, there: Copy) -> bool:
        """Tell whether all of it was told for a while, and went: nothing has happened since."""
        if asks(request) or not request.journal:
            return False
        gone = 0 < there.goes <= self._world.now()
        return gone and request.journal[-1].at <= there.goes

    def _unwanted(self, request: Request) -> bool:
        """Tell whether nobody wants to be told what has become of a request."""
        return notice_of(request) in self._world.silent()

    def _done(self, key: str) -> None:
        self._calling.done(key)
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
        copy = self._spot.copy(DIGEST)
        calls = DIGEST in self._calling
        asking = self._calling.asking()
        if not calls:
            if copy is None or copy.closed:
                return
            if copy.later:
                await self._putting.close(copy)
                return
            asking = [
                one for one in asking if self._calling.covered(one) in copy.covers
            ]
        if not asking:
            self._calling.done(DIGEST)
            if copy:
                await self._putting.take_away(copy)
            return
        if calls and self._calling.digests_spent():
            self._calling.done(DIGEST)
            return
        screen = self._spot.channel.digest(asking, self._spot.name)
        digest = digest_of(screen)
        covers = tuple(map(self._calling.covered, asking))
        if copy and not calls and copy.shown == digest:
            return
        blank = self._spot.blank(DIGEST)
        shown = await self._putting.send(
            blank if calls or copy is None else copy,
            screen if calls else silent(screen),
            digest=digest,
            covers=covers,
        )
        self._calling.done(DIGEST)
        if calls:
            self._calling.digest_came()
        if calls and copy and not copy.closed:
            await self._putting.replaced(copy, shown)
