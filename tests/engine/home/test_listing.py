"""What a client says of a file that lies on a disk."""

import pytest

from custom_components.greenlight.engine.home.listing import Listing

LISTING = Listing(
    [
        ("Pack/Show.E01.mkv", 1),
        ("Pack/Extra/Show.E01.mkv", 2),
        ("Caf\u00e9.mkv", 3),
        ("a\\b.mkv", 4),
    ]
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/downloads/Pack/Show.E01.mkv", 1),
        ("/downloads/Pack/Extra/Show.E01.mkv", 2),
        ("D:\\tv\\Pack\\show.e01.mkv", 1),
        ("/downloads/Show.E01.mkv", None),
        ("/other/Cafe\u0301.mkv", 3),
        ("/x//a/b.mkv", 4),
        ("Pack/Show.E01.mkv", 1),
        ("/", None),
        ("", None),
    ],
)
def test_a_file_by_its_end(path: str, found: int | None) -> None:
    assert LISTING.find(path) == found
