"""Holding: what the libraries have of the work that a release is of."""

from dataclasses import dataclass
from typing import Final

from ..reason import Reason
from .item import OWN, Item, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What was found for a release.

    ``items`` are one work, once for each library that has it (twice where a library has two items
    of it, as Plex for an edition). ``versions`` are the files that the
    release would stand beside: a film's, or those of the episodes it holds; a file that several
    libraries know is there once, merged. ``choices`` are several works it may be, where nothing
    tells which (then there are no ``items``): a person has to say. ``notes`` tell what a person
    should know of the match, such as a year that differs by one. ``away`` are the ids of libraries
    that were to be asked and could not be: nothing can be said to be missing then. ``missing`` are
    the episodes of the release that are not there, as season and number, of ``episodes`` in all.
    ``aired`` is when the last of those was or will be aired, in epoch seconds, where that is known.
    ``on_way`` are those that are there only because something is on its way that holds them, ``unwanted``
    those that their library does not want.
    Without any library that could have it (``asked`` is false) nothing is known to be missing.
    """

    items: tuple[Item, ...] = ()
    versions: tuple[Version, ...] = ()
    choices: tuple[Item, ...] = ()
    notes: tuple[Reason, ...] = ()
    away: tuple[str, ...] = ()
    unread: tuple[Item, ...] = ()
    episodes: tuple[tuple[int, int], ...] = ()
    missing: tuple[tuple[int, int], ...] = ()
    on_way: tuple[tuple[int, int], ...] = ()
    unwanted: frozenset[tuple[int, int]] = frozenset()
    aired: float | None = None
    asked: bool = True

    @property
    def item(self) -> Item | None:
        """Return the work as the first library that has it tells it."""
        return self.items[0] if self.items else None

    @property
    def counted(self) -> bool:
        """Tell whether a library says which episodes there are, and not only what was fetched."""
        return any(item.library != OWN for item in self.items)


NOTHING: Final = Holding()
UNASKED: Final = Holding(asked=False)
