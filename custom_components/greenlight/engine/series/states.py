"""States: how far one episode has come, followed by itself."""

from enum import StrEnum
from typing import Final


class EpisodeState(StrEnum):
    """Where an episode is, from being there to not being wanted."""

    # It is there, as good as the rule wants it.
    HAVE = "have"
    # It is there, and something better is asked about or on its way.
    BETTER = "better"
    # It is out and not there, and nothing that would do is known.
    MISSING = "missing"
    # Something that would do is known, and nobody is asked about it yet.
    OFFERED = "offered"
    ASKED = "asked"
    DOWNLOADING = "downloading"
    # It is complete in its client and on its way home.
    DOWNLOADED = "downloaded"
    # It is not out yet.
    SOON = "soon"
    # The rule, or its library, does not want it.
    SKIPPED = "skipped"


# Whoever counts what is on its way counts these.
ON_WAY: Final = frozenset({EpisodeState.DOWNLOADING, EpisodeState.DOWNLOADED})
# And these, whoever counts what is missing: nobody has said yes to it yet.
LACKING: Final = frozenset(
    {EpisodeState.MISSING, EpisodeState.OFFERED, EpisodeState.ASKED}
)
