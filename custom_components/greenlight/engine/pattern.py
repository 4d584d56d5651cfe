r"""Terms people write to find releases: words, or a regular expression between slashes.

A line of words matches where its words stand in a row in the title, whatever separates them
(``dune part two`` finds ``Dune.Part.Two``); a line may offer alternatives with ``|``. A line
``/…/`` is a regular expression. Upper and lower case are the same everywhere.

Python's regular expressions backtrack, cannot be interrupted and hold the interpreter's lock, so an
expression is refused beforehand when some title could make it run away. The estimate is the number
of ways it can match a title of the greatest length, counted on the parsed expression.
"""

from collections.abc import Iterable
from dataclasses import dataclass
import re
from re import _constants as op, _parser  # type: ignore[attr-defined]
from typing import Any, Final

from .release import MAX_TITLE_CHARS

MAX_TERM_CHARS: Final = 300
# About a tenth of a second on a small computer, reached only by a title made for it.
MAX_WAYS: Final = 30_000_000

_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT})
_ONE_CHARACTER = frozenset({op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN, op.RANGE})


class PatternError(ValueError):
    """A term that cannot be used.

    ``code`` is one of ``empty``, ``too_long``, ``syntax`` (with the 1-based ``position`` in the
    line and the ``detail``) and ``runaway``.
    """

    def __init__(self, code: str, *, position: int = 0, detail: str = "") -> None:
        """Keep the parts; the sentence is made where it is shown."""
        super().__init__(f"{code} {detail} {position}".strip())
        self.code = code
        self.position = position
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Term:
    """One line a person wrote, ready to match."""

    text: str
    expression: re.Pattern[str]

    def matches(self, title: str) -> bool:
        """Tell whether the term is found in the title (whose length is capped)."""
        return self.expression.search(title[:MAX_TITLE_CHARS]) is not None


def read_term(line: str) -> Term:
    """Read one line. Raises ``PatternError``."""
    text = line.strip()
    if len(text) > MAX_TERM_CHARS:
        raise PatternError("too_long")
    if len(text) > 1 and text.startswith("/") and text.endswith("/"):
        return Term(text, _compile(text[1:-1]))
    alternatives = [words for part in text.split("|") if (words := _words(part))]
    if not alternatives:
        raise PatternError("empty")
    return Term(text, re.compile("|".join(alternatives), re.IGNORECASE))


def read_terms(lines: Iterable[str]) -> tuple[Term, ...]:
    """Read many lines; empty ones are passed over. Raises ``PatternError``."""
    return tuple(read_term(line) for line in lines if line.strip())


def _words(part: str) -> str:
    words = re.findall(r"[^\W_]+", part)
    row = r"[\W_]+".join(map(re.escape, words))
    return rf"(?<![^\W_]){row}(?![^\W_])" if words else ""


def _compile(expression: str) -> re.Pattern[str]:
    if not expression.strip():
        raise PatternError("empty")
    try:
        compiled = re.compile(expression, re.IGNORECASE)
        ways = _ways(_parser.parse(expression, re.IGNORECASE))
    except re.error as err:
        # One more for the slash in front, one because people count from one.
        raise PatternError(
            "syntax", position=(err.pos or 0) + 2, detail=err.msg
        ) from err
    except (RecursionError, OverflowError) as err:
        raise PatternError("runaway") from err
    # A search tries every place of the title as a start.
    if ways * MAX_TITLE_CHARS > MAX_WAYS:
        raise PatternError("runaway")
    return compiled


def _ways(tokens: Iterable[tuple[Any, Any]]) -> int:
    """Return in how many ways, at most, a sequence can match from one place of a title."""
    total = 1
    for kind, value in tokens:
        total = min(total * _token_ways(kind, value), MAX_WAYS + 1)
    return total


def _token_ways(kind: Any, value: Any) -> int:
    if kind in _ONE_CHARACTER or kind in (op.AT, op.GROUPREF):
        return 1
    if kind in _REPEATS:
        low, high, body = value
        choices = min(int(high), MAX_TITLE_CHARS) - min(int(low), MAX_TITLE_CHARS) + 1
        inner = _ways(body)
        if high <= 1 or (inner == 1 and _fixed_width(body)):
            return choices * inner
        # Each round multiplies: an inexact body repeated without a small bound runs away.
        rounds = min(int(high), 64)
        return int(choices * (inner + (not _fixed_width(body))) ** rounds)
    if kind is op.BRANCH:
        return sum(_ways(branch) for branch in value[1])
    if kind is op.SUBPATTERN:
        return _ways(value[3])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return _ways(value[1])
    if kind is op.ATOMIC_GROUP:
        return _ways(value)
    if kind is op.POSSESSIVE_REPEAT:
        return _ways(value[2])
    if kind is op.GROUPREF_EXISTS:
        return _ways(value[1]) + _ways(value[2] or ())
    return MAX_WAYS + 1


def _fixed_width(body: Any) -> bool:
    low, high = body.getwidth()
    return bool(low == high and low > 0)
