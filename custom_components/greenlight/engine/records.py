"""Records: how often groups kept their word, of all that was measured after it had come. Pure."""

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

    Without any measured, ``known`` tells whether anything of the group has ever come.
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


class Records:
    """The records of all groups, kept up to date with what comes."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._of: dict[str, dict[str, _Measured]] = {}
        self._names: dict[str, str] = {}
        # How often anything has changed: what was told of a group may be otherwise then.
        self.changes = 0
        # Whether all that there is was taken, so that one that is not known is new.
        self.whole = False

    def take(self, request: Request) -> None:
        """Know what came of a request, again if more is known by now."""
        if request.state not in _COME:
            return
        group = read(request.release.title).group
        if not group:
            return
        measured = request.home.measured if request.home else None
        found = _Measured(
            kept=measured.kept if measured else None,
            fake=measured.fake_layer if measured else False,
        )
        key = group.casefold()
        of = self._of.setdefault(key, {})
        if of.get(request.id) != found:
            self._names.setdefault(key, group)
            of[request.id] = found
            self.changes += 1

    def of(self, group: str) -> Record:
        """Return the record of a group."""
        key = group.casefold()
        told = self._of.get(key, {}).values()
        return Record(
            group=self._names.get(key, group),
            kept=sum(one.kept is True for one in told),
            of=sum(one.kept is not None for one in told),
            fake=sum(one.fake for one in told),
            known=bool(told) or not self.whole,
        )

    def every(self) -> list[Record]:
        """Return those of which anything was measured, the most often measured first."""
        found = [one for key in self._of if (one := self.of(key)).of]
        return sorted(found, key=lambda one: (-one.of, one.group.casefold()))


def promises_layer(title: str) -> bool:
    """Tell whether a title promises a full enhancement layer."""
    return read(title).quality.layer is Layer.FEL
