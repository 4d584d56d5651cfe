"""Decided: by what a release is asked for at the Radarr or Sonarr that has decided about it.

It is had through that program only, so it stands in the place of a link. Like one it is never shown:
the GUIDs of some sites hold passkeys.
"""

from dataclasses import dataclass, field
import json
from typing import Final, Self

_SCHEME: Final = "decided:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the program calls a release, and the work it is of, as that has it.

    ``indexer`` is the program's number of an indexer. ``item`` is the film or series, ``episodes`` are the ids of what
    is in it, ``season`` is that of a whole season. All but the first two serve to find it again.
    """

    guid: str = field(repr=False)
    indexer: int
    item: int | None = None
    episodes: tuple[int, ...] = ()
    season: int | None = None

    @property
    def link(self) -> str:
        """Return what stands in the place of a link."""
        known = [self.guid, self.indexer, self.item, list(self.episodes), self.season]
        return _SCHEME + json.dumps(known, separators=(",", ":"))

    @classmethod
    def read(cls, link: str) -> Self | None:
        """Return what a link stands for; None for one that leads anywhere else."""
        if not is_decided(link):
            return None
        try:
            guid, indexer, item, episodes, season = json.loads(
                link.removeprefix(_SCHEME)
            )
            numbers = (indexer, *episodes, *filter(_given, (item, season)))
            if not (isinstance(guid, str) and all(map(_whole, numbers))):
                return None
        except TypeError, ValueError, RecursionError:
            return None
        return cls(
            guid=guid,
            indexer=indexer,
            item=item,
            episodes=tuple(episodes),
            season=season,
        )


def is_decided(link: str) -> bool:
    """Tell whether a release is had through the program that has decided about it."""
    return link.startswith(_SCHEME)


def _given(value: object) -> bool:
    return value is not None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
