"""Previews: in one sentence, what would become of all that a rule matches."""

from dataclasses import dataclass, replace
from typing import Any, Final, Self

from ..engine.outcome import Outcome
from ..engine.rules import Rule
from ..gate.preview import Preview
from .saying import Piece, Several, Speaker, say
from .texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many of what matches would be asked about, approved, told, and what becomes of the rest."""

    matched: int
    had: int
    asked_before: int
    failed_before: int
    wait: int
    would_be_asked: int
    would_be_told: int
    would_be_approved: int

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """Count a preview."""
        outcomes = [one.verdict.outcome for one in preview.would_ask]
        approved = outcomes.count(Outcome.APPROVE)
        told_of = outcomes.count(Outcome.TELL)
        return cls(
            matched=preview.matched,
            had=len(preview.had),
            asked_before=len(preview.asked),
            failed_before=len(preview.skipped),
            wait=len(preview.waits),
            would_be_asked=len(outcomes) - approved - told_of,
            would_be_told=told_of,
            would_be_approved=approved,
        )


_BARE: Final = Rule(id="", name="")
_HANDLING: Final = (
    *("id", "name", "enabled", "action", "lifetime", "client", "options"),
    *("sources", "restraint", "asking", "home", "quiet_days"),
)
_COMPARING: Final = ("ladder", "min_gain")
# In this order. What there is none of is not said, but that nobody would be asked is.
_PIECES: Final = (
    ("had", "preview_had"),
    ("asked_before", "preview_asked_before"),
    ("failed_before", "preview_failed_before"),
    ("wait", "preview_wait"),
    ("would_be_told", "preview_told"),
    ("would_be_approved", "preview_approved"),
    ("would_be_asked", "preview_asked"),
)


def told(texts: Texts, counted: Counted, *rules: Rule) -> str:
    """Return the sentence, after it whether a rule takes whatever comes, and what it costs."""
    # None of what is said here tells a time.
    speak = Speaker(texts, lambda: 0.0)
    first, *others = map(speak, pieces(counted, *rules))
    return " ".join((f"{first}.", *others))


def pieces(counted: Counted, *rules: Rule) -> list[Piece]:
    """Return the same before it is put into words, a sentence each; the first has no full stop."""
    parts: list[Piece] = [say("preview_matched", count=counted.matched)]
    for field, key in _PIECES:
        count = getattr(counted, field)
        if count or (field == "would_be_asked" and not _any_would(counted)):
            parts.append(say(key, count=count))
    sentences: list[Piece] = [Several(tuple(parts))]
    if any(takes_everything(rule) for rule in rules):
        sentences.append(say("preview_everything"))
    return [*sentences, say("preview_free")]


def _any_would(counted: Counted) -> bool:
    return bool(counted.would_be_told or counted.would_be_approved)


def takes_everything(rule: Rule) -> bool:
    """Tell whether a rule has no criterion: whatever is offered matches it.

    Only what says how a match is handled narrows nothing, and a ladder without a library does not.
    """
    handling = (*_HANDLING, *(() if rule.compares else _COMPARING))
    bare: dict[str, Any] = {name: getattr(_BARE, name) for name in handling}
    return replace(rule, **bare) == _BARE
