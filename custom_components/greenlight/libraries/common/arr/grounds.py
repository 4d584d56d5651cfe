"""Of what kind a reason is that Radarr or Sonarr gives for not fetching something, by its words.

The API tells words only, in English whatever is chosen there (``DownloadRejection``, and the specifications
in ``NzbDrone.Core/DecisionEngine`` of both). What nobody knows here is ``OTHER``, so that a new version asks
nobody about anything that was not meant.
"""

from typing import Final

from ....engine.opinion import Ground

# What is in its queue, or was grabbed lately, is on its way: no reason for a second one.
_ON_ITS_WAY: Final = ("in queue", "in history")
_WORDS: Final = (
    (Ground.CUTOFF, ("meets cutoff", "meets quality cutoff")),
    (Ground.CUTOFF, ("meets custom format cutoff", "does not allow upgrades")),
    (Ground.NO_BETTER, ("on disk is of equal or higher",)),
    (Ground.NO_BETTER, ("equal or higher custom format score",)),
    (Ground.NO_BETTER, ("within custom format score increment",)),
    (Ground.NO_BETTER, ("does not meet the upgrade criteria",)),
    (Ground.QUALITY, ("is not wanted in profile",)),
    (Ground.SCORE, ("profile minimum",)),
    (Ground.SIZE, ("than minimum allowed", "than maximum allowed")),
    (Ground.UNMONITORED, ("is not monitored",)),
)


def ground_of(words: str) -> Ground:
    """Return of what kind a reason for good is."""
    said = words.casefold()
    if any(one in said for one in _ON_ITS_WAY):
        return Ground.OTHER
    return next(
        (ground for ground, known in _WORDS if any(one in said for one in known)),
        Ground.OTHER,
    )
