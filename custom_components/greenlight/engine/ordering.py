"""Ordering: what the journal of a request tells of the program that ordered it."""

from .request import Actor, ActorKind, Request, State


def ordered_by(request: Request) -> Actor | None:
    """Return the program that ordered it, None where it came otherwise."""
    first = request.journal[0].who if request.journal else None
    return first if first and first.kind is ActorKind.ASKER else None


def is_under_own(request: Request) -> bool:
    """Tell whether it is asked about under the settings of the program that ordered it, by no rule."""
    asker = ordered_by(request)
    return asker is not None and asker.id == request.rule


def found_by(request: Request) -> str:
    """Return the name of the rule that found it, empty where none did."""
    return "" if is_under_own(request) else request.rule_name


def withdrawn(request: Request) -> bool:
    """Tell whether it has ended because its asker does not want it any more."""
    last = request.last_move() if request.state is State.CANCELLED else None
    return last is not None and last.who.kind is ActorKind.ASKER
