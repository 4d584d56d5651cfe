"""Episode numbers without a season: ``- 07``, ``[07]``, ``Show 07 [1080p]`` and the like."""

import re
from typing import Final

from ..quality.quality import Confidence
from .dates import FIRST_YEAR, LAST_YEAR, read_part
from .numbers import extend
from .places import BETWEEN
from .sheet import Numbers, Sheet
from .tokens import Kind, Token

_AFTER: Final = r"(?=[ \[(.]|$|-[ ])"
_NUMBER: Final = r"([0-9]{1,4})(\.[0-9](?:\.[0-9])?)?(?:[ ]?v([0-9]))?(?:end|fin|完)?"
_DASH: Final = re.compile(
    rf"[ .)\]!]-[ .]{{1,2}}(?:#|e|ep)?{_NUMBER}((?:(?:-|[ ]?~[ ]?)[0-9]{{1,4}}){{0,8}})(?=[ \[(.]|$)"
)
_BRACKET: Final = re.compile(
    rf"[\[(]{_NUMBER}((?:(?:-|[ ]?~[ ]?)[0-9]{{1,4}}){{0,8}})[\])]"
)
_PLAIN: Final = re.compile(
    rf"[ .]{_NUMBER}((?:(?:-|[ ]?~[ ]?)[0-9]{{1,4}}){{0,8}})(?=[ ]?[\[(]|[ .]{{1,2}}|$)"
)
_HEIGHTS: Final = frozenset({360, 480, 540, 576, 720, 1080, 2160})
_NEXT: Final = re.compile(r"[0-9]{1,4}")
_SHORT: Final = re.compile(r"[ .]([0-9]{1,2})([0-9]{2})(?=[ .]|$)")


_ANY_VERSION: Final = re.compile(r"(?<=[0-9 .\[(-])v([0-9])(?![0-9a-z]|\.[0-9])")
_ABSOLUTE_BEFORE: Final = re.compile(
    r"[ .]-[ .]([0-9]{1,4})(\.[0-9]|-[0-9]{1,4})?[ .]?-?[ .]?[(\[]?$"
)


def take_bare_number(sheet: Sheet) -> None:
    """Take the number of an episode that no mark tells, and what follows from the rest."""
    _settle(sheet)
    read_absolute(
        sheet.text,
        sheet.lower,
        sheet.start,
        sheet.tags,
        sheet.numbers,
        sheet.year_span,
        leading=sheet.leading,
    )


def _settle(sheet: Sheet) -> None:
    """Take back what is part of the name, and add what only the rest of the title tells."""
    numbers, lower, tokens = sheet.numbers, sheet.lower, sheet.tags
    year = sheet.year_span
    if sheet.year is not None and year is None and numbers.seasons:
        if numbers.seasons[0] == sheet.year:
            numbers.unsure["year"] = Confidence.LIKELY
    if (
        numbers.word
        and not numbers.seasons
        and year is not None
        and numbers.end < year[0]
    ):
        if lower[numbers.end : year[0]].strip(BETWEEN):
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
    if numbers.episodes and numbers.seasons:
        first = min(span[0] for span in numbers.spans)
        match = _ABSOLUTE_BEFORE.search(lower, max(sheet.start, first - 16), first)
        if match and (
            sheet.leading or (len(match[1]) == 3 and match[0].endswith("- "))
        ):
            if not match[2]:
                numbers.absolute = [int(match[1])]
            numbers.spans.append((match.start(), first))
    if not (numbers.episodes or numbers.seasons or numbers.date or year):
        television = any(
            t.kind is Kind.SOURCE and t.value in ("hdtv", "sdtv") for t in tokens
        )
        part = read_part(lower[sheet.start :]) if television else None
        if part and not tokens[0].start < sheet.start + part[1]:
            numbers.episodes, numbers.seasons = [part[0]], [1]
            numbers.add(sheet.start + part[1], sheet.start + part[2])
            numbers.unsure["seasons"] = numbers.unsure["episodes"] = Confidence.GUESS
    if (
        not numbers.version
        and "v" in lower
        and (version := _ANY_VERSION.search(lower, sheet.start))
    ):
        numbers.version = int(version[1])
        numbers.spans.append(version.span())


def read_absolute(
    text: str,
    lower: str,
    start: int,
    tokens: list[Token],
    numbers: Numbers,
    year: tuple[int, int] | None,
    *,
    leading: bool,
) -> None:
    """Add an episode number that stands without a season to the numbers, if there is one."""
    if numbers.episodes:
        return
    if numbers.date and not numbers.seasons:
        return
    if len(numbers.seasons) > 1:
        return
    marks = [token.start for token in tokens if token.start >= start]
    limit = min(marks, default=len(lower))
    begin = start
    if numbers.seasons:
        begin = max(begin, numbers.end - 1)
        if begin > limit:
            return
    number = _NEXT.search(lower, begin, limit)
    if number is not None and year is not None and number.start() == year[0]:
        number = _NEXT.search(lower, year[1], limit)
    if number is None:
        return
    found = (
        _dash(lower, begin, limit, year, leading=leading)
        or _bracket(lower, begin, limit, year, leading=leading)
        or _plain(lower, begin, limit, year, leading=leading or bool(numbers.seasons))
    )
    if found is not None and found[1]:
        match, values = found
        if match[2]:
            numbers.half = True
        elif numbers.seasons:
            numbers.episodes = values
        else:
            numbers.absolute = values
            # Without a group before the name or a hyphen it may be part of the name.
            if (
                match[0][0] not in "[("
                and " -" not in match[0]
                and ".-" not in match[0]
            ):
                numbers.unsure["absolute"] = Confidence.LIKELY
        if match[3]:
            numbers.version = int(match[3])
        numbers.add(*match.span())
    elif not leading and year is None and not numbers.seasons:
        _short(lower, start, limit, tokens, numbers)


def _values(match: re.Match[str]) -> list[int]:
    values = [int(match[1])]
    for number in _NEXT.findall(match[4] or ""):
        if int(number) <= values[-1]:
            return []
        extend(values, int(number))
    return values


def _is_year(match: re.Match[str], year: tuple[int, int] | None) -> bool:
    if year is not None and year[0] == match.start(1):
        return True
    return (
        year is None and len(match[1]) == 4 and FIRST_YEAR <= int(match[1]) <= LAST_YEAR
    )


def _dash(
    lower: str, begin: int, limit: int, year: tuple[int, int] | None, *, leading: bool
) -> tuple[re.Match[str], list[int]] | None:
    for match in _DASH.finditer(lower, begin):
        if match.end(1) > limit:
            break
        if _is_year(match, year):
            continue
        return match, _values(match)
    return None


def _bracket(
    lower: str, begin: int, limit: int, year: tuple[int, int] | None, *, leading: bool
) -> tuple[re.Match[str], list[int]] | None:
    for match in _BRACKET.finditer(lower, begin):
        if match.end(1) > limit:
            break
        if _is_year(match, year):
            continue
        if int(match[1]) in _HEIGHTS:
            continue
        if leading or match[4]:
            return match, _values(match)
    return None


def _plain(
    lower: str,
    begin: int,
    limit: int,
    year: tuple[int, int] | None,
    *,
    leading: bool,
) -> tuple[re.Match[str], list[int]] | None:
    best = None
    for match in _PLAIN.finditer(lower, begin):
        if match.end(1) > limit:
            break
        if match.start() <= begin or _is_year(match, year):
            continue
        if lower[max(begin, match.start() - 4) : match.start()].endswith(
            ("part", "vol", "pt")
        ):
            continue
        closes = not lower[match.end() : limit].strip(" .-_[](")
        if match[4]:
            if (closes and (leading or year is None)) and len(match[1]) + 1 >= len(
                match[4]
            ) - 3:
                best = match
        elif (closes and leading) or (
            match[1][0] == "0" and len(match[1]) > 1 and (leading or closes)
        ):
            best = match
    return (best, _values(best)) if best is not None else None


def _short(
    lower: str, start: int, limit: int, tokens: list[Token], numbers: Numbers
) -> None:
    """Read ``103`` as the first season's third episode where only television writes so."""
    matches = [
        match
        for match in _SHORT.finditer(lower, start)
        if start < match.start() < limit
    ]
    if not matches:
        return
    match = matches[-1]
    if (
        lower[match.end() : limit].strip(" .-_")
        or int(match[2]) > 60
        or match[1][0] == "0"
    ):
        return
    if FIRST_YEAR <= int(match[1] + match[2]) <= LAST_YEAR:
        return
    television = any(
        token.kind is Kind.SOURCE and token.value in ("hdtv", "sdtv")
        for token in tokens
    )
    if television or (not tokens and match.end() == len(lower)):
        numbers.seasons, numbers.episodes = [int(match[1])], [int(match[2])]
        numbers.unsure["seasons"] = numbers.unsure["episodes"] = Confidence.GUESS
        numbers.add(*match.span())
