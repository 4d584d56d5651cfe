"""What FFmpeg's names mean in ours."""

import pytest

from custom_components.greenlight.engine.quality.quality import (
    DynamicRange,
    Layer,
    Quality,
)
from custom_components.greenlight.libraries.common.languages import languages
from custom_components.greenlight.libraries.common.loose import (
    file_name,
    folder,
    rows,
    word,
)
from custom_components.greenlight.libraries.common.streams import (
    Sound,
    Vision,
    best,
    lines,
    sound,
    told,
    video_codec,
)

DV, HDR10, PLUS, HLG, SDR = (
    DynamicRange.DOLBY_VISION,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
    DynamicRange.HLG,
    DynamicRange.SDR,
)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (3840, 2160, 2160),
        (3840, 1604, 2160),
        (4096, 1716, 2160),
        (1920, 1088, 1080),
        (1920, 800, 1080),
        (1440, 1080, 1080),
        (1280, 536, 720),
        (720, 576, 576),
        (720, 480, 480),
        (7680, 4320, 4320),
        (9000, 9000, 4320),
        (None, 2160, 2160),
        (1920, None, 1080),
        (None, None, None),
    ],
)
def test_lines(width: int | None, height: int | None, expected: int | None) -> None:
    assert lines(width, height) == expected


@pytest.mark.parametrize(
    ("codec", "profile", "words", "expected"),
    [
        ("truehd", "", "", Sound("TrueHD")),
        ("truehd", "", "English (TrueHD Atmos 7.1)", Sound("TrueHD", atmos=True)),
        ("E-AC-3", "", "", Sound("DD+")),
        ("ac3", "", "Atmos", Sound("DD")),
        ("dca", "dts", "", Sound("DTS")),
        ("dca", "ma", "", Sound("DTS-HD MA")),
        ("dca", "hra", "", Sound("DTS-HD HRA")),
        ("dca", "es", "", Sound("DTS-ES")),
        ("dts", "DTS-HD HRA", "", Sound("DTS-HD HRA")),
        ("dts", "DTS 96/24", "", Sound("DTS")),
        ("dts", "DTS-HD MA + DTS:X IMAX", "", Sound("DTS:X", dts_x=True)),
        ("dca", "x", "", Sound("DTS:X", dts_x=True)),
        ("pcm_s24le", "", "", Sound("LPCM")),
        ("nonsense", "", "", None),
    ],
)
def test_sound(codec: str, profile: str, words: str, expected: Sound | None) -> None:
    assert sound(codec, profile, None, words) == expected


def test_channels_are_written_as_titles_do() -> None:
    found = [sound("ac3", "", count) for count in (1, 2, 6, 8, 99)]
    assert [each and each.channels for each in found] == [
        *("1.0", "2.0", "5.1", "7.1", None)
    ]


def test_the_best_track_is_the_one_with_atmos() -> None:
    tracks = [Sound("TrueHD"), Sound("DD+", atmos=True), Sound("DD")]
    assert best(tracks) == tracks[1]
    assert best(tracks[::2]) == tracks[0]
    assert best([]) is None


@pytest.mark.parametrize(
    ("vision", "ranges", "profile", "layer"),
    [
        (Vision(), set(), None, None),
        (Vision(dolby=True), {DV}, None, None),
        (Vision(profile=4), {DV, SDR}, "4", Layer.PRESENT),
        (Vision(profile=5, transfer="smpte2084"), {DV}, "5", Layer.NONE),
        (Vision(profile=7), {DV, HDR10}, "7", Layer.PRESENT),
        (Vision(profile=7, enhancement=False), {DV, HDR10}, "7", Layer.NONE),
        (Vision(profile=8, compatibility=2), {DV, SDR}, "8.2", Layer.NONE),
        (Vision(profile=8, transfer="arib-std-b67"), {DV, HLG}, "8", Layer.NONE),
        (Vision(profile=9), {DV, SDR}, "9", Layer.NONE),
        (Vision(profile=10, compatibility=0, plus=True), {DV}, "10", Layer.NONE),
        (Vision(profile=10, compatibility=4), {DV, HLG}, "10", Layer.NONE),
        (Vision(profile=99), {DV}, None, None),
    ],
)
def test_vision(
    vision: Vision, ranges: set[DynamicRange], profile: str | None, layer: Layer | None
) -> None:
    quality = vision.quality()
    assert quality.dynamic_range == ranges
    assert quality.profile == profile
    assert quality.layer is layer


def test_what_lies_below_dolby_vision_is_known_with_its_profile() -> None:
    seen = Vision(profile=5).quality()
    quality, _ = told("A.Film.2160p.WEB-DL.DV.HDR10Plus.mkv", seen)
    assert quality.dynamic_range == {DV}
    seen = Vision(profile=8, compatibility=1).quality()
    quality, _ = told("A.Film.2160p.WEB-DL.DV.HDR10Plus.mkv", seen)
    assert quality.dynamic_range == {DV, HDR10, PLUS}


def test_a_name_that_lies_about_the_layer_is_not_believed() -> None:
    name = "A.Film.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.mkv"
    seen = Vision(profile=8, compatibility=1, enhancement=False).quality()
    quality, _ = told(name, seen)
    assert (quality.profile, quality.layer) == ("8.1", Layer.NONE)


def test_denied_hdr10_plus_leaves_dolby_vision_alone() -> None:
    name = "A.Film.2160p.WEB-DL.DV.P8.HDR10Plus.mkv"
    quality, _ = told(name, Quality(), frozenset({PLUS}))
    assert DV in quality.dynamic_range
    assert PLUS not in quality.dynamic_range


def test_names_of_codecs_and_languages() -> None:
    assert [video_codec(each) for each in ("HEVC", "mpeg2video", "cinepak")] == [
        *("h265", "mpeg2", None)
    ]
    assert languages(["eng", "pt-BR", "deu", "und", ""]) == {
        *("english", "portuguese", "german")
    }


def test_paths_of_other_systems() -> None:
    assert file_name("D:\\films\\A Film\\a.mkv") == "a.mkv"
    assert folder("D:\\films\\A Film\\a.mkv") == "D:\\films\\A Film"
    assert (file_name("/films/a\\b.mkv"), folder("")) == ("a\\b.mkv", "")


def test_loose_values() -> None:
    assert (word(12), word("12"), word(True), word(None)) == ("12", "12", "", "")
    assert rows({"a": 1}) == [{"a": 1}]
    assert rows([{"a": 1}, None]) == [{"a": 1}]
    assert rows(None) == []
