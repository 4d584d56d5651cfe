"""Questions as data: what is on them, and what can be answered."""

from dataclasses import replace
import json
from typing import Any
from unicodedata import category

from homeassistant.helpers.json import json_bytes
from hypothesis import given, settings
import pytest

from custom_components.greenlight.engine.ballot import Ballot
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.records import Record
from custom_components.greenlight.engine.request import Actor, ActorKind, Request
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.engine.weighed import Weighed
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.gate.room import Outlook
from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.asking.told import Fate
from custom_components.greenlight.presentation.card.question import (
    answers_to,
    question_view,
)
from tests.support.asking import GB, NOW, Facts, question, screens_of
from tests.support.journals import ordered
from tests.support.weighed import FILM, UPGRADE

from ..asking.examples import FILM_BETTER, PACK
from ..asking.test_hostile import TEXTS, requests
from ..asking.test_phone import in_part

NO = ("decline", "decline_more", "snooze")
FULL = Outlook(client="qBittorrent", free=60 * GB, promised=0, reserve=50 * GB)


def view(screens: Screens, request: Request) -> dict[str, Any]:
    """Return a question as it is sent."""
    told: dict[str, Any] = json.loads(
        json_bytes(question_view(screens.told(request), request))
    )
    return told


def can(screens: Screens, request: Request, *, always: bool = False) -> list[str]:
    """Return what can be answered."""
    return [*answers_to(screens.told(request), always=always)]


def test_all_that_decides_is_on_it(screens: Screens, facts: Facts) -> None:
    facts.fate = Fate.BIN
    told = view(screens, FILM_BETTER)
    assert told["id"] == FILM_BETTER.id
    assert told["seen"] == seen(FILM_BETTER)
    assert told["kind"] == "upgrade"
    assert told["work"] == {
        "title": "Salt and Lanterns",
        "year": 2019,
        "poster": f"/api/greenlight/poster/{FILM_BETTER.id}",
    }
    assert told["bytes"] == 71_200_000_000
    assert told["better"][0] == {
        "label": "row_picture",
        "have": "Dolby Vision P5",
        "offered": "P7 FEL",
    }
    assert told["worse"] == [
        {"label": "row_languages", "have": "English, German", "offered": "English"}
    ]
    assert told["offered"] == []
    assert told["summary"]["say"] == "summary_compared"
    assert told["file"] == {
        "fate": "bin",
        "bytes": 18_400_000_000,
        "files": 1,
        "together": 89_600_000_000,
        "days": 30,
    }
    assert told["room"] == {
        "bytes": 71_200_000_000,
        "free": 354 * GB,
        "way": 58 * GB,
        "keep": 50 * GB,
        "usable": 304 * GB,
        "left": 354 * GB - 71_200_000_000,
        "fit": "fits",
        "client": "qBittorrent",
    }
    assert told["sure"]["level"] == "sure"
    assert told["until"] == FILM_BETTER.expires
    assert told["asked"] == FILM_BETTER.asked
    assert told["others"] == 3
    assert told["from"] == {
        "source": "Harbour Feed",
        "rule": "Films I have",
        "group": "NORTHWND",
        "seeders": 38,
        "published": NOW - 7200,
    }
    for absent in ("tell", "votes", "choices", "later", "then_rule", "beneath"):
        assert absent not in told
    assert told["links"] == {}


@pytest.mark.parametrize(
    ("kept", "of", "level"),
    [(2, 2, "sure"), (3, 4, "sure"), (1, 2, "fairly"), (0, 1, "fairly")],
)
def test_a_title_that_says_all_is_no_surer_than_its_group_has_been(
    screens: Screens, facts: Facts, kept: int, of: int, level: str
) -> None:
    facts.record = Record("NORTHWND", kept=kept, of=of, known=True)
    sure = view(screens, FILM_BETTER)["sure"]
    assert sure["level"] == level
    if level == "fairly":
        words = {"group": "NORTHWND", "kept": kept, "count": of}
        reason = {"say": "kept_word", "with": words}
        assert sure["ground"] == {"say": "sure_fairly", "with": {"reason": reason}}


@pytest.mark.parametrize(
    ("asker", "told"),
    [
        (
            AskerFacts(name="Sonarr", usenet=False, linked=True),
            {"name": "Sonarr", "no": "looks", "told_after": 600.0},
        ),
        (
            AskerFacts(name="Sonarr", usenet=True, linked=False),
            {"name": "Sonarr", "no": "fails", "told_after": 600.0},
        ),
        (
            AskerFacts(name="Flex\u202eGet", usenet=False, linked=False),
            {"name": "FlexGet", "no": "untold"},
        ),
        (None, {"name": "Sonarr"}),
    ],
)
def test_who_has_ordered_it_and_what_that_makes_of_a_no(
    screens: Screens, facts: Facts, asker: AskerFacts | None, told: dict[str, Any]
) -> None:
    facts.asker = asker
    one = view(screens, ordered())
    assert one["ordered"] == told
    assert "asker" not in one
    # Its settings are no rule.
    assert one["from"]["source"] == "Sonarr"
    assert "rule" not in one["from"]
    facts.asker = None
    assert "ordered" not in view(screens, FILM_BETTER)


def test_the_yes_says_what_it_does(screens: Screens, facts: Facts) -> None:
    assert can(screens, question(weighed=Weighed(work=FILM))) == ["approve", *NO]
    facts.fate = Fate.GONE
    assert can(screens, FILM_BETTER) == ["replace", "keep_both", *NO, "others"]
    assert can(screens, FILM_BETTER, always=True)[-1] == "always"
    facts.fate = Fate.KEEP
    assert can(screens, question()) == ["keep_both", *NO]
    facts.fate = Fate.THEIRS
    assert can(screens, question()) == ["approve", "keep_both", *NO]
    only = replace(UPGRADE, choices=(Choice.REPLACE,))
    assert can(screens, question(weighed=only)) == ["approve", *NO]


def test_without_room_it_waits_or_is_approved_all_the_same(
    screens: Screens, facts: Facts
) -> None:
    facts.outlook = FULL
    assert view(screens, question())["room"]["fit"] == "none"
    assert can(screens, question()) == ["wait", "anyway", "keep_both", *NO]
    facts.outlook = None
    assert "room" not in view(screens, question())


def test_what_warns_offers_no_rule_and_no_way_around_the_room(
    screens: Screens, facts: Facts
) -> None:
    facts.outlook = FULL
    small = Reason("suspicious_size", (("rate", 3.0), ("expected", 22)))
    request = question(reasons=(small,))
    told = view(screens, request)
    assert told["kind"] == "warning"
    assert told["beneath"] == "upgrade"
    assert told["warnings"][0]["say"] == "warning_too_small"
    assert can(screens, request, always=True) == ["wait", *NO]


def test_which_one_has_to_be_chosen(screens: Screens) -> None:
    works = (FILM, replace(FILM, year=1974, there=True, have="1080p"))
    request = question(weighed=Weighed(works=works))
    told = view(screens, request)
    assert told["kind"] == "which"
    assert [one["year"] for one in told["choices"]] == [FILM.year, 1974]
    assert told["choices"][1]["there"] is True
    assert told["choices"][1]["have"] == "1080p"
    assert can(screens, request)[0] == "choose"


def test_votes_and_what_is_only_told(screens: Screens) -> None:
    ballot = Ballot(need=3, against=2).voted("1", "Mira", yes=True, at=1.0)
    request = question(ballot=ballot, deciders=frozenset({"1", "2"}))
    assert can(screens, request)[0] == "vote"
    assert view(screens, request)["votes"] == {
        "need": 3,
        "yes": 1,
        "against": 2,
        "no": 0,
        "in_favour": ["Mira"],
        "opposed": [],
        "missing": ["Jonas"],
    }
    only = question(tell=True, release_page="https://site.example/film")
    assert can(screens, only, always=True) == ["seen"]
    assert view(screens, only)["tell"] is True
    assert view(screens, only)["links"] == {"page": "https://site.example/film"}


@pytest.mark.parametrize(
    "page",
    ["javascript:alert(1)", "https://user:key@site.example/", "//x", "http://[", ""],
)
def test_no_other_address_is_handed_on(screens: Screens, page: str) -> None:
    assert view(screens, question(tell=True, release_page=page))["links"] == {}
    # Some sites write keys into addresses, so it is told only where nothing else helps.
    assert (
        view(screens, question(release_page="https://site.example/?key"))["links"] == {}
    )


def test_what_was_put_off_says_until_when_and_by_whom(screens: Screens) -> None:
    who = Actor(ActorKind.USER, "1", "Mira")
    request = question().note(at=NOW, who=who, why=Reason("put_off"), later=NOW + 60)
    told = view(screens, request)
    assert (told["later"], told["later_by"]) == (NOW + 60, "Mira")


def test_of_a_pack_it_is_told_which_episodes_are_not_there(screens: Screens) -> None:
    weighed = replace(PACK.weighed or Weighed(), lacking="E04", had=3, episodes=4)
    told = view(screens, replace(PACK, weighed=weighed))
    assert told["pack"] == {"had": 3, "episodes": 4, "lacking": "E04"}
    assert told["work"]["season"] == 2


def test_a_pack_of_which_nothing_is_there_names_no_episodes(screens: Screens) -> None:
    weighed = replace(PACK.weighed or Weighed(), lacking="E01, E02", had=0, episodes=2)
    assert "pack" not in view(screens, replace(PACK, weighed=weighed))


def texts_in(told: object) -> list[str]:
    """Return every text in it."""
    if isinstance(told, dict):
        return [text for one in told.values() for text in texts_in(one)]
    if isinstance(told, list):
        return [text for one in told for text in texts_in(one)]
    return [told] if isinstance(told, str) else []


@settings(max_examples=60)
@given(requests())
def test_whatever_strangers_write_is_clean_and_short(request: Request) -> None:
    told = view(screens_of(TEXTS, Facts()), request)
    for text in texts_in(told):
        assert len(text) <= 600
        assert not {category(char) for char in text} & {"Cc", "Cf", "Cs", "Co"}
    assert "secret" not in json.dumps(told)


def test_of_a_pack_only_what_is_lacking_comes_first(screens: Screens) -> None:
    assert can(screens, in_part()) == ["singles", "approve", *NO]
    assert view(screens, in_part())["pack"]["lacking"] == "E07, E09"
