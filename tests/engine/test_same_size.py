"""Sizes that sites count, round and call by the wrong unit."""

import pytest

from custom_components.greenlight.engine.same_size import exact, same_size


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1_461_362_630, 1_461_362_630),
        # An image comes along.
        (1_461_362_630, 1_463_000_000),
        # 20.2 GB, in words; 1.4 GB and 700 MB for what is 1.361 GiB and 699.6 MB.
        (20_200_000_000, 20_185_432_111),
        (1_400_000_000, 1_361_362_630),
        (700_000_000, 699_612_345),
        # Written GB, and meant GiB.
        (20_200_000_000, 21_689_584_844),
        (1_400_000_000, 1_503_238_553),
        # Cut off and not rounded; and in GiB as it should be.
        (20_200_000_000, 20_289_000_000),
        (1_461_362_622, 1_461_800_000),
        (3_300_000_000_000, 3_312_345_678_901),
    ],
)
def test_may_be_of_one_thing(one: int, other: int) -> None:
    assert same_size(one, other)
    assert same_size(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1_461_362_630, 1_491_362_637),
        (20_200_000_000, 20_500_123_456),
        (1_400_000_000, 1_650_123_457),
        # As roughly as that, nothing is told apart.
        (1_000_000_000, 1_300_123_457),
        (700_000_000, 350_000_000),
        (999, 1999),
    ],
)
def test_are_of_two(one: int, other: int) -> None:
    assert not same_size(one, other)
    assert not same_size(other, one)


@pytest.mark.parametrize(
    ("size", "counted"),
    [
        (1_461_362_631, True),
        (20_185_432_111, True),
        (1_400_000_000, False),
        (685_670_000, False),
        (1_461_362_622, False),
        (5000, False),
    ],
)
def test_a_size_was_counted_or_written_in_words(size: int, counted: bool):
    assert exact(size) is counted
