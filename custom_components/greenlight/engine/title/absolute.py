"""Episode numbers without a season: ``- 07``, ``[07]``, ``Show 07 [1080p]`` and the like."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
import re
from typing import Final

from ..quality.quality import Confidence
from .dates import FIRST_YEAR, LAST_YEAR
from .numbers import extend
from .settle import settle
from .sheet import Numbers, Sheet, Span
from .tokens import Kind, Token

_NUMBER: Final = r"([0-9]{1,4})(\.[0-9](?:\.[0-9])?)?(?:[ ]?v([0-9])|(?<=[0-9]{2})[abc])?(?:end|fin|完)?"
_JOIN: Final = r"(?:-|[ ]?[~&+][ ]?|,[ ]|[ ](?:to|a|ao|al|bis|and|und|et|y)[ ])"
# What comes with the whole of a series is no number of its own.
_EXTRAS: Final = r"[ ]?\+[ ]?(?:ovas?|oads?|sps?|specials?|extras?|movies?)"
_ENDED: Final = r"[ ]?(?:end|fin|final|完|合集|全集)(?![a-z])"
_RUN: Final = rf"((?:{_JOIN}[0-9]{{1,4}}(?:v[0-9])?(?![0-9a-z])){{0,8}})(?:{_EXTRAS}|{_ENDED}){{0,2}}"
_DASH: Final = re.compile(
    rf"[ .)\]!]-[ .]{{1,2}}(?:#|e|ep)?{_NUMBER}{_RUN}(?=[ \[(]|\.(?![0-9])|$)"
)
_BRACKET: Final = re.compile(rf"[\[(](?:tv[ ])?{_NUMBER}{_RUN}[\])]")
_PLAIN: Final = re.compile(rf"[ .]{_NUMBER}{_RUN}(?=[ ]?[\[(]|[ .]{{1,2}}|$)")
# "01 - 12": with a blank on each side of the hyphen only from the first episode, or far up, or
# to the very next.
_SPACED: Final = re.compile(
    r"[ .](?:-[ ])?([0-9]{1,4})()()([ ]-[ ][0-9]{2,4})(?![0-9a-z.])"
)
# "Show-05 [720p]", "Show -05- [720p]": with a group in front, where no blank follows the hyphen.
_TIED: Final = re.compile(rf"[ ]?-{_NUMBER}()(?=-?[ .]?(?:[\[(]|$))")
_HEIGHTS: Final = frozenset({360, 480, 540, 576, 720, 1080, 2160})
_NEXT: Final = re.compile(r"[0-9]{1,4}")
_JOINED: Final = re.compile(r"([^0-9v]+)([0-9]{1,4})(?:v[0-9])?")
_SHORT: Final = re.compile(
    r"[ .]([0-9]{1,2})([0-9]{2})(?:[ .-]\1([0-9]{2})|([0-9]{2}))?(?=[ .]|$)"
)
# "Show-04_05", the underscore being read as a blank.
_UNDERLINED: Final = re.compile(r"-([0-2][0-9]) ([0-9]{2})(?=$|[.-])(?<=[^\W_]-.{5})")
# "Show 12 - What Happens": two digits, as names have one or three.
_TITLED: Final = re.compile(r"(?<=[ ][1-9][0-9])[ ]-[ ][^\W\d_]")
_NAMED: Final = re.compile(r"[ .](?:-[ .])?[^\W\d_]{2}")
_NO_EPISODE: Final = (
    "part", "vol", "pt", "volume", "disc", "disk", "dvd", "cd", "movie", "film", "chapter", "book", "teil",
)  # fmt: skip


@dataclass(slots=True)
class _Room:
    """Where such a number can stand: behind the name, before the first tag."""

    lower: str
    begin: int
    limit: int
    year: Span | None
    leading: bool
    # Whether the group stands in brackets between this and the tags.
    bracketed: bool

    def open(self, match: re.Match[str]) -> bool:
        """Tell whether a number is inside, and no year."""
        if self.year is not None and self.year[0] <= match.start(1) < self.year[1]:
            return False
        if len(match[1]) == 4 and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return False
        return True

    def before(self, match: re.Match[str]) -> str:
        """Return what goes before a number."""
        return self.lower[max(self.begin, match.start() - 7) : match.start()]

    def closes(self, match: re.Match[str]) -> bool:
        """Tell whether nothing follows before the first tag."""
        return not self.lower[match.end() : self.limit].strip(" .-_[](")

    def ends(self, match: re.Match[str]) -> bool:
        """Tell whether nothing or a bracket follows."""
        rest = self.lower[match.end() : match.end() + 3].lstrip(" .")
        return rest[:1] in ("[", "(") or self.closes(match)


def take_bare_number(sheet: Sheet) -> None:
    """Take the number of an episode that no mark tells, and what follows from the rest."""
    settle(sheet)
    numbers = sheet.numbers
    if (
        numbers.episodes
        or numbers.absolute
        or numbers.counted
        or numbers.special
        or (numbers.date and not numbers.seasons)
        or len(numbers.seasons) > 1
    ):
        return
    room = _room(sheet)
    if room is None:
        return
    if "_" in sheet.text and _underlined(room, numbers):
        return
    found = _dash(room) or _bracket(room) or _plain(room) or _behind_tags(room)
    if found is not None:
        # "S01.720.HDTV" has no 720th episode.
        if not (numbers.seasons and "-" not in found[0] and int(found[1]) in _HEIGHTS):
            _take(found, numbers)
    elif not room.leading:
        _short(room, sheet.tags, numbers)


def _room(sheet: Sheet) -> _Room | None:
    numbers, lower, year = sheet.numbers, sheet.lower, sheet.year_span
    begin = sheet.start
    limit = len(lower)
    for token in sheet.tags:
        # They are in order.
        if token.start >= begin:
            limit = token.start
            break
    if begin < sheet.group_span[0] < limit:
        limit = sheet.group_span[0]
    if numbers.seasons:
        begin = max(begin, numbers.end - 1)
        if begin > limit:
            return None
    number = _NEXT.search(lower, begin, limit)
    if number is not None and year is not None and number.start() == year[0]:
        number = _NEXT.search(lower, year[1], limit)
    if number is None and not sheet.leading and "(0" not in lower and "[0" not in lower:
        return None
    return _Room(
        lower,
        begin,
        limit,
        year,
        # Titles with a checksum are those of fans, wherever the group is.
        sheet.leading or sheet.crc is not None or bool(numbers.seasons),
        sheet.group_guess and sheet.group_span[0] <= limit,
    )


def _take(match: re.Match[str], numbers: Numbers) -> None:
    values = _values(match)
    if not values:
        return
    if match[2]:
        numbers.half = True
    elif numbers.seasons:
        numbers.episodes = values
    else:
        numbers.absolute = values
        # Without a group before the name or a hyphen it may be part of the name.
        if match[0][0] not in "[(" and " -" not in match[0] and ".-" not in match[0]:
            numbers.unsure["absolute"] = Confidence.LIKELY
    if match[3]:
        numbers.version = int(match[3])
    numbers.add(*match.span())


def _values(match: re.Match[str]) -> list[int]:
    values = [int(match[1])]
    for joint, number in _JOINED.findall(match[4] or ""):
        if int(number) <= values[-1]:
            return []
        if joint.strip() in ("&", "+", ",", "and", "und", "et", "y"):
            values.append(int(number))
        else:
            extend(values, int(number))
    return values


def _spread(room: _Room, match: re.Match[str]) -> bool:
    values = _values(match)
    if len(match[1]) > 2 or values[:1] == [1]:
        return bool(values)
    # "Show 2 - 03" has one, and is called so.
    even = len(match[1]) == 2 and len(match[4]) == 5
    return room.leading and even and len(values) == 2


def _dash(room: _Room) -> re.Match[str] | None:
    """Return the last number behind a hyphen that ends the name, else the first one."""
    for match in _SPACED.finditer(room.lower, room.begin, room.limit):
        if room.open(match) and room.ends(match) and _spread(room, match):
            if not room.before(match).endswith(_NO_EPISODE):
                return match
    first = None
    last = None
    for match in _DASH.finditer(room.lower, room.begin):
        if match.end(1) > room.limit:
            break
        if room.open(match):
            first = first or match
            last = match if room.ends(match) else last
    return last or first


def _bracket(room: _Room) -> re.Match[str] | None:
    for match in _BRACKET.finditer(room.lower, room.begin):
        if match.end(1) > room.limit:
            # Behind the tags only the whole of a series: (001-220).
            first, _, last = match[0][1:-1].partition("-")
            if not (1 < len(first) == len(last) and int(first) == 1):
                continue
        if int(match[1]) in _HEIGHTS or not room.open(match):
            continue
        if room.leading or room.bracketed or match[4]:
            return match
    return None


def _plain(room: _Room) -> re.Match[str] | None:
    lower, begin = room.lower, room.begin
    best = None
    for match in _PLAIN.finditer(lower, begin):
        if match.end(1) > room.limit:
            break
        if match.start() <= begin or not room.open(match):
            continue
        if room.before(match).endswith(_NO_EPISODE):
            continue
        closes = room.closes(match)
        number = match[1]
        padded = number[0] == "0" and 1 < len(number) < (5 if room.leading else 4)
        if match[4]:
            # "Show 10-19-12" is none; nor, without a group in front, is "03-20".
            even = len(number) + 1 >= len(match[4]) - 3
            known = room.leading or (room.year is None and int(number) == 1)
            if room.ends(match) and even and known:
                best = match
        elif (
            (closes and room.leading)
            or (padded and (room.leading or closes or _goes_on(room, match)))
            or (room.leading and best is None and _TITLED.match(lower, match.end(1)))
        ):
            best = match
    return best


def _behind_tags(room: _Room) -> re.Match[str] | None:
    """Return a number that is tied to the name, or stands behind a tag: "Show (Dub) - 05 [720p]"."""
    if not room.leading:
        return None
    for match in _TIED.finditer(room.lower, room.begin):
        if match.end(1) <= room.limit and len(match[1]) > 1 and room.open(match):
            return match
    if room.limit >= len(room.lower):
        return None
    behind = replace(room, begin=room.limit, limit=len(room.lower))
    if dash := _dash(behind):
        return dash
    plain = _plain(behind)
    return plain if plain and plain[4] else None


def _goes_on(room: _Room, match: re.Match[str]) -> bool:
    """Tell whether an episode's own name follows: "Show.05.Night.Tide", "Show 05 - Night Tide"."""
    if room.year is not None or len(match[1]) != 2:
        return False
    return _NAMED.match(room.lower, match.end(1)) is not None


def _underlined(room: _Room, numbers: Numbers) -> bool:
    pair = _UNDERLINED.search(room.lower, room.begin)
    if pair is None or room.leading:
        return False
    numbers.seasons, numbers.episodes = [int(pair[1])], [int(pair[2])]
    numbers.unsure["seasons"] = numbers.unsure["episodes"] = Confidence.GUESS
    numbers.add(*pair.span())
    return True


def _short(room: _Room, tokens: Sequence[Token], numbers: Numbers) -> None:
    """Read ``103`` as the first season's third episode where only television writes so."""
    lower, begin, year = room.lower, room.begin, room.year
    matches = [
        match
        for match in _SHORT.finditer(lower, begin)
        if begin < match.start() < room.limit
    ]
    if not matches:
        return
    match = matches[-1]
    second = match[3] or match[4]
    if match[3] and int(second) != int(match[2]) + 1:
        # "The.100.109": the first is part of the name.
        match, second = _SHORT.search(lower, match.end(2)) or match, None
    if (
        lower[match.end() : room.limit].strip(" .-_")
        or int(match[2]) > 60
        or not int(match[1])
        or (match[1][0] == "0" and len(match[1]) < 2)
        or (match[4] and int(match[4]) != int(match[2]) + 1)
        or not room.open(match)
        or FIRST_YEAR <= int(match[1] + match[2]) <= LAST_YEAR
        or (year is not None and lower[year[1] : match.start()].strip(" .-_)]"))
    ):
        return
    television = any(
        token.kind is Kind.SOURCE and token.value in ("hdtv", "sdtv")
        for token in tokens
    )
    if television or (year is None and not tokens and match.end() == len(lower)):
        numbers.seasons, numbers.episodes = [int(match[1])], [int(match[2])]
        if second:
            numbers.episodes.append(int(second))
        numbers.unsure["seasons"] = numbers.unsure["episodes"] = Confidence.GUESS
        numbers.add(*match.span())
