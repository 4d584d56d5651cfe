"""Search: what was found, held against what is there, as the card has it.

Of a release everything is told that helps to choose, and never its link.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...engine.address import page_of
from ...engine.fit import FITS
from ...engine.library.holding import Holding
from ...engine.library.item import Item, Kind
from ...engine.quality.comparison import Choice
from ...engine.quality.ladder import Ladder
from ...engine.question import SMALL_LOSSES
from ...engine.reading import read
from ...engine.request import Request
from ...engine.search import Query
from ...engine.summary import in_words, seen_and_heard, shown_name
from ...engine.weighed import Weighed, weigh
from ...gate.found import Searched
from ...gate.indexers import Searchable
from ...gate.search import Hit
from ...sources.base import Silent, SourceError
from ..asking.told import Named, Told
from ..cut import MOST_OF_SENTENCE, clean
from ..saying import Piece, Say, Several, Size, say
from .candidates import have_of, rows_view
from .pieces import Json, filled, piece_view
from .question import file_view, record_view
from .release import origin_view, sure_view

# Characters of the name of a release.
_MOST_OF_NAME: Final = 300
# What says that a library was not waited for, so that what is not there may well be.
_NOT_ASKED: Final = frozenset({"library_not_asked", "series_not_read"})
_SAME: Final = "same_release"
_REFUSED: Final = "refused_"
# How results stand, the best first.
_RANK: Final = ("better", "mixed", "new", "same", "worse", "unknown")

type NameOf = Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A result with what is told of the question it would be, and the mark of that.

    ``beside`` is a request for another release of the same that is open.
    """

    hit: Hit
    question: Request
    told: Told
    mark: str
    beside: Request | None = None


def result_view(shown: Shown, name_of: NameOf, why_skipped: str) -> Json:
    """Return it as ``Result`` of ``model.ts``."""
    hit, told = shown.hit, shown.told
    release = hit.release
    source = clean(name_of(release.source) or "")
    indexer = clean(release.indexer)
    request = hit.request
    both = Choice.KEEP_BOTH in told.choices and len(told.choices) > 1
    record = told.record
    summary = _summary(hit, told)
    return filled(
        {
            "id": hit.id,
            "seen": shown.mark,
            "name": clean(shown_name(release.title), _MOST_OF_NAME),
            "work": work_view(told.work),
            "stand": stand_of(hit),
            "summary": None if summary is None else piece_view(summary),
            "rows": list(rows_view(shown.question, both=True)),
            "bytes": release.size or None,
            "protocol": release.protocol.value,
            "seeders": release.seeders,
            "peers": release.peers,
            "published": release.published,
            "source": source,
            "indexer": indexer if indexer != source else None,
            "also": len(hit.also),
            "flags": sorted(flag.value for flag in release.flags),
            "sure": sure_view(told),
            "group": told.group,
            "record": None if record is None else record_view(record),
            "from_record": origin_view(told.origin),
            "page": page_of(release.page) if release.page else None,
            "request": request and {"id": request.id, "state": request.state.value},
            "beside": shown.beside and _beside_view(shown.beside, name_of),
            "skip": clean(why_skipped, MOST_OF_SENTENCE),
            "fit": hit.fit and hit.fit.value,
            "file": None if told.file is None else file_view(told.file),
            "both": both or None,
        }
    )


def work_view(work: Named) -> Json:
    """Return which work it is, and which part of it."""
    return filled({"title": work.title, "year": work.year, "part": part_of(work)})


def part_of(work: Named) -> str:
    """Return which season or episode it is, empty for a whole work."""
    return work.run if work.season is None else f"S{work.season:02}"


def stand_of(hit: Hit) -> str:
    """Return how a result stands against what is there."""
    verdict = hit.judged.verdict
    holding, found = verdict.holding, verdict.comparison
    if holding is None or not holding.asked or holding.choices:
        return "unknown"
    asked = not any(note.code in _NOT_ASKED for note in holding.notes)
    sure = asked and not (holding.away or holding.unread)
    if not holding.versions:
        return "new" if sure else "unknown"
    if found is None:
        return "unknown"
    if any(reason.code.startswith(_REFUSED) for reason in found.reasons):
        return "worse"
    if any(reason.code == _SAME for reason in found.reasons):
        return "same"
    # As questions are called: a language less makes nothing worse as a whole.
    worse = any(change.kind not in SMALL_LOSSES for change in found.losses)
    if found.gains or holding.missing:
        return "mixed" if worse else "better"
    return "worse" if worse else "same"


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """Return results as they are called: what fits before what does not, the better before the worse."""
    return sorted(
        hits, key=lambda one: (FITS.index(one.fit), _RANK.index(stand_of(one)))
    )


def count_better(hits: Iterable[Hit]) -> int:
    """Return how many are what was sought, and better than what is there."""
    return sum(one.lot.is_it and stand_of(one) == "better" for one in hits)


def _beside_view(other: Request, name_of: NameOf) -> Json:
    """Return what else is asked about, or on its way, of the same."""
    seen, _ = seen_and_heard(read(other.release.title).quality)
    return filled(
        {
            "id": other.id,
            "state": other.state.value,
            "name": clean(seen or shown_name(other.release.title)),
            "source": clean(
                other.release.indexer or name_of(other.release.source) or ""
            ),
        }
    )


def _summary(hit: Hit, told: Told) -> Piece | None:
    """Return in a sentence what it is; of what is had or refused it is that."""
    found = hit.judged.verdict.comparison
    for reason in found.reasons if found else ():
        if reason.code == _SAME or reason.code.startswith(_REFUSED):
            return reason
    return told.summary


# ------------------------------------------------------------- around the results


def searched_view(
    item: Item | None, query: Query, holding: Holding, ladder: Ladder
) -> Json:
    """Return which work is searched for and the best that is there of it, nothing where it was words."""
    if item is None:
        return {}
    number = None
    if query.season is not None:
        number = f"S{query.season:02}"
    if query.episode is not None:
        number = f"{number}E{query.episode:02}"
    work = {"title": clean(item.title), "year": item.year, "part": number}
    there = sorted(
        holding.versions, key=lambda one: ladder.key(one.quality), reverse=True
    )
    have = _have(replace(holding, versions=tuple(there)))
    return filled(
        {"work": filled(work), "have": None if have is None else piece_view(have)}
    )


def _have(holding: Holding) -> Piece | None:
    weighed: Weighed = weigh(holding, None)
    item = holding.item
    if weighed.episodes:
        return _episodes(weighed.had, weighed.episodes)
    if item is not None and item.kind is Kind.SERIES and not holding.episodes:
        return _of_series(item)
    return have_of(weighed)


def _of_series(item: Item) -> Say | None:
    there = sum(season.there for season in item.seasons if season.number)
    aired = sum(season.aired for season in item.seasons if season.number)
    return _episodes(there, aired)


def _episodes(had: int, episodes: int) -> Say | None:
    return say("have_episodes", had=had, count=episodes) if episodes else None


def item_view(items: Sequence[Item], name_of: NameOf) -> Json:
    """Return a work that can be searched for."""
    first = items[0]
    return filled(
        {
            "library": first.library,
            "library_name": clean(name_of(first.library) or ""),
            "item": first.id,
            "title": clean(first.title),
            "year": first.year,
            "kind": first.kind.value,
            "have": None if (have := _have_of(items)) is None else piece_view(have),
        }
    )


def _have_of(items: Iterable[Item]) -> Piece | None:
    """Return what libraries have of a work, without asking any of them."""
    for item in items:
        if item.kind is Kind.SERIES:
            if (said := _of_series(item)) is not None:
                return said
            continue
        largest = max(item.versions, key=lambda one: one.size or 0, default=None)
        if largest is not None:
            known = clean(in_words(largest.quality) or largest.name)
            return Several((known, Size(largest.size))) if largest.size else known
    return None


def source_view(source: Searchable, name_of: NameOf) -> Json:
    """Return a source that can be searched, and its indexers; or why it does not say which it has."""
    view: Json = {
        "id": source.id,
        "name": clean(name_of(source.id) or ""),
        "indexers": [
            filled(
                {
                    "id": one.id,
                    "name": clean(one.name),
                    "protocol": one.protocol.value,
                    "privacy": one.privacy and one.privacy.value,
                    "down_until": one.down_until,
                    "searches": one.searches and one.enabled,
                }
            )
            for one in source.indexers
            if one.chosen
        ],
    }
    if source.why is not None:
        view["why"] = piece_view(why_silent(source.why))
    return view


def silent_view(silent: Silent) -> Json:
    """Return who has not answered, and why."""
    return {"name": clean(silent.indexer), "why": piece_view(why_silent(silent.why))}


def left_view(name: str) -> Json:
    """Return the same of who was not waited for."""
    return {"name": clean(name), "why": piece_view(say("silent_left"))}


def wanted_view(searched: Searched, name_of: NameOf) -> Json:
    """Return what was searched for: by what words, or which work, and what of it."""
    query, items = searched.query, searched.items
    return filled(
        {
            "text": None if items else clean(query.text),
            "item": item_view(items, name_of) if items else None,
            "season": query.season,
            "episode": query.episode,
            "categories": list(query.categories),
        }
    )


def why_silent(why: SourceError) -> Say:
    """Return why somebody has not answered, as what is said behind a name."""
    return say(f"silent_{why.key}")
