"""What goes into a folder is called after the work it belongs to."""

from custom_components.greenlight.engine.home.layout import (
    disc_laid_out,
    laid_out,
    stem_for,
)
from custom_components.greenlight.engine.home.naming import facts_of

FILM = "Salt and Lanterns 2019 2160p WEB-DL H.265-NEW"
TEMPLATE = "{title} ({year})"


def film(*names: str, part: bool = False) -> dict[str, str]:
    facts = facts_of(FILM)
    return {one: stem_for(TEMPLATE, facts, one, part=part) for one in names}


def test_what_belongs_to_a_film_has_its_name() -> None:
    pieces = [("a/film.mkv", 900), ("a/Subs/2_English.srt", 3), ("a/film.de.idx", 1)]
    assert dict(laid_out(pieces, film("a/film.mkv"))) == {
        "a/film.mkv": "Salt and Lanterns (2019).mkv",
        "a/Subs/2_English.srt": "Salt and Lanterns (2019).en.srt",
        "a/film.de.idx": "Salt and Lanterns (2019).de.idx",
    }


def test_each_part_of_a_film_says_which_it_is() -> None:
    names = ("film-cd1.avi", "film-cd2.avi")
    pieces = [(names[0], 900), (names[1], 900), ("film-cd2.en.srt", 3)]
    assert dict(laid_out(pieces, film(*names, part=True))) == {
        names[0]: "Salt and Lanterns (2019) - pt1.avi",
        names[1]: "Salt and Lanterns (2019) - pt2.avi",
        "film-cd2.en.srt": "Salt and Lanterns (2019) - pt2.en.srt",
    }


def test_two_of_one_name_are_told_apart_with_what_is_theirs() -> None:
    pieces = [("a.mkv", 9), ("b.mkv", 8), ("b.en.srt", 1), ("nobodys.srt", 1)]
    assert dict(laid_out(pieces, film("a.mkv", "b.mkv"))) == {
        "a.mkv": "Salt and Lanterns (2019).mkv",
        "b.mkv": "Salt and Lanterns (2019) (2).mkv",
        "b.en.srt": "Salt and Lanterns (2019) (2).en.srt",
    }


def test_an_episode_of_a_pack_is_known_by_what_its_name_says() -> None:
    title = "Harbour Nine S03 1080p WEB-DL H.264-NEW"
    names = {"01 - Pilot.mkv": "Harbour Nine - S03E01", "hn302.avi": "hn302"}
    for name, wanted in names.items():
        facts = facts_of(title, file=name)
        found = stem_for("{title} - S{season:02}E{episode:02}", facts, name, part=False)
        assert found == wanted


class TestDiscs:
    """A disc plays only as the folder that it is."""

    FACTS = facts_of("Salt and Lanterns 2019 COMPLETE BLURAY-NEW")

    def test_it_lies_in_the_folder_of_its_film(self) -> None:
        names = ("a/BDMV/STREAM/00001.m2ts", "a/BDMV/index.bdmv", "a/CERTIFICATE/id")
        found = disc_laid_out([(one, 9) for one in names], "", self.FACTS)
        assert found == {
            f"a/{one}": f"Salt and Lanterns (2019)/{one}"
            for one in (name.removeprefix("a/") for name in names)
        }

    def test_one_that_is_what_was_saved(self) -> None:
        names = ("VIDEO_TS/VTS_01_1.VOB", "VIDEO_TS/VIDEO_TS.IFO")
        found = disc_laid_out([(one, 9) for one in names], "{title}", self.FACTS)
        assert list(found.values()) == [f"Salt and Lanterns/{one}" for one in names]

    def test_several_keep_what_each_is_called(self) -> None:
        names = [f"Disc {one}/BDMV/STREAM/00001.m2ts" for one in (1, 2)]
        found = disc_laid_out([(one, 9) for one in names], "{title}", self.FACTS)
        assert list(found.values()) == [f"Salt and Lanterns/{one}" for one in names]

    def test_what_lies_beside_several_stays(self) -> None:
        names = [f"Disc {one}/BDMV/STREAM/00001.m2ts" for one in (1, 2)]
        pieces = [*((one, 900) for one in names), ("readme.txt", 1)]
        assert "readme.txt" not in disc_laid_out(pieces, "{title}", self.FACTS)

    def test_two_that_would_be_called_alike_are_left(self) -> None:
        names = [f"{one}/Disc/BDMV/STREAM/00001.m2ts" for one in "ab"]
        assert not disc_laid_out([(one, 9) for one in names], "{title}", self.FACTS)

    def test_of_a_series_nobody_can_tell_what_is_on_it(self) -> None:
        facts = facts_of("Harbour Nine S01 COMPLETE BLURAY-NEW")
        assert not disc_laid_out([("BDMV/STREAM/00001.m2ts", 9)], "", facts)

    def test_a_film_that_is_none(self) -> None:
        assert not disc_laid_out([("film.mkv", 9)], "", self.FACTS)
