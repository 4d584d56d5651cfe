"""The card says what phones and notices say: both are held against the same list, ``card/test/said.json``."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.presentation.asking.sentences import Sentences
from custom_components.greenlight.presentation.asking.told import Row
from custom_components.greenlight.presentation.card.pieces import piece_view
from custom_components.greenlight.presentation.saying import (
    Lasting,
    Piece,
    Say,
    Several,
    Size,
    Speaker,
    When,
    Within,
)
from custom_components.greenlight.presentation.texts import Texts

HELD = json.loads(
    (Path(__file__).parents[4] / "card" / "test" / "said.json").read_text()
)


def piece_of(view: Any) -> Piece:
    """Return the piece that the card gets as this."""
    if not isinstance(view, dict):
        return view
    if "say" in view:
        params = view.get("with", {}).items()
        return Say(view["say"], tuple((name, piece_of(one)) for name, one in params))
    if "size" in view:
        return Size(view["size"])
    if "when" in view:
        return When(view["when"], view.get("at", False))
    if "lasting" in view:
        return Lasting(view["lasting"])
    if "within" in view:
        return Within(piece_of(view["within"]))
    return Several(tuple(map(piece_of, view["list"])), view.get("and", False))


@pytest.mark.parametrize(("view", "words"), HELD["said"])
async def test_the_server_says_the_same(
    hass: HomeAssistant, view: Any, words: str
) -> None:
    await hass.config.async_set_time_zone(HELD["zone"])
    texts = await Texts.async_load(hass)
    speak = Speaker(texts, lambda: HELD["now"])
    piece = piece_of(view)
    assert piece_view(piece) == view
    assert speak(piece).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("view", "words"), HELD["german"])
async def test_the_server_says_the_same_in_german(
    hass: HomeAssistant, view: Any, words: str
) -> None:
    await hass.config.async_set_time_zone(HELD["zone"])
    hass.config.language = "de"
    speak = Speaker(await Texts.async_load(hass), lambda: HELD["now"])
    assert speak(piece_of(view)).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("label", "told", "words"), HELD["rows"])
async def test_what_the_engine_says_of_a_release(
    hass: HomeAssistant, label: str, told: str, words: str
) -> None:
    for language, expected in (("de", words), ("en", told)):
        hass.config.language = language
        sentences = Sentences(Speaker(await Texts.async_load(hass), lambda: 0.0))
        assert sentences.offered(Row(label, "", told)) == expected
