"""Numbers that say themselves what they are: seasons and episodes, each with its place."""

from collections.abc import Iterable
import re
from typing import Final

from .dates import NAMED, read_date
from .sheet import Numbers, Sheet

MAX_RANGE: Final = 600

# The patterns below open with a plain set of characters, which the engine skips to quickly;
# that no letter or digit goes before is asked afterwards.
_SEASON: Final = (
    r"[stс](?:(?:e|eason|aison|taffel|tagione|ezon|eizoen|emporada|emp)[ .-]?"
    r"|(?:easons|emporadas|езон|езоны)[ .:№(]{1,3})?"
)
_EPISODE: Final = (
    r"(?:e|ep|eps|x(?!26[456])|episode|episodio|épisode|afl\.?|folge|cap|серия)"
)
_SEASON_EPISODE: Final = re.compile(
    rf"{_SEASON}([0-9]{{1,4}})[ .,)\]-]{{0,3}}[\[(]?{_EPISODE}[ .-]{{0,2}}([0-9]{{1,5}})(?![0-9])"
)
_CROSSED: Final = re.compile(
    r"[0-9][0-9]?[xх]([0-9]{1,3})(?![0-9a-wyz]|x[0-9]{3}|[0-9]*p)"
)
_INSIDE: Final = re.compile(r"s[0-9]{2}e[0-9]{2,3}(?![0-9])")
# What joins one episode to the next; a bare hyphen only where the number grows.
_MORE: Final = re.compile(
    r"(?:[ .]?[-~+&]?[ .]?(?:s[0-9]{1,4}[ .-]?)?(?:e|ep|x)[ .-]?|(-)|([.])(?=[0-9]{2}[ .])| ?~ ?|-e?p?"
    r"|[ .]?(?:[+&]|en|to|a|à|og|und|and)[ .](?:s[0-9]{1,4}[ .-]?)?(?:e|ep)?)"
    r"([0-9]{1,5}+)(?![a-df-rt-uw-z])"
)
_MORE_X: Final = re.compile(
    r"(?:[ .-]{1,3}[0-9]{1,2}x|x|-|[ ])([0-9]{2,3})(?![0-9a-z])"
)
_DOT_HALF: Final = re.compile(r"\.[0-9](?![0-9p])")
_VERSION: Final = re.compile(r" ?v([0-9])(?![0-9a-z])")
_SEASONS: Final = re.compile(
    rf"{_SEASON}([0-9]{{1,2}}|(?:19|20)[0-9]{{2}})(?![0-9])"
    rf"(?:(?:[ .]?(?:-|~|to|a|&|\+|thru)[ .-]{{0,3}}{_SEASON}|[ .]{_SEASON}|[-~]|[ ]to[ ]|[ ](?=[0-9]{{2}}[ ]\())"
    rf"([0-9]{{1,2}})(?![0-9a-z]|-[0-9])|)(?=[^0-9a-z]|d[0-9]|dvd|ep|$)"
)
_ALL_SEASONS: Final = re.compile(r"seasons[ .]\(?([0-9]{1,2})-([0-9]{1,2})(?![0-9])\)?")
_ORDINAL: Final = re.compile(
    r"[0-9][0-9]?(?:(?:st|nd|rd|th)[ .-](?:season|saison|staffel)(?![a-z])|[ .]сезон)"
)
_ORDINAL_ASIAN: Final = re.compile(r"第([0-9]{1,2})季")
# "Season 1, 2 & 3", "Season 1 - 4", "Season 1 2 3".
_AND: Final = re.compile(
    r"( ?, ?&? ?| ?[&+] ?| (?:and|y|e|to|a|-) | )([0-9]{1,2})(?![0-9a-z]|[.][0-9])"
)
_SEASON_WORD: Final = re.compile(
    r"(?<![a-z])(?:season|saison|series)[ .](one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z])"
)
_EPISODES: Final = re.compile(
    r"[eéfсэ](?:(?:p|ps|pisode|pisodes|olge|ерия|ерии|пизод)[ .:№#-]{0,3})?([0-9]{1,4})"
    r"(?![0-9a-df-uw-z]|\.[0-9](?![0-9]))"
)
_EPISODES_RARE: Final = re.compile(
    r"#([0-9]{1,4})(?![0-9])"
    r"|(?<![a-z0-9])([0-9]{1,3})[ .]?of[ .]?[0-9]{1,3}(?![0-9a-z])"
    r"|第([0-9]{1,4})(?:-([0-9]{1,4}))?[话話集回]"
    r"|\[([0-9]{1,4})(?:-([0-9]{1,4}))?[ ]?(?:end|完|fin)\]"
)
_COUNTED: Final = re.compile(r"[0-9][ .]?of[ .]?[0-9]")
_NUMBER: Final = re.compile(r"[0-9]+")
_ALNUM: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_OF: Final = re.compile(r"[ ]?(?:[ .]of[ .]|/)[0-9]{1,3}(?![0-9])")
_CAP: Final = re.compile(
    r"[\[ .(]cap\.?[ ]?([0-9]{1,2})([0-9]{2})(?:[ -]{1,3}([0-9]{1,2})([0-9]{2}))?(?![0-9])"
)
_YEAR: Final = re.compile(r"[12][089][0-9]{2}(?<![0-9a-z].{4})(?![0-9a-z]|×[0-9])")
_PART: Final = re.compile(
    r"[pv](?<![a-z0-9].)(?:art|t|ol|olume)[ .]?([0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|i{1,3}|iv|v)(?![0-9a-z])"
)
_WORDS: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        1,
    )
} | {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_MONTHS: Final = {
    name: month
    for month, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1
    )
}


def spread(first: int, last: int) -> list[int]:
    """Return the numbers of a range, or both ends where it makes no sense."""
    if first < last <= first + MAX_RANGE:
        return list(range(first, last + 1))
    return [first] if first == last else [first, last]


def extend(numbers: list[int], last: int) -> None:
    """Go on from the last number to another."""
    if last > numbers[-1]:
        if last <= numbers[-1] + MAX_RANGE:
            numbers.extend(range(numbers[-1] + 1, last + 1))
    elif last not in numbers:
        numbers.append(last)


def take_numbers(sheet: Sheet) -> None:
    """Take what has a form or a mark of its own: dates, seasons, episodes."""
    sheet.numbers = read_numbers(sheet.lower)


def read_numbers(text: str) -> Numbers:
    """Read seasons, episodes and dates of a lower-case text."""
    found = Numbers()
    read_date(text, found)
    if not _read_season_episode(text, found) and not _read_cap(text, found):
        _read_seasons(text, found)
        _read_episodes(text, found)
    return found


def _read_season_episode(text: str, found: Numbers) -> bool:
    match = _word(_SEASON_EPISODE, text, found.spans)
    crossed = match is None
    if match is None:
        match = _word(_CROSSED, text, found.spans)
        if match is None or int(match[1]) in (264, 265):
            return False
        season, episode = (
            int(match[0].replace("х", "x").partition("x")[0]),
            int(match[1]),
        )
    else:
        season, episode = int(match[1]), int(match[2])
    found.seasons = [season]
    episodes = [episode]
    end = match.end()
    more = _MORE_X if crossed else _MORE
    while follow := more.match(text, end):
        number = int(follow[follow.lastindex or 1])
        if not crossed and not _goes_on(follow, episodes[-1], number):
            break
        if crossed and not episodes[-1] < number <= episodes[-1] + 30:
            break
        extend(episodes, number)
        end = follow.end()
    if of := _OF.match(text, end):
        end = of.end()
    if half := _DOT_HALF.match(text, end):
        found.half, end = True, half.end()
    if version := _VERSION.match(text, end):
        found.version, end = int(version[1]), version.end()
    found.episodes = episodes
    found.add(match.start(), end)
    # Said twice in a title with two names.
    said = match.groups()
    if not crossed:
        said = match.groups()
        while (again := _SEASON_EPISODE.search(text, end)) and again.groups() == said:
            end = again.end()
            found.spans.append(again.span())
    return True


def _goes_on(follow: re.Match[str], last: int, number: int) -> bool:
    """Tell whether a number goes on from the last episode, and is no part of what comes next."""
    if number in (264, 265, 266) and "x" in follow[0]:
        return False
    if follow[2]:
        return number == last + 1
    if follow[1]:
        return last < number <= last + MAX_RANGE
    return number <= last + MAX_RANGE


def _read_cap(text: str, found: Numbers) -> bool:
    match = _CAP.search(text) if "cap" in text else None
    if match is None:
        return False
    found.seasons = [int(match[1])]
    found.episodes = [int(match[2])]
    if match[4] and match[3] == match[1]:
        found.episodes = spread(int(match[2]), int(match[4]))
    found.add(match.start(), match.end())
    if (season := _word(_SEASONS, text, ())) and season.end() <= match.start() + 1:
        found.add(*season.span())
    return True


def _read_seasons(text: str, found: Numbers) -> None:
    match = _word(_SEASONS, text, ())
    if match is None:
        if text.isascii() and not (
            "eason" in text or "aison" in text or "taffel" in text or "eries" in text
        ):
            return
        if every := _ALL_SEASONS.search(text):
            found.seasons = spread(int(every[1]), int(every[2]))
            found.add(*every.span())
        elif ordinal := _word(_ORDINAL, text, ()) or _ORDINAL_ASIAN.search(text):
            found.seasons = [int(_NUMBER.findall(ordinal[0])[0])]
            found.add(*ordinal.span())
        elif word := _SEASON_WORD.search(text):
            found.seasons = [NAMED[word[1]]]
            found.add(*word.span())
        return
    first = int(match[1])
    found.seasons = [first]
    if match[2]:
        last = int(match[2])
        if first < last <= first + 60:
            found.seasons = spread(first, last)
        else:
            found.add(match.start(), match.end(1))
            return
    found.add(*match.span())
    if not match[2] and not text[match.start() + 1].isdigit():
        end = match.end(1)
        while more := _AND.match(text, end):
            last, number = found.seasons[-1], int(more[2])
            if not last < number <= last + (60 if more[1].strip() else 1):
                break
            if more[1].strip() in ("-", "to", "a"):
                found.seasons.extend(range(last + 1, number))
            found.seasons.append(number)
            end = more.end()
            found.add(match.start(), end)
    # "Season 1 S01", "S01, S02, S03" and the like.
    for other in _SEASONS.finditer(text, match.end()):
        if other[1] and not other[2] and len(found.spans) < 40:
            number = int(other[1])
            if other.start() - found.end <= 4:
                if number not in found.seasons:
                    found.seasons.append(number)
                found.add(*other.span())


def _read_episodes(text: str, found: Numbers) -> None:
    match = _word(_EPISODES, text, found.spans)
    rare = False
    if match is None:
        if not (text.isascii() and "[" not in text and "#" not in text) or (
            "of" in text and _COUNTED.search(text)
        ):
            match, rare = _EPISODES_RARE.search(text), True
        if match is None or any(a <= match.start() < b for a, b in found.spans):
            return
    end = match.end()
    if rare:
        first, last = next(
            pair for pair in ((1, 1), (2, 2), (3, 4), (5, 6)) if match[pair[0]]
        )
        episodes = spread(int(match[first]), int(match[last] or match[first]))
    else:
        episodes = [int(match[1])]
        while follow := _MORE.match(text, end):
            number = int(follow[follow.lastindex or 1])
            if not episodes[-1] < number or not _goes_on(follow, episodes[-1], number):
                break
            extend(episodes, number)
            end = follow.end()
    if version := _VERSION.match(text, end):
        found.version, end = int(version[1]), version.end()
    found.word = match[0].startswith("episode")
    found.counted = rare and match[2] is not None
    found.episodes = episodes
    found.add(match.start(), end)


def _word(
    pattern: re.Pattern[str], text: str, taken: Iterable[tuple[int, int]]
) -> re.Match[str] | None:
    """Search for a pattern that begins where a word does, outside the places taken."""
    match = pattern.search(text)
    while match is not None:
        start = match.start()
        begins = not start or text[start - 1] not in _ALNUM
        if not begins:
            begins = text[start - 1] > "9" and _INSIDE.match(text, start) is not None
        # A single letter is no word for a season, nor for an episode: F1, T2.
        if (
            match[0][0] in "tfсэ"
            and match[0][1:2].isdigit()
            and pattern is not _SEASON_EPISODE
        ):
            begins = False
        if pattern is _CROSSED:
            # "5.1x2" counts channels; "Name1x02" has lost its separator.
            if len(match[1]) == 1 and text[max(0, start - 1) : start] == ".":
                begins = begins and not text[max(0, start - 2) : start - 1].isdigit()
            begins = begins or (len(match[1]) == 2 and text[start - 1] > "9")
        if begins and not any(a <= start < b for a, b in taken):
            return match
        match = pattern.search(text, start + 1)
    return None
