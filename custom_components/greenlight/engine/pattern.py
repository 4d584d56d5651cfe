r"""Terms people write to find releases: words, or a regular expression between slashes.

A line of words matches where its words stand in a row in the title, whatever separates them
(``dune part two`` finds ``Dune.Part.Two``); a line may offer alternatives with ``|``. A line
``/…/`` is a regular expression. Upper and lower case are the same everywhere.

An expression is refused when some title could make it run away (see ``effort``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
import re
from typing import Final

from .effort import effort
from .release import MAX_TITLE_CHARS

MAX_TERM_CHARS: Final = 300
# A third of a second on a desktop computer, reached only by a title made for the expression: a step
# was measured to take 15 ns at most, and a fraction of that where the expression holds words.
MAX_STEPS: Final = 25_000_000


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
        # People count from one, and the slash stands in front.
        column = len(line) - len(line.lstrip()) + 2
        return Term(text, _compile(text[1:-1], column))
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


def _compile(expression: str, column: int) -> re.Pattern[str]:
    if not expression.strip():
        raise PatternError("empty")
    try:
        compiled = re.compile(expression, re.IGNORECASE)
        steps = effort(expression)
    except re.error as err:
        position = column + (err.pos or 0)
        raise PatternError("syntax", position=position, detail=err.msg) from err
    except (RecursionError, OverflowError) as err:
        raise PatternError("runaway") from err
    except ValueError as err:
        # Flags that contradict each other are told without a place.
        raise PatternError("syntax", position=column, detail=str(err)) from err
    if steps > MAX_STEPS:
        raise PatternError("runaway")
    return compiled
