"""States: how far one episode has come, followed by itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..coming import RUNS, is_on_way
from ..request import Request, State


class EpisodeState(StrEnum):
    """Where an episode is, from being there to not being wanted."""

    # It is there, as good as the rule wants it.
    HAVE = "have"
    # It is there, and something better is asked about or on its way.
    BETTER = "better"
    # It is out and not there, and nothing that would do is known.
    MISSING = "missing"
    # Something that would do is known, and nobody is asked about it yet.
    OFFERED = "offered"
    ASKED = "asked"
    DOWNLOADING = "downloading"
    # It is complete in its client and on its way home.
    DOWNLOADED = "downloaded"
    # It is not out yet.
    SOON = "soon"
    # The rule, or its library, does not want it.
    SKIPPED = "skipped"


# Whoever counts what is on its way counts these.
ON_WAY: Final = frozenset({EpisodeState.DOWNLOADING, EpisodeState.DOWNLOADED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one episode, whoever knows it.

    ``asked`` is how far requests for it have come, the one that has come furthest; None where there is
    none. ``skipped`` says that it is not wanted, ``dated`` that its library knows when episodes air.
    """

    have: bool = False
    asked: EpisodeState | None = None
    skipped: bool = False
    aired: float | None = None
    dated: bool = False


def state_of(known: Known, now: float) -> EpisodeState:
    """Return the state of one episode at a moment, in epoch seconds."""
    if known.have:
        better = known.asked not in (None, EpisodeState.OFFERED)
        return EpisodeState.BETTER if better else EpisodeState.HAVE
    if known.asked is not None:
        return known.asked
    if known.skipped:
        return EpisodeState.SKIPPED
    unknown = known.aired is None and known.dated
    if unknown or (known.aired is not None and known.aired > now):
        return EpisodeState.SOON
    return EpisodeState.MISSING


# Of several requests for an episode this one tells how far it has come.
_FURTHEST: Final = (
    EpisodeState.DOWNLOADED,
    EpisodeState.DOWNLOADING,
    EpisodeState.ASKED,
    EpisodeState.OFFERED,
)


def asked_as(request: Request, now: float) -> EpisodeState | None:
    """Return how far a request has come, None for one that is over."""
    if request.tell:
        return None
    if request.state is State.PENDING:
        return EpisodeState.OFFERED if request.queued else EpisodeState.ASKED
    if request.state in RUNS:
        return EpisodeState.DOWNLOADING
    return EpisodeState.DOWNLOADED if is_on_way(request, now) else None


def further(one: EpisodeState | None, other: EpisodeState | None) -> bool:
    """Tell whether one has come further than another."""
    if one is None or other is None:
        return one is not None
    return _FURTHEST.index(one) < _FURTHEST.index(other)
