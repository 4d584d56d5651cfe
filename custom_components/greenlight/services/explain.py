"""The action that says what a title says, and whether it would be asked about."""

from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.explain import explain, preset
from ..engine.quality.ladder import FEL_CHAIN, PRESETS, LadderError
from ..engine.quality.wishes import SettingsError, read_settings
from ..engine.release import Release
from ..engine.title.parse import Title
from ..engine.verdict import consider
from ..hub import Hub
from ..presentation.errors import mistake
from ..presentation.texts import Texts
from ..presentation.views import View, read_view
from .action import Fields, hub_if_loaded
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
    """Return what a title says and the verdict: by what is there, else by the rules.

    Versions that are there are given as titles, as only those can be read so far. What is compared
    needs nothing that is set up, so that works without an entry that runs.
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
    # A list that nothing was entered in tells of no library.
    have = data.get(ATTR_HAVE) or None
    found = explain(data[ATTR_TITLE], have, ladder, settings)
    said = read_view(found.title)
    if found.comparison is None:
        hub = hub_if_loaded(call.hass)
        if hub is None or not hub.gate.attached.rules:
            return {"read": said}
        return {"read": said, "verdict": _by_rules(hub, data[ATTR_TITLE], found.title)}
    texts = await Texts.async_load(call.hass)
    reasons = [texts.reason(reason) for reason in found.comparison.reasons]
    verdict: View = {**found.comparison.as_dict(), "reasons": reasons}
    return {"read": said, "verdict": verdict}


def _by_rules(hub: Hub, title: str, read: Title) -> View:
    """Return what the rules make of a title alone: its size, seeders and source are not known."""
    release = Release(guid=title, title=title, link="", source="")
    verdict = consider(release, hub.gate.attached.rules.values(), read)
    return {
        "outcome": verdict.outcome.value,
        "rule": verdict.rule.name if verdict.rule else None,
        "reasons": [hub.texts.reason(reason) for reason in verdict.reasons],
    }
