"""Series: what rules follow, a line each, and all episodes of the one that is open, as the card has them."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import batched, groupby
from typing import Final

from ...engine.series.states import EpisodeState
from ...engine.series.view import EpisodeView, SeriesView
from ..cut import clean
from .pieces import Json, filled
from .single import Singly, sendable

# So many are made before others have their turn: a series has a thousand episodes or more.
_AT_ONCE: Final = 10
# From here on a season is a year, and its episodes are the days of it where no library counts them.
_FIRST_YEAR: Final = 1900
_HAVE: Final = (EpisodeState.HAVE, EpisodeState.BETTER)
_WAY: Final = (EpisodeState.DOWNLOADING, EpisodeState.DOWNLOADED)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was made last, and of what."""

    view: SeriesView
    rule: str
    data: Json


class SeriesLines:
    """Makes lines, each anew only where its series has changed."""

    def __init__(self) -> None:
        """Begin with nothing made."""
        self._lines: dict[str, _Line] = {}
        self._singly = Singly("Series")

    async def told(
        self, followed: Iterable[tuple[str, SeriesView]], opened: str | None
    ) -> Json:
        """Return series, each with the name of its rule, as ``SeriesList`` of ``model.ts`` has them.

        ``opened`` is the one whose episodes are told, None for the first and empty for none.
        """
        known: dict[str, _Line] = {}
        for some in batched(followed, _AT_ONCE, strict=False):
            for rule, view in some:
                key = _key(view)
                if line := self._singly.made(key, partial(self._line, key, rule, view)):
                    known[key] = line
            await asyncio.sleep(0)
        self._lines = known
        lines = sorted((one.data for one in known.values()), key=_place)
        if opened is None:
            opened = lines[0]["id"] if lines else ""
        found: Json = {"series": lines}
        if (line := known.get(opened)) is not None:
            made = self._singly.made(opened, partial(_whole, line))
            found |= filled({"open": made})
        return found

    def _line(self, key: str, rule: str, view: SeriesView) -> _Line:
        before = self._lines.get(key)
        if before is not None and before.view is view and before.rule == rule:
            return before
        return _Line(view, rule, sendable(_counted(key, rule, view)))


def _key(view: SeriesView) -> str:
    """Return the id of a series under its rule; what it is called somewhere may be anything."""
    place = (view.library, view.item) if view.library else (view.title,)
    return sha256(repr((view.rule, *place)).encode()).hexdigest()[:16]


def _place(line: Json) -> tuple[bool, bool, str]:
    """Return what a line is sorted by: first where something is missing, then where something happens."""
    moves = line["asked"] or line["offered"] or line["way"]
    return not line["missing"], not moves, line["title"].casefold()


def _counted(key: str, rule: str, view: SeriesView) -> Json:
    counts = Counter(one.state for one in view.episodes)
    return filled(
        {
            "id": key,
            "rule": clean(rule),
            "title": clean(view.title),
            "episodes": len(view.episodes),
            "aired": len(view.episodes) - counts[EpisodeState.SOON],
            "have": sum(counts[one] for one in _HAVE),
            "missing": counts[EpisodeState.MISSING],
            "offered": counts[EpisodeState.OFFERED],
            "asked": counts[EpisodeState.ASKED],
            "way": sum(counts[one] for one in _WAY),
            "next": view.next,
        }
    )


def _whole(line: _Line) -> Json:
    """Return a series with all its episodes, the newest season first."""
    view, data = line.view, line.data
    seasons = [
        {"no": season, "episodes": [_episode(view, one) for one in episodes]}
        for season, episodes in groupby(view.episodes, key=lambda one: one.season)
    ]
    return sendable(
        filled(
            {
                **{key: data[key] for key in ("id", "rule", "title")},
                "missing": _named(view, EpisodeState.MISSING),
                "way": _named(view, *_WAY),
                "next": view.next,
                "seasons": sorted(seasons, key=lambda one: one["no"], reverse=True),
            }
        )
    )


def _named(view: SeriesView, *states: EpisodeState) -> list[str]:
    those = (one for one in view.episodes if one.state in states)
    return [_day(view, one) or one.label for one in those]


def _episode(view: SeriesView, one: EpisodeView) -> Json:
    return filled(
        {
            "no": one.number,
            "state": one.state.value,
            "label": _day(view, one),
            "name": clean(one.name),
            "aired": one.aired,
            "done": one.progress,
            "request": one.request,
        }
    )


def _day(view: SeriesView, one: EpisodeView) -> str:
    """Return the day by which an episode of a daily show goes that no library counts, else nothing."""
    month, day = divmod(one.number, 100)
    daily = not view.library and one.season >= _FIRST_YEAR
    if not daily or month not in range(1, 13) or day not in range(1, 32):
        return ""
    return f"{one.season}-{month:02}-{day:02}"
