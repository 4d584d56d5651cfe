"""What a program makes of a release, and by what it is asked for there."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.decided import Ticket, is_decided
from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.release import (
    Release,
    release_from_dict,
    release_to_dict,
)

APPROVED = Opinion(by="Radarr", stand=Stand.APPROVED, score=40)
RELEASE = Release(guid="1", title="Film", link="magnet:?x", source="s")
TICKET = Ticket(guid="https://x.invalid/1?k=hush", indexer=3, item=7, episodes=(1, 2))


@pytest.mark.parametrize(
    "opinion",
    [
        APPROVED,
        Opinion(by="Sonarr", stand=Stand.WAITS, words=("Too new", "Delayed")),
        Opinion(by="Sonarr", stand=Stand.REJECTED, score=-5),
        Opinion(
            by="Radarr",
            stand=Stand.REJECTED,
            grounds=frozenset({Ground.CUTOFF, Ground.SIZE}),
        ),
        None,
    ],
)
def test_it_is_stored_with_its_release(opinion: Opinion | None) -> None:
    release = replace(RELEASE, opinion=opinion)
    assert release_from_dict(release_to_dict(release)) == release
    assert hash(release)


@pytest.mark.parametrize("stored", [7, "x", [], {}, {"stand": "later"}, {"stand": 1}])
def test_what_makes_no_sense_is_none(stored: Any) -> None:
    known = {**release_to_dict(RELEASE), "opinion": stored}
    assert release_from_dict(known).opinion is None


def test_a_reason_of_a_later_version_is_another_one() -> None:
    stored = {"by": "Radarr", "stand": "rejected", "grounds": ["size", "moon"]}
    found = release_from_dict({**release_to_dict(RELEASE), "opinion": stored}).opinion
    assert found is not None
    assert found.grounds == {Ground.SIZE, Ground.OTHER}


@pytest.mark.parametrize(
    ("grounds", "overruled", "lets"),
    [
        ({Ground.SIZE}, {Ground.SIZE}, True),
        ({Ground.SIZE}, {Ground.SIZE, Ground.CUTOFF}, True),
        # Each of them has to be one that does not matter.
        ({Ground.SIZE, Ground.SCORE}, {Ground.SIZE}, False),
        ({Ground.SIZE}, set(), False),
        # It could not fetch it.
        (set(), set(Ground), False),
    ],
)
def test_whether_people_overrule_it(
    grounds: set[Ground], overruled: set[Ground], *, lets: bool
) -> None:
    opinion = replace(APPROVED, stand=Stand.REJECTED, grounds=frozenset(grounds))
    assert opinion.lets(overruled) is lets
    assert APPROVED.lets(overruled)


def test_a_score_that_makes_no_sense_is_none() -> None:
    stored = {"by": "Radarr", "stand": "approved", "score": "many", "words": [1, "a"]}
    found = release_from_dict({**release_to_dict(RELEASE), "opinion": stored}).opinion
    assert found == Opinion(by="Radarr", stand=Stand.APPROVED, words=("a",))


@pytest.mark.parametrize(
    ("opinion", "code"),
    [
        (APPROVED, "program_approves_score"),
        (replace(APPROVED, score=0), "program_approves"),
        (replace(APPROVED, score=None), "program_approves"),
        (replace(APPROVED, stand=Stand.WAITS), "program_waits"),
        (replace(APPROVED, stand=Stand.REJECTED), "program_rejects"),
    ],
)
def test_what_people_are_told(opinion: Opinion, code: str) -> None:
    (reason,) = opinion.reasons
    assert reason.code == code
    assert dict(reason.params)["by"] == "Radarr"


def test_its_words_are_told() -> None:
    (reason,) = replace(
        APPROVED, stand=Stand.REJECTED, words=("Too large", "Not wanted")
    ).reasons
    assert dict(reason.params)["words"] == "Too large; Not wanted"


@pytest.mark.parametrize(
    "ticket", [TICKET, replace(TICKET, item=None, episodes=(), season=0)]
)
def test_a_ticket_stands_in_the_place_of_a_link(ticket: Ticket) -> None:
    assert is_decided(ticket.link)
    assert Ticket.read(ticket.link) == ticket
    assert "hush" not in repr(ticket)


@pytest.mark.parametrize(
    "link",
    [
        *("", "magnet:?xt=1", "https://x.invalid/decided:", "decided:", "decided:7"),
        *('decided:["a",1]', 'decided:["a","b",null,[],null]'),
        *("decided:[1,1,null,[],null]", 'decided:["a",true,null,[],null]'),
        'decided:["a",1,null,["x"],null]',
        "decided:" + "[" * 20000,
    ],
)
def test_any_other_link_is_none(link: str) -> None:
    assert Ticket.read(link) is None
