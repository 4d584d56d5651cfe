"""Actions around releases that are skipped because they have failed."""

from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..gate.ports import UnknownSkip
from ..presentation.errors import loaded_hub, mistake
from ..presentation.views import skip_view
from .lists import NAMES, PAGE

ATTR_ALL: Final = "all"
ATTR_ENTRY_ID: Final = "entry_id"

LIST_SKIPPED_SCHEMA: Final[dict[Any, Any]] = {
    vol.Optional("text", default=""): cv.string,
    **PAGE,
}
UNSKIP_SCHEMA: Final[dict[Any, Any]] = {
    vol.Exclusive(ATTR_ENTRY_ID, "which"): NAMES,
    vol.Exclusive(ATTR_ALL, "which"): cv.boolean,
}


async def list_skipped(call: ServiceCall) -> ServiceResponse:
    """Return the releases that are skipped, newest first, and why."""
    hub = loaded_hub(call.hass)
    data = call.data
    words = data["text"].casefold().split()
    found = [
        one
        for one in hub.ledger.skips
        if all(word in one.title.casefold() for word in words)
    ]
    shown = found[data["offset"] : data["offset"] + data["limit"]]
    return {
        "total": len(found),
        "skipped": [skip_view(hub, one) for one in shown],
    }


async def unskip(call: ServiceCall) -> ServiceResponse:
    """Take some or all releases off the list, so that rules may ask about them again."""
    hub = loaded_hub(call.hass)
    ids = call.data.get(ATTR_ENTRY_ID, [])
    if call.data.get(ATTR_ALL):
        ids = [one.id for one in hub.ledger.skips]
    elif not ids:
        raise mistake("unskip_what")
    try:
        hub.gate.unskip(ids)
    except UnknownSkip as err:
        raise mistake("unknown_skip", entry_id=str(err)) from err
    return {"removed": len(set(ids))}
