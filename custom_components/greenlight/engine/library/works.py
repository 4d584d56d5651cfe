"""Works: which items are one work, whoever has them, and what people have answered about that."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..stored import Reading, stored_text
from .item import NO_IDS, Ids, Item, Kind
from .lean import fold
from .table import plain_names

type Work = tuple[Item, ...]


def years_of(items: Iterable[Item]) -> frozenset[int]:
    """Return all years under which a work goes; none where nobody knows it."""
    found = {year for item in items for year in (item.year, *item.years) if year}
    return frozenset(found)


def same_work(one: Item, other: Item) -> bool:
    """Tell whether two items are one work: by an id that both have, else by name and year."""
    if one.kind is not other.kind:
        return False
    if (agreed := one.ids.agree(other.ids)) is not None:
        return agreed
    if not one.year or one.year != other.year:
        return False
    return not plain_names(one).keys().isdisjoint(plain_names(other))


def works_of(items: Iterable[Item]) -> list[Work]:
    """Return items put together that are one work, in the order they came in."""
    works: list[list[Item]] = []
    for item in items:
        same = [work for work in works if _belongs(item, work)]
        if len(same) != 1 and not _are_one(same):
            # It may be of either of two that are not one: it stands for itself.
            works.append([item])
            continue
        for other in same[1:]:
            same[0].extend(other)
        works = [work for work in works if not any(work is one for one in same[1:])]
        same[0].append(item)
    return [tuple(work) for work in works]


def _belongs(item: Item, work: Iterable[Item]) -> bool:
    return any(same_work(item, one) for one in work) and not any(
        item.ids.agree(one.ids) is False for one in work
    )


def _are_one(works: list[list[Item]]) -> bool:
    """Tell whether an item that is of all these works can show that they are one."""
    items = [item for work in works for item in work]
    return bool(works) and not any(
        one.ids.agree(other.ids) is False for one in items for other in items
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Which work people meant, in words that hold in every library and when it is read anew."""

    kind: Kind
    title: str
    year: int | None = None
    ids: Ids = NO_IDS

    @classmethod
    def of(cls, item: Item) -> Answer:
        """Return the answer that an item is what is meant."""
        return cls(kind=item.kind, title=item.title, year=item.year, ids=item.ids)

    def means(self, work: Work) -> bool:
        """Tell whether a work is the one that was meant."""
        return any(self._is(item) for item in work)

    def _is(self, item: Item) -> bool:
        if item.kind is not self.kind:
            return False
        if (agreed := self.ids.agree(item.ids)) is not None:
            return agreed
        return self.year == item.year and fold(self.title) in plain_names(item)


# By the name of a release (``matching.name_key``); None where it was none of those there.
type Answers = Mapping[str, Answer | None]


def answers_to_dict(answers: Answers) -> dict[str, Any]:
    """Return what ``answers_from_dict`` reads."""
    return {key: answer and asdict(answer) for key, answer in answers.items()}


def answers_from_dict(data: Any, reading: Reading | None = None) -> Answers:
    """Read stored answers. What is damaged was never answered."""
    read = reading or Reading()
    pairs = read.each(
        list(read.named(data).items()), lambda pair: (pair[0], _answer(pair[1], read))
    )
    return dict(pairs)


def _answer(data: Any, read: Reading) -> Answer | None:
    if data is None:
        return None
    ids = read.named(data["ids"])
    return Answer(
        kind=Kind(data["kind"]),
        title=stored_text(data["title"]),
        year=read.whole(data.get("year"), None),
        ids=Ids(
            tmdb=read.whole(ids.get("tmdb"), None),
            imdb=read.text(ids.get("imdb")),
            tvdb=read.whole(ids.get("tvdb"), None),
        ),
    )
