"""Where a name ends, and what stands beside it that is another one or none at all."""

import pytest

from custom_components.greenlight.engine.title.parse import parse


@pytest.mark.parametrize(
    ("text", "title", "others"),
    [
        ("Puerto de Luces (Harbour Lights) (2011) 1080p", "Puerto de Luces", ("Harbour Lights",)),
        ("Puerto.de.Luces.(Harbour.Lights).2011.720p", "Puerto de Luces", ("Harbour Lights",)),
        ("Puerto de Luces (Harbour Lights) 1080p", "Puerto de Luces", ("Harbour Lights",)),
        ("Harbour or (The Night of the Tide) (2011)", "Harbour or (The Night of the Tide)", ()),
        ("Harbour (The Final Cut) (2011)", "Harbour", ()),
        ("(500) Days of Salt (2009)", "(500) Days of Salt", ()),
        # Of a series it is the name that people give it.
        ("[Lark] Minato (Star Harbour) - 07 [720p]", "Minato (Star Harbour)", ()),
        ("MTL (Minato the Lark) (Ep. 1-4)", "MTL (Minato the Lark)", ()),
        ("[组][港口之光 Harbour Lights at Night][03][1080p]", "Harbour Lights at Night", ("港口之光",)),
        ("[组][港口之光 Harbour][03][1080p]", "港口之光 Harbour", ()),
    ],
)  # fmt: skip
def test_a_name_in_brackets_behind_another(
    text: str, title: str, others: tuple[str, ...]
):
    read = parse(text)
    assert (read.title, read.alternatives) == (title, others)


@pytest.mark.parametrize(
    "text",
    [
        "Salt Road Complete Series 1-3 720p",
        "Salt Road All Seasons 1080p",
        "Salt Road Trilogy 1080p BluRay",
        "Salt.Road.Pentalogy.SWEDiSH.DVDRip.XviD-ELM",
        "Salt Road Complete TV Series DVDRip",
        "Salt.Road.TV.Series.2011.S01.720p",
        "Salt Road Mini-Series (2011) 1080p",
        "Salt Road (TV Mini Series) (2011) 1080p",
        "Salt Road Disc 1 (2011)",
        "Salt Road CD1.avi",
        "Salt Road CD 2.avi",
        "Salt Road HD 2011",
        "Salt Road Colorized 1946",
        "Salt Road Alternative Cut 2011 1080p",
        "Salt Road (Fr) 2011.avi",
        "Salt Road (1/8) Night",
        "Salt Road Part 1 of 8 - Night",
        "Salt.Road.19.03.09.Jane.Doe.1080p-ELM",
        "Salt_Road-x02-Night.mkv",
        "Salt_Road-f02-Night.mkv",
        "[Salt Road] S01E05",
        "[Salt Road] 1x05 - Night.avi",
    ],
)
def test_what_is_no_part_of_a_name(text: str):
    assert parse(text).title == "Salt Road"


def test_whoever_pays_for_a_fight_is_no_part_of_its_name():
    read = parse("Salt FC 105 PPV Smith vs Jones 720p HDTV x264-ELM")
    assert read.title == "Salt FC 105 Smith vs Jones"


@pytest.mark.parametrize(
    ("text", "episodes"),
    [
        ("Salt Road (1/8) Night", (1,)),
        ("Salt Road S01 [03/08] 720p", (3,)),
        ("Salt Road S01 [01-03/08] 720p", (1, 2, 3)),
        ("Salt Road S01 [08/08] 720p", ()),
        ("Salt Road Part 1 of 8 - Night", (1,)),
        ("Salt.Road.S01.720.HDTV-ELM", ()),
    ],
)
def test_one_of_several(text: str, episodes: tuple[int, ...]):
    assert parse(text).episodes == episodes


@pytest.mark.parametrize("extra", ["Opening 2", "PV 3", "Menu 03", "Ending 1v2"])
def test_what_comes_with_a_series_is_no_episode(extra: str):
    read = parse(f"[Lark] Salt Road - {extra} [1080p].mkv")
    assert (read.title, read.absolute, read.special) == ("Salt Road", (), True)


def test_an_ending_may_be_part_of_a_name():
    read = parse("[Lark] Salt Ending 07 [1080p].mkv")
    assert (read.title, read.absolute) == ("Salt Ending", (7,))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Salt.Road.2011.720.BluRay.x264-ELM", 720),
        ("Salt.Road.2011.03.09.1080.WEB.x264-ELM", 1080),
        ("Salt.Road.S01E02.Night.720.HDTV.x264-ELM", 720),
        ("Salt.Road.720.HDTV.x264-ELM", None),
        ("Salt.Road.S01E720.HDTV.x264-ELM", None),
        ("[Lark] Salt Road - 07 [720][AAC].mkv", 720),
        ("[Lark] Salt Road - 720 [AAC].mkv", None),
        ("Salt Road 2011 HDTV720", 720),
        ("[Lark] Salt Road (1280 x 720)", 720),
        ("[Lark] Salt Road (1280*720)", 720),
        ("[Lark] Salt Road [1280x960]", 960),
        ("[Lark] Salt Road [1280x692]", 720),
        ("[Lark] Salt Road [1920x800]", 1080),
    ],
)
def test_lines(text: str, lines: int | None):
    assert parse(text).quality.resolution == lines


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Open Salt Season 2006 1080p", "Open Salt Season", 2006),
        ("Seasons 2015 1080p", "Seasons", 2015),
        ("10x10 2018 1080p", "10x10", 2018),
        ("The Bad Batch 2016", "The Bad Batch", 2016),
        ("Salt Road 2011 Bonus.Disc.1080p", "Salt Road", 2011),
    ],
)
def test_names_that_look_like_something_else(text: str, title: str, year: int):
    read = parse(text)
    assert (read.title, read.year) == (title, year)
    assert (read.seasons, read.episodes, read.absolute) == ((), (), ())


def test_a_year_is_a_season_where_an_episode_follows():
    read = parse("Salt Road Season 2016 Episode 5")
    assert (read.seasons, read.episodes) == ((2016,), (5,))


@pytest.mark.parametrize(
    "word",
    """
    AudioFix SyncFix SAMPLEFIX PREAiR Re-Encoded WideScreen Hardcoded Region.5 West.Coast.Feed Converted LDTV
    Turkce Dublaj Subtitulado TV.Movie Heptalogy
    """.split(),
)
def test_descriptions_are_no_part_of_a_name(word: str):
    read = parse(f"Salt.Road.{word}.1080p.WEB-DL.H264-ELM")
    assert (read.title, read.group) == ("Salt Road", "ELM")
    assert read.quality.resolution == 1080
