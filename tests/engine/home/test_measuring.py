"""What a file is that has come, against what its title had promised and what was there before."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.measuring import (
    is_no_better,
    measure,
    still_better,
)
from custom_components.greenlight.engine.library.item import Origin, Version
from custom_components.greenlight.engine.quality.ladder import FEL_CHAIN
from custom_components.greenlight.engine.quality.quality import DynamicRange, Layer
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.summary import in_words
from custom_components.greenlight.engine.weighed import Shift, There, Weighed

FEL = "Film 2019 2160p UHD BluRay REMUX DV P7 FEL HEVC TrueHD Atmos 7.1-NEW"
P5 = "Film 2019 2160p WEB-DL DDP5.1 DV P5 H.265-OLD"
PROMISED = read(FEL).quality


def came(origin: Origin = Origin.STREAM, size: int | None = 5, **found: Any) -> Version:
    """Return a file of which some things were found."""
    return Version(
        id="1",
        name="film.mkv",
        size=size,
        quality=replace(PROMISED, **found),
        origins=dict.fromkeys(found, origin),
    )


@pytest.mark.parametrize(
    ("found", "kept", "fake"),
    [
        ({"profile": "7", "layer": Layer.FEL}, True, False),
        ({"profile": "7", "layer": Layer.MEL}, False, True),
        ({"profile": "8.1", "layer": None}, False, True),
        # Which layer it is nobody has seen.
        ({"profile": "7"}, True, False),
        ({"resolution": 1080}, False, False),
    ],
)
def test_kept_or_not(found: dict[str, Any], *, kept: bool, fake: bool) -> None:
    measured = measure(PROMISED, [came(**found)], FEL_CHAIN)
    assert (measured.kept, measured.fake_layer) == (kept, fake)


@pytest.mark.parametrize("origin", list(Origin))
def test_only_what_somebody_looked_into_counts(origin: Origin) -> None:
    looked_into = {Origin.PERSON, Origin.TAG, Origin.STREAM, Origin.MEDIA_INFO}
    found = measure(PROMISED, [came(origin, profile="8.1", layer=None)], FEL_CHAIN)
    assert found.kept is (False if origin in looked_into else None)


def test_of_several_the_worst_counts_and_all_are_as_large_as_each_other_together() -> (
    None
):
    good, bad = came(profile="7"), came(profile="8.1", layer=None)
    assert measure(PROMISED, [good, bad], FEL_CHAIN).kept is False
    both = measure(PROMISED, [good, good], FEL_CHAIN)
    assert (both.kept, both.size) == (True, 10)
    assert measure(PROMISED, [good, came(size=None)], FEL_CHAIN).size is None
    assert measure(PROMISED, [], FEL_CHAIN).kept is None


def weighed(*kinds: str, have: str = P5) -> Weighed:
    """Return that something was better than what was there in these kinds."""
    return Weighed(
        gains=tuple(Shift(kind, "?", "?") for kind in kinds),
        there=(There(name="old", quality=in_words(read(have).quality)),),
    )


LAYER = "enhancement_layer_from_p5"
FAKE = came(profile="8.1", layer=None)


@pytest.mark.parametrize(
    ("before", "versions", "nothing"),
    [
        (weighed(LAYER), (FAKE,), True),
        # Something of it has come all the same.
        (weighed(LAYER, "source"), (FAKE,), False),
        (weighed(LAYER), (FAKE, came(profile="7")), False),
        (weighed(LAYER), (came(profile="7"),), False),
        # Nothing was promised, or there is nothing to hold it against.
        (weighed(), (FAKE,), False),
        (replace(weighed(LAYER), there=()), (FAKE,), False),
        (weighed(LAYER), (), False),
        (None, (FAKE,), False),
    ],
)
def test_no_better_than_what_was_there(
    before: Weighed | None, versions: tuple[Version, ...], *, nothing: bool
) -> None:
    assert is_no_better(before, versions, FEL_CHAIN) is nothing


def test_what_is_better_all_the_same_is_told() -> None:
    before = weighed(LAYER, "source")
    assert still_better(before, (FAKE,), FEL_CHAIN) == ("source",)
    assert still_better(before, (came(profile="7"),), FEL_CHAIN) == (LAYER, "source")
    assert still_better(None, (FAKE,), FEL_CHAIN) == ()


@pytest.mark.parametrize(
    ("title", "found", "promised"),
    [
        # Which profile it would be was only guessed.
        (
            "DV HDR10 x265",
            {"dynamic_range": frozenset({DynamicRange.HDR10})},
            "Dolby Vision",
        ),
        (
            "DV P5 H.265",
            {"dynamic_range": frozenset({DynamicRange.HDR10})},
            "Dolby Vision P5",
        ),
    ],
)
def test_a_promise_is_told_as_it_was_written(
    title: str, found: dict[str, Any], promised: str
) -> None:
    quality = read(f"Film 2021 2160p UHD BluRay {title} DTS-HD.MA.5.1-DEMO").quality
    file = replace(
        came(**found), quality=replace(quality, profile=None, layer=None, **found)
    )
    measured = measure(quality, [file], FEL_CHAIN)
    assert (measured.kept, measured.now) == (False, "HDR10")
    assert measured.promised == promised
