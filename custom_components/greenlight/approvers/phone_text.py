"""Texts as phones read them: Android's app takes HTML and emoji codes, an iPhone plain text."""

from collections.abc import Callable
from dataclasses import replace
import re
from typing import Final

from ..presentation.screens import PhoneScreen

# What Android's app takes for an emoji, and what keeps it from doing so.
_EMOJI: Final = re.compile(r":(?=[\w+|-]+:)")
_WORD_JOINER: Final = "\N{WORD JOINER}"
_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": None})
_BARE: Final = str.maketrans(dict.fromkeys("&<>\\"))


def android_text(text: str) -> str:
    """Return a text that Android's app, which reads HTML and emoji codes, shows letter by letter."""
    return _EMOJI.sub(f":{_WORD_JOINER}", text).translate(_HTML)


def bare_text(text: str) -> str:
    """Return a text without what has to be written longer to be shown on Android."""
    return _EMOJI.sub(f":{_WORD_JOINER}", text).translate(_BARE)


def in_form(text: Callable[[str], str], screen: PhoneScreen) -> PhoneScreen:
    """Return a screen with its texts put into another form. Those of buttons are plain everywhere."""
    return replace(
        screen,
        title=text(screen.title),
        message=text(screen.message),
        subject=text(screen.subject),
    )
