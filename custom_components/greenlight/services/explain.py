"""The action that says what a title says, and whether it would be asked about."""

from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.explain import explain, preset
from ..engine.quality.ladder import FEL_CHAIN, PRESETS, LadderError
from ..engine.quality.wishes import SettingsError, read_settings
from ..presentation.errors import mistake
from ..presentation.texts import Texts
from ..presentation.views import View, read_view
from .action import Fields
from .fields import ATTR_TITLE, FILLED

ATTR_HAVE: Final = "have"
ATTR_LADDER: Final = "ladder"
ATTR_SETTINGS: Final = "settings"
# More versions of one film than anybody has.
MAX_VERSIONS: Final = 100

TITLE: Final[Fields] = {
    vol.Required(ATTR_TITLE): FILLED,
    vol.Optional(ATTR_HAVE): vol.All(
        cv.ensure_list, vol.Length(max=MAX_VERSIONS), [FILLED]
    ),
    vol.Optional(ATTR_LADDER, default=FEL_CHAIN.name): cv.string,
    vol.Optional(ATTR_SETTINGS, default=dict): dict,
}


async def explain_title(call: ServiceCall) -> ServiceResponse:
    """Return what a title says and, where there is something to compare with, the verdict.

    Versions that are there are given as titles, as only those can be read so far. It needs nothing
    that is set up, so it works without an entry that runs.
    """
    data = call.data
    try:
        ladder = preset(data[ATTR_LADDER])
    except LadderError as err:
        raise mistake(
            "unknown_ladder", name=data[ATTR_LADDER], known=", ".join(PRESETS)
        ) from err
    try:
        settings = read_settings(data[ATTR_SETTINGS])
    except SettingsError as err:
        raise mistake("wrong_settings", detail=str(err)) from err
    found = explain(data[ATTR_TITLE], data.get(ATTR_HAVE), ladder, settings)
    said = read_view(found.title)
    if found.comparison is None:
        return {"read": said}
    texts = await Texts.async_load(call.hass)
    reasons = [texts.reason(reason) for reason in found.comparison.reasons]
    verdict: View = {**found.comparison.as_dict(), "reasons": reasons}
    return {"read": said, "verdict": verdict}
