"""How sizes are written for people."""

import pytest

from custom_components.greenlight.engine.quality.quality import Quality
from custom_components.greenlight.engine.quality.size import shown_rate, shown_size


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (2_100_000, "2.1 MB"),
        (9_960_000, "10 MB"),
        (620_000_000, "620 MB"),
        (999_600_000, "1.0 GB"),
        (62_140_000_000, "62.1 GB"),
    ],
)
def test_what_is_less_than_a_gigabyte_is_not_shown_as_none(
    size: int, shown: str
) -> None:
    assert shown_size(size) == shown


def test_a_rate_is_shown_where_the_runtime_is_known() -> None:
    small = Quality(size=60_000_000, runtime=100)
    assert shown_rate(small, Quality()) == "0.6 MB/min"
    assert shown_rate(Quality(size=60_000_000), Quality()) == "60 MB"
