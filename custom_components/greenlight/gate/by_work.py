"""By work: which requests a rule has of a film or series, found without looking at all of them."""

import asyncio
from collections.abc import Hashable, Iterable, Iterator
from itertools import batched
from typing import Final

from ..engine.library.item import Ids, Kind
from ..engine.match import names_of
from ..engine.request import Request, State
from ..engine.title.parse import Title
from ..engine.weighed import Work, work_in
from .attached import Attached
from .requests import Requests

# So many titles are read before others have their turn.
_AT_ONCE: Final = 50

_LIVE: Final = frozenset(
    {State.PENDING, State.APPROVED, State.DOWNLOADING, State.COMPLETED}
)

type Key = Hashable


def keys_of(title: Title, work: Work | None) -> Iterator[Key]:
    """Yield by what the requests of one work are found: its names, and its ids anywhere."""
    yield from names_of(title) - {""}
    if work is None:
        return
    yield from work.known_to
    yield from keys_of_ids(work.kind, work.ids)


def keys_of_ids(kind: Kind, ids: Ids) -> Iterator[Key]:
    """Yield by what the requests of a work are found whatever a library calls it."""
    for where, value in (("tmdb", ids.tmdb), ("imdb", ids.imdb), ("tvdb", ids.tvdb)):
        if value:
            yield kind, where, value


class ByWork:
    """Where to find requests. Those that are gone are passed over."""

    def __init__(self, requests: Requests, attached: Attached) -> None:
        """Know no request yet; they are read at the start, or when they are first looked for."""
        self._requests = requests
        self._attached = attached
        self._of: dict[str, dict[Key, dict[str, None]]] = {}
        self._known: dict[str, tuple[str, Work | None]] = {}
        self._live: dict[str, dict[str, None]] = {}
        self._come: dict[str, dict[str, None]] = {}
        self._whole = False

    async def read(self) -> None:
        """Read what there is, with a turn for everybody else."""
        for some in batched(self._requests.every(), _AT_ONCE, strict=False):
            self.take(some)
            await asyncio.sleep(0)
        self._whole = True

    def take(self, requests: Iterable[Request]) -> None:
        """Know requests, new ones or some that may be called otherwise now."""
        for one in requests:
            if one.rule and one.state in _LIVE:
                self._live.setdefault(one.rule, {})[one.id] = None
            if one.rule and one.state is State.IMPORTED:
                self._come.setdefault(one.rule, {})[one.id] = None
            known = one.release.title, work_in(one.weighed)
            if one.rule and self._known.get(one.id) != known:
                self._known[one.id] = known
                title = self._attached.reads(one.rule)(one.release.title)
                self._put(one, keys_of(title, known[1]))

    def _put(self, request: Request, keys: Iterable[Key]) -> None:
        of = self._of.setdefault(request.rule, {})
        for key in keys:
            of.setdefault(key, {})[request.id] = None

    def forget(self, rule_id: str) -> None:
        """Forget the requests of a rule that counts otherwise now: they are read anew."""
        self._of.pop(rule_id, None)
        self._known = {
            one: known
            for one, known in self._known.items()
            if (request := self._requests.get(one)) and request.rule != rule_id
        }
        self._whole = False

    def live(self, rule_id: str) -> list[Request]:
        """Return the requests of a rule that are asked about, on their way or complete."""
        self._read_all()
        ids = self._live.get(rule_id, {})
        found = [one for key in ids if (one := self._requests.get(key)) is not None]
        # What is not there yet is being put on disk.
        for one in found:
            if one.state not in _LIVE:
                del ids[one.id]
        return [one for one in found if one.rule == rule_id and one.state in _LIVE]

    def come(self, rule_id: str, since: float) -> list[Request]:
        """Return the requests of a rule that have come home since then, in epoch seconds."""
        self._read_all()
        ids = self._come.get(rule_id, {})
        found = (one for key in ids if (one := self._requests.get(key)) is not None)
        return [
            one
            for one in found
            if one.rule == rule_id
            and one.state is State.IMPORTED
            and one.ended >= since
        ]

    def find(self, rule_id: str, keys: Iterable[Key]) -> list[Request]:
        """Return the requests of a rule with one of the keys."""
        self._read_all()
        of = self._of.get(rule_id)
        if not of:
            return []
        found: dict[str, Request] = {}
        for key in keys:
            ids = of.get(key)
            for one in ids or ():
                request = self._requests.get(one)
                if request is not None and request.rule == rule_id:
                    found[one] = request
        return list(found.values())

    def _read_all(self) -> None:
        if not self._whole:
            self.take(self._requests.every())
            self._whole = True
