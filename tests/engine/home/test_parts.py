"""A film in several files is told from several films."""

import pytest

from custom_components.greenlight.engine.home.parts import in_parts


@pytest.mark.parametrize(
    "names",
    [
        ("a/Salt.2019.CD1.avi", "a/Salt.2019.CD2.avi"),
        ("Salt (2019) - part1.mkv", "Salt (2019) - part2.mkv"),
        ("Salt 2019 Disc A.mkv", "Salt 2019 Disc B.mkv", "Salt 2019 Disc C.mkv"),
        ("salt.pt.1.mkv", "salt_pt_2.mp4"),
        ("CD1\\film-cd1.avi", "CD2\\film-cd2.avi"),
        ("cd1.avi", "cd2.avi"),
    ],
)
def test_parts_of_one_film(names: tuple[str, ...]) -> None:
    assert in_parts(names) == names


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("Salt.2019.CD1.avi",),
        ("Salt Part 1 2019.mkv", "Pepper Part 2 2021.mkv"),
        ("Salt.2019.2160p.mkv", "Salt.2019.1080p.mkv"),
        ("ABCD1.mkv", "ABCD2.mkv"),
        ("Salt.CD1.avi", "Salt.CD1.mkv"),
    ],
)
def test_what_is_whole(names: tuple[str, ...]) -> None:
    assert in_parts(names) == ()
