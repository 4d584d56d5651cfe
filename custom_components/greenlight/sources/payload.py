"""What a link led to, told from its first bytes: servers lie about content types."""

from contextlib import suppress
import re
from typing import Final

from ..engine.files.magnet import MAX_READ_CHARS, clean_magnet
from ..engine.files.metainfo import TorrentError
from ..engine.files.nzb import is_nzb
from ..engine.files.torrent import MAX_TORRENT_BYTES, clean_torrent
from ..engine.secrets import Secrets
from .base import NotAFeed, Payload, SourceTooLarge
from .document import refusal
from .link import clean_link
from .unpack import unpack

# An NZB has about a thousandth of the size of what it describes: this is enough for any disc.
MAX_NZB_BYTES: Final = 64 * 1024**2

_BLANK = b"\xef\xbb\xbf \t\r\n"
_TORRENT = re.compile(rb"d\d+:")


def payload_limit(start: bytes) -> int:
    """Return how many bytes a file may have that starts like this."""
    return MAX_NZB_BYTES if start.lstrip(_BLANK)[:1] == b"<" else MAX_TORRENT_BYTES


def read_payload(body: bytes, secrets: Secrets | None = None) -> Payload:
    """Return the magnet link or file that a body is, written clean.

    Raises ``SourceError`` if it is neither, which tells none of the ``secrets``.
    """
    body = unpack(body, payload_limit)
    start = body.lstrip(_BLANK) if body[:1] in _BLANK else body
    if _TORRENT.match(start):
        with suppress(TorrentError):
            return Payload(file=clean_torrent(start))
        # What is wrong with it is said where it is read.
        return Payload(file=start)
    if start[:7].lower() == b"magnet:":
        return magnet_payload(_first_line(start))
    if is_nzb(start):
        return Payload(file=body)
    raise refusal(body, secrets=secrets) or NotAFeed()


def magnet_payload(link: str) -> Payload:
    """Return a magnet link as it is handed on. One that names no torrent stays as it is."""
    with suppress(TorrentError):
        return Payload(magnet=clean_magnet(clean_link(link)))
    return Payload(magnet=link)


def _first_line(body: bytes) -> str:
    line = body[: MAX_READ_CHARS + 1].splitlines()[0]
    if len(line) > MAX_READ_CHARS:
        raise SourceTooLarge("a magnet link that is too long")
    return line.decode("utf-8", "replace").strip()
