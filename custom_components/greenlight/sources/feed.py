"""RSS and Atom documents, read into items: lists of elements that mean nothing yet.

Read with expat and not with feedparser, which keeps one of several ``torznab:attr`` per item, reads
a broken feed as something else without saying so, and decodes with whatever codec the feed names,
some of which are quadratic. A document is read as a whole; if it is broken, each item is read alone,
so that one bad item costs only itself. Nothing is ever fetched and no entity is ever declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
import re
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from .base import NotAFeed
from .document import is_login_page, is_web_page, reported_error
from .encoding import decode
from .repair import item_texts, mended

MAX_ITEMS: Final = 1000
# Far more than any feed has; without them one item could fill the memory.
MAX_ELEMENTS: Final = 250
MAX_DEPTH: Final = 50
MAX_ITEM_CHARS: Final = 1024**2

_ROOTS = frozenset({"rss", "feed", "rdf"})
_ITEMS = frozenset({"item", "entry"})
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_START = 4096


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an item: names in lower case with their prefix, text of all it contains.

    ``top`` tells the item's own elements from those nested in them, such as Atom's ``source``.
    """

    name: str
    attributes: Mapping[str, str]
    text: str
    top: bool


type Item = tuple[Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a document holds; ``broken`` identifies the items that could not be read."""

    title: str = ""
    items: tuple[Item, ...] = ()
    broken: tuple[int, ...] = ()


class _Full(Exception):
    """As many items as are wanted have been read."""


class _Unreadable(Exception):
    """The document is not one to read as a whole."""


class _Open:
    """An element whose end has not come yet."""

    __slots__ = ("attributes", "name", "parts", "top")

    def __init__(self, name: str, attributes: Mapping[str, str], *, top: bool) -> None:
        self.name = name
        self.attributes = attributes
        self.parts: list[str] = []
        self.top = top

    def closed(self) -> Element:
        return Element(
            self.name, self.attributes, "".join(self.parts).strip(), self.top
        )


class _Reader:
    """One pass over a document."""

    def __init__(self) -> None:
        self.title = ""
        self.items: list[Item] = []
        self._names: list[str] = []
        self._item: list[_Open] | None = None
        self._item_depth = 0
        # The open elements within an item, and where a feed's title is collected.
        self._inside: list[_Open | None] = []
        self._title: list[str] | None = None

    def read(self, text: str) -> None:
        """Read. Raises ``ExpatError``, ``_Unreadable`` and ``NotAFeed``."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        try:
            parser.Parse(text, True)
        except _Full:
            return

    def _entity(self, *_: object) -> None:
        raise NotAFeed("a document that declares entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.lower()
        local = name.rpartition(":")[2]
        if not self._names and local not in _ROOTS:
            raise NotAFeed(f"a document of another kind: {local[:40]}")
        if len(self._names) >= MAX_DEPTH:
            raise _Unreadable
        if self._item is not None:
            self._start_inside(name, attributes)
        elif local in _ITEMS:
            self._item, self._item_depth = [], len(self._names)
        elif (
            name == "title"
            and self._names[-1] in ("channel", "feed")
            and not self.title
        ):
            self._title = []
        self._names.append(name)

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        assert self._item is not None
        element = None
        if len(self._item) < MAX_ELEMENTS:
            lowered = {key.lower(): value for key, value in attributes.items()}
            element = _Open(name, lowered, top=not self._inside)
            self._item.append(element)
        self._inside.append(element)

    def _characters(self, text: str) -> None:
        if self._inside:
            outer, inner = self._inside[0], self._inside[-1]
            if outer is not None:
                outer.parts.append(text)
            if inner is not None and inner is not outer:
                inner.parts.append(text)
        elif self._title is not None:
            self._title.append(text)

    def _end(self, _name: str) -> None:
        self._names.pop()
        if self._inside:
            self._inside.pop()
        elif self._item is not None and len(self._names) == self._item_depth:
            self.items.append(tuple(element.closed() for element in self._item))
            self._item = None
            if len(self.items) >= MAX_ITEMS:
                raise _Full
        elif self._title is not None:
            self.title, self._title = "".join(self._title).strip(), None


def read_feed(data: bytes, charset: str = "") -> Feed:
    """Read a document; ``charset`` is the one HTTP names. Raises ``SourceError``."""
    if not data.strip():
        raise NotAFeed("an empty answer")
    if error := reported_error(data):
        raise error
    if is_web_page(data):
        raise NotAFeed("a page to log in" if is_login_page(data) else "a web page")
    text = decode(data, charset).lstrip("\ufeff \t\r\n")
    reader = _Reader()
    try:
        reader.read(text)
    except ExpatError, _Unreadable:
        return _read_broken(text, reader.title)
    return Feed(title=reader.title, items=tuple(reader.items))


def _read_broken(text: str, title: str) -> Feed:
    """Read each item alone. Raises ``NotAFeed`` when not one can be read."""
    items: list[Item] = []
    broken: list[int] = []
    if _ROOT.search(text[:_START]):
        for part in islice(item_texts(text), MAX_ITEMS):
            if item := _read_item(part):
                items.append(item)
            else:
                broken.append(hash(part))
    if not items:
        raise NotAFeed("nothing in it can be read")
    return Feed(title=title, items=tuple(items), broken=tuple(broken))


def _read_item(text: str) -> Item | None:
    if len(text) > MAX_ITEM_CHARS:
        return None
    for attempt in (str, mended):
        reader = _Reader()
        try:
            reader.read(f"<rss>{attempt(text)}</rss>")
        except ExpatError, _Unreadable:
            continue
        return reader.items[0] if reader.items else None
    return None
