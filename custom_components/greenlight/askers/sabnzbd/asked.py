"""What a program asks: fields in the address and the body alike, and at most one file.

Bodies are read here and not by Home Assistant, because the NZB of a large release is larger than
what it takes, and because nobody may make us hold so much who was not let in.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from ...sources.payload import MAX_NZB_BYTES

# What anybody may send, as everywhere else in Home Assistant.
LITTLE: Final = 16 * 1024**2
_MAX_TEXT: Final = 64 * 1024
_MAX_FIELDS: Final = 100
_PIECE: Final = 256 * 1024

# What aiohttp has for a body that is none.
_UNREADABLE: Final = (
    *(ValueError, LookupError, AssertionError, RuntimeError),
    HttpProcessingError,
)

type Fields = Mapping[str, str]


class TooLarge(Exception):
    """There is more of it than can be meant."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call: its fields, its file, and how the program introduces itself."""

    fields: Fields = field(repr=False)
    file: Sent | None = None
    agent: str = ""

    def text(self, *names: str) -> str:
        """Return the first of some fields that says anything, empty if none does."""
        found = (self.fields.get(name, "").strip() for name in names)
        return next(filter(None, found), "")

    def number(self, name: str, usual: int) -> int:
        """Return a whole number, ``usual`` where there is none."""
        try:
            return int(self.text(name))
        except ValueError:
            return usual

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return what a field names, which may be several with commas between."""
        pieces = (piece.strip() for piece in self.text(*names).split(","))
        return tuple(filter(None, pieces))


def in_address(request: web.Request) -> dict[str, str]:
    """Return the fields in the address."""
    return {name: request.query.getone(name) for name in request.query}


async def in_body(
    request: web.Request, is_let_in: Callable[[Fields], Awaitable[bool]]
) -> tuple[dict[str, str], Sent | None]:
    """Return what is in the body; what cannot be read is not there. Raises ``TooLarge``.

    ``is_let_in`` is asked at a file, with the fields before it: how large it may be depends on that.
    """
    kind = request.content_type
    try:
        if kind == "multipart/form-data":
            return await _parts(request, is_let_in)
        if kind == "application/x-www-form-urlencoded":
            form = await request.post()
            return {name: str(form.getone(name)) for name in form}, None
    except web.HTTPRequestEntityTooLarge as err:
        raise TooLarge from err
    except _UNREADABLE:
        pass
    return {}, None


async def _parts(
    request: web.Request, is_let_in: Callable[[Fields], Awaitable[bool]]
) -> tuple[dict[str, str], Sent | None]:
    fields: dict[str, str] = {}
    file = None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.filename is None:
            text = await _read(part, _MAX_TEXT)
            fields.setdefault(part.name or "", text.decode("utf-8", "replace"))
            if len(fields) > _MAX_FIELDS:
                raise TooLarge
        elif file is None:
            most = MAX_NZB_BYTES if await is_let_in(fields) else LITTLE
            file = Sent(part.filename, await _read(part, most))
    return fields, file


async def _read(part: BodyPartReader, most: int) -> bytes:
    content = bytearray()
    while piece := await part.read_chunk(_PIECE):
        content += piece
        if len(content) > most:
            raise TooLarge
    return bytes(content)
