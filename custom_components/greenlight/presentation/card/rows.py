"""Rows: what is the same for everybody, with what the part of a single person follows from."""

from dataclasses import dataclass

from ...engine.ballot import Ballot
from ...engine.blocked import may_bring
from ...engine.request import Request
from ...engine.rights import Person, Right
from .pieces import Json


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of the card. ``data`` is for everybody; nobody may change it.

    ``request`` tells who may decide on it. ``decides`` is what they can do then, ``keeps`` what
    whoever may deal with downloads can, and ``brings`` what both can. ``pages`` is the address of its client's own, for those who may
    do everything.
    """

    data: Json
    request: Request
    decides: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    pages: str = ""
    brings: tuple[str, ...] = ()

    @property
    def ballot(self) -> Ballot | None:
        """Return its votes, None where one answer is enough."""
        return self.request.ballot

    def same_as(self, other: Row | None) -> bool:
        """Tell whether both show the same to everybody."""
        return (
            other is not None
            and self.data == other.data
            and self.decides == other.decides
            and (self.keeps, self.pages) == (other.keeps, other.pages)
            and self.brings == other.brings
            and self.request.deciders == other.request.deciders
            and self.ballot == other.ballot
        )

    def can(self, person: Person) -> list[str]:
        """Return what a person can do."""
        decides = self.decides if person.may_decide(self.request.deciders) else ()
        keeps = self.keeps if person.may(Right.DOWNLOADS) else ()
        brings = self.brings if may_bring(person, self.request) else ()
        return [*brings, *keeps, *decides]
