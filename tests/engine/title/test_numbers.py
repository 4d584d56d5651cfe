"""No number that nobody wrote, and every one that somebody did."""

import pytest

from custom_components.greenlight.engine.quality.quality import Confidence
from custom_components.greenlight.engine.title.parse import parse


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Salt Road (1994-2003) 1080p", "Salt Road", 1994),
        ("Salt Road Collection (1984-2015)", "Salt Road Collection", 1984),
        ("Salt.Road.2004.SE.1998.DVDRip", "Salt Road 2004", 1998),
        ("Salt Road 1993 (1993) 720p", "Salt Road", 1993),
        ("Salt Road 2010 I Am Salt 1080p", "Salt Road", 2010),
        ("Salt Road - 2017x104 - A Word", "Salt Road", None),
        ("Salt Road - 2017x04 - 2017x05 - A Word", "Salt Road", None),
        ("[Lark] Salt Road (1994-2003) [1080p]", "Salt Road", 1994),
    ],
)
def test_a_year_is_no_season_no_episode_and_no_resolution(
    text: str, title: str, year: int | None
):
    read = parse(text)
    assert (read.title, read.year) == (title, year)
    assert read.seasons == read.episodes == read.absolute == ()
    assert read.quality.resolution in (None, 1080, 720)


def test_the_first_of_several_years_is_likely():
    assert parse("Salt Road (1994-2003)").sure("year") is Confidence.LIKELY
    assert parse("Salt Road (1994)").sure("year") is Confidence.STATED


@pytest.mark.parametrize(
    ("text", "seasons", "episodes"),
    [
        ("Show.S03E08-22nd.Street.1080p", [3], [8]),
        ("Show.S03E08-40.Days.1080p", [3], [8]),
        ("Show.S03E08-40.1080p", [3], list(range(8, 41))),
        ("Show.S03E08-40 [1080p]", [3], list(range(8, 41))),
        ("Show.S03E08-11.Salt.1080p", [3], [8, 9, 10, 11]),
        ("Show.S03E01-13.Salt.1080p", [3], list(range(1, 14))),
        ("Show.S03E06-08of12.720p", [3], [6, 7, 8]),
        ("Show.S03E03E07.720p", [3], [3, 7]),
        ("Show.S03E03+05.720p", [3], [3, 5]),
        ("Show.S03E03-E05.720p", [3], [3, 4, 5]),
        ("Show - S03E03 - 3x04 - Salt", [3], [3, 4]),
        ("Show 1x01-x03 720p", [1], [1, 2, 3]),
        ("Show 1x01x02x03 720p", [1], [1, 2, 3]),
        ("Show - 1x01 & 1x02 - Salt", [1], [1, 2]),
        ("Show - 10x12 - 24 Days", [10], [12]),
        ("Show - 1x12 13 Days", [1], [12, 13]),
        ("Show.103.104.720p.HDTV.x264-GRP", [1], [3, 4]),
        ("Show.10304.HDTV.x264-GRP", [1], [3, 4]),
        ("Show.10309.HDTV.x264-GRP", [], []),
        ("The.Show.100.103.HDTV.x264-GRP", [1], [3]),
        ("Show S03xE05 720p", [3], [5]),
        ("Show 3x05/10 720p", [3], [5]),
        ("Show 3x05v2 720p", [3], [5]),
        ("Show.S03E05-24 of 30 720p", [3], list(range(5, 25))),
        ("T2x05.720p", [2], [5]),
        ("Show T2 720p", [], []),
        ("Show S03E05, S03E06 720p", [3], [5, 6]),
        ("Show S03E05, 24 Hours", [3], [5]),
        ("Show 3x05 & 06 720p", [3], [5, 6]),
        ("Show 3x05 & 24 Hours", [3], [5]),
        ("Show 3x05, 24 Hours", [3], [5]),
        ("Show 3x05xE06 720p", [3], [5, 6]),
        ("Show 3x05 al 3x07 720p", [3], [5, 6, 7]),
        ("Show - [03x05] - [03x06]", [3], [5, 6]),
        ("Show Season 3 [1-3]", [3], [1, 2, 3]),
        ("Show S03E05,06,07 720p", [3], [5, 6, 7]),
        ("Show.2014.208.720p.HDTV.x264-GRP", [2], [8]),
        ("Show.0307.PDTV-GRP", [3], [7]),
        ("Show 01E06.mkv", [1], [6]),
        ("Show [3.104] Salt.mp4", [3], [104]),
        ("Show (2.35) 1080p", [], []),
        ("4-13 Salt (HD)", [4], [13]),
        ("Show S02 (11-13)", [2], [11, 12, 13]),
        ("[Lark] Show Season 2 - 10 [1080p]", [2], [10]),
        ("Show Season 1 - 4 Complete", [1, 2, 3, 4], []),
        ("Доктор Лун 03-20.mkv", [], []),
        ("Show 5 - 24 Days", [], []),
        ("Show.S02.Disc.1.BluRay", [2], []),
        ("Show.S02P01.1080p", [2], []),
        ("Show (2011) [1080p x265 S91 Elm]", [], []),
        ("Show - 2.03 - Salt", [], []),
        ("[Lark] Show the Movie 2 [1080p]", [], []),
    ],
)
def test_ranges_only_where_they_are_plausible(
    text: str, seasons: list[int], episodes: list[int]
):
    read = parse(text)
    assert (list(read.seasons), list(read.episodes)) == (seasons, episodes)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Late Show (July 30 2021) 720p", "2021-07-30"),
        ("Late Show Jul 30th, 2021 720p", "2021-07-30"),
        ("Late.Show.30-Jul-2021.720p", "2021-07-30"),
        ("Late Show 10-19-12 720p", "2012-10-19"),
        ("Late Show 19.10.12 720p", None),
        ("Late Show 10-11-12 720p", None),
        ("July 30 1955 1977 1080p", None),
        ("Late Show 99-98-97 720p", None),
    ],
)
def test_dates_with_words_and_with_two_digits(text: str, date: str | None):
    assert parse(text).date == date


def test_a_date_that_only_one_order_allows_is_likely():
    assert parse("Late Show 10-19-12").sure("date") is Confidence.LIKELY


@pytest.mark.parametrize(
    ("text", "title", "absolute"),
    [
        ("[Lark][Other.Crew] Salt Road - 07 [1080p]", "Salt Road", [7]),
        ("[Lark] [Other Crew] Salt Road - 07 [1080p]", "Salt Road", [7]),
        ("[Lark] Salt Road - 100 Waves - 01 [1080p]", "Salt Road - 100 Waves", [1]),
        ("[Lark] Salt Road 001 - 019 [Batch]", "Salt Road", list(range(1, 20))),
        ("[Lark] Salt Road - 01 - 12 [1080p]", "Salt Road", list(range(1, 13))),
        ("[Lark] Salt Road 2 - 07 [1080p]", "Salt Road 2", [7]),
        ("[Lark] Ｓａｌｔ － ０７ [１０８０ｐ]", "Salt", [7]),
        ("[Lark] Sal\u200bt Road - 07 [1080p]", "Salt Road", [7]),
        ("[Lark] Salt Road – 07 [1080p]", "Salt Road", [7]),
        ("[Lark] Salt Road [01～03][1080p]", "Salt Road", [1, 2, 3]),
        ("Salt Road [1080p] (01-12)", "Salt Road", list(range(1, 13))),
        ("[Salt Road] - 07 [1080p]", "Salt Road", [7]),
        ("[Lark] Salt Road - 01, 02 [1080p]", "Salt Road", [1, 2]),
        ("[Lark] Salt Road - 01+04 [1080p]", "Salt Road", [1, 4]),
        ("[Lark] Salt Road (01-03 + OVA) [1080p]", "Salt Road", [1, 2, 3]),
        ("[Lark] Salt Road 01-03 + SP [BD 1080p]", "Salt Road", [1, 2, 3]),
        ("[Lark] Salt Road 12 - What It Is [1080p]", "Salt Road", [12]),
        ("[Lark] Salt Road 2 - What It Is", "Salt Road 2 - What It Is", []),
        ("[Lark] Salt 1.11 - What It Is", "Salt 1.11 - What It Is", []),
        ("(Lark) Salt Road - 12 [1A2B3C4D].mkv", "Salt Road", [12]),
        ("[224] Salt Road - 14 [1080p]", "Salt Road", [14]),
        ("[Lark] Salt Road Vol.3 [BD 1080p]", "Salt Road", []),
        ("[Lark] Salt Road 2011 [1080p]", "Salt Road", []),
    ],
)
def test_numbers_of_anime(text: str, title: str, absolute: list[int]):
    read = parse(text)
    assert (read.title, list(read.absolute)) == (title, absolute)


@pytest.mark.parametrize(
    "text",
    [
        "[Lark] Salt Road OVA 2 [1080p]",
        "[Lark] Salt Road - OAD [1080p]",
        "[Lark] Salt Road NCOP1 [BD 1080p]",
        "[Lark] Salt Road - NCED2v2 [BD 1080p]",
        "[Lark] Salt Road Specials [BD 1080p]",
        "[Lark] Salt Road - SP01 [1080p]",
        "[Lark] Salt Road OP1 [BD 1080p]",
    ],
)
def test_specials_have_no_number_of_the_series(text: str):
    read = parse(text)
    assert (read.title, read.special) == ("Salt Road", True)
    assert read.episodes == read.absolute == ()


@pytest.mark.parametrize(
    "text",
    [
        "[Lark] Salt Road S02E02 - 027 [1080p]",
        "[Lark] Salt Road S02E02 (27) [1080p]",
        "Salt Road - S02E02 - 027 - The Tide [WEBDL-1080p]",
        "Salt Road - 027 - S02E02 - The Tide",
    ],
)
def test_both_numbers_are_read(text: str):
    read = parse(text)
    assert (read.seasons, read.episodes, read.absolute) == ((2,), (2,), (27,))


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("[Lark] Show - 07 - 08 [1080p].mkv", (7, 8)),
        ("[Lark] Show - 07 - 12 [1080p].mkv", (12,)),
        ("[Lark] Show - 07 and 08 [1080p].mkv", (7, 8)),
        ("[Lark] Show - Vol 1 - 12 [1080p].mkv", (12,)),
        ("[Lark] Show (Dub) 01-03 [1080p].mkv", (1, 2, 3)),
        ("[Lark] Show 2 - 03 [1080p].mkv", (3,)),
        ("[Lark] Show 9 - 10 [1080p].mkv", (10,)),
        ("[Lark] Show - 01v2-03v2 [1080p]", (1, 2, 3)),
        ("[Lark] Show 01-03 Fin [1080p]", (1, 2, 3)),
        ("[Lark][Show][01-03 合集][1080p]", (1, 2, 3)),
    ],
)
def test_batches(text: str, absolute: tuple[int, ...]):
    assert parse(text).absolute == absolute


@pytest.mark.parametrize(
    ("text", "date", "year"),
    [
        ("Show 03/29/2021 HDTV", "2021-03-29", None),
        ("Show.Raw.18.09.00.avi", "2000-09-18", None),
        # The 9th of March or the 3rd of September: only the year is sure.
        ("Show 09.03.2021 HDTV", None, 2021),
        ("Show 09/03/2021", None, 2021),
    ],
)
def test_a_date_that_can_be_two_is_none(text: str, date: str | None, year: int | None):
    read = parse(text)
    assert (read.date, read.year) == (date, year)
    assert read.title.split()[0] == "Show"
    assert not any(map(str.isdigit, read.title))


@pytest.mark.parametrize(
    "text",
    [
        "[Lark] Salt Road-05 [720p].mkv",
        "[Lark]Salt Road-05[720p].mkv",
        "[Lark] Salt Road -05 [720p].mkv",
        "[Lark] Salt Road -05- [720p].mkv",
        "[Lark] Salt Road n°05 [720p].mkv",
        "[Lark] Salt Road (Dub) - 05 [720p].mkv",
        "[Lark] Salt Road [BD] - 05 [720p].mkv",
        "[Lark] Salt Road BD - 05 [720p].mkv",
        "[Lark] Salt Road Uncensored - 05 [720p].mkv",
        "[Lark] Salt Road Blu-ray - 05 [720p].mkv",
        "[Lark] Salt Road - 05a [720p].mkv",
        "[Lark] Salt Road 05B [720p].mkv",
        "[Lark] Salt Road - Ep05a [720p].mkv",
        "[Lark] 盐路 / Salt Road [05_END][720p].mkv",
        "[2011年7月][Lark][Salt Road][05][720p].mkv",
        "[Lark][2011年7月][盐路][Salt Road][05][720p].mkv",
        "★7月新番★[Lark][Salt Road][05][720p].mkv",
    ],
)
def test_the_number_of_an_episode_wherever_fans_put_it(text: str):
    read = parse(text)
    assert (read.title, read.absolute or read.episodes) == ("Salt Road", (5,))
    assert (read.group, read.quality.resolution) == ("Lark", 720)


@pytest.mark.parametrize(
    ("text", "title", "absolute"),
    [
        ("[Lark] Salt Cam TV - 05 [720p].mkv", "Salt Cam TV", (5,)),
        ("[Lark] BD - 05 [720p].mkv", "BD", (5,)),
        ("[Lark][Salt Road][TV 01-03][720p].mkv", "Salt Road", (1, 2, 3)),
        ("[Lark][Salt Road][01-03 Fin+SP][720p].mkv", "Salt Road", (1, 2, 3)),
        ("Salt Road Complete 01-03 [720p]", "Salt Road", (1, 2, 3)),
        ("Salt-05 [720p]", "Salt-05", ()),
    ],
)
def test_tags_before_the_number_of_an_episode(
    text: str, title: str, absolute: tuple[int, ...]
):
    read = parse(text)
    assert (read.title, read.absolute) == (title, absolute)


@pytest.mark.parametrize(
    ("text", "title", "seasons"),
    [
        ("[組] 港の星 2期 #05 [720p].mkv", "港の星", (2,)),
        ("[组] 港之星 2季 [05][720p].mkv", "港之星", (2,)),
        ("[组] 港之星 2019季 [720p].mkv", "港之星", ()),
    ],
)
def test_a_season_with_its_sign_behind(text: str, title: str, seasons: tuple[int, ...]):
    read = parse(text)
    assert (read.title, read.seasons) == (title, seasons)


def test_an_episode_that_is_said_twice_is_one():
    read = parse("Salt Road - 01 (01 of 12).avi")
    assert (read.title, read.episodes) == ("Salt Road", (1,))


@pytest.mark.parametrize(
    "text",
    [
        "Salt_Road_14_[0A1B2C3D].avi",
        "Salt Road 14 (720p) [0A1B2C3D].mkv",
        "Salt.Road.14.(720p).[0A1B2C3D].mkv",
        "[Salt Road] [14] [720p].mkv",
        "[Salt Road] Episode 14 [720p].mkv",
        "[Salt_Road]_Ep14_[720p].mkv",
        "(BD) Salt Road - 14.mkv",
    ],
)
def test_the_titles_of_fans_without_a_group_in_front(text: str):
    read = parse(text)
    assert (read.title, read.absolute or read.episodes) == ("Salt Road", (14,))


def test_three_digits_are_a_season_and_an_episode_where_no_checksum_stands():
    assert parse("Salt_Road_114_[0A1B2C3D].avi").absolute == (114,)
    assert parse("Salt_Road_114.avi").episodes == (14,)


@pytest.mark.parametrize(
    ("text", "title", "episodes"),
    [
        ("「港の星」 第14話 (TBS 1280x720).mp4", "「港の星」", (14,)),
        ("[アニメ] 港の星 #14 「夜」 (TBS).mp4", "港の星", (14,)),
        ("(アニメ) 港の星 第14話 「夜」.mp4", "港の星", (14,)),
        ("[DVD][アニメ] 港の星 第01巻.avi", "港の星", ()),
    ],
)
def test_the_titles_of_japanese_recordings(
    text: str, title: str, episodes: tuple[int, ...]
):
    read = parse(text)
    assert (read.title, read.episodes) == (title, episodes)
    assert read.group is None


def test_half_an_episode_is_no_whole_one():
    read = parse("Show.S03E05.5.720p.WEB.x264-GRP")
    assert (read.seasons, read.episodes, read.special) == ((3,), (5,), True)


@pytest.mark.parametrize("text", ["Show 3x05v2 720p", "Show.E05v2.720p"])
def test_versions_of_episodes(text: str):
    assert parse(text).version == 2
