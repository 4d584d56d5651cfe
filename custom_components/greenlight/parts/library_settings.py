"""What can be set for a library, and how that is read."""

from typing import Final

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL

from .. import const
from .setting import secret, switch, text

URL: Final = text(CONF_URL, required=True)
# The key of an *arr or Jellyfin, the token of Plex.
KEY: Final = secret(CONF_API_KEY)
VERIFY_SSL: Final = switch(CONF_VERIFY_SSL, default=True)
# Whether the key is to be taken from Home Assistant's own integration; only the form knows it.
USE_KNOWN_KEY: Final = switch(const.CONF_USE_KNOWN_KEY, default=False)
# Which server it was when it was set up, empty where a program does not say.
SERVER_ID: Final = text(const.CONF_SERVER_ID)
