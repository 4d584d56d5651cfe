"""Reason: why something is so, as a code that is translated where it is shown."""

from dataclasses import dataclass

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


def said(code: str, text: str) -> Reason:
    """Return a reason that carries a person's own words, if there were any."""
    words = clean_title(text)
    return Reason(code, (("text", words),)) if words else Reason(code)
