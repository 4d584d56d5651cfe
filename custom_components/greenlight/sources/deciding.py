"""What is had through a library that decides about it: its releases have no link that leads anywhere."""

from abc import ABC
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..engine.release import Release
from .base import SourceError


class LooksByItself(SourceError):
    """The program looks at its indexers by itself, and fetches what it approves of; ``detail`` is how often."""

    key = "looks_by_itself"


class LibraryGone(SourceError):
    """The library that decides is not set up any more, or is switched off."""

    key = "library_gone"


class NotReadYet(SourceError):
    """The library has only just come, and is about to answer: its source is looked at once it does."""


class LookFailed(SourceError):
    """The program failed at looking at its indexers; ``detail`` are its words."""

    key = "look_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """How a library is asked that decides. Both raise ``SourceError``.

    ``looks_by_itself`` returns in how many minutes, 0 for not at all. ``decisions`` returns releases, and how
    many could not be read; it may take minutes.
    """

    looks_by_itself: Callable[[], Awaitable[int]]
    decisions: Callable[[], Awaitable[tuple[tuple[Release, ...], int]]]


class OfLibrary(ABC):
    """A source whose releases only a library can have fetched; ``library`` is the id of that."""

    library: str
