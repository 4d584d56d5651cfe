"""Deciding: one answer of one person, whatever road it came by, and what they are told."""

from dataclasses import dataclass

from ..engine.answer import Answer
from ..engine.rights import Person
from ..presentation.screens import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What whoever pressed is told, and the page they see next, None for what is so now.

    ``text`` is a sentence in the language of the house; an ``alert`` has to be taken notice of.
    ``counted`` tells whether the press did anything at all.
    """

    text: str = ""
    alert: bool = False
    page: Page | None = None
    counted: bool = True


class Deciding:
    """Carries answers out in the name of those who may, and says why not to the others."""

    async def take(
        self, answer: Answer, request_id: str, seen: str, person: Person
    ) -> Reply:
        """Take an answer. It never raises for what a person can do wrong or a disk can refuse."""
        raise NotImplementedError
