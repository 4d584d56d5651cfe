"""Bytes to text, for documents whose encoding is declared wrongly, twice or not at all."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
import re

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
# Python has codecs that are no character sets, and some of those are quadratic.
_CHARACTER_SET = re.compile(
    r"(?:iso|latin|windows|cp|koi8|gb|big5|shift|sjis|euc|mac|tis|ascii|us-ascii)[\w.:-]*",
    re.IGNORECASE,
)
_STRAY = re.compile("[\udc80-\udcff]+")


def decode(data: bytes, charset: str = "") -> str:
    """Return the text. Never fails; ``charset`` is the one HTTP names.

    UTF-8 is tried before what is declared: what happens to be valid UTF-8 is UTF-8, while nearly
    anything passes as a one-byte encoding.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    declared = _DECLARED.match(data[:400].lstrip())
    for name in ("utf-8", declared[1].decode("latin-1") if declared else "", charset):
        if name == "utf-8" or _CHARACTER_SET.fullmatch(name):
            try:
                return data.decode(name)
            except UnicodeError, LookupError:
                continue
    return _STRAY.sub(_from_windows, data.decode("utf-8", "surrogateescape"))


def _from_windows(stray: re.Match[str]) -> str:
    """Read bytes that are not UTF-8 as what they then mostly are."""
    return stray[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")
