"""Everything that goes wrong on the way to a Transmission."""

from typing import ClassVar

from ..faults import Faults
from ..world import Release, a_torrent
from .fixtures import *  # noqa: F403


class TestFaults(Faults):
    """The faults, towards recorded servers."""

    release: ClassVar[Release] = a_torrent("Faulty.2026.mkv")
    # The first column of a table of torrents.
    stranger = (rb"\],\[\d+,", b"],[17,")
    secrets = ("password", "session_id")
