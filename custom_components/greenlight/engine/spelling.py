"""Spelling: names as those write them who have no letters but those of English."""

import re
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

# An article or pronoun before a vowel, in French and Italian. English leaves out what comes after.
_ELIDED: Final = re.compile(
    r"\b([cdjlmnst]|qu|un|\w{1,5}ll)['’`´](?=[aeiouhàâäéèêëìîïòôöùûü])", re.IGNORECASE
)


def apart(name: str) -> str:
    """Return a name with a blank where a word has lost its end: indexers take the two for two words."""
    return _ELIDED.sub(r"\1 ", name)


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
