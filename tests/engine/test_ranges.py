"""Numbers are listed as people list them."""

import pytest

from custom_components.greenlight.engine.ranges import (
    RangesError,
    read_ranges,
    write_ranges,
)


@pytest.mark.parametrize(
    ("text", "numbers", "written"),
    [
        ("", set(), ""),
        (" , ", set(), ""),
        ("5", {5}, "5"),
        ("1-3, 5", {1, 2, 3, 5}, "1-3, 5"),
        ("5;3 - 4", {3, 4, 5}, "3-5"),
        ("2 4\n6", {2, 4, 6}, "2, 4, 6"),
        ("0 – 1, 1—2", {0, 1, 2}, "0-2"),
        ("7-7", {7}, "7"),
        ("0-9999", set(range(10000)), "0-9999"),
    ],
)
def test_numbers_and_ranges_are_read_and_written(
    text: str, numbers: set[int], written: str
) -> None:
    assert read_ranges(text) == numbers
    assert write_ranges(numbers) == written
    assert read_ranges(written) == numbers


@pytest.mark.parametrize(
    "text", ["one", "3-1", "1-", "-1", "12345", "1-2-3", "1.5", "٣"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(RangesError):
        read_ranges(text)
