"""Broken documents: where the items are, and how the usual mistakes in one are mended.

Everything here is linear in the length of the text, which comes from strangers.
"""

from collections.abc import Iterator
from html.entities import html5
import re

_ITEM_TAG = re.compile(
    r"<(/?)(?:\w{1,20}:)?(item|entry)(?=[\s/>])[^<>]*>", re.IGNORECASE
)
# What XML 1.0 does not allow even as a reference (https://www.w3.org/TR/xml/#charsets).
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(
    r"&(#[0-9]{1,7};|#x[0-9a-f]{1,6};|[a-z][a-z0-9]{1,31};)?", re.IGNORECASE
)
_PREDEFINED = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_PROSE = ("description", "content:encoded", "content", "summary")


def item_texts(text: str) -> Iterator[str]:
    """Cut out each item from its start tag to its end tag, or to the next item's start."""
    start: re.Match[str] | None = None
    for tag in _ITEM_TAG.finditer(text):
        if start is None:
            start = None if tag[1] else tag
        elif not tag[1]:
            yield text[start.start() : tag.start()]
            start = tag
        elif tag[2].lower() == start[2].lower():
            yield text[start.start() : tag.end()]
            start = None
    if start is not None:
        yield text[start.start() :]


def mended(text: str) -> str:
    """Return an item's text without what XML forbids and without its prose.

    Unescaped ampersands, HTML's entities and control characters are the usual mistakes; the prose,
    which nobody needs here, is where the others are.
    """
    for name in _PROSE:
        text = _without(text, name)
    return _REFERENCE.sub(_reference, _CONTROL.sub("", text))


def _reference(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name in _PREDEFINED:
        return found[0]
    if name.startswith("#"):
        digits = name[1:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        allowed = code <= 0x10FFFF and _CONTROL.match(chr(code)) is None
        return found[0] if allowed else ""
    return html5.get(name, f"&amp;{name}")


def _without(text: str, name: str) -> str:
    kept: list[str] = []
    at = 0
    start_tag = re.compile(rf"<{name}(?=[\s>])", re.IGNORECASE)
    end_tag = re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE)
    while (start := start_tag.search(text, at)) and (
        end := end_tag.search(text, start.end())
    ):
        kept.append(text[at : start.start()])
        at = end.end()
    return "".join((*kept, text[at:]))
