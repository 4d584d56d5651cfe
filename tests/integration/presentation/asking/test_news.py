"""That nothing came in days is said of one work in a sentence, of several in a list."""

from typing import Any

import pytest

from custom_components.greenlight.approvers.companion import Companion
from custom_components.greenlight.approvers.notify import Notify
from custom_components.greenlight.approvers.telegram import Telegram
from custom_components.greenlight.presentation.asking.news import MOST, Missing
from custom_components.greenlight.presentation.asking.screens import Screens

ONE = Missing(days=5, count=1, works=(("The Tide Clerk", "S03E04, S03E05"),))
FILM = Missing(days=5, count=1, works=(("Salt <b> & Lanterns (2019)", ""),))
MANY = Missing(
    days=14, count=3, works=(("The Tide Clerk", "S03E04"), ("Film (2019)", ""))
)


@pytest.mark.parametrize(
    ("missing", "title", "lines"),
    [
        (
            ONE,
            "Nothing came for The Tide Clerk",
            ["The Tide Clerk: nothing came in 5 days for S03E04, S03E05."],
        ),
        (
            FILM,
            "Nothing came for Salt <b> & Lanterns (2019)",
            [
                "Salt <b> & Lanterns (2019) is wanted, and nothing came for it in 5 days."
            ],
        ),
        (
            MANY,
            "Nothing came for 3 works",
            ["In 14 days:", "The Tide Clerk: S03E04", "Film (2019)", "… and 1 more"],
        ),
    ],
)
def test_in_every_channel(
    screens: Screens, missing: Missing, title: str, lines: list[str]
) -> None:
    phone = screens.phone_news(missing)
    assert (phone.title, phone.message.split("\n")) == (title, lines)
    assert (phone.opens, phone.buttons) == ("/lovelace/greenlight", ())
    plain = screens.plain_news(missing)
    assert (plain.title, plain.message.split("\n")) == (title, lines)
    html = screens.chat_news(missing).html
    assert html.startswith("<b>Nothing came for ")
    assert ("&lt;" in html) is (missing is FILM)
    assert "<b>" not in html.removeprefix("<b>")


def test_a_phone_takes_only_so_much(screens: Screens) -> None:
    works = tuple((f"Series {number}", "S01E01, " * 99) for number in range(MOST))
    phone = screens.phone_news(Missing(days=5, count=400, works=works))
    assert len(phone.message) <= 400


@pytest.mark.parametrize("missing", [ONE, FILM, MANY])
def test_it_is_kept_as_texts(missing: Missing) -> None:
    assert Missing.from_stored(missing.stored()) == missing


@pytest.mark.parametrize(
    "stored", [(), ("5",), ("5", "1"), ("x", "1", "a", "b"), ("5", "", "a", "b")]
)
def test_what_makes_no_sense_is_not_told(stored: Any) -> None:
    assert Missing.from_stored(stored) is None


@pytest.mark.parametrize("channel", [Companion, Telegram, Notify])
def test_each_channel_says_it_its_way(screens: Screens, channel: Any) -> None:
    one = channel.__new__(channel)
    one._screens = screens
    assert one.news(ONE, "place") in (
        screens.phone_news(ONE),
        screens.chat_news(ONE),
        screens.plain_news(ONE),
    )
