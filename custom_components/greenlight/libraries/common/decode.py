"""Decoding of JSON: nothing of it holds the event loop, however long an answer is.

The decoder of the standard library lets nobody else run, in whatever thread it is, until it calls
something written in Python. So it is made to do so for every object, and long lists are decoded
element by element as they arrive: of the text, no more than a piece is ever there.
"""

import asyncio
import codecs
import json
import re
from typing import Any, Final

from ..errors import BadAnswer

# Bytes from which decoding takes so long that everybody else would notice.
LARGE: Final = 32 * 1024

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_NO_JSON: Final = "the answer is not JSON"


def _let_others_run(found: dict[str, Any]) -> dict[str, Any]:
    return found


def _number(digits: str) -> int | None:
    # Python refuses to read numbers of more digits than anything counts.
    return int(digits) if len(digits) < 100 else None


# Some servers write control characters as they are.
_DECODER: Final = json.JSONDecoder(strict=False, object_hook=_let_others_run)
_LENIENT: Final = json.JSONDecoder(
    strict=False, object_hook=_let_others_run, parse_int=_number
)


def decoded(body: bytes) -> Any:
    """Return decoded JSON. Raises ``BadAnswer``."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff").strip()
    try:
        value, end = _element(text, 0)
        if end == len(text):
            return value
    except ValueError, RecursionError:
        pass
    raise BadAnswer(_NO_JSON)


async def decode(body: bytes) -> Any:
    """Return decoded JSON, off the event loop where it is long. Raises ``BadAnswer``."""
    if len(body) < LARGE:
        return decoded(body)
    return await asyncio.to_thread(decoded, body)


class Elements:
    """The elements of a JSON list, decoded while its text arrives.

    Every method raises ``BadAnswer`` where the text is not what it should be.
    """

    def __init__(self) -> None:
        """Begin before the list. ``opened`` tells whether that has begun."""
        self._bytes = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._text = ""
        self.opened = self._closed = False
        self._empty = True
        # An element that is longer than its pieces is tried again only when twice as much is there.
        self._enough = 0

    def feed(self, piece: bytes, *, last: bool = False) -> list[Any]:
        """Take the next bytes, and return the elements that are whole with them."""
        self._text += self._bytes.decode(piece, last)
        if len(self._text) < self._enough and not last:
            return []
        found: list[Any] = []
        at = 0 if self.opened else self._open()
        while self.opened and not self._closed:
            after = self._next(at, found, last=last)
            if after == at:
                break
            at = after
        self._text = self._text[at:]
        self._enough = 2 * len(self._text)
        if self._closed:
            self._end()
        elif last:
            raise BadAnswer("the answer was cut short")
        return found

    def _open(self) -> int:
        at = _skip(self._text, 0)
        if at == len(self._text):
            return 0
        if self._text[at] != "[":
            raise BadAnswer("the answer is not a list")
        self.opened = True
        return at + 1

    def _next(self, at: int, found: list[Any], *, last: bool) -> int:
        """Decode one element with the sign behind it; return where it began if it is not whole."""
        text = self._text
        start = _skip(text, at)
        if self._empty and text[start : start + 1] == "]":
            self._closed = True
            return start + 1
        try:
            value, end = _element(text, start)
        except ValueError, RecursionError:
            if last:
                raise BadAnswer(_NO_JSON) from None
            return at
        end = _skip(text, end)
        match text[end : end + 1]:
            case "":
                return at
            case ",":
                pass
            case "]":
                self._closed = True
            case _:
                raise BadAnswer(_NO_JSON)
        self._empty = False
        found.append(value)
        return end + 1

    def _end(self) -> None:
        if self._text.strip():
            raise BadAnswer(_NO_JSON)
        self._text = ""


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _element(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return _LENIENT.raw_decode(text, at)
