"""What a rule may refuse outright."""

import pytest

from custom_components.greenlight.engine.quality.refusals import (
    FIELDS,
    instead_of,
    is_same,
    read_refusal,
)


@pytest.mark.parametrize(
    "refusal",
    [
        *("profile=5", "profile=8.1", "codec=anything", "group=NOGRP", "language=xx"),
        *("hybrid=YES", "resolution=2160p", "resolution=720", "audio=truehd atmos"),
        *("source=cam", "dynamic_range=hdr10+", "layer=mel", "edition=Extended"),
    ],
)
def test_what_can_be_refused(refusal: str) -> None:
    assert read_refusal(refusal) is not None
    assert instead_of(refusal) == ()


@pytest.mark.parametrize("refusal", ["shoe=1", "profile", "profile=", "=5", ""])
def test_what_is_no_refusal_has_the_fields_in_its_place(refusal: str) -> None:
    assert read_refusal(refusal) is None
    assert instead_of(refusal) == tuple(sorted(FIELDS))


@pytest.mark.parametrize(
    ("refusal", "one"),
    [
        ("hybrid=maybe", "no"),
        ("profile=6", "8.1"),
        ("resolution=4k", "2160"),
        ("source=vinyl", "bluray"),
    ],
)
def test_a_value_that_nothing_has_is_told_with_those_there_are(
    refusal: str, one: str
) -> None:
    assert one in instead_of(refusal)


def test_heights_are_refused_with_and_without_their_letter() -> None:
    assert is_same("resolution", "2160", "2160P")
    assert is_same("resolution", "2160", "2160")
    assert not is_same("resolution", "2160", "1080p")
