"""The library desk: what parts tell of libraries, and what people ask and say of what is in them."""

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from typing import Final

from ..engine.library.files import file_key
from ..engine.library.holding import Holding
from ..engine.library.item import NO_IDS, Ids, Item, Kind, Version
from ..engine.library.lean import Lean
from ..engine.library.matching import kinds_of, name_key
from ..engine.library.shelf import Shelf
from ..engine.library.works import Answer, Work, works_of
from ..engine.quality.quality import Quality
from ..engine.reading import plain_name, read
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, Request, State
from ..engine.search import Query
from ..engine.title.parse import Title
from ..libraries.base import Library, Picture
from ..libraries.errors import LibraryOff
from ..libraries.imports import ImportHabits
from .libraries import Libraries
from .offers import Offers
from .overtaken import Overtaken
from .ports import Ledger, OtherItem, UnknownItem
from .requests import Requests
from .words import Words

# So many that go by a name are looked at for what a release can be of.
_LOOKED_THROUGH: Final = 60


class LibraryDesk:
    """Every verb that writes raises ``LedgerError`` if it was not written."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        libraries: Libraries,
        overtaken: Overtaken,
        came_home: Callable[[str, Collection[str] | None], None],
        offers: Offers,
        announce: Callable[[], None],
    ) -> None:
        """Know what people have said before."""
        self._requests = requests
        self._libraries = libraries
        self._overtaken = overtaken
        self._came_home = came_home
        self._offers = offers
        self._announce = announce
        # Told of one that can be asked again, or for the first time.
        self.on_back: Callable[[str], None] = lambda _: None
        # How often anything was not as it was, so that who shows it knows.
        self.changes = 0
        self._index = libraries.index
        self._words = Words(ledger, requests, self._index)

    # ------------------------------------------------------------ what parts tell

    @property
    def lean(self) -> Lean:
        """Return what all shelves share."""
        return self._index.lean

    def attach(
        self,
        library_id: str,
        library: Library,
        shelf: Shelf,
        *,
        name: str,
        paths: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Take a library, one that is new or was changed; what is on its shelf may be old.

        ``paths`` are folders as download clients see them, and as the library does.
        """
        habits = ImportHabits.from_stored(shelf.habits)
        self._libraries.attach(
            library_id, library, name=name, paths=paths, habits=habits
        )
        self._index.take(shelf)

    def detach(self, library_id: str) -> None:
        """Let go of a library that was removed or switched off; nothing waits for it any more."""
        self._libraries.detach(library_id)
        # What it said is told no more.
        self.changed(library_id)
        self._offers.take_up_held()

    def here(self, library_id: str) -> None:
        """Take it that a library answers, and that its shelf is as new as can be."""
        if self._libraries.back(library_id):
            self.changed(library_id)
            self._offers.take_up_held()
            self.on_back(library_id)

    def learn_habits(self, library_id: str, habits: ImportHabits) -> bool:
        """Know what a library does with files when it imports; tell whether it is anything new.

        What questions say of that is anew then. It is kept with the shelf.
        """
        if self._libraries.habits.get(library_id) == habits:
            return False
        self._libraries.habits[library_id] = habits
        self._index.shelf(library_id).habits = asdict(habits)
        self._announce()
        return True

    def away(self, library_id: str) -> None:
        """Take it that a library cannot be asked, and that its shelf grows old."""
        self._libraries.away(library_id)

    def changed(self, library_id: str, item_ids: Collection[str] | None = None) -> None:
        """Take it that some items of a library are not as they were, or any of them."""
        if item_ids is None or item_ids:
            self.changes += 1
        self._overtaken.library_changed(library_id, item_ids)
        self._came_home(library_id, item_ids)

    # ----------------------------------------------------------- what people ask

    def search(
        self, text: str, limit: int, libraries: frozenset[str] = frozenset()
    ) -> list[tuple[Item, ...]]:
        """Return the works that suit best what somebody has typed, once for each library."""
        return list(self._index.search(text, limit, libraries))

    def can_be_said(self, release: Release) -> bool:
        """Tell whether a person can say which work a release is of: there has to be one, and a name for it."""
        return self._libraries.any and bool(plain_name(read(release.title).title))

    def works_for(
        self, release: Release, text: str, limit: int
    ) -> tuple[Work, list[Work]]:
        """Return as which work a release is taken now, and those that a person can say it is (``mean``), best first.

        With a ``text`` those are what suits it, otherwise those that come into consideration, and what
        goes by a name like its own. The first is empty where it is taken as none.
        """
        title = read(release.title)
        holding = self._libraries.find(
            title, frozenset(), ids=release.ids, patient=False
        )
        near = [] if text else works_of((*holding.items, *holding.choices))
        # Of what goes by such a name some may be of another kind.
        by_name = self._index.search(text or title.title, _LOOKED_THROUGH)
        works: dict[tuple[str, str], Work] = {}
        for work in (*near, *by_name):
            fits = tuple(item for item in work if _can_be(release, title, item))
            known = {(item.library, item.id) for item in fits}
            if fits and known.isdisjoint(works):
                works |= dict.fromkeys(known, fits)
        found = list({id(work): work for work in works.values()}.values())
        return holding.items, found[:limit]

    async def holding(
        self,
        title: str,
        libraries: frozenset[str] = frozenset(),
        ids: Ids = NO_IDS,
    ) -> Holding:
        """Return what the libraries have of what a title names, or ids."""
        holding = self._libraries.find(read(title), libraries, ids=ids)
        if unread := self._libraries.unread(holding):
            await self._libraries.load(unread)
            holding = self._libraries.find(read(title), libraries, ids=ids)
        return holding

    async def held(
        self, item: Item, season: int | None = None, episode: int | None = None
    ) -> Holding:
        """Return what the libraries have of a film, of a season or of an episode of a series."""
        alone = Holding(items=(item,), versions=item.versions)
        if item.kind is Kind.SERIES and season is None:
            return alone
        number = str(item.year or "")
        if season is not None:
            number = f"S{season:02}" + ("" if episode is None else f"E{episode:02}")
        found = await self.holding(f"{item.title} {number}", ids=item.ids)
        # A name may say more than one thing.
        return found if item in found.items else alone

    async def counted(self, item: Item, query: Query) -> Query:
        """Return a query that says how else releases count its episode, as far as its library tells."""
        if query.episode is None:
            return query
        # What is not known of a series yet is read by that.
        await self.held(item, query.season, query.episode)
        known = self._index.shelf(item.library).episodes.get(item.id)
        for one in known.episodes if known else ():
            if (one.season, one.number) == (query.season, query.episode):
                absolute = one.scene_absolute or one.absolute
                return replace(query, date=one.date, absolute=absolute)
        return query

    def item(self, library_id: str, item_id: str) -> Item:
        """Return an item. Raises ``UnknownItem``."""
        return self._item(library_id, item_id)

    async def versions(self, library_id: str, item_id: str) -> tuple[Version, ...]:
        """Return the files of an item. Raises ``UnknownItem``."""
        item = self._item(library_id, item_id)
        if item.kind is Kind.MOVIE:
            return item.versions
        shelf = self._index.shelf(library_id)
        if item_id not in shelf.episodes:
            await self._libraries.load([item])
        series = shelf.episodes.get(item_id)
        return tuple(series.versions.values()) if series else ()

    async def poster(self, library_id: str, item_id: str) -> Picture | None:
        """Fetch an item's poster through its library, None if there is none.

        Raises ``LibraryError``: ``LibraryOff`` for one that is gone or cannot be asked.
        """
        library = self._libraries.reachable(library_id)
        if library is None:
            raise LibraryOff
        item = self._index.shelf(library_id).items.get(item_id)
        return None if item is None else await library.poster(item)

    def ids_of(self, library_id: str, item_id: str) -> Ids:
        """Return by what the world knows an item, nothing for one that is not there."""
        item = self._index.shelf(library_id).items.get(item_id)
        return NO_IDS if item is None else item.ids

    def _item(self, library_id: str, item_id: str) -> Item:
        item = self._index.shelf(library_id).items.get(item_id)
        if item is None:
            raise UnknownItem(item_id)
        return item

    # ------------------------------------------------------------ what people say

    async def set_quality(
        self, library_id: str, item_id: str, version_id: str, quality: Quality | None
    ) -> None:
        """Take a person's word on a file, over whatever is known of it; None takes it back.

        It holds until the file is replaced. Raises ``UnknownItem``.
        """
        for version in await self.versions(library_id, item_id):
            if version.id == version_id:
                break
        else:
            raise UnknownItem(version_id)
        await self._words.say(file_key(version), quality)
        self.changed(library_id, [item_id])

    async def mean(self, release: Release, library_id: str, item_id: str) -> Item:
        """Take a person's word on which work a release is of, for all that are called so.

        The questions about those are judged anew. Raises ``UnknownItem``, or ``OtherItem`` for what it cannot
        be: a film for an episode, what has another id than its source gives, or anything where it has no name
        by which that could be known again.
        """
        item, key = await self._mean(release, library_id, item_id)
        self._overtaken.called(key, library_id)
        return item

    def is_said(self, release: Release) -> bool:
        """Tell whether it is a person's word by which a release is of its work."""
        return self._index.answers.get(name_key(read(release.title))) is not None

    async def unsay(self, release: Release) -> None:
        """Take back what was said with ``mean`` of all that are called so; their questions are judged anew."""
        self._overtaken.called(await self._unsay(release), "")

    async def unchoose(self, request_id: str, who: Actor) -> Request:
        """Take back what was said with ``choose``. Raises ``UnknownRequest``."""
        key = await self._unsay(self._requests.find(request_id).release)
        self._overtaken.called(key, "", but=request_id)
        return await self._judged(request_id, who, Reason("work_unsaid"), "")

    async def _unsay(self, release: Release) -> str:
        key = name_key(read(release.title))
        await self._words.mean(key, None)
        self.changes += 1
        return key

    async def choose(
        self, request_id: str, library_id: str, item_id: str, who: Actor
    ) -> Request:
        """Take a person's word on which work a question is about, as ``mean`` does.

        It is judged anew with that. Raises ``UnknownRequest``, ``UnknownItem`` or ``OtherItem``.
        """
        release = self._requests.find(request_id).release
        item, key = await self._mean(release, library_id, item_id)
        self._overtaken.called(key, library_id, but=request_id)
        name = item.title if item.year is None else f"{item.title} ({item.year})"
        why = Reason("work_chosen", (("work", name),))
        return await self._judged(request_id, who, why, library_id)

    async def _judged(
        self, request_id: str, who: Actor, why: Reason, library_id: str
    ) -> Request:
        """Judge a question anew that still waits, by what somebody has said of it."""
        if self._requests.still(request_id, State.PENDING):
            await self._requests.note(request_id, who, why)
            await self._overtaken.again(request_id, library_id)
        return self._requests.find(request_id)

    async def _mean(
        self, release: Release, library_id: str, item_id: str
    ) -> tuple[Item, str]:
        """Keep what a release is of; return that, and under which name it is known from now on."""
        item = self._item(library_id, item_id)
        title = read(release.title)
        if not _can_be(release, title, item):
            raise OtherItem(item_id)
        key = name_key(title)
        await self._words.mean(key, Answer.of(item))
        self.changes += 1
        return item, key


def _can_be(release: Release, title: Title, item: Item) -> bool:
    """Tell whether a release can be of an item: no film of an episode, nor what has another id than its source gives.

    Nor can what has no name by which it could be known again.
    """
    other = release.ids.agree(item.ids) is False
    named = bool(plain_name(title.title))
    return named and not other and item.kind in kinds_of(title)
