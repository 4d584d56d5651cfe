"""A release is called what people would call it, with every doubt marked."""

from hypothesis import given, strategies as st
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
    ("title", "name"),
    [
        (
            "Film.2026.2160p.WEB-DL.setup.exe-GRP",
            "⚠ setup exe · Film (2026) · 2160p WEB-DL · GRP",
        ),
        (
            "Film.2026.2160p.WEB-DL.TRAILER ONLY FAKE-GRP",
            "⚠ TRAILER ONLY FAKE · Film (2026) · 2160p WEB-DL · GRP",
        ),
        (
            "Film 2026 1080p password in readme.txt",
            "⚠ password readme txt · Film (2026) · 1080p · “in”",
        ),
        (
            "Film (2026) [2160p] install codec pack",
            "⚠ install codec · Film (2026) · 2160p · “pack”",
        ),
        (
            "Film.2026.1080p.BluRay.SAMPLE-GRP",
            "⚠ SAMPLE · Film (2026) · 1080p Blu-ray · GRP",
        ),
        ("Film 2026 CAMRip no fake", "⚠ fake · Film (2026) · Cam · “no”"),
        (
            "Show.S01E01.The.Long.Night.1080p.WEB-DL-GRP",
            "Show S01E01 · 1080p WEB-DL · GRP · “The Long Night”",
        ),
        (
            f"Show.S01E01.{'Long.' * 20}1080p.WEB-DL-GRP",
            f"Show S01E01 · 1080p WEB-DL · GRP · “{'Long ' * 11}Long…”",
        ),
        # What belongs to the name is no warning.
        ("Trailer.Park.S01E02.720p-GRP", "Trailer Park S01E02 · 720p · GRP"),
        ("[Group] Show - 05 (1080p)", "Show 05 · 1080p · Group"),
    ],
)
def test_what_was_not_read_is_not_hidden(title: str, name: str) -> None:
    assert shown_name(title) == name


@pytest.mark.parametrize("ending", ["exe", "SCR", "lnk", "js"])
def test_a_program_is_told_whatever_else_its_ending_was_taken_for(ending: str) -> None:
    assert shown_name(f"Film.2026.1080p.WEB-DL-GRP.{ending}").startswith(
        f"⚠ {ending} ·"
    )


@given(
    st.lists(
        st.sampled_from(
            "Film 2026 2160p WEB-DL setup exe TRAILER fake password S01E02 DV FEL GRP Ünread 7 x".split()
        ),
        min_size=1,
        max_size=10,
    ),
    st.sampled_from([".", " ", "_"]),
)
def test_a_warning_is_in_every_name(words: list[str], between: str) -> None:
    name = shown_name(between.join(words)).casefold()
    for word in ("setup", "exe", "trailer", "fake", "password"):
        assert (word in words or word.upper() in words) <= (word in name)


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
