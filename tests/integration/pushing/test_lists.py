"""autobrr's lists: what is missing of a library, or may get better, as the rules want it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.const import LIBRARY
from custom_components.greenlight.engine.library.item import (
    Episodes,
    Ids,
    Item,
    Season,
    Version,
)
from custom_components.greenlight.engine.reading import read
from tests.integration.scene import part
from tests.integration.shelves import DATA, LIBRARY_ID, Shelves
from tests.support.autobrr import AutobrrError
from tests.support.memory_library import movie, series

from .conftest import ADDRESS, KEY, PATH, Pushing

BEST = "2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-ELM"


def film(number: int, title: str, *files: str, **facts: Any) -> Item:
    """Return a film that is wanted, with a file of each kind."""
    versions = tuple(
        Version(
            id=str(at), name=f"{title} {file}", quality=read(f"{title} {file}").quality
        )
        for at, file in enumerate(files)
    )
    known = {"versions": versions, "monitored": True, "available": True, **facts}
    return movie(str(number), title, **known)


FILMS = (
    film(1, "Salt Harbour", f"2021.{BEST}"),
    film(2, "Paper Lantern", "2021.1080p.WEB-DL.x264-ELM"),
    film(3, "Cedar", names=("Le Cèdre", "Zeder"), ids=Ids(tmdb=33, imdb="tt0000033")),
    film(4, "Not Out Yet", available=False),
    film(5, "Nobody Wants It", monitored=False),
)


async def start(
    pushing: Pushing, shelves: Shelves, items: Iterable[Item], **rule: Any
) -> None:
    """Set Greenlight up with a library of these."""
    shelves.server.items = {one.id: one for one in items}
    library = part(LIBRARY, LIBRARY_ID, "Films", DATA)
    await pushing.start(library, push={"library": LIBRARY_ID}, **rule)


@pytest.mark.parametrize(
    ("rule", "missing", "upgrade"),
    [
        ({"kind": "upgrades"}, set(), {"Paper Lantern"}),
        ({"kind": "wanted"}, {"Cedar"}, set()),
        ({"kind": "upgrades", "new_titles": True}, {"Cedar"}, {"Paper Lantern"}),
        ({"kind": "wanted", "action": "tell"}, set(), set()),
        ({"kind": "wanted", "enabled": False}, set(), set()),
        ({"kind": "wanted", "sources": ["source0"]}, set(), set()),
        ({"kind": "wanted", "sources": ["push0"]}, {"Cedar"}, set()),
        ({"kind": "wanted", "titles": ["zeder"]}, {"Cedar"}, set()),
        ({"kind": "wanted", "titles": ["other"]}, set(), set()),
        ({"kind": "wanted", "max_year": 2020}, set(), set()),
        ({"kind": "wanted", "min_year": 2022}, set(), set()),
        ({"kind": "upgrades", "libraries": ["another"]}, set(), set()),
        ({"kind": "series"}, set(), set()),
    ],
    ids=str,
)
async def test_films_are_listed_under_what_they_lack(
    pushing: Pushing,
    shelves: Shelves,
    rule: dict[str, Any],
    missing: set[str],
    upgrade: set[str],
) -> None:
    await start(pushing, shelves, FILMS, include=[], **rule)
    autobrr = pushing.autobrr()
    assert await autobrr.tags() == {1: "missing", 2: "upgrade"}
    names = {"Cedar", "Le Cèdre"} if "Cedar" in missing else missing
    assert await autobrr.titles("movie", include=("missing",)) == names
    assert await autobrr.titles("movie", include=("upgrade",)) == upgrade
    assert await autobrr.titles("movie", exclude=("upgrade",)) == names
    assert await autobrr.titles("movie") == names | upgrade


async def test_other_titles_come_along(pushing: Pushing, shelves: Shelves) -> None:
    await start(pushing, shelves, FILMS, include=[], kind="wanted")
    titles = await pushing.autobrr().titles("movie", alternate=True)
    assert titles == {"Cedar", "Le Cèdre", "Zeder"}


async def test_one_is_found_by_its_number(pushing: Pushing, shelves: Shelves) -> None:
    await start(pushing, shelves, FILMS, include=[], kind="wanted")
    url = f"{pushing.url}{ADDRESS}/{PATH}/api/v3/movie"
    for number, found in (("33", 1), ("2", 0)):
        async with pushing.session.get(
            url, params={"tmdbId": number}, headers={"X-Api-Key": KEY}
        ) as answer:
            assert len(await answer.json()) == found


def serial(number: str, title: str, *seasons: Season, **facts: Any) -> Item:
    """Return a series that is wanted."""
    return replace(
        series(number, title), seasons=seasons, **{"monitored": True, **facts}
    )


SERIES = (
    serial("1", "All There", Season(number=1, aired=2, there=2)),
    serial("2", "One Short", Season(number=1, aired=2, there=1), names=("Kurz",)),
    serial("3", "Unwanted", Season(number=1, aired=2, there=0), monitored=False),
    serial("4", "Old Season", Season(number=1, aired=2, there=0, monitored=False)),
    serial("5", "Could Be Better", Season(number=1, aired=2, there=2)),
)


async def test_series_are_listed_for_a_sonarr(
    pushing: Pushing, shelves: Shelves
) -> None:
    shelves.server.items = {one.id: one for one in SERIES}
    library = part(LIBRARY, LIBRARY_ID, "Series", {**DATA, "type": "sonarr"})
    push = {"library": LIBRARY_ID, "program": "sonarr"}
    await pushing.start(library, push=push, include=[], kind="wanted")
    autobrr = pushing.autobrr(sonarr=True)
    assert await autobrr.titles("series") == {"One Short"}
    assert await autobrr.titles("series", alternate=True) == {"One Short", "Kurz"}
    with pytest.raises(AutobrrError):
        await autobrr.titles("movie")


async def test_a_series_of_which_nobody_knows_the_files_may_get_better(
    pushing: Pushing, shelves: Shelves
) -> None:
    shelves.server.items = {one.id: one for one in SERIES[:1]}
    library = part(LIBRARY, LIBRARY_ID, "Series", {**DATA, "type": "sonarr"})
    push = {"library": LIBRARY_ID, "program": "sonarr"}
    await pushing.start(library, push=push, include=[], kind="upgrades")
    autobrr = pushing.autobrr(sonarr=True)
    assert await autobrr.titles("series", include=("upgrade",)) == {"All There"}
    # Once they are known, they decide.
    best = f"All.There.S01E01.{BEST}"
    file = Version(id="f", name=best, quality=read(best).quality)
    shelf = pushing.scene.hub.gate.libraries.index.shelf(LIBRARY_ID)
    shelf.episodes.put("1", Episodes(versions={"f": file}))
    assert await autobrr.titles("series") == set()


async def test_without_a_library_there_is_nothing_to_list(pushing: Pushing) -> None:
    await pushing.start(kind="wanted", include=[])
    assert await pushing.autobrr().titles("movie") == set()
    # One that has been removed meanwhile is none either.
    entry, hass = pushing.scene.entry, pushing.scene.hass
    subentry = entry.subentries["push0"]
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, "library": "gone"}
    )
    await pushing.scene.settle()
    assert await pushing.autobrr().titles("movie") == set()
