"""Opinion: what a Radarr or Sonarr makes of a release that its own look has brought."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from .reason import Param, Reason
from .stored import Reading
from .text import clean_title

# So many of its words are kept, each of so many characters.
MOST_WORDS: Final = 10
MOST_CHARS: Final = 200
# How it is told.
OPINIONS: Final = frozenset(
    {"program_approves", "program_approves_score", "program_waits", "program_rejects"}
)
# Why nobody is asked about what it does not approve of.
TURNED_DOWN: Final = frozenset({"program_waits", "program_rejects"})


class Stand(StrEnum):
    """What it would do: fetch it, wait for something, or leave it."""

    APPROVED = "approved"
    WAITS = "waits"
    REJECTED = "rejected"


class Ground(StrEnum):
    """Of what kind a reason is for which it does not fetch something now."""

    WAITS = "waits"  # nothing but time: a delay, an age that it wants
    CUTOFF = "cutoff"  # what is there is good enough for it, or is not to be replaced
    NO_BETTER = "no_better"  # what is there is as good for it, or better
    QUALITY = "quality"  # its profile does not have the quality
    SCORE = "score"  # too few points of custom formats
    SIZE = "size"  # larger or smaller than it allows
    UNMONITORED = "unmonitored"  # the work is not monitored there
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What it said: who, why in its own words, and the score of its custom formats.

    ``grounds`` are the kinds of all its words. There are none where it could not fetch it even if it was
    told to, as of a work that it does not have, nor where nobody has said any.
    """

    by: str
    stand: Stand
    words: tuple[str, ...] = ()
    score: int | None = None
    grounds: frozenset[Ground] = frozenset()

    def lets(self, overruled: Collection[Ground]) -> bool:
        """Tell whether people may be asked who overrule it for some reasons, each of which is one of these."""
        return self.speaks_for or (
            bool(self.grounds) and self.grounds.issubset(overruled)
        )

    def differs(self, before: Opinion | None) -> bool:
        """Tell whether it said something else before, not only in other words."""
        if before is None:
            return False
        return (self.stand, self.grounds) != (before.stand, before.grounds)

    @property
    def speaks_for(self) -> bool:
        """Tell whether it would fetch it."""
        return self.stand is Stand.APPROVED

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return what people are told of it."""
        by: tuple[str, Param] = ("by", self.by)
        words: tuple[str, Param] = ("words", "; ".join(self.words) or "?")
        match self.stand:
            case Stand.WAITS:
                return (Reason("program_waits", (by, words)),)
            case Stand.REJECTED:
                return (Reason("program_rejects", (by, words)),)
        if not self.score:
            return (Reason("program_approves", (by,)),)
        return (Reason("program_approves_score", (by, ("score", self.score))),)


def speaks_for(opinion: Opinion | None) -> bool:
    """Tell whether nobody has said anything against something."""
    return opinion is None or opinion.speaks_for


def opinion_to_dict(opinion: Opinion) -> dict[str, Any]:
    """Return what ``opinion_from_dict`` reads."""
    data = {
        "by": opinion.by,
        "stand": opinion.stand.value,
        "words": list(opinion.words),
        "score": opinion.score,
        "grounds": sorted(opinion.grounds),
    }
    return {key: value for key, value in data.items() if value not in (None, [])}


def opinion_from_dict(data: Any, read: Reading) -> Opinion | None:
    """Read a stored opinion; None for what is none."""
    if not isinstance(data, Mapping):
        return None
    stand = read.text(data.get("stand", ""))
    if stand not in Stand:
        # What a later version knows is no fault.
        return None
    score = data.get("score")
    known = isinstance(score, int) and not isinstance(score, bool)
    return Opinion(
        by=clean_title(read.text(data.get("by", ""))),
        stand=Stand(stand),
        words=tuple(map(clean_title, read.texts(data.get("words"))))[:MOST_WORDS],
        score=score if known else None,
        grounds=_grounds(read.texts(data.get("grounds"))),
    )


def _grounds(stored: tuple[str, ...]) -> frozenset[Ground]:
    """Return what kinds of reasons there are; one that only a later version knows is another one."""
    return frozenset(Ground(one) if one in Ground else Ground.OTHER for one in stored)
