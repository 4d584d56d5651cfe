"""What a rule wants of the work itself, as the libraries tell it."""

from custom_components.greenlight.engine.facts import Facts, match_facts
from custom_components.greenlight.engine.library.item import Item
from custom_components.greenlight.engine.reason import Reason
from tests.support.shelved import movie


def of_item(facts: Facts, *items: Item) -> tuple[list[Reason], list[Reason]]:
    refused, unknown = list[Reason](), list[Reason]()
    match_facts(facts, items, refused, unknown)
    return refused, unknown


def test_any_library_may_say_what_a_work_is() -> None:
    wanted = Facts(people=frozenset({"Agnes Varda"}), tags=frozenset({"Kids"}))
    one = movie("Film", 2019, people=("Agnès Varda",))
    other = movie("Film", 2019, library="plex", tags=("kids",))
    assert of_item(wanted, one, other) == ([], [])


def test_what_no_library_says_of_a_work_is_unknown_but_tags_are_none() -> None:
    wanted = Facts(
        genres=frozenset({"Drama"}),
        tags=frozenset({"kids"}),
        profiles=frozenset({"UHD"}),
        people=frozenset({"Anna"}),
    )
    refused, unknown = of_item(wanted, movie("Film", 2019))
    assert refused == [Reason("other_tags_of_item", (("found", "–"),))]
    assert [one.code for one in unknown] == [
        "unknown_genres_of_item",
        "unknown_profiles_of_item",
        "unknown_people_of_item",
    ]


def test_of_many_people_some_are_told() -> None:
    film = movie("Film", 2019, people=tuple("ABCDEFG"))
    refused, _ = of_item(Facts(people=frozenset({"Z"})), film)
    found = (("found", "A, B, C, D, E, …"),)
    assert refused == [Reason("other_people_of_item", found)]
