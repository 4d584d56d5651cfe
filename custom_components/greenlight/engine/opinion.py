"""Opinion: what a Radarr or Sonarr makes of a release that its own look has brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from .reason import Param, Reason
from .stored import Reading
from .text import clean_title

# So many of its words are kept, each of so many characters.
MOST_WORDS: Final = 10
MOST_CHARS: Final = 200
# Why nobody is asked about what it does not approve of.
TURNED_DOWN: Final = frozenset({"program_waits", "program_rejects"})


class Stand(StrEnum):
    """What it would do: fetch it, wait for something, or leave it."""

    APPROVED = "approved"
    WAITS = "waits"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What it said: who, why in its own words, and the score of its custom formats."""

    by: str
    stand: Stand
    words: tuple[str, ...] = ()
    score: int | None = None

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


def opinion_to_dict(opinion: Opinion) -> dict[str, Any]:
    """Return what ``opinion_from_dict`` reads."""
    data = {
        "by": opinion.by,
        "stand": opinion.stand.value,
        "words": list(opinion.words),
        "score": opinion.score,
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
    )
