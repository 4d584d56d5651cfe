r"""How long a regular expression can keep Python busy, told before it is used.

Python's regular expressions backtrack, cannot be interrupted and hold the interpreter's lock. The
effort is an upper bound for the steps of a search that fails in a title of the greatest length,
made for the expression. It counts, for every part, the ways in which what stands before it can
match, because that is how often backtracking comes by.

Three observations keep the bound near enough to the truth for what people write:

* Places are in order. Gaps (``.*``) that follow each other share one title, so k of them can lie in
  about n^k / k! ways and not n^k.
* What follows a gap cannot match everywhere: ``REMUX`` fits a title of n characters at most n / 5
  times, because it cannot overlap itself.
* After ``\d+`` no digit can follow but at its very end, so ``\d+E`` matches in one way.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import factorial
import re
from re import _constants as op, _parser  # type: ignore[attr-defined]
from typing import Any, Final

from .release import MAX_TITLE_CHARS

ENDLESS: Final = 1e18

_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT})
# Below that many choices a repeat is counted by its choices, above as a gap that shares the title.
_FEW = 32
_MAX_RUN = 40
# A character compared right after another costs little next to going back for a new try.
_NEXT = 0.25

# Sets of characters are bit masks: a bit for each ASCII character, one for each kind of others, and
# one each for the three letters that other characters are a case of (``\u0131``, ``\u212a``, ``\u017f``).
_ASCII = (1 << 128) - 1
_OTHER_DIGIT, _OTHER_SPACE, _OTHER_LETTER, _OTHER = (
    1 << bit for bit in range(128, 132)
)
_FOLDED = {"i": 1 << 132, "k": 1 << 133, "s": 1 << 134}
_OTHER_WORD = _OTHER_DIGIT | _OTHER_LETTER | sum(_FOLDED.values())
_OTHERS = _OTHER_WORD | _OTHER_SPACE | _OTHER
_ALL = _ASCII | _OTHERS


def _ascii(characters: Iterable[str]) -> int:
    return sum({1 << ord(char) for char in characters if char.isascii()})


_EVERY_ASCII = [chr(code) for code in range(128)]
_DIGITS = _ascii(char for char in _EVERY_ASCII if char.isdigit())
_SPACES = _ascii(char for char in _EVERY_ASCII if char.isspace())
_WORDS = _ascii(char for char in _EVERY_ASCII if char.isalnum() or char == "_")
_LETTERS = _ascii(char for char in _EVERY_ASCII if char.isalpha())
_CATEGORIES = {
    op.CATEGORY_DIGIT: _DIGITS | _OTHER_DIGIT,
    op.CATEGORY_SPACE: _SPACES | _OTHER_SPACE,
    op.CATEGORY_WORD: _WORDS | _OTHER_WORD,
    # Other characters stay in: with the ASCII flag they are no digits, spaces or words.
    op.CATEGORY_NOT_DIGIT: _ALL & ~_DIGITS,
    op.CATEGORY_NOT_SPACE: _ALL & ~_SPACES,
    op.CATEGORY_NOT_WORD: _ALL & ~_WORDS,
}


def effort(expression: str) -> float:
    """Return the steps a search can take at most. Raises ``re.error`` and ``ValueError``."""
    tokens = _parser.parse(expression, re.IGNORECASE)
    path = _Path()
    if not _anchored(tokens):
        path.gap(_ALL, 1)
    path.follow(tokens)
    return min(path.cost + MAX_TITLE_CHARS, ENDLESS)


def _anchored(tokens: Any) -> bool:
    multiline = tokens.state.flags & re.MULTILINE
    return bool(tokens) and tokens[0] == (op.AT, op.AT_BEGINNING) and not multiline


class _Path:
    """A sequence as far as it has been followed: its cost, and the ways that lead to its end."""

    def __init__(self) -> None:
        self.cost = 0.0
        self._factor = 1.0
        # For each gap, how far apart the places are at which what follows it can match.
        self._spacings: list[int] = []
        # The sets that have followed the last gap without another choice in between.
        self._run: list[int] | None = None
        # The set that was just repeated, and the path's state if it was repeated in one way only.
        self._repeated: tuple[int, float, list[int]] | None = None

    @property
    def ways(self) -> float:
        """Return the number of ways; each gap can only lie behind the one before."""
        ways = self._factor / factorial(len(self._spacings))
        for spacing in self._spacings:
            ways *= (MAX_TITLE_CHARS + sum(self._spacings)) / spacing
        return min(ways, ENDLESS)

    def spend(self, cost: float) -> None:
        """Add what the next part costs each time backtracking comes by."""
        self.cost = min(self.cost + self.ways * cost, ENDLESS)

    def one(self, mask: int) -> None:
        """Follow one character of a set."""
        self.spend(_NEXT if self._run else 1)
        if self._repeated and not self._repeated[0] & mask:
            _, self._factor, self._spacings = self._repeated
            self._run = None
        self._repeated = None
        if self._run is not None and self._spacings and len(self._run) < _MAX_RUN:
            self._run.append(mask)
            self._spacings[-1] = _period(self._run)

    def gap(self, mask: int, cost: float) -> None:
        """Follow something that may be repeated to the end of the title."""
        state = (mask, self._factor, list(self._spacings)) if mask else None
        # One character costs next to nothing: what counts is the try of what follows, at each place.
        self.spend(1)
        self._spacings.append(1)
        self._run = []
        if not mask:
            self.spend(cost)
        self._repeated = state

    def choose(self, ways: float, cost: float, mask: int = 0) -> None:
        """Follow something that can match in some ways."""
        state = (mask, self._factor, list(self._spacings)) if mask else None
        self.spend(cost)
        self._factor = min(self._factor * ways, ENDLESS)
        self._run = None
        self._repeated = state

    def follow(self, tokens: Iterable[tuple[Any, Any]]) -> None:
        """Follow a sequence."""
        for kind, value in tokens:
            if mask := _mask(kind, value):
                self.one(mask)
            elif kind in _REPEATS:
                self._repeat(*value)
            elif kind is op.SUBPATTERN:
                self.follow(value[3])
            elif kind is op.BRANCH:
                self._branch(value[1])
            elif kind in (op.ASSERT, op.ASSERT_NOT):
                # Whatever it finds, it is not gone back into.
                self.spend(1 + _sequence(value[1])[1])
            elif kind in (op.AT, op.FAILURE):
                self.spend(1)
            else:
                self._rarely(kind, value)

    def _repeat(self, low: int, high: int, body: Any) -> None:
        mask = _mask(*body[0]) if len(body) == 1 else 0
        least = min(int(low), MAX_TITLE_CHARS)
        most = min(int(high), MAX_TITLE_CHARS // max(body.getwidth()[0], 1))
        ways, cost = _sequence(body)
        if mask and least == most and least <= _MAX_RUN:
            for _ in range(least):
                self.one(mask)
        elif ways > 1:
            # Each round multiplies. One more way where a round can be empty, and so be left out.
            base = ways + (body.getwidth()[0] == 0)
            entered = left = 0.0
            reached = 1.0
            for number in range(most + 1):
                entered = min(entered + reached, ENDLESS)
                left += reached if number >= least else 0
                reached = min(reached * base, ENDLESS)
            self.choose(left, entered * (1 + cost))
        elif most - least < _FEW:
            self.choose(most - least + 1, (most + 1) * cost, mask)
        else:
            if mask and least:
                self.one(mask)
            self.gap(mask, cost)

    def _branch(self, branches: Sequence[Any]) -> None:
        found = [_sequence(branch) for branch in branches]
        firsts = [_first(branch) for branch in branches]
        exclusive = all(firsts) and all(
            not one & other for one, other in combinations(firsts, 2)
        )
        ways = [each[0] for each in found]
        costs = [each[1] for each in found]
        if exclusive:
            # All but one fail at their first character.
            self.choose(max(ways), len(costs) / 2 + max(costs))
        else:
            self.choose(sum(ways), len(costs) + sum(costs))

    def _rarely(self, kind: Any, value: Any) -> None:
        if kind is op.ATOMIC_GROUP:
            self.choose(1, _sequence(value)[1])
        elif kind is op.POSSESSIVE_REPEAT:
            _, cost = _sequence(value[2])
            self.choose(1, (min(int(value[1]), MAX_TITLE_CHARS) + 1) * (cost + 1))
        elif kind is op.GROUPREF:
            self.choose(1, MAX_TITLE_CHARS)
        elif kind is op.GROUPREF_EXISTS:
            found = [_sequence(branch or ()) for branch in value[1:]]
            self.choose(max(each[0] for each in found), sum(each[1] for each in found))
        else:
            self.choose(ENDLESS, ENDLESS)


def _sequence(tokens: Iterable[tuple[Any, Any]]) -> tuple[float, float]:
    """Return the ways and the cost of a sequence from one place."""
    path = _Path()
    path.follow(tokens)
    return max(path.ways, 1.0), path.cost


def _period(run: list[int]) -> int:
    """Return how far a run has to be moved before it can match again."""
    for shift in range(1, len(run)):
        if all(one & other for one, other in zip(run, run[shift:], strict=False)):
            return shift
    return len(run)


def _first(tokens: Any) -> int:
    """Return the set a sequence begins with; 0 when it may be empty or is not that simple."""
    if not tokens:
        return 0
    kind, value = tokens[0]
    if kind is op.SUBPATTERN:
        return _first(value[3])
    if kind in _REPEATS and value[0] > 0:
        return _first(value[2])
    return _mask(kind, value)


def _mask(kind: Any, value: Any) -> int:
    """Return the characters that a part of one character can match, or 0 for any other part."""
    if kind is op.LITERAL:
        return _range(value, value)
    if kind in (op.ANY, op.NOT_LITERAL):
        return _ALL
    if kind is not op.IN:
        return 0
    # Only what is surely in a set is surely not in its opposite.
    negated = value[0][0] is op.NEGATE
    found = 0
    for part, what in value[negated:]:
        if part is op.LITERAL:
            found |= _range(what, what, foldings=not negated)
        elif part is op.RANGE:
            found |= _range(*what, foldings=not negated)
        else:
            found |= _CATEGORIES.get(what, _ALL)
    return _ALL & ~(found & _ASCII) if negated else found


def _range(low: int, high: int, *, foldings: bool = True) -> int:
    """Return a range in both cases, with what case folding could add outside ASCII and from there."""
    characters = [chr(code) for code in range(low, min(high, 127) + 1)]
    mask = _ascii(
        other for char in characters for other in (char, char.lower(), char.upper())
    )
    if foldings and high > 127:
        mask |= _OTHERS | _LETTERS
    return mask | sum(
        bit for char, bit in _FOLDED.items() if char in map(str.lower, characters)
    )
