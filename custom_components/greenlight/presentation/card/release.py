"""Release: what is said of one wherever it is offered: how sure all of it is, and from where it is had."""

from typing import Final

from ...engine.records import Record
from ...engine.request import Request
from ..asking.told import Sure, Told
from ..saying import say
from .pieces import Json, filled, piece_view

# What a group says that kept its word less often than this is not sure.
_RELIABLE: Final = 0.75


def sure_view(told: Told) -> Json:
    """Return how far what is said of it can be trusted, as ``Question["sure"]`` of ``model.ts``.

    However much a title says, that is no surer than its group has been.
    """
    level, ground, record = told.sure, told.ground, told.record
    reliable = record is None or record.kept >= _RELIABLE * record.of
    if level is Sure.SURE and told.trust is not None and not reliable:
        level, ground = Sure.FAIRLY, say("sure_fairly", reason=told.trust)
    said = None if ground is None else piece_view(ground)
    return filled({"level": level.value, "ground": said})


def origin_view(origin: Record | None) -> Json | None:
    """Return how often what came from there was as promised; a count, however few there are."""
    if origin is None:
        return None
    return {"name": origin.group, "kept": origin.kept, "of": origin.of}


def from_view(request: Request, told: Told) -> Json:
    """Return from where it is had, as ``Question["from"]`` of ``model.ts``."""
    return filled(
        {
            "source": told.source,
            "rule": told.rule,
            "group": told.group,
            "seeders": told.seeders,
            "published": request.release.published,
            "record": origin_view(told.origin),
        }
    )
