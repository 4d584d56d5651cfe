"""Disks move by next to nothing all the time; what is told of them stands still until it counts."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.gate.room import Outlook
from custom_components.greenlight.presentation.card.rooms import (
    STEP,
    Disks,
    Rooms,
    has_moved,
)
from tests.support.asking import GB, NOW, question

BASE = Outlook(client="Box", free=30 * GB, promised=2 * GB, reserve=GB)


class Disk:
    """A disk that a test fills."""

    def __init__(self) -> None:
        """Have some room."""
        self.outlook: Outlook | None = BASE

    def of(self, _: Request) -> Outlook | None:
        """Return how full it is."""
        return self.outlook


@pytest.mark.parametrize(
    ("changed", "moves"),
    [
        ({}, False),
        ({"free": 30 * GB + STEP // 2}, False),
        ({"free": 31 * GB}, True),
        ({"free": 29 * GB}, True),
        ({"promised": 2 * GB + STEP // 2}, False),
        # What is used up of what was promised is free no more: next to nothing has changed.
        ({"promised": 2 * GB - STEP // 2, "free": 30 * GB - STEP // 2}, False),
        ({"promised": 3 * GB}, True),
        ({"reserve": 2 * GB}, True),
    ],
)
def test_what_is_told_anew(changed: dict[str, Any], *, moves: bool) -> None:
    disk = Disk()
    rooms = Rooms(disk.of, Disks())
    told = rooms.outlook(question())
    disk.outlook = replace(BASE, **changed)
    assert (rooms.outlook(question()) is told) is not moves


def test_all_of_a_page_tells_the_same_of_a_disk() -> None:
    disk, disks = Disk(), Disks()
    rooms = Rooms(disk.of, disks)
    other = replace(question(handed=NOW), id="other")
    for step in range(1, 40):
        # What one download fetches, it needs no more.
        used = step * STEP // 3
        disk.outlook = replace(BASE, free=BASE.free - used, promised=2 * GB - used)
        told = [rooms.outlook(one) for one in (question(), other)]
        header = disks.told(disk.outlook)
        assert told[0] is header
        assert [one.free for one in told if one] == [header.free] * 2
        assert not has_moved(header.free, disk.outlook.free)
    assert header.free != BASE.free
    attic = replace(BASE, client="Attic", free=5 * GB)
    assert disks.told(attic) is attic


def test_small_steps_add_up() -> None:
    disk = Disk()
    rooms = Rooms(disk.of, Disks())
    told = [rooms.outlook(question())]
    for step in range(1, 12):
        disk.outlook = replace(BASE, free=BASE.free - step * STEP // 2)
        told.append(rooms.outlook(question()))
    assert len({id(one) for one in told}) == 2


def test_nobody_knows() -> None:
    disk = Disk()
    disk.outlook = None
    assert Rooms(disk.of, Disks()).outlook(question()) is None


def test_what_has_room_promised_stands_for_itself() -> None:
    disk = Disk()
    rooms = Rooms(disk.of, Disks())
    told = rooms.outlook(question())
    disk.outlook = replace(BASE, promised=0)
    assert rooms.outlook(question(handed=NOW)) is not told
    disk.outlook = BASE
    assert rooms.outlook(question()) is told


def test_a_large_disk_is_told_in_larger_steps() -> None:
    assert has_moved(GB, GB + STEP)
    assert not has_moved(GB, GB + STEP - 1)
    assert not has_moved(1000 * GB, 1005 * GB)
    assert has_moved(1000 * GB, 1010 * GB)


def test_it_does_not_remember_for_ever() -> None:
    disk = Disk()
    rooms = Rooms(disk.of, Disks())
    first = rooms.outlook(question())
    for number in range(1000):
        disk.outlook = replace(BASE, client=f"Box {number}")
        rooms.outlook(question())
    disk.outlook = replace(BASE, free=30 * GB + STEP // 2)
    # What was told so long ago is told anew, however near it is.
    assert rooms.outlook(question()) is disk.outlook is not first
