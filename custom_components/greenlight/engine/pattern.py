r"""Terms people write to find releases: words, or a regular expression between slashes.

A line of words matches where its words stand in a row in the title, whatever separates them
(``dune part two`` finds ``Dune.Part.Two``); a line may offer alternatives with ``|``. A line
``/…/`` is a regular expression. Upper and lower case are the same everywhere.

Python's own expressions cannot be interrupted, and a backtracking one can run for hours on a title
made for it, so those of the ``regex`` library are used, which stop after a time that is given.
"""

from collections.abc import Iterable
import logging
import re
from typing import Final

import regex

from .text import MAX_TITLE_CHARS

_LOGGER = logging.getLogger(__name__)

MAX_TERM_CHARS: Final = 300
# Seconds. The usual search takes a few microseconds; a busy small computer may stand still a while.
TIME_LIMIT: Final = 0.1
# What takes that long on a title made for it is refused when a rule is saved.
PATIENCE: Final = 0.02

_USUAL: Final = ("a", "0", ".", "a.", "2160p.")


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

    A term that ran into the time limit once is ``stopped`` until its rule is saved again.
    """

    __slots__ = ("_expression", "stopped", "text")

    def __init__(self, text: str, expression: regex.Pattern[str]) -> None:
        """Keep the line as it was written beside what it means."""
        self.text = text
        self._expression = expression
        self.stopped = False

    def matches(self, title: str) -> bool | None:
        """Tell whether the term is found in the title; None if it was stopped."""
        if self.stopped:
            return None
        try:
            return self._found(title[:MAX_TITLE_CHARS], TIME_LIMIT)
        except TimeoutError:
            self.stopped = True
            _LOGGER.warning("A term takes too long and is stopped: %s", self.text)
            return None

    def try_out(self) -> None:
        """Raise ``PatternError`` if the term runs away, as far as that can be told beforehand.

        Tried are long runs of what it may repeat, with no match at the end. A person who saves a
        rule can wait for that; a start cannot.
        """
        try:
            for run in (*_USUAL, *regex.findall(r"\w+", self.text)[:20]):
                title = (run * MAX_TITLE_CHARS)[: MAX_TITLE_CHARS - 1] + "\0"
                self._found(title, PATIENCE)
        except TimeoutError as err:
            raise PatternError("runaway") from err

    def _found(self, text: str, seconds: float) -> bool:
        return self._expression.search(text, timeout=seconds) is not None


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
    return Term(text, regex.compile("|".join(alternatives), regex.IGNORECASE))


def read_terms(lines: Iterable[str]) -> tuple[Term, ...]:
    """Read many lines; empty ones are passed over. Raises ``PatternError``."""
    return tuple(read_term(line) for line in lines if line.strip())


def _words(part: str) -> str:
    words = regex.findall(r"[^\W_]+", part)
    row = r"[\W_]+".join(map(regex.escape, words))
    return rf"(?<![^\W_]){row}(?![^\W_])" if words else ""


def _compile(expression: str, column: int) -> regex.Pattern[str]:
    if not expression.strip():
        raise PatternError("empty")
    try:
        # Only read, not used: its parser tells the place of a mistake better.
        re.compile(expression)
        return regex.compile(expression, regex.IGNORECASE)
    except re.error as err:
        position = column + (err.pos or 0)
        raise PatternError("syntax", position=position, detail=err.msg) from err
    except (ValueError, regex.error) as err:
        raise PatternError("syntax", position=column, detail=str(err)) from err
    except (OverflowError, RecursionError, MemoryError) as err:
        raise PatternError("runaway") from err
