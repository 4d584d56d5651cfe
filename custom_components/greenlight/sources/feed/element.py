"""One item of a feed as the elements it is made of, gathered piece by piece within bounds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .dates import read_date
from .markup import MAX_TEXT, Start

MAX_ELEMENTS: Final = 300
MAX_OF_A_NAME: Final = 64
MAX_DEPTH: Final = 16

# What nobody wants; they hold people, pictures, and titles and links of something else.
_IGNORED = frozenset(
    "author contributor copyright creator credit image license managingeditor owner publisher"
    " rights source textinput webmaster".split()
)
# Whatever is inside of these is part of their text.
_TEXTS = frozenset("title description summary content encoded subtitle".split())
# Of these, one that is never closed ends where the next of the others starts.
_PLAIN = frozenset("title link guid id pubdate published updated category size".split())
_NEXT = frozenset("title link guid pubdate description enclosure category".split())
_NEXT_AFTER_TEXT = frozenset("guid pubdate enclosure description".split())
_DATES = ("pubdate", "published", "issued", "updated", "date", "modified", "created")


@dataclass(frozen=True, slots=True)
class Element:
    """One element; names are in lower case, ``text`` holds what is inside of it."""

    prefix: str
    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one item says, in its order; ``base`` is what its links are relative to, if it says."""

    elements: tuple[Element, ...] = ()
    base: str = ""

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the elements of these names, name by name."""
        for name in names:
            for element in self.elements:
                if element.name == name:
                    yield element

    def text(self, *names: str) -> str:
        """Return the first text that one of these elements has; those without a prefix go first."""
        found = [each for each in self.all(*names) if each.text.strip()]
        plain = (each.text for each in found if not each.prefix)
        return next(plain, found[0].text if found else "")

    @property
    def date(self) -> float | None:
        """When it appeared, in seconds since the epoch."""
        dates = (read_date(each.text) for each in self.all(*_DATES))
        return next((date for date in dates if date is not None), None)


@dataclass(slots=True)
class _Open:
    full: str
    prefix: str
    name: str
    ignored: bool
    inside: bool
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    room: int = MAX_TEXT

    def add(self, text: str) -> None:
        if self.room > 0:
            self.pieces.append(text[: self.room])
            self.room -= len(text)


@dataclass(slots=True)
class Gatherer:
    """Gathers the elements of one item."""

    base: str = ""
    elements: list[Element] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def start(self, piece: Start) -> None:
        """Begin an element."""
        prefix, _, name = piece.name.rpartition(":")
        if self._stack and not prefix:
            first = self._stack[0].name
            if (first in _PLAIN and name in _NEXT) or (
                first in _TEXTS and name in _NEXT_AFTER_TEXT
            ):
                self._close(0)
        if len(self._stack) >= MAX_DEPTH:
            return
        self._counts[piece.name] += 1
        ignored = (
            name in _IGNORED
            or self._counts[piece.name] > MAX_OF_A_NAME
            or bool(self._stack and self._stack[-1].ignored)
        )
        attributes = {} if ignored else piece.attributes()
        outer = self._stack[-1] if self._stack else None
        inside = outer is not None and (outer.inside or outer.name in _TEXTS)
        self._stack.append(_Open(piece.name, prefix, name, ignored, inside, attributes))

    def add(self, text: str) -> None:
        """Take some text."""
        if self._stack and not self._stack[-1].ignored:
            self._stack[-1].add(text)

    def end(self, full: str) -> None:
        """End an element, and those inside of it that have not been; one that never began is none."""
        for at in range(len(self._stack) - 1, -1, -1):
            if self._stack[at].full == full:
                self._close(at)
                return

    def item(self) -> Item:
        """Return what was gathered."""
        self._close(0)
        return Item(elements=tuple(self.elements), base=self.base)

    def _close(self, at: int) -> None:
        while len(self._stack) > at:
            done = self._stack.pop()
            if done.ignored:
                continue
            text = "".join(done.pieces)
            if done.inside:
                self._stack[-1].add(text)
                text = ""
            # Of the markup in a text, only where it leads.
            wanted = (
                "href" in done.attributes if done.inside else text or done.attributes
            )
            if wanted and len(self.elements) < MAX_ELEMENTS:
                self.elements.append(
                    Element(done.prefix, done.name, text, done.attributes)
                )
