"""Ordering: what the journal of a request tells of the program that ordered it."""

from .request import Actor, ActorKind, Request, State


def ordered_by(request: Request) -> Actor | None:
    """Return the program that ordered it, None where it came otherwise."""
    first = request.journal[0].who if request.journal else None
    return first if first and first.kind is ActorKind.ASKER else None


def found_by(request: Request) -> str:
    """Return the name of the rule that found it; that of its asker's own settings is none."""
    asker = ordered_by(request)
    return "" if asker and asker.id == request.rule else request.rule_name


def withdrawn(request: Request) -> bool:
    """Tell whether it has ended because its asker does not want it any more."""
    last = request.last_move() if request.state is State.CANCELLED else None
    return last is not None and last.who.kind is ActorKind.ASKER
