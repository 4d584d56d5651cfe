"""RSS and Atom documents, read into items.

A broken document is read as well as it can be, and the items that were lost are counted. It is read
by a reader of our own, in time and memory that are bounded whatever it holds: what libraries make of
an author's name or a hundred thousand categories can stop everything else for minutes.
"""

from dataclasses import dataclass
import time
from typing import Final
from urllib.parse import urlsplit

from ...engine.secrets import Secrets
from ..base import NotAFeed, SourceTooLarge
from ..document import refusal
from ..encoding import decode
from ..link import join
from .element import Gatherer, Item
from .markup import End, Lost, Reader, Start, Text, TooSlow

MAX_ITEMS: Final = 1000
# Seconds. The largest feed there is takes one or two on a small computer.
MAX_SECONDS: Final = 10.0

_ROOTS = frozenset({"rss", "feed", "rdf"})
_OUTER = _ROOTS | {"channel"}
_ITEMS = frozenset({"item", "entry"})
# What may stand before the root: warnings of the site's own software, mostly.
_PIECES_BEFORE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a document holds, whether it is ``broken``, and how many items were ``lost``.

    ``left_out`` counts the items beyond ``MAX_ITEMS``, of which the newest are kept.
    """

    title: str = ""
    items: tuple[Item, ...] = ()
    broken: bool = False
    lost: int = 0
    left_out: int = 0


def read_feed(
    data: bytes,
    charset: str = "",
    *,
    secrets: Secrets | None = None,
    seconds: float = MAX_SECONDS,
) -> Feed:
    """Read a document; ``charset`` is the one HTTP names. Raises ``SourceError``.

    The error repeats none of the ``secrets``.
    """
    if error := refusal(data, secrets=secrets):
        raise error
    deadline = time.monotonic() + seconds
    feed = _Document(Reader(decode(data, charset), deadline)).read()
    if feed is None:
        raise SourceTooLarge(f"more than can be read in {seconds:g} s")
    return feed


class _Document:
    """One document, from its first piece to its last."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._rooted = False
        self._head = Gatherer()
        self._current: Gatherer | None = None
        self._found: list[tuple[int, Item]] = []
        self._count = self._lost = 0
        self._broken = False

    def read(self) -> Feed | None:
        """Read it, as far as the time allows. None if that is not even one item."""
        try:
            self._read()
        except TooSlow:
            if not self._found:
                return None
            # What is not reached is too much; the one it stopped in is not whole.
            self._current = None
            self._count += self._starts(self._reader.at)
        if not self._rooted:
            raise NotAFeed("a document of another kind")
        self._broken |= self._current is not None
        self._finish()
        kept = self._newest()
        return Feed(
            title=self._head.item().text("title"),
            items=tuple(item for _, item in kept),
            broken=self._broken,
            lost=self._lost,
            left_out=self._count - len(kept),
        )

    def _read(self) -> None:
        for number, piece in enumerate(self._reader.pieces()):
            if not self._rooted and number > _PIECES_BEFORE:
                break
            match piece:
                case Text(text=text):
                    (self._current or self._head).add(text)
                case Start():
                    self._start(piece)
                case End(name=name):
                    self._end(name)
                case Lost():
                    self._broken = True
                    self._lost += self._starts(piece.start, piece.stop)

    def _starts(self, start: int, stop: int | None = None) -> int:
        """Count the items that start in a stretch that is not read."""
        text = self._reader.text
        return sum(text.count(f"<{name}", start, stop) for name in _ITEMS)

    def _start(self, piece: Start) -> None:
        name = piece.name.rpartition(":")[2]
        if name in _ROOTS:
            self._rooted = True
        elif not self._rooted:
            return
        if name in _ITEMS:
            self._broken |= self._current is not None
            self._finish()
            attributes = piece.attributes()
            self._current = Gatherer(self._base(attributes))
            if about := attributes.get("rdf:about"):
                self._current.start(Start("about"))
                self._current.add(about)
                self._current.end("about")
        elif self._current is not None:
            self._current.start(piece)
        elif name in _OUTER:
            self._head.base = self._base(piece.attributes())
        else:
            self._head.start(piece)

    def _base(self, attributes: dict[str, str]) -> str:
        """Return what is a base inside of an element, itself relative to that outside of it."""
        try:
            base = join(self._head.base, attributes.get("xml:base", "").strip())
            urlsplit(base)
        except ValueError:
            return self._head.base
        return base

    def _end(self, full: str) -> None:
        name = full.rpartition(":")[2]
        if name in _ITEMS:
            self._finish()
        elif self._current is None:
            self._head.end(full)
        elif name in _OUTER:
            self._broken = True
            self._finish()
        else:
            self._current.end(full)

    def _finish(self) -> None:
        """Keep the item that is being read."""
        if self._current is None:
            return
        item, self._current = self._current.item(), None
        self._found.append((self._count, item))
        self._count += 1
        if len(self._found) >= 2 * MAX_ITEMS:
            self._found = self._newest()

    def _newest(self) -> list[tuple[int, Item]]:
        """Return no more than are read, in their order: by date, and of those without the first."""
        if len(self._found) <= MAX_ITEMS:
            return self._found

        def age(found: tuple[int, Item]) -> tuple[float, int]:
            return -(found[1].date or 0.0), found[0]

        return sorted(sorted(self._found, key=age)[:MAX_ITEMS], key=lambda one: one[0])
