"""What the libraries hold of a release."""

import pytest

from custom_components.greenlight.engine.library.files import file_key
from custom_components.greenlight.engine.library.holding import NOTHING, Holding
from custom_components.greenlight.engine.library.index import (
    Index,
    said_from_dict,
    said_to_dict,
)
from custom_components.greenlight.engine.library.item import NO_IDS, Ids, Item, Origin
from custom_components.greenlight.engine.library.matching import name_key
from custom_components.greenlight.engine.library.works import (
    Answer,
    answers_from_dict,
    answers_to_dict,
)
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
)
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.stored import Reading
from tests.support.shelved import movie, season, series, together, version


def index_of(*items: Item) -> Index:
    """Return an index of items, each on the shelf of its library."""
    index = Index()
    for item in items:
        index.shelf(item.library).put(item)
    return index


def titles(holding: Holding) -> list[str]:
    return [f"{item.title} {item.year}" for item in holding.items]


def choices(holding: Holding) -> list[str]:
    return [f"{item.title} {item.year}" for item in holding.choices]


FILMS = (
    movie("Dune", 1984, tmdb=841),
    movie("Dune", 2021, tmdb=438631),
    movie("Heat", 1995, tmdb=949, imdb="tt0113277", names=("Coup de chaud",)),
    movie("Castle", 2009, tmdb=1),
    series("Castle (2009)", 2009, tvdb=83462),
    series("Battlestar Galactica", 1978, tvdb=71173),
    series("Battlestar Galactica (2003)", 2003, tvdb=73545),
    series("Once", 2021, tvdb=9),
    movie("Wonder Woman 1984", 2020, tmdb=464052),
    movie("Undated", None, tmdb=77),
)


@pytest.mark.parametrize(
    ("release", "wanted"),
    [
        ("Dune.2021.2160p.WEB-DL", ["Dune 2021"]),
        ("Dune.1984.2160p.WEB-DL", ["Dune 1984"]),
        ("Dune.2000.2160p.WEB-DL", []),
        ("Heat.1995.1080p", ["Heat 1995"]),
        ("HEAT.1080p", ["Heat 1995"]),
        ("Coup.de.Chaud.1995.1080p", ["Heat 1995"]),
        ("La.Chaleur.AKA.Heat.1995.1080p", ["Heat 1995"]),
        ("Heat.2005.1080p", []),
        ("Castle.2009.1080p", ["Castle 2009"]),
        ("Castle.2009.S01E01.1080p", ["Castle (2009) 2009"]),
        ("Castle.S01E01.1080p", ["Castle (2009) 2009"]),
        ("Heat.S01E01.1080p", []),
        (
            "Battlestar.Galactica.2003.S01E01.1080p",
            ["Battlestar Galactica (2003) 2003"],
        ),
        ("Battlestar.Galactica.1978.S01E01.1080p", ["Battlestar Galactica 1978"]),
        ("Wonder.Woman.1984.2160p", ["Wonder Woman 1984 2020"]),
        ("Wonder.Woman.1984.2020.2160p", ["Wonder Woman 1984 2020"]),
        ("Unheard.Of.2020.1080p", []),
        ("1080p", []),
    ],
)
def test_is_found_by_name_and_year(release: str, wanted: list[str]) -> None:
    holding = index_of(*FILMS).find(read(release))
    assert titles(holding) == wanted
    assert not holding.choices
    assert not holding.notes


@pytest.mark.parametrize(
    ("release", "note"),
    [
        ("Heat.1996.1080p", Reason("year_differs", (("year", 1996), ("have", 1995)))),
        ("Heat.1994.1080p", Reason("year_differs", (("year", 1994), ("have", 1995)))),
        ("Undated.1994.1080p", Reason("year_not_known")),
        # The year of the season, as some write it.
        (
            "Once.S03.2023.1080p",
            Reason("year_differs", (("year", 2023), ("have", 2021))),
        ),
    ],
)
def test_another_year_is_told(release: str, note: Reason) -> None:
    holding = index_of(*FILMS).find(read(release))
    assert len(holding.items) == 1
    assert note in holding.notes


def test_another_year_it_goes_under_is_as_good() -> None:
    holding = index_of(movie("Heat", 1995, years=(1997,))).find(read("Heat.1997.1080p"))
    assert (titles(holding), holding.notes) == (["Heat 1995"], ())


@pytest.mark.parametrize(
    ("release", "wanted"),
    [
        ("Dune.2160p", ["Dune 1984", "Dune 2021"]),
        (
            "Battlestar.Galactica.S01E01.1080p",
            ["Battlestar Galactica 1978", "Battlestar Galactica (2003) 2003"],
        ),
        # Neither a year nor a number: a film or a series.
        ("Castle.1080p", ["Castle 2009", "Castle (2009) 2009"]),
    ],
)
def test_what_nothing_tells_apart_is_a_choice(release: str, wanted: list[str]) -> None:
    holding = index_of(*FILMS).find(read(release))
    assert choices(holding) == wanted
    assert not holding.items
    assert not holding.versions


class TestIds:
    @pytest.mark.parametrize(
        ("ids", "wanted"),
        [
            (Ids(tmdb=841), ["Dune 1984"]),
            (Ids(imdb="tt0113277"), ["Heat 1995"]),
            # What has another id is not it, whatever it is called.
            (Ids(tmdb=5), []),
            # No film here has such an id.
            (Ids(tvdb=5), ["Dune 2021"]),
            (NO_IDS, ["Dune 2021"]),
        ],
    )
    def test_go_before_the_name(self, ids: Ids, wanted: list[str]) -> None:
        assert titles(index_of(*FILMS).find(read("Dune.2021.1080p"), ids=ids)) == wanted

    @pytest.mark.parametrize(
        ("release", "notes"),
        [
            (
                "Dune.2021.1080p",
                (Reason("year_differs", (("year", 2021), ("have", 1984))),),
            ),
            (
                "Dune.1985.1080p",
                (Reason("year_differs", (("year", 1985), ("have", 1984))),),
            ),
            ("Dune.1984.1080p", ()),
            ("Dune.1080p", ()),
        ],
    )
    def test_a_year_that_does_not_fit_them_is_told(self, release, notes) -> None:
        # Feeds write the id of a remake, too.
        holding = index_of(*FILMS).find(read(release), ids=Ids(tmdb=841))
        assert (titles(holding), holding.notes) == (["Dune 1984"], notes)

    def test_whose_year_nobody_knows_is_told_as_well(self) -> None:
        holding = index_of(*FILMS).find(read("Undated.1994.1080p"), ids=Ids(tmdb=77))
        assert holding.notes == (Reason("year_not_known"),)

    def test_a_film_and_a_series_have_one_number(self) -> None:
        index = index_of(movie("Heat", 1995, tmdb=5), series("Other", 2001, tmdb=5))
        assert titles(index.find(read("Heat.1080p"), ids=Ids(tmdb=5))) == ["Heat 1995"]
        assert titles(index.find(read("Other.S01E01"), ids=Ids(tmdb=5))) == [
            "Other 2001"
        ]
        assert len(index.find(read("Third.1080p"), ids=Ids(tmdb=5)).choices) == 2

    def test_ids_of_two_works_are_a_choice(self) -> None:
        ids = Ids(tmdb=841, imdb="tt0113277")
        assert (
            len(index_of(*FILMS).find(read("Other.2000.1080p"), ids=ids).choices) == 2
        )


class TestSeveralLibraries:
    def test_one_work_is_one(self) -> None:
        index = index_of(
            movie("Heat", 1995, tmdb=949, id="r"),
            movie("Hitze", 1995, tmdb=949, id="p", library="plex"),
            # No ids: the name and the year.
            movie("Heat", 1995, id="j", library="jellyfin"),
        )
        for release in ("Heat.1995.1080p", "Heat.1080p"):
            holding = index.find(read(release))
            assert [item.library for item in holding.items] == [
                "radarr",
                "plex",
                "jellyfin",
            ]
            assert holding.item is holding.items[0]
        # Who knows it under the name leads to those who do not.
        assert len(index.find(read("Hitze.1995.1080p")).items) == 3

    def test_two_works_that_one_library_cannot_tell_apart(self) -> None:
        index = index_of(
            movie("Heat", 1995, tmdb=1, id="1"),
            movie("Heat", 1995, tmdb=2, id="2"),
            movie("Heat", 1995, id="p", library="plex"),
        )
        assert len(index.find(read("Heat.1995.1080p")).choices) >= 2

    def test_one_item_can_show_that_two_are_one(self) -> None:
        index = index_of(
            movie("Heat", 1995, tmdb=1, library="a"),
            movie("Heat", 1996, imdb="tt1", library="b"),
            movie("Heat", 1990, tmdb=1, imdb="tt1", library="c"),
        )
        assert len(index.find(read("Heat.1080p")).items) == 3

    def test_only_those_that_are_asked(self) -> None:
        index = index_of(
            movie("Heat", 1995),
            movie("Heat", 1995, library="plex"),
            movie("Dune", 2021),
        )
        holding = index.find(read("Heat.1995.1080p"), frozenset({"plex"}))
        assert [item.library for item in holding.items] == ["plex"]
        assert index.find(read("Dune.2021.1080p"), frozenset({"plex"})) == NOTHING

    def test_who_cannot_be_asked_is_named(self) -> None:
        index = index_of(movie("Heat", 1995))
        index.away = frozenset({"plex"})
        title = read("Dune.2021.1080p")
        assert index.find(title).away == ("plex",)
        assert index.find(title, frozenset({"radarr"})).away == ()
        assert index.find(title, frozenset({"radarr", "new"})).away == ("new",)
        found = index.find(read("Heat.1995.1080p"), frozenset({"radarr", "plex"}))
        assert (len(found.items), found.away) == (1, ("plex",))

    def test_a_library_goes_and_another_is_taken(self) -> None:
        index = index_of(movie("Heat", 1995), movie("Heat", 1995, library="plex"))
        filled = index.shelf("plex")
        index.drop("plex")
        assert len(index) == 1
        index.take(filled)
        assert len(index.find(read("Heat.1995.1080p")).items) == len(index) == 2

    def test_a_file_is_there_once(self) -> None:
        name = "Heat.1995.2160p.DV.FEL.TrueHD.Atmos.mkv"
        seen = Quality(
            dynamic_range=frozenset({DynamicRange.DOLBY_VISION, DynamicRange.HDR10})
        )
        index = index_of(
            movie("Heat", 1995, versions=(version(name, 5), version("Heat.720p.mkv", 1))),
            movie(
                "Heat", 1995, library="plex",
                versions=(
                    version(name, 5, id="p", quality=seen, origins={"dynamic_range": Origin.STREAM}),
                ),
            ),
        )  # fmt: skip
        first, second = index.find(read("Heat.1995.1080p")).versions
        assert first.quality.layer is Layer.FEL
        assert first.quality.dynamic_range == seen.dynamic_range
        assert first.quality.atmos
        assert second.name == "Heat.720p.mkv"

    def test_a_persons_word_is_on_top(self) -> None:
        file = version("Heat.1995.2160p.DV.FEL.mkv", 5)
        index = index_of(movie("Heat", 1995, versions=(file,)))
        index.said = said_from_dict(
            said_to_dict({file_key(file): Quality(layer=Layer.MEL)})
        )
        (found,) = index.find(read("Heat.1995.1080p")).versions
        assert found.quality.layer is Layer.MEL
        assert found.origins["layer"] is Origin.PERSON


class TestAnswers:
    TITLE = read("Dune.2160p.WEB-DL")

    def test_is_remembered(self) -> None:
        index = index_of(*FILMS)
        second = index.find(self.TITLE).choices[1]
        index.answers = answers_from_dict(
            answers_to_dict({name_key(self.TITLE): Answer.of(second)})
        )
        for release in ("Dune.2160p.WEB-DL", "DUNE 1080p BluRay"):
            assert index.find(read(release)).items == (second,)
        # Who says which is asked nothing.
        assert titles(index.find(read("Dune.1984.1080p"))) == ["Dune 1984"]
        # The library has read it anew.
        index.shelf("radarr").put(
            movie("Düne", 2022, id=second.id, tmdb=438631, names=("Dune",))
        )
        assert titles(index.find(self.TITLE)) == ["Düne 2022"]

    def test_none_of_them_is_an_answer(self) -> None:
        index = index_of(*FILMS)
        index.answers = answers_from_dict(answers_to_dict({name_key(self.TITLE): None}))
        assert index.find(self.TITLE) == NOTHING

    def test_one_that_is_gone_is_asked_again(self) -> None:
        index = index_of(*FILMS)
        index.answers = {name_key(self.TITLE): Answer.of(movie("Dune", 1999))}
        assert len(index.find(self.TITLE).choices) == 2
        index.answers = {name_key(self.TITLE): Answer.of(series("Dune", 1984))}
        assert len(index.find(self.TITLE).choices) == 2

    def test_holds_by_name_and_year_where_there_is_no_id(self) -> None:
        one, two = movie("Heat", 1995), movie("Heat", 2010)
        index = index_of(one, two)
        title = read("Heat.1080p")
        index.answers = {name_key(title): Answer.of(two)}
        assert titles(index.find(title)) == ["Heat 2010"]

    def test_damaged_ones_were_never_given(self) -> None:
        reading = Reading()
        data = {
            "a": {"kind": "movie"},
            "b": 5,
            "c": None,
            "d": {"kind": "x", "title": "", "ids": {}},
        }
        assert answers_from_dict(data, reading) == {"c": None}
        assert reading.mended == 3
        assert answers_from_dict([], Reading()) == {}
        assert said_from_dict({"x": 5, "y": {}}, Reading()) == {"y": Quality()}


class TestSeries:
    SHOW = series("Show", 2020, id="1", tvdb=1)

    def test_has_to_be_read_first(self) -> None:
        index = index_of(self.SHOW)
        holding = index.find(read("Show.S01E01.1080p"))
        assert holding.items == holding.unread
        assert not holding.versions
        assert not holding.missing
        index.shelf("sonarr").episodes.put("1", season(1, 3, there=2))
        again = index.find(read("Show.S01E02E03.1080p"))
        assert again.unread == ()
        assert again.episodes == ((1, 2), (1, 3))
        assert again.missing == ((1, 3),)
        assert [one.name for one in again.versions] == ["Show S01E02 1080p"]

    def test_libraries_add_to_one_another(self) -> None:
        index = index_of(
            self.SHOW, series("Show", 2020, id="p", library="plex", tvdb=1)
        )
        index.shelf("sonarr").episodes.put("1", season(1, 3, there=1))
        half = index.find(read("Show.S01.1080p"))
        assert [item.library for item in half.unread] == ["plex"]
        assert half.missing == ((1, 2), (1, 3))
        index.shelf("plex").episodes.put(
            "p", together(season(1, 2, there=2), season(2, 1))
        )
        whole = index.find(read("Show.S01.1080p"))
        assert whole.missing == ((1, 3),)
        assert len(whole.episodes) == 3

    def test_what_has_not_been_aired_is_in_no_pack(self) -> None:
        index = index_of(self.SHOW)
        index.shelf("sonarr").episodes.put(
            "1", together(season(1, 1, aired=10.0), season(1, 2, aired=30.0))
        )
        assert index.find(read("Show.S01.1080p"), now=20.0).episodes == ((1, 1),)
        assert len(index.find(read("Show.S01.1080p"), now=40.0).episodes) == 2


def test_a_number_that_was_only_guessed_may_be_a_films() -> None:
    title = read("[Grp] Heat - 12 (1080p)")
    guessed = type(title)(
        title=title.title,
        absolute=title.absolute,
        confidence={"absolute": Confidence.GUESS},
    )
    index = index_of(movie("Heat", 1995))
    assert titles(index.find(guessed)) == ["Heat 1995"]
    assert titles(index.find(title)) == []


def test_thousands_of_one_name_take_no_time() -> None:
    index = index_of(
        *(movie("Same", 1990, id=str(one), tmdb=one) for one in range(1, 3000))
    )
    assert 2 <= len(index.find(read("Same.1990.1080p")).choices) <= 100
