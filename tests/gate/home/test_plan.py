"""By what a completed download comes home."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.home.home import (
    USUAL,
    Existing,
    Landing,
    Means,
    Where,
)
from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    Actor,
    ActorKind,
    Request,
    State,
    opened,
)
from custom_components.greenlight.engine.weighed import Weighed, Work
from custom_components.greenlight.gate.home.plan import (
    Place,
    Places,
    by_person,
    known_places,
    plan,
    usual_choice,
)

from ..scene import by_magnet

RADARR, OTHER = ("radarr", "1"), ("radarr 4k", "9")


def wanted(*places: tuple[str, str], choice: Choice | None = None) -> Request:
    """Return a request for a film that is known in some places."""
    work = Work(kind=Kind.MOVIE, title="Salt and Lanterns", known_to=places)
    return Request(
        id="r",
        release=by_magnet("Salt and Lanterns 2019"),
        state=State.COMPLETED,
        created=1.0,
        expires=2.0,
        weighed=Weighed(work=work),
        choice=choice,
    )


def made(
    request: Request,
    landing: Landing = USUAL,
    *,
    importers: Collection[str] = ("radarr", "radarr 4k"),
    empty: frozenset[Place] = frozenset(),
) -> tuple[Any, ...]:
    """Return by what it comes home, where, and why not otherwise."""
    known = tuple(one for one in known_places(request) if one[0] in importers)
    found = plan(request, landing, Places(known, empty) if importers else None)
    return found.means, found.library, found.item, found.why and found.why.code


def test_a_library_that_knows_it_imports_it() -> None:
    assert made(wanted(("plex", "5"), RADARR)) == (Means.IMPORT, *RADARR, None)
    replaced = wanted(RADARR, choice=Choice.REPLACE)
    assert made(replaced) == (Means.IMPORT, *RADARR, None)


def test_what_only_a_media_server_knows_stays() -> None:
    for request in (wanted(("plex", "5")), replace(wanted(), weighed=None)):
        assert made(request) == (Means.SCAN, "", "", "home_no_library")
        # Who has none expects none.
        assert made(request, importers=()) == (Means.SCAN, "", "", None)


def test_keeping_both_destroys_nothing() -> None:
    both = wanted(RADARR, choice=Choice.KEEP_BOTH)
    assert made(both) == (Means.SCAN, "", "", "home_kept_both")
    assert made(both, Landing(folder="/media/second"))[0] is Means.FILES
    # An instance that has nothing of it yet takes the second one...
    both = wanted(RADARR, OTHER, choice=Choice.KEEP_BOTH)
    assert made(both, empty=frozenset({OTHER})) == (Means.IMPORT, *OTHER, None)
    # ...and is the one that it is for in any case.
    assert made(wanted(RADARR, OTHER), empty=frozenset({OTHER})) == (
        Means.IMPORT,
        *OTHER,
        None,
    )
    # ...unless what is there is to go.
    replaced = wanted(OTHER, RADARR, choice=Choice.REPLACE)
    found = made(replaced, empty=frozenset({OTHER}))
    assert found == (Means.IMPORT, *RADARR, None)
    assert made(replaced, empty=frozenset({OTHER, RADARR}))[1] == OTHER[0]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where.FOLDER, (Means.FILES, "", "", None)),
        (Where.LEAVE, (Means.SCAN, "", "", None)),
        (Where.BESIDE, (Means.SCAN, *RADARR, None)),
    ],
)
def test_a_rule_that_wants_it_elsewhere(where: Where, expected: Any) -> None:
    assert made(wanted(RADARR), Landing(where=where)) == expected


def test_what_a_rule_wants_of_the_file_that_is_there() -> None:
    assert usual_choice(USUAL) is None
    assert usual_choice(Landing(existing=Existing.REPLACE)) is Choice.REPLACE
    assert usual_choice(Landing(existing=Existing.KEEP_BOTH)) is Choice.KEEP_BOTH


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(ActorKind.USER, True), (ActorKind.TELEGRAM, True), (ActorKind.RULE, False)],
)
def test_who_said_yes(kind: ActorKind, *, expected: bool) -> None:
    asked = opened(
        replace(wanted(), state=State.PENDING),
        who=Actor(ActorKind.RULE, "rule"),
        why=Reason("rule_matched"),
    )
    assert not by_person(asked)
    yes = asked.move(State.APPROVED, at=2.0, who=Actor(kind, "x"), why=Reason("yes"))
    assert by_person(yes) is expected
