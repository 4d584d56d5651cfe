"""Homecoming: what was downloaded is brought to where it is watched, and what people say of that."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from itertools import batched
from typing import Final

from ...engine.blocked import saw_blocked
from ...engine.home.home import Home, Means, Step
from ...engine.reason import Reason
from ...engine.records import Record, origin_of
from ...engine.request import Actor, IllegalMove, Request, State
from ...engine.seen import seen
from ...libraries.imports import Imports
from ..ports import (
    BeingImported,
    LedgerError,
    QuestionChanged,
    UnknownItem,
    UnknownRequest,
)
from ..skip_list import SkipList
from .anew import begun_nowhere, importing
from .around import Around
from .driver import Driver
from .means import Steps
from .measuring import Measuring
from .plan import Places, by_person
from .planned import planned
from .rescan import Looks, away, rescan
from .shown import Meant, meant_by_yes

# So many titles are read before others have their turn.
_AT_ONCE: Final = 50


class Homecoming:
    """The verbs of people and parts. Each raises ``LedgerError`` if it was not written."""

    def __init__(self, around: Around, skip_list: SkipList) -> None:
        """Begin with nothing under way."""
        self.around = around
        self._steps = Steps(around)
        self._driver = Driver(around, self._steps)
        self._measuring = Measuring(around, skip_list)

    def start(self) -> None:
        """Go on with everything that was on its way, and read what came before."""
        self._driver.start_all()
        self.around.environment.spawn(self._read(), "read what came of downloads")

    async def _read(self) -> None:
        """Know what came of all that there is, with a turn for everybody else."""
        for some in batched(self.around.requests.every(), _AT_ONCE, strict=False):
            for one in some:
                self._know(one)
            await asyncio.sleep(0)
        self.around.records.whole = self._measuring.whole = True

    def _know(self, request: Request) -> None:
        self.around.records.take(request)
        self._measuring.know(request)

    def stop(self) -> None:
        """Let go of all timers."""
        self._driver.stop()

    # --------------------------------------------------------- what the gate tells

    def entering(self, request: Request) -> Request:
        """Return a request that comes into a new state with what that means for its way home.

        The way home of what is complete is on disk together with that.
        """
        if request.state is State.COMPLETED and request.home is None:
            return replace(request, home=planned(self.around, request))
        if request.state is State.APPROVED and request.choice is None:
            # What was shown is what was decided on, whatever the rule says later.
            meant = meant_by_yes(self.around, request, asked=by_person(request))
            return replace(request, choice=meant.choice if meant else None)
        return request

    def record(self, group: str) -> Record:
        """Return how often a group kept its word."""
        return self.around.records.of(group)

    def origin(self, request: Request) -> Record:
        """Return how often what came from where a release is offered was as promised."""
        return self.around.records.of_origin(origin_of(request))

    def meant(self, request: Request) -> Meant | None:
        """Return what a person's plain yes means for the file that is there.

        None where the program that ordered it decides on that.
        """
        return meant_by_yes(self.around, request, asked=True)

    def fate(self, request: Request) -> str:
        """Return how the file that is there goes by a person's plain yes, empty where it stays."""
        meant = self.meant(request) if request.state is State.PENDING else None
        return meant.deletes if meant else ""

    def mark(self, request: Request) -> str:
        """Return a mark of what people see of a question."""
        return seen(request, self.fate(request))

    def completed(self, request: Request) -> None:
        """Begin with it."""
        self._know(request)
        self._driver.start(request.id)

    def library_changed(
        self, library_id: str, item_ids: Collection[str] | None = None
    ) -> None:
        """Look at what may have come home by what a library has just told, and at what it is."""
        self._measuring.library_changed(library_id, item_ids)
        if item_ids is None:
            # It can be asked again, or was read anew.
            self._tell_late(library_id)
        for request in self._measuring.of(library_id, item_ids):
            home = request.home
            if request.state is not State.COMPLETED or home is None or home.over:
                continue
            if home.step is Step.WAITING and home.library not in ("", library_id):
                continue
            self._driver.start(request.id)

    def _tell_late(self, library_id: str) -> None:
        scanning = self._steps.scanning
        for request in self.around.requests.history.values():
            if scanning.owes(request, library_id):
                work = self._told_late(request.id, library_id)
                self.around.environment.spawn(work, f"tell of {request.id}")

    async def _told_late(self, request_id: str, library_id: str) -> None:
        # The storage has logged why; it is told once more than it need be then.
        with suppress(LedgerError, UnknownRequest):
            await self._steps.scanning.tell_late(request_id, library_id)

    # ------------------------------------------------------------ what people say

    async def import_now(
        self,
        request_id: str,
        who: Actor,
        *,
        anyway: bool = False,
        library: str = "",
        item: str = "",
        seen: str = "",
    ) -> Request:
        """Have something imported that was not, ``anyway`` whatever speaks against it.

        Without a ``library`` and an ``item`` it is the one that knows the work; ``seen`` is the mark of
        what somebody was shown, empty for whoever has not looked. Raises ``UnknownRequest``,
        ``IllegalMove`` for what is not complete, is there already or is never imported,
        ``QuestionChanged`` if something else speaks against it by now, ``UnknownItem`` where no library
        imports it, and ``LibraryError`` for one that is away.
        """
        request = self.around.requests.find(request_id)
        home = request.home
        if request.state is not State.COMPLETED:
            raise IllegalMove(request, State.IMPORTED)
        if home is not None and home.barred:
            raise IllegalMove(request, State.IMPORTED)
        if home is not None and home.step in (Step.BEGUN, Step.TOLD):
            # It is being done.
            raise BeingImported(request, State.IMPORTED)
        if not saw_blocked(request, seen):
            raise QuestionChanged(request)
        means = Means.IMPORT
        if home is not None and self._by_files(home, library):
            means = Means.FILES
        else:
            library, item = self._place(request, library, item)
        now = self.around.now()
        before = home or Home(step=Step.WAITING, means=means, since=now)
        begun = begun_nowhere(before, now, library, item)
        wanted = replace(begun, means=means, forced=anyway)
        why = Reason("home_wanted_anyway" if anyway else "home_wanted")
        noted = await self.around.requests.note(request_id, who, why, home=wanted)
        self._driver.start(request_id)
        return noted

    def _by_files(self, home: Home, library: str) -> bool:
        """Tell whether what waits for a word goes into a folder, as nobody names a library for it."""
        return home.blocked and home.means is Means.FILES and not library

    def _place(self, request: Request, library: str, item: str) -> tuple[str, str]:
        libraries = self.around.libraries
        importers = libraries.those(Imports)
        if not library:
            places = importing(self.around, request) or Places()
            place = places.of(request.choice)
            home = request.home
            if home and home.library in importers and self._has(home):
                place = (home.library, home.item)
            if place is None:
                raise UnknownItem(request.id)
            library, item = place
        if library not in importers:
            raise UnknownItem(library)
        if libraries.reachable(library) is None:
            raise away(libraries, library)
        if item not in libraries.index.shelf(library).items:
            raise UnknownItem(item)
        return library, item

    def _has(self, home: Home) -> bool:
        """Tell whether its library has the item still that it is for."""
        return home.item in self.around.libraries.index.shelf(home.library).items

    async def leave(self, request_id: str, who: Actor, *, seen: str = "") -> Request:
        """Leave something where its client saved it.

        Raises ``UnknownRequest``, ``IllegalMove``, or ``QuestionChanged`` as ``import_now`` does.
        """
        request = self.around.requests.find(request_id)
        home = request.home
        if request.state is not State.COMPLETED or home is None or home.over:
            raise IllegalMove(request, State.IMPORTED)
        if home.step in (Step.BEGUN, Step.TOLD):
            # It is being done, and nobody can call it back.
            raise BeingImported(request, State.IMPORTED)
        if not saw_blocked(request, seen):
            raise QuestionChanged(request)
        left = replace(home, step=Step.LEFT, since=self.around.now(), why=None)
        return await self.around.requests.note(
            request_id, who, Reason("home_left"), home=left
        )

    async def rescan(self, library_id: str, item_id: str) -> Looks:
        """Have a library look through the folder of an item. Raises as ``rescan`` does."""
        return await rescan(self.around, library_id, item_id)
