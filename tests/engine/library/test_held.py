"""Which episodes a release holds, and which files they are."""

from collections.abc import Iterator
from typing import override

import pytest

from custom_components.greenlight.engine.library.held import Holder, held
from custom_components.greenlight.engine.library.item import Episode, Episodes
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.reason import Reason
from tests.support.shelved import season, together, version

SHOW = together(season(0, 2, there=1), season(1, 3, there=2), season(2, 2, there=2))


@pytest.mark.parametrize(
    ("release", "episodes", "missing"),
    [
        ("Show.S01E02.1080p", [(1, 2)], []),
        ("Show.S01E02E03.1080p", [(1, 2), (1, 3)], [(1, 3)]),
        ("Show.S01.1080p", [(1, 1), (1, 2), (1, 3)], [(1, 3)]),
        ("Show.S01-S02.1080p", [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)], [(1, 3)]),
        (
            "Show.Complete.Series.1080p",
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)],
            [(1, 3)],
        ),
        # Specials are in no pack, unless it is one of them.
        ("Show.S00.1080p", [(0, 1), (0, 2)], [(0, 2)]),
        ("Show.S00E01.1080p", [(0, 1)], []),
        # Nobody has heard of it yet: then it is not there.
        ("Show.S02E09.1080p", [(2, 9)], [(2, 9)]),
    ],
)
def test_counts_by_season_and_episode(release: str, episodes, missing) -> None:
    found = held(read(release), SHOW)
    assert list(found.episodes) == episodes
    assert list(found.missing) == missing
    assert len(found.versions) == len(episodes) - len(missing)
    assert found.notes == ()


def test_a_whole_season_nobody_knows_is_not_invented() -> None:
    found = held(read("Show.S07.1080p"), SHOW)
    assert found.episodes == ()
    assert found.notes == (Reason("unknown_episode"),)
    assert len(found.versions) == 5


def test_a_special_of_a_season_is_not_all_of_it() -> None:
    found = held(read("Show.S02.Christmas.Special.The.Next.One.1080p"), SHOW)
    assert (found.episodes, found.notes) == ((), (Reason("unknown_episode"),))


def test_a_title_without_a_number_stands_beside_everything() -> None:
    found = held(read("Show.1080p"), SHOW)
    assert (found.episodes, found.missing) == ((), ())
    assert len(found.versions) == 5
    assert found.notes == (Reason("unknown_episode"),)


ANIME = Episodes(
    episodes=(
        Episode(season=1, number=1, absolute=1, version="a"),
        Episode(season=2, number=1, absolute=13, scene_absolute=14, version="b"),
        Episode(
            season=2,
            number=2,
            absolute=14,
            scene_absolute=15,
            scene_season=3,
            scene_number=1,
        ),
    ),
    versions={"a": version("a.mkv"), "b": version("b.mkv")},
)


@pytest.mark.parametrize(
    ("release", "episodes"),
    [
        ("[Grp] Show - 01 (1080p)", [(1, 1)]),
        # Releases count as the scene does where that differs.
        ("[Grp] Show - 14 (1080p)", [(2, 1)]),
        ("[Grp] Show - 13 (1080p)", [(2, 1)]),
        ("Show.S03E01.1080p", [(2, 2)]),
        ("Show.S02E02.1080p", [(2, 2)]),
        ("Show.S03.1080p", [(2, 2)]),
        ("Show.S02.1080p", [(2, 1)]),
    ],
)
def test_counts_as_releases_do(release: str, episodes) -> None:
    found = held(read(release), ANIME)
    assert list(found.episodes) == episodes
    assert found.notes == ()


def test_of_numbers_that_are_not_all_known_is_told() -> None:
    found = held(read("[Grp] Show - 14-16 (1080p)"), ANIME)
    assert found.episodes == ((2, 1), (2, 2))
    assert found.missing == ((2, 2),)
    assert found.notes == (Reason("unknown_episode"),)
    assert held(read("[Grp] Show - 99 (1080p)"), ANIME).episodes == ()


@pytest.mark.parametrize("release", ["Show E02 720p", "[Grp] Show - 02 (1080p)"])
def test_a_series_of_one_season_needs_none_named(release: str) -> None:
    one = together(season(0, 1), season(1, 3, there=3))
    assert held(read(release), one).episodes == ((1, 2),)
    assert held(read("Show E09 720p"), one).missing == ((1, 9),)
    assert held(read("Show E02 720p"), SHOW).episodes == ()


def test_a_daily_show_goes_by_the_day_it_was_aired_there() -> None:
    # Aired late in the evening of the second, when it was the third already in Greenwich.
    late = 1_772_512_500.0
    shows = Episodes(
        episodes=(
            Episode(season=2026, number=40, aired=late - 86_400, date="2026-03-01"),
            Episode(season=2026, number=41, aired=late, date="2026-03-02", version="x"),
        ),
        versions={"x": version("x.mkv")},
    )
    found = held(read("Show.2026.03.02.Guest.1080p.WEB"), shows)
    assert (found.episodes, found.missing) == (((2026, 41),), ())


@pytest.mark.parametrize(
    ("release", "numbers", "sure"),
    [
        ("Show.2026.03.02.Part.1.720p.HDTV", [41], True),
        ("Show.2026.03.02.Part.2.720p.HDTV", [42], True),
        ("Show.2026.03.02.Part.3.720p.HDTV", [41, 42], False),
        ("Show.2026.03.02.720p.HDTV", [41, 42], False),
        ("Show.2026.03.01.Part.1.720p.HDTV", [40], True),
    ],
)
def test_of_two_on_one_day_the_part_tells_which(
    release: str, numbers: list[int], sure: bool
) -> None:
    shows = Episodes(
        episodes=(
            # Nobody means the special of that day.
            Episode(season=0, number=1, date="2026-03-02"),
            Episode(season=2026, number=40, date="2026-03-01"),
            Episode(season=2026, number=41, date="2026-03-02"),
            Episode(season=2026, number=42, date="2026-03-02"),
        ),
    )
    found = held(read(release), shows)
    assert found.episodes == tuple((2026, number) for number in numbers)
    assert (found.notes == ()) is sure


def test_a_special_goes_by_its_day_where_nothing_else_was_aired() -> None:
    shows = Episodes(episodes=(Episode(season=0, number=3, date="2026-03-02"),))
    assert held(read("Show.2026.03.02.720p.HDTV"), shows).episodes == ((0, 3),)


@pytest.mark.parametrize(
    ("aired", "there"), [(1_772_460_000.0, True), (None, False), (1e300, False)]
)
def test_without_a_day_the_second_tells(aired: float | None, there: bool) -> None:
    shows = Episodes(episodes=(Episode(season=1, number=1, aired=aired),))
    found = held(read("Show.2026.03.02.1080p"), shows)
    assert bool(found.episodes) is there


def test_what_else_is_in_a_file_is_told() -> None:
    double = Episodes(
        episodes=(
            Episode(season=1, number=1, version="x"),
            Episode(season=1, number=2, version="x"),
        ),
        versions={"x": version("Show S01E01-E02.mkv")},
    )
    one = held(read("Show.S01E01.1080p"), double)
    assert one.notes == (Reason("file_holds_more", (("episodes", "S01E02"),)),)
    both = held(read("Show.S01E01E02.1080p"), double)
    assert (len(both.versions), both.notes) == (1, ())


def test_a_file_that_is_not_known_is_not_there() -> None:
    lost = Episodes(episodes=(Episode(season=1, number=1, version="gone"),))
    assert held(read("Show.S01E01.1080p"), lost).missing == ((1, 1),)


def test_numbers_of_two_seasons_are_only_those_that_exist() -> None:
    title = read("Show.S01E01.1080p")
    both = type(title)(title="Show", seasons=(1, 2), episodes=(2, 3))
    assert held(both, SHOW).episodes == ((1, 2), (1, 3), (2, 2))


def test_an_absolute_number_counts_where_the_other_is_not_known() -> None:
    title = read("Show.S01E01.1080p")
    odd = type(title)(title="Show", seasons=(9,), episodes=(1,), absolute=(13,))
    assert held(odd, ANIME).episodes == ((2, 1),)


def test_when_the_last_of_it_is_aired() -> None:
    show = together(season(1, 2, aired=5.0), season(2, 1, aired=9.0), season(3, 1))
    assert held(read("Show.S01.1080p"), show).aired == 5.0
    assert held(read("Show.S01-S02.1080p"), show).aired == 9.0
    # Of one of them it is not known, and of another nobody has heard.
    assert held(read("Show.S01-S03.1080p"), show).aired is None
    assert held(read("Show.S02E01E02.1080p"), show).aired is None


class Looked(tuple[Episode, ...]):
    """Episodes that count how often somebody looks through all of them."""

    __slots__ = ()
    times = 0

    @override
    def __iter__(self) -> Iterator[Episode]:
        Looked.times += 1
        return super().__iter__()


def test_of_many_releases_a_series_is_looked_through_once() -> None:
    series = Episodes(
        episodes=Looked(Episode(season=1, number=one) for one in range(1, 200))
    )
    holder = Holder(series)
    for number in range(1, 200):
        assert holder.numbers(read(f"Show S01E{number:04}")) == ((1, number),)
    assert Looked.times <= 2
