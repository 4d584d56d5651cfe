"""What Plex tells over its socket: the timeline of the library, and much that is nobody's business."""

from collections.abc import Mapping
from typing import Any, Final

from ..base import Change, What
from ..common.loose import Row, rows, word
from ..common.values import whole
from .rows import is_key

_LIBRARY: Final = "com.plexapp.plugins.library"
_DONE: Final = 5
_DELETED: Final = 9
# The types of works, and those of what a series consists of.
_WORKS: Final = frozenset({1, 2})
_INNER: Final = frozenset({3, 4})


def changes_of(message: Any) -> tuple[Change, ...]:
    """Return what a message says of films and series; nothing for what is not understood."""
    container = (
        message.get("NotificationContainer") if isinstance(message, Mapping) else None
    )
    if not isinstance(container, Mapping) or container.get("type") != "timeline":
        return ()
    found = map(_change, rows(container.get("TimelineEntry")))
    return tuple(dict.fromkeys(change for change in found if change))


def _change(entry: Row) -> Change | None:
    if entry.get("identifier", _LIBRARY) != _LIBRARY:
        return None
    kind, state = whole(entry.get("type")), whole(entry.get("state"))
    if state not in (_DONE, _DELETED):
        return None
    identity = word(entry.get("itemID"))
    if kind in _WORKS and is_key(identity):
        what = What.CHANGED if state == _DONE else What.REMOVED
        return Change(what=what, id=identity)
    if kind not in _INNER:
        return None
    root = word(entry.get("rootItemID"))
    if is_key(root):
        return Change(what=What.CHANGED, id=root)
    if state == _DONE and is_key(identity):
        # Whose episode it is, reading it tells.
        return Change(what=What.CHANGED, id=identity)
    return Change(what=What.STALE)
