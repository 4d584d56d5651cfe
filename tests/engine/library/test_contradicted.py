"""What cannot be beside something that is known better is left out of what is merged."""

from custom_components.greenlight.engine.library.item import Origin, Version
from custom_components.greenlight.engine.library.merging import merge
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
)

DV, HDR10 = DynamicRange.DOLBY_VISION, DynamicRange.HDR10
FEL = Quality(dynamic_range=frozenset({DV}), profile="7", layer=Layer.FEL)
LOOKED_AT = Quality(dynamic_range=frozenset({DV, HDR10}))


def merged(*readings: tuple[Origin, Quality]) -> Quality:
    quality, origins = merge(readings)
    said = {
        name
        for name in Quality.__dataclass_fields__
        if name != "confidence" and getattr(quality, name) != getattr(Quality(), name)
    }
    assert said == set(origins) >= set(quality.confidence)
    return quality


def test_a_file_without_dolby_vision_has_no_profile_whatever_it_is_called() -> None:
    seen = Quality(dynamic_range=frozenset({HDR10}))
    quality = merged((Origin.NAME, FEL), (Origin.MEDIA_INFO, seen))
    assert quality == seen


def test_a_person_may_name_a_profile_where_nothing_of_it_was_seen() -> None:
    seen = Quality(dynamic_range=frozenset({HDR10}))
    said = Quality(profile="7", layer=Layer.FEL)
    quality = merged((Origin.PERSON, said), (Origin.STREAM, seen))
    assert (quality.profile, quality.layer) == ("7", Layer.FEL)


def test_what_a_name_states_stands_beside_what_was_seen() -> None:
    quality = merged((Origin.NAME, FEL), (Origin.MEDIA_INFO, LOOKED_AT))
    assert (quality.profile, quality.layer) == ("7", Layer.FEL)
    assert quality.dynamic_range == {DV, HDR10}


def test_what_was_read_between_the_lines_followed_from_another_range() -> None:
    guessed = Quality(
        dynamic_range=frozenset({DV}),
        profile="5",
        layer=Layer.NONE,
        confidence={"profile": Confidence.LIKELY, "layer": Confidence.LIKELY},
    )
    quality = merged((Origin.NAME, guessed), (Origin.MEDIA_INFO, LOOKED_AT))
    assert quality == LOOKED_AT
    assert merged((Origin.NAME, guessed)) == guessed


def test_profile_5_has_nothing_under_it() -> None:
    stated = Quality(dynamic_range=frozenset({DV}), profile="5")
    assert merged((Origin.NAME, stated), (Origin.MEDIA_INFO, LOOKED_AT)) == LOOKED_AT


def test_a_layer_is_of_profile_7() -> None:
    seen = Quality(dynamic_range=frozenset({DV}), profile="5")
    assert merged((Origin.NAME, FEL), (Origin.STREAM, seen)) == seen
    seven = Quality(profile="7")
    assert merged((Origin.NAME, FEL), (Origin.STREAM, seven)).layer is Layer.FEL


def test_atmos_is_in_a_codec_that_carries_it() -> None:
    named = Quality(audio="TrueHD", atmos=True)
    for audio, atmos in (("DD", None), ("FLAC", None), ("DD+", True), ("TrueHD", True)):
        seen = Quality(audio=audio)
        quality = merged((Origin.NAME, named), (Origin.MEDIA_INFO, seen))
        assert (quality.audio, quality.atmos) == (audio, atmos)


def test_dts_x_is_in_a_codec_that_carries_it() -> None:
    named = Quality(audio="DTS:X", dts_x=True)
    for audio, dts_x in (("DTS", None), ("DTS-HD MA", True)):
        seen = Quality(audio=audio)
        assert merged((Origin.NAME, named), (Origin.MEDIA_INFO, seen)).dts_x is dts_x


def test_versions_can_be_compared_by_hash() -> None:
    doubtful = Quality(profile="8.1", confidence={"profile": Confidence.GUESS})
    assert len({Version(id="1", name="", quality=doubtful)}) == 1
