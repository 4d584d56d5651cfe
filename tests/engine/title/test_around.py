"""What stands around a name: groups and what was added to them, sites, folders, details."""

from typing import Any

import pytest

from custom_components.greenlight.engine.quality.quality import (
    DynamicRange,
    Layer,
    Source,
)
from custom_components.greenlight.engine.title.json import title_to_dict
from custom_components.greenlight.engine.title.parse import parse


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM (Multi-Subs, Dual)", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM Finnish", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM.-.Dual.Audio.+.Legendas", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM-RP", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM-Pre", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM[board]", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-ELM [Greek Subs] [board]", "ELM"),
        ("Salt Road (2011) (1080p BluRay x265 - ELM)[BOARD]", "ELM"),
        ("Salt Road S01E01 720p HDTV x264-ELM [SEEDERS (3)/LEECHERS (0)]", "ELM"),
        ("[SD-Episode] Salt.Road.S01E01.720p.HDTV.x264-ELM", "ELM"),
        ("Salt.Road.S01E02.1080p.WEB.H264-E-L-M", "E-L-M"),
        ("Salt.Road.2011.1080p.BluRay.x264-HDv_0day", "HDv_0day"),
        ("[Lark] Salt Road - 07 [1080p-AAC]", "Lark"),
        ("Salt Road 1080p S02E03", None),
        ("Salt Road 2160p HDR 2019", None),
        # The names that Sonarr and Radarr give.
        ("Salt Road (2019) - [Bluray-1080p].mkv", None),
        ("Salt Road (2019) - [Remux-2160p][DTS-HD MA 5.1][HEVC].mkv", None),
        ("Salt Road (2019) - [WEBDL-2160p Proper][EAC3 5.1][h265]-ELM.mkv", "ELM"),
        ("Salt Road - S01E02 - The Tide [WEBDL-1080p].mkv", None),
    ],
)
def test_groups_and_what_was_added(text: str, group: str | None):
    read = parse(text)
    assert (read.title, read.group) == ("Salt Road", group)


def test_what_was_added_is_read_as_well():
    read = parse("Salt.Road.2011.1080p.WEB.H264-ELM Finnish (Dual, Multi-Subs)")
    assert read.quality.languages == {"finnish"}
    assert (read.dual, read.subtitles) == (True, True)


@pytest.mark.parametrize(
    ("text", "resolution", "source"),
    [
        ("Salt Road (2019) - [Bluray-2160p].mkv", 2160, Source.BLURAY),
        ("Salt Road (2019) Bluray-1080p.mkv", 1080, Source.BLURAY),
        ("Salt Road (2019) - [Remux-2160p].mkv", 2160, Source.REMUX),
        ("Salt Road - S01E02 - The Tide WEBRip-720p", 720, Source.WEBRIP),
        ("1080p HEVC Salt Road 2019 BluRay", 1080, Source.BLURAY),
        ("1080p Salt Road 2019", 1080, None),
        ("Salt.Road.2019.1080p.WEB.H264-ELM", 1080, Source.WEB),
        ("Salt.Road.2019.1080p.WEB-Rip.H264-ELM", 1080, Source.WEBRIP),
        ("Salt.Road.2019.1080p.WEBMux.H264-ELM", 1080, Source.WEBRIP),
        ("Salt.Road.2019.1080p.WEB-DLRip.H264-ELM", 1080, Source.WEBRIP),
        ("Salt.Road.2019.1080p.WEB-DLMux.H264-ELM", 1080, Source.WEBDL),
        ("[Lark] Salt Road - 01 [JPBD 1080p]", 1080, Source.BLURAY),
        ("/media/Salt Road/Season 2/Salt Road [WEBDL-1080p].mkv", 1080, Source.WEBDL),
        ("C:\\Films\\TV\\Salt Road (2019) 1080p.mkv", 1080, None),
    ],
)
def test_quality_wherever_it_stands(text: str, resolution: int, source: Source | None):
    read = parse(text)
    assert read.title == "Salt Road"
    assert (read.quality.resolution, read.quality.source) == (resolution, source)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Salt Road S02 INCOMPLETE 720p HDTV", {"season_pack": False}),
        ("Salt Road Stagione 2 [IN CORSO] 720p", {"season_pack": False}),
        ("Salt Road / 4 (2011) 1080p", {"alternatives": ()}),
        ("Salt Road / TV (2011) 1080p", {"alternatives": ()}),
        ("Salt Road _ Sal (2011) 1080p", {"alternatives": ("Sal",)}),
        ("Salt.Road.2011.PAL.DVD.REMUX-ELM", {"remux": True}),
        ("Salt.Road.2011.WEB-DL.REMUX-ELM", {"remux": False}),
        ("Salt.Road.2011.FLAC2.0.PDTVx264-ELM", {"audio": ("FLAC",)}),
        ("Salt Road - [HQR.remux-Dual][NTV.1280x692.h264]", {"title": "Salt Road"}),
    ],
)
def test_details(text: str, said: dict[str, Any]):
    read = parse(text)
    assert {name: getattr(read, name) for name in said} == said


def test_the_languages_of_subtitles_are_not_spoken():
    spoken = parse("Salt Road 2011 1080p Ita Eng sub Ita Eng Spa-ELM").quality.languages
    assert spoken == {"english", "italian"}
    assert parse("Salt.Road.2011.GERMAN.SUBBED.1080p").quality.languages == {"german"}
    # A second one behind it is no sign that the first is spoken.
    alone = parse("Salt Road 2011 1080p WEB sub Ita Eng Spa-ELM").quality.languages
    assert alone == frozenset()
    assert parse("Salt Road 2011 Eng Sub Ita-ELM").quality.languages == {"english"}


def test_a_layer_glued_to_its_range():
    quality = parse("Salt.Road.2011.2160p.BluRay.REMUX.DVFEL.TrueHD-ELM").quality
    assert quality.layer is Layer.FEL
    assert DynamicRange.DOLBY_VISION in quality.dynamic_range
    assert quality.sure("dynamic_range").value == "stated"


def test_a_copied_dvd_is_told_as_one():
    told = title_to_dict(parse("Salt.Road.2011.NTSC.DVD.Remux.DD5.1-ELM"))
    assert (told["source"], told["remux"]) == ("dvd", True)


def test_a_codec_glued_to_its_source():
    assert parse("Salt.Road.S01E02.PDTVx264-ELM").quality.codec == "h264"
    assert parse("Salt Road 1080p Ma10p").quality.bit_depth == 10
