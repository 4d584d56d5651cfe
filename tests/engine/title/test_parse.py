"""What a release title says: each case is written for this test."""

from typing import Any

import pytest

from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Source,
)
from custom_components.greenlight.engine.title.json import title_to_dict
from custom_components.greenlight.engine.title.parse import MAX_CHARS, parse, parse_all
from custom_components.greenlight.engine.title.render import render

DV = DynamicRange.DOLBY_VISION
HDR10 = DynamicRange.HDR10
HDR10_PLUS = DynamicRange.HDR10_PLUS
HLG = DynamicRange.HLG
SDR = DynamicRange.SDR


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Paper.Moon.Harbour.1973.1080p.BluRay.x264-GRP", "Paper Moon Harbour", 1973),
        ("Paper Moon Harbour (1973) 1080p BluRay x264-GRP", "Paper Moon Harbour", 1973),
        ("Paper_Moon_Harbour_1973_DVDRip_XviD-GRP", "Paper Moon Harbour", 1973),
        ("(1973) Paper Moon Harbour", "Paper Moon Harbour", 1973),
        ("Paper Moon Harbour 1080p WEB-DL", "Paper Moon Harbour", None),
        ("Paper Moon Harbour [1080p] 1973 BluRay", "Paper Moon Harbour", 1973),
        # Numbers that are names.
        ("1917.2019.1080p.BluRay.x264-GRP", "1917", 2019),
        ("1917.1080p.BluRay.x264-GRP", "1917", None),
        ("300.2006.1080p.BluRay.x264-GRP", "300", 2006),
        (
            "2001.A.Space.Odyssey.1968.2160p.UHD.BluRay-GRP",
            "2001 A Space Odyssey",
            1968,
        ),
        ("2001.A.Space.Odyssey.1080p.BluRay-GRP", "2001 A Space Odyssey", None),
        ("Blade.Runner.2049.2017.1080p.BluRay-GRP", "Blade Runner 2049", 2017),
        ("24.S01E05.720p.WEB.h264-GRP", "24", None),
        ("9-1-1.S03E02.720p.WEB.h264-GRP", "9-1-1", None),
        ("District.9.2009.720p.BluRay.x264-GRP", "District 9", 2009),
        ("The.100.S02E03.720p.HDTV.x264-GRP", "The 100", None),
        # Words that are names where they stand, and tags elsewhere.
        ("The.Dark.Web.S01E02.1080p.WEB.h264-GRP", "The Dark Web", None),
        ("The.Italian.Harbour.2025.1080p.WEB.h264-GRP", "The Italian Harbour", 2025),
        ("Harbour.GERMAN.2011.1080p.BluRay.x264-GRP", "Harbour", 2011),
        (
            "Bigger.Longer.and.Uncut.1999.1080p.BluRay-GRP",
            "Bigger Longer and Uncut",
            1999,
        ),
        ("Harbour.Extended.Cut.2011.1080p.BluRay-GRP", "Harbour", 2011),
        (
            "Part.of.the.Harbour.Part.Two.2011.1080p-GRP",
            "Part of the Harbour Part Two",
            2011,
        ),
        ("S.I.L.T.2011.1080p.BluRay.x264-GRP", "S.I.L.T.", 2011),
        (
            "Dr. Harbour vs. Mr. Tide 2011 1080p BluRay",
            "Dr. Harbour vs. Mr. Tide",
            2011,
        ),
    ],
)
def test_name_and_year(text: str, title: str, year: int | None):
    read = parse(text)
    assert (read.title, read.year) == (title, year)


@pytest.mark.parametrize(
    ("text", "title", "others"),
    [
        ("Harbour AKA Puerto 2011 1080p", "Harbour", ("Puerto",)),
        ("Harbour.A.K.A.Puerto.2011.1080p", "Harbour", ("Puerto",)),
        ("AKA.2011.1080p.BluRay-GRP", "AKA", ()),
        ("Harbour / Puerto (2011) WEB-DL 1080p", "Harbour", ("Puerto",)),
        ("Гавань / Harbour (2011) WEB-DL 1080p", "Harbour", ("Гавань",)),
        ("[组] 港口 / Harbour - 03 [1080p]", "Harbour", ("港口",)),
        ("[组][港口][Harbour][03][1080p]", "Harbour", ("港口",)),
        ("Гавань (S2E1) / Harbour (S2E1) (2011) WEB-DL", "Harbour", ("Гавань",)),
        ("港口.Harbour.Lights.2011.S01E02.1080p", "Harbour Lights", ("港口",)),
        ("[组] Harbour - 港口 第二季 - 03 [1080p]", "Harbour", ("港口",)),
        (
            "[组][Crew][港口][Harbour Lights][03][1080p]",
            "Harbour Lights",
            ("Crew", "港口"),
        ),
    ],
)
def test_other_names(text: str, title: str, others: tuple[str, ...]):
    read = parse(text)
    assert (read.title, read.alternatives) == (title, others)


@pytest.mark.parametrize(
    ("text", "seasons", "episodes"),
    [
        ("Show.S01E02.720p", [1], [2]),
        ("Show S1 E2 720p", [1], [2]),
        ("Show.S01E02E03.720p", [1], [2, 3]),
        ("Show.S01E02-E05.720p", [1], [2, 3, 4, 5]),
        ("Show.S01E02-05.720p", [1], [2, 3, 4, 5]),
        ("Show.S01E02.S01E03.720p", [1], [2, 3]),
        ("Show - S01E09 - 24 Hours", [1], [9]),
        ("Show.S01E02-720p", [1], [2]),
        ("Show.S01E12-3_Acts", [1], [12]),
        ("Show.S6.Ep5.x265", [6], [5]),
        ("Show 3x07 HDTV", [3], [7]),
        ("Show.3x07.3x08.HDTV", [3], [7, 8]),
        ("Show.1920x1080.x264", [], []),
        ("Show [Cap.304]", [3], [4]),
        ("Show Season 2 Episode 5", [2], [5]),
        ("Show.S02.1080p", [2], []),
        ("Show.S01-S03.1080p", [1, 2, 3], []),
        ("Show.S01-03.1080p", [1, 2, 3], []),
        ("Show Season 1, 2 & 3 1080p", [1, 2, 3], []),
        ("Show Seasons 1 to 4 1080p", [1, 2, 3, 4], []),
        ("Show 2nd Season 1080p", [2], []),
        ("Show Saison 4 VOSTFR", [4], []),
        ("Show Сезон: 2 / Серии: 1-3 [WEB-DL]", [2], [1, 2, 3]),
        ("Show.2014.S01E02.720p", [1], [2]),
        ("Show.S2014E02.720p", [2014], [2]),
        ("Show.104.720p.HDTV.x264-GRP", [1], [4]),
        ("Movie.5.1.2011.1080p", [], []),
        ("Show.5of9.The.End.DVDRip", [1], [5]),
        ("Show.S01E05-06-GRP", [1], [5, 6]),
        ("Show.S03E21.22.720p", [3], [21, 22]),
        ("Show.S03E21.33.720p", [3], [21]),
        ("Show.S01E02x264", [1], [2]),
        ("Show.S01E05E03.720p", [1], [5, 3]),
        ("Show.S01E05.E05.720p", [1], [5]),
        ("Show (S05E06-08_of_24) 720p", [5], [6, 7, 8]),
        ("Show.S01E02v2.720p", [1], [2]),
        ("Show - Temporada 2 - [HDTV][Cap.204-207]", [2], [4, 5, 6, 7]),
        ("Show All Seasons (1-3) 720p", [1, 2, 3], []),
        ("Show 第2季 [1080p]", [2], []),
        ("Show Season Two 1080p", [2], []),
        ("Show Season 1 - 4 Complete", [1, 2, 3, 4], []),
        ("Show Season 2 S02 1080p", [2], []),
        ("Show.S01.S02.S03.1080p", [1, 2, 3], []),
        ("Show.Season.3.2011.1080p", [3], []),
        ("Show 2x05 264 [1080p]", [2], [5]),
        ("Show 5.1x2 1080p", [], []),
        ("Show1x05.HDTV", [1], [5]),
        ("Show 1906.720p.HDTV.x264", [], []),
        ("Show.099.720p.HDTV.x264", [], []),
    ],
)
def test_seasons_and_episodes(text: str, seasons: list[int], episodes: list[int]):
    read = parse(text)
    assert (list(read.seasons), list(read.episodes)) == (seasons, episodes)
    assert read.title.split()[0] in ("Show", "Movie")


@pytest.mark.parametrize(
    ("text", "title", "absolute"),
    [
        ("[Group] Show - 07 [1080p]", "Show", [7]),
        ("[Group] Show - 07v2 [1080p][AB12CD34].mkv", "Show", [7]),
        ("[Group]_Show_07_(1280x720)", "Show", [7]),
        ("[Group] Show 2 - 07 [1080p]", "Show 2", [7]),
        ("[Group] Show - 01~12 [1080p]", "Show", list(range(1, 13))),
        ("[Group] Show (26-27) [1080p]", "Show", [26, 27]),
        ("Show - 031 - The End [Group]", "Show", [31]),
        ("[组][Show][第12话][1080p]", "Show", [12]),
        ("Show E195 1080p", "Show", [195]),
        ("[Group] Show #12 (1280x720)", "Show", [12]),
        ("[Group] 86 - 01 [1080p]", "86", [1]),
        ("[Group][Other] Show - 05 [1080p]", "Show", [5]),
        ("[Group] Show - 05 - S01E05 - The End [1080p]", "Show", [5]),
        ("[Group] Show 01 The First [1080p]", "Show", [1]),
        ("[Group] Show 1017-1020 (WEB 1080p)", "Show", [1017, 1018, 1019, 1020]),
        ("[Group] Show S2 [720]", "Show", []),
        ("[Group] Show 10-19-12", "Show 10-19-12", []),
        ("[Group] Show Part 2 [1080p]", "Show Part 2", []),
        ("[Group] Show (2011) - 05 [1080p]", "Show", [5]),
        ("[Group] Show - 2011 [1080p]", "Show", []),
        ("Show E01-E03 1080p", "Show", [1, 2, 3]),
        ("Show Ep 01v2 1080p", "Show", [1]),
        (
            "Star Harbour Episode 1 The Tide 1999 BDRip",
            "Star Harbour Episode 1 The Tide",
            [],
        ),
        ("[Lark] Winter Garden - 2019 - 07 [1080p]", "Winter Garden", [7]),
        ("[Lark] Winter Garden (2019) - 07 [1080p]", "Winter Garden", [7]),
        ("[Lark] Winter Garden [2019] [07][1080p]", "Winter Garden", [7]),
        # What comes after the first mark is none.
        ("[Lark] Winter Garden 5 [1080p] - 06", "Winter Garden", [5]),
        ("[Lark] Winter Garden 5 [1080p] [06]", "Winter Garden", [5]),
        ("[Lark] Winter Garden 12 1080p 13", "Winter Garden", [12]),
        ("[Lark] Winter Garden Part 2 [1080p]", "Winter Garden Part 2", []),
        ("Winter Garden 213 HDTV", "Winter Garden", [13]),
    ],
)
def test_absolute_episodes(text: str, title: str, absolute: list[int]):
    read = parse(text)
    assert read.title == title
    assert list(read.absolute or read.episodes) == absolute
    assert title_to_dict(read)["episodes"] == absolute


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Late.Show.2021.03.09.720p.WEB", "2021-03-09"),
        ("Late Show - 2021-03-09 - A Guest", "2021-03-09"),
        ("Late.Show.2021.23.09.720p", "2021-09-23"),
        ("Late.Show.23.09.2021.720p", "2021-09-23"),
        ("Late Show 9th Mar 2021 720p", "2021-03-09"),
        ("Late.Show.20210309.720p", "2021-03-09"),
        ("Late.Show.210309.720p", "2021-03-09"),
        ("Late.Show.05.06.2021.720p", None),
        ("Late.Show.2021.13.32.720p", None),
        ("Late.Show.05.23.2021.720p", "2021-05-23"),
        ("2021.03.09 - Late Show - 720p", "2021-03-09"),
    ],
)
def test_air_dates(text: str, date: str | None):
    assert parse(text).date == date


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Show.S02.1080p.BluRay", {"season_pack": True, "special": False}),
        ("Show.S02E01.1080p.BluRay", {"season_pack": False}),
        ("Show.S00E01.1080p.BluRay", {"special": True}),
        ("Show.S00.1080p.BluRay", {"season_pack": True, "special": True}),
        (
            "Show.S04.Christmas.Special.The.Next.One.1080p.BluRay",
            {"seasons": (4,), "season_pack": False, "special": True},
        ),
        ("Show S19 Special 1080p WEB", {"season_pack": False, "special": True}),
        ("Show S01E07 Special 1080p WEB", {"special": False, "episodes": (7,)}),
        ("Show S01 Special Edition 1080p", {"season_pack": True, "special": False}),
        ("Show S01 + Special 1080p WEB", {"season_pack": True, "special": False}),
        ("Show S01 Specials 1080p WEB", {"season_pack": True, "special": False}),
        ("[Group] Show - 12.5 [1080p]", {"special": True, "absolute": ()}),
        ("Show Complete Series 1080p", {"complete_series": True}),
        ("Movie.Part.Two.2011.1080p", {"part": 2}),
        ("[Group] Show - 01v3 [1080p]", {"version": 3}),
        ("Show.S01E02.REAL.REAL.PROPER.720p.HDTV", {"real": 2, "proper": 1}),
        ("Show.S01E02.real.proper.720p.HDTV", {"real": 0, "proper": 1}),
        ("Movie.2011.REPACK2.720p.BluRay", {"repack": 1}),
        ("Movie.2011.RERIP.720p.BluRay", {"rerip": 1}),
        ("Movie.2011.1080p.AMZN.WEB-DL", {"service": "AMZN"}),
        ("Movie.2011.1080p.NF.WEB-DL", {"service": "NF"}),
        ("Movie.2011.1080p.BluRay.DUAL.x264", {"dual": True}),
        ("Movie.2011.German.Dubbed.1080p.BluRay", {"dubbed": True}),
        ("Movie.2011.1080p.BluRay.MultiSubs.x264", {"subtitles": True}),
        ("Movie.2011.3D.HSBS.1080p.BluRay", {"stereo": True}),
        ("Movie.2011.1080p.BluRay.x264-GRP.mkv", {"container": "mkv"}),
        ("[ www.example.com ] - Movie.2011.1080p", {"site": "www.example.com"}),
        ("[Group] Show - 01 [AB12CD34].mkv", {"crc": "AB12CD34"}),
    ],
)
def test_other_words(text: str, said: dict[str, Any]):
    read = parse(text)
    assert {name: getattr(read, name) for name in said} == said


@pytest.mark.parametrize(
    ("words", "source", "resolution"),
    [
        ("1080p.BluRay.x264", Source.BLURAY, 1080),
        ("2160p.UHD.BluRay.REMUX.HEVC", Source.REMUX, 2160),
        ("BDRemux.1080p", Source.REMUX, 1080),
        ("1080p.WEB-DL.H264", Source.WEBDL, 1080),
        ("1080p.WEB-DL.H264.Remux", Source.WEBDL, 1080),
        ("1080p.WEBRip.x264", Source.WEBRIP, 1080),
        ("1080p.WEB.h264", Source.WEB, 1080),
        ("720p.HDTV.x264", Source.HDTV, 720),
        ("WS.PDTV.XviD", Source.SDTV, None),
        ("DVDRip.XviD", Source.DVD, None),
        ("PAL.DVD9", Source.DVD, None),
        ("DVDSCR.x264", Source.SCREENER, None),
        ("HDCAM.x264", Source.CAM, None),
        ("TS.x264", Source.TELESYNC, None),
        ("HDTC.x264", Source.TELECINE, None),
        ("HD-DVD.720p.x264", Source.HDDVD, 720),
        ("COMPLETE.BLURAY", Source.DISC, None),
        ("4K.WEB-DL.H265", Source.WEBDL, 2160),
        ("4K.BluRay.1080p.x264", Source.BLURAY, 1080),
        ("1920x800.BluRay.x264", Source.BLURAY, 1080),
        ("848x480.x264", None, 480),
        ("3840x1600.WEB-DL.x265", Source.WEBDL, 2160),
        ("4Kto1080p.BluRay.x264", Source.BLURAY, 1080),
        ("1000x700.DVDRip", Source.DVD, 720),
        ("COMPLETE.1080p.BluRay", Source.BLURAY, 1080),
        ("BD50", Source.DISC, None),
        ("SCREENER.DVDRip", Source.SCREENER, None),
        ("FHD.x264", None, 1080),
    ],
)
def test_source_and_resolution(
    words: str, source: Source | None, resolution: int | None
):
    quality = parse(f"Movie.2011.{words}-GRP").quality
    assert (quality.source, quality.resolution) == (source, resolution)
    assert quality.group == "GRP"


@pytest.mark.parametrize(
    ("words", "codecs", "channels", "atmos"),
    [
        ("TrueHD.7.1.Atmos", ("TrueHD",), "7.1", True),
        ("TrueHDA7.1", ("TrueHD",), "7.1", True),
        ("DDP5.1.Atmos", ("DD+",), "5.1", True),
        ("DDPA5.1", ("DD+",), "5.1", True),
        ("DD+5.1", ("DD+",), "5.1", None),
        ("E-AC-3.JOC.5.1", ("DD+",), "5.1", True),
        ("Dolby.Digital.Plus.5.1", ("DD+",), "5.1", None),
        ("DD51", ("DD",), "5.1", None),
        ("AC3", ("DD",), None, None),
        ("DTS-HD.MA.5.1", ("DTS-HD MA",), "5.1", None),
        ("DTS-HDMA5.1", ("DTS-HD MA",), "5.1", None),
        ("DTS-HD.HRA.5.1", ("DTS-HD HRA",), "5.1", None),
        ("DTS-X.7.1", ("DTS:X",), "7.1", None),
        ("DTS.x264", ("DTS",), None, None),
        ("FLAC.2.0", ("FLAC",), "2.0", None),
        ("AAC2.0", ("AAC",), "2.0", None),
        ("LPCM.1.0", ("LPCM",), "1.0", None),
        ("Opus5.1", ("Opus",), "5.1", None),
    ],
)
def test_sound(
    words: str, codecs: tuple[str, ...], channels: str | None, atmos: bool | None
):
    read = parse(f"Movie.2011.1080p.BluRay.{words}-GRP")
    assert (read.audio, read.quality.channels) == (codecs, channels)
    assert read.quality.atmos is atmos
    assert read.quality.audio == codecs[0]


@pytest.mark.parametrize(
    ("words", "codec", "bits"),
    [
        ("x264", "h264", None),
        ("H.264", "h264", None),
        ("AVC", "h264", None),
        ("HEVC.10bit", "h265", 10),
        ("x265.8-bit", "h265", 8),
        ("Hi10P", "h264", 10),
        ("AV1", "av1", None),
        ("VC-1", "vc1", None),
        ("MPEG-2", "mpeg2", None),
        ("XviD", "xvid", None),
    ],
)
def test_codec(words: str, codec: str, bits: int | None):
    quality = parse(f"Movie.2011.1080p.BluRay.{words}-GRP").quality
    assert (quality.codec, quality.bit_depth) == (codec, bits)


REMUX = "2160p.UHD.BluRay.REMUX.HEVC"
WEB = "2160p.WEB-DL.H.265"


@pytest.mark.parametrize(
    ("words", "ranges", "profile", "layer"),
    [
        # Said outright.
        (f"{REMUX}.DV.P7.FEL.HDR10", {DV, HDR10}, "7", Layer.FEL),
        (f"{REMUX}.DV.FEL", {DV}, "7", Layer.FEL),
        (f"{REMUX}.DoVi.P7.MEL", {DV}, "7", Layer.MEL),
        (f"{REMUX}.DV.Full.Enhancement.Layer", {DV}, "7", Layer.FEL),
        (f"{REMUX}.DV.BL+EL+RPU", {DV}, "7", Layer.PRESENT),
        (f"{WEB}.DV.P5", {DV}, "5", None),
        (f"{WEB}.dvhe.05.06", {DV}, "5", None),
        (f"{WEB}.Dolby.Vision.Profile.8", {DV}, "8", None),
        (f"{WEB}.DoVi.P8.1.HDR10", {DV, HDR10}, "8.1", None),
        (f"{WEB}.DV8.HDR10+", {DV, HDR10_PLUS}, "8", None),
        (f"{WEB}.DoVi.8.4.HLG", {DV, HLG}, "8.4", None),
        (f"{WEB}.DV.P10.AV1", {DV}, "10", None),
        # The target of a conversion counts, never what it was.
        (f"{REMUX}.DV.P7.to.P8.HDR10", {DV, HDR10}, "8", Layer.NONE),
        (f"{REMUX}.FEL.to.8.1.DV.HDR10", {DV, HDR10}, "8.1", Layer.NONE),
        # No Dolby Vision.
        (f"{WEB}.HDR", {HDR10}, None, None),
        (f"{WEB}.HDR10Plus", {HDR10_PLUS}, None, None),
        (f"{WEB}.SDR", {SDR}, None, None),
        (WEB, set(), None, None),
    ],
)
def test_dynamic_range_that_is_stated(
    words: str, ranges: set[DynamicRange], profile: str | None, layer: Layer | None
):
    quality = parse(f"Movie.2021.{words}-GRP").quality
    assert quality.dynamic_range == ranges
    assert quality.profile == profile
    assert quality.sure("profile") is Confidence.STATED
    if layer is not None:
        assert quality.layer is layer
        assert quality.sure("layer") is Confidence.STATED


@pytest.mark.parametrize(
    ("words", "profile", "layer", "sure"),
    [
        (f"{REMUX}.DV.HDR10", "7", Layer.PRESENT, Confidence.LIKELY),
        (f"Hybrid.{REMUX}.DV.HDR10", "8.1", Layer.NONE, Confidence.GUESS),
        (f"{REMUX}.NoFEL.DV", "8.1", Layer.NONE, Confidence.LIKELY),
        ("COMPLETE.DV.UHD.BLURAY", "7", Layer.PRESENT, Confidence.LIKELY),
        ("2160p.BluRay.DV.HDR10.x265", "8.1", Layer.NONE, Confidence.LIKELY),
        (f"{WEB}.DV.HDR", "8.1", Layer.NONE, Confidence.LIKELY),
        (f"{WEB}.DV", "5", Layer.NONE, Confidence.LIKELY),
        ("2160p.WEB-DL.AV1.DV", "10", Layer.NONE, Confidence.LIKELY),
        (f"{WEB}.DV.HLG", "8.4", Layer.NONE, Confidence.LIKELY),
        (f"{WEB}.DV.SDR", "8.2", Layer.NONE, Confidence.GUESS),
    ],
)
def test_profile_that_follows(words: str, profile: str, layer: Layer, sure: Confidence):
    read = parse(f"Movie.2021.{words}-GRP")
    assert read.quality.profile == profile
    assert read.quality.sure("profile") is sure
    if layer is not Layer.NONE or "NoFEL" not in words:
        assert read.quality.layer is layer
    data = title_to_dict(read)
    assert data["dv_profile"] is None
    assert data["inferred"]["profile"] == {"value": profile, "confidence": sure.value}


def test_a_layer_without_dolby_vision_implies_it():
    read = parse("Movie.2021.2160p.UHD.BluRay.FEL.TrueHD.7.1.HEVC-GRP")
    assert DV in read.quality.dynamic_range
    assert read.quality.sure("dynamic_range") is Confidence.LIKELY
    assert title_to_dict(read)["hdr"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Movie.2021.2160p.WEB-DL.H265.MP4-GRP",
        "Movie.2021.DVDRip.x264-GRP",
        "Movie.2021.DVD9.PAL-GRP",
        "Movie.2021.720p.DVB.x264-GRP",
        "Movie.1998.MiniDV.Rip.x264-GRP",
        "Movie.2021.1080p7.BluRay.x264-GRP",
        "Movie.2021.2160p.WEB-DL.H265-DV",
        "Movie.2021.2160p.WEB-DL.H265-FEL",
        "Movie.2021.2160p.WEB-DL.H265-HDR",
        "Movie.2021.HDRip.x264-GRP",
        "Felicity.S01E02.2160p.WEB-DL.H265-GRP",
        "Advent.2021.2160p.WEB-DL.H265-GRP",
        "Advent.of.Fel.2021.2160p.WEB-DL.H265-GRP",
        "Mel.and.Joe.2021.2160p.WEB-DL.H265-GRP",
        "Dovi.and.Leah.2021.1080p.WEB-DL.H264-GRP",
        "Atmosphere.2021.1080p.WEB-DL.H264-GRP",
        "SDR.The.Movie.2021.1080p.WEB-DL.H264-GRP",
        "P7.2021.1080p.WEB-DL.H264-GRP",
        "Show.S06.P5.1080p.BluRay.x265-GRP",
        "Vision.2021.2160p.WEB-DL.H265-GRP",
        "Movie.2021.2160p.WEB-DL.Dolby.Digital.Plus.5.1.H265-GRP",
    ],
)
def test_traps_do_not_fire(text: str):
    quality = parse(text).quality
    assert quality.dynamic_range == frozenset()
    assert quality.profile is None
    assert quality.layer is None
    assert quality.atmos is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Movie.2011.1080p.BluRay.x264-GRP", "GRP"),
        ("Movie.2011.1080p.BluRay.x264-GRP.mkv", "GRP"),
        ("Movie 2011 1080p BluRay x264 - GRP", "GRP"),
        ("Movie.2011.1080p.BluRay.x264-GRP-xpost", "GRP"),
        ("Movie.2011.1080p.BluRay.x264-GRP-Obfuscated", "GRP"),
        ("Movie.2011.1080p.BluRay.x264-GRP[rartv]", "GRP"),
        ("Movie 2011 1080p BluRay x264-GRP [Site]", "GRP"),
        ("Movie.2011.1080p.BluRay.x264-GRP{{secret}}", "GRP"),
        ("Movie.2011.1080p.WEB-DL", None),
        ("Movie.2011.1080p.BluRay.DTS-HD", None),
        ("Movie.2011.1080p.BluRay.DTS-X.x264", None),
        ("Movie - S01E01 - Pilot [HDTV-1080p]", None),
        ("Movie.2011.1080p.BluRay.x264-A-B0C1", "A-B0C1"),
        ("Movie.2011.1080p.BluRay.x264-HD_Group", "HD_Group"),
        ("Movie (2011) (1080p BluRay x265 10bit Someone)", "Someone"),
        ("Movie (2011) (1080p BluRay x265 English - Someone)", "Someone"),
        ("Movie (2011) (1080p BluRay x265 Someone) [QxR]", "QxR"),
        ("Movie 2011 [Blu-ray][1080p][Softsubs (Someone)]", "Someone"),
        ("[Someone] Show - 01 [1080p]", "Someone"),
        ("[www.example.com] Show - 01 [1080p]", None),
        ("[1080p] Show - 01", None),
        ("Movie.2011.1080p.BluRay.x264-BD", "BD"),
        ("Movie.2011.1080p.BluRay.x264-YT", "YT"),
        ("Movie.2011.1080p.WEB-DL.x264-UHDTV", "UHDTV"),
        ("Movie.2011.1080p.BluRay.x264-GRP.NLSubs", "GRP"),
        ("Movie.2011.HDTV.x264-GRP.HebSubs", "GRP"),
        ("Movie S01E02 [Mux - H264] DLMux by Someone", "Someone"),
        ("Movie 2011 1080p BluRay x264 - One - Two", "Two"),
        ("Movie.2011.PAL.DVD9-IL.One-Two", "Two"),
        ("Movie (2011) (1080p BluRay x265 - One TAoE)", "TAoE"),
        ("Movie.2011.1080p.BluRay.x265.DTS.One.TAoE", "TAoE"),
        ("Movie.2011.1080p.BluRay.x264.D-Z0N3", "D-Z0N3"),
        ("Movie.2011.1080p.BluRay.x264-[Some.One]", "Some.One"),
        ("Movie 2011 1080p BluRay [x264] [Some Words here]", None),
        ("Movie 2011 1080p BluRay x264 []", None),
        ("Movie 2011 (a name)", None),
        ("Movie.2011.x264.Someone)", "Someone"),
        ("Spider-Movie", None),
        ("[Group] Spider-Movie", "Group"),
    ],
)
def test_group(text: str, group: str | None):
    assert parse(text).group == group


def test_a_group_without_a_hyphen_is_a_guess():
    read = parse("Movie.2011.BRRip.XviD.AC3.SomeOne")
    assert read.group == "SomeOne"
    assert read.sure("group") is Confidence.GUESS


def test_edition_languages_and_hybrid():
    quality = parse("Movie.2011.Hybrid.Directors.Cut.FRENCH.1080p.BluRay-GRP").quality
    assert quality.edition == "Directors Cut"
    assert quality.languages == {"french"}
    assert quality.hybrid
    assert quality.revision == 1


def test_revisions_count_from_one():
    assert parse("Movie.2011.1080p.BluRay-GRP").quality.revision == 1
    assert parse("Movie.2011.PROPER.1080p.BluRay-GRP").quality.revision == 2
    assert parse("Movie.2011.REPACK2.1080p.BluRay-GRP").quality.revision == 2
    assert parse("[Group] Show - 01v3 [1080p]").quality.revision == 3


@pytest.mark.parametrize("text", ["", " ", "-", "[]", "()", ".mkv", "S01E01", "\x00"])
def test_next_to_nothing_is_read_as_little(text: str):
    assert parse(text).title == ""


def test_what_is_too_long_is_cut():
    assert len(parse("word " * 1000).title) <= MAX_CHARS


def test_a_title_is_written_anew_from_what_was_read():
    text = "Movie.2011.REPACK.2160p.UHD.BluRay.REMUX.HEVC.DV.P7.FEL.HDR10.TrueHD.7.1.Atmos-GRP"
    written = render(parse(text))
    assert written == (
        "Movie (2011) REPACK 2160p BluRay REMUX DV P7 FEL HDR10 h265 TrueHD 7.1 Atmos-GRP"
    )
    assert parse(written).quality == parse(text).quality


@pytest.mark.parametrize(
    ("text", "name", "value", "sure"),
    [
        ("Show.104.720p.HDTV.x264-GRP", "episodes", (4,), Confidence.GUESS),
        ("Show.104.720p.HDTV.x264-GRP", "seasons", (1,), Confidence.GUESS),
        ("Show.5of9.The.End.DVDRip", "seasons", (1,), Confidence.GUESS),
        ("Show.Part.2.720p.HDTV.x264-GRP", "episodes", (2,), Confidence.GUESS),
        ("[Group]_Show_07_(1280x720)", "absolute", (7,), Confidence.LIKELY),
        ("[Group] Show - 07 [1080p]", "absolute", (7,), Confidence.STATED),
        ("Show.S2014E02.720p", "year", 2014, Confidence.LIKELY),
        ("Show.2014.S01E02.720p", "year", 2014, Confidence.STATED),
    ],
)
def test_what_is_inferred_says_so(text: str, name: str, value: Any, sure: Confidence):
    read = parse(text)
    assert getattr(read, name) == value
    assert read.sure(name) is sure


def test_an_uhd_disc_is_probably_2160p():
    quality = parse("Movie.2021.COMPLETE.UHD.BLURAY-GRP").quality
    assert (quality.resolution, quality.sure("resolution")) == (2160, Confidence.LIKELY)


def test_an_hd_rip_is_a_guess():
    quality = parse("Movie.2021.HDRip.XviD-GRP").quality
    assert (quality.source, quality.sure("source")) == (Source.WEBRIP, Confidence.GUESS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Show.S01E02.The.Long.Way.1080p.WEB.h264-GRP", ["The", "Long", "Way"]),
        ("Movie.2011.1080p.BluRay.x264-GRP", []),
        ("  Movie 2011 1080p Krypton x264-GRP.mkv", ["Krypton"]),
        ("[Group] Show - 07 [AB12CD34] don't [1080p].mkv", ["don't"]),
        ("[Group] Show - 07 [1080p] Other-Words", ["Other", "Words"]),
        ("Гавань S01E02 Слово 1080p-GRP", ["Слово"]),
        ("[ www.example.com ] - Movie.2011.1080p-GRP-xpost", []),
        ("Salt\u200b S01E02 Some\u200b Word 1080p-GRP", ["Some", "Word"]),
        ("", []),
    ],
)
def test_what_was_not_read_is_told_with_its_place(text: str, words: list[str]):
    unread = parse(text).unread
    assert [word.text for word in unread] == words
    # Their places are those in the title as it was given.
    for word in unread:
        assert text[word.start : word.end].replace("\u200b", "") == word.text


def test_many_titles_say_together_what_each_says_alone():
    texts = [
        *(
            "[Lark] Paper Moon - 07v2 [1080p][AB12CD34].mkv",
            "",
            "Salt S01-S03 Complete",
        ),
        *("Harbour 2011 720 BluRay x264-GRP", "Salt.2024.01.05.720p.WEB.h264-PIER"),
        "Salt 2019 2160p UHD BluRay REMUX DV HDR10 TrueHD 7.1 Atmos-PIER-xpost",
        "Salt " * MAX_CHARS,
    ]
    together = parse_all(texts)
    assert together == [parse(text) for text in texts]
    assert [one.unread for one in together] == [parse(text).unread for text in texts]
