"""Singles: what of a pack is offered by itself, too, which its question says."""

from collections.abc import Iterable
from typing import Final

from ..library.held import Number
from ..reason import Reason
from ..request import Request, State

# As whole seasons have.
_MOST: Final = 50
_CODES: Final = frozenset({"singles_offered", "singles_offered_some"})


def with_single(
    reasons: Iterable[Reason], numbers: Iterable[Number], size: int | None
) -> tuple[Reason, ...]:
    """Return the reasons of a pack's question with one more that is offered by itself.

    Of several of the same episodes the first is told; bytes are told where those of all are known.
    """
    kept = [*reasons]
    told = next((one for one in kept if one.code in _CODES), None)
    params = dict(told.params) if told else {}
    names = str(params.get("episodes", ""))
    known = names.split(", ") if names else []
    more = [f"S{season:02}E{number:02}" for season, number in sorted(numbers)]
    if not more or not set(more).isdisjoint(known) or len(known) >= _MOST:
        return tuple(kept)
    others = [one for one in kept if one is not told]
    episodes = ("episodes", ", ".join(sorted((*known, *more))))
    sum_before = params.get("size") if told else 0
    if size is None or not isinstance(sum_before, int):
        return (*others, Reason("singles_offered_some", (episodes,)))
    return (*others, Reason("singles_offered", (episodes, ("size", sum_before + size))))


def alone(request: Request) -> tuple[str, ...]:
    """Return what is lacking of a pack that is asked about, where all of it is offered by itself, too.

    Of what is on its way besides nobody knows whether it will come.
    """
    told = next((one for one in request.reasons if one.code in _CODES), None)
    weighed = request.weighed
    asked = request.state is State.PENDING and not (request.tell or request.switch)
    if told is None or weighed is None or weighed.coming or not asked:
        return ()
    if request.ballot is not None or not weighed.had:
        # Each of them would be a vote of its own; and of a pack that is new as a whole there is no part.
        return ()
    names = str(dict(told.params).get("episodes", "")).split(", ")
    lacking = weighed.episodes - weighed.had
    return tuple(names) if len(names) == lacking else ()
