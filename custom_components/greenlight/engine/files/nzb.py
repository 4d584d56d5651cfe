"""NZB files (sabnzbd.org/wiki/extra/nzb-spec): what they offer, and whether they are one.

A file comes from a stranger and can hold hundreds of thousands of segments, so it is not parsed as
XML: it is searched for the few tags that matter, in linear time and without expanding anything.
Clients accept nearly everything and fail later, hence the reasons given here.
"""

from dataclasses import dataclass
from html import unescape
import re
from typing import Final

from ..text import clean_title

MAX_NZB_BYTES: Final = 64 * 1024 * 1024

_PROLOG: Final = 16 * 1024
_MAX_HEAD: Final = 64 * 1024

# Quantifiers are possessive: nothing is ever tried a second time.
_ROOT = re.compile(rb"<(?:\w++:)?+nzb[\s/>]", re.IGNORECASE)
_ERROR = re.compile(
    rb"<error\s[^<>]*?\bdescription\s*+=\s*+(?:\"([^\"<]*+)|'([^'<]*+))"
)
_FILE = re.compile(rb"<(?:\w++:)?+file[\s>]")
_SEGMENT = re.compile(rb"<(?:\w++:)?+segment\s([^<>]*+)>\s*+[^<\s]")
# Looking back only after the literal lets the search skip to it. A number longer than any
# article's size is a lie and counts as unknown.
_BYTES = re.compile(rb"bytes(?<!\Sbytes)\s*+=\s*+[\"']\s*+(\d{1,12}+)[\"'\s]")
_META = re.compile(
    rb"<(?:\w++:)?+meta\s++type\s*+=\s*+[\"']\s*+(\w++)\s*+[\"']\s*+>([^<]*+)<"
)
_END = re.compile(rb"</(?:\w++:)?+nzb\s*+>")


class NzbError(ValueError):
    """Not an NZB file that can be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nzb:
    """What an NZB says about itself.

    ``name`` is that of its head, empty if it has none; ``size`` is in bytes, as posted: encoded,
    with repair files. ``password`` tells whether it brings a password for its archives.
    """

    name: str
    size: int
    files: int
    segments: int
    password: bool


def read_nzb(data: bytes) -> Nzb:
    """Read an NZB file. Raises ``NzbError`` if it is none, or nothing can be downloaded by it."""
    if len(data) > MAX_NZB_BYTES:
        raise NzbError("the NZB file is too large")
    root = _ROOT.search(data, 0, _PROLOG)
    if root is None:
        raise NzbError(_what_else(data))
    if b"<!ENTITY" in data[: root.start()]:
        raise NzbError("the NZB file defines entities of its own")
    if not _END.search(data, root.end()):
        raise NzbError("the NZB file is cut short")
    files = sum(1 for _ in _FILE.finditer(data))
    segments = _SEGMENT.findall(data)
    if not files or not segments:
        raise NzbError("the NZB file names no articles")
    head = {
        name.lower(): value
        for name, value in _META.findall(data, root.end(), root.end() + _MAX_HEAD)
    }
    return Nzb(
        name=_text(head.get(b"name") or head.get(b"title") or b""),
        size=sum(map(int, _BYTES.findall(b"\n".join(segments)))),
        files=files,
        segments=len(segments),
        password=bool(head.get(b"password", b"").strip()),
    )


def is_nzb(data: bytes) -> bool:
    """Tell whether a file is meant to be an NZB, whether or not anything can be downloaded by it."""
    return _ROOT.search(data, 0, _PROLOG) is not None


def _what_else(data: bytes) -> str:
    """Return what is there instead of an NZB: indexers answer much with a success."""
    start = data[:_PROLOG].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "the NZB file is empty"
    if error := _ERROR.search(start):
        return f"the indexer says: {_text(error[1] or error[2] or b'')[:200]}"
    if start.lower().startswith((b"<!doctype html", b"<html")):
        return "a web page instead of an NZB file"
    return "not an NZB file"


def _text(raw: bytes) -> str:
    return clean_title(unescape(raw[:2000].decode("utf-8", "replace")))
