"""Episodes in little room."""

import json
import zlib

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.library.item import Episode, Episodes, Origin
from custom_components.greenlight.engine.library.lean import (
    MAX_EPISODES,
    MAX_TEXT,
    Lean,
)
from custom_components.greenlight.engine.library.packed import Packs, pack, unpack
from tests.support.shelved import season, together, version

NUMBERS = st.none() | st.integers(0, 2000)
EPISODES = st.builds(
    Episode,
    season=st.integers(0, 99),
    number=st.integers(0, 9999),
    absolute=NUMBERS,
    scene_season=NUMBERS,
    scene_number=NUMBERS,
    scene_absolute=NUMBERS,
    title=st.text(max_size=20),
    aired=st.none() | st.floats(-1e9, 1e10),
    date=st.sampled_from(["", "2026-03-02"]),
    monitored=st.booleans(),
    version=st.sampled_from(["", "1", "2"]),
)


@given(st.lists(EPISODES, max_size=8))
def test_nothing_is_lost(found: list[Episode]) -> None:
    whole = Episodes(
        episodes=tuple(found),
        versions={
            "1": version("Show.S01E01.2160p.DV.mkv", 5, added=1.5, path="/x/y.mkv"),
            "2": version("Show.S01E02.1080p.mkv", origins={"audio": Origin.STREAM}),
        },
    )
    assert unpack(pack(whole), Lean()) == whole


def test_takes_a_fraction_of_the_room() -> None:
    whole = together(*(season(number, 20, there=20) for number in range(1, 10)))
    assert len(pack(whole)) < 50 * len(whole.episodes)


def _packed(data: object) -> bytes:
    return zlib.compress(json.dumps(data).encode())


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"no",
        pack(season(1, 3, there=2))[:-9],
        _packed([]),
        _packed({"files": {}, "episodes": []}),
        _packed({"facts": [], "files": {"1": 5}, "episodes": []}),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"\xff"),
    ],
)
def test_what_is_damaged_is_to_be_read_anew(damaged: bytes) -> None:
    assert unpack(damaged, Lean()) is None
    packs = Packs(Lean())
    packs.put_packed("1", damaged)
    assert packs.get("1") is None
    assert "1" not in packs


def test_an_episode_that_makes_no_sense_costs_no_other() -> None:
    rows = [[1, 1], ["a", 2, *[None] * 9], [1, 2, *[None] * 4, "", "x", 5, 7, 0]]
    found = unpack(_packed({"facts": [], "files": {}, "episodes": rows}), Lean())
    assert found == Episodes(episodes=(Episode(season=1, number=2),))


def test_nothing_is_endless() -> None:
    packs = Packs(Lean())
    one = Episode(season=1, number=1, title="x" * 9999)
    packs.put("1", Episodes(episodes=(one,) * (MAX_EPISODES + 5)))
    found = packs.get("1")
    assert found is not None
    assert len(found.episodes) == MAX_EPISODES
    assert len(found.episodes[0].title) == MAX_TEXT


def test_those_asked_for_last_lie_open() -> None:
    packs = Packs(Lean())
    for number in range(Packs.OPEN + 2):
        packs.put(str(number), season(1, 1))
    first = packs.get("0")
    assert packs.get("0") is first
    for number in range(1, Packs.OPEN + 2):
        packs.get(str(number))
    again = packs.get("0")
    assert again == first
    assert again is not first
    packs.put("0", season(2, 1))
    assert packs.get("0") == season(2, 1)
    packs.forget("0")
    assert packs.get("0") is None
    assert len(packs.all()) == Packs.OPEN + 1
