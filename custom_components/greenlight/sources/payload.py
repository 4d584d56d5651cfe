"""What a link led to, told from its first bytes: servers lie about content types."""

import re
from typing import Final

from ..engine.files.magnet import MAX_MAGNET_CHARS
from ..engine.files.torrent import MAX_TORRENT_BYTES
from .base import NotAFeed, Payload, SourceAuth, SourceTooLarge
from .document import is_login_page, is_web_page, reported_error

# An NZB has about a thousandth of the size of what it describes: this is enough for any disc.
MAX_NZB_BYTES: Final = 64 * 1024**2

_START = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"
_TORRENT = re.compile(rb"d\d+:")


def payload_limit(start: bytes) -> int:
    """Return how many bytes a file may have that starts like this."""
    return MAX_NZB_BYTES if start.lstrip(_BLANK)[:1] == b"<" else MAX_TORRENT_BYTES


def read_payload(body: bytes) -> Payload:
    """Return the magnet link or file that a body is. Raises ``SourceError`` if it is neither."""
    if _TORRENT.match(body):
        return Payload(file=body)
    start = body[:_START].lstrip(_BLANK).lower()
    if start.startswith(b"magnet:"):
        return Payload(magnet=_magnet(body))
    if is_web_page(start):
        if is_login_page(body):
            raise SourceAuth("a page to log in answers")
        raise NotAFeed("a web page answers")
    if error := reported_error(body[:_START]):
        raise error
    if start.startswith(b"<") and b"<nzb" in start:
        return Payload(file=body)
    raise NotAFeed("neither a torrent nor an NZB file" if body else "an empty answer")


def _magnet(body: bytes) -> str:
    line = body.lstrip(_BLANK).split(maxsplit=1)[0]
    if len(line) > MAX_MAGNET_CHARS:
        raise SourceTooLarge("a magnet link that is too long")
    return line.decode("utf-8", "replace")
