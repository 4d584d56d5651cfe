"""What a number means once the rest of the title is known: taken back, completed, said twice."""

import re
from typing import Final

from ..quality.quality import Confidence
from .dates import read_part
from .places import BETWEEN
from .sheet import Sheet
from .tokens import Kind

_ANY_VERSION: Final = re.compile(r"v([0-9])(?<=[0-9 .\[(-]v.)(?![0-9a-z]|\.[0-9])")
_VOLUME: Final = re.compile(
    r"vol(?<![^\W_]vol)(?:ume)?[ .]{0,2}[0-9]{1,2}(?:-[0-9]{1,2})?(?![^\W_])"
)
_BEFORE: Final = re.compile(
    r"[ .]-[ .]([0-9]{1,4})(\.[0-9]|-[0-9]{1,4})?[ .]?-?[ .]?[(\[]?$"
)
_BEHIND: Final = re.compile(
    r"[ .]{0,2}(?:-[ .]|\()([0-9]{2,4})\)?(?=[ .]{0,2}(?:$|[\[(]|-[ .]))"
)


def settle(sheet: Sheet) -> None:
    """Take back what is part of the name, and add what only the rest of the title tells."""
    numbers, year = sheet.numbers, sheet.year_span
    if sheet.year is not None and year is None and numbers.seasons:
        if numbers.seasons[0] == sheet.year:
            numbers.unsure["year"] = Confidence.LIKELY
    if _is_name(sheet):
        numbers.seasons, numbers.episodes, numbers.spans = [], [], []
        return
    if _named(sheet):
        numbers.episodes = []
        numbers.spans = [span for span in numbers.spans if span[1] != numbers.end]
        return
    if (
        numbers.episodes
        and not numbers.seasons
        and (numbers.counted or numbers.short_date)
    ):
        numbers.seasons = [1]
        numbers.unsure["seasons"] = Confidence.GUESS
    if numbers.episodes and numbers.counted:
        first = min(span[0] for span in numbers.spans)
        match = _BEFORE.search(sheet.lower, max(sheet.start, first - 16), first)
        if match and int(match[1]) == numbers.episodes[0]:
            # "- 01 (01 of 12)"
            numbers.spans.append((match.start(), first))
    if numbers.episodes and numbers.seasons:
        _said_twice(sheet)
    elif not (numbers.episodes or numbers.seasons or numbers.date or year):
        _part_on_television(sheet)
    if "v" not in sheet.lower:
        return
    if sheet.leading and (volume := _VOLUME.search(sheet.lower, sheet.start)):
        # In the titles of anime a volume is one of discs.
        numbers.spans.append(volume.span())
    if not numbers.version:
        if version := _ANY_VERSION.search(sheet.lower, sheet.start):
            numbers.version = int(version[1])
            numbers.spans.append(version.span())


def _is_name(sheet: Sheet) -> bool:
    """Tell whether what looks like an episode is all the name there is: "10x10 2018"."""
    numbers, year, start = sheet.numbers, sheet.year_span, sheet.start
    if (
        year is None
        or not numbers.episodes
        or not sheet.lower[start : start + 1].isdigit()
    ):
        return False
    first = numbers.spans[0]
    return (
        len(numbers.spans) == 1
        and first[0] == start
        and sheet.lower[first[1] : year[0]].strip(BETWEEN) == ""
    )


def _named(sheet: Sheet) -> bool:
    """Tell whether an episode is part of a film's name: "Star Harbour Episode 1 The Tide 1999"."""
    numbers, year = sheet.numbers, sheet.year_span
    if not numbers.word or numbers.seasons or year is None or numbers.end >= year[0]:
        return False
    return sheet.lower[numbers.end : year[0]].strip(BETWEEN) != ""


def _said_twice(sheet: Sheet) -> None:
    """Take the number of the whole series where it stands beside season and episode."""
    numbers, lower = sheet.numbers, sheet.lower
    first = min(span[0] for span in numbers.spans)
    match = _BEFORE.search(lower, max(sheet.start, first - 16), first)
    if match and (sheet.leading or (len(match[1]) == 3 and match[0].endswith("- "))):
        if not match[2]:
            numbers.absolute = [int(match[1])]
        numbers.spans.append((match.start(), first))
        return
    if len(numbers.episodes) == 1 and (match := _BEHIND.match(lower, numbers.end)):
        year = sheet.year_span
        if len(match[1]) == 3 or (sheet.leading and len(match[1]) == 2):
            if year is None or year[0] != match.start(1):
                numbers.absolute = [int(match[1])]
                numbers.add(*match.span())


def _part_on_television(sheet: Sheet) -> None:
    numbers, start, tags = sheet.numbers, sheet.start, sheet.tags
    television = any(
        tag.kind is Kind.SOURCE and tag.value in ("hdtv", "sdtv") for tag in tags
    )
    part = read_part(sheet.lower[start:]) if television else None
    if part and not tags[0].start < start + part[1]:
        numbers.episodes, numbers.seasons = [part[0]], [1]
        numbers.add(start + part[1], start + part[2])
        numbers.unsure["seasons"] = numbers.unsure["episodes"] = Confidence.GUESS
