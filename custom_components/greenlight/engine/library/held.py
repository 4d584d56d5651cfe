"""Held: which episodes a release of a series holds, and which of them are there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from ..reason import Reason
from ..stored import is_time
from ..title.parse import Title
from .item import Episode, Episodes, Version

type Number = tuple[int, int]
type _By[T] = dict[T, list[Episode]]

# A release cannot hold more, whatever its title says.
_MOST: Final = 5000
SPECIALS: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a release holds of a series: the episodes, those that are not there, and the files.

    ``unwanted`` are those that the library does not want. ``aired`` is when the last of them was or will
    be aired, None where that is not known of all.
    """

    episodes: tuple[Number, ...] = ()
    missing: tuple[Number, ...] = ()
    versions: tuple[Version, ...] = ()
    notes: tuple[Reason, ...] = ()
    unwanted: frozenset[Number] = frozenset()
    aired: float | None = None


def held(title: Title, series: Episodes, now: float | None = None) -> Held:
    """Return what a release holds of a series.

    A pack holds what has been aired by ``now``, in epoch seconds; where that is not given, what the
    series has. What a library has never heard of counts as missing. Where the title does not tell
    which episodes it holds, it stands beside all files of the series.
    """
    return Holder(series, now).held(title)


class Holder:
    """One series, looked through once for however many releases."""

    def __init__(self, series: Episodes, now: float | None = None) -> None:
        """Have looked at nothing yet."""
        self._series = series
        self._numbering = _Numbering(series.episodes, now)

    def numbers(self, title: Title) -> tuple[Number, ...]:
        """Return which episodes a release holds."""
        return self._numbering.of(title)[0]

    def held(self, title: Title) -> Held:
        """Return what a release holds of it, see ``held``."""
        numbering, series = self._numbering, self._series
        numbers, known = numbering.of(title)
        certain = numbers and not numbering.unsure
        unsure = () if certain else (Reason("unknown_episode"),)
        if not numbers:
            return Held(versions=_versions(series.episodes, series), notes=unsure)
        there = [one for one in known if one.version in series.versions]
        have = {(one.season, one.number) for one in there}
        return Held(
            episodes=numbers,
            missing=tuple(number for number in numbers if number not in have),
            versions=_versions(there, series),
            notes=(*unsure, *_beyond(there, numbers, series.episodes)),
            unwanted=frozenset(
                (one.season, one.number) for one in known if not one.monitored
            ),
            aired=None if unsure else _last(numbers, known),
        )


def _versions(episodes: Iterable[Episode], series: Episodes) -> tuple[Version, ...]:
    ids = dict.fromkeys(one.version for one in episodes)
    return tuple(series.versions[one] for one in ids if one in series.versions)


def _last(numbers: Iterable[Number], known: Iterable[Episode]) -> float | None:
    aired = {(one.season, one.number): one.aired for one in known}
    times = [aired.get(number) for number in numbers]
    certain = [time for time in times if time is not None]
    return max(certain) if len(certain) == len(times) else None


def _beyond(
    there: Iterable[Episode], numbers: Sequence[Number], episodes: Iterable[Episode]
) -> tuple[Reason, ...]:
    """Tell of what else is in the files: it would be lost with them."""
    files = {one.version for one in there}
    wanted = set(numbers)
    more = [
        f"S{one.season:02}E{one.number:02}"
        for one in episodes
        if one.version in files and (one.season, one.number) not in wanted
    ]
    if not more:
        return ()
    return (Reason("file_holds_more", (("episodes", ", ".join(more[:20])),)),)


class _Numbering:
    """The ways in which releases count the episodes of one series."""

    def __init__(self, episodes: Sequence[Episode], now: float | None) -> None:
        self._episodes = episodes
        self._now = now
        # Whether the release holds something of which no number is known.
        self.unsure = False

    @cached_property
    def _by_number(self) -> _By[Number]:
        return _by(self._episodes, lambda one: (one.season, one.number))

    @cached_property
    def _by_scene(self) -> _By[Number]:
        return _by(self._episodes, _scene_number)

    @cached_property
    def _by_absolute(self) -> _By[int]:
        return _by(self._episodes, lambda one: one.absolute)

    @cached_property
    def _by_scene_absolute(self) -> _By[int]:
        return _by(self._episodes, lambda one: one.scene_absolute or one.absolute)

    def of(self, title: Title) -> tuple[tuple[Number, ...], list[Episode]]:
        """Return the numbers of what a title holds, and the episodes among them that are known."""
        self.unsure = False
        for found in self._ways(title):
            if found:
                numbers = dict.fromkeys(number for number, _ in found)
                known = [one for _, one in found if one is not None]
                return tuple(numbers)[:_MOST], known
        return (), []

    def _ways(self, title: Title) -> Iterator[list[tuple[Number, Episode | None]]]:
        if title.seasons and title.episodes:
            yield self._numbered(title)
        if title.absolute:
            yield self._absolute(title.absolute)
        if title.date:
            yield self._dated(title.date, title.part)
        if title.episodes and not title.seasons:
            yield self._unseasoned(title.episodes)
        seasons = frozenset(title.seasons)
        # A special may say of which season it is, and not which one.
        of_one = title.special and SPECIALS not in seasons
        if seasons and not (title.episodes or title.absolute or of_one):
            yield self._seasons(seasons)
        if title.complete_series:
            yield self._seasons(None)

    def _numbered(self, title: Title) -> list[tuple[Number, Episode | None]]:
        by_scene, by_number = self._by_scene, self._by_number
        found: list[tuple[Number, Episode | None]] = []
        for season in title.seasons:
            for number in title.episodes[:_MOST]:
                ones = by_scene.get((season, number)) or by_number.get((season, number))
                if ones:
                    found += _found(ones)
                elif len(title.seasons) == 1:
                    found.append(((season, number), None))
        if title.absolute and all(one is None for _, one in found):
            # What nobody knows by these numbers may be known by the others.
            return self._absolute(title.absolute) or found
        return found

    def _absolute(self, numbers: Sequence[int]) -> list[tuple[Number, Episode | None]]:
        by_scene, by_number = self._by_scene_absolute, self._by_absolute
        wanted = [by_scene.get(one) or by_number.get(one) or [] for one in numbers]
        found = _found(one for ones in wanted for one in ones)
        self.unsure = bool(found) and not all(wanted)
        return found or self._unseasoned(numbers)

    def _dated(self, day: str, part: int | None) -> list[tuple[Number, Episode | None]]:
        """Return the episode of a day; of several, the part that is named."""
        found = [one for one in self._episodes if _day(one) == day]
        # Beside what is aired every day, nobody means the specials.
        found = [one for one in found if one.season != SPECIALS] or found
        if len(found) < 2:
            return _found(found)
        if part is not None and 0 < part <= len(found):
            return _found([found[part - 1]])
        self.unsure = True
        return _found(found)

    def _unseasoned(
        self, numbers: Sequence[int]
    ) -> list[tuple[Number, Episode | None]]:
        """Return episodes of a series that has only one season, of which none is named."""
        seasons = {one.season for one in self._episodes} - {SPECIALS}
        if len(seasons) != 1:
            return []
        (season,) = seasons
        by_number = self._by_number
        found: list[tuple[Number, Episode | None]] = []
        for number in numbers[:_MOST]:
            ones = by_number.get((season, number))
            found += _found(ones) if ones else [((season, number), None)]
        return found

    def _seasons(
        self, seasons: frozenset[int] | None
    ) -> list[tuple[Number, Episode | None]]:
        """Return what a pack of whole seasons holds, of all of them for None."""
        return _found(
            one
            for one in self._episodes
            if (
                _scene_number(one)[0] in seasons
                if seasons is not None
                else one.season != SPECIALS
            )
            and self._aired(one)
        )

    def _aired(self, episode: Episode) -> bool:
        if self._now is None or episode.version:
            return True
        return episode.aired is not None and episode.aired <= self._now


def _found(episodes: Iterable[Episode]) -> list[tuple[Number, Episode | None]]:
    return [((one.season, one.number), one) for one in episodes]


def _by[T](episodes: Iterable[Episode], key: Callable[[Episode], T | None]) -> _By[T]:
    found: _By[T] = {}
    for one in episodes:
        if (value := key(one)) is not None:
            found.setdefault(value, []).append(one)
    return found


def _scene_number(episode: Episode) -> Number:
    season, number = episode.scene_season, episode.scene_number
    return (
        episode.season if season is None else season,
        episode.number if number is None else number,
    )


def _day(episode: Episode) -> str:
    """Return the day on which an episode was aired; where nobody says, as it was in Greenwich."""
    if episode.date or not is_time(episode.aired) or episode.aired is None:
        return episode.date[:10]
    return datetime.fromtimestamp(episode.aired, UTC).date().isoformat()
