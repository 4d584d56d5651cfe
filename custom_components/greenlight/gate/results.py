"""Results: what a search has found becomes a request, asked about or approved at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ..engine.candidates import same_item
from ..engine.options import DownloadOptions
from ..engine.quality.comparison import Choice
from ..engine.reading import read
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, Request, State
from ..engine.rivals import joined, same_thing
from ..engine.rules import Rule
from ..engine.search import FOUND
from ..engine.seen import FACTS, seen
from ..engine.weighed import work_in
from .again import answered_already
from .found import Searched
from .opening import new_request
from .ports import (
    AlreadyRequested,
    Environment,
    Ledger,
    LedgerError,
    NotOffered,
    QuestionChanged,
)
from .requests import Requests
from .search import HAD, Hit, Search
from .skip_list import SkipList
from .twins import on_its_way

# Of so many of the best results others of the same item are taken.
_LOOKED_AT: Final = 100


class Results:
    """Makes requests of results."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        search: Search,
        skip_list: SkipList,
        fate: Callable[[Request], str],
        environment: Environment,
    ) -> None:
        """Know what was found; ``fate`` tells how the file that is there goes by a yes."""
        self._ledger = ledger
        self._requests = requests
        self._search = search
        self._skip_list = skip_list
        self._fate = fate
        self._environment = environment

    def question(self, hit: Hit, who: Actor) -> Request:
        """Return what would be asked about a result; it is on no desk, and is called as the result."""
        return replace(self._new(hit, who, approved=False), id=hit.id)

    def beside(self, hit: Hit) -> Request | None:
        """Return an open request for another release of the same, one that waits for an answer first."""
        said = read(hit.release.title), work_in(hit.judged.weighed)
        others = [
            one
            for one in self._requests.open.values()
            if hit.request is None or one.id != hit.request.id
            if same_thing(said, (read(one.release.title), work_in(one.weighed)))
        ]
        others.sort(key=lambda one: one.state is not State.PENDING)
        return next(iter(others), None)

    def mark(self, question: Request) -> str:
        """Return a mark of what is seen of a result: it changes with what is there, and with what goes."""
        # When it would be asked is no part of it.
        return seen(replace(question, journal=()), self._fate(question))[:FACTS]

    async def take(
        self,
        result_id: str,
        *,
        who: Actor,
        approve: bool,
        mark: str = "",
        choice: Choice | None = None,
        options: DownloadOptions | None = None,
        client: str | None = None,
    ) -> Request:
        """Make a request of a result, approved at once or to be asked about.

        It is held anew against what is there. Who approves brings the ``mark`` of what was seen, empty
        for whoever decides without looking, and may say by ``choice`` what is to become of the file that
        is there, which counts for nothing where it is only asked about. Raises ``UnknownRelease`` for one that is not known any more, ``AlreadyRequested``,
        ``QuestionChanged`` or ``NotOffered``.
        """
        searched, hit = await self._seen(result_id, who, mark)
        # From here to the desk nothing is waited for: of two who take it, one is told of the other.
        question = self.question(hit, who)
        if known := self._known(hit, approve=approve):
            raise AlreadyRequested(known)
        if approve and mark and mark != self.mark(question):
            raise QuestionChanged(question)
        if choice is not None and choice not in _choices(question):
            raise NotOffered(question)
        request = self._new(hit, who, approved=approve, options=options, client=client)
        also = self._besides(request, searched)
        # What becomes of a file that is there is said by who decides.
        request = replace(request, choice=choice if approve else None, also=also)
        if approve and (other := on_its_way(self._requests.open, request)):
            raise AlreadyRequested(other)
        await self._enter(request)
        return request

    # ------------------------------------------------------------------ below

    async def _seen(
        self, result_id: str, who: Actor, mark: str
    ) -> tuple[Searched, Hit]:
        """Return a result as somebody has seen it: by another search another rule may have weighed it."""
        rules: list[Rule] = []
        found: list[tuple[Searched, Hit]] = []
        for searched, lot in self._search.results(result_id, who.id):
            if searched.rule not in rules:
                rules.append(searched.rule)
                (hit,) = await self._search.hits(searched, [lot])
                found.append((searched, hit))
                if not mark or mark == self.mark(self.question(hit, who)):
                    return searched, hit
        return found[0]

    async def _enter(self, request: Request) -> None:
        """Put it on the desk; what was skipped is so no longer, as a person wants it."""
        forgiven = self._skip_list.forget_all_of(request.release)
        try:
            await self._requests.enter(request)
        except LedgerError:
            for skip in forgiven:
                self._skip_list.add(skip)
            raise

    def _besides(self, request: Request, searched: Searched) -> tuple[Release, ...]:
        """Return the best that the search has found of the same item beside a result.

        They are kept with the request, and asked about where nothing comes of it.
        """
        said = read(request.release.title)
        best = [one.release for one in searched.lots[:_LOOKED_AT] if one.fit is None]
        same = tuple(one for one in best if same_item(said, read(one.title)))
        now = self._environment.now()
        return joined(request, same, searched.rule.ladder, now=now)

    def _known(self, hit: Hit, *, approve: bool) -> Request | None:
        """Return the request that stands against another one.

        It goes on, or what it fetched is still there. What was surely answered people are not asked
        about again and again; who may decide may think better of it.
        """
        known = self._ledger.lookup(hit.release)
        if known is None or known.open:
            return known
        if known.state in HAD:
            weighed = hit.judged.weighed
            return None if weighed is not None and weighed.new else known
        now = self._environment.now()
        answered = not approve and answered_already(known, hit.release, now)
        return known if answered else None

    def _new(
        self,
        hit: Hit,
        who: Actor,
        *,
        approved: bool,
        options: DownloadOptions | None = None,
        client: str | None = None,
    ) -> Request:
        return new_request(
            self._environment,
            hit.release,
            approved=approved,
            who=who,
            why=Reason(FOUND),
            reasons=(Reason(FOUND), *hit.judged.told),
            options=options,
            client=client,
            weighed=hit.judged.weighed,
        )


def _choices(request: Request) -> tuple[Choice, ...]:
    return request.weighed.choices if request.weighed else ()
