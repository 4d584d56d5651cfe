"""Measured: what a file that has come turned out to be, against what its title had promised."""

from ...engine.reading import read
from ...engine.request import Request
from ..cut import clean
from ..saying import Say, say


def measured_of(request: Request) -> tuple[Say | None, bool]:
    """Return what was measured, None as long as nothing was, and whether it is worse than promised."""
    measured = request.home.measured if request.home else None
    if measured is None or measured.kept is None:
        return None, False
    now, promised = clean(measured.now), clean(measured.promised)
    if measured.kept:
        return say("became_as_promised", **{"is": now}), False
    group = clean(read(request.release.title).group or "")
    key = "became_otherwise_group" if group else "became_otherwise"
    return say(key, **{"is": now, "was": promised, "group": group}), True
