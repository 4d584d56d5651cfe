"""When people are reminded of a question that ends."""

import pytest

from custom_components.greenlight.engine.deadline import remind_at

MINUTE = 60.0


@pytest.mark.parametrize(
    ("life", "before"),
    [
        (24 * 60, 15),
        (150, 15),
        (140, 14),
        (60, 6),
        (30, 3),
    ],
)
def test_it_is_the_last_tenth_or_a_quarter_of_an_hour_whichever_is_later(
    life: float, before: float
) -> None:
    ends = 1_700_000_000.0
    assert remind_at(ends - life * MINUTE, ends) == ends - before * MINUTE


@pytest.mark.parametrize("life", [0, -5, 29.9])
def test_a_short_life_is_not_worth_it(life: float) -> None:
    assert remind_at(1000.0, 1000.0 + life * MINUTE) is None
