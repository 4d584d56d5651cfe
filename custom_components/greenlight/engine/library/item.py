"""Item: one work in a library, with the versions that are there and how well each is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ..quality.quality import Quality

# In the place of a library, for what is there only because it was fetched. No subentry has that id.
OWN: Final = "own"


class Kind(StrEnum):
    """What kind of work an item is. A film and a series may have one name."""

    MOVIE = "movie"
    SERIES = "series"


class Origin(StrEnum):
    """From where something about a version is known, most trusted first."""

    PERSON = "person"  # somebody said so
    TAG = "tag"  # a tool that looked into the file left a tag
    STREAM = "stream"  # Plex or Jellyfin looked at the streams
    MEDIA_INFO = "media_info"  # Radarr or Sonarr looked at the file, less closely
    NAME = "name"  # the file's name says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """By what the world's databases know a work: numbers, and ``tt`` with digits for IMDb."""

    tmdb: int | None = None
    imdb: str = ""
    tvdb: int | None = None

    @property
    def any(self) -> bool:
        """Tell whether there is any."""
        return self.tmdb is not None or bool(self.imdb) or self.tvdb is not None

    def agree(self, other: Ids) -> bool | None:
        """Tell whether two works are one by an id that both have; None where they share none."""
        for one, two in (
            (self.tmdb, other.tmdb),
            (self.imdb, other.imdb),
            (self.tvdb, other.tvdb),
        ):
            if one and two:
                return one == two
        return None


NO_IDS: Final = Ids()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One file of an item.

    ``id`` is the library's own, ``name`` what the file or its release is called, ``path`` as the
    library sees it. ``quality`` is merged from whatever is known; ``origins`` says from where each
    of its fields is (the names of ``Quality``'s fields; what is not named is from the name).
    """

    id: str
    name: str
    path: str = field(default="", repr=False)
    size: int | None = None
    added: float | None = None
    quality: Quality = field(default_factory=Quality)
    origins: Mapping[str, Origin] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A season as a library counts it: how many episodes are out, how many are there, and their bytes.

    ``size`` is 0 where the library does not say; that a file took the place of another is told by it.
    """

    number: int
    monitored: bool = True
    aired: int = 0
    there: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One work of one library.

    ``library`` is the subentry's id, ``id`` the library's own. ``names`` are its other titles:
    original, alternate, translated. ``years`` are other years it goes under. ``released`` is when
    it can be had (digitally or on disc, or aired first), in epoch seconds, and ``available``
    whether the library says that it is out; None where it does not say. ``monitored`` is whether
    the library wants it. ``genres``, ``tags`` and ``people`` are as the library writes them,
    ``runtime`` is in minutes, ``poster`` an address or path that only the library's adapter
    understands. ``versions`` are a film's; what a series holds is read when it is needed
    (``libraries.base.Library.episodes``).
    """

    library: str
    id: str
    kind: Kind
    title: str
    names: tuple[str, ...] = ()
    year: int | None = None
    years: tuple[int, ...] = ()
    ids: Ids = NO_IDS
    path: str = field(default="", repr=False)
    monitored: bool | None = None
    available: bool | None = None
    released: float | None = None
    profile: str = ""
    tags: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    runtime: int | None = None
    poster: str = field(default="", repr=False)
    versions: tuple[Version, ...] = ()
    seasons: tuple[Season, ...] = ()

    @property
    def wanted(self) -> bool:
        """Tell whether the library wants it, it is out, and nothing of it is there."""
        return bool(self.monitored) and self.available is not False and not self.there

    @property
    def there(self) -> bool:
        """Tell whether anything of it is there."""
        return bool(self.versions) or any(season.there for season in self.seasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode of a series; ``version`` is the id of its file, which may hold others, too.

    ``aired`` is in epoch seconds, ``date`` the day on which it was aired there, as ``2026-03-02``:
    daily shows go by it, and it is often not the day of that second elsewhere. Scene numbers are
    those releases use where they differ.
    """

    season: int
    number: int
    absolute: int | None = None
    scene_season: int | None = None
    scene_number: int | None = None
    scene_absolute: int | None = None
    title: str = ""
    aired: float | None = None
    date: str = ""
    monitored: bool = True
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """What a series consists of and what of it is there, files by their ids."""

    episodes: tuple[Episode, ...] = ()
    versions: Mapping[str, Version] = field(default_factory=dict, hash=False)
