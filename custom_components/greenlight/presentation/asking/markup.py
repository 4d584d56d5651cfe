"""Markup: Telegram's HTML, made of plain pieces so that nothing of a stranger's is ever markup.

Everything is measured and cut while it is plain, as Telegram counts it once it has read the HTML.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final

from ..cut import cut, dead, units

# Units of UTF-16, of a text and of one below a picture.
MOST_TEXT: Final = 4096
MOST_CAPTION: Final = 1024


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a line: plain, bold or, as it stands, code."""

    text: str
    tag: str = ""

    @property
    def shown(self) -> str:
        """Return what Telegram shows of it."""
        # In code it looks for nothing by itself.
        return self.text if self.tag == "code" else dead(self.text)

    def html(self) -> str:
        """Return it as HTML."""
        escaped = escape(self.shown, quote=False)
        return (
            f"<{self.tag}>{escaped}</{self.tag}>" if self.tag and escaped else escaped
        )


type Line = tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Lines, a folded quote below them, and lines after that. ``kept`` are never cut.

    An empty line is a blank one; of several that follow each other one is left.
    """

    lines: tuple[Line, ...]
    kept: frozenset[Line] = field(default_factory=frozenset)
    quote: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()

    def html(self, most: int) -> str:
        """Return HTML of at most so many units; the quote goes first, then what is last."""
        lines, quote, after = _tidy(self.lines), [*self.quote], _tidy(self.after)
        while quote and _length(lines, quote, after) > most:
            quote.pop(0)
            if len(quote) == 1:
                # What it is called exactly, as far as there is room.
                room = most - _length(lines, [()], after)
                quote = [_shortened(quote[0], room)] if room > 1 else []
        for part in (after, lines):
            while _length(lines, quote, after) > most:
                place = self._least(part)
                if place is None:
                    break
                del part[place]
        over = _length(lines, quote, after) - most
        if over > 0 and lines:
            lines[0] = _shortened(lines[0], max(1, _units(lines[0]) - over))
        return _html(_tidy(lines), quote, _tidy(after))

    @property
    def length(self) -> int:
        """Return how many units Telegram counts of all of it."""
        return _length(_tidy(self.lines), [*self.quote], _tidy(self.after))

    def _least(self, part: list[Line]) -> int | None:
        """Return which line can be left out best, None if there is none."""
        first = 1 if part and part[0] == self.lines[0] else 0
        places = [at for at in range(first, len(part)) if part[at] not in self.kept]
        return places[-1] if places else None


def bold(text: str) -> Bit:
    """Return a bold piece."""
    return Bit(text, "b")


def line(*pieces: str | Bit) -> Line:
    """Return a line without what is empty."""
    bits = (piece if isinstance(piece, Bit) else Bit(piece) for piece in pieces)
    return tuple(bit for bit in bits if bit.text)


def _tidy(lines: Iterable[Line]) -> list[Line]:
    """Return lines with one blank between blocks and none at either end."""
    tidy: list[Line] = []
    for one in lines:
        if one or (tidy and tidy[-1]):
            tidy.append(one)
    while tidy and not tidy[-1]:
        tidy.pop()
    return tidy


def _units(one: Line) -> int:
    return sum(units(bit.shown) for bit in one)


def _length(*parts: list[Line]) -> int:
    return sum(_units(one) + 1 for part in parts for one in part)


def _shortened(one: Line, most: int) -> Line:
    """Return a line of at most so many units, cut from its end."""
    kept, room = [], most
    for bit in one:
        # Links that were taken the life of are longer by that.
        grown = units(bit.shown) - units(bit.text)
        text = cut(bit.text, room - grown)
        if not text:
            break
        kept.append(Bit(text, bit.tag))
        room -= units(kept[-1].shown)
        if room <= 0:
            break
    return tuple(kept)


def _html(lines: list[Line], quote: list[Line], after: list[Line]) -> str:
    parts = ["\n".join(map(_line, lines))]
    if quote:
        folded = "\n".join(map(_line, quote))
        parts.append(f"<blockquote expandable>{folded}</blockquote>")
    if after:
        parts.append("\n".join(map(_line, after)))
    return "\n".join(part for part in parts if part)


def _line(one: Line) -> str:
    return "".join(bit.html() for bit in one)
