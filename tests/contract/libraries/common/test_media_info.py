"""What a look into a file says, and what it leaves open."""

from typing import Any

import pytest

from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Quality,
)
from custom_components.greenlight.libraries.common.arr.media_info import measured
from tests.support.arr_rows import media_info

DV = DynamicRange.DOLBY_VISION
HDR10 = DynamicRange.HDR10
LIKELY = Confidence.LIKELY


@pytest.mark.parametrize(
    ("said", "ranges", "profile", "sure"),
    [
        ("", {DynamicRange.SDR}, None, {}),
        ("DV", {DV}, "5", {}),
        # Profile 7 and 8.1 alike.
        ("DV HDR10", {DV, HDR10}, None, {}),
        ("DV HDR10Plus", {DV, DynamicRange.HDR10_PLUS}, None, {}),
        ("DV HLG", {DV, DynamicRange.HLG}, "8.4", {"profile": LIKELY}),
        ("DV SDR", {DV, DynamicRange.SDR}, "8.2", {"profile": LIKELY}),
        ("HDR10", {HDR10}, None, {}),
        ("HDR10Plus", {DynamicRange.HDR10_PLUS}, None, {}),
        ("HLG", {DynamicRange.HLG}, None, {}),
        ("PQ", {HDR10}, None, {"dynamic_range": LIKELY}),
        ("HDR", {HDR10}, None, {"dynamic_range": LIKELY}),
        ("Something New", {HDR10}, None, {"dynamic_range": LIKELY}),
        (None, set(), None, {}),
    ],
)
def test_ranges(
    said: str | None,
    ranges: set[DynamicRange],
    profile: str | None,
    sure: dict[str, Confidence],
) -> None:
    found = measured(media_info(range=said))
    assert found.dynamic_range == ranges
    assert found.profile == profile
    assert found.layer is None
    assert found.confidence == sure


def test_with_eight_bits_nothing_is_hdr() -> None:
    old = media_info(range=None, bits=8)
    assert measured(old).dynamic_range == {DynamicRange.SDR}


def test_dolby_vision_in_av1_is_profile_10() -> None:
    assert measured(media_info(range="DV HDR10", codec="AV1")).profile == "10"


@pytest.mark.parametrize(
    ("said", "audio", "atmos", "dts_x"),
    [
        ("TrueHD Atmos", "TrueHD", True, None),
        # It may have Atmos all the same.
        ("TrueHD", "TrueHD", None, None),
        ("EAC3 Atmos", "DD+", True, None),
        ("EAC3", "DD+", None, None),
        ("AC3", "DD", None, None),
        ("DTS-X", "DTS:X", None, True),
        ("DTS-HD MA", "DTS-HD MA", None, None),
        ("DTS-HD HRA", "DTS-HD HRA", None, None),
        ("DTS-ES", "DTS-ES", None, None),
        ("DTS Express", "DTS", None, None),
        ("PCM", "LPCM", None, None),
        ("HE-AAC", "AAC", None, None),
        ("", None, None, None),
        ("something_raw", None, None, None),
    ],
)
def test_sound(
    said: str, audio: str | None, atmos: bool | None, dts_x: bool | None
) -> None:
    found = measured(media_info(audio=said))
    assert (found.audio, found.atmos, found.dts_x) == (audio, atmos, dts_x)


def test_of_several_tracks_a_poor_one_need_not_be_the_best() -> None:
    found = measured(media_info(audio="AC3", channels=5.1, streams=3))
    assert (found.sure("audio"), found.sure("channels")) == (LIKELY, LIKELY)
    found = measured(media_info(audio="TrueHD", streams=3))
    assert found.sure("audio") is Confidence.STATED


@pytest.mark.parametrize(
    ("size", "lines"),
    [
        ("3840x2160", 2160),
        ("3840x2076", 2160),
        ("3840x1600", 2160),
        ("2880x2160", 2160),
        ("1920x800", 1080),
        ("1440x1080", 1080),
        ("1280x534", 720),
        ("960x720", 720),
        ("1024x576", 576),
        ("720x576", 576),
        ("720x480", 480),
        ("7680x4320", 4320),
        ("", None),
        ("0x0", None),
        ("x", None),
        ("9" * 50 + "x1", None),
    ],
)
def test_a_cropped_picture_is_of_its_resolution(size: str, lines: int | None) -> None:
    assert measured(media_info(size=size)).resolution == lines


@pytest.mark.parametrize(
    ("value", "channels"),
    [
        (2, "2.0"),
        (5.1, "5.1"),
        (7.1, "7.1"),
        (6, "5.1"),
        (8.0, "7.1"),
        (1, "1.0"),
        (0, None),
        (-1, None),
        (True, None),
        ("5.1", None),
        (float("nan"), None),
        (1e9, None),
    ],
)
def test_channels(value: Any, channels: str | None) -> None:
    assert measured(media_info(channels=value)).channels == channels


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("2:43:48", 163),
        ("43:10", 43),
        ("00:12:34", 12),
        ("1.02:03:04", 1563),
        ("0:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_runtime(value: Any, minutes: int | None) -> None:
    assert measured(media_info(runTime=value)).runtime == minutes


def test_the_rest() -> None:
    found = measured(media_info(audioLanguages="eng/ger/xyz/"), 7)
    assert found.languages == {"english", "german"}
    assert (found.codec, found.bit_depth, found.size) == ("h265", 10, 7)
    assert measured(media_info(codec="HEVC", bits=0)).bit_depth is None


@pytest.mark.parametrize("info", [None, [], "x", 7])
def test_what_nobody_looked_at_is_unknown(info: Any) -> None:
    assert measured(info) == Quality()
    assert measured({}) == Quality()
