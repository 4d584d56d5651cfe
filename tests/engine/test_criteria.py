"""What a rule wants of picture, sound and make: found, something else, or not said."""

from typing import Any

import pytest

from custom_components.greenlight.engine.criteria import (
    NAMES,
    Audio,
    Channels,
    Codec,
    Criteria,
    Extra,
    Profile,
    match_criteria,
)
from custom_components.greenlight.engine.quality.quality import DynamicRange, Layer
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.title.parse import parse

REMUX = "Film.2020.2160p.UHD.BluRay.REMUX"


def held(title: str, **wanted: Any) -> tuple[list[Reason], list[Reason]]:
    """Return why a title is refused, and what is not known of it."""
    refused: list[Reason] = []
    unknown: list[Reason] = []
    chosen = {name: frozenset(one) for name, one in wanted.items()}
    match_criteria(Criteria(**chosen), parse(title), refused, unknown)
    return refused, unknown


def said(title: str, **wanted: Any) -> str:
    """Return what a criterion says in a word."""
    refused, unknown = held(title, **wanted)
    assert not (refused and unknown)
    if refused:
        return refused[0].code
    return unknown[0].code if unknown else "fits"


@pytest.mark.parametrize(
    ("title", "wanted", "expected"),
    [
        # Dynamic ranges: what Dolby Vision falls back to is there, too.
        (f"{REMUX}.DV.P8.1.HDR10-X", [DynamicRange.DOLBY_VISION], "fits"),
        (f"{REMUX}.DV.P8.1-X", [DynamicRange.HDR10], "fits"),
        ("Film.2020.2160p.WEB-DL.DV.P5-X", [DynamicRange.HDR10], "other_ranges"),
        (f"{REMUX}.HDR10-X", [DynamicRange.DOLBY_VISION], "other_ranges"),
        (f"{REMUX}.HDR10-X", [*DynamicRange], "fits"),
        ("Film.2020.720p.HDTV.x264-X", [DynamicRange.HDR10], "other_ranges"),
        ("Film.2020.2160p.WEB-DL-X", [DynamicRange.SDR], "unknown_ranges"),
    ],
)
def test_ranges(title: str, wanted: list[DynamicRange], expected: str) -> None:
    assert said(title, ranges=wanted) == expected


@pytest.mark.parametrize(
    ("title", "wanted", "expected"),
    [
        (f"{REMUX}.DV.P7.FEL-X", Profile.P7, "fits"),
        (f"{REMUX}.DV.P8.1.HDR10-X", Profile.P8, "fits"),
        (f"{REMUX}.DV.P8.1.HDR10-X", Profile.P8_1, "fits"),
        (f"{REMUX}.DV.P8.1.HDR10-X", Profile.P8_4, "other_profiles"),
        (f"{REMUX}.HDR10-X", Profile.P7, "other_profiles"),
        (f"{REMUX}.DV.HDR10-X", Profile.P7, "unknown_profiles"),
        ("Film.2020.2160p.WEB-DL-X", Profile.P5, "unknown_profiles"),
    ],
)
def test_profiles(title: str, wanted: Profile, expected: str) -> None:
    assert said(title, profiles=[wanted]) == expected


@pytest.mark.parametrize(
    ("title", "wanted", "expected"),
    [
        (f"{REMUX}.DV.P7.FEL-X", Layer.FEL, "fits"),
        (f"{REMUX}.DV.P7.FEL-X", Layer.MEL, "other_layers"),
        (f"{REMUX}.DV.P7-X", Layer.FEL, "unknown_layers"),
        (f"{REMUX}.DV.P8.1.HDR10-X", Layer.FEL, "other_layers"),
        (f"{REMUX}.HDR10-X", Layer.FEL, "other_layers"),
        (f"{REMUX}.DV.HDR10-X", Layer.FEL, "unknown_layers"),
    ],
)
def test_layers(title: str, wanted: Layer, expected: str) -> None:
    assert said(title, layers=[wanted]) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Film.2020.1080p.WEB-DL.H.265-X", "fits"),
        ("Film.2020.1080p.WEB-DL.H.264-X", "other_codecs"),
        ("Film.2020.1080p.WEB-DL-X", "unknown_codecs"),
    ],
)
def test_codecs(title: str, expected: str) -> None:
    assert said(title, codecs=[Codec.H265]) == expected


@pytest.mark.parametrize(
    ("title", "wanted", "expected"),
    [
        (f"{REMUX}.TrueHD.7.1.Atmos-X", Audio.ATMOS, "fits"),
        (f"{REMUX}.TrueHD.7.1.Atmos-X", Audio.TRUEHD, "fits"),
        (f"{REMUX}.TrueHD.7.1.Atmos-X", Audio.DTS, "other_audios"),
        # Some that carry Atmos do not say so.
        (f"{REMUX}.TrueHD.7.1-X", Audio.ATMOS, "unknown_audios"),
        (f"{REMUX}.DTS-HD.MA.5.1-X", Audio.ATMOS, "other_audios"),
        (f"{REMUX}-X", Audio.DTS, "unknown_audios"),
    ],
)
def test_audios(title: str, wanted: Audio, expected: str) -> None:
    assert said(title, audios=[wanted]) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{REMUX}.TrueHD.7.1-X", "fits"),
        (f"{REMUX}.DTS-HD.MA.5.1-X", "other_channels"),
        (f"{REMUX}.TrueHD-X", "unknown_channels"),
    ],
)
def test_channels(title: str, expected: str) -> None:
    assert said(title, channels=[Channels.SEVEN]) == expected


def test_an_edition_is_found_by_a_word_of_its_name_in_any_case() -> None:
    cut = "Film.2020.Directors.Cut.1080p.BluRay.x264-X"
    assert said(cut, editions=["director"]) == "fits"
    assert said(cut, editions=["imax"]) == "other_editions"
    refused, _ = held("Film.2020.1080p.BluRay.x264-X", editions=["imax"])
    assert refused == [Reason("other_editions", (("found", "–"),))]


@pytest.mark.parametrize(
    ("title", "extra"),
    [
        ("Film.2020.PROPER.1080p.BluRay.x264-X", Extra.PROPER),
        ("Film.2020.REPACK.1080p.BluRay.x264-X", Extra.PROPER),
        ("Film.2020.2160p.Hybrid.BluRay.REMUX.DV.HDR10-X", Extra.HYBRID),
        ("Show.S01.1080p.WEB-DL.H.264-X", Extra.SEASON_PACK),
        ("Film.2020.3D.1080p.BluRay.x264-X", Extra.STEREO),
    ],
)
def test_a_title_without_an_extra_is_without_it(title: str, extra: Extra) -> None:
    assert said(title, extras=[extra]) == "fits"
    assert said("Film.2020.1080p.BluRay.x264-X", extras=[extra]) == "other_extras"


def test_what_is_found_instead_is_named_in_order() -> None:
    refused, _ = held(f"{REMUX}.TrueHD.7.1.Atmos-X", audios=[Audio.DTS, Audio.MP3])
    assert refused == [Reason("other_audios", (("found", "atmos, truehd"),))]


def test_of_several_kinds_each_has_to_fit() -> None:
    refused, unknown = held(
        f"{REMUX}.HDR10-X",
        ranges=[DynamicRange.DOLBY_VISION],
        codecs=[Codec.H265],
        channels=[Channels.SEVEN],
    )
    assert [one.code for one in refused] == ["other_ranges"]
    assert [one.code for one in unknown] == ["unknown_codecs", "unknown_channels"]


def test_nothing_wanted_is_anything() -> None:
    assert held(f"{REMUX}-X") == ([], [])
    assert not Criteria().any


@pytest.mark.parametrize("name", NAMES)
def test_anything_wanted_is_a_criterion(name: str) -> None:
    wanted: dict[str, Any] = {name: frozenset({"x"})}
    assert Criteria(**wanted).any
