"""Sizes are written in one family of units."""

import pytest

from custom_components.greenlight.presentation.render import size


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (4_150_000, "4.2 MB"),
        (99_940_000, "99.9 MB"),
        (99_960_000, "100 MB"),
        (999_700_000, "1.0 GB"),
        (58_240_000_000, "58.2 GB"),
        (412_000_000_000, "412 GB"),
        (2_000_000_000_000, "2.0 TB"),
    ],
)
def test_a_size(value: int | None, told: str) -> None:
    assert size(value) == told.replace(" ", "\N{NO-BREAK SPACE}")
