"""Coming: whether what was approved is still to come, and what it will bring."""

from dataclasses import replace
from typing import Final

from .lately import lately
from .library.item import Version
from .quality.quality import Quality
from .reading import read
from .request import Request, State

# What is not in any client's hands for good yet: it can still be given up for another.
RUNS: Final = frozenset({State.APPROVED, State.DOWNLOADING})
# Seconds in which something that is complete begins its way home.
_BEGINS: Final = 3600.0


def is_on_way(request: Request, now: float) -> bool:
    """Tell whether what was approved is still to come: to its client, or from there to its place."""
    if request.state in RUNS:
        return True
    if request.state is not State.COMPLETED or is_gone(request):
        return False
    if request.home is None:
        return lately(request.ended, _BEGINS, now=now)
    return not request.home.over


def is_gone(request: Request) -> bool:
    """Tell whether somebody has deleted what was downloaded."""
    return any(one.why.code == "removed_with_data" for one in request.journal[-3:])


def promised(request: Request) -> Version:
    """Return what a request brings, as its title says, or as it was measured where that is less."""
    release = request.release
    quality = read(release.title).quality
    measured = request.home.measured if request.home else None
    if measured is not None and measured.kept is False and measured.now:
        quality = _as_measured(quality, measured.now)
    return Version(
        id=request.id, name=release.title, size=request.bytes, quality=quality
    )


def _as_measured(said: Quality, words: str) -> Quality:
    found = read(f"0 2000 {words}").quality
    return replace(
        found,
        resolution=found.resolution or said.resolution,
        source=said.source,
        group=said.group,
    )
