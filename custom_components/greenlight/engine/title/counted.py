"""Seasons and episodes said in words: ``Season 2 Episode 5``, ``2 сезон 5 серия``, ``第二季 第5集``.

The words are those of many languages, their grammar is one: the number stands behind the word or
before it, the same way for all words of a title.
"""

import re
from typing import Final, NamedTuple

from .dates import FIRST_YEAR, LAST_YEAR
from .sheet import Numbers, Span

_SEASON: Final = frozenset(
    """
    season seasons series se saison saisons staffel staffeln stagione stagioni temporada temporadas temp tem
    seizoen seizoenen sezon sezony sezonu sezonul sezona sezone sezóna sæson saeson sesong säsong sasong
    kausi évad evad série séria hooaeg sezonas σεζόν κύκλος сезон сезоны сезона сезонов الموسم עונה 시즌
    シーズン mùa ซีซั่น ซีซัน musim
    """.split()
)
_EPISODE: Final = frozenset(
    """
    episode episodes episodio episodios episódio episódios épisode épisodes episodi epizod epizoda epizóda
    epizód episodul ep eps folge folgen capitulo capitulos capítulo capítulos puntata puntate aflevering
    afleveringen afl odcinek odcinki odc díl diel afsnit avsnitt jakso jaksot rész resz bölüm bolum επεισόδιο
    серия серии серій серия серія серії сер серий эпизод эпизоды епізод епізоди епизод выпуск выпуски випуск
    seria seriya serija serii seriia الحلقة פרק 에피소드 エピソード tập ตอนที่
    """.split()
)
COUNTING: Final = _SEASON | _EPISODE
# So many of them, unless it is a range: "8 серий", "3 Seasons".
_MANY: Final = frozenset(
    """
    seasons saisons staffeln stagioni temporadas seizoenen sezony sezone сезоны сезона сезонов episodes
    episodios episódios épisodes episodi folgen capitulos capítulos puntate afleveringen odcinki jaksot
    серии серий серії серій эпизоды епізоди выпуски serii
    """.split()
)
# These mean a season only behind an ordinal: a "Série 2" may be anything.
_BEHIND: Final = frozenset({"série", "séria", "évad", "evad", "rész", "resz"})
# These are ordinary words, too: the number has to follow at once, and to be a small one.
_TIGHT: Final = frozenset({"series", "se", "tem", "temp"})
_ORDINALS: Final = frozenset("st nd rd th ª º a o e ème er й я ая ий ой го".split())
NAMED: Final = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "primera segunda tercera cuarta quinta sexta séptima octava novena décima",
        "primeira segunda terceira quarta quinta sexta sétima oitava nona décima",
        "prima seconda terza quarta quinta sesta settima ottava nona decima",
        "première deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
        "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
        "первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый",
    )
    for number, word in enumerate(words.split(), 1)
}  # fmt: skip
_CARDINALS: Final = frozenset(list(NAMED)[:10])
ROMAN: Final = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_PIECE: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_TO_NUMBER: Final = re.compile(r"[ .:#№([]{0,3}|-")
_AT_ONCE: Final = re.compile(r"[ .]?")
_FROM_NUMBER: Final = re.compile(r"[ .-]{0,2}")
_JOINS: Final = re.compile(
    r"[ .]?[-–~][ .]?|[ .](?:to|thru|through|a|à|ao|al|a la|bis|по)[ .]"
    r"|( ?(?:, ?&|,? and|[,&+]) ?| (?:and|y|e|i|и|und|et|en|og|och) )|( )"
)
_OF: Final = re.compile(r"[ .]?(?:of|из|iz|із|von|/)[ .]?([0-9]{1,3})(?![0-9])")
_HEIGHTS: Final = frozenset({360, 480, 540, 576, 720, 1080, 1440, 2160})
_MAX_RANGE: Final = 600


class Hit(NamedTuple):
    """What one word counts, and where word and numbers stand."""

    season: bool
    numbers: list[int]
    span: Span
    word: str


def read_counted(text: str) -> list[Hit]:
    """Return what is counted in words in a lower-case text, in order."""
    if COUNTING.isdisjoint(_LETTERS.findall(text)):
        return []
    pieces = list(_PIECE.finditer(text))
    places = [
        index
        for index, piece in enumerate(pieces)
        if piece[0] in _SEASON or piece[0] in _EPISODE
    ][:20]
    behind = {place: _behind(text, pieces, place) for place in places}
    before = {place: _before(text, pieces, place) for place in places}
    last = places[-1]
    leads = behind[last] is None or (
        before[places[0]] is not None and _marked(pieces, places[0])
    )
    hits: list[Hit] = []
    for place in places:
        one, other = before[place], behind[place]
        if pieces[place][0] in _BEHIND:
            other = None
        found = (one or other) if leads else (other or one)
        if found is None or (hits and hits[-1].span[1] > found[1][0]):
            found = other if leads else None
        if found is not None:
            word = pieces[place][0]
            hits.append(Hit(word in _SEASON, *found, word))
    if not any(not hit.season for hit in hits):
        # "Salt Season 2013" is a film's name and its year.
        hits = [hit for hit in hits if max(hit.numbers, default=0) < FIRST_YEAR]
    return hits


def _number(piece: re.Match[str]) -> int | None:
    written = piece[0]
    if written.isdecimal():
        return int(written) if len(written) <= 4 else None
    return NAMED.get(written)


def _whole(text: str, piece: re.Match[str]) -> bool:
    """Tell whether a number is no part of a word: 720p, 1x02, 31st."""
    after = text[piece.end() : piece.end() + 2]
    if not after[:1].isalpha() or (after[:1] == "v" and after[1:].isdecimal()):
        return True
    # "Ep 04a" is one half of it.
    return after[0] in "abc" and not after[1:].isalnum()


def _behind(
    text: str, pieces: list[re.Match[str]], place: int
) -> tuple[list[int], Span] | None:
    """Read ``Season 1``, ``Episodes 1-3``, ``Season 1, 2 & 3``."""
    if place + 1 == len(pieces):
        return None
    word, piece = pieces[place], pieces[place + 1]
    season = word[0] in _SEASON
    first = _number(piece)
    if first is None and season:
        first = ROMAN.get(piece[0])
    tight = word[0] in _TIGHT
    if (
        first is None
        or first in _HEIGHTS
        or (tight and not (piece[0].isdecimal() and 0 < first < 100))
        or not (_AT_ONCE if tight else _TO_NUMBER).fullmatch(
            text, word.end(), piece.start()
        )
        or (tight and piece[0].startswith("0"))
        or not _whole(text, piece)
        or (FIRST_YEAR <= first <= LAST_YEAR and not season)
    ):
        return None
    numbers, end = [first], piece.end()
    for piece in pieces[place + 2 : place + 30]:
        number = _number(piece) if piece[0].isdecimal() else None
        if number is None:
            if piece[0] != word[0] and not _JOINS.fullmatch(f" {piece[0]} "):
                break
        elif _goes_on(text, word, numbers, number, end, piece):
            end = piece.end()
        else:
            break
    if of := _OF.match(text, end):
        # "1 сезон (1-8 из 8)": the episodes' own.
        return None if season else (numbers, (word.start(), of.end()))
    return numbers, (word.start(), end)


def _goes_on(
    text: str,
    word: re.Match[str],
    numbers: list[int],
    number: int,
    end: int,
    piece: re.Match[str],
) -> bool:
    """Add a number that goes on from the last one, or tell that it does not."""
    between = text[end : piece.start()]
    again = word[0] in between
    if again:
        between = between.replace(word[0], "").rstrip()
    joint = _JOINS.fullmatch(between)
    last = numbers[-1]
    if joint is None or not last < number <= last + _MAX_RANGE:
        return False
    season = word[0] in _SEASON
    if not _whole(text, piece) or (season and number > last + 60):
        return False
    if joint[2]:
        if number != last + 1 or not season:
            return False
    elif joint[1] is None:
        closes = text[piece.end() : piece.end() + 2].strip(" .")[:1] in ("", *"()[]")
        if not again and " " in between and "-" in between:
            # "Season 2 - 10" is an episode, "Season 1 - 4 Complete" are four seasons.
            listed = piece[0].startswith("0") or text.lstrip().startswith("[")
            if (listed or last != 1) if season else not closes:
                return False
        elif not again and number > last + 30 and not closes:
            return False
        numbers.extend(range(last + 1, number))
    numbers.append(number)
    return True


def _before(
    text: str, pieces: list[re.Match[str]], place: int
) -> tuple[list[int], Span] | None:
    """Read ``2 сезон``, ``1-8 серии``, ``12. Bölüm``, ``2nd Season``."""
    at = place - 1
    if at > 0 and pieces[at][0] in _ORDINALS and pieces[at - 1][0].isdecimal():
        at -= 1
    if at < 0:
        return None
    piece, word = pieces[at], pieces[place]
    number = _number(piece)
    if (
        number is None
        or FIRST_YEAR <= number <= LAST_YEAR
        or piece[0] in _CARDINALS
        or (word[0] in _TIGHT and at == place - 1 and piece[0].isdecimal())
    ):
        return None
    if at and pieces[at - 1].end() == piece.start():
        # "S02 Episode": the number is that of another mark.
        return None
    between = text[pieces[place - 1].end() : word.start()]
    if not _FROM_NUMBER.fullmatch(between) or between.strip(" .") == "-":
        return None
    numbers, start = [] if word[0] in _MANY else [number], piece.start()
    if at and piece[0].isdecimal() and pieces[at - 1][0].isdecimal():
        first = pieces[at - 1]
        joint = text[first.end() : start].strip()
        if int(first[0]) < number <= int(first[0]) + _MAX_RANGE:
            if joint in ("-", "–", "~"):
                numbers = list(range(int(first[0]), number + 1))
                start = first.start()
            elif joint in (",", "&", "+"):
                numbers, start = [int(first[0]), number], first.start()
    end = word.end()
    if of := _OF.match(text, end):
        end = of.end()
    return numbers, (start, end)


def _marked(pieces: list[re.Match[str]], place: int) -> bool:
    """Tell whether the number before a word is an ordinal, which belongs to nothing else."""
    return not pieces[place - 1][0].isdecimal()


_HAN: Final = {char: number for number, char in enumerate("一二三四五六七八九", 1)}
_HAN_NUMBER: Final = r"(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})"
_ASIAN_SEASON: Final = ("季", "部", "期")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_ASIAN: Final = re.compile(
    rf"(?:第|제)[ ]?({_HAN_NUMBER})(?:[ ]?[-~–][ ]?第?({_HAN_NUMBER}))?[ ]?([季部期集話话回화회巻卷])"
    r"|(?<![0-9.])([0-9]{1,4})(?:[ ]?[-~–][ ]?([0-9]{1,4}))?[ ]?([集話话화회季期])"
    r"|[全共][ ]?[0-9]{1,4}[ ]?[集話话回]"
)


def read_asian(text: str) -> list[Hit]:
    """Return what is counted in the way of China, Japan and Korea, in order."""
    hits = []
    for match in _ASIAN.finditer(text):
        first, last, what = (
            match[1] or match[4],
            match[2] or match[5],
            match[3] or match[6],
        )
        numbers: list[int] = []
        if first:
            number = _han(first)
            final = _han(last) if last else number
            if number <= final <= number + _MAX_RANGE:
                numbers = list(range(number, final + 1))
        if match[4] and what in ("季", "期") and len(match[4]) > 2:
            continue
        if what in ("巻", "卷"):
            # A volume is one of discs.
            numbers = []
        if what == "期" and not _KANA.search(text):
            # A season in Japan; in China also one issue of a show.
            continue
        hits.append(Hit(what in _ASIAN_SEASON, numbers, match.span(), what or ""))
    return hits[:20]


def _han(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _HAN.get(written[-1], 0)
    return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)


def take_counted(hits: list[Hit], found: Numbers) -> None:
    """Add what is counted in words to what a title says otherwise, where that is silent."""
    seasons, episodes = bool(found.seasons), bool(found.episodes)
    for hit in hits:
        if any(a < hit.span[1] and hit.span[0] < b for a, b in found.spans):
            continue
        if hit.season:
            if not seasons:
                found.seasons += [n for n in hit.numbers if n not in found.seasons]
            elif hit.numbers and hit.numbers != found.seasons:
                continue
        elif episodes:
            continue
        elif not found.episodes:
            found.episodes = list(hit.numbers)
            found.word = hit.word.startswith("episode")
        found.add(*hit.span)
