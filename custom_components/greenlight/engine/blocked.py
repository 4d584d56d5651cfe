"""Blocked: what has come and comes home only if a person says so, which is a question like any other."""

from hashlib import blake2b
from typing import Final

from .request import Request, State
from .rights import Person, Right

# Letters of a mark.
_LENGTH: Final = 12


def is_blocked(request: Request) -> bool:
    """Tell whether a person has to say whether it is to be imported."""
    home = request.home
    return request.state is State.COMPLETED and home is not None and home.blocked


def asks(request: Request) -> bool:
    """Tell whether people are asked now: whether to have it, or what is to become of what has come."""
    return request.asking or is_blocked(request)


def may_bring(person: Person, request: Request) -> bool:
    """Tell whether somebody may say what is to become of what has come.

    Who may answer the question may, and who sees to downloads.
    """
    return person.may(Right.DOWNLOADS) or person.may_decide(request.deciders)


def blocked_mark(request: Request) -> str:
    """Return a mark of what people are told of it, which they decide on: another reason is another."""
    why = request.home.why if request.home else None
    told = repr((request.id, why.code, why.params) if why else request.id)
    return blake2b(told.encode(), digest_size=_LENGTH // 2).hexdigest()


def saw_blocked(request: Request, seen: str) -> bool:
    """Tell whether somebody has seen what speaks against it now; an empty mark is whoever has not looked."""
    return not seen or (is_blocked(request) and seen == blocked_mark(request))


def blocked_call(request: Request) -> str:
    """Return a mark of the call for it: one for each reason, and again after each try in vain.

    The words of a library may differ from look to look, and nobody is called for that.
    """
    home = request.home
    if home is None:
        return ""
    return f"b{home.tries}{home.why.code if home.why else ''}"
