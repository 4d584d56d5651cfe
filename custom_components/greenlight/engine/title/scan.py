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
    (r"(?<=[a-z][257])[01]", Kind.CHANNELS),
)


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


def _compile() -> tuple[re.Pattern[str], list[tuple[Kind, str, Trust]]]:
    by_letter: dict[str, list[tuple[str, int]]] = {}
    for index, (patterns, *_) in enumerate(BRANCHES):
        for alternative in _alternatives(patterns):
            for opening in _openings(alternative):
                letter = "[0-9]" if opening[0] in "[0123456789" else opening[0]
                by_letter.setdefault(letter, []).append((opening, index))
    values: list[tuple[Kind, str, Trust]] = []
    groups = []
    # The group of digits opens with a look-ahead, which is no plain character: it goes last.
    for letter, openings in sorted(
        by_letter.items(), key=lambda row: row[0] == "[0-9]"
    ):
        parts = []
        for opening, index in sorted(openings, key=lambda row: -_width(row[0])):
            # An empty group tells which alternative matched and, unlike a full one, leaves the
            # first character for the engine to skip by.
            parts.append((opening if letter == "[0-9]" else opening[1:]) + "()")
            values.append(BRANCHES[index][1:])
        inner = "|".join(parts)
        groups.append(
            f"(?=[0-9])(?:{inner})" if letter == "[0-9]" else f"{letter}(?:{inner})"
        )
    glued = []
    for pattern, kind in _GLUED:
        glued.append(pattern + "()")
        values.append(
            (kind, "", Trust.STRONG if kind is Kind.RESOLUTION else Trust.WEAK)
        )
    words = "|".join(groups)
    return (
        re.compile(
            rf"(?<!{_LETTER})(?:{words}){_END}|[1-9](?<![0-9].)(?:{'|'.join(glued)})(?![0-9a-z])"
        ),
        values,
    )


_SCANNER, _VALUES = _compile()


# What Token(...) does, at half the price.
_HEIGHTS: Final = frozenset({360, 480, 540, 576, 720, 1080, 1440, 2160, 4320})
_NEW: Final = tuple.__new__


def is_picture(width: int, height: int) -> bool:
    """Tell whether two numbers can be the size of a picture."""
    return height >= 200 and 1 <= width / height <= 3


def known_at(lower: str, place: int) -> bool:
    """Tell whether a word of the vocabulary begins at a place."""
    return _SCANNER.match(lower, place) is not None


def take_words(sheet: Sheet) -> None:
    """Take every known word outside of the numbers, behind the site or the folders."""
    words = scan(sheet.lower, sheet.text, sheet.start)
    for a, b in sheet.numbers.spans:
        words = [token for token in words if token.end <= a or b <= token.start]
    sheet.words = words


def _is_resolution(written: str) -> bool:
    """Tell whether a number is a picture's: "2016x231" is none, nor is "2010 I"."""
    width, cross, height = written.replace("×", "x").rstrip("pi").partition("x")
    if cross:
        return not height or is_picture(int(width), int(height))
    number = "".join(char for char in written[:4] if char.isdecimal())
    separated = not written[len(number) : len(number) + 1].isalpha()
    return not (
        number[:2] in ("19", "20") or (separated and int(number) not in _HEIGHTS)
    )


def scan(text: str, original: str, start: int = 0) -> list[Token]:
    """Return the known words of a lower-case text, in order."""
    found = []
    cased = Trust.CASED
    for match in _SCANNER.finditer(text, start):
        kind, value, trust = _VALUES[(match.lastindex or 1) - 1]
        start, end = match.span()
        if trust is cased and original[start:end] == text[start:end]:
            continue
        if kind is Kind.RESOLUTION and not value and not _is_resolution(match[0]):
            continue
        found.append(_NEW(Token, (start, end, kind, value, trust)))
    return found
