"""The door of pushes: as which source a program is let in, by the key that only it was given."""

from typing import Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .. import door
from ..const import DOMAIN
from ..door import Given, same
from .desk import PushDesk

# What comes before the name of a source in its address, after that of Home Assistant.
ADDRESS: Final = f"/api/{DOMAIN}/push"


class Door(door.Door[PushDesk]):
    """Which source somebody may push to."""

    @override
    def _path(self, desk: PushDesk) -> str:
        return desk.settings.path

    @override
    def _knows(self, desk: PushDesk, given: Given) -> bool:
        # Also where it is switched off: how long that takes tells nothing.
        return same(given.password, desk.settings.key) and desk.settings.enabled


KEY: Final[HassKey[Door]] = HassKey(f"{DOMAIN}_push_door")


@callback
def async_door(hass: HomeAssistant) -> Door:
    """Return the door of this house, which is there from the first call on."""
    if KEY not in hass.data:
        hass.data[KEY] = Door()
    return hass.data[KEY]
