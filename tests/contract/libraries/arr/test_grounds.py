"""Of what kind the reasons are that Radarr and Sonarr give, in the words that they have for them."""

import pytest

from custom_components.greenlight.engine.opinion import Ground
from custom_components.greenlight.libraries.common.arr.grounds import ground_of


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("Existing file meets cutoff: Bluray-1080p [x]", Ground.CUTOFF),
        ("Existing file on disk meets quality cutoff: WEBDL-720p", Ground.CUTOFF),
        ("Existing file on disk meets Custom Format cutoff: 50", Ground.CUTOFF),
        (
            "Existing file and the Quality profile does not allow upgrades",
            Ground.CUTOFF,
        ),
        (
            "Existing file on disk is of equal or higher preference: HDTV-720p",
            Ground.NO_BETTER,
        ),
        (
            "Existing file on disk has a equal or higher Custom Format score: 5",
            Ground.NO_BETTER,
        ),
        ("Remux-2160p is not wanted in profile", Ground.QUALITY),
        (
            "Custom Formats A, B have score -5 below Movie's profile minimum 0",
            Ground.SCORE,
        ),
        ("90 GB is larger than maximum allowed 60 GB (for Dune)", Ground.SIZE),
        ("1 MB is smaller than minimum allowed 300 MB (for x)", Ground.SIZE),
        ("One or more episodes is not monitored", Ground.UNMONITORED),
        # What is on its way is on its way.
        ("Release in queue meets quality cutoff: WEBDL-720p", Ground.OTHER),
        (
            "Recent grab event in history already meets cutoff: WEBDL-720p",
            Ground.OTHER,
        ),
        ("Release is blocklisted", Ground.OTHER),
        ("A word of a later version", Ground.OTHER),
        ("", Ground.OTHER),
    ],
)
def test_what_kind_it_is(words: str, ground: Ground) -> None:
    assert ground_of(words) is ground
    assert ground_of(words.upper()) is ground
