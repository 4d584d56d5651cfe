"""Items of libraries as tests need them."""

from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Ids,
    Item,
    Kind,
    Version,
)
from custom_components.greenlight.engine.reading import read


def version(name: str, size: int | None = None, **more) -> Version:
    """Return a file with the quality its name says."""
    return Version(
        id=more.pop("id", name),
        name=name,
        size=size,
        quality=more.pop("quality", read(name).quality),
        **more,
    )


def movie(title: str, year: int | None = None, **more) -> Item:
    """Return a film; ``tmdb`` and ``imdb`` are its ids."""
    return _item(Kind.MOVIE, title, year, more)


def series(title: str, year: int | None = None, **more) -> Item:
    """Return a series; ``tvdb`` is its id."""
    return _item(Kind.SERIES, title, year, more)


def _item(kind: Kind, title: str, year: int | None, more: dict) -> Item:
    ids = Ids(
        tmdb=more.pop("tmdb", None),
        imdb=more.pop("imdb", ""),
        tvdb=more.pop("tvdb", None),
    )
    more.setdefault("library", "radarr" if kind is Kind.MOVIE else "sonarr")
    more.setdefault("id", f"{title} {year}")
    return Item(kind=kind, title=title, year=year, ids=ids, **more)


def season(number: int, count: int, *, there: int = 0, **more) -> Episodes:
    """Return a season of so many episodes, the first of which are there, a file each."""
    files = [
        version(f"Show S{number:02}E{one:02} 1080p") for one in range(1, there + 1)
    ]
    return Episodes(
        episodes=tuple(
            Episode(
                season=number,
                number=one,
                version=files[one - 1].id if one <= there else "",
                **more,
            )
            for one in range(1, count + 1)
        ),
        versions={file.id: file for file in files},
    )


def together(*parts: Episodes) -> Episodes:
    """Return what several seasons are together."""
    return Episodes(
        episodes=tuple(one for part in parts for one in part.episodes),
        versions={key: one for part in parts for key, one in part.versions.items()},
    )
