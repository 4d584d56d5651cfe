"""Ballot: a question that needs more than one person's yes, and how the votes stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

# How a file that is there may go, the worst last: it stays, into a recycle bin, for good.
FATES: Final = ("", "bin", "gone")


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's vote, which counts as many as ``weight``; ``at`` is in epoch seconds.

    ``fate`` is how the file that is there would go by the yes that was given, one of ``FATES``, None where
    that was not written down.
    """

    who: str
    name: str
    yes: bool
    weight: int = 1
    at: float = 0.0
    fate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """How many votes for it approve, how many against it decline, and those that were given.

    ``weights`` say whose vote counts how much, by the id of the person; everybody else's is one.
    """

    need: int = 1
    against: int = 1
    weights: Mapping[str, int] = field(default_factory=dict, hash=False)
    votes: tuple[Vote, ...] = ()

    @property
    def yes(self) -> int:
        """Return how much counts for it."""
        return sum(vote.weight for vote in self.votes if vote.yes)

    @property
    def no(self) -> int:
        """Return how much counts against it."""
        return sum(vote.weight for vote in self.votes if not vote.yes)

    @property
    def decided(self) -> bool | None:
        """Return what was decided, None as long as nothing was. A no that is enough comes first."""
        if self.no >= self.against:
            return False
        return True if self.yes >= self.need else None

    def of(self, who: str) -> bool | None:
        """Return what a person has voted, None if they have not."""
        vote = self.vote_of(who)
        return vote.yes if vote else None

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """Return how the votes stand, as parameters of a reason."""
        return (
            *(("yes", self.yes), ("need", self.need)),
            *(("no", self.no), ("against", self.against)),
        )

    def without(self, *votes: Vote) -> Ballot:
        """Return the ballot without some of its votes."""
        return replace(self, votes=tuple(one for one in self.votes if one not in votes))

    def emptied(self) -> Ballot:
        """Return the ballot before anybody has voted."""
        return replace(self, votes=())

    def vote_of(self, who: str) -> Vote | None:
        """Return a person's vote, None if they have not voted."""
        return next((vote for vote in self.votes if vote.who == who), None)

    def for_fate(self, fate: str) -> Ballot:
        """Return the ballot without the yes of those who have said it to less than what becomes of the file now."""
        return self.without(
            *(
                vote
                for vote in self.votes
                if vote.yes and vote.fate is not None and _worse(fate, vote.fate)
            )
        )

    def voted(
        self, who: str, name: str, *, yes: bool, at: float, fate: str | None = None
    ) -> Ballot:
        """Return the ballot with a person's vote; who votes again has changed their mind."""
        weight = max(1, self.weights.get(who, 1))
        vote = Vote(who, name, yes, weight, at, fate)
        others = tuple(one for one in self.votes if one.who != who)
        return replace(self, votes=(*others, vote))


def _worse(fate: str, than: str) -> bool:
    """Tell whether a fate is worse than another; one that is not known is the worst of all."""
    rank = {known: place for place, known in enumerate(FATES)}
    return rank.get(fate, len(FATES)) > rank.get(than, -1)
