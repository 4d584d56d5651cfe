"""Numbers and texts that others can store, whatever a server says."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.greenlight.clients.common.values import (
    finite,
    fraction,
    path_text,
    whole,
)

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("said", "told"), [(-1, -1), ("7", 7), (2.9, 2), (2**53, 2**53)]
)
def test_a_count(said: Any, told: int) -> None:
    assert whole(said) == told


@pytest.mark.parametrize(
    ("said", "told"), [(0.5, 0.5), (1, 1), (-0.1, 0), (1.01, 1), ("0.25", 0.25)]
)
def test_a_share_is_between_nothing_and_all(said: Any, told: float) -> None:
    assert fraction(said) == told


@pytest.mark.parametrize("read", [whole, finite, fraction])
@pytest.mark.parametrize(
    "said", [None, [], {}, "much", NAN, INFINITE, -INFINITE, 10**30, -(10**30)]
)
def test_what_is_no_number(read: Callable[[Any], float], said: Any) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)):
        read(said)


def test_half_a_character_of_a_path_is_replaced() -> None:
    assert path_text("/a/\ud800b") == "/a/?b"
