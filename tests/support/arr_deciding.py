"""What a fake Sonarr or Radarr makes of what its indexers have, when somebody asks it to look.

Read from `ReleaseController` of Radarr 6 and Sonarr 4.
"""

from dataclasses import dataclass, field

from .arr_offers import Offer


@dataclass
class Deciding:
    """All of it may be changed while the fake runs.

    ``interval`` is that of its automatic RSS in minutes, 0 is off. ``words`` are why it rejects what
    has a title, for now only if it ``waits``. What is ``known`` may be grabbed, which it is for half an
    hour. ``looks`` counts the looks at all indexers; with a word on what is ``broken`` they fail.
    Where answers get ``lost``, what was asked for has been done all the same.
    """

    interval: int = 60
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    waits: set[str] = field(default_factory=set)
    known: dict[str, Offer] = field(default_factory=dict)
    looks: int = 0
    broken: str = ""
    lost: bool = False

    def forget(self) -> None:
        """Know nothing any more, as after half an hour or a restart."""
        self.known.clear()
