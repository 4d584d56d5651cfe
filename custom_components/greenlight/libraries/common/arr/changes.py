"""What Radarr and Sonarr tell by themselves, and what of it is a change of the library."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ..values import of, some, text

_HEALTH: Final = "health"
_TAG: Final = "tag"


class Action(StrEnum):
    """What became of something."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    SYNC = "sync"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """What they call a work and the things below it, and how those name their work."""

    work: str
    parts: frozenset[str]
    belongs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told: of one work (``gone``, or as it is in ``row``), of all, of health or of names."""

    work: int | None = None
    row: dict[str, Any] | None = None
    gone: bool = False
    stale: bool = False
    health: bool = False
    names: bool = False


_STALE: Final = Told(stale=True)


def told(message: dict[str, Any], subjects: Subjects) -> Told | None:
    """Return what a message says of the library, None for what is no matter of it.

    What became of a work in a way that is not known makes all of it stale.
    """
    name = text(message.get("name")).casefold()
    action = text(of(message, "body", "action")).casefold()
    resource = of(message, "body", "resource")
    row = resource if isinstance(resource, dict) else {}
    if name == _HEALTH:
        return Told(health=True)
    if name == _TAG:
        # Of a new one there is no work yet.
        return Told(names=True, stale=action != Action.CREATED)
    if name == subjects.work:
        return _of_work(action, row)
    if name in subjects.parts:
        return _of_part(action, some(row.get(subjects.belongs)))
    return None


def _of_work(action: str, row: dict[str, Any]) -> Told:
    number = some(row.get("id"))
    if number is None:
        return _STALE
    match action:
        case Action.DELETED:
            return Told(work=number, gone=True)
        case Action.CREATED | Action.UPDATED:
            return Told(work=number, row=row)
    return _STALE


def _of_part(action: str, work: int | None) -> Told | None:
    match action:
        case Action.DELETED if work is None:
            # Only its own number is told; its work is told of beside it.
            return None
        case Action.CREATED | Action.UPDATED | Action.DELETED if work is not None:
            return Told(work=work)
    return _STALE
