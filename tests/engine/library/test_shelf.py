"""All items of one library."""

from dataclasses import replace

from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
import pytest

from custom_components.greenlight.engine.library.item import (
    Episodes,
    Ids,
    Item,
    Kind,
    Origin,
    Season,
)
from custom_components.greenlight.engine.library.lean import (
    MAX_NAMES,
    MAX_TEXT,
    MAX_VERSIONS,
    Lean,
)
from custom_components.greenlight.engine.library.names import MOST_FOUND, Names
from custom_components.greenlight.engine.library.shelf import STEP, Changes, Shelf
from custom_components.greenlight.engine.reading import plain_name
from tests.support.shelved import movie, season, series, version


@pytest.fixture
def shelf() -> Shelf:
    """Return a shelf with two films."""
    shelf = Shelf("radarr")
    shelf.put(
        movie(
            "Heat", 1995, id="1", tmdb=949, imdb="tt0113277", names=("Coup de torchon",)
        )
    )
    shelf.put(
        movie("Amélie", 2001, id="2", names=("Le Fabuleux Destin d'Amélie Poulain",))
    )
    return shelf


class TestFound:
    @pytest.mark.parametrize(
        ("name", "wanted"),
        [
            ("HEAT!", ["1"]),
            ("Coup de Torchon", ["1"]),
            ("Amelie", ["2"]),
            ("Hea", []),
            ("", []),
        ],
    )
    def test_by_name(self, shelf: Shelf, name: str, wanted: list[str]) -> None:
        assert [item.id for item in shelf.by_name(plain_name(name))] == wanted

    @pytest.mark.parametrize(
        ("ids", "kind", "wanted"),
        [
            (Ids(tmdb=949), Kind.MOVIE, ["1"]),
            (Ids(imdb="TT0113277"), Kind.MOVIE, ["1"]),
            (Ids(tmdb=949, imdb="tt0113277"), Kind.MOVIE, ["1"]),
            # A series has its own numbers.
            (Ids(tmdb=949), Kind.SERIES, []),
            (Ids(tvdb=949), Kind.MOVIE, []),
            (Ids(), Kind.MOVIE, []),
        ],
    )
    def test_by_id(self, shelf: Shelf, ids: Ids, kind: Kind, wanted: list[str]) -> None:
        assert [item.id for item in shelf.by_ids(ids, kind)] == wanted

    def test_a_year_at_the_end_of_a_name_is_none_of_it(self, shelf: Shelf) -> None:
        shelf.put(series("Castle (2009)", 2009, id="3"))
        assert [item.id for item in shelf.by_name("castle")] == ["3"]
        assert [item.id for item in shelf.by_name("castle2009")] == ["3"]

    def test_as_a_whole_and_one(self, shelf: Shelf) -> None:
        assert (len(shelf), [item.id for item in shelf]) == (2, ["1", "2"])
        assert shelf.items.get("2") is shelf.by_name("amelie")[0]
        assert "9" not in shelf.items


class TestChanged:
    def test_tells_whether_anything_did(self, shelf: Shelf) -> None:
        heat = shelf.items.get("1")
        assert heat is not None
        assert not shelf.put(replace(heat))
        assert shelf.put(replace(heat, title="Heat 2"))
        assert shelf.by_name("heat") == []
        assert shelf.by_name("heat2") == [shelf.items.get("1")]
        assert shelf.remove("1")
        assert not shelf.remove("1")
        assert shelf.by_ids(Ids(tmdb=949), Kind.MOVIE) == []

    def test_a_whole_is_taken_over(self, shelf: Shelf) -> None:
        amelie = shelf.items.get("2")
        assert amelie is not None
        changes = shelf.replace(
            [replace(amelie, monitored=True), movie("Ran", 1985, id="3")]
        )
        assert changes == Changes(
            added=frozenset("3"), changed=frozenset("2"), removed=frozenset("1")
        )
        assert shelf.replace(iter(shelf)) == Changes()

    def test_is_built_in_steps_while_the_old_one_answers(self, shelf: Shelf) -> None:
        films = [movie(f"Film {one}", id=f"f{one}") for one in range(STEP * 3)]
        sizes = [len(shelf) for _ in shelf.replacing(films)]
        assert sizes == [2, 2, 2, STEP * 3, STEP * 3]
        assert len(shelf) == STEP * 3
        assert len(shelf.by_name("film7")) == 1

    def test_what_is_the_same_is_the_same_object(self, shelf: Shelf) -> None:
        before = list(shelf)
        assert not shelf.replace([replace(item) for item in before]).any
        assert all(now is old for now, old in zip(shelf, before, strict=True))

    def test_what_was_told_meanwhile_is_newer(self, shelf: Shelf) -> None:
        old = [movie(f"Film {one}", id=f"f{one}") for one in range(STEP * 2)]
        steps = shelf.replacing(old)
        next(steps)
        shelf.put(replace(old[-1], title="Newer"))
        shelf.put(movie("Brand new", id="new"))
        heat = shelf.items["1"]
        assert not shelf.put(heat)
        shelf.remove("f1")
        shelf.remove(old[-2].id)
        list(steps)
        assert shelf.items.get(old[-1].id) == shelf.by_name("newer")[0]
        assert shelf.items.get("new") is not None
        assert shelf.items.get("1") is heat
        assert shelf.items.get("f1") is None
        assert shelf.items.get(old[-2].id) is None

    def test_one_that_breaks_off_changes_nothing(self, shelf: Shelf) -> None:
        def broken():
            yield movie("Ran", 1985, id="3")
            raise ConnectionError

        with pytest.raises(ConnectionError):
            shelf.replace(broken())
        assert [item.id for item in shelf] == ["1", "2"]
        shelf.remove("2")
        assert not shelf._meanwhile

    def test_an_id_that_comes_twice_is_one(self, shelf: Shelf) -> None:
        assert shelf.replace([movie("A", id="x"), movie("B", id="x")]).added == {"x"}
        assert [item.title for item in shelf] == ["B"]
        assert not shelf.by_name("a")


class TestEpisodes:
    def test_are_kept_until_their_number_changes(self) -> None:
        shelf = Shelf("sonarr")
        show = series("Show", id="1", seasons=(Season(number=1, aired=2, there=1),))
        shelf.put(show)
        assert shelf.episodes.get("1") is None
        kept = season(1, 2, there=1)
        shelf.episodes.put("1", kept)
        assert shelf.episodes.get("1") == kept
        shelf.put(replace(show, genres=("Drama",)))
        assert "1" in shelf.episodes
        shelf.put(replace(show, seasons=(Season(number=1, aired=2, there=2),)))
        assert "1" not in shelf.episodes

    def test_go_with_a_file_that_took_the_place_of_another(self) -> None:
        """There are as many as before, and still one is another."""
        shelf = Shelf("sonarr")
        before = Season(number=1, aired=2, there=2, size=20)
        shelf.put(series("Show", id="1", seasons=(before,)))
        shelf.episodes.put("1", season(1, 2, there=2))
        shelf.put(series("Show", id="1", seasons=(replace(before, size=30),)))
        assert "1" not in shelf.episodes

    def test_go_with_the_series(self) -> None:
        shelf = Shelf("sonarr")
        shelf.put(series("Show", id="1"))
        shelf.episodes.put("1", Episodes())
        shelf.remove("1")
        assert "1" not in shelf.episodes


class TestLean:
    def test_what_is_equal_is_there_once(self) -> None:
        shelf = Shelf("radarr")
        for number in "12":
            shelf.put(
                movie(
                    "Film",
                    id=number,
                    genres=tuple("ab"),
                    tags=("fel",),
                    people=("A B",),
                    versions=(
                        version(
                            f"F{number}.2160p.DV.mkv", origins={"audio": Origin.STREAM}
                        ),
                    ),
                    seasons=(Season(number=1),),
                )
            )
        one, two = shelf
        assert one.genres is two.genres
        assert one.people[0] is two.people[0]
        assert one.seasons is two.seasons
        assert one.versions[0].quality is two.versions[0].quality
        assert one.versions[0].origins is two.versions[0].origins

    def test_nothing_is_endless(self) -> None:
        shelf = Shelf("radarr")
        shelf.put(
            movie(
                "x" * 10_000,
                id="1",
                names=tuple(f"name {one}" for one in range(5000)),
                genres=("g" * 9999,) * 9999,
                versions=(version("v" * 99_999),) * 999,
                path="/" * 99_999,
            )
        )
        (item,) = shelf
        assert len(item.title) == MAX_TEXT
        assert len(item.names) == MAX_NAMES
        assert len(item.versions) == MAX_VERSIONS
        assert len(repr(item)) < 1_000_000
        assert shelf.by_name("name4999") == []
        assert shelf.by_name("name1") == [item]

    def test_a_name_in_another_spelling_is_no_other(self) -> None:
        item = Lean().item(
            movie("The Film", names=("the film!", "", "Der Film", "Der-Film"))
        )
        assert item.names == ("Der Film",)

    @pytest.mark.parametrize(
        "name", ["", "???", "\n", "!\n!", "\ud800", "日本", "\x00"]
    )
    def test_takes_any_name(self, name: str) -> None:
        shelf = Shelf("radarr")
        shelf.put(movie(name, id="1"))
        shelf.put(movie(f"{name} ", id="2"))
        assert len(shelf.by_name(plain_name(name))) <= 2
        shelf.remove("1")
        assert "1" not in {item.id for item in shelf.by_name(plain_name(name))}

    def test_begins_anew_when_nothing_is_shared(self, monkeypatch) -> None:
        monkeypatch.setattr(
            "custom_components.greenlight.engine.library.lean._MOST_KEPT", 3
        )
        lean = Lean()
        for number in range(50):
            assert lean.one(f"text {number}") == f"text {number}"
        assert len(lean._kept) <= 4


class TestNames:
    def test_of_very_many_bearers_some_are_found(self) -> None:
        names = Names()
        for bearer in range(MOST_FOUND * 2):
            names.add("same", bearer)
        assert len(names.find("same")) == MOST_FOUND

    def test_room_is_used_again(self) -> None:
        names = Names()
        for bearer in range(100):
            names.add(f"name{bearer:03}", bearer)
            names.remove(f"name{bearer:03}", bearer)
        assert len(names._text) < 20
        assert names.find("name099") == []
        names.remove("never", 1)


IDS = st.sampled_from("abc")
TITLES = st.sampled_from(
    ["Heat", "heat", "HEAT 2", "Zoë", "Zoe", "", "??", "The Ocean (1990)"]
)
ITEMS = st.builds(
    lambda item_id, title, names, tmdb, kind: Item(
        library="x", id=item_id, kind=kind, title=title, names=tuple(names), ids=Ids(tmdb=tmdb)
    ),
    IDS, TITLES, st.lists(TITLES, max_size=3), st.sampled_from([None, 1, 2]), st.sampled_from(Kind),
)  # fmt: skip


class Machine(RuleBasedStateMachine):
    """A shelf beside a dictionary that is looked through from end to end."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf("x")
        self.slow: dict[str, Item] = {}

    @rule(item=ITEMS)
    def put(self, item: Item) -> None:
        lean = Lean().item(item)
        assert self.shelf.put(item) is (self.slow.get(item.id) != lean)
        self.slow[item.id] = lean

    @rule(item_id=IDS)
    def remove(self, item_id: str) -> None:
        assert self.shelf.remove(item_id) is (item_id in self.slow)
        self.slow.pop(item_id, None)

    @rule(items=st.lists(ITEMS, unique_by=lambda item: item.id))
    def replace(self, items: list[Item]) -> None:
        new = {item.id: Lean().item(item) for item in items}
        changes = self.shelf.replace(items)
        assert changes.added == new.keys() - self.slow.keys()
        assert changes.removed == self.slow.keys() - new.keys()
        assert changes.changed == {
            key for key in new.keys() & self.slow.keys() if new[key] != self.slow[key]
        }
        self.slow = new

    @invariant()
    def holds_the_same(self) -> None:
        assert {item.id: item for item in self.shelf} == self.slow
        assert len(self.shelf) == len(self.slow)

    @invariant()
    def finds_the_same(self) -> None:
        for name in ("heat", "heat2", "zoe", "??", "theocean", "theocean1990", ""):
            slow = {
                key
                for key, item in self.slow.items()
                for one in (item.title, *item.names)
                if name
                and name in {plain_name(one), plain_name(one.replace(" (1990)", ""))}
            }
            assert {item.id for item in self.shelf.by_name(name)} == slow
        for kind in Kind:
            assert {item.id for item in self.shelf.by_ids(Ids(tmdb=1), kind)} == {
                key
                for key, item in self.slow.items()
                if item.ids.tmdb == 1 and item.kind is kind
            }


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


@given(st.text(max_size=40))
def test_any_title_is_found_under_its_name(title: str) -> None:
    shelf = Shelf("x")
    shelf.put(movie(title, id="1"))
    found = shelf.by_name(plain_name(title))
    assert [item.id for item in found] == (["1"] if plain_name(title) else [])
