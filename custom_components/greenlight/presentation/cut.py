"""Cut: strangers' text made fit to be shown, and any text made to fit."""

from dataclasses import dataclass
import re
from typing import Final
import unicodedata

# Characters of one text of a stranger, and of a sentence of ours that holds some.
MOST: Final = 200
MOST_OF_SENTENCE: Final = 600
# So many are read of a text where nobody is told how much was left out: the rest would be cut off anyway.
_READ: Final = 50
# So many marks may stand on one letter; more of them run over the lines above and below.
_MOST_MARKS: Final = 2
# Categories of what is not seen and of what is no character: controls, directions, surrogates.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters by category, and blank all the same.
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_MARKS: Final = frozenset({"Mn", "Me"})
# Of a picture's look; without it the picture is there all the same.
_VARIATIONS: Final = range(0xFE00, 0xFE10)
# But for what keeps a number and its unit in one line.
_BLANKS: Final = re.compile(r"[^\S\xa0]+")
_ELLIPSIS: Final = "…"
_JOINER: Final = "\N{WORD JOINER}"
# What programs make a link, a call or a command of, and is a name at most here.
_LIVE: Final = re.compile(r"(:(?=//)|@|w(?=ww\.)|<|(?<!\w)[/#$](?=\w))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A stranger's text as one line, and how many signs and letters were left out of it."""

    text: str
    signs: int = 0
    letters: int = 0


def cleaned(text: str, most: int = MOST) -> Cleaned:
    """Return what of a stranger's text is shown."""
    kept: list[str] = []
    signs = marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in _MARKS else 0
        if category in {"Cc", "Zl", "Zp"} and char.isspace():
            kept.append(" ")
        elif (
            category in _UNSEEN
            or char in _BLANK
            or ord(char) in _VARIATIONS
            or marks > _MOST_MARKS
        ):
            signs += 1
        else:
            kept.append(char)
    whole = _BLANKS.sub(" ", "".join(kept)).strip()
    if len(whole) <= most:
        return Cleaned(whole, signs)
    shown = f"{whole[: most - 1].rstrip()}{_ELLIPSIS}"
    return Cleaned(shown, signs, len(whole) - len(shown) + 1)


def clean(text: str, most: int = MOST) -> str:
    """Return what of a stranger's text is shown, without what is told of the rest."""
    return cleaned(text[: most * _READ], most).text


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it: in units of UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many units of UTF-16, marked where it was cut."""
    if units(text) <= most:
        return text
    kept, room = [], most - 1
    for char in text:
        room -= units(char)
        if room < 0:
            break
        kept.append(char)
    return f"{''.join(kept).rstrip()}{_ELLIPSIS}" if most > 0 else ""


def dead(text: str) -> str:
    """Return a text in which no program finds a link or somebody to call."""
    return _LIVE.sub(rf"\1{_JOINER}", text)
