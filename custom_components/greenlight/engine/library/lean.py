"""Lean: items as they are kept. Nothing is endless, and what is equal is there once.

Libraries are strangers, too: what they say is capped. Thousands of items share their genres,
people, seasons and qualities, which is most of what they consist of.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import Final, cast

from ..quality.quality import Quality
from ..reading import plain_name
from .item import Episodes, Item, Origin, Season, Version

MAX_TEXT: Final = 300
MAX_PATH: Final = 4096
# The most alternate titles of one work that were seen are some hundred and fifty.
MAX_NAMES: Final = 200
MAX_WORDS: Final = 100
MAX_VERSIONS: Final = 100
MAX_SEASONS: Final = 500
MAX_EPISODES: Final = 20_000
# Past so many different parts nothing is gained by looking for equal ones; it begins anew.
_MOST_KEPT: Final = 500_000

_values: Final = attrgetter(
    *(field.name for field in fields(Quality) if field.name != "confidence")
)
# Without the memory of the last names, which so many would only flush.
fold: Final = plain_name.__wrapped__


class Lean:
    """Makes items lean. One of it serves all libraries, also from several threads."""

    def __init__(self) -> None:
        """Begin with nothing kept."""
        self._kept: dict[Hashable, object] = {}

    def one[T: Hashable](self, part: T) -> T:
        """Return the part that is kept in the place of all that are equal."""
        return self._kept_as(part, part)

    def item(self, item: Item) -> Item:
        """Return an item capped, with its parts shared, and no name twice in other spellings."""
        title = item.title[:MAX_TEXT]
        return replace(
            item,
            library=self.one(item.library),
            title=title,
            names=_different(title, item.names[:MAX_NAMES]),
            years=self.one(item.years[:MAX_WORDS]),
            path=item.path[:MAX_PATH],
            profile=self.one(item.profile[:MAX_TEXT]),
            tags=self.texts(item.tags),
            genres=self.texts(item.genres),
            people=self.texts(item.people, shared=False),
            poster=item.poster[:MAX_PATH],
            versions=tuple(self.version(one) for one in item.versions[:MAX_VERSIONS]),
            seasons=self.one(tuple(map(self._season, item.seasons[:MAX_SEASONS]))),
        )

    def version(self, version: Version) -> Version:
        """Return a version capped, with its quality shared."""
        quality, origins = self.facts(version.quality, version.origins)
        return replace(
            version,
            id=version.id[:MAX_TEXT],
            name=version.name[:MAX_PATH],
            path=version.path[:MAX_PATH],
            quality=quality,
            origins=origins,
        )

    def facts(
        self, quality: Quality, origins: Mapping[str, Origin]
    ) -> tuple[Quality, Mapping[str, Origin]]:
        """Return a quality and from where it is known, each as it is kept."""
        said = frozenset(quality.confidence.items())
        return (
            self._kept_as((Quality, *_values(quality), said), quality),
            self._kept_as((Origin, *sorted(origins.items())), dict(origins)),
        )

    def episodes(self, episodes: Episodes) -> Episodes:
        """Return episodes capped."""
        versions = dict(list(episodes.versions.items())[:MAX_EPISODES])
        return Episodes(
            episodes=tuple(
                replace(one, title=one.title[:MAX_TEXT])
                if len(one.title) > MAX_TEXT
                else one
                for one in episodes.episodes[:MAX_EPISODES]
            ),
            versions={key: self.version(version) for key, version in versions.items()},
        )

    def texts(self, texts: Iterable[str], *, shared: bool = True) -> tuple[str, ...]:
        """Return texts capped, each as it is kept, and the whole of them where others have it."""
        found = tuple(self.one(text[:MAX_TEXT]) for text in tuple(texts)[:MAX_WORDS])
        return self.one(found) if shared else found

    def _season(self, season: Season) -> Season:
        return self.one(season)

    def _kept_as[T](self, key: Hashable, part: T) -> T:
        if len(self._kept) > _MOST_KEPT:
            self._kept = {}
        return cast(T, self._kept.setdefault(key, part))


def _different(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are another name than the title, and than each other."""
    found = {fold(title): ""}
    for name in names:
        name = name[:MAX_TEXT]
        found.setdefault(fold(name), name)
    return tuple(name for name in found.values() if name)
