"""What can be set for a library, and how that is read."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL

from .. import const
from ..engine.home.paths import Pair, read_paths
from .setting import UnusablePart, lines, secret, switch, text

URL: Final = text(CONF_URL, required=True)
# The key of an *arr or Jellyfin, the token of Plex.
KEY: Final = secret(CONF_API_KEY)
VERIFY_SSL: Final = switch(CONF_VERIFY_SSL, default=True)
# Whether the key is to be taken from Home Assistant's own integration; only the form knows it.
USE_KNOWN_KEY: Final = switch(const.CONF_USE_KNOWN_KEY, default=False)
# Lines of folders: as download clients see them, and as the library does.
PATHS: Final = lines(const.CONF_PATHS)
# Which server it was when it was set up, empty where a program does not say.
SERVER_ID: Final = text(const.CONF_SERVER_ID)


def paths_of(data: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Return the folders that a library sees otherwise than clients. Raises ``UnusablePart``."""
    try:
        return read_paths(PATHS.of(data))
    except (TypeError, ValueError) as err:
        raise UnusablePart(str(err)) from err
