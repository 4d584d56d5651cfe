"""What is too long for Telegram is cut where it hurts least, and is good HTML all the same."""

import pytest

from custom_components.greenlight.presentation.asking.markup import (
    Bit,
    Message,
    bold,
    line,
)
from custom_components.greenlight.presentation.cut import units
from tests.support.fake_telegram.html import Html

HEAD = line(bold("Salt and Lanterns"), " (2019)")
NAME = line(Bit("x" * 100, "code"))


def test_of_a_quote_the_name_is_left_as_far_as_there_is_room() -> None:
    message = Message((HEAD,), quote=(line("38 seeders"), NAME))
    assert message.html(message.length - 1) == (
        "<b>Salt and Lanterns</b> (2019)\n"
        f"<blockquote expandable><code>{'x' * 100}</code></blockquote>"
    )
    assert message.html(60) == (
        "<b>Salt and Lanterns</b> (2019)\n"
        f"<blockquote expandable><code>{'x' * 33}…</code></blockquote>"
    )
    assert message.html(26) == "<b>Salt and Lanterns</b> (2019)"


def test_a_head_that_is_too_long_alone_is_cut_at_its_end() -> None:
    message = Message((HEAD, line("Better picture")))
    assert message.html(22) == "<b>Salt and Lanterns</b> (2…"
    assert message.html(18) == "<b>Salt and Lanterns</b>"
    assert message.html(10) == "<b>Salt and…</b>"


@pytest.mark.parametrize("most", range(12, 60))
def test_links_that_lead_nowhere_have_room_as_well(most: int) -> None:
    head = line(bold("Salt"), " https://a.example @you ", Bit("/start", "code"))
    text, _ = Html(Message((head,)).html(most)).read()
    assert text.startswith("Salt")
    assert units(text) <= most
    assert "://" not in text
    assert "@you" not in text
