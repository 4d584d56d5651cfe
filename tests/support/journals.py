"""Requests with a whole life behind them, as tests of the history and of statistics need them."""

from dataclasses import replace
from typing import Any, Final

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import (
    SYSTEM,
    Actor,
    ActorKind,
    Request,
    State,
    Via,
    opened,
)

from .asking import HOUR, NOW, question

MIRA: Final = Actor(ActorKind.USER, "1", "Mira", Via.PHONE)
JONAS: Final = Actor(ActorKind.USER, "2", "Jonas", Via.TELEGRAM)
RULE: Final = Actor(ActorKind.RULE, "films", "Films I have")
CLIENT: Final = Actor(ActorKind.CLIENT, "qb", "qBittorrent")
SONARR: Final = Actor(ActorKind.ASKER, "sonarr1", "Sonarr")

# What is usually the reason for a move into a state.
_WHY: Final = {
    State.PENDING: "taken_back",
    State.APPROVED: "approved_by_person",
    State.DOWNLOADING: "client_took_it",
    State.COMPLETED: "download_complete",
    State.IMPORTED: "library_has_it",
    State.DECLINED: "declined_by_person",
    State.EXPIRED: "not_answered",
    State.SUPERSEDED: "better_came",
    State.FAILED: "removed_in_client",
    State.CANCELLED: "cancelled_by_person",
}
_BY_PEOPLE: Final = frozenset(
    {State.PENDING, State.APPROVED, State.DECLINED, State.CANCELLED}
)


def began(request_id: str = "r1", *, at: float = NOW - HOUR, **changes: Any) -> Request:
    """Return a request that a rule has just asked about, or approved (``state``)."""
    made = replace(question(**changes, created=at), id=request_id)
    return opened(made, who=RULE, why=Reason("rule_matched"))


def ordered(**changes: Any) -> Request:
    """Return a question about what Sonarr has ordered, under its asker's own rule if no other is named."""
    own = {"release_source": SONARR.id, "rule": SONARR.id, "rule_name": SONARR.name}
    at = changes.pop("created", NOW - HOUR)
    made = replace(question(**(own | changes), created=at), id="r1")
    why = Reason("handed_over", (("asker", SONARR.name),))
    return opened(made, who=SONARR, why=why)


def lived(
    *states: State,
    at: float = NOW - HOUR,
    step: float = 60.0,
    who: Actor = MIRA,
    why: Reason | None = None,
    **changes: Any,
) -> Request:
    """Return a request that came into one state after the other, a minute each; ``why`` is of the last."""
    request = began(at=at, **changes)
    for place, state in enumerate(states, 1):
        last = place == len(states)
        reason = why if last and why is not None else Reason(_WHY[state])
        by = who if state in _BY_PEOPLE else SYSTEM
        request = request.move(state, at=at + place * step, who=by, why=reason)
    return request
