"""What a request was held against is read as it was written, whatever became of the file."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.stored import Reading
from custom_components.greenlight.engine.weighed import Shift, There, Weighed, Work
from custom_components.greenlight.engine.weighed_stored import (
    weighed_from_dict,
    weighed_to_dict,
)

texts = st.text(max_size=20)
numbers = st.integers(min_value=0, max_value=2**53)
works = st.builds(
    Work,
    kind=st.sampled_from(Kind),
    title=texts,
    year=st.none() | numbers,
    ids=st.builds(Ids, tmdb=st.none() | numbers, imdb=texts, tvdb=st.none() | numbers),
    known_to=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    there=st.none() | st.booleans(),
    have=texts,
)
shifts = st.lists(st.builds(Shift, texts, texts, texts), max_size=2).map(tuple)
weighings = st.builds(
    Weighed,
    work=st.none() | works,
    works=st.lists(works, max_size=2).map(tuple),
    rows=st.lists(st.tuples(texts, texts, texts, texts), max_size=2).map(tuple),
    gains=shifts,
    losses=shifts,
    uncertain=st.lists(
        st.builds(Reason, texts, st.tuples(st.tuples(st.just("value"), texts))),
        max_size=2,
    ).map(tuple),
    there=st.lists(
        st.builds(
            There,
            name=texts,
            quality=texts,
            size=st.none() | numbers,
            replaced=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    choices=st.lists(st.sampled_from(Choice), max_size=2).map(tuple),
    away=st.lists(texts, max_size=2).map(tuple),
    lacking=texts,
    had=numbers,
    episodes=numbers,
)
FILM = Work(
    kind=Kind.MOVIE,
    title="Salt and Lanterns",
    year=2019,
    ids=Ids(tmdb=7),
    known_to=(("radarr", "1"),),
)
WEIGHED = Weighed(
    work=FILM,
    rows=(("Picture", "P5", "P7 FEL", "+"),),
    gains=(Shift("dolby_vision", "P5", "P7 FEL"),),
    losses=(Shift("language", "en, de", "en"),),
    uncertain=(Reason("atmos_have"),),
    there=(There(name="Salt and Lanterns.mkv", size=5, replaced=True),),
    choices=(Choice.REPLACE, Choice.KEEP_BOTH),
)


def written(weighed: Weighed) -> Any:
    """Return it as it is read from a file."""
    return json.loads(json.dumps(weighed_to_dict(weighed)))


@given(weighed=weighings)
def test_read_it_is_what_was_written(weighed: Weighed) -> None:
    reading = Reading()
    assert weighed_from_dict(written(weighed), reading) == weighed
    assert not reading.mended


def test_there_may_be_none() -> None:
    reading = Reading()
    assert weighed_from_dict(None, reading) is None
    assert not reading.mended


def test_what_is_empty_takes_no_room() -> None:
    assert written(Weighed()) == {}
    assert written(Weighed(there=(There(name="a"),))) == {"there": [{"name": "a"}]}
    assert len(json.dumps(written(WEIGHED))) < 500


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("work", {"kind": "song", "title": "A"}),
        ("work", {"kind": "movie"}),
        ("work", 5),
        ("works", [{"title": "A"}]),
        ("rows", [["Picture", "P5"]]),
        ("rows", [["Picture", "P5", "P7", 5]]),
        ("gains", ["abc"]),
        ("losses", [["language", "en"]]),
        ("uncertain", [{"value": "P7"}]),
        ("there", [{"size": 5}]),
        ("away", [5]),
        ("choices", ["burn"]),
        ("choices", "replace"),
    ],
)
def test_what_is_absurd_costs_nothing_else(key: str, value: Any) -> None:
    reading = Reading()
    found = weighed_from_dict(written(WEIGHED) | {key: value}, reading)
    without = dict(written(WEIGHED))
    without.pop(key, None)
    assert found == weighed_from_dict(without, Reading())
    assert reading.mended == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("year", "soon"),
        ("tmdb", -1),
        ("imdb", 5),
        ("tvdb", 0.5j),
        ("known_to", [["a"]]),
    ],
)
def test_what_is_absurd_of_a_work_is_unknown(key: str, value: Any) -> None:
    reading = Reading()
    data = written(WEIGHED)
    work = {name: told for name, told in data["work"].items() if name != key}
    found = weighed_from_dict(data | {"work": work | {key: value}}, reading)
    assert found == weighed_from_dict(data | {"work": work}, Reading())
    assert reading.mended == 1


def test_a_size_that_nothing_has_is_unknown() -> None:
    reading = Reading()
    data = written(WEIGHED) | {"there": [{"name": "a", "size": -1, "replaced": 7}]}
    found = weighed_from_dict(data, reading)
    assert found is not None
    assert found.there == (There(name="a"),)
    assert reading.mended == 2


def test_junk_is_nothing() -> None:
    reading = Reading()
    assert weighed_from_dict("junk", reading) == Weighed()
    assert reading.mended == 1
