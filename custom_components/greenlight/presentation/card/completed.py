"""Completed: the inbox of what clients have completed, until somebody acknowledges it."""

from collections.abc import Callable

from ...engine.summary import shown_name
from ...inbox.inbox import Inbox
from ..cut import clean
from .pieces import Json, filled


def completed_view(
    inbox: Inbox,
    name_of: Callable[[str | None], str | None],
    *,
    offset: int,
    limit: int,
    paths: bool,
) -> Json:
    """Return a page of what nobody has acknowledged, newest first; ``paths`` says whether with folders.

    ``name_of`` names a client by its id.
    """
    waiting = sorted(inbox.waiting, key=lambda one: one.at, reverse=True)
    return {
        "total": len(waiting),
        "entries": [
            filled(
                {
                    "id": one.id,
                    "name": clean(shown_name(one.name)),
                    "at": one.at,
                    "bytes": one.size,
                    "client": clean(name_of(one.client) or ""),
                    "media": one.media.value,
                    "path": clean(one.content_path) if paths else None,
                }
            )
            for one in waiting[offset : offset + limit]
        ],
    }
