"""Release: what is said of one wherever it is offered: how sure all of it is, and from where it is had."""

from ...engine.request import Request
from ..asking.told import Told
from .pieces import Json, filled, piece_view


def sure_view(told: Told) -> Json:
    """Return how far what is said of it can be trusted, as ``Question["sure"]`` of ``model.ts``."""
    ground = None if told.ground is None else piece_view(told.ground)
    return filled({"level": told.sure.value, "ground": ground})


def from_view(request: Request, told: Told) -> Json:
    """Return from where it is had, as ``Question["from"]`` of ``model.ts``."""
    return filled(
        {
            "source": told.source,
            "rule": told.rule,
            "group": told.group,
            "seeders": told.seeders,
            "published": request.release.published,
        }
    )
