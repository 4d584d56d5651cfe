"""The inbox of what was completed."""

from typing import Final

from ..engine.rights import Right
from ..presentation.card.completed import completed_view
from ..presentation.card.pieces import Json
from .command import Asked, Command
from .paging import MAX_LIMIT, page_of


async def _completed(asked: Asked) -> Json:
    """Return what nobody has acknowledged; folders for whoever may deal with downloads."""
    hub, data = asked.hub, asked.data
    return completed_view(
        hub.inbox,
        hub.views.name,
        offset=data["offset"],
        limit=data["limit"],
        paths=asked.person.may(Right.DOWNLOADS),
    )


COMPLETED: Final = Command(
    name="completed", schema=page_of(MAX_LIMIT), answer=_completed
)
