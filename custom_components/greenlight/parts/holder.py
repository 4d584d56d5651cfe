"""Who holds the libraries: what their coordinators tell, and to whom."""

from collections.abc import Sequence
from typing import Protocol, override

from ..engine.library.lean import Lean
from ..engine.library.shelf import Shelf
from ..libraries.base import Library


class Holder(Protocol):
    """Who looks into the libraries: the gate."""

    # What all shelves share.
    lean: Lean

    def attach_library(
        self, library_id: str, library: Library, shelf: Shelf, *, name: str
    ) -> None:
        """Take a library, one that is new or was changed. What is on its shelf may be old."""

    def detach_library(self, library_id: str) -> None:
        """Let go of a library that has been removed or switched off, if it is there."""

    def library_here(self, library_id: str) -> None:
        """Take it that a library answers and that its shelf is as new as can be."""

    def library_away(self, library_id: str) -> None:
        """Take it that a library cannot be asked, and that its shelf grows old."""

    def library_changed(self, library_id: str, items: Sequence[str]) -> None:
        """Take it that items have come, have changed or are gone."""


class Unheld(Holder):
    """Looks into no library; for as long as nobody does."""

    def __init__(self) -> None:
        """Share parts all the same."""
        self.lean = Lean()

    @override
    def attach_library(
        self, library_id: str, library: Library, shelf: Shelf, *, name: str
    ) -> None:
        pass

    @override
    def detach_library(self, library_id: str) -> None:
        pass

    @override
    def library_here(self, library_id: str) -> None:
        pass

    @override
    def library_away(self, library_id: str) -> None:
        pass

    @override
    def library_changed(self, library_id: str, items: Sequence[str]) -> None:
        pass
