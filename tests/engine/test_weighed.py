"""What a request was held against, as it is shown."""

from dataclasses import replace
import json

import pytest

from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.library.item import Ids, Item, Kind, Version
from custom_components.greenlight.engine.quality.comparison import Choice, compare
from custom_components.greenlight.engine.quality.ladder import FEL_CHAIN
from custom_components.greenlight.engine.quality.quality import Quality
from custom_components.greenlight.engine.quality.wishes import Settings
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.weighed import (
    MAX_THERE,
    Shift,
    There,
    Work,
    weigh,
)
from custom_components.greenlight.engine.weighed_stored import weighed_to_dict

P5 = "Salt.and.Lanterns.2019.2160p.WEB-DL.DV.P5.DDP5.1.H.265-GRP"
FEL = (
    "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HDR10.TrueHD.7.1.Atmos-GRP"
)


def quality(title: str) -> Quality:
    """Return what a title says."""
    return read(title).quality


def item(library: str, *versions: Version) -> Item:
    """Return the film as a library has it."""
    return Item(
        library=library,
        id="1",
        kind=Kind.MOVIE,
        title="Salt and Lanterns",
        year=2019,
        ids=Ids(tmdb=7),
        versions=versions,
    )


VERSIONS = (
    Version(id="a", name="one.mkv", size=5, quality=quality(P5)),
    Version(id="b", name="two.mkv"),
)


def test_without_a_comparison_it_tells_what_is_there() -> None:
    holding = Holding(
        items=(item("radarr"), item("plex")),
        versions=VERSIONS,
    )
    found = weigh(holding, None)
    assert found.work == Work(
        kind=Kind.MOVIE,
        title="Salt and Lanterns",
        year=2019,
        ids=Ids(tmdb=7),
        known_to=(("radarr", "1"), ("plex", "1")),
    )
    assert found.there == (
        There(
            name="one.mkv",
            quality="2160p WEB-DL · Dolby Vision P5 · DD+ 5.1",
            size=5,
        ),
        There(name="two.mkv"),
    )
    assert not found.new
    assert not found.rows


def test_of_thousands_only_some_are_kept_and_what_would_go_is_one_of_them() -> None:
    many = tuple(
        Version(id=str(number), name=f"{number} {'x' * 4000}")
        for number in range(20_000)
    )
    works = tuple(replace(item("plex"), id=str(number)) for number in range(5000))
    compared = compare(quality(FEL), [quality(P5)], FEL_CHAIN, Settings())
    compared = replace(compared, replaces=15_000)
    for holding, comparison in (
        (Holding(items=works, versions=many), compared),
        (Holding(choices=works), None),
    ):
        found = weigh(holding, comparison)
        assert len(json.dumps(weighed_to_dict(found))) < 50_000
    found = weigh(Holding(items=works, versions=many), compared)
    assert len(found.there) == MAX_THERE + 1
    assert [file.name[:6] for file in found.there if file.replaced] == ["15000 "]


def test_with_one_it_tells_what_is_better_and_what_would_go() -> None:
    holding = Holding(items=(item("radarr"),), versions=VERSIONS[:1])
    compared = compare(quality(FEL), [quality(P5)], FEL_CHAIN, Settings())
    found = weigh(holding, compared)
    assert [one.replaced for one in found.there] == [True]
    assert Shift("audio", "DD+ 5.1", "TrueHD Atmos") in found.gains
    assert not found.losses
    assert found.rows[0][0] == "Picture"
    assert found.choices[0] is Choice.REPLACE


def test_what_may_be_several_works_is_none_yet() -> None:
    found = weigh(Holding(choices=(item("radarr"), item("plex"))), None)
    assert found.work is None
    assert [work.known_to for work in found.works] == [
        (("radarr", "1"),),
        (("plex", "1"),),
    ]
    assert not found.new


def test_what_is_not_certain_of_the_match_is_told_first() -> None:
    near = Reason("year_near")
    holding = Holding(
        items=(item("radarr"),), versions=VERSIONS, notes=(near,), away=("plex",)
    )
    assert weigh(holding, None).uncertain == (near,)
    compared = compare(
        quality("Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.HDR10.TrueHD.7.1"),
        [one.quality for one in VERSIONS],
        FEL_CHAIN,
        Settings(),
    )
    found = weigh(holding, compared)
    assert found.uncertain[0] == near
    assert len(found.uncertain) > 1
    assert found.away == weigh(holding, None).away == ("plex",)


def test_what_is_nowhere_is_new() -> None:
    assert weigh(Holding(items=(item("radarr"),)), None).new


class TestOneOfSeveral:
    def test_of_a_film_it_is_told_whether_it_is_there_and_what_is_had(self) -> None:
        there, gone = item("radarr", *VERSIONS), item("radarr")
        series = replace(gone, kind=Kind.SERIES)
        works = weigh(Holding(choices=(there, gone, series)), None).works
        assert [(one.there, one.have) for one in works] == [
            (True, "2160p WEB-DL · Dolby Vision P5 · DD+ 5.1"),
            (False, ""),
            # What there is of a series is not told with it.
            (None, ""),
        ]


class TestEpisodes:
    @pytest.mark.parametrize(
        ("missing", "lacking", "had"),
        [
            (((2, 4), (2, 7)), "E04, E07", 1),
            (((3, 1), (2, 4)), "S02E04, S03E01", 1),
            ((), "", 3),
        ],
    )
    def test_of_several_those_that_are_missing_are_named(
        self, missing: tuple[tuple[int, int], ...], lacking: str, had: int
    ) -> None:
        episodes = ((2, 4), (2, 7), (3, 1))
        found = weigh(Holding(episodes=episodes, missing=missing), None)
        assert (found.lacking, found.had, found.episodes) == (lacking, had, 3)

    def test_what_is_only_on_its_way_is_not_had(self) -> None:
        held = Holding(
            episodes=((2, 4), (2, 7), (2, 9)), missing=((2, 4),), on_way=((2, 7),)
        )
        found = weigh(held, None)
        assert (found.lacking, found.coming, found.had) == ("E04", "E07", 1)

    def test_of_a_single_one_nothing_is_counted(self) -> None:
        one = ((2, 4),)
        found = weigh(Holding(episodes=one, missing=one), None)
        assert (found.lacking, found.had, found.episodes) == ("", 0, 0)
