"""Tags count where a tool may have left them, and nothing contradicts them."""

import pytest

from custom_components.greenlight.engine.quality.quality import (
    DynamicRange,
    Layer,
    Quality,
)
from custom_components.greenlight.libraries.common.arr.tags import tagged

DV, HDR10 = DynamicRange.DOLBY_VISION, DynamicRange.HDR10
MEASURED = frozenset({DV, HDR10})


@pytest.mark.parametrize(
    ("tags", "profile", "layer"),
    [
        (["fel"], "7", Layer.FEL),
        (["dovi-mel", "kids"], "7", Layer.MEL),
        (["rr_FEL", "cm4"], "7", Layer.FEL),
        (["fel", "dvprofile7"], "7", Layer.FEL),
        (["x-dvprofile8"], "8", None),
        (["dv-p8"], "8", None),
        (["dvprofile10"], "10", None),
        # Who asked for it, as a request program writes it.
        (["3-mel"], None, None),
        (["12 - fel"], None, None),
        (["caramel", "felicity", "dvd"], None, None),
        (["fel", "mel"], None, None),
        (["fel", "dvprofile8"], None, None),
        # What was measured has something under it.
        (["dvprofile5"], None, None),
        ([], None, None),
    ],
)
def test_tags(tags: list[str], profile: str | None, layer: Layer | None) -> None:
    assert tagged(tags, MEASURED) == Quality(profile=profile, layer=layer)


@pytest.mark.parametrize(
    "ranges", [{HDR10}, {DynamicRange.SDR}, {DV}, {DV, DynamicRange.HLG}]
)
def test_a_tag_that_what_was_measured_contradicts_is_of_an_older_file(
    ranges: set[DynamicRange],
) -> None:
    assert tagged(["fel"], frozenset(ranges)) == Quality()


def test_a_tag_says_what_nobody_has_measured() -> None:
    nobody = frozenset[DynamicRange]()
    assert tagged(["fel"], nobody).dynamic_range == {DV, HDR10}
    assert tagged(["dvprofile8"], nobody).dynamic_range == {DV}
    assert tagged(["dvprofile5"], nobody).profile == "5"
    assert tagged(["dvprofile5"], frozenset({DV})).profile == "5"
