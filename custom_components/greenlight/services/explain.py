"""The action that says what a title says, and whether it would be asked about."""

from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.explain import explain, preset, readings
from ..engine.quality.comparison import Comparison
from ..engine.quality.ladder import FEL_CHAIN, PRESETS, LadderError
from ..engine.quality.wishes import SettingsError, read_settings
from ..presentation.errors import mistake
from ..presentation.texts import Texts

ATTR_HAVE: Final = "have"
ATTR_LADDER: Final = "ladder"
ATTR_SETTINGS: Final = "settings"
ATTR_TITLE: Final = "title"
# More versions of one film than anybody has.
MAX_VERSIONS: Final = 100

_TITLE: Final = vol.All(cv.string, vol.Length(min=1))

EXPLAIN_SCHEMA: Final[dict[Any, Any]] = {
    vol.Required(ATTR_TITLE): _TITLE,
    vol.Optional(ATTR_HAVE): vol.All(
        cv.ensure_list, vol.Length(max=MAX_VERSIONS), [_TITLE]
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
    said: dict[str, Any] = {
        one.name: {"value": one.value, "confidence": one.confidence.value}
        for one in readings(found.title)
    }
    if found.comparison is None:
        return {"read": said}
    texts = await Texts.async_load(call.hass)
    return {"read": said, "verdict": _verdict(found.comparison, texts)}


def _verdict(comparison: Comparison, texts: Texts) -> dict[str, Any]:
    return {
        **comparison.as_dict(),
        "reasons": [texts.reason(reason) for reason in comparison.reasons],
    }
