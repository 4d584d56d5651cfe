"""The action that looks at sources now."""

from typing import Final

from homeassistant.core import ServiceCall
import voluptuous as vol

from ..const import SOURCE
from ..coordinator import async_look
from .action import Fields, loaded_hub
from .fields import ATTR_SOURCE, NAMES
from .parts import all_running

SOME: Final[Fields] = {vol.Optional(ATTR_SOURCE): NAMES}


async def refresh(call: ServiceCall) -> None:
    """Look at some sources now, or at all that are switched on."""
    hub = loaded_hub(call.hass)
    ids = all_running(hub, SOURCE, call.data.get(ATTR_SOURCE))
    used = [one for one, part in hub.sources.items() if part.enabled]
    await async_look(hub.sources[one] for one in ids or used)
