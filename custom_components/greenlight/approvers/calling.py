"""Calling: for which questions people are called at a place, when, and whether each alone or all in one."""

from typing import Final

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..engine.notice import Notice, notice_of
from ..engine.request import Request
from .base import DIGEST
from .queue import Queue
from .showing import DIGESTS, QUESTIONS, Spot
from .wanting import best_first, call_of, is_quiet, wants

# More questions at the same time come as one.
AT_ONCE: Final = 4
# Seconds in which questions are gathered for whoever wants them as one.
GATHERED: Final = 300.0
# Seconds between two digests once the budget of single questions is used up.
DIGEST_PAUSE: Final = 1800.0


class Calling:
    """Keeps for what people are to be called, until they were."""

    def __init__(self, spot: Spot, queue: Queue) -> None:
        """Call for nothing yet; what is due goes into the queue."""
        self._spot = spot
        self._world = spot.world
        self._queue = queue
        self._calls: set[str] = set()
        self._last_digest: float | None = None
        self._held = False
        self._gathering_since: float | None = None

    def __contains__(self, key: str) -> bool:
        """Tell whether people are to be called for something."""
        return key in self._calls

    @callback
    def add(self, key: str) -> None:
        """Have people called for something."""
        self._calls.add(key)

    @callback
    def done(self, key: str) -> None:
        """Take it that people were called for something, or need not be."""
        self._calls.discard(key)

    @callback
    def hold(self, key: str) -> None:
        """Leave the call for something to the end of the quiet hours."""
        self._calls.discard(key)
        self._held = True

    @callback
    def digest_came(self) -> None:
        """Take it that people were called with several in one."""
        self._last_digest = self._world.clock()

    def is_quiet(self) -> bool:
        """Tell whether nobody is called now."""
        return is_quiet(self._spot.settings, dt_util.now())

    # -------------------------------------------------------------- questions

    def asking(self) -> list[Request]:
        """Return the questions that are put here, the one that ends first at the top."""
        return best_first(one for one in self._world.asking() if self._mine(one))

    def _mine(self, request: Request) -> bool:
        """Tell whether people are asked here about such, and by this approver."""
        spot = self._spot
        return wants(spot.settings.filters, request) and self._world.first(
            spot.settings.id, spot.name, request
        )

    def call_of(self, request: Request) -> str:
        """Return a mark of the last time that people were called for a question."""
        return call_of(request, reminds=Notice.REMINDER not in self._world.silent())

    def covered(self, request: Request) -> str:
        """Return a mark of a question and its call, for a list of several."""
        return f"{request.id}/{self.call_of(request)}"

    def _is_new(self, request: Request, covered: tuple[str, ...]) -> bool:
        copy = self._spot.copy(request.id)
        uncalled = copy is None or copy.call != self.call_of(request)
        return uncalled and self.covered(request) not in covered

    # -------------------------------------------------------------------- plan

    @callback
    def plan(self) -> None:
        """Say how people are called for what is new: each alone, all in one, or not now."""
        asking = self.asking()
        digest = self._spot.copy(DIGEST)
        covered = digest.covers if digest else ()
        new = [one for one in asking if self._is_new(one, covered)]
        if digest and not digest.closed:
            self._queue.add(DIGEST)
        quiet = self.is_quiet()
        if not quiet:
            self._tell_broken()
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
        wanted = self._spot.settings.digest or self._held
        several = len(new) > 1 and wanted
        if several or len(new) > AT_ONCE or self._spot.budget.spent(QUESTIONS):
            if not self._digest_too_soon():
                self._calls.add(DIGEST)
                self._queue.now(DIGEST)
        else:
            for one in new:
                self._calls.add(one.id)
                self._queue.add(one.id)
        self._held, self._gathering_since = False, None

    def _tell_broken(self) -> None:
        """Have people called for promises that were broken, each by itself."""
        for one in self._world.broken():
            silent = notice_of(one) in self._world.silent()
            if not silent and self._mine(one) and self._is_new(one, ()):
                self._calls.add(one.id)
                self._queue.add(one.id)

    def _gathers(self) -> bool:
        """Tell whether it is waited a while longer for questions that come as one."""
        if not self._spot.settings.digest or self._held:
            return False
        now = self._world.clock()
        if self._gathering_since is None:
            self._gathering_since = now
        return now - self._gathering_since < GATHERED

    def _digest_too_soon(self) -> bool:
        """Tell whether the last list of today, of the few that are left, was a while ago."""
        last = self._last_digest
        if last is None or not self._spot.budget.spent(QUESTIONS):
            return False
        return self._world.clock() - last < DIGEST_PAUSE

    def digests_spent(self) -> bool:
        """Tell whether not even lists are sent today any more."""
        return self._spot.budget.spent(DIGESTS)
