"""Names of states that no table has: kept as unknown, and told once."""

from collections import defaultdict
from collections.abc import Mapping
import logging
from typing import Final

from ...engine.told import plain
from ..base import DownloadState

_LOGGER = logging.getLogger(__name__)

# Whoever makes up names must not fill memory and log.
_MOST: Final = 20
_told: defaultdict[str, set[str]] = defaultdict(set)


def known_state(
    client: str, table: Mapping[str, DownloadState], name: object
) -> DownloadState:
    """Return our name for a state of a client's; one that is not in its table is logged, once."""
    if (state := table.get(str(name))) is not None:
        return state
    return unknown_state(client, name)


def unknown_state(client: str, name: object) -> DownloadState:
    """Return that a state is not known, and log it the first time."""
    shown, told = plain(str(name))[:40], _told[client]
    if shown not in told and len(told) < _MOST:
        told.add(shown)
        _LOGGER.warning("%s reports a state that is not known: %s", client, shown)
    return DownloadState.UNKNOWN
