"""Markup read piece by piece, however broken: what RSS and Atom need of XML, and no more.

A document comes from a stranger, so nothing here takes longer than the text is long, keeps more
than it was told to, or expands anything: declarations are passed over, and of references only
characters are known. No step looks at more than ``MAX_TAG`` characters at once, apart from plain
searches for a mark, so others can run in between; and the whole ends by its deadline.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
import re
import time
from typing import Final, NamedTuple

MAX_TAG: Final = 64 * 1024
MAX_ATTRIBUTES: Final = 32
MAX_VALUE: Final = 32 * 1024
MAX_TEXT: Final = 64 * 1024

# Pieces between two looks at the clock.
_PATIENCE = 256
# Quantifiers are possessive: nothing is ever tried a second time.
_NAME = re.compile(r"(/?)([A-Za-z_][\w.:-]{0,99}+)")
_REST = re.compile(r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(
    r"([A-Za-z_][\w.:-]{0,99}+)\s{0,99}+=\s{0,99}+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++))"
)
_REFERENCE = re.compile(r"&(?:#(\d{1,10})|#[xX]([0-9a-fA-F]{1,8})|([A-Za-z]\w{1,31}));")


class TooSlow(Exception):
    """The deadline has passed."""


class Text(NamedTuple):
    """Characters between tags, at most ``MAX_TEXT`` of them at once."""

    text: str


class Start(NamedTuple):
    """The start of an element; names are in lower case, ``raw`` are its attributes as written."""

    name: str
    raw: str = ""

    def attributes(self) -> dict[str, str]:
        """Return the first few attributes; the first of a name counts."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.raw):
            name, *values = match.groups()
            value = next((one for one in values if one is not None), "")
            found.setdefault(name.lower(), unescape(value[:MAX_VALUE]))
            if len(found) >= MAX_ATTRIBUTES:
                break
        return found


class End(NamedTuple):
    """The end of an element; an empty one has it too."""

    name: str


class Lost(NamedTuple):
    """A stretch of the document that is a comment only because its markup is broken."""

    start: int
    stop: int


type Piece = Text | Start | End | Lost


def unescape(text: str) -> str:
    """Return a text with its references to characters replaced, and those to anything else kept.

    Both halves of a character, told one by one, are put together; half a one is dropped, as is
    whatever else can be no character.
    """
    if "&" not in text:
        return text
    text = _REFERENCE.sub(_character, text)
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return html5.get(f"{name};", match[0])
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if 128 <= number < 160:
        # What browsers make of it: nobody means a control character.
        return bytes([number]).decode("cp1252", "ignore")
    return chr(number) if 9 <= number <= 0x10FFFF else ""


@dataclass(slots=True)
class Reader:
    """One pass over a document; ``deadline`` is on the monotonic clock."""

    text: str = field(repr=False)
    deadline: float
    at: int = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the document piece by piece. Raises ``TooSlow``."""
        text, count = self.text, 0
        while self.at < len(text):
            count += 1
            if count % _PATIENCE == 0 and time.monotonic() > self.deadline:
                raise TooSlow
            if text[self.at] == "<":
                yield from self._tag()
                continue
            stop = self._until("<", self.at)
            yield Text(unescape(text[self.at : min(stop, self.at + MAX_TEXT)]))
            self.at = stop

    def _tag(self) -> Iterator[Piece]:
        text, start = self.text, self.at
        if text.startswith("<![CDATA[", start):
            stop = self._until("]]>", start + 9)
            yield Text(text[start + 9 : min(stop, start + 9 + MAX_TEXT)])
            self.at = stop + 3
        elif text.startswith("<!--", start):
            self.at = self._until("-->", start + 4) + 3
            if self.at > len(text) or text.find("--", start + 4, self.at - 3) >= 0:
                yield Lost(start, self.at)
        elif text.startswith("<?", start):
            self.at = self._until("?>", start) + 2
        elif text.startswith("<!", start):
            self._declaration()
        elif name := _NAME.match(text, start + 1):
            yield from self._element(name)
        else:
            yield Text("<")
            self.at = start + 1

    def _element(self, found: re.Match[str]) -> Iterator[Piece]:
        closes, name = found[1], found[2].lower()
        rest = _REST.match(self.text, found.end(), found.end() + MAX_TAG)
        if rest:
            raw, self.at = rest[0][:-1], rest.end()
        else:
            # A quote that is never closed, or far too much: what follows the next bracket counts.
            stop = self.text.find(">", found.end(), found.end() + MAX_TAG)
            stop = found.end() + MAX_TAG if stop < 0 else stop
            if stop >= len(self.text):
                # The document breaks off within it.
                self.at = len(self.text)
                return
            raw = self.text[found.end() : stop]
            if (other := raw.find("<")) >= 0:
                raw, stop = raw[:other], found.end() + other - 1
            self.at = stop + 1
        if closes:
            yield End(name)
            return
        yield Start(name, raw)
        if raw.endswith("/"):
            yield End(name)

    def _declaration(self) -> None:
        """Pass over a declaration together with those it holds in brackets."""
        stop = self._until(">", self.at)
        bracket = self.text.find("[", self.at, stop)
        if bracket >= 0:
            close = self._until("]", bracket)
            stop = self._until(">", close)
        self.at = stop + 1

    def _until(self, mark: str, start: int) -> int:
        """Return where a mark is found next, or the end: a search in vain is never done again."""
        found = self.text.find(mark, start)
        return len(self.text) if found < 0 else found
