"""Names in letters of English, as releases have them."""

import pytest

from custom_components.greenlight.engine.library.item import Ids, Item, Kind
from custom_components.greenlight.engine.library.table import plain_names
from custom_components.greenlight.engine.looked_for import by_title
from custom_components.greenlight.engine.reading import plain_name
from custom_components.greenlight.engine.spelling import apart, english, has_special


@pytest.mark.parametrize(
    ("name", "written", "special"),
    [
        ("Salt Road", "Salt Road", False),
        ("Die Räuber von Überlingen", "Die Raeuber von Ueberlingen", True),
        # Taken apart into letters and marks, as some systems keep names.
        ("Die Ra\u0308uber", "Die Raeuber", True),
        ("Straße", "Strasse", True),
        ("Første Ærend", "Forste Aerend", True),
        ("Łódź", "Lodz", True),
        ("Élan à côté", "Elan a cote", False),
        # A mark makes another letter there.
        ("かがみ", "かがみ", False),
        ("Й", "Й", False),
    ],
)
def test_a_name_is_written_without_marks(name: str, written: str, special: bool):
    assert english(name) == written
    assert has_special(name) is special


@pytest.mark.parametrize(
    "title", ["Die Räuber", "Die Raeuber", "Die Rauber", "DIE RÄUBER"]
)
def test_a_work_is_known_in_either_spelling(title: str):
    item = Item(
        id="1",
        library="l",
        kind=Kind.SERIES,
        title="Die Räuber (2020)",
        year=2020,
        ids=Ids(),
    )
    assert plain_name(title) in plain_names(item)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("L'adieu d’été", "L adieu d été"),
        ("Qu'importe, c'est l'heure", "Qu importe, c est l heure"),
        ("All'ombra dell'olmo", "All ombra dell olmo"),
        # What has an apostrophe in English is one word where it is left out.
        ("It's Salt's Road", "It's Salt's Road"),
        ("Don't, I'm Mr. O'Salt", "Don't, I'm Mr. O'Salt"),
        ("You'll Rock'n'Roll", "You'll Rock'n'Roll"),
    ],
)
def test_two_words_are_two(name: str, written: str):
    assert apart(name) == written


def test_a_release_is_looked_for_by_the_words_it_has():
    query = by_title("L'adieu.2019.1080p-GRP")
    assert query is not None
    assert query.text == "L adieu 2019 1080p GRP"
