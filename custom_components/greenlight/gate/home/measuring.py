"""Measuring: what a library has found in a file that has come, told once, and held against its group."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from ...engine.home.home import Home, Means, Measured, Step
from ...engine.home.measuring import is_no_better, measure, still_better
from ...engine.library.item import Version
from ...engine.quality.ladder import FEL_CHAIN
from ...engine.reading import read
from ...engine.reason import Reason
from ...engine.request import SYSTEM, Request, State
from ...engine.skips import skip_of
from ...engine.weighed import Work, work_in
from ..by_work import Key, keys_of_ids
from ..ports import AS_PROMISED, NOT_AS_PROMISED, LedgerError
from ..skip_list import SkipList
from .around import Around
from .choosing import close, not_shown
from .plan import known_places

# Seconds after its end in which a download is looked for in a library.
_LOOKED_FOR: Final = 30 * 86400.0
_COME: Final = frozenset({State.COMPLETED, State.IMPORTED})
NOT_BETTER: Final = "measured_not_better"


class Measuring:
    """Looks at what libraries tell of files that have come."""

    def __init__(self, around: Around, skip_list: SkipList) -> None:
        """Know what was fetched."""
        self._around = around
        self._skip_list = skip_list
        # By library and its own id of an item.
        self._places: dict[str, dict[str, dict[str, None]]] = {}
        # The works of all of them, and by their ids: for a library that did not know it then, or calls it otherwise now.
        self._works: dict[str, Work] = {}
        self._by_ids: dict[Key, dict[str, None]] = {}
        # Whether all that there is is known.
        self.whole = False

    def know(self, request: Request) -> None:
        """Know a request that has come, by its work, and where libraries have that."""
        if request.state not in _COME:
            return
        if work := work_in(request.weighed):
            self._works[request.id] = work
            for key in keys_of_ids(work.kind, work.ids):
                self._by_ids.setdefault(key, {})[request.id] = None
        for library, item in known_places(request):
            items = self._places.setdefault(library, {})
            items.setdefault(item, {})[request.id] = None

    def of(
        self, library_id: str, item_ids: Collection[str] | None = None
    ) -> list[Request]:
        """Return what has come of some items of a library, or of any, without looking at all there is."""
        if not self.whole:
            for one in self._around.requests.every():
                self.know(one)
            self.whole = True
        items = self._places.get(library_id, {})
        wanted = items if item_ids is None else item_ids
        ids = dict.fromkeys(one for item in wanted for one in items.get(item, ()))
        ids.update(self._of_works(library_id, item_ids))
        found = (self._around.requests.get(one) for one in ids)
        return [one for one in found if one is not None and one.state in _COME]

    def _of_works(
        self, library_id: str, item_ids: Collection[str] | None
    ) -> dict[str, None]:
        """Return the ids of requests for the works that a library now has under these ids, or any."""
        shelf = self._around.libraries.index.shelf(library_id)
        if item_ids is None:
            works = self._works.items()
            return {key: None for key, one in works if shelf.by_ids(one.ids, one.kind)}
        items = [one for key in item_ids if (one := shelf.items.get(key))]
        return {
            one: None
            for item in items
            for key in keys_of_ids(item.kind, item.ids)
            for one in self._by_ids.get(key, ())
        }

    def library_changed(
        self, library_id: str, item_ids: Collection[str] | None = None
    ) -> None:
        """Begin to look at what was fetched for some items of a library."""
        now = self._around.now()
        fetched = [
            request.id
            for request in self.of(library_id, item_ids)
            if now - request.ended < _LOOKED_FOR
        ]
        if fetched:
            self._around.environment.spawn(self._look(fetched), "measure what came")

    async def _look(self, request_ids: Collection[str]) -> None:
        for request_id in request_ids:
            request = self._around.requests.get(request_id)
            if request is None or request.state not in _COME:
                continue
            versions = await self._come(request)
            if not versions:
                continue
            try:
                await self._measure(request_id, versions)
            except LedgerError:
                # The storage has logged why; the next change is another chance.
                return

    async def _come(self, request: Request) -> tuple[Version, ...]:
        """Return the files that have come with a request, looked at as closely as their library can."""
        libraries = self._around.libraries
        title = self._around.title(request)
        holding = libraries.find(title, frozenset(), ids=request.release.ids)
        if unread := libraries.unread(holding):
            await libraries.load(unread)
            holding = libraries.find(title, frozenset(), ids=request.release.ids)
        return tuple(one for one in holding.versions if _has_come(request, one))

    async def _measure(self, request_id: str, versions: Collection[Version]) -> None:
        request = self._around.requests.get(request_id)
        if request is None or request.state not in _COME:
            return
        rule = self._around.rule(request)
        promised = read(request.release.title).quality
        ladder = rule.ladder if rule else FEL_CHAIN
        measured = measure(promised, versions, ladder)
        if measured.kept is False:
            better = still_better(request.weighed, versions, ladder)
            measured = replace(measured, better=better)
        home = request.home
        before = home.measured if home else None
        if measured.kept is None or measured == before:
            return
        home = home or Home(
            step=Step.DONE, means=Means.THEIRS, since=self._around.now()
        )
        if before is not None and before.kept is measured.kept:
            self._around.records.take(
                await self._around.requests.amend(
                    request_id, home=replace(home, measured=measured)
                )
            )
            return
        nothing = not measured.kept and is_no_better(request.weighed, versions, ladder)
        home = replace(home, measured=measured)
        await self._tell(request, home, measured, nothing=nothing)

    async def _tell(
        self, request: Request, home: Home, measured: Measured, *, nothing: bool
    ) -> None:
        requests = self._around.requests
        if measured.kept:
            self._skip_list.forget_by(request.id, NOT_BETTER)
            self._around.records.take(
                await requests.note(request.id, SYSTEM, Reason(AS_PROMISED), home=home)
            )
            return
        why = Reason(
            NOT_AS_PROMISED,
            (("promised", measured.promised), ("is", measured.now)),
        )
        not_better = Reason(NOT_BETTER, why.params)
        if nothing:
            # It is no better than what was there: nobody is to be asked about it once more.
            skip = skip_of(request, at=self._around.now(), why=not_better)
            self._skip_list.add(skip)
        try:
            noted = await requests.note(
                request.id, SYSTEM, why, problem=True, home=home
            )
        except LedgerError:
            self._skip_list.forget_by(request.id, NOT_BETTER)
            raise
        self._around.records.take(noted)
        if nothing:
            await requests.note(request.id, SYSTEM, not_better)


def _has_come(request: Request, version: Version) -> bool:
    """Tell whether a file is what was brought, as far as its size and its name say.

    A media server may show what was there before for a while still.
    """
    if not not_shown([version], request.weighed):
        return False
    sizes = [one for one in request.home.sizes if one] if request.home else []
    return not sizes or any(close(version.size, one) for one in sizes)
