"""How a library is asked that decides about releases, as a source wants it."""

from collections.abc import Awaitable
from typing import Final

from ..engine.release import Release
from ..gate.libraries import Libraries
from ..libraries.decides import Decides
from ..libraries.errors import (
    BadAnswer,
    LibraryError,
    LibraryOff,
    LibraryTimeout,
    LibraryTls,
    NotFound,
)
from ..sources.base import SourceError, SourceTimeout, SourceTls
from ..sources.deciding import Decider, LibraryGone, LookFailed, NotReadYet

_AS: Final[dict[type[LibraryError], type[SourceError]]] = {
    LibraryTimeout: SourceTimeout,
    LibraryTls: SourceTls,
    LibraryOff: LibraryGone,
    BadAnswer: LookFailed,
    NotFound: LookFailed,
}


def decider(libraries: Libraries, library_id: str) -> Decider:
    """Return how a library is asked; it may come and go meanwhile."""

    async def looks_by_itself() -> int:
        return await _asked(_found(libraries, library_id).looks_by_itself())

    async def decisions() -> tuple[tuple[Release, ...], int]:
        found = await _asked(_found(libraries, library_id).decisions())
        return found.releases, found.broken

    return Decider(looks_by_itself=looks_by_itself, decisions=decisions)


def _found(libraries: Libraries, library_id: str) -> Decides:
    """Return the library. Raises ``SourceError``."""
    library: object = libraries.reachable(library_id)
    if isinstance(library, Decides):
        return library
    name = libraries.name(library_id)
    if library is None and libraries.settling(library_id):
        raise NotReadYet(f"{name} cannot be asked yet")
    if library is None and name:
        raise SourceError(f"{name} cannot be asked at the moment")
    raise LibraryGone


async def _asked[T](answer: Awaitable[T]) -> T:
    """Return an answer. Raises ``SourceError`` for whatever keeps the library from giving one."""
    try:
        return await answer
    except LibraryError as err:
        raise as_source_error(err) from err


def as_source_error(err: LibraryError) -> SourceError:
    """Return what a source raises in the place of a library's failure.

    The library asks for another key by itself, so a refusal is none of the source's.
    """
    for kind, instead in _AS.items():
        if isinstance(err, kind):
            return instead(err.detail)
    return SourceError(err.detail)
