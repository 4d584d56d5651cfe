"""Order: one look at what a library is to import, and what is known of both at that time."""

from collections.abc import Sequence
from dataclasses import replace

from ...engine.home.dangerous import videos
from ...engine.home.home import Existing, Home, Step
from ...engine.home.paths import each, fitting, mapped
from ...engine.library.held import Number, held
from ...engine.library.item import Episodes, Kind, Version
from ...engine.quality.comparison import Choice
from ...engine.reason import Reason
from ...engine.request import Request
from ...libraries.base import Library
from ...libraries.imports import Candidate, Imports
from .around import Around
from .choosing import holds_more, not_among, rejected
from .counted import Counted, episodes_of, labels
from .plan import by_person
from .turn import Turn


class Blocked(Exception):
    """A person has to see to it; ``why`` says to what."""

    def __init__(self, why: Reason) -> None:
        """Keep why."""
        super().__init__(why.code)
        self.why = why


class Order:
    """One look at one request, with the library that is to import it."""

    def __init__(
        self,
        around: Around,
        request: Request,
        home: Home,
        library: Imports,
        asked: Library,
    ) -> None:
        """Know what is looked at, and who is asked."""
        self._around = around
        self.request = request
        self.home = home
        self.library = library
        # The same one, for what every library is asked.
        self.asked = asked
        self.now = around.now()
        self.name = around.libraries.name(home.library)
        self.kind = Kind.SERIES if Kind.SERIES in asked.kinds else Kind.MOVIE

    async def numbers(self) -> tuple[tuple[int, int], ...]:
        """Return the episodes that it brings, or holds as far as its title says; none for a film."""
        if self.kind is Kind.MOVIE or self.home.episodes:
            return self.home.episodes
        known = await self.asked.episodes(self.home.item)
        return held(self._around.title(self.request), known).episodes

    def holds(self, known: Episodes) -> tuple[Number, ...]:
        """Return the episodes that its title says it holds, as far as they have been aired."""
        return held(self._around.title(self.request), known, self.now).episodes

    def counted(self, known: Episodes) -> Counted:
        """Return how its episodes are counted in a series."""
        rule = self._around.rule(self.request)
        return Counted(
            title=self._around.title(self.request),
            known=known,
            numbering=rule.numbering if rule else None,
        )

    async def sizes(self) -> tuple[int, ...]:
        """Return how large the works are that were downloaded, none where its client cannot say."""
        files = await self._around.files_of(self.request)
        return tuple(size for _, size in videos(files or ()))

    async def source(self) -> str:
        """Return where the library sees what was downloaded. Raises ``Blocked``."""
        path = self.request.content_path
        if not path:
            raise Blocked(Reason("home_no_path"))
        theirs = await self.library.mappings()
        ours = self._around.libraries.paths(self.home.library)
        # Another folder may go by the same name there, so what somebody has said counts first.
        said = (mapped(path, ours) if fitting(path, ours) else "", *each(path, theirs))
        for one in dict.fromkeys((*said, path)):
            if one and await self.library.sees(one):
                return one
        raise Blocked(Reason("home_not_seen", (("library", self.name),)))

    async def check_room(
        self, source: str, target: str, chosen: Sequence[Candidate]
    ) -> None:
        """See to it that the disk has room where it goes to. Raises ``Blocked``."""
        habits = await self.library.import_habits()
        free = await self.library.free(target)
        if free is None or habits.min_free is None:
            return
        linked = habits.hardlinks and free == await self.library.free(source)
        needs = 0 if linked else sum(one.size or 0 for one in chosen)
        if free < needs + habits.min_free:
            raise Blocked(
                Reason("home_no_room", (("library", self.name), ("free", free)))
            )

    def check_what_goes(
        self,
        chosen: Sequence[Candidate],
        there: Sequence[Version],
        known: Episodes,
    ) -> None:
        """See to it that nobody loses what they were not told of. Raises ``Blocked``."""
        if more := holds_more(known, episodes_of(chosen)):
            raise Blocked(Reason("home_holds_more", (("episodes", labels(more)),)))
        if not by_person(self.request) and (why := rejected(chosen)):
            if there:
                # Who says "anyway" says that this goes: nobody was asked before.
                params = (*why.params, ("file", there[0].name), ("library", self.name))
                why = Reason("home_refused_replaces", params)
            raise Blocked(why)
        if unseen := self._not_told(there):
            params = (("file", unseen[0].name), ("library", self.name))
            raise Blocked(Reason("home_would_replace", params))

    def _not_told(self, there: Sequence[Version]) -> tuple[Version, ...]:
        """Return the files that would go without that anybody was told so, or wants it so.

        That one is there is not that it goes. A film has one file in a library: that one has to be
        the one that was said to go, and not what another library has of it.
        """
        request, rule = self.request, self._around.rule(self.request)
        told = request.weighed.there if request.weighed else ()
        if rule is not None and rule.home.existing is Existing.REPLACE:
            return not_among(there, told)
        going = tuple(one for one in told if one.replaced)
        if self.kind is Kind.MOVIE:
            return not_among(there, going)
        if not going and request.choice is not Choice.REPLACE:
            return tuple(there)
        return not_among(there, told)

    def arrived(self, found: Sequence[Version]) -> Turn:
        """Return that these files are there now."""
        paths = tuple(one.path for one in found if one.path)
        done = replace(
            self.home, step=Step.DONE, since=self.now, targets=paths, why=None
        )
        note = Reason("home_imported_by", (("library", self.name),))
        return Turn(home=done, done=True, note=note, places=paths)
