"""Resources: the card among what Home Assistant's dashboards load.

A resource is loaded once the page is ready for it; a module of the page itself may come too early and then
be there for nobody. So that is only what is left where a person keeps the resources in a file.
"""

import re
from typing import Final

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.const import CONF_ID, CONF_TYPE, CONF_URL
from homeassistant.core import HomeAssistant

from ..const import DOMAIN
from .files import ENTRY, address_of
from .lines import async_ask_for_lines, async_drop_lines

# With any mark or none, and whatever somebody has put behind it.
_OURS: Final = re.compile(rf"/{DOMAIN}/(?:[^/?#]+/)?{re.escape(ENTRY)}(?:[?#].*)?")
_MODULE: Final = "module"


async def async_keep(hass: HomeAssistant, mark: str) -> None:
    """Have dashboards load the card with a mark, exactly once. Nobody else's resource is touched."""
    resources = hass.data[LOVELACE_DATA].resources
    if not isinstance(resources, ResourceStorageCollection):
        async_ask_for_lines(hass, mark)
        return
    wanted = address_of(mark)
    first, *more = await _ours(resources) or [""]
    told = {"res_type": _MODULE, CONF_URL: wanted}
    if not first:
        await resources.async_create_item(told)
    elif (resources.data[first][CONF_URL], resources.data[first].get(CONF_TYPE)) != (
        wanted,
        _MODULE,
    ):
        await resources.async_update_item(first, told)
    for one in more:
        await resources.async_delete_item(one)


async def async_drop(hass: HomeAssistant) -> None:
    """Have dashboards load it no more."""
    async_drop_lines(hass)
    resources = hass.data[LOVELACE_DATA].resources
    if isinstance(resources, ResourceStorageCollection):
        for one in await _ours(resources):
            await resources.async_delete_item(one)


async def _ours(resources: ResourceStorageCollection) -> list[str]:
    """Return the ids of those that lead to our card, of whatever version."""
    # Not loaded before somebody wants them, and what is then written would be all there is.
    await resources.async_get_info()
    return [
        one[CONF_ID]
        for one in resources.async_items()
        if _OURS.fullmatch(str(one.get(CONF_URL, "")))
    ]
