r"""Terms people write to find releases: words, or a regular expression between slashes.

A line of words matches where its words stand in a row in the title, whatever separates them
(``dune part two`` finds ``Dune.Part.Two``); a line may offer alternatives with ``|``. A line
``/…/`` is a regular expression. Upper and lower case are the same everywhere.

Python's own expressions cannot be interrupted, and a backtracking one can run for hours on a title
made for it, so those of the ``regex`` library are used, which stop after a time that is given. What
that library writes out before it begins cannot be stopped, so repeats are counted beforehand. Lines of
words need no expression at all: they are looked up among the words of the title.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
import logging
import re
import time
from typing import Final, Literal

import regex

from .text import MAX_TITLE_CHARS

_LOGGER = logging.getLogger(__name__)

MAX_TERM_CHARS: Final = 300
# Seconds for one title. The usual search takes a few microseconds, and everybody waits for it.
TIME_LIMIT: Final = 0.025
# Seconds that a title may take for ever, and by how much all of them together may exceed that.
ALLOWED: Final = 0.000_5
EXCESS: Final = 0.025
# What takes that long on a title made for it, or on all of these, is refused when a rule is saved.
PATIENCE: Final = 0.02
TRIAL: Final = 0.2

# Characters that an expression may stand for with its repeats written out.
MAX_WEIGHT: Final = 10_000

_USUAL: Final = ("a", "0", ".", "a.", "2160p.")
_MANY: Final = 20
# A group, its end, how often what stands before is repeated, and whatever counts as one character.
_PART = re.compile(
    r"\((?:\?(?:P?<\w+>|[a-zA-Z-]*:|<?[=!]|>|P[=>]\w+|\([^)]*\)|#[^)]*))?|\)|\{([0-9]*)(?:,([0-9]*))?\}"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|.",
    re.DOTALL,
)


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


class Term:
    """One line a person wrote, ready to match.

    A term that ran into the time limit once, or is slow again and again, is ``stopped`` until its
    rule is saved again.
    """

    __slots__ = ("_excess", "_expression", "_rows", "stopped", "text")

    def __init__(
        self,
        text: str,
        expression: regex.Pattern[str] | None = None,
        *,
        rows: tuple[str, ...] = (),
    ) -> None:
        """Keep the line as it was written beside what it means.

        That is an expression, or else one or more ``rows`` of words as ``_row`` writes them.
        """
        self.text = text
        self._expression = expression
        self._rows = rows
        self.stopped = False
        self._excess = 0.0

    def matches(self, title: str) -> bool | None:
        """Tell whether the term is found in the title; None if it was stopped."""
        if self.stopped:
            return None
        if self._rows:
            words = _row(title[:MAX_TITLE_CHARS])
            return any(row in words for row in self._rows)
        found = self._timed(title)
        return None if found is None else bool(found)

    def find(self, title: str) -> regex.Match[str] | None:
        """Return where an expression is found first; None if it is not, or if it was stopped."""
        if self.stopped:
            return None
        return self._timed(title) or None

    def try_out(self) -> None:
        """Raise ``PatternError`` if the term runs away, as far as that can be told beforehand.

        Tried are long runs of what it may repeat, with no match at the end. A person who saves a
        rule can wait for that; a start cannot.
        """
        began = time.thread_time()
        for run in _runs(self.text):
            title = (run * MAX_TITLE_CHARS)[: MAX_TITLE_CHARS - 1] + "\0"
            found = self._found(title, PATIENCE)
            if found is None or time.thread_time() - began > TRIAL:
                raise PatternError("runaway")

    @property
    def groups(self) -> frozenset[str]:
        """Return the names of the groups of an expression."""
        named = self._expression.groupindex if self._expression is not None else ()
        return frozenset(named)

    def _timed(self, title: str) -> regex.Match[str] | Literal[False] | None:
        """Return what ``_found`` does, and stop the term where that takes too long."""
        began = time.thread_time()
        found = self._found(title[:MAX_TITLE_CHARS], TIME_LIMIT)
        used = time.thread_time() - began
        self._excess = max(0.0, self._excess + used - ALLOWED)
        if self._excess > EXCESS or (found is None and used > TIME_LIMIT / 2):
            self.stopped = True
            _LOGGER.warning("A term takes too long and is stopped: %s", self.text)
        return found

    def _found(
        self, text: str, seconds: float
    ) -> regex.Match[str] | Literal[False] | None:
        """Return where the expression is found, False if it is not; None if that takes too long."""
        if self._expression is None:
            return False
        # A computer that stands still for a while is not the expression's fault.
        for patience in (seconds, 2 * seconds):
            began = time.thread_time()
            try:
                return self._expression.search(text, timeout=patience) or False
            except TimeoutError:
                if time.thread_time() - began > seconds / 2:
                    break
        return None


def read_term(line: str) -> Term:
    """Read one line. Raises ``PatternError``."""
    text = line.strip()
    if len(text) > MAX_TERM_CHARS:
        raise PatternError("too_long")
    if len(text) > 1 and text.startswith("/") and text.endswith("/"):
        # People count from one, and the slash stands in front.
        column = len(line) - len(line.lstrip()) + 2
        return Term(text, _compile(text[1:-1], column))
    rows = tuple(row for part in text.split("|") if (row := _row(part)))
    if not rows:
        raise PatternError("empty")
    return Term(text, rows=rows)


def read_terms(lines: Iterable[str]) -> tuple[Term, ...]:
    """Read many lines; empty ones are passed over. Raises ``PatternError``."""
    return tuple(read_term(line) for line in lines if line.strip())


@lru_cache(maxsize=64)
def _row(text: str) -> str:
    """Return the words of a text in one spelling, a blank around each; empty if there are none."""
    words = regex.findall(r"[^\W_]+", text)
    return f" {' '.join(words).casefold()} " if words else ""


def _runs(text: str) -> Iterator[str]:
    """Yield what an expression may repeat: the usual, and the words and signs it is made of."""
    yield from _USUAL
    words = regex.findall(r"\w+", text)[:_MANY]
    yield from words
    for sign in islice(dict.fromkeys(regex.findall(r"[^\w\s\\]| ", text)), _MANY):
        yield from (sign, f"a{sign}", f"0{sign}", *(word + sign for word in words[:3]))


def _weigh(expression: str) -> int:
    """Return how many characters an expression stands for with its repeats written out."""
    open_groups = [0]
    last = 0
    for part in _PART.finditer(expression):
        sign = part[0]
        if sign == ")":
            last = open_groups.pop() if len(open_groups) > 1 else 0
            open_groups[-1] += last
        elif sign.startswith("(") and not sign.startswith(("(?P=", "(?P>", "(?#")):
            open_groups.append(0)
        elif sign.startswith("{") and (part[1] or part[2]):
            times = max(int(number) for number in part.groups() if number)
            # What stands for no character is written out as well.
            open_groups[-1] += max(last, 1) * times - last
            last = max(last, 1) * times
        elif sign not in "*+?|":
            last = 1
            open_groups[-1] += last
        if max(open_groups) > MAX_WEIGHT:
            break
    return max(open_groups)


def _exact(expression: str) -> str:
    """Return an expression in which a brace that repeats nothing stands for itself.

    To the ``regex`` library it says how many mistakes are forgiven, which may take for ever.
    """
    return "".join(
        "\\{" + part[0][1:] if part[0] in ("{", "{}") else part[0]
        for part in _PART.finditer(expression)
    )


def _compile(expression: str, column: int) -> regex.Pattern[str]:
    if not expression.strip():
        raise PatternError("empty")
    try:
        # Only read, not used: its parser tells the place of a mistake better.
        re.compile(expression)
        light = _weigh(expression) <= MAX_WEIGHT
        found = regex.compile(_exact(expression) if light else "", regex.IGNORECASE)
    except re.error as err:
        position = column + (err.pos or 0)
        raise PatternError("syntax", position=position, detail=err.msg) from err
    except (ValueError, regex.error) as err:
        raise PatternError("syntax", position=column, detail=str(err)) from err
    except (OverflowError, RecursionError, MemoryError) as err:
        raise PatternError("runaway") from err
    if not light:
        raise PatternError("runaway")
    return found
