"""Actions on what sources have offered before: what a rule would find, and to consider it again."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import CONF_ENABLED, RULE
from ..engine.rules import Rule
from ..engine.summary import shown_name
from ..gate.judge import Judged
from ..hub import Hub
from ..parts.rule import KEYS, build_rule
from ..parts.rule_settings import USUAL
from ..presentation.errors import explained, mistake
from ..presentation.previews import Counted, told
from ..presentation.views import View
from .action import Fields, loaded_hub
from .fields import NAMES
from .parts import all_running, running

ATTR_RULE: Final = "rule"
ATTR_DATA: Final = "data"
ATTR_DAYS: Final = "days"
_MOST_SHOWN: Final = 500

PREVIEW: Final[Fields] = {
    vol.Exclusive(ATTR_RULE, "which"): cv.string,
    vol.Exclusive(ATTR_DATA, "which"): dict,
    vol.Optional("limit", default=50): vol.All(
        vol.Coerce(int), vol.Range(min=0, max=_MOST_SHOWN)
    ),
}
REPLAY: Final[Fields] = {
    vol.Optional(ATTR_RULE): NAMES,
    vol.Optional(ATTR_DAYS): vol.All(vol.Coerce(float), vol.Range(min=0, max=3650)),
}


async def preview_rule(call: ServiceCall) -> ServiceResponse:
    """Return what a rule would make of everything that sources have offered before.

    No source and no indexer is asked for anything, and nobody is asked about anything.
    """
    hub, data = loaded_hub(call.hass), call.data
    rule = await rule_meant(hub, data)
    preview = await hub.gate.preview([rule])
    counted = Counted.of(preview)
    return {
        "told": told(hub.texts, counted, rule),
        "considered": preview.considered,
        "matched": preview.matched,
        **{name: len(found) for name, found in preview.groups.items()},
        "releases": [
            _judged(hub, one, name) for name, one in preview.first(data["limit"])
        ],
    }


def _judged(hub: Hub, one: Judged, what: str) -> View:
    release, verdict = one.release, one.verdict
    reasons = [hub.texts.reason(reason) for reason in verdict.reasons]
    skip = hub.gate.skip_of(release, one.weighed, one.rule_id)
    if what == "failed_before" and skip is not None:
        reasons.append(hub.views.skips.why(skip))
    return {
        "title": release.title,
        "name": shown_name(release.title),
        "size": release.size,
        "source": hub.views.name(release.source),
        "what": what,
        "outcome": verdict.outcome.value,
        "reasons": reasons,
    }


async def rule_meant(hub: Hub, data: Mapping[str, Any]) -> Rule:
    """Return the rule that is meant, as if it were on. Raises ``ServiceValidationError``.

    One that is there is built anew: what stops a preview must not stop the rule itself.
    """
    if ATTR_DATA in data:
        name, stored = "", USUAL | data[ATTR_DATA]
        # What is misspelt would narrow nothing, and the rule would seem to match everything.
        if unknown := sorted(map(str, data[ATTR_DATA].keys() - KEYS)):
            raise mistake("wrong_rule", detail=f"no such field: {', '.join(unknown)}")
    elif ATTR_RULE in data:
        part = hub.entry.subentries[running(hub, RULE, data[ATTR_RULE])]
        name, stored = part.title, dict(part.data)
    else:
        raise mistake("preview_what")
    try:
        return await hub.hass.async_add_executor_job(
            build_rule, "", name, stored | {CONF_ENABLED: True}
        )
    except (TypeError, ValueError, AttributeError, ArithmeticError) as err:
        raise mistake("wrong_rule", detail=str(err) or type(err).__name__) from err


async def replay(call: ServiceCall) -> ServiceResponse:
    """Consider once more what sources have offered before, under some rules or all of them."""
    hub, data = loaded_hub(call.hass), call.data
    rules = hub.gate.attached.rules
    wished = all_running(hub, RULE, data.get(ATTR_RULE))
    chosen = [rules[one] for one in wished if one in rules] or list(rules.values())
    since = None
    if ATTR_DAYS in data:
        since = dt_util.utcnow().timestamp() - data[ATTR_DAYS] * 86400
    with explained(hub.texts):
        found = await hub.gate.replay(chosen, since)
    for source_id, matched in found.items():
        # As many as its rules count.
        if source := hub.sources.get(source_id):
            source.async_count(matched)
    return {
        "matched": sum(found.values()),
        "sources": {
            hub.views.name(source_id) or source_id: matched
            for source_id, matched in found.items()
        },
    }
