"""A shelf as lines of a file."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.library.item import (
    Ids,
    Item,
    Kind,
    Origin,
    Season,
)
from custom_components.greenlight.engine.library.item_stored import (
    quality_from_dict,
    quality_to_dict,
)
from custom_components.greenlight.engine.library.lean import Lean
from custom_components.greenlight.engine.library.shelf import Shelf
from custom_components.greenlight.engine.library.shelf_stored import (
    ShelfError,
    shelf_from_lines,
    shelf_lines,
    snapshot,
)
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
    Source,
)
from custom_components.greenlight.engine.stored import Reading
from tests.support.shelved import movie, season, series, version

TEXT = st.text(max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SOME = st.none() | st.integers(0, 10**12)
QUALITIES = st.builds(
    Quality,
    resolution=SOME,
    source=st.none() | st.sampled_from(Source),
    codec=st.none() | st.sampled_from(["HEVC", "AV1"]),
    dynamic_range=st.frozensets(st.sampled_from(DynamicRange)),
    profile=st.none() | st.sampled_from(["5", "8.1"]),
    layer=st.none() | st.sampled_from(Layer),
    atmos=st.none() | st.booleans(),
    hybrid=st.booleans(),
    languages=st.frozensets(st.sampled_from(["english", "german"])),
    revision=st.integers(1, 4),
    confidence=st.dictionaries(
        st.sampled_from(["profile", "source"]), st.sampled_from(Confidence)
    ),
)
VERSIONS = st.builds(
    version,
    TEXT,
    SOME,
    quality=QUALITIES,
    path=TEXT,
    added=st.none() | st.floats(-1e9, 1e10),
    origins=st.dictionaries(
        st.sampled_from(["profile", "audio"]), st.sampled_from(Origin)
    ),
)
SEASONS = st.builds(
    Season,
    number=st.integers(0, 50),
    monitored=st.booleans(),
    aired=st.integers(0, 50),
    there=st.integers(0, 50),
)
FLAGS = st.none() | st.booleans()
ITEMS = st.builds(
    Item,
    library=st.just("lib"),
    id=st.text(min_size=1, max_size=5),
    kind=st.sampled_from(Kind),
    title=TEXT,
    names=TEXTS,
    year=SOME,
    years=st.lists(st.integers(1900, 2030), max_size=2).map(tuple),
    ids=st.builds(
        Ids, tmdb=st.none() | st.integers(1, 99), imdb=TEXT, tvdb=st.just(None)
    ),
    path=TEXT,
    monitored=FLAGS,
    available=FLAGS,
    released=st.none() | st.floats(-1e9, 1e10),
    profile=TEXT,
    tags=TEXTS,
    genres=TEXTS,
    people=TEXTS,
    runtime=SOME,
    poster=TEXT,
    versions=st.lists(VERSIONS, max_size=2).map(tuple),
    seasons=st.lists(SEASONS, max_size=2).map(tuple),
)


def again(shelf: Shelf, reading: Reading | None = None) -> Shelf:
    """Return a shelf written down and read again."""
    return shelf_from_lines(
        shelf_lines(snapshot(shelf)), shelf.library, Lean(), reading
    )


@given(st.lists(ITEMS, max_size=5, unique_by=lambda item: item.id))
def test_nothing_is_lost(items: list[Item]) -> None:
    shelf = Shelf("lib")
    shelf.replace(items)
    reading = Reading()
    stored = again(shelf, reading)
    assert list(stored) == list(shelf)
    assert reading.mended == 0
    # What a library says is held against what was stored.
    assert stored.replace(items) == type(stored.replace(items))()


@given(QUALITIES)
def test_a_quality_comes_back(quality: Quality) -> None:
    stored = json.loads(json.dumps(quality_to_dict(quality)))
    assert quality_from_dict(stored) == quality


@pytest.fixture
def shelf() -> Shelf:
    """Return a shelf with a film and a series."""
    shelf = Shelf("lib")
    shelf.as_of = 1_700_000_000.0
    file = version("Film.2160p.DV.mkv", 5, quality=Quality(resolution=2160))
    shelf.put(movie("Film", 2020, id="1", library="lib", versions=(file,)))
    shelf.put(series("Show", 2020, id="2", library="lib", tvdb=5))
    shelf.episodes.put("2", season(1, 3, there=2))
    return shelf


@pytest.mark.parametrize("damaged", ["[]", "7", '{"recycle_bin":{}}'])
def test_habits_that_make_no_sense_are_none(shelf: Shelf, damaged: str) -> None:
    shelf.habits = {"recycle_bin": True, "bin_days": 7, "min_free": None}
    assert again(shelf).habits == shelf.habits
    lines = [
        f'["habits",{damaged}]' if line.startswith('["habits"') else line
        for line in shelf_lines(snapshot(shelf))
    ]
    reading = Reading()
    stored = shelf_from_lines(lines, "lib", Lean(), reading)
    assert stored.habits == {}
    assert reading.mended == 1
    assert len(stored) == len(shelf)


def test_is_as_it_was(shelf: Shelf) -> None:
    stored = again(shelf)
    assert stored.as_of == shelf.as_of
    assert stored.episodes.get("2") == season(1, 3, there=2)
    assert stored.by_name("show") == shelf.by_name("show")


def test_what_is_equal_is_written_once() -> None:
    shelf = Shelf("lib")
    for number in range(50):
        file = version(f"{number}.mkv", quality=Quality(resolution=1080))
        shelf.put(movie(f"Film {number}", library="lib", versions=(file,)))
    kinds = [json.loads(line)[0] for line in shelf_lines(snapshot(shelf))]
    assert kinds.count("facts") == 1


@pytest.mark.parametrize(
    "first",
    [
        "",
        "\n",
        "[]",
        "5",
        "{",
        "[" * 100_000,
        '["shelf",2,"lib",0]',
        '["shelf",1,"other",0]',
    ],
)
def test_another_file_is_refused(first: str) -> None:
    with pytest.raises(ShelfError):
        shelf_from_lines([first] if first else [], "lib")


def test_a_damaged_line_costs_no_other(shelf: Shelf) -> None:
    lines = list(shelf_lines(snapshot(shelf)))
    reading = Reading()
    damaged = [
        *("{", "5", "[]", '["x"]', '["item"]', '["item",5]', '["episodes","2",5]')
    ]
    mixed = [lines[0], *damaged, *lines[1:]]
    stored = shelf_from_lines(mixed, "lib", reading=reading)
    assert list(stored) == list(shelf)
    assert reading.mended == len(damaged)


@pytest.mark.parametrize("value", ["1e999", "-1", "1" + "0" * 400, "NaN", "[]", '"3"'])
def test_no_number_is_too_absurd_to_go_on(shelf: Shelf, value: str) -> None:
    first, *lines, _ = shelf_lines(snapshot(shelf))
    first = first.replace(json.dumps(json.loads(first)[3]), value)
    reading = Reading()
    back = shelf_from_lines(
        [first, *lines, f'["end",{value}]'], shelf.library, reading=reading
    )
    assert back.as_of is None
    assert len(back) == len(shelf)
    assert reading.mended


def test_a_file_that_ends_too_soon_is_used(shelf: Shelf) -> None:
    lines = list(shelf_lines(snapshot(shelf)))
    reading = Reading()
    stored = shelf_from_lines([*lines[:3], lines[3][:20]], "lib", reading=reading)
    assert [item.id for item in stored] == ["1"]
    assert reading.mended == 2


def test_a_lost_quality_is_unknown_and_the_file_stays(shelf: Shelf) -> None:
    lines = [
        one for one in shelf_lines(snapshot(shelf)) if not one.startswith('["facts')
    ]
    reading = Reading()
    stored = shelf_from_lines(lines, "lib", reading=reading)
    (file,) = stored.by_name("film")[0].versions
    assert (file.name, file.quality) == ("Film.2160p.DV.mkv", Quality())
    assert reading.mended == 1


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"resolution": "x", "source": "tape", "audio": 5}, Quality()),
        ({"dynamic_range": ["DV", "?"], "layer": "FEL", "new": 1},
         Quality(dynamic_range=frozenset({DynamicRange.DOLBY_VISION}), layer=Layer.FEL)),
        ({"hybrid": 1, "revision": -1, "languages": 3, "confidence": {"x": 1}}, Quality()),
        ({"profile": "7", "confidence": {"profile": "sworn"}},
         Quality(profile="7", confidence={"profile": Confidence.GUESS})),
    ],
)  # fmt: skip
def test_what_is_absurd_is_unknown(data: dict[str, Any], wanted: Quality) -> None:
    assert quality_from_dict(data) == wanted


def test_an_item_with_absurd_values_is_one() -> None:
    row = {
        "id": "1", "kind": "movie", "title": "Film", "names": [5, "Other"], "year": "x",
        "years": [1999, "x"], "ids": 5, "seasons": [[1, True, 1, 1], ["x", 1, 1, 1], 5],
        "versions": [5, {"id": "v"}], "released": "never",
    }  # fmt: skip
    lines = ['["shelf",1,"lib",null]', json.dumps(["item", row]), '["end",1]']
    reading = Reading()
    (item,) = shelf_from_lines(lines, "lib", reading=reading)
    assert (item.names, item.years, item.year) == (("Other",), (1999,), None)
    assert item.seasons == (Season(number=1, aired=1, there=1),)
    assert [one.id for one in item.versions] == ["v"]
    assert reading.mended > 5
