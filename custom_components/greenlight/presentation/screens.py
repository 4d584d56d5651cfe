"""Screens: what is seen of a request at one place, before a channel puts it into its own form.

A screen is made of what is so now and is compared with what was shown last, so that nothing is sent
twice and anything can be put right after a restart.
"""

from dataclasses import dataclass
from enum import StrEnum

from ..engine.answer import Answer


class Page(StrEnum):
    """Which part of a question somebody has opened. What has been decided has one page only."""

    QUESTION = "question"
    MORE = "more"
    OTHERS = "others"
    WHEN = "when"
    DETAILS = "details"
    REALLY = "really"
    ALWAYS = "always"
    DECLINE_MORE = "decline_more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be tapped: an answer, or an address that opens.

    ``of`` is the request that is answered, empty for the one that is shown. ``destructive`` says that a file is deleted for good, ``yes`` that it approves: a locked phone may
    have to be unlocked for that.
    """

    label: str
    answer: Answer | None = None
    of: str = ""
    url: str = ""
    destructive: bool = False
    yes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneScreen:
    """What a phone shows. Strangers' text is as it came: the channel escapes it for its system.

    ``subject`` is what Android shows while it is folded. ``until`` (epoch seconds) is when it counts
    down to and goes by itself, ``goes_after`` in how many seconds it does; ``progress`` is 0 to 1.
    What is ``silent`` makes no sound. ``opens`` is the page that a tap on its text leads to. ``seen`` is
    the mark of the facts it shows, which its buttons carry: the channel sets it.
    """

    title: str
    message: str
    subject: str = ""
    buttons: tuple[Button, ...] = ()
    poster: bool = False
    until: float | None = None
    goes_after: int | None = None
    progress: float | None = None
    critical: str = ""
    silent: bool = False
    opens: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatScreen:
    """What Telegram shows: its HTML with all text escaped, within its limits, and rows of buttons.

    ``seen`` is as on a phone.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    poster: bool = False
    silent: bool = False
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainScreen:
    """What any other notify action is given: plain text, without buttons."""

    title: str
    message: str


type Screen = PhoneScreen | ChatScreen | PlainScreen
