"""RSS and Atom documents, read into items with feedparser.

feedparser keeps but one of an item's ``torznab:attr``, so each first gets the name of what it tells:
``<torznab:attr name="seeders" value="5"/>`` becomes ``<torznab:seeders name="seeders" value="5"/>``.
A broken document is read as well as it can be, and the items that were lost are counted. feedparser
is given text only, never an address, and no document that declares entities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
import re
from typing import Any, Final

from feedparser.api import parse

from ..base import NotAFeed
from ..document import is_login_page, is_web_page, reported_error
from ..encoding import decode

MAX_ITEMS: Final = 1000

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_ROOT_WITHIN = 4096
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"<(torznab|newznab):attr\s([^<>]{1,20000}?)/?>(?:\s{0,99}</\1:attr\s{0,9}>)?",
    re.IGNORECASE,
)
_ATTRIBUTE_NAME = re.compile(r"\bname\s?=\s?[\"']([a-z]\w{0,40})[\"']", re.IGNORECASE)
_CATEGORY = re.compile(r"\bvalue\s?=\s?[\"'](\d{1,9})[\"']", re.IGNORECASE)

# feedparser gives up on a whole feed for the number of a character that cannot be.
_CHARACTER = re.compile(
    r"&#(?:0*([1-9]\d{0,5})|[xX]0*([1-9a-fA-F][0-9a-fA-F]{0,4}));|&#\w{0,20};?"
)

# feedparser's dictionary of one item.
type Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a document holds, whether it is ``broken``, and how many items were ``lost``."""

    title: str = ""
    items: tuple[Item, ...] = ()
    broken: bool = False
    lost: int = 0


def read_feed(data: bytes, charset: str = "") -> Feed:
    """Read a document; ``charset`` is the one HTTP names. Raises ``SourceError``."""
    if not data.strip():
        raise NotAFeed("an empty answer")
    if error := reported_error(data):
        raise error
    if is_web_page(data):
        raise NotAFeed("a page to log in" if is_login_page(data) else "a web page")
    # Decoded here: feedparser takes any codec a feed names, and some of those are quadratic.
    text = decode(data, charset).lstrip("\ufeff \t\r\n")
    if not _ROOT.search(text[:_ROOT_WITHIN]):
        raise NotAFeed("a document of another kind")
    if _ENTITY.search(text):
        raise NotAFeed("a document that declares entities")
    text, offered = _first_items(text)
    text = _CHARACTER.sub(_possible, _ATTRIBUTE.sub(_by_name, text))
    parsed = parse(
        BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    # Plain dictionaries: feedparser's own answers for keys that are not there.
    items = tuple(dict(entry) for entry in parsed.entries[:MAX_ITEMS])
    return Feed(
        title=str(parsed.feed.get("title", "")),
        items=items,
        broken=bool(parsed.bozo),
        lost=max(offered - len(items), 0),
    )


def _first_items(text: str) -> tuple[str, int]:
    """Return the document cut before what is too much, and how many items it has up to there."""
    count = 0
    for start in _ITEM_START.finditer(text):
        if count == MAX_ITEMS:
            # feedparser does not mind that the end is missing.
            return text[: start.start()], count
        count += 1
    return text, count


def _by_name(attribute: re.Match[str]) -> str:
    """Return a Torznab or Newznab attribute as an element with a name of its own."""
    dialect, content = attribute.groups()
    found = _ATTRIBUTE_NAME.search(content)
    name = found[1].lower() if found else "attr"
    if name == "category" and (number := _CATEGORY.search(content)):
        # The one of which an item has several.
        name += number[1]
    return f"<{dialect}:{name} {content}/>"


def _possible(character: re.Match[str]) -> str:
    """Return a reference by number as it is, or nothing if it cannot be one."""
    decimal, hexadecimal = character.groups()
    return character[0] if decimal or hexadecimal else ""
