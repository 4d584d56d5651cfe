"""What there is of a series by what was fetched of it."""

import pytest

from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.library.item import (
    OWN,
    Episode,
    Episodes,
    Version,
)
from custom_components.greenlight.engine.quality.ladder import FEL_CHAIN
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.series.own import Fetched, OwnSeries, with_way

HD = "1080p WEB-DL H.264-GRP"
UHD = "2160p WEB-DL H.265-GRP"


def one(numbers: str, quality: str = HD, *, there: bool = True, way: bool = False, at: float = 0.0) -> Fetched:  # fmt: skip
    """Return what was fetched of it, or only asked about."""
    title = f"Low Water {numbers} {quality}"
    version = Version(id=title, name=title, quality=read(title).quality)
    return Fetched(
        request=title,
        title=read(title),
        at=at,
        version=version if there else None,
        on_way=way,
    )


def own(*fetched: Fetched) -> OwnSeries:
    return OwnSeries("Low Water", fetched, FEL_CHAIN)


def holding(series: OwnSeries, numbers: str) -> Holding:
    return series.holding(read(f"Low Water {numbers} {HD}"))


def files(held: Holding) -> list[str]:
    return [version.name.removeprefix("Low Water ") for version in held.versions]


def known(series: OwnSeries, season: int = 1) -> list[int]:
    """Return the episodes of a season that are known."""
    return [each.number for each in series.episodes.episodes if each.season == season]


class TestTheGapsBetween:
    def test_are_known_of(self) -> None:
        assert known(own(one("S01E05"), one("S01E07"))) == [1, 2, 3, 4, 5, 6, 7]

    def test_are_none_where_a_number_is_far_from_all_others(self) -> None:
        """It is read wrongly, or of a series that somebody begins with in its middle."""
        begun = own(one("S01E0900"), one("S01E9999"), one("S01E0902"), one("S01E02"))
        assert known(begun) == [1, 2, 900, 901, 902, 9999]

    def test_are_known_of_in_whatever_order_they_turn_up(self) -> None:
        later = own(one("S01E0902", at=1.0), one("S01E0900", at=2.0))
        assert known(later) == [900, 901, 902]

    def test_of_a_handful_of_titles_are_not_without_end(self) -> None:
        titles = (f"S{season:02}E{number}" for season in range(1, 99) for number in range(150, 1500, 150))  # fmt: skip
        assert len(own(*map(one, titles))) == 5000

    def test_are_in_the_packs(self) -> None:
        assert holding(own(one("S01E03"), one("S01")), "S01E02").missing == ()

    def test_are_none_among_specials(self) -> None:
        specials = own(one("S00E03", there=False), one("S00", at=1.0))
        assert known(specials, 0) == [3]
        assert holding(specials, "S00E03").missing == ()


class TestOneEpisode:
    def test_that_was_fetched_is_there(self) -> None:
        held = holding(own(one("S01E02")), "S01E02")
        assert (held.episodes, held.missing) == (((1, 2),), ())
        assert files(held) == [f"S01E02 {HD}"]
        assert held.items[0].library == OWN
        assert not held.on_way

    def test_that_is_coming_is_there_only_because_of_that(self) -> None:
        held = holding(own(one("S01E02", way=True)), "S01E02")
        assert (held.missing, held.on_way) == ((), ((1, 2),))

    def test_that_was_only_asked_about_is_missing(self) -> None:
        held = holding(own(one("S01E02", there=False)), "S01E02")
        assert (held.missing, held.versions) == (((1, 2),), ())

    def test_that_nothing_is_known_of_is_missing(self) -> None:
        held = holding(own(), "S03E09")
        assert (held.episodes, held.missing) == (((3, 9),), ((3, 9),))

    def test_has_its_best_file(self) -> None:
        series = own(one("S01E02", UHD, at=1.0), one("S01E02", HD, at=2.0))
        assert files(holding(series, "S01E02")) == [f"S01E02 {UHD}"]

    def test_of_a_daily_show_goes_by_its_date(self) -> None:
        series = own(one("2026.03.02"))
        assert holding(series, "2026.03.02").missing == ()
        assert holding(series, "2026.03.03").missing == ((2026, 303),)

    def test_goes_by_its_absolute_number(self) -> None:
        series = own(one("- 107"))
        assert holding(series, "- 107").missing == ()
        assert holding(series, "- 108").missing == ((1, 108),)

    def test_is_the_same_by_either_number(self) -> None:
        series = own(one("S02E03 (15)"), one("S02E04", there=False))
        title = read(f"Low Water S02E03 (15) {HD}")
        assert holding(series, "S02E03").missing == ()
        if title.absolute == (15,):
            assert holding(series, "- 15").missing == ()

    def test_of_two_in_a_file(self) -> None:
        held = holding(own(one("S01E01E02")), "S01E01")
        assert [note.code for note in held.notes] == ["file_holds_more"]


class TestAPack:
    def test_lacks_what_is_not_there(self) -> None:
        # Who has the first and the tenth knows of all between.
        there = (one(f"S02E{number:02}") for number in (1, 2, 3, 5, 6, 8, 10))
        held = holding(own(*there), "S02")
        assert len(held.episodes) == 10
        assert held.missing == ((2, 4), (2, 7), (2, 9))
        assert len(held.versions) == 7

    def test_holds_what_had_turned_up_until_it_did(self) -> None:
        series = own(
            one("S01E04", there=False, at=1.0),
            one("S01", at=2.0),
            one("S01E05", there=False, at=3.0),
        )
        assert len(series) == 5
        assert holding(series, "S01E03").missing == ()
        assert holding(series, "S01E04").missing == ()
        assert holding(series, "S01E05").missing == ((1, 5),)

    def test_of_which_nothing_else_is_known_holds_all_of_its_season(self) -> None:
        series = own(one("S01"))
        assert holding(series, "S01E07").missing == ()
        assert holding(series, "S02E01").missing == ((2, 1),)
        again = holding(series, "S01")
        assert (again.episodes, files(again)) == ((), [f"S01 {HD}"])
        assert holding(series, "S02").versions == ()

    def test_that_was_declined_holds_nothing(self) -> None:
        series = own(one("S01", there=False))
        assert holding(series, "S01E07").missing == ((1, 7),)

    def test_of_the_whole_series_holds_everything_but_specials(self) -> None:
        series = own(one("Complete Series"))
        assert holding(series, "S04E07").missing == ()
        assert holding(series, "S00E01").missing == ((0, 1),)

    def test_leaves_a_better_file_in_its_place(self) -> None:
        series = own(one("S01E01", UHD, at=1.0), one("S01", HD, at=2.0))
        assert files(holding(series, "S01E01")) == [f"S01E01 {UHD}"]

    def test_knows_its_request(self) -> None:
        series = own(one("S01"))
        version = f"Low Water S01 {HD}"
        fetched = series.request_of(version)
        assert fetched is not None
        assert fetched.request == version
        assert series.request_of("other") is None


class TestBesideALibrary:
    SERIES = Episodes(
        episodes=tuple(
            Episode(season=1, number=number, scene_season=2, scene_number=number)
            for number in range(1, 4)
        )
    )

    def held(self, *numbers: int, missing: tuple[int, ...]) -> Holding:
        return Holding(
            episodes=tuple((1, number) for number in numbers),
            missing=tuple((1, number) for number in missing),
        )

    def test_what_is_on_its_way_is_not_missing(self) -> None:
        # The library says how releases count.
        way = (one("S02E02"), one("S02E03", there=False))
        found = with_way(self.held(1, 2, 3, missing=(2, 3)), [self.SERIES], way)
        assert (found.missing, found.on_way) == (((1, 3),), ((1, 2),))
        assert files(found) == [f"S02E02 {HD}"]

    def test_what_is_of_other_episodes_changes_nothing(self) -> None:
        found = self.held(1, missing=(1,))
        assert with_way(found, [self.SERIES], [one("S02E02")]) is found

    @pytest.mark.parametrize(
        ("aired", "coming"), [(50.0, True), (150.0, False), (None, True)]
    )
    def test_a_pack_from_the_middle_of_a_season_holds_what_had_been_aired(
        self, aired: float | None, coming: bool
    ) -> None:
        episodes = tuple(
            Episode(season=1, number=number, aired=at)
            for number, at in ((1, 10.0), (2, aired))
        )
        found = with_way(
            self.held(2, missing=(2,)),
            [Episodes(episodes=episodes)],
            [one("S01", at=100.0)],
        )
        assert found.missing == (() if coming else ((1, 2),))

    def test_a_single_one_holds_what_it_says_whenever_that_is_aired(self) -> None:
        episodes = (Episode(season=1, number=2, aired=500.0),)
        way = [one("S01E02", at=100.0)]
        found = with_way(self.held(2, missing=(2,)), [Episodes(episodes=episodes)], way)
        assert found.missing == ()
