"""Warned: what speaks against a release, by itself and by what its group has sent before."""

from typing import Final

from ...engine.left import LETS_GO, goes_on
from ...engine.reason import Param
from ...engine.records import Record, promises_layer
from ...engine.request import Request
from ...engine.unread import is_warning, unread
from ...engine.weighed import HOLDS_MORE
from ..cut import clean
from ..saying import Piece, Several, When, say

# Of fewer that came from one place nothing can be said of the next.
_FEWEST: Final = 2
# Characters of words that nobody could read.
_MOST_WORDS: Final = 60
# Characters of the reasons of a program.
_MOST_REASONS: Final = 200
# Why a program leaves something, and what is told of that.
OVERRULED: Final = {
    "program_rejects": "warning_program_rejects",
    "program_waits": "warning_program_waits",
}


def warned_of(request: Request) -> tuple[Piece, ...]:
    """Return what speaks against a release."""
    told: list[Piece] = []
    for reason in request.reasons:
        if reason.code == "suspicious_size":
            params = dict(reason.params)
            told.append(
                say(
                    "warning_too_small",
                    rate=_rate(params.get("rate", "")),
                    expected=params.get("expected", ""),
                )
            )
    title = request.release.title
    words = [
        say("quoted", words=clean(word, _MOST_WORDS))
        for word in unread(title)
        if is_warning(word)
    ]
    if words:
        told.append(say("warning_words", words=Several(tuple(words), last=True)))
    for reason in request.reasons:
        until = dict(reason.params).get("until")
        if reason.code == "not_out" and isinstance(until, int | float):
            told.append(say("warning_too_early", date=When(until)))
        if reason.code == HOLDS_MORE:
            episodes = clean(str(dict(reason.params).get("episodes", "")))
            told.append(say("warning_holds_more", episodes=episodes))
    left = goes_on(request)
    if left is not None and left.code == LETS_GO:
        # What was approved before and taken back may still come.
        told.append(left)
    return tuple(told)


def overruled(request: Request) -> tuple[Piece, ...]:
    """Return in its own words why the program that found a release would not fetch it, or not yet."""
    told: list[Piece] = []
    for reason in request.reasons:
        if (code := OVERRULED.get(reason.code)) is not None:
            params = dict(reason.params)
            by = clean(str(params.get("by", "")), _MOST_WORDS)
            words = clean(str(params.get("words", "")), _MOST_REASONS)
            told.append(say(code, by=by, words=words))
    return tuple(told)


def broken_before(request: Request, record: Record | None) -> list[Piece]:
    """Return what speaks against a release because of what its group has sent before."""
    if record is None or request.tell:
        return []
    told: list[Piece] = []
    group = clean(record.group, _MOST_WORDS)
    if record.broken:
        told.append(
            say("warning_broke_word", group=group, kept=record.kept, of=record.of)
        )
    if record.fake and promises_layer(request.release.title):
        told.append(say("warning_fake_layer", group=group, count=record.fake))
    return told


def trust(record: Record | None) -> Piece | None:
    """Return what is known of a group's word, None where that stands among what speaks against it."""
    if record is None or record.broken:
        return None
    if record.of:
        group = clean(record.group, _MOST_WORDS)
        return say("kept_word", group=group, kept=record.kept, count=record.of)
    return None if record.known else say("first_group")


def came_from(origin: Record | None) -> Piece | None:
    """Return how what came from the same place kept its word, None where too little has."""
    if origin is None or origin.of < _FEWEST:
        return None
    name = clean(origin.group, _MOST_WORDS)
    return say("kept_word", group=name, kept=origin.kept, count=origin.of)


def _rate(rate: Param) -> Param:
    """Return megabytes a minute without a tenth that is none."""
    return int(rate) if isinstance(rate, float) and rate.is_integer() else rate
