"""What stands before a name: the group or tags in brackets, a date, a word that opens the name."""

from collections.abc import Sequence
import re
from typing import Final

from ..quality.quality import Confidence
from .dates import years
from .numbers import spread
from .places import opens_name
from .sheet import Sheet
from .tokens import Kind, Token, Trust

_LEADING: Final = re.compile(r"\s*\[([^\[\]]{1,60})\][\s._-]{0,3}")
_ROUND: Final = re.compile(r"[({]([^\W\d][\w &.-]{1,30})[)}][\s_-]{1,3}")
# "05 - Name", "05. Name", "611-612 - Name": files that are numbered within a folder.
_LISTED: Final = re.compile(
    r"(?:(0[0-9]{1,2})|([1-9][0-3][0-9](?<!00)))(-[0-9]{2,3})?(?: - |\. )(?=[^\W\d_])"
)
_SEPARATORS: Final = re.compile(r"[\s._-]*")
_SURELY_TAGS: Final = frozenset(
    {Kind.RESOLUTION, Kind.SOURCE, Kind.CODEC, Kind.BITS, Kind.AUDIO, Kind.REMUX}
)
# When a series began, in the titles of China: what is new in July.
_NOVELTY: Final = re.compile(r"(?:[0-9]{4}年)?[0-9]{1,2}月(?:新番)?")
_STARRED: Final = re.compile(r"\s*★[^★\[\]]{1,16}★[\s_]*(?=\[)")
_TAGGED: Final = re.compile(r"\(([^()]{1,30})\)[\s_-]{0,3}(?=[^\W\d_])")
# Under which heading something was filed, in Japan and China.
_CATEGORIES: Final = frozenset({"アニメ", "TVアニメ", "国漫", "动漫", "動畫", "动画"})
_NUMBERS: Final = re.compile(r"[0-9]+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")


def take_front(sheet: Sheet) -> None:
    """Take what stands before the name, and settle where it begins."""
    if sheet.text.startswith("★") and (starred := _STARRED.match(sheet.text)):
        sheet.start = starred.end()
    if sheet.text.startswith("(") and (tagged := _TAGGED.match(sheet.text)):
        if _only_tags(sheet.words, *tagged.span(1), tagged[1]):
            sheet.start = tagged.end()
    if sheet.text[sheet.start : sheet.start + 1] in "[ ":
        _take_brackets(sheet)
    elif (
        sheet.crc is not None or sheet.text[sheet.start : sheet.start + 1] == "{"
    ) and (match := _ROUND.match(sheet.text, sheet.start)):
        # Titles with a checksum have the group first, in whatever brackets.
        sheet.group, sheet.leading, sheet.start = match[1], True, match.end()
    words, numbers = sheet.words, sheet.numbers
    if sheet.start:
        sheet.opened = [token for token in words if token.start < sheet.start]
        words = [token for token in words if token.start >= sheet.start]
    spans = numbers.spans
    if numbers.date and spans and spans[0][0] <= sheet.start and not numbers.seasons:
        sheet.start = max(sheet.start, spans[0][1])
    if words and words[0].start == sheet.start:
        words = _take_words(sheet, words)
    while (
        words
        and words[0].start == sheet.start
        and opens_name(sheet.lower, sheet.start, words, spans)
    ):
        words = words[1:]
    sheet.words = words
    if (
        not spans
        and not sheet.leading
        and sheet.lower[sheet.start : sheet.start + 2].isdigit()
    ):
        _take_place(sheet)


def _take_place(sheet: Sheet) -> None:
    """Take the number of a file within its folder: an episode's, unless films are counted."""
    match = _LISTED.match(sheet.lower, sheet.start)
    if match is None:
        return
    padded, films = match[1] is not None, bool(years(sheet.lower, []))
    sure = any(word.trust is Trust.STRONG for word in sheet.words)
    if not padded and (films or (sure and not match[3])):
        # "300 - Name (2006)" is called so.
        return
    sheet.start = match.end()
    if not films:
        first = int(match[1] or match[2])
        last = int(match[3][1:]) if match[3] else first
        numbers = sheet.numbers
        numbers.absolute = spread(first, last)
        numbers.unsure["absolute"] = Confidence.LIKELY
        numbers.spans.append(
            (
                match.start(),
                match.end(3) if match[3] else match.end(match.lastindex or 1),
            )
        )


def _take_words(sheet: Sheet, words: Sequence[Token]) -> Sequence[Token]:
    """Take tags that stand before the name without brackets: "1080p HEVC Name"."""
    start, count = sheet.start, 0
    for word in words:
        if (
            word.start != start
            or word.kind not in _SURELY_TAGS
            or word.trust is not Trust.STRONG
        ):
            break
        start = _end(sheet.lower, word.end)
        count += 1
    follows = sheet.lower[start : start + 1]
    marked = any(start == span[0] for span in sheet.numbers.spans)
    if not count or not follows.isalpha() or marked:
        return words
    sheet.start = start
    sheet.opened = [*sheet.opened, *words[:count]]
    return words[count:]


def _end(text: str, place: int) -> int:
    match = _SEPARATORS.match(text, place)
    return match.end() if match else place


def _take_brackets(sheet: Sheet) -> None:
    """Take brackets before the name: those of tags, the group's, and others beside it."""
    text, spans = sheet.text, sheet.numbers.spans
    while match := _LEADING.match(text, sheet.start):
        begin, end, inner = sheet.start, match.end(), match[1].strip()
        if inner.isdigit():
            # "[06] Name" is a place in a list, "[86][01]" is not.
            if len(inner) < 4 and text[end : end + 1].isalpha():
                sheet.start = end
            return
        if not any(char.isalnum() for char in inner):
            return
        if _only_tags(sheet.words, *match.span(1), inner) or _NOVELTY.fullmatch(inner):
            sheet.start = end
            continue
        if any(begin <= a and b <= end for a, b in spans):
            return
        if sheet.leading:
            # Another group, unless all the rest is in brackets, too.
            if not _name_follows(text, end):
                return
            sheet.second = (begin, end)
        elif end >= len(text.rstrip()):
            return
        else:
            if not inner.isdigit() and _numbered(sheet, end):
                return
            if not inner.isdigit() and _holds_name(sheet, end):
                # A year there is a film's, whose group is at the end.
                sheet.leading = _YEAR.fullmatch(_between(sheet, end)) is None
                return
            sheet.leading = True
            sheet.group = inner
        sheet.words = [token for token in sheet.words if not begin <= token.start < end]
        sheet.start = end


def _only_tags(words: Sequence[Token], first: int, last: int, inner: str) -> bool:
    if inner in _CATEGORIES:
        return True
    covered = sum(t.end - t.start for t in words if first <= t.start and t.end <= last)
    return covered >= len(re.sub(r"[\W_]", "", inner))


def _name_follows(text: str, place: int) -> bool:
    """Tell whether a name stands behind the brackets, outside of any."""
    while match := _LEADING.match(text, place):
        place = match.end()
    return text[place : place + 1].isalpha()


def _between(sheet: Sheet, end: int) -> str:
    """Return what stands between brackets and the first tag behind them."""
    limit = min(
        (token.start for token in sheet.words if token.start >= end),
        default=len(sheet.text),
    )
    return sheet.lower[end:limit].strip(" ._-[(")


def _numbered(sheet: Sheet, end: int) -> bool:
    """Tell whether season and episode follow at once: "[Name] S01E05"."""
    numbers = sheet.numbers
    return (
        numbers.episodes != []
        and numbers.date is None
        and any(
            end <= a and not sheet.text[end:a].strip(" ._-") for a, _ in numbers.spans
        )
    )


def _holds_name(sheet: Sheet, end: int) -> bool:
    """Tell whether brackets hold the name, as only a number comes before the tags.

    "[Name] - 07", "[Name].148.[720p]", "[Name][07][720p]", "[Name] 2007 720p": but behind a blank a
    number can be the name, and the brackets are the group's.
    """
    rest = _between(sheet, end)
    if len(_NUMBERS.findall(rest)) != 1 or any(map(str.isalpha, rest)):
        return False
    joint = sheet.text[end - 2 : end] + sheet.text[end : end + 1]
    return (
        joint[:1] == "-"
        or joint[1] == "."
        or joint[2:] == "["
        or _YEAR.fullmatch(rest) is not None
    )
