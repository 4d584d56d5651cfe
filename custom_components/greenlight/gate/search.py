"""Search: what sources find, held against what the libraries have, for a person to choose from.

Nothing is asked about and nothing is remembered on disk. What was found can be asked for or
downloaded for a while, by the id that it has here.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
import hashlib
from itertools import chain
import logging
import time
from typing import Final

from ..engine.evidence import Evidence, offered_as
from ..engine.finder import Finder
from ..engine.options import DownloadOptions
from ..engine.outcome import Outcome
from ..engine.quality.wishes import Settings
from ..engine.reading import read
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, Request
from ..engine.rules import Rule, RuleKind
from ..engine.search import Query
from ..engine.skips import Skip
from ..sources.base import NotAFeed, Silent, Source, SourceError
from ..sources.searching import Found, Searches
from .again import answered_already
from .attached import Attached
from .judge import TURN, Judge, Judged
from .opening import new_request
from .ports import AlreadyRequested, Environment, Ledger, UnknownRelease
from .requests import Requests
from .skip_list import SkipList

_LOGGER = logging.getLogger(__name__)

# Who searches by no rule wants to know of everything how it stands against what is there.
ANYTHING: Final = Rule(
    id="", name="", kind=RuleKind.UPGRADES, wishes=Settings(new_titles=True)
)
# So many results can be asked for after a search; those of older searches go first.
MAX_KEPT: Final = 20_000
# The outcomes of rules, the best first.
_ORDER: Final = (
    *(Outcome.APPROVE, Outcome.ASK, Outcome.TELL, Outcome.WAIT, Outcome.IGNORE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result: what was made of it, and what there is already.

    ``also`` are other places where the same is on offer. ``request`` was made for it, ``skip`` is why no
    rule asks about it.
    """

    id: str
    judged: Judged
    also: tuple[Release, ...] = ()
    request: Request | None = None
    skip: Skip | None = None

    @property
    def release(self) -> Release:
        """Return what was found."""
        return self.judged.release


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """All that was found, the best first.

    ``asked`` are the names of who was to answer, ``silent`` those among them that have not: nothing
    found means that there is nothing only where nobody was silent.
    """

    hits: tuple[Hit, ...] = ()
    asked: tuple[str, ...] = ()
    silent: tuple[Silent, ...] = ()
    broken: int = 0
    left_out: int = 0


@dataclass(slots=True)
class _Kept:
    """What was found, by the ids of the results."""

    hits: dict[str, Hit] = field(default_factory=dict)

    def put(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            self.hits.pop(hit.id, None)
            self.hits[hit.id] = hit
        for old in [*self.hits][: max(0, len(self.hits) - MAX_KEPT)]:
            del self.hits[old]


class Search:
    """Searches sources, and makes requests of what they have found."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        judge: Judge,
        skip_list: SkipList,
        environment: Environment,
    ) -> None:
        """Know the sources, and what is made of a release."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._judge = judge
        self._skip_list = skip_list
        self._environment = environment
        self._kept = _Kept()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources that can be searched."""
        return tuple(one for one, _ in self._searchable())

    async def run(
        self, query: Query, *, sources: Collection[str] = (), rule: Rule | None = None
    ) -> Searched:
        """Search some sources, all for none, and hold what they find against what is there.

        As ``rule`` wants it, else with any gain and any loss. A source that fails costs no other.
        """
        found = await self.find(query, sources=sources)
        groups = await _grouped(found.releases)
        judged = await self._judged([group[0] for group in groups], rule or ANYTHING)
        hits = await self._hits(groups, judged)
        self._kept.put(hits)
        return Searched(
            hits=await _sorted(hits, rule or ANYTHING),
            asked=found.asked,
            silent=found.silent,
            broken=found.broken,
            left_out=found.left_out,
        )

    async def find(self, query: Query, *, sources: Collection[str] = ()) -> Found:
        """Return what some sources find, all for none, as it is."""
        wanted = [
            (name, one)
            for source_id, one in self._searchable()
            if not sources or source_id in sources
            for name in (self._attached.source_name(source_id),)
        ]
        results = await asyncio.gather(
            *(_ask(name, one, query) for name, one in wanted)
        )
        return Found(
            releases=tuple(chain.from_iterable(one.releases for one in results)),
            asked=tuple(chain.from_iterable(one.asked for one in results)),
            silent=tuple(chain.from_iterable(one.silent for one in results)),
            broken=sum(one.broken for one in results),
            left_out=sum(one.left_out for one in results),
        )

    async def take(
        self,
        hit_id: str,
        *,
        who: Actor,
        approve: bool,
        options: DownloadOptions | None = None,
        client: str | None = None,
    ) -> Request:
        """Make a request of a result, approved at once or to be asked about.

        Raises ``UnknownRelease`` for one that is not known any more, and ``AlreadyRequested``.
        """
        hit = self._kept.hits.get(hit_id)
        if hit is None:
            raise UnknownRelease(hit_id)
        release, now = hit.release, self._environment.now()
        known = self._ledger.lookup(release)
        if known and (known.open or answered_already(known, release, now)):
            raise AlreadyRequested(known)
        self._skip_list.forgive(release)
        request = new_request(
            self._environment,
            release,
            approved=approve,
            who=who,
            why=Reason("found_by_search"),
            reasons=hit.judged.verdict.reasons,
            options=options,
            client=client,
            weighed=hit.judged.weighed,
        )
        await self._requests.enter(request)
        return request

    # ------------------------------------------------------------------ below

    def _searchable(self) -> list[tuple[str, Searches]]:
        found: list[tuple[str, Searches]] = []
        for source_id, source in self._attached.sources.items():
            one: Source | Searches = source
            if isinstance(one, Searches):
                found.append((source_id, one))
        return found

    async def _judged(self, releases: Sequence[Release], rule: Rule) -> list[Judged]:
        """Return what is made of each; who looks now waits for no library."""
        judged = await self._judge.judge(releases, [rule], why=True)
        waiting = [place for place, one in enumerate(judged) if one.waits]
        again = await self._judge.judge(
            [releases[place] for place in waiting], [rule], why=True, patient=False
        )
        for place, one in zip(waiting, again, strict=True):
            judged[place] = one
        return judged

    async def _hits(
        self, groups: Sequence[Sequence[Release]], judged: Sequence[Judged]
    ) -> list[Hit]:
        hits: list[Hit] = []
        until = time.monotonic() + TURN
        for group, one in zip(groups, judged, strict=True):
            if time.monotonic() >= until:
                await asyncio.sleep(0)
                until = time.monotonic() + TURN
            hits.append(
                Hit(
                    id=_id(one.release),
                    judged=one,
                    also=tuple(group[1:]),
                    request=self._ledger.lookup(one.release),
                    skip=self._skip_list.find(one.release, one.weighed, ""),
                )
            )
        return hits


async def _ask(name: str, source: Searches, query: Query) -> Found:
    try:
        return await source.search(query)
    except SourceError as err:
        why = err
    except Exception as err:  # noqa: BLE001 - one source must not cost the others
        _LOGGER.warning("%s cannot be searched: %s", name, type(err).__name__)
        why = NotAFeed(type(err).__name__)
    return Found(asked=(name,), silent=(Silent(indexer=name, why=why),))


async def _grouped(releases: Iterable[Release]) -> list[list[Release]]:
    """Return what is on offer at several places once, where it has most seeders first."""
    finder, groups = Finder(), dict[str, list[Release]]()
    until = time.monotonic() + TURN
    for place, release in enumerate(releases):
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + TURN
        offered = offered_as(release, 0.0)
        proofs = finder.find(offered)
        same = next((one for one, proof in proofs.items() if proof > Evidence.SIZE), "")
        if same:
            groups[same].append(release)
        else:
            groups[key := str(place)] = [release]
            finder.put(key, offered)
    for group in groups.values():
        group.sort(key=lambda one: -(one.seeders or 0))
    return [*groups.values()]


async def _sorted(hits: list[Hit], rule: Rule) -> tuple[Hit, ...]:
    """Return the best first: what is wanted, then the best quality, then who has most to share."""
    keys: list[tuple[int, tuple[float, ...], int, float, str]] = []
    until = time.monotonic() + TURN
    for hit in hits:
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + TURN
        verdict, release = hit.judged.verdict, hit.release
        quality = (
            verdict.comparison.offered
            if verdict.comparison
            else read(release.title).quality
        )
        rows = tuple(-number for number in rule.ladder.key(quality))
        keys.append(
            (
                _ORDER.index(verdict.outcome),
                rows,
                -(release.seeders or 0),
                -(release.published or 0),
                hit.id,
            )
        )
    order = sorted(range(len(hits)), key=keys.__getitem__)
    return tuple(hits[place] for place in order)


def _id(release: Release) -> str:
    known = f"{release.source}\n{release.guid}\n{release.title}"
    return hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()[:20]
