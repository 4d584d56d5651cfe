"""Spelling: names as those write them who have no letters but those of English."""

from typing import Final
import unicodedata

# What is not the letter without its mark: as Germans write theirs, and what nobody can take apart.
_LETTERS: Final = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
}
_WRITTEN: Final = str.maketrans(
    {one.upper(): two.capitalize() for one, two in _LETTERS.items() if one not in "ßı"}
    | _LETTERS
)
_SPECIAL: Final = frozenset(map(chr, _WRITTEN))


def has_special(name: str) -> bool:
    """Tell whether a name has a letter that is written as another, with or without more."""
    return not name.isascii() and not _SPECIAL.isdisjoint(
        unicodedata.normalize("NFC", name)
    )


def english(name: str) -> str:
    """Return a name in letters of English, as far as there are any for it.

    A German name is written as Germans do; of other languages only the marks are left out.
    """
    if name.isascii():
        return name
    kept = ""
    for char in unicodedata.normalize(
        "NFD", unicodedata.normalize("NFC", name).translate(_WRITTEN)
    ):
        # In other scripts a mark makes another letter.
        if not (unicodedata.combining(char) and kept[-1:].isascii()):
            kept += char
    return unicodedata.normalize("NFC", kept)
