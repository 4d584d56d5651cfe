"""Saying: what is told as a key and its values, so that it becomes words only where it is shown.

A card of another language can say the same. Bytes, times and spans stay numbers until then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..engine.reason import Param, Reason
from .cut import MOST_OF_SENTENCE, clean
from .texts import Texts

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Size:
    """So many bytes; None is a size that is not known."""

    bytes: int | None


@dataclass(frozen=True, slots=True)
class When:
    """A point in time in epoch seconds; ``within`` a sentence it is said with its ``at`` or ``on``."""

    epoch: float
    within: bool = False


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long, in seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Several:
    """What is told one after the other; ``last`` says whether an *and* stands before the last."""

    pieces: tuple[Piece, ...]
    last: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """What is a sentence by itself, told after a colon."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Say:
    """A text of the house by its key, and what it is filled in with."""

    key: str
    params: tuple[tuple[str, Piece], ...] = ()


type Piece = Param | Size | When | Lasting | Several | Within | Say | Reason


def say(key: str, **params: Piece) -> Say:
    """Return what is to be said."""
    return Say(key, tuple(params.items()))


class Speaker:
    """Puts it into words as they are said now."""

    def __init__(self, texts: Texts, now: Callable[[], float]) -> None:
        """``now`` tells epoch seconds."""
        self.texts = texts
        self.now = now

    def __call__(self, piece: Piece) -> str:
        """Return the words; what strangers wrote in it is clean, and is still no markup of any kind."""
        match piece:
            case Say():
                return self._text(piece)
            case Reason():
                return clean(self.texts.reason(piece), MOST_OF_SENTENCE)
            case Within():
                return self.texts.within(self(piece.piece)).rstrip(".")
            case Several():
                words = self.each(piece.pieces)
                return self.texts.listed(words) if piece.last else ", ".join(words)
            case Size():
                return self.texts.size(piece.bytes) or self.texts.text("unknown_size")
            case When():
                told = self.texts.at if piece.within else self.texts.when
                return told(piece.epoch, self.now())
            case Lasting():
                return self(_span(piece.seconds))
        return clean(str(piece), MOST_OF_SENTENCE)

    def each(self, pieces: Iterable[Piece]) -> list[str]:
        """Return each in words, without those that say nothing."""
        return [words for piece in pieces if (words := self(piece))]

    def _text(self, said: Say) -> str:
        params: dict[str, Param] = {
            name: value if isinstance(value, int | float) else self(value)
            for name, value in said.params
        }
        return self.texts.text(said.key, **params)


def _span(seconds: float) -> Say:
    """Return a span in the one unit that people would use for it, never less than a minute."""
    if seconds < HOUR - MINUTE / 2:
        return say("span_minutes", count=max(1, round(seconds / MINUTE)))
    if seconds < 2 * DAY:
        return say("span_hours", count=round(seconds / HOUR))
    return say("span_days", count=round(seconds / DAY))
