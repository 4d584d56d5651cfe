"""How often a group kept its word is said with its next release, and what it turned out to be with the last."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import Home, Means, Measured, Step
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.question import QuestionKind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.records import Record
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.libraries.imports import ImportHabits
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.card.question import question_view
from tests.support.asking import NOW, Facts

from .examples import BOX, FILM_BETTER, TOLD, WARNING
from .test_outcome import LOADING, chat
from .test_phone import shown

SURE = "Sure: the title says all of this"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (None, SURE),
        (Record("NORTHWND", known=True), SURE),
        (Record("NORTHWND"), f"{SURE}. First release by this group here"),
        (
            Record("NORTHWND", kept=1, of=1, known=True),
            f"{SURE}. NORTHWND kept its word 1 of 1 time",
        ),
        (
            Record("NORTHWND", kept=3, of=4, known=True),
            f"{SURE}. NORTHWND kept its word 3 of 4 times",
        ),
    ],
)
def test_it_stands_behind_how_sure_it_is(
    screens: Screens, facts: Facts, record: Record | None, said: str
) -> None:
    facts.record = record
    assert shown(screens.phone(FILM_BETTER, three=True)).count(said) == 1
    told = screens.told(FILM_BETTER)
    assert told.kind is QuestionKind.UPGRADE
    seen = question_view(told, FILM_BETTER).get("record")
    of = record.of if record else 0
    kept = record.kept if record else 0
    assert seen == ({"group": "NORTHWND", "kept": kept, "of": of} if of else None)


@pytest.mark.parametrize(
    ("origin", "said", "name"),
    [
        (None, SURE, ""),
        (Record("Oak", known=True), SURE, ""),
        # What came once says nothing of the next, so it is counted and not said.
        (Record("Oak", kept=1, of=1, known=True), SURE, "Oak"),
        (
            Record("Oak", kept=2, of=3, known=True),
            f"{SURE}. Oak kept its word 2 of 3 times",
            "Oak",
        ),
        (
            Record("", kept=2, of=3, known=True),
            f"{SURE}. Harbour Feed kept its word 2 of 3 times",
            "Harbour Feed",
        ),
    ],
)
def test_how_what_came_from_there_kept_it_stands_there_too(
    screens: Screens, facts: Facts, origin: Record | None, said: str, name: str
) -> None:
    facts.origin = origin
    text = shown(screens.phone(FILM_BETTER, three=True))
    assert text.count(said) == 1
    assert text.count("kept its word") == said.count("kept its word")
    told = screens.told(FILM_BETTER)
    # Nothing is decided by it.
    assert told.kind is QuestionKind.UPGRADE
    view = question_view(told, FILM_BETTER)["from"].get("record")
    counted = origin and {"name": name, "kept": origin.kept, "of": origin.of}
    assert view == (counted if name else None)


def test_who_broke_it_more_often_than_not_is_warned_of(
    screens: Screens, facts: Facts
) -> None:
    facts.record = Record("NORTHWND", kept=1, of=3, fake=1, known=True)
    told = screens.told(FILM_BETTER)
    assert (told.kind, told.beneath) == (QuestionKind.WARNING, QuestionKind.UPGRADE)
    text = shown(screens.phone(FILM_BETTER, three=True))
    assert "NORTHWND kept its word only 1 of 3 times" in text
    assert "NORTHWND has promised FEL before that was none" in text
    # Not twice.
    assert told.trust is None


def test_a_layer_that_was_none_speaks_only_against_another(
    screens: Screens, facts: Facts
) -> None:
    facts.record = Record("NORTHWND", kept=3, of=5, fake=2, known=True)
    [warning] = screens.told(FILM_BETTER).warnings
    assert getattr(warning, "key", "") == "warning_fake_layer"
    plain = replace(
        FILM_BETTER,
        release=replace(
            FILM_BETTER.release, title="Salt.and.Lanterns.2019.2160p.DV.HEVC-NORTHWND"
        ),
    )
    assert screens.told(plain).warnings == ()


def test_what_warns_already_is_the_same_question(
    screens: Screens, facts: Facts
) -> None:
    before = screens.told(WARNING)
    facts.record = Record("GRP", kept=0, of=2, known=True)
    told = screens.told(WARNING)
    assert (told.kind, told.beneath) == (before.kind, before.beneath)
    # Of what is only told nobody has to beware.
    assert screens.told(TOLD).warnings == ()


def imported(measured: Measured | None, state: State = State.IMPORTED) -> Request:
    """Return what has come, and what was measured of it."""
    came = LOADING.move(State.COMPLETED, at=NOW, who=BOX, why=Reason("done"))
    if state is State.IMPORTED:
        came = came.move(State.IMPORTED, at=NOW, who=BOX, why=Reason("done"))
    home = Home(step=Step.DONE, means=Means.THEIRS, since=NOW, measured=measured)
    return replace(came, home=home)


KEPT = Measured(now="P7 FEL", promised="P7 FEL", kept=True)
AGAINST = "Measured: P8.1, promised was P7 FEL. Counts against NORTHWND"
BROKEN = Measured(now="P8.1", promised="P7 FEL", kept=False)


@pytest.mark.parametrize(
    ("measured", "line"),
    [
        (None, "★ Imported 17:00. Nobody has measured it yet"),
        (Measured(now="P7 FEL"), "★ Imported 17:00. Nobody has measured it yet"),
        (KEPT, "★ Imported 17:00. Measured: P7 FEL, as promised"),
        (
            BROKEN,
            f"⚠️ Imported 17:00. {AGAINST}",
        ),
    ],
)
def test_what_it_turned_out_to_be(
    screens: Screens, measured: Measured | None, line: str
) -> None:
    assert chat(screens, imported(measured))[1] == line
    phone = screens.phone(imported(measured), three=True)
    assert shown(phone).split("\n")[1] == f"{line[line.index('I') :]}."


@pytest.mark.parametrize(
    ("measured", "line"),
    [
        (KEPT, "★ Complete. Measured: P7 FEL, as promised"),
        (
            BROKEN,
            f"⚠️ Complete. {AGAINST}",
        ),
    ],
)
def test_what_nobody_imports_is_measured_as_well(
    screens: Screens, measured: Measured, line: str
) -> None:
    assert chat(screens, imported(measured, State.COMPLETED))[1] == line


def test_who_is_nobody_is_counted_against_by_nothing(screens: Screens) -> None:
    broken = imported(BROKEN)
    nobody = replace(broken, release=replace(broken.release, title="Salt and Lanterns"))
    line = chat(screens, nobody)[1]
    assert line.endswith("Measured: P8.1, promised was P7 FEL")


def replaced(choice: Choice | None = Choice.REPLACE, **home: Any) -> Request:
    """Return what has come in the place of a file, and is worse than promised."""
    came = replace(imported(BROKEN), choice=choice)
    assert came.home
    facts = {"means": Means.IMPORT} | home
    return replace(came, home=replace(came.home, **facts))


@pytest.mark.parametrize(
    ("request_", "habits", "said"),
    [
        (
            replaced(),
            ImportHabits(recycle_bin=True),
            "Your old file (18.4 GB) is in the recycle bin",
        ),
        (replaced(), ImportHabits(), "Your old file (18.4 GB) was deleted"),
        (replaced(), None, "It took the place of your old file (18.4 GB)"),
        (replaced(Choice.KEEP_BOTH), ImportHabits(), "Your old file is still there"),
        (replaced(means=Means.FILES), None, "Your old file is still there"),
        (
            replace(replaced(), state=State.COMPLETED),
            ImportHabits(),
            "Your old file is still there",
        ),
        (replaced(None), ImportHabits(), ""),
        (replace(replaced(), weighed=None), ImportHabits(), ""),
    ],
)
def test_a_broken_promise_says_what_became_of_the_old_file(
    screens: Screens,
    facts: Facts,
    request_: Request,
    habits: ImportHabits | None,
    said: str,
) -> None:
    facts.habits = habits
    lines = screens.phone(request_, three=True).message.split("\n")
    told = [one.replace("\N{NO-BREAK SPACE}", " ") for one in lines if "ld file" in one]
    assert told == ([f"{said}."] if said else [])


def test_a_broken_promise_says_all_that_there_is_to_say(
    screens: Screens, facts: Facts
) -> None:
    facts.record = Record("NORTHWND", kept=11, of=12, known=True)
    facts.habits = ImportHabits()
    broken = replaced(library="radarr0")
    assert shown(screens.phone(broken, three=True)) == (
        "Salt and Lanterns (2019): not as promised\n"
        f"Imported 17:00. {AGAINST}.\n"
        "Your old file (18.4 GB) was deleted.\n"
        "NORTHWND kept its word 11 of 12 times.\n"
        "For another one, search in Radarr."
    )
    assert chat(screens, broken)[1:-1] == [
        f"⚠️ Imported 17:00. {AGAINST}",
        "Your old file (18.4 GB) was deleted",
        "NORTHWND kept its word 11 of 12 times",
        "For another one, search in Radarr",
    ]
    # Nobody here imports it: its rule goes on looking.
    lines = screens.phone(replaced(), three=True).message.split("\n")
    assert lines[-1] == "You are asked when a better one comes."
    handed_in = replace(replaced(), rule="")
    lines = screens.phone(handed_in, three=True).message.split("\n")
    assert lines[-1] == "NORTHWND kept its word 11 of 12 times."
