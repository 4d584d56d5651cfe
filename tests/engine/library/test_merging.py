"""One quality out of what several say of a file."""

import pytest

from custom_components.greenlight.engine.library.item import Origin
from custom_components.greenlight.engine.library.merging import merge, readings_of
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
)
from custom_components.greenlight.engine.reading import read
from tests.support.shelved import version

DV, HDR10, PLUS, SDR, HLG = (
    DynamicRange.DOLBY_VISION,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
    DynamicRange.SDR,
    DynamicRange.HLG,
)
TAG, STREAM, MEDIA_INFO, NAME, PERSON = (
    Origin.TAG,
    Origin.STREAM,
    Origin.MEDIA_INFO,
    Origin.NAME,
    Origin.PERSON,
)


def ranges(*members: DynamicRange, **more) -> Quality:
    return Quality(dynamic_range=frozenset(members), **more)


FEL_BY_NAME = read(
    "Film 2020 2160p UHD BluRay REMUX DV P7 FEL HDR TrueHD Atmos 7.1"
).quality


@pytest.mark.parametrize(
    ("readings", "wanted"),
    [
        pytest.param(
            [(NAME, FEL_BY_NAME), (STREAM, ranges(DV, HDR10, profile="8.1"))],
            (frozenset({DV, HDR10}), "8.1", None),
            id="a stream of profile 8 beats a name that says FEL",
        ),
        pytest.param(
            [
                (TAG, Quality(layer=Layer.FEL)),
                (STREAM, ranges(DV, HDR10, profile="7", layer=Layer.PRESENT)),
            ],
            (frozenset({DV, HDR10}), "7", Layer.FEL),
            id="a tag completes a stream",
        ),
        pytest.param(
            [
                (STREAM, ranges(DV, HDR10, profile="7", layer=Layer.PRESENT)),
                (NAME, FEL_BY_NAME),
            ],
            (frozenset({DV, HDR10}), "7", Layer.FEL),
            id="so does a name that agrees",
        ),
        pytest.param(
            [
                (TAG, Quality(layer=Layer.FEL)),
                (STREAM, ranges(DV, HDR10, profile="8.1")),
            ],
            (frozenset(), None, Layer.FEL),
            id="a tag beats a stream that contradicts it",
        ),
        pytest.param(
            [(MEDIA_INFO, ranges(DV, HDR10)), (NAME, FEL_BY_NAME)],
            (frozenset({DV, HDR10}), "7", Layer.FEL),
            id="DV HDR10 may be profile 7",
        ),
        pytest.param(
            [(MEDIA_INFO, ranges(DV, profile="5")), (NAME, FEL_BY_NAME)],
            (frozenset({DV}), "5", None),
            id="profile 5 has no layer and nothing beneath it",
        ),
        pytest.param(
            [(MEDIA_INFO, ranges(HDR10)), (NAME, FEL_BY_NAME)],
            (frozenset({HDR10}), None, None),
            id="without Dolby Vision there is no profile",
        ),
        pytest.param(
            [
                (STREAM, ranges(DV, HDR10, profile="8")),
                (NAME, ranges(DV, profile="8.1")),
            ],
            (frozenset({DV, HDR10}), "8.1", None),
            id="a profile is told more closely",
        ),
        pytest.param(
            [
                (STREAM, ranges(DV, HDR10, profile="8")),
                (NAME, ranges(DV, profile="8.4")),
            ],
            (frozenset({DV, HDR10}), "8", None),
            id="but not as one that has something else beneath it",
        ),
        pytest.param(
            [(STREAM, ranges(DV, HDR10, profile="8.1")), (NAME, ranges(DV, PLUS))],
            (frozenset({DV, HDR10, PLUS}), "8.1", None),
            id="what does not see HDR10+ does not say no",
        ),
        pytest.param(
            [
                (STREAM, ranges(DV, profile="7", layer=Layer.NONE)),
                (NAME, ranges(DV, layer=Layer.MEL)),
            ],
            (frozenset({DV}), "7", Layer.NONE),
            id="no layer is an answer",
        ),
        pytest.param(
            [(STREAM, ranges(SDR)), (NAME, ranges(HDR10))],
            (frozenset({SDR}), None, None),
            id="SDR is not HDR10",
        ),
        pytest.param(
            [(STREAM, ranges(HLG, DV, profile="8")), (NAME, ranges(DV, profile="8.1"))],
            (frozenset({HLG, DV}), "8", None),
            id="HLG is not beneath profile 8.1",
        ),
        pytest.param(
            [
                (PERSON, Quality(layer=Layer.MEL)),
                (TAG, Quality(layer=Layer.FEL)),
                (NAME, ranges(DV)),
            ],
            (frozenset({DV}), None, Layer.MEL),
            id="a person is right",
        ),
    ],
)
def test_vision_fits_together(readings, wanted) -> None:
    quality, _ = merge(readings)
    assert (quality.dynamic_range, quality.profile, quality.layer) == wanted


def test_says_from_where_it_is() -> None:
    quality, origins = merge(
        [
            (NAME, FEL_BY_NAME),
            (MEDIA_INFO, ranges(DV, HDR10, resolution=2160, audio="TrueHD")),
        ]
    )
    assert quality.resolution == 2160
    assert origins["dynamic_range"] is MEDIA_INFO
    assert origins["layer"] is NAME
    assert origins["audio"] is MEDIA_INFO
    assert "edition" not in origins


def test_what_is_stated_goes_before_what_is_likely() -> None:
    likely = ranges(DV, profile="7", confidence={"profile": Confidence.LIKELY})
    quality, origins = merge([(STREAM, likely), (NAME, ranges(DV, profile="8.1"))])
    assert (quality.profile, origins["profile"]) == ("8.1", NAME)
    assert quality.sure("profile") is Confidence.STATED


def test_what_is_only_likely_stays_so() -> None:
    likely = ranges(DV, profile="7", confidence={"profile": Confidence.LIKELY})
    quality, _ = merge([(MEDIA_INFO, ranges(DV, HDR10)), (NAME, likely)])
    assert quality.profile == "7"
    assert quality.sure("profile") is Confidence.LIKELY


def test_likely_ranges_add_nothing_to_stated_ones() -> None:
    likely = ranges(DV, PLUS, confidence={"dynamic_range": Confidence.LIKELY})
    quality, _ = merge([(MEDIA_INFO, ranges(DV, HDR10)), (NAME, likely)])
    assert quality.dynamic_range == {DV, HDR10}


@pytest.mark.parametrize(
    ("seen", "named", "atmos"),
    [
        (Quality(audio="TrueHD"), Quality(audio="TrueHD", atmos=True), True),
        (Quality(audio="DD+"), Quality(audio="DD+", atmos=True), True),
        # Radarr saw another track; whether there is Atmos in that one is not known.
        (Quality(audio="DTS-HD MA"), Quality(audio="TrueHD", atmos=True), None),
        (Quality(audio="TrueHD", atmos=False), Quality(atmos=True), False),
        (Quality(audio="TrueHD", atmos=True), Quality(audio="DTS"), True),
    ],
)
def test_a_codec_says_nothing_of_atmos(seen, named, atmos) -> None:
    quality, _ = merge([(MEDIA_INFO, seen), (NAME, named)])
    assert quality.atmos is atmos
    assert quality.audio == seen.audio


def test_a_version_is_what_was_said_of_it() -> None:
    readings = [
        (STREAM, ranges(DV, HDR10, profile="7", layer=Layer.PRESENT)),
        (MEDIA_INFO, Quality(resolution=2160, audio="TrueHD")),
        (NAME, FEL_BY_NAME),
    ]
    quality, origins = merge(readings)
    merged = version("Film.mkv", quality=quality, origins=origins)
    assert merge(readings_of(merged)) == (quality, origins)
    assert {origin for origin, _ in readings_of(merged)} == {STREAM, MEDIA_INFO, NAME}


def test_nothing_said_is_nothing_known() -> None:
    assert merge([]) == (Quality(), {})
    assert list(readings_of(version("x", quality=Quality()))) == []
