"""Board: all that the card shows and is the same for everybody, made anew only where it has changed.

Requests never change in place. What is the same object with the same facts around it is not told again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest
from itertools import batched
from typing import Final

from ...clients.base import Download
from ...engine.request import Request, State
from ...gate.gate import Gate
from ...gate.room import Outlook
from ..asking.telling import Knowing, disk_of, tell
from ..asking.told import Told
from ..saying import MINUTE
from .download import Downloads, is_download
from .entries import happened
from .pieces import Json
from .question import answers_to, question_view
from .rooms import Rooms, room_view
from .rows import Row
from .single import Singly, sendable
from .totals import Totals
from .troubles import Troubles
from .works import work_view

# Seconds after which disks are looked at anew for all questions, although nothing has happened.
ROOMS_EVERY: Final = 10.0
# So many rows are made at once before others have their turn.
AT_ONCE: Final = 20
# So many of what happened last are told.
RECENT: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is so now. Rows that have not changed are the same objects as in the look before.

    ``recent`` are the requests of what happened last, the newest first.
    """

    waiting: Mapping[str, Row]
    downloads: Mapping[str, Row]
    recent: tuple[Request, ...]
    totals: Json
    troubles: list[Json]


@dataclass(slots=True)
class _Question:
    """A question as it was made last, and of what."""

    request: Request
    outlook: Outlook | None
    told: Told
    always: bool
    works: bool
    row: Row


@dataclass(slots=True)
class _OnItsWay:
    """A download as it was made last, and of what; ``facts`` are those of its client and of time."""

    request: Request
    download: Download | None
    facts: object
    work: Json
    row: Row

    def names(self, request: Request) -> bool:
        """Tell whether a request is named just as it was."""
        same = self.request.release is request.release
        return same and self.request.weighed is request.weighed

    def holds(self, request: Request, download: Download | None, facts: object) -> bool:
        """Tell whether nothing has changed that it was made of."""
        # What waits may wait for something else by now.
        waits = request.state is State.APPROVED
        same = self.request is request and not waits and self.facts == facts
        return same and self.download == download


class Board:
    """Makes looks, each of what has changed since the one before."""

    def __init__(
        self,
        gate: Gate,
        knowing: Knowing,
        downloads: Callable[[Callable[[Request], Json | None]], Downloads],
        totals: Totals,
        troubles: Troubles,
        always: Callable[[Request], bool],
        around: Callable[[], object],
    ) -> None:
        """``always`` tells whether a rule can be made of a question.

        ``around`` is what names and settings there are: as long as it is equal, so is what it makes
        of the same request.
        """
        self._gate = gate
        self._rooms = Rooms(knowing.outlook, totals.disks)
        self._knowing = replace(knowing, outlook=self._rooms.outlook)
        self._downloads = downloads(self._room_of)
        self._totals = totals
        self._troubles = troubles
        self._always = always
        self._around = around
        self._was_around: object = None
        self._questions: dict[str, _Question] = {}
        self._on_their_way: dict[str, _OnItsWay] = {}
        self._rooms_at = 0.0
        self._free: object = None
        self._stirred = True
        self._singly = Singly("Request")

    def stir(self) -> None:
        """Take it that something has happened to a request: disks are promised otherwise now."""
        self._stirred = True

    def prepared(self) -> Iterator[None]:
        """Make rows, some at each step, so that the first look does not hold everything up."""
        self._look_around()
        now = self._knowing.now()
        for some in batched(self._gate.requests.every(), AT_ONCE, strict=False):
            with self._gate.room.at_once():
                for one in some:
                    if _waits(one):
                        self._made(one, partial(self._question, rooms=False))
                    elif is_download(one, now):
                        self._made(one, partial(self._download, facts=None))
            yield

    def _made(self, request: Request, make: Callable[[Request], Row]) -> Row | None:
        """Return the row of a request, None where it cannot be made: that costs no other."""
        return self._singly.made(request.id, lambda: make(request))

    def _look_around(self) -> None:
        """Forget what was made of other names and settings."""
        around = self._around()
        if around != self._was_around:
            self._was_around = around
            self._questions.clear()
            self._on_their_way.clear()

    def look(self) -> Look:
        """Return what is so now."""
        self._look_around()
        now = self._knowing.now()
        with self._gate.room.at_once():
            totals = self._totals.now()
            # Nothing on a page is to tell of the same disk otherwise than what stands above it.
            free = totals.get("free"), totals.get("way")
            self._stirred |= free != self._free
            self._free = free
            waiting = self._waiting(now)
            downloads = self._all_downloads(now)
        return Look(
            waiting=waiting,
            downloads=downloads,
            recent=self._recent(),
            totals=totals,
            troubles=self._troubles.now(),
        )

    # ------------------------------------------------------------- questions

    def _waiting(self, now: float) -> dict[str, Row]:
        rooms = self._stirred or not 0 <= now - self._rooms_at < ROOMS_EVERY
        if rooms:
            self._rooms_at, self._stirred = now, False
        make = partial(self._question, rooms=rooms)
        found = {
            request.id: row
            for request in self._gate.requests.open.values()
            if _waits(request) and (row := self._made(request, make))
        }
        for gone in self._questions.keys() - found.keys():
            del self._questions[gone]
        return found

    def _question(self, request: Request, *, rooms: bool) -> Row:
        """Return the row of a question; with ``rooms`` its disk is looked at anew."""
        known = self._questions.get(request.id)
        if known is None or known.request is not request:
            made = self._asked(request)
        elif rooms and (outlook := self._rooms.outlook(request)) != known.outlook:
            made = self._with_room(known, outlook)
        else:
            return known.row
        if known is not None and made.row.same_as(known.row):
            made.row = known.row
        self._questions[request.id] = made
        return made.row

    def _asked(self, request: Request) -> _Question:
        told, always = tell(request, self._knowing), self._always(request)
        works = self._gate.library.can_be_said(request.release)
        data = sendable(question_view(told, request))
        row = Row(data, request, answers_to(told, always=always, works=works))
        outlook = self._rooms.outlook(request)
        return _Question(request, outlook, told, always, works, row)

    def _with_room(self, known: _Question, outlook: Outlook | None) -> _Question:
        """Return a question with the room there is now; nothing else of it has changed."""
        request, always, works = known.request, known.always, known.works
        told = replace(known.told, disk=disk_of(request, self._knowing))
        data = {key: one for key, one in known.row.data.items() if key != "room"}
        if told.disk is not None:
            data["room"] = room_view(told.disk)
        row = Row(data, request, answers_to(told, always=always, works=works))
        return _Question(request, outlook, told, always, works, row)

    def _room_of(self, request: Request) -> Json | None:
        disk = disk_of(request, self._knowing)
        return None if disk is None else room_view(disk)

    # ------------------------------------------------------------- downloads

    def _all_downloads(self, now: float) -> dict[str, Row]:
        # What can be taken back no longer can after some minutes.
        clients, minute = self._downloads.clients(), now // MINUTE
        found = dict[str, Row]()
        for one in self._gate.requests.every():
            if is_download(one, now):
                facts = clients.get(one.client or ""), minute
                row = self._made(one, partial(self._download, facts=facts))
                found |= {one.id: row} if row else {}
        for gone in self._on_their_way.keys() - found.keys():
            del self._on_their_way[gone]
        return found

    def _download(self, request: Request, facts: object) -> Row:
        download = self._gate.downloads.get(request.id)
        known = self._on_their_way.get(request.id)
        if known is not None and known.holds(request, download, facts):
            return known.row
        named = known is not None and known.names(request)
        work = known.work if known and named else work_view(request)
        row = self._downloads.row(request, download, work)
        sendable(row.data)
        if known is not None and row.same_as(known.row):
            row = known.row
        made = _OnItsWay(request, download, facts, work, row)
        self._on_their_way[request.id] = made
        return row

    # ------------------------------------------------------------- history

    def _recent(self) -> tuple[Request, ...]:
        past = filter(happened, self._gate.requests.every())
        return tuple(nlargest(RECENT, past, key=lambda one: one.ended))


def _waits(request: Request) -> bool:
    """Tell whether people are asked about a request, or will be when they wished."""
    return request.state is State.PENDING and not request.queued
