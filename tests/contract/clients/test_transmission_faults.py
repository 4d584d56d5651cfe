"""Everything that goes wrong on the way to a Transmission."""

from typing import ClassVar

from .faults import Faults
from .transmission_fixtures import *  # noqa: F403
from .world import Release, a_torrent


class TestFaults(Faults):
    """The faults, towards recorded servers."""

    release: ClassVar[Release] = a_torrent("Faulty.2026.mkv")
    # The first column of a table of torrents.
    stranger = (rb"\],\[\d+,", b"],[17,")
    secrets = ("password", "session_id")
