"""The action on what is skipped, because it has failed or is refused."""

from homeassistant.core import ServiceCall, ServiceResponse

from ..gate.ports import UnknownSkip
from ..presentation.errors import mistake
from .action import loaded_hub
from .fields import ATTR_ALL, ATTR_ENTRY_ID


async def forget_skip(call: ServiceCall) -> ServiceResponse:
    """Take some or all entries off the list, so that rules may ask about such releases again."""
    gate = loaded_hub(call.hass).gate
    ids = call.data.get(ATTR_ENTRY_ID, [])
    if call.data.get(ATTR_ALL):
        ids = [one.id for one in gate.skips]
    elif not ids:
        raise mistake("forget_skip_what")
    try:
        gate.forget_skip(ids)
    except UnknownSkip as err:
        raise mistake("unknown_skip", entry_id=str(err)) from err
    return {"removed": len(set(ids))}
