"""Came: where what is downloaded comes to, and where it has come."""

from typing import Final

from ...engine.home.home import USUAL, Landing, Means, Where
from ...engine.ordering import ordered_by
from ...engine.quality.comparison import Choice
from ...engine.request import Request, State

_UNDER_WAY: Final = frozenset({State.APPROVED, State.DOWNLOADING, State.COMPLETED})


def ends_sooner(request: Request, landing: Landing | None, imports: str) -> bool:
    """Tell whether an import ends the time in which a yes can be taken back, however much is left of it.

    ``landing`` is how its rule brings things home, ``imports`` the library that knows the work, empty for none.
    """
    if request.state not in _UNDER_WAY:
        return False
    if (home := request.home) is not None:
        return not home.over and home.means is not Means.SCAN
    where = (landing or USUAL).where
    if where is Where.FOLDER or ordered_by(request) is not None:
        return True
    kept = request.choice is Choice.KEEP_BOTH
    return where is Where.LIBRARY and bool(imports) and not kept
