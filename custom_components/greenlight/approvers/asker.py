"""The asker: keeps what people see of each question, wherever they see it, as it is.

It follows the gate, and tells each place (``place``) which requests have changed. What is to be seen
there is made anew each time, so a restart, a reload or a lost event leaves nothing wrong for long.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import logging
from time import monotonic
from typing import Any, Final

from homeassistant.const import EVENT_SERVICE_REGISTERED
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.event import (
    async_track_time_change,
    async_track_time_interval,
)
from homeassistant.util import dt as dt_util

from ..engine.request import Request, State
from ..engine.undo import UNDO_WINDOW
from ..gate.gate import Gate
from ..parts.approver_settings import ApproverSettings
from ..parts.neighbours import TELEGRAM
from ..presentation.asking.pace import step_of
from ..presentation.screens import Page, PhoneScreen
from .base import DIGEST, NEWS, NOTE, TEST, Channel, Copy, NotDelivered
from .copies import Copies
from .harmless import Harmless
from .leaving import clear
from .news import News, first_of_each
from .pace import Pace, paces_of
from .place import Place
from .showing import World
from .waiting import Waiting, is_over
from .wanting import is_quiet, wants

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY: Final = timedelta(seconds=30)
# Seconds for which whoever presses early waits until it is known what they have pressed.
SETTLES: Final = 10.0
# Seconds after which a page that somebody has opened is the question again.
OPENED: Final = 300.0
# Seconds for which that an answer can be taken back is looked at a little longer: its button goes then.
LINGER: Final = 120.0
# What is called when it is there again, after a start or a reload.
_ACTIONS: Final = frozenset({"notify", TELEGRAM})

type Build = Callable[[ApproverSettings], Channel[Any]]


class Asker:
    """All approvers, their channels and their places."""

    def __init__(
        self,
        hass: HomeAssistant,
        gate: Gate,
        copies: Copies,
        build: Build,
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
        now: Callable[[], float],
        silent: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """Know no approver yet; ``build`` makes the channel of one.

        ``silent`` are the kinds of notice that nobody wants.
        """
        self._hass = hass
        self._gate = gate
        self._copies = copies
        self._build = build
        self._spawn = spawn
        self._now = now
        self._waiting = Waiting(gate, now)
        self._world = World(
            hass=hass,
            requests=gate.requests,
            asking=self._waiting.all,
            broken=self._waiting.broken,
            copies=copies,
            now=now,
            clock=monotonic,
            spawn=spawn,
            step=self.step,
            failed=self._tell,
            silent=silent,
            first=self._is_first,
        )
        self.approvers: dict[str, ApproverSettings] = {}
        self.channels: dict[str, Channel[Any]] = {}
        self.harmless = Harmless(self.channels, copies, now, self._tell)
        self._places: dict[str, dict[str, Place]] = {}
        self._bots: dict[str, Pace] = {}
        self._seen: dict[str, tuple[Request, str, str]] = {}
        self._news = News(
            *(hass, gate, copies, now),
            lambda wants: first_of_each(self.approvers, self._places, wants),
            self._look_everywhere,
        )
        self._listeners: list[CALLBACK_TYPE] = []
        self._noted: dict[str, float] = {}

    # ------------------------------------------------------------------- life

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Follow the gate. Returns what ends it."""
        stops = [
            self._waiting.start(),
            self._news.start(),
            self._gate.on_update(self._on_update),
            async_track_time_interval(self._hass, self._on_tick, LOOK_EVERY),
            # Words such as "tomorrow" are not true any more.
            async_track_time_change(
                self._hass, self._on_midnight, hour=0, minute=0, second=5
            ),
            self._hass.bus.async_listen(
                EVENT_SERVICE_REGISTERED, self._on_action, _is_ours
            ),
        ]
        self.look()

        @callback
        def stop() -> None:
            for one in stops:
                one()
            for place in self._every_place():
                place.stop()

        return stop

    @callback
    def update(self, approvers: Mapping[str, ApproverSettings]) -> None:
        """Take the approvers as they are set now; what has not changed goes on."""
        wanted = {key: one for key, one in approvers.items() if one.enabled}
        for key in self.approvers.keys() - wanted.keys():
            self._let_go(key)
        for key, settings in wanted.items():
            if self.approvers.get(key) == settings:
                continue
            before = self.channels.get(key)
            self.approvers[key] = settings
            self.channels[key] = self._build(settings)
            self._sync_places(key)
            for place in self._places[key].values():
                place.change(settings, self.channels[key])
            self._clear_left(key, before)
        self._forget_unknown()
        self.look()
        self._tell()

    @callback
    def _let_go(self, key: str) -> None:
        """Ask nobody by an approver any more, and take away what is seen there."""
        for place in self._places.pop(key, {}).values():
            place.stop()
        del self.approvers[key]
        self._clear_left(key, self.channels.pop(key))
        self.harmless.tests.pop(key, None)

    @callback
    def _clear_left(self, key: str, channel: Channel[Any] | None) -> None:
        """Take away what is seen at places that are none of an approver any more."""
        here = self.approvers[key].places if key in self.approvers else ()
        left = [
            one for one in self._copies if one.approver == key and one.place not in here
        ]
        for copy in left:
            self._copies.drop(copy)
        if channel and (seen := [one for one in left if not one.closed]):
            self._spawn(clear(channel, seen), "take away what is not asked any more")

    @callback
    def _forget_unknown(self) -> None:
        for copy in self._copies:
            if copy.approver not in self.approvers:
                self._copies.drop(copy)

    @callback
    def _sync_places(self, key: str) -> None:
        """Know the places that an approver has now: a phone may have come or gone."""
        settings, channel = self.approvers[key], self.channels[key]
        places = self._places.setdefault(key, {})
        names = channel.places
        for name in [one for one in places if one not in names]:
            places.pop(name).stop()
        for name in names:
            if name not in places:
                paces = paces_of(settings, name, self._bots)
                places[name] = Place(self._world, settings, channel, name, paces)

    def _is_first(self, approver: str, place: str, request: Request) -> bool:
        """Tell whether an approver puts a question at a place: one does, of all that ask there.

        It is the one that has put it already, else the first by name of those that want it, rather
        one that is not quiet now.
        """
        mine = self.approvers[approver]
        here = [
            one
            for one in self.approvers.values()
            if (one.kind, one.bot) == (mine.kind, mine.bot)
            and place in self._places.get(one.id, {})
        ]
        if len(here) < 2:
            return True
        put = [one for one in here if self._copies.has(one.id, place, request.id)]
        wanting = put or [one for one in here if wants(one.filters, request)]
        now = dt_util.now()
        heard = put or [one for one in wanting if not is_quiet(one, now)] or wanting
        return mine is min(heard, key=lambda one: (one.name.casefold(), one.id))

    def _every_place(self) -> list[Place]:
        return [one for places in self._places.values() for one in places.values()]

    # ------------------------------------------------------------------- look

    @callback
    def look(self) -> None:
        """Bring everything up to date everywhere."""
        keys = self._waiting.ids()
        keys |= {one.of for one in self._copies if self._is_live(one)}
        for place in self._every_place():
            place.look(*(keys - {DIGEST, TEST, NOTE, NEWS}))

    @callback
    def _on_update(self) -> None:
        """Bring up to date what has changed since the last time."""
        shown = {one.of for one in self._copies} | self._waiting.ids()
        changed = []
        for key in shown:
            request = self._gate.requests.get(key)
            if request is None:
                if self._seen.pop(key, None):
                    changed.append(key)
                continue
            before = self._seen.get(key)
            step = self.step(request)
            fate = self._gate.home.fate(request)
            same = before is not None and before[1:] == (step, fate)
            if before and same and (step or before[0] is request):
                continue
            self._seen[key] = request, step, fate
            changed.append(key)
        # What a list of several has held is seen nowhere else.
        for key in self._seen.keys() - shown:
            del self._seen[key]
            changed.append(key)
        if changed:
            self._look_everywhere(*changed)

    def step(self, request: Request) -> str:
        """Return how far a download is, in steps of a twentieth, empty for what does not download."""
        if request.state is not State.DOWNLOADING:
            return ""
        told = self._gate.downloads.get(request.id)
        state = f"{told.state}" if told else ""
        return f"{step_of(request.progress)}/{state}/{request.stuck_in}"

    def _is_live(self, copy: Copy) -> bool:
        """Tell whether what is seen may still change without anything happening."""
        request = self._gate.requests.get(copy.of)
        if request is None or request.open or (copy.asks and not copy.closed):
            # Of what has ended no question is left, however long ago that was.
            return True
        return 0 <= self._now() - request.ended < UNDO_WINDOW + LINGER

    @callback
    def _on_tick(self, _now: datetime) -> None:
        """See to whatever comes with time: pages, undo, quiet hours, phones that come and go."""
        now = self._now()
        due = set[str]()
        for copy in self._copies:
            if copy.of == NEWS and self._news.is_over(copy):
                self._copies.drop(copy)
            if copy.of in (DIGEST, TEST, NOTE, NEWS):
                continue
            if copy.page is not Page.QUESTION and not 0 <= now - copy.turned < OPENED:
                self._copies.put(replace(copy, page=Page.QUESTION))
                due.add(copy.of)
            request = self._gate.requests.get(copy.of)
            if request is None or is_over(request, now):
                self._copies.drop(copy)
            elif 0 <= now - request.ended - UNDO_WINDOW < LINGER:
                due.add(copy.of)
        for key in self.approvers:
            self._sync_places(key)
        self._look_everywhere(*due)

    @callback
    def _look_everywhere(self, *keys: str) -> None:
        for place in self._every_place():
            place.look(*keys)

    @callback
    def _on_midnight(self, _now: datetime) -> None:
        self.look()

    @callback
    def _on_action(self, _event: Event[Any]) -> None:
        """Try at once what waits for a bot or a phone that is there again."""
        for key in self.approvers:
            self._sync_places(key)
        for place in self._every_place():
            place.retry()
            place.look()

    # ---------------------------------------------------------------- presses

    @callback
    def pressed(
        self,
        approver: str,
        places: tuple[str, ...],
        request: str,
        page: Page | None,
        *,
        apart: bool = False,
    ) -> None:
        """Show whoever pressed the page they wanted, or what is so now, before all else.

        With ``apart`` it comes as a message of its own.
        """
        for name in places:
            if place := self._places.get(approver, {}).get(name):
                place.turn(request, page, apart=apart)

    @callback
    def put_off(self, approver: str, places: tuple[str, ...], until: float) -> None:
        """Have a list of questions come again then (epoch seconds), where somebody wants that."""
        for name in places:
            if place := self._places.get(approver, {}).get(name):
                place.put_off(until)

    async def settled(self, approver: str, name: str) -> bool:
        """Wait until it is known what is seen at a place; tell whether it is, as that may take long."""
        place = self._places.get(approver, {}).get(name)
        try:
            async with asyncio.timeout(SETTLES):
                if place:
                    await place.settled()
        except TimeoutError:
            return False
        return True

    async def note(
        self, approver: str, places: tuple[str, ...], who: str, text: str
    ) -> None:
        """Tell somebody on their phones what became of their press, at most once in a minute."""
        now = monotonic()
        if now - self._noted.get(who, -60.0) < 60.0:
            return
        self._noted[who] = now
        screen = PhoneScreen(title=text, message="", goes_after=15)
        for name in places:
            try:
                await self._places[approver][name].say(screen)
            except (NotDelivered, KeyError) as err:
                _LOGGER.debug("Nobody could be told of their press: %s", err)

    # ---------------------------------------------------------------- trouble

    def trouble(self, approver: str) -> str:
        """Return the key of what keeps an approver from asking, empty if nothing does."""
        channel = self.channels.get(approver)
        if channel is None:
            return ""
        if found := channel.trouble():
            return found
        places = self._places.get(approver, {}).values()
        return next((one.trouble for one in places if one.trouble), "")

    @callback
    def on_change(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back when a trouble or a test has changed. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()


@callback
def _is_ours(data: Mapping[str, Any]) -> bool:
    return data.get("domain") in _ACTIONS
