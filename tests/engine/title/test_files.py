"""Titles that are the names of files: endings, folders, numbers in front."""

import pytest

from custom_components.greenlight.engine.quality.quality import Confidence, Source
from custom_components.greenlight.engine.title.parse import parse


@pytest.mark.parametrize(
    ("ending", "container"),
    [
        (".mkv", "mkv"),
        (".rmvb", "rmvb"),
        (".rar", "rar"),
        (".part03.rar", "rar"),
        (".zip", "zip"),
        (".mkv.torrent", "torrent"),
        (".srt", "srt"),
        (".en.srt", "srt"),
        (".ger.forced.srt", "srt"),
        (".exe", None),
        (".mkv.exe", "mkv"),
        (".scr", None),
        (".com", None),
        (".lnk", None),
    ],
)
def test_no_ending_is_part_of_the_group(ending: str, container: str | None):
    read = parse("Salt.Road.2011.1080p.BluRay.x264-ELM" + ending)
    assert (read.title, read.group) == ("Salt Road", "ELM")
    assert read.quality.source is Source.BLURAY
    if not ending.startswith(".mkv"):
        assert read.container == container


def test_a_screener_is_one_where_it_stands_for_the_source():
    assert parse("Salt.Road.2011.DVD.SCR").quality.source is Source.SCREENER
    assert parse("Salt.Road.2011.SCR-ELM").quality.source is Source.SCREENER


@pytest.mark.parametrize(
    ("text", "title", "absolute"),
    [
        ("05 - Night Tide.mkv", "Night Tide", (5,)),
        ("05. Night Tide.mkv", "Night Tide", (5,)),
        ("05 - Night Tide [1080p].mkv", "Night Tide", (5,)),
        ("205 - Night Tide.avi", "Night Tide", (205,)),
        ("205-206 - Night Tide.avi", "Night Tide", (205, 206)),
        # Films of a folder are counted, too; and some are called so.
        ("05. Night Tide (2011).mkv", "Night Tide", ()),
        ("300 - Night Tide.mkv", "300 - Night Tide", ()),
        ("24 - Night Tide.mkv", "24 - Night Tide", ()),
        ("205 - Night Tide 1080p.mkv", "205 - Night Tide", ()),
    ],
)
def test_files_that_are_numbered_within_a_folder(
    text: str, title: str, absolute: tuple[int, ...]
):
    read = parse(text)
    assert (read.title, read.absolute) == (title, absolute)
    assert not absolute or read.sure("absolute") is Confidence.LIKELY


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("2011 - Night Tide.mkv", "Night Tide", 2011),
        ("2011. Night Tide.mkv", "Night Tide", 2011),
        ("2011 Night Tide.mkv", "2011 Night Tide", None),
        ("2011 - Season 1 - 1080p.mkv", "2011", None),
        ("2011 - Night Tide (2013).mkv", "2011 - Night Tide", 2013),
    ],
)
def test_files_that_are_sorted_by_year(text: str, title: str, year: int | None):
    read = parse(text)
    assert (read.title, read.year) == (title, year)


@pytest.mark.parametrize(
    "folders", ["Season 2/", "Staffel 02\\", "/media/Salt Road/", "Specials/"]
)
def test_folders_are_no_name(folders: str):
    assert parse(folders + "Salt Road - S02E03 - Tide.mkv").title == "Salt Road"


@pytest.mark.parametrize("site", ["[www.board.org]", "{www.board.org}", "(board.net)"])
def test_a_site_in_any_brackets_is_no_name(site: str):
    read = parse(f"{site} Salt Road 2011 720p")
    assert (read.title, read.year) == ("Salt Road", 2011)


@pytest.mark.parametrize(
    ("text", "title", "episodes", "group"),
    [
        ("[Salt Road][12][1080p][ELM].mkv", "Salt Road", (12,), None),
        ("[Salt_Road].112.[720p][AB12CD34].avi", "Salt Road", (112,), None),
        ("[Salt] 2011 1080p BluRay x264-ELM", "Salt", (), "ELM"),
        ("[Lark] 86 [1080p].mkv", "86", (), "Lark"),
        ("[Lark][Salt Road][12][1080p].mkv", "Salt Road", (12,), "Lark"),
    ],
)
def test_brackets_in_front_hold_the_name_where_nothing_else_does(
    text: str, title: str, episodes: tuple[int, ...], group: str | None
):
    read = parse(text)
    assert (read.title, read.absolute) == (title, episodes)
    assert group in (None, read.group)
