"""What is said of an expression that cannot be used."""

from typing import Final

from ..engine.pattern import PatternError
from .part import Refused

MAX_SHOWN_CHARS: Final = 60
_NUMBERING: Final = {
    "empty": "numbering_empty",
    "too_long": "numbering_too_long",
    "runaway": "numbering_runaway",
    "no_groups": "numbering_no_groups",
}


def refused(field: str, line: str, err: PatternError) -> Refused:
    """Return it as what is to be changed in a form that takes many lines of words."""
    shown = line.strip()[:MAX_SHOWN_CHARS]
    match err.code:
        case "too_long":
            return Refused(field, "pattern_too_long", long=shown)
        case "empty":
            return Refused(field, "pattern_empty", empty=shown)
        case "runaway":
            return Refused(field, "pattern_runaway", endless=shown)
    return Refused(
        field,
        "pattern_syntax",
        line=shown,
        position=str(err.position),
        detail=err.detail,
    )


def refused_numbering(field: str, err: PatternError) -> Refused:
    """Return it as what is to be changed in the one line that says how episodes are counted."""
    if err.code == "syntax":
        at = str(err.position)
        return Refused(field, "numbering_syntax", at=at, problem=err.detail)
    return Refused(field, _NUMBERING[err.code])
