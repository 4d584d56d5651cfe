"""Reason: why something is so, as a code that is translated where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .stored import stored_text
from .text import clean_title

type Param = str | int | float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code that is translated where it is shown, and its parameters."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()

    def as_dict(self) -> dict[str, Param]:
        """Return code and parameters as one flat dictionary."""
        return {"code": self.code, **dict(self.params)}


def reason_from_dict(data: Mapping[str, Any]) -> Reason:
    """Read a stored reason. Raises ``KeyError`` or ``TypeError`` if damaged."""
    # What is no parameter could not be put into a sentence.
    params = {
        key: value
        for key, value in data.items()
        if key != "code" and isinstance(value, str | int | float)
    }
    return Reason(stored_text(data["code"]), tuple(params.items()))


def said(code: str, text: str) -> Reason:
    """Return a reason that carries a person's own words, if there were any."""
    words = clean_title(text)
    return Reason(code, (("text", words),)) if words else Reason(code)
