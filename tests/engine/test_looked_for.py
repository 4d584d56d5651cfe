"""What indexers are asked for a release that is known, or for another of the same work."""

import pytest

from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.looked_for import by_title, by_work
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.engine.weighed import Work


def test_a_release_is_sought_by_its_words_without_signs() -> None:
    assert by_title("Salt.Road_2019.1080p.WEB-DL.H.264-ELM") == Query(
        text="Salt Road 2019 1080p WEB DL H 264 ELM"
    )


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        (
            "Salt.Road.2019.1080p-ELM",
            Query(text="Salt Road", kind=Kind.MOVIE, year=2019),
        ),
        (
            "Salt.Road.S01E02.1080p-ELM",
            Query(text="Salt Road", kind=Kind.SERIES, season=1, episode=2),
        ),
        (
            "Salt.Road.S01E02E03.1080p-ELM",
            Query(text="Salt Road", kind=Kind.SERIES, season=1),
        ),
        (
            "Salt.Road.S03.1080p-ELM",
            Query(text="Salt Road", kind=Kind.SERIES, season=3),
        ),
        (
            "Salt.Road.2024.05.06.1080p-ELM",
            Query(text="Salt Road 2024 05 06", kind=Kind.SERIES),
        ),
        (
            "[ELM] Salt Road - 07 (1080p)",
            Query(text="Salt Road 07", kind=Kind.SERIES),
        ),
        ("Salt's Road 1080p", Query(text="Salts Road")),
    ],
)
def test_a_work_is_sought_by_what_the_title_says(title: str, wanted: Query) -> None:
    assert by_work(title) == wanted


def test_what_a_work_is_known_to_be_counts_more() -> None:
    ids = Ids(tmdb=7)
    work = Work(kind=Kind.MOVIE, title="Salt & Road: The Film", year=2018, ids=ids)
    assert by_work("Salz.und.Strasse.2019.1080p-ELM", work) == Query(
        text="Salt Road The Film", kind=Kind.MOVIE, year=2018, ids=ids
    )


def test_nothing_is_sought_where_a_title_names_nothing() -> None:
    assert by_work("...") is None
    assert by_title("...") is None


def test_long_titles_are_cut() -> None:
    query = by_title("word " * 100)
    assert query is not None
    assert len(query.text) <= 200
