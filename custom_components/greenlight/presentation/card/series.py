"""Series: what rules follow, a line each, and all episodes of the one that is open, as the card has them."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import batched, groupby
from typing import Final

from ...engine.ranges import write_ranges
from ...engine.reading import plain_name
from ...engine.series.states import EpisodeState
from ...engine.series.view import EpisodeView, SeriesView, together
from ..cut import clean
from .pieces import Json, filled
from .single import Singly, sendable

# So many are made before others have their turn: a series has a thousand episodes or more.
_AT_ONCE: Final = 10
# From here on a season is a year, and its episodes are the days of it where no library counts them.
_FIRST_YEAR: Final = 1900
_HAVE: Final = (EpisodeState.HAVE, EpisodeState.BETTER)
_WAY: Final = (EpisodeState.DOWNLOADING, EpisodeState.DOWNLOADED)

# The name of a rule, and a series as it has it.
type _Of = tuple[str, SeriesView]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was made last, and of what: of each rule by its name, and how it has its series."""

    of: tuple[_Of, ...]
    view: SeriesView
    data: Json

    def still(self, of: Sequence[_Of]) -> bool:
        """Tell whether it is made of the very same."""
        return len(of) == len(self.of) and all(
            rule == known and view is before
            for (rule, view), (known, before) in zip(of, self.of, strict=True)
        )


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

        What several rules follow is told once. ``opened`` is the one whose episodes are told, None for the first and empty for none.
        """
        known: dict[str, _Line] = {}
        series: dict[str, list[_Of]] = {}
        for rule, view in followed:
            series.setdefault(_key(view), []).append((rule, view))
        for some in batched(series.items(), _AT_ONCE, strict=False):
            for key, of in some:
                if line := self._singly.made(key, partial(self._line, key, of)):
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

    def _line(self, key: str, of: Sequence[_Of]) -> _Line:
        before = self._lines.get(key)
        if before is not None and before.still(of):
            return before
        views = [view for _, view in of]
        view = views[0] if len(views) == 1 else together(views)
        rules = ", ".join(dict.fromkeys(rule for rule, _ in of))
        return _Line(tuple(of), view, sendable(_counted(key, rules, view)))


def _key(view: SeriesView) -> str:
    """Return the id of a series, whichever rules follow it; what it is called may be anything."""
    place = (view.library, view.item) if view.library else (plain_name(view.title),)
    return sha256(repr(place).encode()).hexdigest()[:16]


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
            "season": _wanted(view),
        }
    )


def _wanted(view: SeriesView) -> str:
    """Return of which seasons nothing was seen yet, of a series of which that is so altogether."""
    return "" if view.episodes else write_ranges(view.wanted)


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
                "season": _wanted(view),
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
