"""A release is called what people would call it, with every doubt marked."""

import pytest

from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Quality,
    Source,
)
from custom_components.greenlight.engine.summary import shown_name, summary
from custom_components.greenlight.engine.title.parse import Title

DUNE = "Dune.Part.Two.2024.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HDR10.TrueHD.Atmos.7.1-GRP"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            DUNE,
            (
                "Dune Part Two (2024) · 2160p UHD remux · Dolby Vision P7 FEL"
                " · TrueHD Atmos 7.1 · GRP"
            ),
        ),
        ("Show.S02E05.1080p.WEB-DL", "Show S02E05 · 1080p WEB-DL"),
        ("Show.S02.1080p.WEB-DL-NTb", "Show S02 · 1080p WEB-DL · NTb"),
        ("Show.S01E01-E03.PROPER.1080p", "Show S01E01-E03 · 1080p · PROPER"),
        (
            "Show.S01-S03.GERMAN.1080p.BluRay.x264-GRP",
            "Show S01-S03 · 1080p Blu-ray · German · GRP",
        ),
        (
            "The.Daily.Show.2024.05.06.720p.HDTV.x264",
            "The Daily Show 2024-05-06 · 720p HDTV",
        ),
        (
            "[Group] Frieren - 05v2 (1080p)",
            "Frieren 05 · 1080p · v2 · Group",
        ),
        ("Friends (1994) Complete Series", "Friends (1994) complete"),
        ("Film.2024.1080p.BluRay.REMUX-GRP", "Film (2024) · 1080p remux · GRP"),
        (
            "Film.2024.Directors.Cut.2160p.HDR10.DTS-X.7.1-GRP",
            "Film (2024) · Directors Cut · 2160p · HDR10 · DTS:X 7.1 · GRP",
        ),
    ],
)
def test_what_was_read_is_told(title: str, name: str) -> None:
    assert shown_name(title) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "Show.S02E05.2160p.WEB-DL.DV.H265-NTb",
            "Show S02E05 · 2160p WEB-DL · Dolby Vision, probably P5 · NTb",
        ),
        (
            "Film.2024.2160p.WEB-DL.DV.HDR10+.H265-GRP",
            "Film (2024) · 2160p WEB-DL · Dolby Vision, probably P8.1 · HDR10+ · GRP",
        ),
        (
            "Film.2024.UHD.BluRay.x265-GRP",
            "Film (2024) · probably 2160p Blu-ray · GRP",
        ),
        ("Film 2024 HDRip", "Film (2024) · probably WEBRip"),
        (
            "Film.2024.2160p.FEL.x265",
            "Film (2024) · 2160p · probably Dolby Vision P7 FEL",
        ),
    ],
)
def test_what_is_not_certain_is_marked(title: str, name: str) -> None:
    assert shown_name(title) == name


@pytest.mark.parametrize(
    "title", ["", "Film one", "2160p", "debian-12.iso", "x" * 1000, "Film_*one*"]
)
def test_where_too_little_was_read_it_is_the_title(title: str) -> None:
    assert shown_name(title) == title


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (
            Title(
                title="Show",
                episodes=(3,),
                seasons=(1,),
                confidence={"seasons": Confidence.GUESS},
            ),
            "Show probably S01E03",
        ),
        (Title(title="Show", seasons=(1, 2), episodes=(1, 2)), "Show S01-S02 E01-E02"),
        (Title(title="Show", episodes=(1, 5)), "Show E01, E05"),
        (Title(title="Film", stereo=True, year=2010), "Film (2010) · 3D"),
        (
            Title(title="Film", quality=Quality(audio="DD+ Atmos", atmos=True)),
            "Film · DD+ Atmos",
        ),
        (
            Title(title="Film", quality=Quality(atmos=True, channels="5.1")),
            "Film · Atmos 5.1",
        ),
        (Title(title="Film", quality=Quality(source=Source.DISC)), "Film · disc"),
        (
            Title(
                title="Film",
                quality=Quality(
                    dynamic_range=frozenset({DynamicRange.DOLBY_VISION}),
                    profile="7",
                ),
            ),
            "Film · Dolby Vision P7",
        ),
        (
            Title(
                title="Film",
                quality=Quality(
                    dynamic_range=frozenset({DynamicRange.HLG}),
                    confidence={"dynamic_range": Confidence.LIKELY},
                ),
            ),
            "Film · probably HLG",
        ),
        (Title(title="Film", year=2024, real=1, repack=2), "Film (2024) · REAL REPACK"),
        (Title(quality=Quality(resolution=1080)), ""),
    ],
)
def test_every_part_has_its_place(read: Title, line: str) -> None:
    assert summary(read) == line
