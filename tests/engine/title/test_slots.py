"""The order of the slots is what it says: none looks at more than it declares."""

from typing import Any

import pytest

from custom_components.greenlight.engine.title.sheet import Sheet
from custom_components.greenlight.engine.title.slots import SLOTS, Slot

TITLES = (
    "[Group][Other] Show - 07v2 [1080p][AB12CD34].mkv",
    "[ www.example.com ] - Movie.2011.1080p.BluRay.x264-GRP-xpost",
    "Гавань (S2E1) / Harbour (S2E1) (2011) WEB-DL 1080p",
    "Show.104.720p.HDTV.x264-GRP",
    "Late.Show.2021.03.09.720p.WEB.h264-GRP",
    "Show Season 2 Episode 5 1080p",
    "Spider-Movie",
    "",
)


class Watched(Sheet):
    """A sheet that knows what was looked at and what was filled."""

    __slots__ = ("filled", "seen")

    def __init__(self, title: str) -> None:
        self.seen: set[str] = set()
        self.filled: set[str] = set()
        super().__init__(title)

    def __getattribute__(self, name: str) -> Any:
        if name not in ("seen", "filled"):
            self.seen.add(name)
        return super().__getattribute__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in ("seen", "filled"):
            self.filled.add(name)
        super().__setattr__(name, value)


def test_there_are_twelve():
    assert len(SLOTS) == 12


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.take.__name__)
def test_a_slot_looks_at_no_more_than_it_says(slot: Slot):
    seen: set[str] = set()
    filled: set[str] = set()
    for title in TITLES:
        sheet = Watched(title)
        for earlier in SLOTS[: SLOTS.index(slot)]:
            earlier.take(sheet)
        sheet.seen, sheet.filled = set(), set()
        slot.take(sheet)
        seen |= sheet.seen
        filled |= sheet.filled
    assert filled <= set(slot.fills.split())
    assert seen <= set(slot.sees.split()) | set(slot.fills.split())


def test_nothing_is_looked_at_before_it_is_filled():
    known = {"text"}
    for slot in SLOTS:
        assert set(slot.sees.split()) <= known
        known |= set(slot.fills.split())
