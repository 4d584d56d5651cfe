"""Rights: what a person may do with Greenlight."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .request import Actor


class Right(StrEnum):
    """One thing that a person may do; whoever may do anything may see, too."""

    SEE = "see"
    DECIDE = "decide"
    HAND_IN = "hand_in"
    DOWNLOADS = "downloads"
    EVERYTHING = "everything"


NONE: Final[frozenset[Right]] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was recognised, and what they may do."""

    actor: Actor
    rights: frozenset[Right] = NONE

    def may(self, right: Right) -> bool:
        """Tell whether they may do that."""
        if right is Right.SEE:
            return bool(self.rights)
        return not self.rights.isdisjoint((right, Right.EVERYTHING))

    def may_decide(self, deciders: frozenset[str]) -> bool:
        """Tell whether they may answer a question that is for these people, or for all if for none.

        ``deciders`` are ids as those of ``actor``. Whoever may do everything may do that, too.
        """
        if Right.EVERYTHING in self.rights:
            return True
        return self.may(Right.DECIDE) and (not deciders or self.actor.id in deciders)
