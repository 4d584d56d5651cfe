"""Reply: what whoever pressed is told."""

from dataclasses import dataclass

from ..presentation.screens import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What whoever pressed is told, and the page they see next, None for what is so now.

    ``text`` is a sentence in the language of the house; an ``alert`` has to be taken notice of.
    ``counted`` tells whether the press did anything at all; ``refused`` is why somebody may not.
    What they want ``apart`` is shown as a message of its own, and a list that they have put off comes
    again ``later`` (epoch seconds).
    """

    text: str = ""
    alert: bool = False
    page: Page | None = None
    counted: bool = True
    refused: str = ""
    apart: bool = False
    later: float | None = None
