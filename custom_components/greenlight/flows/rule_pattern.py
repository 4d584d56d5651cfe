"""What is said of an expression that cannot be used."""

from typing import Final

from ..engine.pattern import PatternError
from .part import Refused

MAX_SHOWN_CHARS: Final = 60
_ERRORS: Final = {
    "empty": "pattern_empty",
    "too_long": "pattern_too_long",
    "syntax": "pattern_syntax",
    "runaway": "pattern_runaway",
    "no_groups": "numbering_names_nothing",
}


def refused(field: str, line: str, err: PatternError) -> Refused:
    """Return it as what is to be changed in a form."""
    return Refused(
        field,
        _ERRORS[err.code],
        line=line.strip()[:MAX_SHOWN_CHARS],
        position=str(err.position),
        detail=err.detail,
    )
