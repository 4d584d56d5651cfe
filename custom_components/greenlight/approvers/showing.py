"""Showing: what every place needs to put something there, and how much of that it may."""

from collections.abc import Callable, Collection, Coroutine, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..engine.request import Request, State
from ..gate.requests import Requests
from ..parts.approver_settings import ApproverKind, ApproverSettings
from ..presentation.screens import ChatScreen, Page, PhoneScreen, Screen
from .base import Channel, Copy
from .copies import Copies

# Pushes a day to a phone, of the 500 that the push service takes: progress is the first to go, then
# whatever only tells, and in the end the single questions.
STEPS: Final = 300
TOLD: Final = 380
QUESTIONS: Final = 400
DIGESTS: Final = 470


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What all places share: the questions, the copies, two clocks, and how tasks are begun.

    ``asking`` are the questions that wait now, with the imports that people have to say something of;
    ``broken`` is what has just turned out to be worse than promised.
    ``now`` tells epoch seconds, ``clock`` seconds that never go back. ``step`` says how far a download
    is, empty for what does not download. ``failed`` is told when a place begins to fail, or no longer
    does. ``silent`` are the kinds of notice that nobody wants. ``first`` tells whether an approver is the
    one that puts a question at a place which others have, too.
    """

    hass: HomeAssistant
    requests: Requests
    asking: Callable[[], Iterable[Request]]
    broken: Callable[[], Iterable[Request]]
    copies: Copies
    now: Callable[[], float]
    clock: Callable[[], float]
    spawn: Callable[[Coroutine[Any, Any, None], str], None]
    step: Callable[[Request], str]
    failed: Callable[[], None]
    silent: Callable[[], Collection[str]] = tuple
    first: Callable[[str, str, Request], bool] = lambda _approver, _place, _one: True


class Budget:
    """Counts what a place is sent in a day of the push service, which ends at midnight UTC."""

    def __init__(self, copies: Copies, name: str) -> None:
        """Count under a name, or nothing if it is empty: there is no end to what may be sent."""
        self._copies = copies
        self._name = name

    def spent(self, budget: int) -> bool:
        """Tell whether so much was sent today."""
        return bool(self._name) and self._copies.sent(self._name, _today()) >= budget

    @callback
    def count(self) -> None:
        """Count what is sent now."""
        if self._name:
            self._copies.count(self._name, _today())


@dataclass(slots=True, kw_only=True)
class Spot:
    """One device or chat (``name``) as everything that sees to it knows it, with the settings of now."""

    world: World
    settings: ApproverSettings
    channel: Channel[Any]
    name: str
    budget: Budget

    @property
    def phone(self) -> bool:
        """Tell whether it is a phone."""
        return self.settings.kind is ApproverKind.COMPANION

    def copy(self, key: str) -> Copy | None:
        """Return what is seen here of something, None if nothing was ever."""
        return self.world.copies.get(self.settings.id, self.name, key)

    def blank(self, key: str) -> Copy:
        """Return what is put here of something for the first time."""
        return Copy(approver=self.settings.id, place=self.name, request=key)


def _today() -> str:
    return dt_util.utcnow().date().isoformat()


def as_approved(request: Request) -> Request:
    """Return a request as it was when it was approved."""
    for end in range(len(request.journal), 0, -1):
        entry = request.journal[end - 1]
        if entry.after is State.APPROVED is not entry.before:
            return replace(request, state=State.APPROVED, journal=request.journal[:end])
    return request


def beside_progress(request: Request, page: Page) -> Request:
    """Return a request as it is seen on a phone: what is downloading stays approved there.

    Its progress stands beside that, and has no buttons; so what was decided can be taken back.
    """
    if request.state is not State.DOWNLOADING or page is Page.REALLY:
        return request
    return as_approved(request)


def is_same(copy: Copy, digest: str, step: str) -> bool:
    """Tell whether nothing that matters has changed: of a download, whether it is as far."""
    return copy.shown == digest or bool(step and copy.step == step)


def digest_of(screen: Screen) -> str:
    """Return a digest of what is seen of a screen, whenever it goes and whatever sound it makes."""
    if isinstance(screen, PhoneScreen):
        screen = replace(screen, goes_after=None, silent=False)
    elif isinstance(screen, ChatScreen):
        screen = replace(screen, silent=False)
    return blake2b(repr(screen).encode("utf-8", "replace"), digest_size=12).hexdigest()


def silent(screen: Screen) -> Screen:
    """Return a screen that makes no sound: nobody is called by a change."""
    if isinstance(screen, PhoneScreen | ChatScreen):
        return replace(screen, silent=True)
    return screen
