"""What stands before a name: the group or tags in brackets, a date, a word that opens the name."""

import re
from typing import Final

from .places import opens_name
from .sheet import Sheet
from .tokens import Token

_LEADING: Final = re.compile(r"\s*\[([^\[\]]{1,60})\][\s._-]{0,3}")
_SECOND_GROUP: Final = re.compile(r"\[([A-Za-z][\w.-]{0,11})\][\s_-]{0,3}(?=[A-Za-z])")


def take_front(sheet: Sheet) -> None:
    """Take what stands before the name, and settle where it begins."""
    _take_brackets(sheet)
    start, words, numbers = sheet.start, sheet.words, sheet.numbers
    if start:
        sheet.opened = [token for token in words if token.start < start]
        words = [token for token in words if token.start >= start]
    spans = numbers.spans
    if numbers.date and spans and spans[0][0] <= start and not numbers.seasons:
        sheet.start = start = max(start, spans[0][1])
    while (
        words
        and words[0].start == start
        and opens_name(sheet.lower, start, words, spans)
    ):
        words = words[1:]
    sheet.words = words


def _take_brackets(sheet: Sheet) -> None:
    text, spans = sheet.text, sheet.numbers.spans
    while True:
        begin = sheet.start
        group, start, tagged = _leading(text, begin, sheet.words)
        if start == begin:
            return
        if group is not None:
            if any(begin <= a and b <= start for a, b in spans):
                return
            sheet.words = [
                token for token in sheet.words if not begin <= token.start < start
            ]
            sheet.group, sheet.leading = group, True
        sheet.start = start
        if group is not None and (second := _SECOND_GROUP.match(text, start)):
            sheet.second = second.span()
            sheet.start = second.end()
        if not tagged:
            return


def _leading(
    text: str, start: int, tokens: list[Token]
) -> tuple[str | None, int, bool]:
    """Return a group in brackets before the name, where the name starts, and if it was tags."""
    match = _LEADING.match(text, start) if text[start : start + 1] in "[ " else None
    if match is None:
        return None, start, False
    inner = match[1].strip()
    if inner.isdigit() or not any(char.isalnum() for char in inner):
        return None, start, False
    first, last = match.span(1)
    covered = sum(t.end - t.start for t in tokens if first <= t.start and t.end <= last)
    if covered >= len(re.sub(r"[\W_]", "", inner)):
        return None, match.end(), True
    if match.end() >= len(text.rstrip()):
        return None, start, False
    return inner, match.end(), False
