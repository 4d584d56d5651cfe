"""What a person's no covers beyond the one release."""

from dataclasses import replace
import json
from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import Ids, Kind
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import (
    CannotRefuse,
    Scope,
    refusal_from_dict,
    refusal_of,
    refusal_to_dict,
)
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State, opened
from custom_components.greenlight.engine.skips import (
    DAY,
    MAX_SKIPS,
    Skips,
    refused,
    skip_from_dict,
    skip_of,
    skip_to_dict,
)
from custom_components.greenlight.engine.weighed import Shift, Weighed, Work

NOW = 1_700_000_000.0
TITLE = "Salt.and.Lanterns.2019.2160p.WEB-DL.DV.HDR10-NORTHWND"
WHY = Reason("declined_by_person")
FILM = Work(
    kind=Kind.MOVIE, title="Salt and Lanterns", year=2019, ids=Ids(tmdb=5, imdb="tt5")
)
LANGUAGE = Shift("language", "English, German", "English")
PICTURE = Shift("dolby_vision", "HDR10", "P8.1")
SOUND = Shift("audio", "DD", "TrueHD")


def release(title: str = TITLE, **changes: Any) -> Release:
    facts = {"guid": title, "title": title, "link": "x", "source": "site"}
    return Release(**facts | changes)


def question(title: str = TITLE, request_id: str = "r1", **changes: Any) -> Request:
    request = Request(
        id=request_id,
        release=release(title),
        state=State.PENDING,
        created=NOW,
        expires=NOW,
        rule="films",
        **changes,
    )
    return opened(request, who=SYSTEM, why=Reason("rule_matched"))


def weighed(*gains: Shift, losses: tuple[Shift, ...] = (), **work: Any) -> Weighed:
    return Weighed(work=replace(FILM, **work), gains=gains, losses=losses)


def test_a_group_is_refused_in_whatever_case() -> None:
    refusal = refusal_of(question(), Scope.GROUP)
    assert refusal.name == "NORTHWND"
    assert refusal.covers(release("Other.Film.2001.1080p-northwnd"), None, "any")
    assert not refusal.covers(release("Other.Film.2001.1080p-SOUTH"), None, "any")
    assert not refusal.covers(release("Other Film 2001"), None, "any")


@pytest.mark.parametrize(
    ("title", "also", "found"),
    [
        ("Salt and Lanterns 2019 480p-X", None, True),
        ("Salt and Lanterns 480p-X", None, True),
        ("Salt and Lanterns 1984 480p-X", None, False),
        ("Pepper and Lanterns 2019 480p-X", None, False),
        # What the library says counts more than what titles are spelled like.
        ("Sel et Lanternes 2019 480p-X", weighed(), True),
        ("Salt and Lanterns 2019 480p-X", weighed(ids=Ids(tmdb=6)), False),
    ],
)
def test_a_title_is_refused_under_whatever_name(
    title: str, also: Weighed | None, found: bool
) -> None:
    refusal = refusal_of(question(weighed=weighed()), Scope.TITLE)
    assert refusal.name == "Salt and Lanterns"
    assert refusal.covers(release(title), also, "any") is found


def test_of_a_series_the_whole_is_refused() -> None:
    refusal = refusal_of(question("The.Tide.Clerk.S03E04.1080p-X"), Scope.TITLE)
    assert refusal.name == "The Tide Clerk"
    assert refusal.covers(release("The.Tide.Clerk.S01.2160p-Y"), None, "any")


@pytest.mark.parametrize(
    ("offered", "rule", "found"),
    [
        (weighed(SOUND, losses=(LANGUAGE,)), "films", True),
        (weighed(PICTURE), "films", False),
        (weighed(SOUND, losses=(LANGUAGE,)), "others", False),
        (None, "films", False),
    ],
)
def test_a_drawback_is_refused_for_its_rule(
    offered: Weighed | None, rule: str, found: bool
) -> None:
    asked = question(weighed=weighed(PICTURE, losses=(LANGUAGE,)))
    refusal = refusal_of(asked, Scope.GAIN)
    other = release("Other.Film.2001.1080p-X")
    assert refusal.covers(other, offered, rule) is found


@pytest.mark.parametrize(
    ("offered", "found"),
    [
        (weighed(SOUND), True),
        (weighed(SOUND, PICTURE), False),
        (weighed(PICTURE), False),
        (weighed(), False),
    ],
)
def test_a_gain_is_refused_where_nothing_else_is_gained(
    offered: Weighed, found: bool
) -> None:
    refusal = refusal_of(question(weighed=weighed(SOUND)), Scope.GAIN)
    assert refusal.covers(release("Other.2001-X"), offered, "films") is found


def test_without_a_rule_a_gain_is_refused_for_its_work() -> None:
    asked = replace(question(weighed=weighed(SOUND)), rule="")
    refusal = refusal_of(asked, Scope.GAIN)
    assert refusal.covers(release("Other name"), weighed(SOUND), "any")
    elsewhere = weighed(SOUND, ids=Ids(tmdb=6))
    assert not refusal.covers(release("Other name"), elsewhere, "any")


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        (question("Film one"), Scope.GROUP),
        (question("---"), Scope.TITLE),
        (question(), Scope.GAIN),
        (question(weighed=weighed()), Scope.GAIN),
    ],
)
def test_what_is_not_there_cannot_be_refused(asked: Request, scope: Scope) -> None:
    with pytest.raises(CannotRefuse) as error:
        refusal_of(asked, scope)
    assert error.value.scope is scope


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("days", [30, None])
def test_it_is_read_as_it_was_written(scope: Scope, days: int | None) -> None:
    asked = question(weighed=weighed(SOUND, losses=(LANGUAGE,)))
    skip = refused(asked, scope, at=NOW, who="Mira", days=days, why=WHY)
    again = skip_from_dict(json.loads(json.dumps(skip_to_dict(skip))))
    assert again == skip
    assert skip.refusal is not None
    assert refusal_from_dict(refusal_to_dict(skip.refusal)) == skip.refusal


@pytest.mark.parametrize(
    "title",
    [
        "<b>Film</b>.2019.1080p-<script>",
        "Film \u202e2019 1080p-GR\u202eP",
        "Film.2019.1080p-" + "G" * 10_000,
        "Film.2019.1080p-*_`[x](y)",
        "\U0001f3ac.2019.1080p-\U0001f600",
    ],
)
@pytest.mark.parametrize("scope", [Scope.GROUP, Scope.TITLE])
def test_a_hostile_name_is_kept_as_one_short_line(title: str, scope: Scope) -> None:
    try:
        skip = refused(question(title), scope, at=NOW, who=title, days=1, why=WHY)
    except CannotRefuse:
        return
    assert skip.refusal is not None
    for text in (skip.refusal.name, skip.who):
        assert len(text) <= 300
        assert text.isprintable()
    assert skip.refusal.covers(release(title), None, "")
    again = skip_from_dict(json.loads(json.dumps(skip_to_dict(skip))))
    assert again.refusal is not None
    assert again.refusal.covers(release(title), None, "")


@pytest.mark.parametrize(
    "damaged",
    [
        {"until": "soon"},
        {"until": -1},
        {"until": 1e40},
        {"refused": {"scope": "everything"}},
        {"refused": {}},
    ],
)
def test_a_damaged_one_is_none(damaged: dict[str, Any]) -> None:
    skip = refused(question(), Scope.GROUP, at=NOW, who="Mira", days=1, why=WHY)
    with pytest.raises((KeyError, ValueError)):
        skip_from_dict(skip_to_dict(skip) | damaged)


class TestOnTheList:
    def test_it_ends_after_its_days(self) -> None:
        skip = refused(question(), Scope.GROUP, at=NOW, who="", days=30, why=WHY)
        skips = Skips([skip], now=NOW)
        other = release("Other.2001.1080p-NORTHWND")
        assert skips.find(other, now=NOW + 30 * DAY)
        assert skips.find(other, now=NOW + 30 * DAY + 1) is None
        skips.clear_over(NOW + 30 * DAY + 1)
        assert not list(skips)

    def test_for_good_is_for_good(self) -> None:
        skip = refused(question(), Scope.GROUP, at=NOW, who="", days=None, why=WHY)
        skips = Skips([skip], now=NOW + 9999 * DAY)
        assert skips.find(release("Other.2001-NORTHWND"), now=NOW + 9999 * DAY)

    def test_what_failed_gives_way_to_what_was_refused(self) -> None:
        mine = refused(question(), Scope.GROUP, at=NOW, who="", days=None, why=WHY)
        skips = Skips([mine], now=NOW)
        for number in range(MAX_SKIPS + 20):
            asked = question(f"Film {number}", f"r{number}")
            skips.add(skip_of(asked, at=NOW + number, why=WHY))
        assert len(skips) == MAX_SKIPS
        assert mine.id in skips

    def test_each_release_is_counted_once(self) -> None:
        skip = refused(question(), Scope.GROUP, at=NOW, who="", days=1, why=WHY)
        skips = Skips([skip], kept={skip.id: 4, "gone": 9}, now=NOW)
        assert skips.count(skip, release("One-NORTHWND"))
        assert not skips.count(skip, release("One-NORTHWND"))
        assert skips.count(skip, release("Two-NORTHWND"))
        assert skips.kept == {skip.id: 6}
        skips.discard([skip.id])
        assert skips.kept == {}

    def test_a_wish_for_one_release_leaves_the_rest_refused(self) -> None:
        wide = refused(question(), Scope.GROUP, at=NOW, who="", days=1, why=WHY)
        one = refused(question(), Scope.RELEASE, at=NOW, who="", days=1, why=WHY)
        skips = Skips([wide, one], now=NOW)
        assert skips.discard_all_of(release())
        assert [skip.id for skip in skips] == [wide.id]
