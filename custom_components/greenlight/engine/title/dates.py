"""Dates, years and parts: numbers that are neither seasons nor episodes."""

import re
from typing import Final

from ..quality.quality import Confidence
from .sheet import Numbers, Span

FIRST_YEAR: Final = 1888
LAST_YEAR: Final = 2035
_MONTH: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE: Final = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})([ .-]{1,3}|/)([0-9]{1,2})\2([0-9]{1,2})(?![0-9a-z])"
    r"|(?<![0-9])([0-9]{1,2})([ ./-])([0-9]{1,2})\6((?:19|20)[0-9]{2})(?![0-9a-z])"
    r"|(?<![0-9])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9a-z])"
    r"|(?<![0-9a-z])([0-9]{2})([01][0-9])([0-3][0-9])(?![0-9a-z])"
    rf"|(?<![0-9a-z])([0-3]?[0-9])(?:st|nd|rd|th)?[ .-]{_MONTH}[ .-]((?:19|20)[0-9]{{2}})(?![0-9])"
    rf"|(?<![a-z]){_MONTH}[ .]([0-3]?[0-9])(?:st|nd|rd|th)?,?[ .]{{1,2}}((?:19|20)[0-9]{{2}})(?![0-9])"
    r"|(?<![0-9a-z-])(?<![0-9]\.)([0-9]{2})([.-])([0-9]{2})\22([0-9]{2})(?![0-9a-z]|[.-][0-9])"
)
# Most titles have no date: this finds out at a fifth of the price.
_PERHAPS_DATE: Final = re.compile(
    r"[0-9](?:[0-9]{5}|[ ./-]{1,3}[0-9]{1,2}[ ./-]{1,3}[0-9]|(?:st|nd|rd|th)?(?:(?=(,?[ .]{1,2}(?:19|20)[0-9]{2}))"
    r"|[ .-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
# "2001-2007": what ran for years began in the first.
_UNTIL: Final = re.compile(r" ?- ?((?:19|20)[0-9]{2})(?![0-9a-z])")
_YEAR: Final = re.compile(r"[12][089][0-9]{2}(?<![0-9a-z].{4})(?![0-9a-z]|×[0-9])")
_PART: Final = re.compile(
    r"[pv](?<![a-z0-9].)(?:art|t|ol|olume)[ .]?([0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|i{1,3}|iv|v)(?![0-9a-z])"
)
NAMED: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        1,
    )
} | {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_UNKNOWN: Final = (0, 0, 0)
_MONTHS: Final = {
    name: month
    for month, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1
    )
}


def read_date(text: str, found: Numbers) -> None:
    """Add the first date of a lower-case text, if there is one."""
    for perhaps in _PERHAPS_DATE.finditer(text):
        # "Name 2 1999": many films have a number, and hardly any a month before it.
        if perhaps[1] is None or any(month in text for month in _MONTHS):
            break
    else:
        return
    # What it finds is at most a month's name behind where the date begins.
    for match in _DATE.finditer(text, max(0, perhaps.start() - 12)):
        if match[21] and text.lstrip().startswith("["):
            continue
        year, month, day = _ordered(match)
        if year == 0:
            _leave_out(match, found)
        if not (1 <= month <= 12 and 1 <= day <= 31 and 1920 <= year <= LAST_YEAR):
            continue
        if match[18] and (not match.start() or _YEAR.search(text, match.end())):
            # "September 30 1955 1977" is called so.
            continue
        found.date = f"{year:04d}-{month:02d}-{day:02d}"
        found.short_date = match[12] is not None
        if match[21]:
            found.unsure["date"] = Confidence.LIKELY
        found.spans.append(match.span())
        return


def _leave_out(match: re.Match[str], found: Numbers) -> None:
    """Take a date that can be one of two, so that at least the name is rid of it."""
    if not match.start():
        return
    if match[5] and match[6] != " ":
        first, second = int(match[5]), int(match[7])
        if min(first, second) > 0 and max(first, second) <= 12:
            # Its year is that of the work.
            found.spans.append((match.start(), match.start(8) - 1))
    elif match[21] and len(_orders(int(match[21]), int(match[23]), int(match[24]))) > 1:
        found.spans.append(match.span())


def _ordered(match: re.Match[str]) -> tuple[int, int, int]:
    if match[1]:
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        return (year, day, month) if month > 12 else (year, month, day)
    if match[5]:
        first, second, year = int(match[5]), int(match[7]), int(match[8])
        if first > 12:
            return year, second, first
        if second > 12 or first == second:
            return year, first, second
        return _UNKNOWN  # the 5th of June or the 6th of May
    if match[9]:
        return int(match[9]), int(match[10]), int(match[11])
    if match[12]:
        return 2000 + int(match[12]), int(match[13]), int(match[14])
    if match[15]:
        return int(match[17]), _MONTHS[match[16]], int(match[15])
    if match[18]:
        return int(match[20]), _MONTHS[match[18]], int(match[19])
    return _only_order(int(match[21]), int(match[23]), int(match[24]))


def _only_order(first: int, second: int, third: int) -> tuple[int, int, int]:
    """Return the date that three small numbers are, if there is only one: 10-19-12."""
    found = _orders(first, second, third)
    return found.pop() if len(found) == 1 else _UNKNOWN


def _orders(first: int, second: int, third: int) -> set[tuple[int, int, int]]:
    return {
        (2000 + year, month, day)
        for year, month, day in (
            (first, second, third),
            (third, second, first),
            (third, first, second),
        )
        if 1 <= month <= 12 and 1 <= day <= 31 and year <= LAST_YEAR - 2000
    }


def years(text: str, spans: list[Span]) -> list[tuple[int, int, int]]:
    """Return the years of a text, outside the given places: year, start, end."""
    found: list[tuple[int, int, int]] = []
    for match in _YEAR.finditer(text):
        year = int(match[0])
        start, end = match.span()
        if FIRST_YEAR <= year <= LAST_YEAR and not (
            spans and any(a <= start < b for a, b in spans)
        ):
            until = _UNTIL.match(text, end) if text[end : end + 1] in " -" else None
            if until and int(until[1]) > year:
                end = until.end()
            elif found and start < found[-1][2]:
                continue
            found.append((year, start, end))
    return found


def read_part(text: str) -> tuple[int, int, int] | None:
    """Return the number of a part, and its place."""
    # Most titles have none: three looks cost less than one search.
    if "part" not in text and "pt" not in text and "vol" not in text:
        return None
    match = _PART.search(text)
    if match is None:
        return None
    value = match[1]
    return (
        (int(value) if value.isdigit() else NAMED[value]),
        match.start(),
        match.end(),
    )
