"""By library: a Radarr or Sonarr is told to import, and what it says is not believed but looked at.

It ends such an order as successful whatever became of it, and deletes the file that is there before it
brings the new one. So everything that can be checked is checked before, and the file is read after.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...engine.home.home import Home, Means, Step
from ...engine.home.paths import tail
from ...engine.library.item import Episodes, Kind, Version
from ...engine.quality.comparison import Choice
from ...engine.reason import Reason
from ...engine.request import Request
from ...libraries.errors import LibraryOff, NotFound
from ...libraries.imports import Candidate, Doing, Mode
from .anew import begun_nowhere, item_of
from .around import Around, damage, no_video, what_is_dangerous
from .arriving import Come, come
from .choosing import clashing, doubted, halves, of_film, of_series, once, without
from .counted import episodes_of, labels
from .order import Blocked, Order
from .plan import by_person
from .singly import AT_IT, Singly
from .turn import LOOK_AGAIN, Turn, blocked

# Seconds between looks at what was told, and the most of them while it waits for its turn there.
_SOON: Final = 3.0
_SELDOM: Final = 30.0
# Seconds after the end of an order in which its file has to be there.
PATIENCE: Final = 60.0
# Seconds after which nobody waits for an order any more that stands in its queue.
HANGS: Final = 86400.0
# Why it waits for a person, although it may be otherwise the next time.
_MAY_PASS: Final = frozenset(
    {
        *("home_not_seen", "home_no_room", "home_nothing_there", "home_unknown_item"),
        # It is there again.
        "home_library_gone",
    }
)


class ByLibrary:
    """Has a library import what was downloaded."""

    def __init__(self, around: Around) -> None:
        """Begin with nothing looked at."""
        self._around = around
        self._singly = Singly(around.requests)
        # What was chosen to be imported, between two steps.
        self._chosen: dict[str, tuple[Candidate, ...]] = {}
        # For which of them it was told to look into the folder, as it did not show what it had brought.
        self._rescanned: set[str] = set()

    async def turn(self, request: Request, home: Home) -> Turn:
        """Take the next step. Raises ``LibraryError`` or ``ClientError`` while one cannot be asked."""
        asked = self._around.libraries.reachable(home.library)
        library = self._around.importer(home.library)
        if asked is None or library is None:
            raise LibraryOff
        order = Order(self._around, request, home, library, asked)
        if home.step not in AT_IT and not self._singly.take(request, home):
            return self._after_another(order)
        begins = False
        try:
            turn = await self._step(order)
            begins = home.step not in AT_IT and turn.home.step in AT_IT
        finally:
            if not begins:
                self._singly.settled(request)
        return turn

    def _after_another(self, order: Order) -> Turn:
        """Wait for another download of the same work, after which all is looked at anew."""
        if order.home.blocked:
            return Turn(home=order.home, wait=LOOK_AGAIN)
        why = Reason("home_after_another", (("library", order.name),))
        return Turn(home=replace(order.home, why=why), wait=_SELDOM, note=why)

    async def _step(self, order: Order) -> Turn:
        home = order.home
        try:
            match home.step:
                case Step.WAITING:
                    return await self._prepare(order)
                case Step.BEGUN:
                    return await self._begin(order)
                case Step.TOLD:
                    return await self._follow(order)
                case Step.LOOKING:
                    return await self._look(order)
                case _:
                    return await self._look_again(order)
        except Blocked as err:
            return blocked(home, err.why, order.now)
        except NotFound:
            if await order.asked.item(home.item) is not None:
                raise
            return await self._anew(order)

    # ----------------------------------------------------------------- steps

    async def _prepare(self, order: Order) -> Turn:
        """Check all that can be checked, and have what is about to be done put on disk."""
        home, request = order.home, order.request
        files = await self._around.files_of(request)
        if files and (why := what_is_dangerous(files)):
            raise Blocked(why)
        item = await order.asked.item(home.item)
        if item is None:
            raise NotFound
        if not home.forced and await order.library.tracked(request.download or ""):
            # It takes in by itself what is in its category, and says so: that is waited for.
            told = Reason("home_by_itself", (("library", order.name),))
            theirs = replace(
                home, means=Means.THEIRS, step=Step.LOOKING, since=order.now, why=None
            )
            return Turn(home=theirs, note=told)
        done = await come(order)
        if done.whole:
            return order.arrived(done.files)
        if why := damage(request, home):
            raise Blocked(why)
        try:
            source = await order.source()
            chosen, there = await self._choose(order, source, done)
        except Blocked as err:
            if done.files and self._leaves_nothing(request, err.why):
                return order.arrived(done.files)
            raise
        await order.check_room(source, item.path, chosen)
        self._chosen[request.id] = chosen
        begun = replace(
            home,
            step=Step.BEGUN,
            since=order.now,
            had=frozenset(one.id for one in there),
            sizes=tuple(one.size or 0 for one in chosen),
            episodes=episodes_of(chosen),
            source=source,
            why=None,
            tries=home.tries + 1,
        )
        return Turn(home=begun)

    async def _choose(
        self, order: Order, source: str, done: Come
    ) -> tuple[tuple[Candidate, ...], tuple[Version, ...]]:
        """Return what is to be imported, and the files of it that are there. Raises ``Blocked``."""
        its = await self._around.belonging(order.request)
        found = await order.library.candidates(
            source, item=order.home.item, download=order.request.download or ""
        )
        candidates = [one for one in found if its.has(one.path)]
        known = Episodes()
        if order.kind is Kind.SERIES:
            known = await order.asked.episodes(order.home.item)
            chosen = _episodes(order, candidates, known, done)
            chosen = await _as_counted(order, candidates, chosen)
        else:
            chosen = _film(order, candidates)
        if not chosen:
            nothing = Reason("home_nothing_there", (("library", order.name),))
            files = await self._around.files_of(order.request) or ()
            raise Blocked(no_video(files, nothing))
        numbers = episodes_of(chosen)
        there = await order.library.files_of(order.home.item, numbers)
        if not order.home.forced:
            order.check_what_goes(chosen, there, known)
        return chosen, there

    async def _begin(self, order: Order) -> Turn:
        """Tell it, unless it was told before the power went."""
        home, request = order.home, order.request
        done = await come(order)
        if done.whole:
            return order.arrived(done.files)
        chosen = self._chosen.get(request.id)
        if chosen is None:
            chosen, _ = await self._choose(order, home.source, done)
        command = await order.library.bringing([one.path for one in chosen])
        if not command:
            command = await order.library.bring(
                chosen,
                mode=Mode.COPY if self._around.shares(request) else Mode.MOVE,
                item=home.item,
                download=request.download or "",
            )
        self._chosen.pop(request.id, None)
        told = replace(home, step=Step.TOLD, since=order.now, command=command, why=None)
        note = Reason("home_begun", (("library", order.name),))
        return Turn(home=told, wait=_SOON, note=note)

    async def _follow(self, order: Order) -> Turn:
        home = order.home
        state = await order.library.doing(home.command)
        if state.doing in (Doing.QUEUED, Doing.STARTED):
            waited = order.now - home.since
            if waited > HANGS:
                raise Blocked(Reason("home_hangs", (("library", order.name),)))
            return Turn(home=home, wait=min(max(_SOON, waited / 4), _SELDOM))
        if state.doing is Doing.FAILED:
            params = (("library", order.name), ("detail", state.message))
            raise Blocked(Reason("home_failed", params))
        return Turn(home=replace(home, step=Step.LOOKING, since=order.now))

    async def _look(self, order: Order) -> Turn:
        """Look whether what it says it has done was done."""
        done = await come(order)
        if done.whole:
            self._rescanned.discard(order.request.id)
            return order.arrived(done.files)
        waited = order.now - order.home.since
        if waited >= PATIENCE / 2 and order.request.id not in self._rescanned:
            # It may have put the file there and failed to write that down.
            self._rescanned.add(order.request.id)
            await order.library.rescan(order.home.item)
        if waited < PATIENCE:
            return Turn(home=order.home, wait=_SOON)
        self._rescanned.discard(order.request.id)
        numbers = await order.numbers()
        now = {one.id for one in await order.library.files_of(order.home.item, numbers)}
        lost = bool(order.home.had) and now.isdisjoint(order.home.had)
        code = "home_lost" if lost and not now else "home_not_there"
        raise Blocked(Reason(code, (("library", order.name),)))

    async def _look_again(self, order: Order) -> Turn:
        """Look at what waits for a person: they may have seen to it there, or what kept it is over."""
        home = order.home
        done = await come(order)
        if done.whole:
            return order.arrived(done.files)
        if home.why is not None and home.why.code in _MAY_PASS:
            turn = await self._prepare(order)
            if not turn.home.blocked:
                return turn
        return Turn(home=home, wait=LOOK_AGAIN)

    # ------------------------------------------------------------------ below

    async def _anew(self, order: Order) -> Turn:
        """Begin anew with the work as it is called now: it was removed, and perhaps added again."""
        home = order.home
        item = item_of(self._around, order.request, home.library, but=home.item)
        if not item or await order.asked.item(item) is None:
            why = Reason("home_unknown_item", (("library", order.name),))
            return blocked(home, why, order.now)
        return Turn(home=begun_nowhere(home, order.now, home.library, item))

    def _leaves_nothing(self, request: Request, why: Reason) -> bool:
        """Tell whether nothing is left of a download of which some was imported before.

        What nobody shares was moved away with that.
        """
        if why.code == "home_there_already":
            return True
        moved = why.code in ("home_not_seen", "home_nothing_there")
        return moved and not self._around.shares(request)


async def _as_counted(
    order: Order, candidates: Sequence[Candidate], chosen: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """Return files with what the library says of them where it has not read them otherwise than a person counts.

    What it says against other episodes than those says nothing. Who has seen the question, or wants it
    whatever it says, is not kept by that.
    """
    if order.home.forced or by_person(order.request):
        return chosen
    read = {one.path: one.episodes for one in candidates}
    otherwise = [
        one for one in chosen if one.rejections and one.episodes != read[one.path]
    ]
    if not otherwise:
        return chosen
    anew = await order.library.reread(
        otherwise, item=order.home.item, download=order.request.download or ""
    )
    by_path = {one.path: one for one in anew}
    return tuple(by_path.get(one.path, one) for one in chosen)


def _film(order: Order, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the film. Raises ``Blocked`` for one in several files: half of it would go over a whole one."""
    if parts := halves(candidates):
        names = ", ".join(tail(one) for one in parts[:5])
        params = (("library", order.name), ("files", names))
        raise Blocked(Reason("home_in_parts", params))
    return of_film(candidates)


def _episodes(
    order: Order, candidates: Sequence[Candidate], known: Episodes, done: Come
) -> tuple[Candidate, ...]:
    """Return the files of a series that are to be imported. Raises ``Blocked``."""
    counted = order.counted(known)
    chosen = once(of_series(candidates, counted))
    if alike := clashing(chosen):
        # No word of a person helps: each would be put over the one before.
        params = (("library", order.name), ("episodes", labels(alike)))
        raise Blocked(Reason("home_read_alike", params))
    doubt = doubted(candidates, counted, order.name)
    if doubt is not None and not order.home.forced:
        raise Blocked(doubt)
    new = chosen
    if order.request.choice is not Choice.REPLACE and not order.home.forced:
        # What is there of a pack stays as it is.
        new = without(chosen, known)
    left = tuple(one for one in new if not done.has(one.episodes))
    if chosen and not left:
        raise Blocked(Reason("home_there_already"))
    return left
