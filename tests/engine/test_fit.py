"""What is asked for where somebody types or chooses, and whether a result is that."""

import pytest

from custom_components.greenlight.engine.fit import Fit, query_for, sought, typed
from custom_components.greenlight.engine.library.item import Ids, Item, Kind
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.search import Query


def film(title: str = "Salt & Lanterns", **known: object) -> Item:
    facts = {"year": 2019, "ids": Ids(tmdb=7), "names": ("Sel et lanternes",)}
    return Item(library="l", id="1", kind=Kind.MOVIE, title=title, **(facts | known))  # type: ignore[arg-type]  # of an item


def show(title: str = "The Tide Clerk (2020)") -> Item:
    return Item(library="l", id="2", kind=Kind.SERIES, title=title, year=2020)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("  salt   and lanterns ", Query(text="salt and lanterns")),
        ("Tide Clerk S01E02", Query(text="Tide Clerk", season=1, episode=2)),
        ("tide clerk s1 e2", Query(text="tide clerk", season=1, episode=2)),
        ("Tide Clerk S03", Query(text="Tide Clerk", season=3)),
        # What follows may be anything, and a name may be just that.
        ("Tide Clerk S01E02 1080p", Query(text="Tide Clerk S01E02 1080p")),
        ("S01E02", Query(text="S01E02")),
        ("Tides01E02", Query(text="Tides01E02")),
        ("Tide Clerk 1x02", Query(text="Tide Clerk 1x02")),
    ],
)
def test_words_stay_as_they_are(text: str, query: Query) -> None:
    assert typed(text) == query


def test_a_long_text_takes_no_time() -> None:
    words = "a " * 20_000 + "s01e"
    assert typed(words).text == words.strip()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Salt & Lanterns: The Return", "Salt and Lanterns The Return"),
        ("It's Mr. Salt", "Its Mr Salt"),
        ("L'été du sel", "L été du sel"),
        ("Él – 1", "Él 1"),
        ("???", "???"),
    ],
)
def test_a_film_is_called_as_releases_call_it(title: str, text: str) -> None:
    query = query_for(film(title), 1, 2)
    assert query.text == text
    assert (query.kind, query.year, query.ids) == (Kind.MOVIE, 2019, Ids(tmdb=7))
    assert query.season is query.episode is None


def test_a_series_has_no_year_in_its_name() -> None:
    query = query_for(show(), 1, 2)
    assert (query.text, query.kind) == ("The Tide Clerk", Kind.SERIES)
    assert (query.season, query.episode) == (1, 2)


@pytest.mark.parametrize(
    ("title", "fit"),
    [
        ("Salt.and.Lanterns.2019.1080p-G", None),
        ("Sel.et.lanternes.2019.1080p-G", None),
        ("Salt.and.Lanterns.2020.1080p-G", None),
        ("Salt.and.Lanterns.1080p.BluRay-G", None),
        ("Salt.and.Lanterns.1999.1080p-G", Fit.YEAR),
        ("Salt.and.Lanterns.2.2019.1080p-G", Fit.OTHER),
        ("Salt.and.Lanterns.S01E01.1080p-G", Fit.OTHER),
        ("Pepper.2019.1080p-G", Fit.OTHER),
    ],
)
def test_a_result_for_a_film(title: str, fit: Fit | None) -> None:
    item = film()
    wanted = sought(query_for(item), [item])
    # A second look is as the first.
    assert wanted.fit(read(title)) is wanted.fit(read(title)) is fit


def test_an_indexer_that_knows_the_work_is_believed() -> None:
    item = film()
    wanted = sought(query_for(item), [item])
    title = read("Sal.y.faroles.2019.1080p-G")
    assert wanted.fit(title) is Fit.OTHER
    assert wanted.fit(title, Ids(tmdb=7)) is None
    named = read("Salt.and.Lanterns.2019.1080p-G")
    assert wanted.fit(named, Ids(tmdb=8)) is Fit.OTHER


@pytest.mark.parametrize(
    ("title", "of_episode", "of_season", "of_series"),
    [
        ("The.Tide.Clerk.S01E02.1080p-G", None, Fit.PART, None),
        ("The.Tide.Clerk.S01E02E03.1080p-G", Fit.MORE, Fit.PART, None),
        ("The.Tide.Clerk.S01E03.1080p-G", Fit.PART, Fit.PART, None),
        ("The.Tide.Clerk.S02E02.1080p-G", Fit.PART, Fit.PART, None),
        ("The.Tide.Clerk.S01.1080p-G", Fit.MORE, None, None),
        ("The.Tide.Clerk.S01-S03.1080p-G", Fit.MORE, Fit.MORE, None),
        ("The.Tide.Clerk.2026.03.02.1080p-G", None, None, None),
        ("The.Tide.Clerk.2020.S01E02.1080p-G", None, Fit.PART, None),
        ("Other.Show.S01E02.1080p-G", Fit.OTHER, Fit.OTHER, Fit.OTHER),
    ],
)
def test_a_result_for_a_series(
    title: str, of_episode: Fit | None, of_season: Fit | None, of_series: Fit | None
) -> None:
    item, said = show(), read(title)
    told = [
        sought(query_for(item, *number), [item]).fit(said)
        for number in ((1, 2), (1,), ())
    ]
    assert told == [of_episode, of_season, of_series]


def test_of_words_only_the_number_tells() -> None:
    wanted = sought(typed("tide clerk s01e02"))
    assert wanted.fit(read("Other.Show.S01E02.1080p-G")) is None
    assert wanted.fit(read("The.Tide.Clerk.S01E05.1080p-G")) is Fit.PART
    assert sought(typed("salt")).fit(read("Pepper.2019.1080p-G")) is None


@pytest.mark.parametrize(
    ("categories", "title", "fit"),
    [
        ((5000, 5040), "Copper Orchard 2019 1080p WEB-DL-A", Fit.KIND),
        ((5000,), "Copper Orchard S01E02 1080p WEB-DL-A", None),
        ((2000,), "Copper Orchard S01E02 1080p WEB-DL-A", Fit.KIND),
        ((2000,), "Copper Orchard 2019 1080p WEB-DL-A", None),
        # It may be either; and who asks for both is glad of both.
        ((2000,), "Copper Orchard 1080p WEB-DL-A", None),
        ((2000, 5000), "Copper Orchard S01E02 1080p WEB-DL-A", None),
        ((8000,), "Copper Orchard S01E02 1080p WEB-DL-A", None),
    ],
)
def test_what_is_of_another_kind_than_was_chosen_says_so(
    categories: tuple[int, ...], title: str, fit: Fit | None
) -> None:
    wanted = sought(Query(text="copper orchard", categories=categories))
    assert wanted.fit(read(title)) is fit


@pytest.mark.parametrize(
    ("title", "fit"),
    [
        ("Tide Clerk 2026.03.02 1080p WEB-G", None),
        ("Tide Clerk 2026.03.03 1080p WEB-G", Fit.PART),
        ("[G] Tide Clerk - 14 [1080p]", None),
        ("[G] Tide Clerk - 15 [1080p]", Fit.PART),
        ("[G] Tide Clerk - 13-16 [1080p]", Fit.MORE),
        ("Tide Clerk 1080p WEB-G", None),
    ],
)
def test_what_is_counted_otherwise_is_told_by_that(title: str, fit: Fit | None) -> None:
    query = Query(
        text="tide clerk", season=1, episode=2, date="2026-03-02", absolute=14
    )
    assert sought(query).fit(read(title)) is fit
