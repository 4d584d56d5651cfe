"""Numbers that say themselves what they are: seasons and episodes, each with its place."""

from collections.abc import Iterable
from dataclasses import replace
import re
from typing import Final

from ..quality.quality import Confidence
from .counted import read_asian, read_counted, take_counted
from .dates import FIRST_YEAR, read_date
from .scan import is_picture, known_at
from .sheet import Numbers, Sheet
from .tokens import Kind

MAX_RANGE: Final = 600
# No series has had more; "S82" is called so.
_MANY_SEASONS: Final = 60

# The patterns below open with a plain set of characters, which the engine skips to quickly;
# that no letter or digit goes before is asked afterwards.
_SEASON: Final = r"[stс](?:e(?=[0-9])|[ .](?=[0-9]{1,2}[ .]?e[ .]?[0-9]))?"
_EPISODE: Final = (
    r"(?:e|ep|eps|xe|x(?!26[456])|episode|episodio|épisode|afl\.?|folge|cap\.?|серия)"
)
_SEASON_EPISODE: Final = re.compile(
    rf"{_SEASON}([0-9]{{1,4}})[ .,)\]-]{{0,3}}[\[(]?{_EPISODE}[ .-]{{0,2}}([0-9]{{1,5}})(?![0-9])"
)
_CROSSED: Final = re.compile(
    r"[0-9][0-9]?[xх×](?!(?<=\[0x)[0-9]{3})([0-9]{1,3})(?![0-9a-uwyz]|v(?![0-9])|x[0-9]{3}|[0-9]*p)"
)
_CROSS: Final = re.compile("[xх×]")
_YEAR_CROSSED: Final = re.compile(
    r"(?<![^\W_])((?:19|20)[0-9]{2})x([0-9]{2,3})(?![^\W_])(?:[ ]-[ ]\1x[0-9]{2,3}(?![^\W_]))?"
)
_INSIDE: Final = re.compile(r"s[0-9]{2}e[0-9]{2,3}(?![0-9])")
# What joins one episode to the next: a range, a bare hyphen, a bare dot, or one more.
_MORE: Final = re.compile(
    r"(?:([ .]?[-~][ .]?(?:s?[0-9]{1,4}[ .-]?)?(?:e|ep|x)[ .-]?| ?~ ?"
    r"|[ .](?:to|a|à|ao|al|bis)[ .](?:s[0-9]{1,4}[ .-]?)?(?:e|ep)?)"
    r"|(-)|([.])(?=[0-9]{2}[ .])"
    r"|(?:[ .]?[+&]?[ .]?(?:s[0-9]{1,4}[ .-]?)?(?:e|ep|x)[ .-]?"
    r"|[ .]?[+&][ .]?|,[ ]?(?:s[0-9]{1,4}[ .-]?)?(?:e|ep)(?=[0-9])|,(?=[0-9]{2}(?![0-9]))|[ .](?:en|og|und|and|y)[ .](?:s[0-9]{1,4}[ .-]?)?(?:e|ep)?))"
    r"([0-9]{1,5}+)(?!(?!(?:[esv]|of)[0-9])[^\W\d_])"
)
_MORE_X: Final = re.compile(
    r"(?:([ ]?-[ ]?[0-9]{0,2}x|-|[ ](?:al?|to)[ ](?:[0-9]{1,2}x)?)"
    r"|[\])]?[ .&+-]{1,3}[\[(]?[0-9]{1,2}x|xe?|,|([ ]?[+&][ ]?|[ ]))([0-9]{2,3})(?![0-9]|(?!x[0-9])[a-z])"
)
# Without one of these, a "cap" or a pair in front there is none of the forms below: most films are done at a look.
# All of them are told by a digit, as titles have fewer of these than of letters.
_MARKED: Final = re.compile(
    r"[0-9](?:(?<=[stсeé].)(?<![a-z0-9]..)|(?<=[stс][e ].)(?<![a-z0-9]...)|[xх×e][0-9]|(?<=s.)[0-9]e"
    r"|(?<=[\[(].)[0-9]?\.[0-9])"
)
_OPENING_PAIR: Final = re.compile(r"[ ]{0,9}[0-9]{1,2}-[0-9]")
_PERHAPS_PAIR: Final = re.compile(r"[0-9][e.-][0-9]{2}")
_PAIR: Final = re.compile(
    r"(?<![^\W_])([0-9]{2})e([0-9]{2,3})(?![^\W_])"
    r"|[\[(]([0-9]{1,2})\.([0-9]{2,3})[\])]"
    r"|^\s*([1-9][0-9]?)-([0-9]{2})(?=\.?[ ][^\W\d_])"
)
# Pictures have such proportions.
_RATIOS: Final = frozenset(
    ("1.33", "1.37", "1.66", "1.77", "1.78", "1.85", "2.0", "2.20", "2.35", "2.39", "2.40")
)  # fmt: skip
_DOT_HALF: Final = re.compile(r"\.[0-9](?![0-9p])")
_VERSION: Final = re.compile(r" ?v([0-9])(?![0-9a-z])")
_SEASONS: Final = re.compile(
    r"[sс](?:e(?=[0-9]{1,2}(?![0-9]))|[ ](?=0[0-9](?![0-9])))?([0-9]{1,2}|(?:19|20)[0-9]{2})(?![0-9])"
    r"(?:(?:[ .]?(?:-|–|~|to|a|thru)[ .-]{0,3}[sс]|[-–~]|[ ]to[ ]|([ .]?[&+]?[ .]?[sс]|[ ]and[ ][sс]))"
    r"([0-9]{1,2})(?![0-9a-rt-z]|-[0-9])|)(?=[^0-9a-z]|[dps][0-9]|dvd|ep|$)"
)
_EPISODES: Final = re.compile(r"[eé]([0-9]{1,4})(?![0-9a-df-uw-z]|\.[0-9](?![0-9]))")
_COUNTED: Final = re.compile(r"[0-9][ .]?(?:of|iz|/)[ .]?[0-9]")
_EPISODES_RARE: Final = re.compile(
    r"(?:#|n°|№[ ]?)([0-9]{1,4})(?:-([0-9]{1,4}))?(?![0-9])"
    r"|(?<![^\W_])(?:part[ .])?([0-9]{1,3})(?:-([0-9]{1,3}))?[ .]?(?:of|из|iz|із)[ .]?([0-9]{1,3})(?![^\W_])"
    r"|\[([0-9]{1,4})(?:-([0-9]{1,4}))?[ ]?(?:end|完|fin)\]"
    r"|[\[(]([0-9]{1,3})(?:-([0-9]{1,3}))?/([0-9]{1,3})[\])]"
)
_OF: Final = re.compile(r"[ ]?(?:[ .](?:of|из|iz)[ .]|/)[0-9]{1,3}(?![0-9])")
# An "OVA" is unmistakable; "SP" and "Special" are so only in the titles of anime.
_SPECIAL: Final = re.compile(
    r"(?<![^\W_])(?:(ova|oad|nc[ .-]?op|nc[ .-]?ed)|(specials?|sp(?=[ .-]{0,2}[0-9])|(?:op|ed)(?=[0-9]{1,2}(?![0-9]))"
    r"|(?<=- )(?:opening|ending|menu|pv|cm|trailer|teaser|preview)(?=[ .-]{0,2}[0-9])))"
    r"(?:[ .#-]{0,3}[0-9]{1,3}[ab]?(?![0-9a-z]*[pix])(?:v([0-9]))?)?(?![^\W_])(?=[ .]*(?:$|[\[\](){}-]|[0-9]{3,4}[pi]|[bdwh][rdev]))"
)
# "Name-x02-Making Of", "Name-f21-Name of the Film": what comes with a film, or its place in a series.
_BONUS: Final = re.compile(r"-([xf])[0-9]{2}(?=-[^\W_])")
_CAP: Final = re.compile(
    r"[\[ .(]cap\.?[ ]?([0-9]{1,2})([0-9]{2})(?:[ -]{1,3}([0-9]{1,2})([0-9]{2}))?(?![0-9])"
)


def spread(first: int, last: int) -> list[int]:
    """Return the numbers of a range, or both ends where it makes no sense."""
    if first < last <= first + MAX_RANGE:
        return list(range(first, last + 1))
    return [first] if first == last else [first, last]


def extend(numbers: list[int], last: int) -> None:
    """Go on from the last number to a later one, unless it is too far away."""
    if last <= numbers[-1] + MAX_RANGE:
        numbers.extend(range(numbers[-1] + 1, last + 1))


def take_numbers(sheet: Sheet) -> None:
    """Take what has a form or a mark of its own: dates, seasons, episodes."""
    lower, words = sheet.lower, sheet.words
    counted = sheet.counts or sheet.start > 0 or not lower.isascii()
    sheet.numbers = numbers = _read(lower, counted=counted)
    for a, b in numbers.spans:
        if not words or words[0].start >= b or words[-1].end <= a:
            # Mostly the tags are behind the number.
            continue
        words = [
            # "Complete Series 1-3": the series are counted, and the rest is no name.
            replace(word, end=a)
            if word.start < a and word.kind is Kind.COMPLETE
            else word
            for word in words
            if word.end <= a
            or b <= word.start
            or (word.start < a and word.kind is Kind.COMPLETE)
        ]
    sheet.words = words


def _read(text: str, *, counted: bool) -> Numbers:
    found = Numbers()
    read_date(text, found)
    marked = (
        _MARKED.search(text) is not None
        or "cap" in text
        or _OPENING_PAIR.match(text) is not None
    )
    if marked and not (
        _read_season_episode(text, found)
        or _read_crossed(text, found)
        or _read_pair(text, found)
        or _read_cap(text, found)
    ):
        _read_seasons(text, found)
    # Where both are there already, the season can still be said in words once more.
    if counted and (hits := read_counted(text)):
        take_counted(hits, found)
    if not text.isascii() and (hits := read_asian(text)):
        take_counted(hits, found)
    if ("-x" in text or "-f" in text) and (bonus := _BONUS.search(text)):
        found.special = found.special or bonus[1] == "x"
        found.add(*bonus.span())
    if not found.episodes:
        if text[:1] == "[" or "ova" in text or "oad" in text or "nc" in text:
            _read_special(text, found)
        if not (marked and _read_episodes(text, found)):
            _read_rare_episodes(text, found)
    return found


def _read_special(text: str, found: Numbers) -> None:
    """Read what is no episode of the series itself, with a number of its own or none."""
    match = _SPECIAL.search(text)
    if match is None or (match[2] and not text.lstrip().startswith("[")):
        return
    before = text[: match.start()].rstrip()
    if not before.strip(" .-[(") or before.endswith("+"):
        return
    found.special = True
    if match[3]:
        found.version = int(match[3])
    found.add(*match.span())


def _read_season_episode(text: str, found: Numbers) -> bool:
    match = _word(_SEASON_EPISODE, text, found.spans)
    if match is None:
        return False
    found.seasons, episodes = [int(match[1])], [int(match[2])]
    end = _go_on(text, match.end(), episodes)
    if of := _OF.match(text, end):
        end = of.end()
    if half := _DOT_HALF.match(text, end):
        found.half, end = True, half.end()
    if version := _VERSION.match(text, end):
        found.version, end = int(version[1]), version.end()
    found.episodes = episodes
    found.add(match.start(), end)
    # Said twice in a title with two names.
    again = text.find(match[0], end)
    while again >= 0 and len(found.spans) < 40:
        end = again + len(match[0])
        found.spans.append((again, end))
        again = text.find(match[0], end)
    return True


def _go_on(text: str, end: int, episodes: list[int]) -> int:
    """Add the episodes that follow the first one, and return where they end."""
    while follow := _MORE.match(text, end):
        number, last = int(follow[4]), episodes[-1]
        if number in (264, 265, 266) and "x" in follow[0]:
            break
        if follow[3]:
            if number != last + 1:
                break
            episodes.append(number)
        elif follow[1] or follow[2]:
            if not last < number <= last + MAX_RANGE:
                break
            if follow[2] and not _is_range(text, last, number, follow):
                break
            extend(episodes, number)
        elif number > last + MAX_RANGE:
            break
        elif number not in episodes:
            episodes.append(number)
        end = follow.end()
    return end


def _is_range(text: str, last: int, number: int, follow: re.Match[str]) -> bool:
    """Tell whether a bare hyphen can join two episodes, or opens what the second is called.

    "S01E05-24.Hours" is one episode, "S01E05-24 [1080p]" are twenty; up to a dozen always are.
    """
    if last == 1 or number <= last + 12:
        return True
    if _OF.match(text, follow.end()):
        return True
    rest = text[follow.end() :].lstrip(" .,")
    return not rest[:1].isalpha() or known_at(text, len(text) - len(rest))


def _read_crossed(text: str, found: Numbers) -> bool:
    if "x" not in text and "х" not in text and "×" not in text:
        return False
    match = _word(_CROSSED, text, found.spans)
    if match is None or int(match[1]) in (264, 265):
        # "2016x231" counts within a year, which is no season.
        year = _YEAR_CROSSED.search(text)
        if year and not is_picture(int(year[1]), int(year[2])):
            found.add(*year.span())
        return False
    found.seasons = [int(_CROSS.split(match[0])[0])]
    episodes, end = [int(match[1])], match.end()
    while follow := _MORE_X.match(text, end):
        number, last = int(follow[3]), episodes[-1]
        if not last < number <= last + (1 if follow[2] else 30):
            break
        if follow[1]:
            extend(episodes, number)
        else:
            episodes.append(number)
        end = follow.end()
    if of := _OF.match(text, end):
        end = of.end()
    if version := _VERSION.match(text, end):
        found.version, end = int(version[1]), version.end()
    found.episodes = episodes
    found.add(match.start(), end)
    return True


def _read_pair(text: str, found: Numbers) -> bool:
    """Read season and episode side by side: "01E06", "[5.134]", and "4-13 Name" at the start."""
    match = _PAIR.search(text) if _PERHAPS_PAIR.search(text) else None
    if match is None:
        return False
    index = 1 if match[1] else 3 if match[3] else 5
    season, episode = int(match[index]), int(match[index + 1])
    if index == 3 and f"{season}.{episode}" in _RATIOS:
        return False
    found.seasons, found.episodes = [season], [episode]
    found.unsure["seasons"] = found.unsure["episodes"] = (
        Confidence.LIKELY if index == 1 else Confidence.GUESS
    )
    found.add(*match.span())
    return True


def _read_cap(text: str, found: Numbers) -> bool:
    match = _CAP.search(text) if "cap" in text else None
    if match is None:
        return False
    found.seasons = [int(match[1])]
    found.episodes = [int(match[2])]
    if match[4] and match[3] == match[1]:
        found.episodes = spread(int(match[2]), int(match[4]))
    found.add(match.start(), match.end())
    return True


def _read_seasons(text: str, found: Numbers) -> bool:
    match = _word(_SEASONS, text, ())
    if match is None:
        return False
    first = int(match[1])
    if _MANY_SEASONS < first < FIRST_YEAR:
        return False
    found.seasons = [first]
    if match[3] is None:
        found.add(*match.span())
    elif first < int(match[3]) <= first + 60:
        last = int(match[3])
        found.seasons = [first, last] if match[2] else spread(first, last)
        found.add(*match.span())
    else:
        found.add(match.start(), match.end(1))
        return True
    # "S01, S02, S03" and the like.
    for other in _SEASONS.finditer(text, match.end()):
        if not other[3] and len(found.spans) < 40 and other.start() - found.end <= 4:
            number = int(other[1])
            if number not in found.seasons:
                found.seasons.append(number)
            found.add(*other.span())
    return True


def _read_episodes(text: str, found: Numbers) -> bool:
    match = _word(_EPISODES, text, found.spans)
    if match is None:
        return False
    episodes = [int(match[1])]
    end = _go_on(text, match.end(), episodes)
    _set_episodes(text, found, episodes, match.start(), end)
    return True


def _read_rare_episodes(text: str, found: Numbers) -> None:
    if text.isascii() and "#" not in text:
        # Without one of these there is none: most titles are done at a look.
        counted = "of" in text or "iz" in text or "/" in text
        ended = "[" in text and ("end]" in text or "fin]" in text)
        if not (ended or (counted and _COUNTED.search(text))):
            return
    match = _EPISODES_RARE.search(text)
    if match is None or any(a <= match.start() < b for a, b in found.spans):
        return
    pair = next(pair for pair in ((1, 2), (3, 4), (6, 7), (8, 9)) if match[pair[0]])
    first, last = int(match[pair[0]]), int(match[pair[1]] or match[pair[0]])
    episodes = spread(first, last)
    if many := match[5] or match[10]:
        found.counted = True
        glued = "of" in match[0].split()[0] and not match[0].startswith("part")
        if first == last == int(many) and not glued:
            # "26 of 26": all there are, and no word of which. "4of4" is one of them.
            episodes = []
    _set_episodes(text, found, episodes, match.start(), match.end())


def _set_episodes(
    text: str, found: Numbers, episodes: list[int], start: int, end: int
) -> None:
    if version := _VERSION.match(text, end):
        found.version, end = int(version[1]), version.end()
    found.episodes = episodes
    found.add(start, end)


def _word(
    pattern: re.Pattern[str], text: str, taken: Iterable[tuple[int, int]]
) -> re.Match[str] | None:
    """Search for a pattern that begins where a word does, outside the places taken."""
    match = pattern.search(text)
    while match is not None:
        start = match.start()
        # Scripts without blanks between words have none before a number, either.
        begins = (
            not start or not text[start - 1].isalnum() or text[start - 1] > "\u2e7f"
        )
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
