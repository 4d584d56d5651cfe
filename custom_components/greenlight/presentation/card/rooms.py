"""Rooms: how full disks are, in steps: what moves by next to nothing is told as it was."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ...engine.request import Request
from ...gate.room import Outlook
from ..asking.told import Disk
from .pieces import Json, filled

# Bytes by which it has to move to be told anew, and the part of what is free.
STEP: Final = 100_000_000
_PART: Final = 0.01
# So many are remembered.
_MOST: Final = 1000


def has_moved(told: int, found: int) -> bool:
    """Tell whether bytes on a disk are to be told anew, which were told before."""
    return abs(found - told) >= max(STEP, abs(told) * _PART)


class Disks:
    """Remembers what was told last of each disk: all that is on a page tells the same of it."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._free: dict[str, int] = {}
        self._told: dict[tuple[str, str], Outlook] = {}

    def told(self, found: Outlook, own: str = "") -> Outlook:
        """Return what is told of a disk now, and the very same object where nothing has moved.

        ``own`` is the request that some of it is promised to, which is not counted for that.
        """
        free = self._steady(found.client, found.free)
        if free != found.free:
            found = replace(found, free=free)
        key = (found.client, own)
        told = self._told.get(key)
        if told is not None and _is_near(told, found):
            return told
        if len(self._told) >= _MOST:
            self._told.clear()
        self._told[key] = found
        return found

    def _steady(self, client: str, found: int) -> int:
        told = self._free.get(client)
        if told is None or has_moved(told, found):
            if len(self._free) >= _MOST:
                self._free.clear()
            self._free[client] = told = found
        return told


class Rooms:
    """Tells of the disk where something would go."""

    def __init__(
        self, outlook: Callable[[Request], Outlook | None], disks: Disks
    ) -> None:
        """``outlook`` tells of it to the byte."""
        self._outlook = outlook
        self._disks = disks

    def outlook(self, request: Request) -> Outlook | None:
        """Return the same as that is told now."""
        found = self._outlook(request)
        if found is None:
            return None
        own = request.id if request.handed is not None else ""
        return self._disks.told(found, own)


def _is_near(told: Outlook, found: Outlook) -> bool:
    return (
        (told.reserve, told.free) == (found.reserve, found.free)
        and not has_moved(told.free - told.promised, found.free - found.promised)
        and not has_moved(told.promised, found.promised)
    )


def room_view(disk: Disk) -> Json:
    """Return a disk as ``Room`` of ``model.ts``."""
    return filled(
        {
            "bytes": disk.size,
            "free": disk.free,
            "way": disk.way,
            "keep": disk.keep,
            "usable": disk.usable,
            "left": disk.left,
            "fit": disk.fit.value,
            "client": disk.client,
        }
    )
