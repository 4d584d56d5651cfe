"""Searching: the works that suit what somebody types, best first."""

from collections.abc import Sequence
import re
from typing import Final

from ..reading import plain_name
from .item import Ids, Item, Kind
from .lean import MAX_TEXT
from .shelf import Shelf
from .works import Work, works_of, years_of

_WORD: Final = re.compile(r"[^\s._/,:;-]+")
_YEAR: Final = re.compile(r"\(?((?:18|19|20)[0-9]{2})\)?")
_IMDB: Final = re.compile(r"tt[0-9]{5,10}")
# So many names of a library are looked at closely, at each of three passes.
_MOST: Final = 300
_MOST_WORDS: Final = 10


def search(shelves: Sequence[Shelf], text: str, limit: int) -> tuple[Work, ...]:
    """Return at most ``limit`` works that suit a text, best first.

    What is called exactly so comes first, then what begins so, what has a word that begins so, what
    has it anywhere, and last what has all its words in any order. A year at the end prefers what is
    of that year. The id of IMDb finds what has it.
    """
    text = text.strip()[:MAX_TEXT]
    if _IMDB.fullmatch(text.casefold()):
        ids = Ids(imdb=text.casefold())
        found = [
            item
            for shelf in shelves
            for kind in Kind
            for item in shelf.by_ids(ids, kind)
        ]
        return tuple(works_of(found))[:limit]
    words = _WORD.findall(text)[:_MOST_WORDS]
    ranked = _ranked(shelves, words, None)
    if len(words) > 1 and (year := _YEAR.fullmatch(words[-1])):
        ranked += _ranked(shelves, words[:-1], int(year[1]))
    ranked.sort(key=lambda one: one[0])
    # Libraries that share a work, and names that share an item, take more than the limit.
    items = {id(item): item for _, item in ranked}
    return tuple(works_of(list(items.values())[: limit * 4]))[:limit]


type _Ranked = tuple[tuple[object, ...], Item]


def _ranked(
    shelves: Sequence[Shelf], words: Sequence[str], year: int | None
) -> list[_Ranked]:
    whole = plain_name(" ".join(words))
    parts = [part for part in map(plain_name, words) if part]
    if not whole:
        return []
    # The longest word is in the fewest names.
    asked = [[whole]] if len(parts) < 2 else [[whole], sorted(parts, key=len)[::-1]]
    found: list[_Ranked] = []
    for place, shelf in enumerate(shelves):
        for needles in asked:
            for item, name in shelf.containing(needles, _MOST):
                if year is not None and year not in years_of((item,)):
                    continue
                fit = _fit(item, name, whole)
                order = (fit, len(name), name, item.year or 0, place, item.id)
                found.append((order, item))
    return found


def _fit(item: Item, name: str, whole: str) -> int:
    if name == whole:
        return 0
    if name.startswith(whole):
        return 1
    if whole not in name:
        return 4
    return 2 if _begins_a_word(item, whole) else 3


def _begins_a_word(item: Item, whole: str) -> bool:
    for title in (item.title, *item.names[:_MOST_WORDS]):
        words = [plain_name(word) for word in _WORD.findall(title)[:_MOST_WORDS]]
        if any("".join(words[place:]).startswith(whole) for place in range(len(words))):
            return True
    return False
