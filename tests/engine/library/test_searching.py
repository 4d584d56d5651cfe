"""What people type leads to works."""

import pytest

from custom_components.greenlight.engine.library.index import Index
from tests.support.shelved import movie, series

WORKS = (
    movie("Heat", 1995, imdb="tt0113277", tmdb=1),
    movie("Heat", 2013, tmdb=2),
    movie("Heathers", 1989),
    movie("In the Heat of the Night", 1967),
    movie("Wheat", 2001),
    movie("Spider-Man: No Way Home", 2021, names=("Homem-Aranha",)),
    movie("2012", 2009),
    movie("Amélie", 2001),
    series("Heated Show", 2020),
)


@pytest.fixture
def index() -> Index:
    """Return an index of a few works, one of them in two libraries."""
    index = Index()
    for work in (*WORKS, movie("Heat", 1995, library="plex", tmdb=1)):
        index.shelf(work.library).put(work)
    return index


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "heat",
            ["Heat 1995", "Heat 2013", "Heathers 1989", "Heated Show 2020",
             "In the Heat of the Night 1967", "Wheat 2001"],
        ),
        ("HEAT 2013", ["Heat 2013"]),
        ("heat (1995)", ["Heat 1995"]),
        ("heat 1900", []),
        ("spiderman", ["Spider-Man: No Way Home 2021"]),
        ("home spider", ["Spider-Man: No Way Home 2021"]),
        ("aranha", ["Spider-Man: No Way Home 2021"]),
        ("2012", ["2012 2009"]),
        ("amelie", ["Amélie 2001"]),
        ("tt0113277", ["Heat 1995"]),
        ("tt0000000", []),
        ("night heat", ["In the Heat of the Night 1967"]),
        ("zzz", []),
        ("", []),
        ("  .  ", []),
        ("\ud800\n", []),
    ],
)  # fmt: skip
def test_the_best_comes_first(index: Index, text: str, wanted: list[str]) -> None:
    found = index.search(text, 10)
    assert [f"{work[0].title} {work[0].year}" for work in found] == wanted


def test_a_work_of_two_libraries_is_one(index: Index) -> None:
    assert [item.library for item in index.search("heat 1995", 5)[0]] == [
        "radarr",
        "plex",
    ]
    (only,) = index.search("heat 1995", 5, frozenset({"plex"}))
    assert [item.library for item in only] == ["plex"]


def test_no_more_than_asked_for(index: Index) -> None:
    assert len(index.search("heat", 2)) == 2
    assert index.search("heat", 0) == ()


def test_what_is_gone_is_not_found(index: Index) -> None:
    index.shelf("radarr").remove("Wheat 2001")
    assert index.search("wheat", 5) == ()
