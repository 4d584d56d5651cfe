"""Series as data: a line each, those first that lack something, and all of the one that is open."""

import asyncio
import json
from typing import Any

import pytest

from custom_components.greenlight.engine.series.states import EpisodeState
from custom_components.greenlight.engine.series.view import EpisodeView, SeriesView
from custom_components.greenlight.presentation.card.pieces import Json
from custom_components.greenlight.presentation.card.series import SeriesLines
from tests.support.asking import NOW

S = EpisodeState


def season(number: int, *states: EpisodeState, **of_first: Any) -> list[EpisodeView]:
    """Return its episodes from the first on."""
    made = [
        EpisodeView(season=number, number=place, state=state)
        for place, state in enumerate(states, 1)
    ]
    if of_first:
        made[0] = EpisodeView(season=number, number=1, state=states[0], **of_first)
    return made


def series(title: str, *episodes: EpisodeView, **facts: Any) -> SeriesView:
    """Return a series that Sonarr knows."""
    known: dict[str, Any] = {"rule": "r", "library": "sonarr0", "item": title}
    return SeriesView(title=title, episodes=episodes, **(known | facts))


COPPER = series(
    "Copper Valley Radio",
    *season(1, *[S.HAVE] * 4, S.BETTER, S.SKIPPED),
    *season(2, S.HAVE, S.MISSING, S.ASKED, S.OFFERED),
    *season(
        3,
        S.DOWNLOADING,
        S.DOWNLOADED,
        S.SOON,
        name="Low\u202e Water",
        aired=NOW,
        progress=0.59,
        request="q1",
    ),
    next=("S03E03", NOW + 5),
)
DONE = series("The Tide Clerk", *season(1, S.HAVE))
ASKED = series("Glasshouse Letters", *season(1, S.ASKED))


def told(
    *views: SeriesView, opened: str | None = None, lines: SeriesLines | None = None
) -> Json:
    """Return what is told of series that one rule follows."""
    followed = [("Series I follow", one) for one in views]
    found: Json = asyncio.run((lines or SeriesLines()).told(followed, opened))
    return found


def test_a_line_counts_and_what_lacks_something_is_first() -> None:
    found = told(DONE, ASKED, COPPER)
    titles = [one["title"] for one in found["series"]]
    assert titles == ["Copper Valley Radio", "Glasshouse Letters", "The Tide Clerk"]
    assert found["series"][0] == {
        "id": found["open"]["id"],
        "rule": "Series I follow",
        "title": "Copper Valley Radio",
        "episodes": 13,
        "aired": 12,
        "have": 6,
        "missing": 1,
        "offered": 1,
        "asked": 1,
        "way": 2,
        "next": ("S03E03", NOW + 5),
    }
    assert "next" not in found["series"][2]


def test_the_first_is_open_until_somebody_opens_another_or_none() -> None:
    lines = SeriesLines()
    found = told(DONE, COPPER, lines=lines)
    assert found["open"]["title"] == "Copper Valley Radio"
    other = found["series"][1]["id"]
    assert told(DONE, COPPER, opened=other)["open"]["title"] == "The Tide Clerk"
    assert "open" not in told(DONE, COPPER, opened="")
    assert "open" not in told(DONE, COPPER, opened="gone")
    assert told() == {"series": []}


def test_all_of_the_one_that_is_open() -> None:
    whole = told(COPPER)["open"]
    assert (whole["missing"], whole["way"]) == (["S02E02"], ["S03E01", "S03E02"])
    assert whole["next"] == ("S03E03", NOW + 5)
    assert [one["no"] for one in whole["seasons"]] == [3, 2, 1]
    newest = whole["seasons"][0]["episodes"]
    assert newest[0] == {
        "no": 1,
        "state": "downloading",
        "name": "Low Water",
        "aired": NOW,
        "done": 0.59,
        "request": "q1",
    }
    assert newest[2] == {"no": 3, "state": "soon"}
    states = {one["state"] for season in whole["seasons"] for one in season["episodes"]}
    assert states == {one.value for one in EpisodeState}


def test_a_daily_show_that_no_library_counts_goes_by_its_days() -> None:
    day = EpisodeView(season=2026, number=1127, state=S.MISSING)
    no_day = EpisodeView(season=2026, number=1150, state=S.MISSING)
    own = series("Tonight", day, no_day, library="", item="")
    whole = told(own)["open"]
    assert whole["missing"] == ["2026-11-27", "S2026E1150"]
    assert [one.get("label") for one in whole["seasons"][0]["episodes"]] == [
        "2026-11-27",
        None,
    ]
    # A library numbers them by itself.
    known = told(series("Tonight", day))["open"]
    assert known["missing"] == ["S2026E1127"]


def test_nothing_is_made_anew_that_has_not_changed() -> None:
    lines = SeriesLines()
    (before,) = told(COPPER, lines=lines, opened="")["series"]
    (after,) = told(COPPER, lines=lines, opened="")["series"]
    assert after is before
    again = SeriesView(rule="r", title=COPPER.title, library="sonarr0", item="x")
    assert told(again, lines=lines, opened="")["series"] != [before]
    # Under another name of its rule it is told otherwise, and is the same one.
    renamed = asyncio.run(lines.told([("Other", COPPER)], ""))["series"]
    assert renamed == [{**before, "rule": "Other"}]


def test_a_series_under_two_rules_is_one_with_what_has_come_furthest() -> None:
    one = series("Copper", *season(1, S.SKIPPED, S.MISSING, S.HAVE, S.SOON))
    other = series(
        "Copper",
        *season(1, S.HAVE, S.DOWNLOADING, S.BETTER, S.SOON, name="Low Water"),
        *season(2, S.SOON),
        rule="r2",
        next=("S01E04", NOW + 5),
    )
    lines = SeriesLines()
    followed = [("Mine", one), ("Sonarr's", other)]
    found = asyncio.run(lines.told(followed, None))
    (line,) = found["series"]
    assert line["rule"] == "Mine, Sonarr's"
    assert (line["have"], line["missing"], line["way"]) == (2, 0, 1)
    assert line["next"] == ("S01E04", NOW + 5)
    last, first = found["open"]["seasons"]
    assert [each["state"] for each in first["episodes"]] == [
        "have",
        "downloading",
        "better",
        "soon",
    ]
    assert first["episodes"][0]["name"] == "Low Water"
    assert len(last["episodes"]) == 1
    again = asyncio.run(lines.told(followed, ""))
    assert again["series"][0] is line
    # Under each of them it is that of the one rule.
    (alone,) = told(one, opened="")["series"]
    assert (alone["id"], alone["missing"]) == (line["id"], 1)


@pytest.mark.parametrize(
    ("wanted", "season"),
    [((), None), ((2,), "2"), ((1, 2, 3), "1-3")],
)
def test_of_what_nothing_was_seen_yet_the_season_is_told(
    wanted: tuple[int, ...], season: str | None
) -> None:
    new = series("The Tide Clerk", library="", item="", wanted=wanted)
    found = told(new)
    assert found["series"][0]["episodes"] == 0
    assert found["series"][0].get("season") == season
    assert found["open"].get("season") == season
    known = series("The Tide Clerk", *DONE.episodes, wanted=wanted)
    assert "season" not in told(known)["series"][0]


def test_a_stranger_s_title_is_cleaned_and_what_cannot_be_told_costs_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hostile = series("<img src=x>\u202e" + "\ud800" + "A" * 5000, library="", item="")
    broken = series("Broken", *season(1, S.HAVE), next=("\ud800", NOW))
    found = told(hostile, broken, DONE)
    first, second = found["series"]
    assert first["title"].startswith("<img src=x>AAA")
    assert len(first["title"]) <= 200
    assert second["title"] == "The Tide Clerk"
    assert json.dumps(found).isascii()
    assert "cannot be shown" in caplog.text


def test_a_thousand_episodes_and_two_hundred_series() -> None:
    long = series("Long", *season(1, *[S.HAVE, S.MISSING] * 600))
    found = told(long, *(series(f"Other {n}", *season(1, S.HAVE)) for n in range(200)))
    assert len(found["series"]) == 201
    assert len(found["open"]["seasons"][0]["episodes"]) == 1200
    assert len(found["open"]["missing"]) == 600
