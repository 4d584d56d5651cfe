"""Files that come packed although no header says so."""

import bz2
from collections.abc import Callable
from io import BytesIO
import lzma
from typing import Final, Protocol
import zipfile
import zlib

from .base import NotAFeed, SourceTooLarge

_PIECE: Final = 64 * 1024
# What lzma may take for a dictionary.
_MEMORY: Final = 64 * 1024**2
_ZIP = b"PK\x03\x04"
_WANTED = (".torrent", ".nzb", ".xml", ".rss")


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _lzma() -> _Decompressor:
    return lzma.LZMADecompressor(memlimit=_MEMORY)


_KINDS: Final[dict[bytes, Callable[[], _Decompressor]]] = {
    b"\x1f\x8b\x08": lambda: zlib.decompressobj(wbits=31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": _lzma,
}


def is_packed(start: bytes) -> bool:
    """Tell whether what starts like this is packed."""
    return start.startswith((*_KINDS, _ZIP))


def unpack(body: bytes, limit: Callable[[bytes], int]) -> bytes:
    """Return what is packed in a body, or the body if nothing is.

    ``limit`` tells from the first bytes how many there may be. Raises ``SourceError``.
    """
    try:
        if body.startswith(_ZIP):
            return _unzip(body, limit)
        for mark, kind in _KINDS.items():
            if body.startswith(mark):
                return _unpack(body, kind(), limit)
    except (
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        lzma.LZMAError,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ) as err:
        raise NotAFeed("packed, and cannot be unpacked") from err
    return body


def _unpack(
    body: bytes, unpacker: _Decompressor, limit: Callable[[bytes], int]
) -> bytes:
    found = bytearray()
    left = body
    while piece := unpacker.decompress(left, _PIECE):
        found += piece
        left = getattr(unpacker, "unconsumed_tail", b"")
        if len(found) > (most := limit(bytes(found[:_PIECE]))):
            raise SourceTooLarge(f"more than {most // 10**6} MB")
        if unpacker.eof:
            break
    if not unpacker.eof:
        raise NotAFeed("packed, and cut off")
    return bytes(found)


def _unzip(body: bytes, limit: Callable[[bytes], int]) -> bytes:
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for name in archive.namelist()[:100]:
            if not name.lower().endswith(_WANTED):
                continue
            with archive.open(name) as file:
                start = file.read(_PIECE)
                most = limit(start)
                found = start + file.read(max(most + 1 - len(start), 0))
            if len(found) > most:
                raise SourceTooLarge(f"more than {most // 10**6} MB")
            return found
    raise NotAFeed("an archive without a torrent or NZB file")
