"""Pushes: what a source can do that is told what is new, beside what every source can."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from ..engine.release import Release


class Posing(StrEnum):
    """As which program we are taken by who pushes."""

    RADARR = "radarr"
    SONARR = "sonarr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with what was pushed: the member, what is wrong, and what Radarr calls that."""

    member: str
    message: str
    validator: str = "NotEmptyValidator"


class Unreadable(ValueError):
    """What was pushed can be no release; it names nothing that was in it."""

    def __init__(self, *faults: Fault) -> None:
        """Keep what is wrong, at least one thing."""
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class TakesPushes(ABC):
    """A source to which programs push."""

    @abstractmethod
    def read(self, body: bytes) -> Release:
        """Return the release that a program announces. Raises ``Unreadable``."""

    @abstractmethod
    def heard(self, link: str) -> None:
        """Take it that a link was pushed just now: it may lead to nothing for a moment."""
