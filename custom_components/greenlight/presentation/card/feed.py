"""Feed: what one person is told of the board: all of it once, then what has changed for them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from ...engine.request import JournalEntry, Request
from ...engine.rights import Person, Right
from ..asking.told import Tally
from ..cut import clean
from .board import Look
from .entries import Entries, name_shown
from .pieces import Json
from .question import votes_view
from .rows import Row
from .single import Singly, sendable

_LISTS: Final = ("waiting", "downloads")
type Journal = tuple[JournalEntry, ...]

# Seconds after which the newest of what happened is made anew: what can be taken back no longer can.
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """What the part of one person is made with.

    ``deciders`` names who may answer a question, ``votes`` how its votes stand to somebody. As long as
    ``people`` is equal, nobody's names or rights have changed.
    """

    entries: Entries
    deciders: Callable[[frozenset[str]], list[str]]
    votes: Callable[[Request, str], Tally | None]
    people: object
    now: float
    card: str


class Feed:
    """Remembers what a person was told last."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.rev = 0
        self._head: object = None
        self._rows: dict[str, dict[str, tuple[Row, Json]]] = {}
        self._rest: Json = {}
        self._recent: list[Json] = []
        # Of which journals, and in which minute.
        self._recent_of: tuple[float, list[Journal]] = (0.0, [])
        self._me: Json = {}
        self._singly = Singly("Request")

    @property
    def told(self) -> bool:
        """Tell whether there is anything that the person was told."""
        return self._head is not None

    def forget(self) -> None:
        """Tell all of it the next time."""
        self._head = None

    def take(
        self, look: Look, person: Person, persons: Persons, *, admin: bool
    ) -> Json | None:
        """Return what a person is told of a look: ``Snapshot``, ``Change``, or None for nothing."""
        head = (person, admin, persons.people)
        if head != self._head:
            self._head = head
            self._rows = {name: {} for name in _LISTS}
            self._rest, self._recent_of = {}, (0.0, [])
            self._update(look, person, persons, admin=admin)
            self._me = _me(person, persons)
            self.rev += 1
            return self.snapshot(persons)
        change = self._update(look, person, persons, admin=admin)
        if not change:
            return None
        self.rev += 1
        return {"rev": self.rev, **change}

    def snapshot(self, persons: Persons) -> Json:
        """Return all of it, as it was told last."""
        lists = {
            name: [data for _, data in self._rows[name].values()] for name in _LISTS
        }
        return {
            "rev": self.rev,
            "card": persons.card,
            "now": persons.now,
            **self._me,
            **lists,
            **self._rest,
        }

    def _update(
        self, look: Look, person: Person, persons: Persons, *, admin: bool
    ) -> Json:
        """Take over a look and return what of it is new."""
        put: Json = {}
        drop: Json = {}
        for name, rows in zip(_LISTS, (look.waiting, look.downloads), strict=True):
            make = _question_for if name == "waiting" else _download_for
            changed, gone = self._merge(name, rows, make, person, persons)
            put |= {name: changed} if changed else {}
            drop |= {name: gone} if gone else {}
        troubles = look.troubles if admin else [_without_path(x) for x in look.troubles]
        rest = {
            "recent": self._newest(look.recent, person, persons),
            "totals": look.totals,
            "troubles": troubles,
        }
        change = {key: one for key, one in rest.items() if self._rest.get(key) != one}
        self._rest = rest
        moved = {"put": put, "drop": drop}
        return {key: one for key, one in moved.items() if one} | change

    def _merge(
        self,
        name: str,
        rows: Mapping[str, Row],
        make: Callable[[Row, Person, Persons], Json],
        person: Person,
        persons: Persons,
    ) -> tuple[list[Json], list[str]]:
        """Take over the rows of a list; return what is new of them for a person, and what is gone."""
        told, changed = self._rows[name], list[Json]()
        unmade = set[str]()
        for key, row in rows.items():
            before = told.get(key)
            if before is not None and before[0] is row:
                continue
            data = self._singly.made(key, partial(make, row, person, persons))
            if data is None:
                unmade.add(key)
                continue
            if before is None or before[1] != data:
                changed.append(data)
            told[key] = row, data
        gone = [key for key in told if key not in rows or key in unmade]
        for key in gone:
            del told[key]
        return changed, gone

    def _newest(
        self, recent: Iterable[Request], person: Person, persons: Persons
    ) -> list[Json]:
        """Return what happened last. A request that only gets on has the journal that it had."""
        journals = [one.journal for one in recent]
        minute, (at, before) = persons.now // _MINUTE, self._recent_of
        if at != minute or [*map(id, before)] != [*map(id, journals)]:
            self._recent_of = (minute, journals)
            self._recent = persons.entries.each(recent, person)
        return self._recent


def _me(person: Person, persons: Persons) -> Json:
    may = [right.value for right in Right if right in person.rights]
    decides = person.may(Right.DECIDE)
    return {
        "me": {"id": person.actor.id, "name": clean(person.actor.name), "may": may},
        "deciders": [] if decides else _names(persons, frozenset()),
    }


def _question_for(row: Row, person: Person, persons: Persons) -> Json:
    deciders = row.request.deciders
    data = {**row.data, "can": row.can(person)}
    if not person.may_decide(deciders):
        data["deciders"] = _names(persons, deciders)
    if row.ballot is not None:
        votes = persons.votes(row.request, person.actor.id)
        if votes is not None:
            data["votes"] = sendable(votes_view(votes))
    return data


def _names(persons: Persons, deciders: frozenset[str]) -> list[str]:
    return [name_shown(one) for one in persons.deciders(deciders)]


def _download_for(row: Row, person: Person, _: Persons) -> Json:
    data = {**row.data, "can": row.can(person)}
    if row.pages and person.may(Right.EVERYTHING):
        data["client_url"] = row.pages
    return data


def _without_path(trouble: Json) -> Json:
    return {key: one for key, one in trouble.items() if key != "path"}
