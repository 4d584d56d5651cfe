"""What a yes does to the file that is there is told as its library does it, and its button says so."""

from dataclasses import replace

import pytest

from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.engine.weighed import There
from custom_components.greenlight.gate.home.shown import Meant
from custom_components.greenlight.libraries.imports import ImportHabits
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.card.question import answers_to
from tests.support.asking import Facts

from .examples import FILM_BETTER
from .test_phone import answers, shown


def replaces(habits: ImportHabits | None) -> Meant:
    """Return that Radarr replaces the file, as it says that it does."""
    return Meant(Choice.REPLACE, "radarr0", habits)


def offering(*choices: Choice) -> Request:
    """Return a question with these choices."""
    assert FILM_BETTER.weighed
    return replace(FILM_BETTER, weighed=replace(FILM_BETTER.weighed, choices=choices))


@pytest.mark.parametrize(
    ("habits", "line", "red"),
    [
        (
            ImportHabits(recycle_bin=True, bin_days=7),
            "Replaces your file: 18.4 GB go to the recycle bin (kept 7 days)",
            False,
        ),
        (
            ImportHabits(recycle_bin=True),
            "Replaces your file: 18.4 GB go to the recycle bin",
            False,
        ),
        (ImportHabits(), "Deletes your file for good: 18.4 GB", True),
        (
            None,
            "Radarr decides what becomes of your file. It usually deletes it: 18.4 GB",
            False,
        ),
    ],
)
def test_as_the_library_does_it(
    screens: Screens, facts: Facts, habits: ImportHabits | None, line: str, *, red: bool
) -> None:
    facts.imports = True
    facts.meant = replaces(habits)
    screen = screens.phone(FILM_BETTER, three=True)
    assert line in shown(screen).split("\n")
    assert screen.buttons[0].destructive is red
    assert answers(screen)[0] == Answer(Verb.APPROVE)


def test_several_are_counted(screens: Screens, facts: Facts) -> None:
    facts.meant = replaces(ImportHabits())
    assert FILM_BETTER.weighed
    there = tuple(There(name=name, size=10**9, replaced=True) for name in "ab")
    several = replace(FILM_BETTER, weighed=replace(FILM_BETTER.weighed, there=there))
    assert "Deletes 2 files for good: 2.0 GB" in shown(
        screens.phone(several, three=True)
    )


@pytest.mark.parametrize(
    ("choices", "verb", "on_card"),
    [
        # What is not among the choices could not be chosen: a plain yes means it.
        ((), Verb.APPROVE, "approve"),
        ((Choice.REPLACE,), Verb.APPROVE, "approve"),
        ((Choice.REPLACE, Choice.KEEP_BOTH), Verb.KEEP_BOTH, "keep_both"),
    ],
)
def test_both_stay_where_nothing_is_replaced(
    screens: Screens,
    facts: Facts,
    choices: tuple[Choice, ...],
    verb: Verb,
    on_card: str,
) -> None:
    facts.meant = Meant(Choice.KEEP_BOTH)
    asked = offering(*choices)
    screen = screens.phone(asked, three=False)
    assert "Keeps your file: both stay (89.6 GB together)" in shown(screen).split("\n")
    assert screen.buttons[0].label == "Keep both"
    assert answers(screen)[0] == Answer(verb)
    # It is said once.
    assert [one.label for one in screen.buttons].count("Keep both") == 1
    assert answers_to(screens.told(asked), always=False)[0] == on_card


def test_a_persons_own_word_is_told_whatever_a_rule_says(
    screens: Screens, facts: Facts
) -> None:
    facts.meant = Meant(Choice.KEEP_BOTH)
    chosen = replace(FILM_BETTER, choice=Choice.REPLACE)
    assert "Would take the place" in shown(screens.phone(chosen, three=True))


def test_nothing_becomes_of_what_is_not_there(screens: Screens, facts: Facts) -> None:
    facts.meant = Meant(None)
    assert FILM_BETTER.weighed
    new = replace(FILM_BETTER, weighed=replace(FILM_BETTER.weighed, there=()))
    assert screens.told(new).file is None
