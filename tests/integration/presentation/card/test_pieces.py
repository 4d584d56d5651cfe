"""Pieces as data: everything that can be said has a form, and values keep what they are."""

import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.presentation.card.pieces import filled, piece_view
from custom_components.greenlight.presentation.saying import (
    Lasting,
    Piece,
    Several,
    Size,
    When,
    Within,
    say,
)

NASTY = "<b>x</b>\u202e\ud800\x00"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (say("summary_new"), {"say": "summary_new"}),
        (
            say("became_room_short", needed=Size(5), usable=Size(None)),
            {
                "say": "became_room_short",
                "with": {"needed": {"size": 5}, "usable": {"size": None}},
            },
        ),
        (When(3.5), {"when": 3.5}),
        (When(3.5, within=True), {"when": 3.5, "at": True}),
        (Lasting(60.0), {"lasting": 60.0}),
        (Several(("a", Size(1))), {"list": ["a", {"size": 1}]}),
        (Several(("a", "b"), last=True), {"list": ["a", "b"], "and": True}),
        (
            Within(Reason("worse")),
            {"within": {"say": "reason_worse"}},
        ),
        (7, 7),
        (0.5, 0.5),
        (NASTY, "<b>x</b>"),
        # What a reason tells in bytes, and the name of what only programs call so.
        (
            Reason("no_room", (("client", NASTY), ("free", 7), ("needed", 9))),
            {
                "say": "reason_no_room",
                "with": {
                    "client": "<b>x</b>",
                    "free": {"size": 7},
                    "needed": {"size": 9},
                },
            },
        ),
        (
            Reason("link_left_alone", (("until", 8.0), ("detail", "wait"))),
            {
                "say": "reason_link_left_alone",
                "with": {"until": {"when": 8.0}, "detail": "wait"},
            },
        ),
        (
            Reason("few_seeders", (("seeders", 3),)),
            {"say": "reason_few_seeders", "with": {"seeders": 3}},
        ),
        (
            Reason("gain_source", (("have", "webdl"), ("offered", "remux"))),
            {
                "say": "reason_gain_source",
                "with": {"have": "WEB-DL", "offered": "Remux"},
            },
        ),
    ],
)
def test_each_has_a_form(said: Piece, told: object) -> None:
    assert piece_view(said) == told


def test_what_there_is_nothing_to_say_of_is_left_out() -> None:
    assert filled({"a": None, "b": "", "c": 0, "d": False, "e": []}) == {
        "c": 0,
        "d": False,
        "e": [],
    }
