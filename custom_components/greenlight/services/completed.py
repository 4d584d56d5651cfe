"""The action on the inbox of completed downloads."""

from homeassistant.core import ServiceCall, ServiceResponse

from ..inbox.inbox import NotStored, UnknownEntry
from ..presentation.errors import failure, mistake
from .action import loaded_hub
from .fields import ATTR_ALL, ATTR_ENTRY_ID


async def acknowledge(call: ServiceCall) -> ServiceResponse:
    """Take some or all entries off the inbox."""
    hub = loaded_hub(call.hass)
    wanted = call.data.get(ATTR_ENTRY_ID)
    if not wanted and not call.data.get(ATTR_ALL):
        raise mistake("nothing_to_acknowledge")
    try:
        count = await hub.inbox.async_acknowledge(wanted)
    except UnknownEntry as err:
        raise mistake("unknown_entry", entry_id=str(err)) from err
    except NotStored as err:
        raise failure("not_saved") from err
    return {"acknowledged": count}
