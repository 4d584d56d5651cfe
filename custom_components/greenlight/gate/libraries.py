"""Libraries: which there are now, what they have, and whether they can be asked."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
import logging
from typing import Final

from ..engine.lately import lately
from ..engine.library.files import one_of_each
from ..engine.library.holding import UNASKED, Holding
from ..engine.library.index import Index
from ..engine.library.item import NO_IDS, Ids, Item, Kind, Version
from ..engine.library.matching import kinds_of
from ..engine.library.packed import counts
from ..engine.reason import Reason
from ..engine.title.parse import Title
from ..libraries.base import Library
from ..libraries.errors import LibraryError
from ..libraries.imports import ImportHabits

_LOGGER = logging.getLogger(__name__)
# Seconds for which a question waits for a library that cannot be asked.
PATIENCE: Final = 6 * 3600.0
# Seconds in which one that has just come is read, or one that is restarted is there again.
SETTLING: Final = 600.0
# Seconds until one that did not answer what was asked of an item is asked for another.
AGAIN: Final = 60.0


@dataclass(slots=True)
class Attachment:
    """A library that is there; ``away`` is since when it cannot be asked, in epoch seconds.

    ``failed`` is when it last did not answer what was asked of a single item. ``paths`` are folders as
    download clients see them, and as the library does.
    """

    library: Library
    name: str
    away: float | None
    failed: float | None = None
    paths: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Closer:
    """What a closer look has found of files; it is of those files alone."""

    files: tuple[Version, ...]
    found: tuple[Version, ...]


class Libraries:
    """What people have, over all libraries.

    A library that has only just come is away until it was read.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Start with none."""
        self._now = now
        self.index = Index()
        # What those that import do with files, as far as they have said.
        self.habits: dict[str, ImportHabits] = {}
        self._attached: dict[str, Attachment] = {}
        # What a closer look has found of the files of an item, by library and item.
        self._closer: dict[tuple[str, str], Closer] = {}

    def attach(
        self,
        library_id: str,
        library: Library,
        *,
        name: str,
        paths: tuple[tuple[str, str], ...] = (),
        habits: ImportHabits | None = None,
    ) -> None:
        """Take a library, one that is new or one that was changed; ``habits`` are those it had before."""
        before = self._attached.get(library_id)
        if before is None and habits is not None:
            self.habits[library_id] = habits
        away = before.away if before else self._now()
        if before is not None and before.library is not library:
            # It may be another server, with other files under the same numbers.
            self._forget_closer(library_id)
            self.habits.pop(library_id, None)
        self._attached[library_id] = Attachment(library, name, away, paths=paths)

    def detach(self, library_id: str) -> None:
        """Let go of a library and of what it has."""
        self._attached.pop(library_id, None)
        self.habits.pop(library_id, None)
        self.index.drop(library_id)
        self._forget_closer(library_id)

    def _forget_closer(self, library_id: str) -> None:
        for key in [key for key in self._closer if key[0] == library_id]:
            del self._closer[key]

    def away(self, library_id: str) -> None:
        """Take it that a library cannot be asked, from now on."""
        attached = self._attached.get(library_id)
        if attached is not None and attached.away is None:
            attached.away = self._now()

    def back(self, library_id: str) -> bool:
        """Take it that a library can be asked; tell whether it could not before."""
        attached = self._attached.get(library_id)
        if attached is None or attached.away is None:
            return False
        attached.away = None
        return True

    @property
    def any(self) -> bool:
        """Tell whether there is any library."""
        return bool(self._attached)

    def name(self, library_id: str) -> str:
        """Return what a library is called; empty for one that is gone."""
        attached = self._attached.get(library_id)
        return attached.name if attached else ""

    def find(
        self,
        title: Title,
        wanted: frozenset[str],
        *,
        ids: Ids = NO_IDS,
        patient: bool = True,
    ) -> Holding:
        """Return what those libraries have of what a title names; of all if none is named.

        ``ids`` are those that the source of the release gives.

        Who is not ``patient`` takes what was last known of one that is away, and is told so; one that
        has only just gone, or come, as all do at a start, is waited for all the same.
        """
        kinds = frozenset(kinds_of(title))
        asked = frozenset(
            library_id
            for library_id, attached in self._attached.items()
            if (not wanted or library_id in wanted) and attached.library.kinds & kinds
        )
        if not asked:
            return UNASKED
        holding = self._looked_at(self.index.find(title, asked, ids, self._now()))
        away = tuple(one for one in sorted(asked) if self._attached[one].away)
        if patient or any(self._just_away(one) for one in away):
            return replace(holding, away=away)
        notes = [
            Reason("library_not_asked", (("library", self.name(one)),)) for one in away
        ]
        notes += [
            Reason("series_not_read", (("library", self.name(item.library)),))
            for item in holding.unread
        ]
        return replace(
            holding, away=(), unread=(), notes=(*holding.notes, *dict.fromkeys(notes))
        )

    def settling(self, library_id: str) -> bool:
        """Tell whether a library has only just come, or gone, and is waited for."""
        return library_id in self._attached and self._just_away(library_id)

    def _just_away(self, library_id: str) -> bool:
        since = self._attached[library_id].away
        return since is not None and lately(since, SETTLING, now=self._now())

    def _looked_at(self, holding: Holding) -> Holding:
        """Return a holding with what a closer look has found of its files."""
        found = [
            version
            for item in holding.items
            if (closer := self._closer_of(item))
            for version in closer.found
        ]
        if not found:
            return holding
        files = one_of_each((*holding.versions, *found), self.index.said)
        return replace(holding, versions=files[: len(holding.versions)])

    def _closer_of(self, item: Item) -> Closer | None:
        closer = self._closer.get((item.library, item.id))
        return closer if closer and closer.files == item.versions else None

    def unread(self, holding: Holding) -> list[Item]:
        """Return of what more can be read than is known, once for each version of it."""
        closer = (
            item
            for item in holding.items
            if item.versions
            and self._attached[item.library].library.measures
            and self._closer_of(item) is None
        )
        return [
            item
            for item in (*holding.unread, *closer)
            if self._answers(self._attached[item.library])
        ]

    def _answers(self, attached: Attachment) -> bool:
        failed = attached.failed
        if failed is not None and lately(failed, AGAIN, now=self._now()):
            # Each release would wait for it anew, and there may be hundreds.
            return False
        return attached.away is None

    async def load(self, items: Iterable[Item]) -> None:
        """Read what could not be known yet; what cannot be read stays unknown."""
        wanted = {(item.library, item.id): item for item in items}
        await asyncio.gather(*(self._load(item) for item in wanted.values()))

    async def _load(self, item: Item) -> None:
        attached = self._attached.get(item.library)
        if attached is None:
            return
        library = attached.library
        try:
            if item.kind is Kind.SERIES:
                episodes = await library.episodes(item.id)
                if self._is_still(item, attached):
                    self.index.shelf(item.library).episodes.put(item.id, episodes)
            else:
                found = await library.measured([item.id])
                if self._is_still(item, attached):
                    self._closer[item.library, item.id] = Closer(
                        item.versions, found.get(item.id, ())
                    )
        except LibraryError as err:
            attached.failed = self._now()
            _LOGGER.warning("%s could not be asked: %s", attached.name, err.key)

    def _is_still(self, item: Item, attached: Attachment) -> bool:
        """Tell whether what was just read of an item is of that item still.

        Its library may have been removed meanwhile, or be another server, or hold other files of it.
        """
        if self._attached.get(item.library) is not attached:
            return False
        now = self.index.shelf(item.library).items.get(item.id)
        if now is None or now.kind is not item.kind:
            return False
        same_files = now.versions == item.versions
        return same_files and counts(now.seasons) == counts(item.seasons)

    def paths(self, library_id: str) -> tuple[tuple[str, str], ...]:
        """Return the folders that a library sees otherwise than download clients, as both see them."""
        attached = self._attached.get(library_id)
        return attached.paths if attached else ()

    def those(self, kind: type) -> list[str]:
        """Return the ids of the libraries that can do something, such as to import."""
        return [
            one for one, it in self._attached.items() if isinstance(it.library, kind)
        ]

    def reachable(self, library_id: str) -> Library | None:
        """Return a library that can be asked, None if it cannot."""
        attached = self._attached.get(library_id)
        return attached.library if attached and attached.away is None else None
