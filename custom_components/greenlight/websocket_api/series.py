"""The series that rules follow, and the episodes of the one that is open."""

from functools import partial
from typing import Final

import voluptuous as vol

from ..const import DOMAIN
from ..engine.rules import RuleKind
from ..hub import Hub
from ..presentation.card.pieces import Json
from ..presentation.card.series import SeriesLines
from ..presentation.cut import clean
from .command import Asked, Command

# Characters of the name of a rule, or of an id.
_MOST: Final = 200
_WORDS: Final = vol.All(str, vol.Length(max=_MOST))
# Where a rule is added; for administrators.
_SETTINGS: Final = f"/config/integrations/integration/{DOMAIN}"
# What is made is kept as long as it runs: several people look at the same, again and again.
_LINES: Final = dict[Hub, SeriesLines]()


def _lines(hub: Hub) -> SeriesLines:
    if hub not in _LINES:
        _LINES[hub] = SeriesLines()
        hub.entry.async_on_unload(partial(_forget, hub))
    return _LINES[hub]


def _forget(hub: Hub) -> None:
    del _LINES[hub]


async def _series(asked: Asked) -> Json:
    hub, wished = asked.hub, asked.data["rule"]
    rules = {
        rule.id: clean(rule.name)
        for rule in hub.gate.attached.rules.values()
        if rule.kind is RuleKind.SERIES
    }
    followed = [
        (name, view)
        for rule_id, name in rules.items()
        if wished in ("", name)
        for view in await hub.gate.series.load(rule_id)
    ]
    told = await _lines(hub).told(followed, asked.data.get("open"))
    return {"rules": sorted(rules.values(), key=str.casefold), "path": _SETTINGS} | told


SERIES: Final = Command(
    name="series",
    schema={
        vol.Optional("rule", default=""): _WORDS,
        vol.Optional("open"): _WORDS,
    },
    answer=_series,
)
