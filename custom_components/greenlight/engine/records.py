"""Records: how often groups and indexers kept their word, of all that was measured after it had come. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .quality.quality import Layer
from .reading import read
from .request import Request, State

_COME: Final = frozenset({State.COMPLETED, State.IMPORTED})
# Of fewer nothing can be said.
_ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class Record:
    """Of so many that were measured so many were as promised; ``fake`` had a layer that is none.

    ``group`` is the name of a group, or of the indexer that has offered them. Without any measured, ``known`` tells whether anything of the group has ever come.
    """

    group: str
    kept: int = 0
    of: int = 0
    fake: int = 0
    known: bool = False

    @property
    def broken(self) -> bool:
        """Tell whether it kept its word so seldom that people are warned."""
        return self.of >= _ENOUGH and self.kept * 2 < self.of


@dataclass(frozen=True, slots=True)
class _Measured:
    kept: bool | None
    fake: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """From where releases came: a source (its id), and the indexer behind it where it asks several."""

    source: str
    indexer: str = ""


def origin_of(request: Request) -> Origin:
    """Return from where a request's release came."""
    return Origin(request.release.source, request.release.indexer)


class Records:
    """The records of all groups and indexers, kept up to date with what comes."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._of: dict[str, dict[str, _Measured]] = {}
        self._names: dict[str, str] = {}
        self._from: dict[Origin, dict[str, _Measured]] = {}
        # Where each was counted: another place may have had it in the end.
        self._origins: dict[str, Origin] = {}
        # How often anything has changed: what was told of a group may be otherwise then.
        self.changes = 0
        # Whether all that there is was taken, so that one that is not known is new.
        self.whole = False

    def take(self, request: Request) -> None:
        """Know what came of a request, again if more is known by now."""
        if request.state not in _COME:
            return
        measured = request.home.measured if request.home else None
        found = _Measured(
            kept=measured.kept if measured else None,
            fake=measured.fake_layer if measured else False,
        )
        self._take_origin(request, found)
        group = read(request.release.title).group
        if not group:
            return
        key = group.casefold()
        of = self._of.setdefault(key, {})
        if of.get(request.id) != found:
            self._names.setdefault(key, group)
            of[request.id] = found
            self.changes += 1

    def _take_origin(self, request: Request, found: _Measured) -> None:
        origin = origin_of(request)
        before = self._origins.get(request.id, origin)
        if not origin.source:
            return
        if before != origin:
            self._from[before].pop(request.id, None)
        self._origins[request.id] = origin
        of = self._from.setdefault(origin, {})
        if of.get(request.id) != found:
            of[request.id] = found
            self.changes += 1

    def of(self, group: str) -> Record:
        """Return the record of a group."""
        key = group.casefold()
        return self._record(self._names.get(key, group), self._of.get(key, {}))

    def of_origin(self, origin: Origin) -> Record:
        """Return the record of what came from somewhere; what a source is called is not known here."""
        return self._record(origin.indexer, self._from.get(origin, {}))

    def every_origin(self) -> list[tuple[Origin, Record]]:
        """Return those from where anything came that was measured, the most often measured first."""
        found = [(one, self.of_origin(one)) for one in self._from]
        measured = [(one, record) for one, record in found if record.of]
        return sorted(measured, key=lambda one: -one[1].of)

    def _record(self, name: str, told: Mapping[str, _Measured]) -> Record:
        return Record(
            group=name,
            kept=sum(one.kept is True for one in told.values()),
            of=sum(one.kept is not None for one in told.values()),
            fake=sum(one.fake for one in told.values()),
            known=bool(told) or not self.whole,
        )

    def every(self) -> list[Record]:
        """Return those of which anything was measured, the most often measured first."""
        found = [one for key in self._of if (one := self.of(key)).of]
        return sorted(found, key=lambda one: (-one.of, one.group.casefold()))


def promises_layer(title: str) -> bool:
    """Tell whether a title promises a full enhancement layer."""
    return read(title).quality.layer is Layer.FEL
