"""Bytes to text, for documents whose encoding is declared wrongly, twice or not at all."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
import re
from typing import Final

from ..engine.text import character_set

# Bytes decoded at once: a codec lets nothing else run in between.
_PIECE: Final = 256 * 1024
_MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']"
)
# Bytes that are not UTF-8, read as what they then mostly are.
_STRAY: Final = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace")
    for byte in range(0x80, 0x100)
}

# What a byte may have been read as, by character: in cp1252, and where that has none, in Latin-1.
_ONE_BYTE: Final = {
    ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte
    for byte in range(0x80, 0x100)
}

# What is guessed from is short, and it is only guessed if there is enough of it.
_SAMPLE: Final = 4096
_ENOUGH: Final = 24
_FOREIGN = re.compile(rb"[\x80-\xff][\x20-\x3b\x3f-\x7e\x80-\xff]{3,400}")
_GUESSED: Final = "cp1251 koi8_r cp1250 cp1253 cp1254 cp1255 cp1256 gb18030 big5 cp932 euc_jp cp949".split()


def decode(data: bytes, charset: str = "") -> str:
    """Return the text. Never fails; ``charset`` is the one HTTP names.

    UTF-8 is tried before what is declared: what happens to be valid UTF-8 is UTF-8, while nearly
    anything passes as a one-byte encoding. What is declared nowhere is guessed last.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data, name, "replace")
    declared = _DECLARED.match(data[:400].lstrip())
    for name in ("utf-8", declared[1].decode("latin-1") if declared else "", charset):
        if known := character_set(name):
            try:
                return _decode(data, known)
            except UnicodeError, LookupError:
                continue
    if guessed := _guess(data):
        return _decode(data, guessed, "replace")
    return _decode(data, "utf-8", "surrogateescape")


def read_as_utf8(text: str) -> str:
    """Return a text whose UTF-8 was read byte by byte as it was meant, any other as it is.

    Documents are put together from pieces in several encodings.
    """
    if text.isascii():
        return text
    try:
        return text.translate(_ONE_BYTE).encode("latin-1").decode()
    except UnicodeError:
        return text


def _decode(data: bytes, name: str, errors: str = "strict") -> str:
    decoder = getincrementaldecoder(name)(errors)
    pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
    decoded = (*map(decoder.decode, pieces), decoder.decode(b"", final=True))
    if errors == "surrogateescape":
        return "".join(piece.translate(_STRAY) for piece in decoded)
    return "".join(decoded)


def _guess(data: bytes) -> str:
    """Return the character set that bytes which are no UTF-8 are probably in; empty if unknown."""
    sample = b" ".join(_sample(data))
    if sum(byte >= 0x80 for byte in sample) < _ENOUGH:
        return ""
    text = sample.decode("utf-8", "replace")
    if text.count("\ufffd") * 4 < len(text):
        # UTF-8 that was damaged here and there.
        return ""
    # Home Assistant has it; it is only needed where everything else has failed.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_GUESSED, steps=1, chunk_size=512).best()
    return best.encoding if best else ""


def _sample(data: bytes) -> Iterator[bytes]:
    size = 0
    for found in _FOREIGN.finditer(data, 0, 1024 * 1024):
        yield found[0]
        size += len(found[0])
        if size > _SAMPLE:
            return
