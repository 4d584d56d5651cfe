"""What Plex and Jellyfin share: one item that makes no sense costs no other."""

import pytest

from custom_components.greenlight.libraries.common.media_server import Tally, read_each


@pytest.mark.parametrize(
    "error", [ArithmeticError, AttributeError, KeyError, TypeError, ValueError]
)
def test_one_that_cannot_be_read_costs_no_other(error: type[Exception]) -> None:
    def read(row: int) -> int:
        if row == 2:
            raise error
        return row

    tally = Tally()
    assert list(read_each([1, 2, 3], read, tally, "Plex")) == [1, 3]
    assert tally.broken == 1
