"""Gains and losses: what an offered quality can be better or worse in, and what is not certain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..reason import Reason
from .likely import Judged, Why
from .quality import Confidence, Quality


class Gain(StrEnum):
    """What can be gained, or lost; a bitrate can only be lost. In the order people are told.

    From where a picture comes tells kinds of gains apart, as people want them apart: a full
    enhancement layer over a picture without Dolby Vision or over profile 5, and over any other
    Dolby Vision; Dolby Vision over a picture without it, and a better profile of it.
    """

    ENHANCEMENT_LAYER = "enhancement_layer"
    LAYER_FROM_P5 = "enhancement_layer_from_p5"
    LAYER_FROM_HDR = "enhancement_layer_from_hdr"
    DOLBY_VISION = "dolby_vision"
    PROFILE = "dolby_vision_profile"
    DYNAMIC_RANGE = "dynamic_range"
    RESOLUTION = "resolution"
    SOURCE = "source"
    ATMOS = "atmos"
    AUDIO = "audio"
    PROPER = "proper"
    GROUP = "group"
    EDITION = "edition"
    LANGUAGE = "language"
    BITRATE = "bitrate"


# Kinds that were told apart later: whoever spoke of the wider one meant them, too.
WIDER: Final[Mapping[Gain, Gain]] = {
    Gain.LAYER_FROM_P5: Gain.ENHANCEMENT_LAYER,
    Gain.LAYER_FROM_HDR: Gain.ENHANCEMENT_LAYER,
    Gain.PROFILE: Gain.DOLBY_VISION,
    Gain.ATMOS: Gain.AUDIO,
}


class Side(StrEnum):
    """Which of the two qualities."""

    HAVE = "have"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not certain: of which side, what it was taken for, and why."""

    kind: Gain
    side: Side
    value: str
    why: Why

    @property
    def reason(self) -> Reason:
        """Return it as a reason."""
        if self.why is Why.UNKNOWN:
            return Reason(f"unknown_{self.kind}")
        return Reason(f"{self.why}_{self.side}", (("value", self.value),))


@dataclass(frozen=True, slots=True)
class Change:
    """One gain or loss: what is there and what is offered instead, and what is not certain."""

    kind: Gain
    have: str
    offered: str
    doubts: tuple[Doubt, ...] = ()

    def reason(self, code: str) -> Reason:
        """Return it as a reason, ``gain`` or ``loss``."""
        return Reason(
            f"{code}_{self.kind}", (("have", self.have), ("offered", self.offered))
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """All gains and losses, and the doubts about them and about what could be one."""

    gains: tuple[Change, ...] = ()
    losses: tuple[Change, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What one comparison of a kind found."""

    better: bool
    change: Change


type Result = Iterator[Found | Doubt]


def change_of[T](kind: Gain, have: Judged[T], offered: Judged[T]) -> Change:
    """Return what is there and what is offered instead, with the doubts about either."""
    doubts = tuple(
        Doubt(kind, side, judged.text, judged.doubt)
        for side, judged in ((Side.HAVE, have), (Side.OFFERED, offered))
        if judged.doubt is not None
    )
    return Change(kind, have.text, offered.text, doubts)


def doubt_about(quality: Quality, field: str) -> Why | None:
    """Return why a field of a quality is not certain, None where it is."""
    match quality.sure(field):
        case Confidence.LIKELY:
            return Why.PROBABLY
        case Confidence.GUESS:
            return Why.MAYBE
    return None
