"""Secrets: what opens a server, cut out of what that server says, however it is spelt there.

Servers repeat what they were sent: as it was, in other case, percent-encoded, with ``+`` for
blanks, escaped for HTML or JSON, several of these on top of each other, in hex or in base64. So a
text and a secret are both read back to the same plain spelling and compared there; what is found is
cut where it stands.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
import html
import re
from typing import Final

MARK: Final = "(secret)"

# One of fewer characters is cut only where it stands alone: it would be found in any word.
_SHORT = 4
# In base64 this many bytes are certain to leave a row of their own, whatever is around them.
_LEGIBLE = 6
# How often one spelling may be put on top of another.
_LAYERS = 4

_ENCODED = re.compile(
    r"(?P<percent>(?:%[0-9a-f]{2})+)"
    r"|(?P<html>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});)"
    r"|\\u(?P<code>[0-9a-f]{4})|\\x(?P<byte>[0-9a-f]{2})|\\(?P<escaped>.)",
    re.IGNORECASE | re.DOTALL,
)
_BLANK = re.compile(r"[+\s]")
_COLON = r"(?::|%(?:25)*3a|&(?:amp;)*(?:#0*58|#x0*3a|colon);)"
_SLASH = r"(?:\\*/|%(?:25)*2f|&(?:amp;)*(?:#0*47|#x0*2f|sol);)"
# An address in a text, in the spellings in which servers repeat what they were sent.
LINK: Final = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{0,30}}{_COLON}{_SLASH}{{2}}|magnet{_COLON})\S+",
    re.IGNORECASE,
)


class Secrets:
    """Some texts that are never told. Empty ones do no harm."""

    def __init__(self, *values: str) -> None:
        """Begin with these."""
        self._needles: dict[str, None] = {}
        self.add(*values)

    def add(self, *values: str) -> None:
        """Know these, too."""
        for value in filter(None, (value.strip() for value in values)):
            for form in _forms(value):
                self._needles.update((text, None) for text, _ in _layers(form))

    def cut(self, text: str, *, least: int = 1) -> str:
        """Return a text without any of them that have at least so many characters."""
        if not self._needles or not text:
            return text
        # In each layer: read back, the end of a secret and what follows may look like one sign.
        found = {
            (places[start], places[stop])
            for layer, places in _layers(text)
            for needle in self._needles
            if len(needle) >= least
            for start, stop in _spans(needle, layer)
        }
        pieces, told = [], 0
        for start, stop in sorted(found):
            if start >= told:
                pieces += [text[told:start], MARK]
            told = max(told, stop)
        return "".join([*pieces, text[told:]])

    def cut_bytes(self, body: bytes) -> bytes:
        """Return a body without any of them, every other byte as it is."""
        if not self._needles:
            return body
        text = self.cut(body.decode("utf-8", "surrogateescape"))
        return text.encode("utf-8", "surrogateescape")


def _forms(value: str) -> Iterator[str]:
    """Yield a secret as it is and as codes of it are written."""
    raw = value.encode("utf-8", "replace")
    yield value
    yield b64encode(raw).decode().rstrip("=")
    if len(value) >= _SHORT:
        yield raw.hex()
    if len(raw) < _LEGIBLE:
        return
    for before in range(3):
        # Behind other bytes it is another row, of which the ends are shared with its neighbours.
        row = b64encode(bytes(before) + raw).decode()
        inner = row[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.translate({ord("+"): "-", ord("/"): "_"})


def _spans(needle: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a secret is; what overlaps is one span."""
    span: tuple[int, int] | None = None
    start = text.find(needle)
    while start >= 0:
        stop = start + len(needle)
        around = text[max(start - 1, 0) : start] + text[stop : stop + 1]
        if len(needle) >= _SHORT or not any(map(str.isalnum, around)):
            if span and start < span[1]:
                span = span[0], stop
            else:
                if span:
                    yield span
                span = start, stop
        start = text.find(needle, start + 1)
    if span:
        yield span


def _layers(text: str) -> Iterator[tuple[str, list[int] | range]]:
    """Yield a text with one layer of encoding after the other undone.

    With each comes where every character of it begins in the text as it was given; and the end.
    """
    places: list[int] | range = range(len(text) + 1)
    for _ in range(_LAYERS + 1):
        yield _folded(text), places
        if not any(sign in text for sign in "%&\\"):
            return
        before = text
        text, places = _read_back(text, places)
        if text == before:
            return


def _folded(text: str) -> str:
    """Return a text in which what differs in case or kind of blank only is the same."""
    lower = text.lower()
    if len(lower) != len(text):
        # A few letters are two in lower case; no place may be moved.
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return _BLANK.sub(" ", lower)


def _read_back(text: str, places: list[int] | range) -> tuple[str, list[int]]:
    """Undo one layer of encoding."""
    pieces: list[str] = []
    kept: list[int] = []
    end = 0
    for found in _ENCODED.finditer(text):
        start, stop = found.span()
        pieces.append(text[end:start])
        kept.extend(places[end:start])
        for char, length in _decoded(found):
            pieces.append(char)
            kept.append(places[start])
            start += length
        end = stop
    pieces.append(text[end:])
    kept.extend(places[end:])
    return "".join(pieces), kept


def _decoded(found: re.Match[str]) -> Iterable[tuple[str, int]]:
    """Yield the characters an encoded piece stands for, and how much of it each takes."""
    whole = found[0]
    if found["percent"]:
        raw = bytes.fromhex(whole.replace("%", ""))
        try:
            return [(char, 3 * len(char.encode())) for char in raw.decode()]
        except UnicodeDecodeError:
            return [(char, 3) for char in raw.decode("latin-1")]
    if found["html"]:
        said = html.unescape(whole)
        return [(said if len(said) == 1 else whole[0], len(whole))]
    code = found["code"] or found["byte"]
    return [(chr(int(code, 16)) if code else found["escaped"], len(whole))]
