"""Asking: how a rule has people asked, beyond what it asks about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .ballot import Ballot


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who may answer, how many have to, and what happens if nobody does.

    ``need`` votes for it approve and ``against`` votes against it decline; ``weights`` say whose vote
    counts more than one. ``deciders`` are the ids of those who may answer, everybody who may decide if
    there is none. With ``approve_unanswered`` nobody's answer is a yes.
    """

    need: int = 1
    against: int = 1
    weights: Mapping[str, int] = field(default_factory=dict, hash=False)
    deciders: frozenset[str] = frozenset()
    approve_unanswered: bool = False

    def ballot(self) -> Ballot | None:
        """Return an empty ballot, None where one answer decides."""
        if self.need <= 1 and self.against <= 1:
            return None
        return Ballot(need=self.need, against=self.against, weights=dict(self.weights))
