"""Which of the links of an item leads to what is to be downloaded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
import re
from typing import Final
from urllib.parse import urlsplit

from ...engine.address import page_of
from ...engine.files.magnet import is_magnet, magnet_hashes
from ...engine.release import usable_link
from ..link import clean_link, join
from .element import Element, Item

MAX_LINKS: Final = 64

_TORRENT = "application/x-bittorrent"
_NZB = "application/x-nzb"
_MEDIA = ("image/", "video/", "audio/")
_WEB = ("http://", "https://")
_FILES = (".torrent", ".nzb")
# The rank of a link of which nothing says what it leads to.
_PLAIN = 4
_TEXTS = ("description", "summary", "encoded", "content")
# Names that sites gave to the element that holds what is to be downloaded.
_OWN = re.compile(r"(?:torrent|nzb|download|dl)_?(?:file|link|url|uri)?")
_IN_TEXT = re.compile(r"magnet:\??[^\s\"'<>]{1,20000}", re.IGNORECASE)
_HREF = re.compile(
    r"href\s{0,9}=\s{0,9}[\"'](https?://[^\"'<>]{1,4000})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Link:
    """A candidate for what to download; ``kind`` is its media type, ``base`` what it is relative to."""

    address: str
    kind: str = ""
    enclosure: bool = False
    length: str = ""
    own: bool = False
    base: str = ""

    @property
    def rank(self) -> int:
        """How sure it is that it leads to what is to be downloaded; less is better."""
        if magnet_hashes(self.address):
            return 0
        if self.kind == _TORRENT or _path(self.address).endswith(".torrent"):
            return 1
        if self.is_nzb:
            return 2
        if self.enclosure:
            return 5 if self.kind.startswith(_MEDIA) else 3
        return 3 if self.own else _PLAIN

    @property
    def is_nzb(self) -> bool:
        """Whether it leads to an NZB file."""
        return self.kind == _NZB or _path(self.address).endswith(".nzb")


def links(item: Item, base: str) -> tuple[Link, ...]:
    """Return every link that can be followed, those of the standards first.

    A link to the feed itself, as an empty one would be, is none.
    """
    found: dict[tuple[str, bool], Link] = {}
    for link in _candidates(item):
        try:
            address = clean_link(link.address)
            inside = join(join(base, item.base), link.base)
            address = join(inside, address) if address else ""
        except ValueError:
            continue
        if usable_link(address) and address != base:
            found.setdefault((address, link.enclosure), replace(link, address=address))
        if len(found) >= MAX_LINKS:
            break
    return tuple(found.values())


def page(item: Item, found: Iterable[Link], chosen: Link) -> str:
    """Return the address of the page about an item as it may be shown; empty if there is none.

    A proxy's link may be to the file, so what the item is called by goes first. Where an item has
    one plain link only, that may be the page or the file.
    """
    guid = clean_link(item.text("guid", "id"))
    plain = [link for link in found if link.rank == _PLAIN]
    plain.sort(key=lambda link: (link.address == chosen.address, link.address != guid))
    pages = (page_of(link.address) for link in plain)
    return next((one for one in pages if one), "")


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.lower()
    except ValueError:
        return ""


def _candidates(item: Item) -> Iterator[Link]:
    for element in item.all("link", "enclosure", "content"):
        yield from _standard(element)
    guid = clean_link(item.text("guid", "id"))
    for element in item.elements:
        yield from _own(element)
    if guid.lower().startswith(_WEB) or is_magnet(guid):
        yield Link(guid)
    for element in item.all(*_TEXTS):
        yield from _in_text(element)


def _standard(element: Element) -> Iterator[Link]:
    """Yield what RSS, Atom and Media RSS have for links."""
    told = element.attributes
    relation = told.get("rel", "alternate").lower()
    address = told.get("url") or told.get("href") or ""
    base = told.get("xml:base", "").strip()
    kind = told.get("type", "").lower().partition(";")[0].strip()
    if element.name == "link":
        if relation in ("alternate", "enclosure"):
            enclosure = relation == "enclosure"
            length = told.get("length", "")
            text = address or element.text
            yield Link(text, kind, enclosure, length, base=base)
    elif address:
        if element.name == "content" and told.get("medium"):
            kind = kind or f"{told['medium'].lower()}/"
        length = told.get("length") or told.get("filesize") or ""
        yield Link(address, kind, enclosure=True, length=length, base=base)


def _own(element: Element) -> Iterator[Link]:
    """Yield what a site says in elements and attributes of its own."""
    name = element.attributes.get("name", element.name).lower()
    own = "" if element.name in _TEXTS else element.text
    for text in (own, *element.attributes.values()):
        link = clean_link(text) if len(text) < 20_000 else ""
        if is_magnet(link):
            yield Link(link)
        elif link.lower().startswith(_WEB):
            if _path(link).endswith(_FILES) or (text is own and _OWN.fullmatch(name)):
                yield Link(link, own=True)


def _in_text(element: Element) -> Iterator[Link]:
    for found in _IN_TEXT.finditer(element.text):
        yield Link(found[0])
    for found in _HREF.finditer(element.text):
        if _path(found[1]).endswith(_FILES):
            yield Link(found[1], own=True)
