"""The scanner: one pass over a title that finds every word the vocabulary knows."""

from collections.abc import Iterator
import re
from typing import Final

from .sheet import Sheet
from .tokens import BRANCHES, Kind, Token, Trust

_LETTER: Final = r"[a-z0-9\u00df-\u024f]"
# A word ends where no letter follows; channels and a resolution may follow without a separator.
_END: Final = rf"(?:(?!{_LETTER})|(?=[1-9][ .][0-2](?![0-9a-z])|[257][01](?![0-9a-z])|[0-9]{{3,4}}[pi]|x26[45]))"
_GLUED: Final = (
    (r"[0-9]{2,3}[pi](?:10|2[345]|30|50|60)?", Kind.RESOLUTION),
    (r"[ .][0-2](?!\.[0-9])", Kind.CHANNELS),
    # Behind how sound is written, and not in the name of a group.
    (r"(?<=(?:ac|dp|dd|ts|ma|hd|us|cm|os|ra)[257])[01]", Kind.CHANNELS),
)


type _Meaning = tuple[Kind, str, Trust]


def _alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a pattern at its outermost level."""
    found, depth, start = [], 0, 0
    for place, char in enumerate(pattern):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and not depth:
            found.append(pattern[start:place])
            start = place + 1
    return [*found, pattern[start:]]


def _openings(pattern: str) -> Iterator[str]:
    """Rewrite a pattern so that each result opens with one plain character."""
    if pattern.startswith("(?:"):
        depth, place = 1, 1
        while depth:
            place += 1
            depth += (pattern[place] == "(") - (pattern[place] == ")")
        rest = pattern[place + 1 :]
        if rest.startswith("?"):
            rest = rest[1:]
            yield from _openings(rest)
        for inner in _alternatives(pattern[3:place]):
            yield from _openings(inner + rest)
    elif pattern.startswith("[") and "]?" in pattern[:6]:
        rest = pattern[pattern.index("]?") + 2 :]
        yield from _openings(rest)
        yield pattern.replace("]?", "]", 1)
    elif (
        pattern.startswith("[")
        and not pattern.startswith("[0-9]")
        and "-9]" not in pattern[:5]
    ):
        closing = pattern.index("]")
        rest = pattern[closing + 1 :]
        if rest.startswith("?"):
            rest = rest[1:]
            yield from _openings(rest)
        for char in pattern[1:closing]:
            yield from _openings(char + rest)
    elif pattern[1:2] == "?" and pattern[0] != "[":
        yield from _openings(pattern[2:])
        yield pattern[0] + pattern[2:]
    else:
        yield pattern


def _width(pattern: str) -> int:
    """Estimate how long a text a pattern takes, to try the longest first."""
    plain = re.sub(r"\(\?[!=<][^)]*\)|\(\?:|[()?|]|\{[^}]*\}", "", pattern)
    return len(re.sub(r"\[[^]]*\]|\\.", "x", plain))


def _by_letter() -> dict[str, list[tuple[str, int]]]:
    """Return the patterns by their first letter, and of which row each is, longest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for index, (patterns, *_) in enumerate(BRANCHES):
        for alternative in _alternatives(patterns):
            for opening in _openings(alternative):
                letter = _DIGIT if opening[0] in "[0123456789" else opening[0]
                found.setdefault(letter, []).append((opening, index))
    for letter, openings in found.items():
        openings.sort(key=lambda row: -_width(row[0]))
        if letter != _DIGIT:
            found[letter] = [(opening[1:], index) for opening, index in openings]
    return found


def _compile() -> re.Pattern[str]:
    # The group of digits opens with a look-ahead, which is no plain character: it goes last.
    groups = [
        f"{letter}(?:{'|'.join(opening for opening, _ in openings)})"
        for letter, openings in _OPENINGS.items()
        if letter != _DIGIT
    ]
    digits = "|".join(opening for opening, _ in _OPENINGS[_DIGIT])
    words = "|".join([*groups, f"(?=[0-9])(?:{digits})"])
    glued = "|".join(pattern for pattern, _ in _GLUED)
    return re.compile(
        rf"(?<!{_LETTER})(?:{words}){_END}"
        rf"|[1-9](?<![0-9].)(?:{glued})(?![0-9a-z])|x26[45](?<=[vlyp]x26.)(?![0-9a-z])"
    )


_DIGIT: Final = "[0-9]"
_OPENINGS: Final = _by_letter()
# It has no groups: with one for each of hundreds of words, every match would cost twice as much.
_SCANNER: Final = _compile()


def _telling(letter: str) -> re.Pattern[str]:
    """Return a pattern of the words with one first letter that tells which has matched."""
    inner = "|".join(f"{opening}()" for opening, _ in _OPENINGS[letter])
    if letter == _DIGIT:
        inner += "".join(f"|[1-9]{pattern}()" for pattern, _ in _GLUED)
        return re.compile(f"(?:{inner}){_END}")
    return re.compile(f"{letter}(?:{inner}){_END}")


# Compiled here and not when a title comes, which nobody should have to wait for.
_TELLING: Final = {letter: _telling(letter) for letter in _OPENINGS}


def _meaning(match: re.Match[str]) -> _Meaning | None:
    """Return what a word speaks of, its value and how far it can be trusted."""
    written = match[0]
    letter = written[0] if written[0] not in "0123456789" else _DIGIT
    told = _TELLING[letter].match(match.string, match.start(), match.end())
    if told is None or told.end() != match.end():
        told = _TELLING[letter].match(match.string, match.start())
    if told is None or told.lastindex is None:
        return None
    index, openings = told.lastindex - 1, _OPENINGS[letter]
    if index < len(openings):
        _, kind, value, trust = BRANCHES[openings[index][1]]
    else:
        kind, value = _GLUED[index - len(openings)][1], ""
        trust = Trust.STRONG if kind is Kind.RESOLUTION else Trust.WEAK
    if kind is Kind.RESOLUTION and not value and not _is_resolution(written):
        return None
    return kind, value, trust


_HEIGHTS: Final = frozenset({360, 480, 540, 576, 720, 1080, 1440, 2160, 4320})
# What words were found to mean: there are only so many of them.
_MEANINGS: Final[dict[str, _Meaning | None]] = {}
_MEANINGS_KEPT: Final = 4096
_UNKNOWN: Final[_Meaning] = (Kind.NOTE, "", Trust.CASED)


def is_picture(width: int, height: int) -> bool:
    """Tell whether two numbers can be the size of a picture."""
    return height >= 200 and 1 <= width / height <= 3


def known_at(lower: str, place: int) -> bool:
    """Tell whether a word of the vocabulary begins at a place."""
    return _SCANNER.match(lower, place) is not None


def take_words(sheet: Sheet) -> None:
    """Take every known word behind the site or the folders."""
    sheet.words, sheet.counts = scan(sheet.lower, sheet.text, sheet.start)


_PLAIN_CROSS: Final = re.compile(r" ?[x×*] ?")


def _is_resolution(written: str) -> bool:
    """Tell whether a number is a picture's: "2016x231" is none, nor is "2010 I"."""
    width, cross, height = _PLAIN_CROSS.sub("x", written).rstrip("pi").partition("x")
    if cross:
        return not height or is_picture(int(width), int(height))
    number = "".join(char for char in written[:4] if char.isdecimal())
    separated = not written[len(number) : len(number) + 1].isalpha()
    return not (
        number[:2] in ("19", "20") or (separated and int(number) not in _HEIGHTS)
    )


def scan(text: str, original: str, start: int = 0) -> tuple[list[Token], bool]:
    """Return the known words of a lower-case text, in order, and if any counts something."""
    found = []
    counts = False
    cased, count, complete = Trust.CASED, Kind.COUNT, Kind.COMPLETE
    for match in _SCANNER.finditer(text, start):
        written = match[0]
        meaning = _MEANINGS.get(written, _UNKNOWN)
        if meaning is _UNKNOWN:
            meaning = _meaning(match)
            if len(_MEANINGS) < _MEANINGS_KEPT:
                _MEANINGS[written] = meaning
        if meaning is None:
            continue
        kind, value, trust = meaning
        if kind is count:
            counts = True
            continue
        start, end = match.span()
        if trust is cased and original[start:end] == written:
            continue
        if kind is complete:
            counts = True
        found.append(Token(start, end, kind, value, trust))
    return found, counts
