r"""Numbering: how the releases of one series count its episodes, where that is odd.

A person writes a regular expression with groups that are called ``season``, ``episode`` and
``absolute``, or only by how much the numbers are off, or both::

    Part (?P<season>\d+) - (?P<episode>\d+)

A group that is found several times names several episodes. An expression without a season counts them
within the first one, which an offset can move. Where it is not found a title is read as usual.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import regex

from ..pattern import PatternError, Term, read_term
from ..reading import read
from ..title.parse import Title

_GROUPS: Final = ("season", "episode", "absolute")
# No number of an episode has more digits, and what is longer takes long to read.
_MOST_DIGITS: Final = 5
# Who made it may stand in front of the name.
_MAKER: Final = regex.compile(r"^\s*(?:\[[^\]]*\]|\([^)]*\))")
_FIRST_SEASON: Final = 1
MOST_OFFSET: Final = 10_000


class Numbering:
    """How numbers are read, ready to use."""

    __slots__ = ("_numbered", "episode_offset", "season_offset", "term")

    def __init__(
        self, term: Term | None, season_offset: int = 0, episode_offset: int = 0
    ) -> None:
        """Keep the expression, None for titles that are read as usual, and what is added."""
        self.term = term
        self.season_offset = season_offset
        self.episode_offset = episode_offset
        # One release is looked at several times, and thousands are not remembered.
        self._numbered: Callable[[str], Title] = lru_cache(maxsize=256)(self._read)

    @property
    def text(self) -> str:
        """Return the expression as it was written, empty where there is none."""
        return self.term.text if self.term else ""

    @property
    def stopped(self) -> bool:
        """Tell whether the expression took too long and is used no more."""
        return self.term is not None and self.term.stopped

    def read(self, title: str) -> Title:
        """Return what a title says, with the numbers as they are counted here."""
        return self._numbered(title)

    def finds(self, title: str) -> bool:
        """Tell whether a title is counted so; without an expression each is."""
        return self.term is None or self.term.find(title) is not None

    def _read(self, title: str) -> Title:
        said = read(title)
        if self.term is None:
            return self._shifted(said)
        found = self.term.find(title)
        if found is None:
            return said
        numbers = {name: _numbers(found, name) for name in _GROUPS}
        if not any(numbers.values()):
            return said
        # What stands before the numbers is the name, whatever else was read as one.
        name = _MAKER.sub("", title[: found.start()]).strip(" ._-")
        named = replace(said, alternatives=(*said.alternatives, name)) if name else said
        return self._said(named, **numbers)

    def _said(
        self,
        said: Title,
        season: tuple[int, ...],
        episode: tuple[int, ...],
        absolute: tuple[int, ...],
    ) -> Title:
        """Return a title with the numbers that the expression has found, which are certain."""
        seasons = self._moved(season, self.season_offset)
        episodes = self._moved(episode, self.episode_offset)
        if episodes and not seasons:
            seasons = self._moved((_FIRST_SEASON,), self.season_offset)
        if not (seasons or absolute):
            # Moved below nothing: no such season is meant.
            return said
        return _with(
            said,
            seasons=seasons,
            episodes=episodes,
            absolute=absolute,
            date=None,
            season_pack=not (episodes or absolute),
            special=0 in seasons,
        )

    def _shifted(self, said: Title) -> Title:
        """Return a title with what is read in it moved; specials are counted apart from all else."""
        if said.special or not (said.seasons or said.episodes):
            return said
        seasons = self._moved(said.seasons, self.season_offset)
        episodes = self._moved(said.episodes, self.episode_offset)
        if len(seasons) < len(said.seasons) or len(episodes) < len(said.episodes):
            return said
        return _with(said, seasons=seasons, episodes=episodes)

    @staticmethod
    def _moved(numbers: tuple[int, ...], by: int) -> tuple[int, ...]:
        return tuple(number + by for number in numbers if number + by >= 0)


def _with(said: Title, **changes: Any) -> Title:
    names = {"seasons", "episodes", "absolute"}
    confidence = {
        name: sure for name, sure in said.confidence.items() if name not in names
    }
    return replace(said, confidence=confidence, **changes)


def _numbers(found: regex.Match[str], group: str) -> tuple[int, ...]:
    """Return the numbers that a group has found; what is no number says nothing."""
    if group not in found.re.groupindex:
        return ()
    texts = (text for text in found.captures(group) if text is not None)
    return tuple(
        dict.fromkeys(
            int(text)
            for text in texts
            if text.isdecimal() and len(text) <= _MOST_DIGITS
        )
    )


def read_numbering(
    expression: str, season_offset: int = 0, episode_offset: int = 0
) -> Numbering | None:
    """Read what a person has written; None where that changes nothing.

    The slashes around an expression may be left out. Raises ``PatternError``, with the code
    ``no_groups`` for one that names neither season nor episode.
    """
    text = expression.strip()
    if not text:
        if not (season_offset or episode_offset):
            return None
        return Numbering(None, season_offset, episode_offset)
    bare = not (len(text) > 1 and text.startswith("/") and text.endswith("/"))
    try:
        term = read_term(f"/{text}/" if bare else text)
    except PatternError as err:
        if not (bare and err.position):
            raise
        # The slash in front was not there.
        raise PatternError(
            err.code, position=err.position - 1, detail=err.detail
        ) from err
    if term.groups.isdisjoint(_GROUPS):
        raise PatternError("no_groups")
    return Numbering(term, season_offset, episode_offset)
