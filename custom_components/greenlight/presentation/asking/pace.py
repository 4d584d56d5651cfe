"""Pace: how downloads get on, told in steps: what is told stays true until the next, and is sent once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ...clients.base import Download, DownloadState
from ...engine.request import Request

# Of a download, as many are shown.
STEPS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a download got on when it came to a step, of ``STEPS``.

    ``done`` and ``size`` are in bytes, ``speed`` in bytes per second, ``eta`` in seconds.
    """

    step: int
    done: int
    size: int | None
    speed: int
    eta: int | None


class Paces:
    """Remembers for each download what was told of it at its last step."""

    def __init__(self, downloads: Callable[[], Mapping[str, Download]]) -> None:
        """``downloads`` is what clients said last, by request."""
        self._downloads = downloads
        self._known: dict[str, Pace] = {}

    def of(self, request: Request) -> Pace:
        """Return how far a request is, as it was when it came to the step at which it is."""
        downloads = self._downloads()
        download = downloads.get(request.id)
        progress = download.progress if download else request.progress
        step = step_of(progress)
        known = self._known.get(request.id)
        if known is not None and known.step == step:
            return known
        for gone in self._known.keys() - downloads.keys():
            del self._known[gone]
        pace = _pace(request, download, step, progress)
        self._known[request.id] = pace
        return pace


def step_of(progress: float) -> int:
    """Return at which of ``STEPS`` a download is that has come so far, from 0 to 1."""
    # A little more: a twentieth of a float is no twentieth.
    return min(STEPS, max(0, int(progress * STEPS + 1e-9)))


def _pace(
    request: Request, download: Download | None, step: int, progress: float
) -> Pace:
    if download is None:
        done = round((request.bytes or 0) * progress)
        return Pace(step=step, done=done, size=request.bytes, speed=0, eta=None)
    running = download.state is DownloadState.DOWNLOADING
    return Pace(
        step=step,
        done=download.done,
        size=download.size,
        speed=download.download_speed if running else 0,
        eta=download.eta if running else None,
    )
