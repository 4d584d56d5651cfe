"""The action that tells how far the episodes of series have come."""

import asyncio
from collections.abc import Iterator
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType
import voluptuous as vol

from ..const import RULE
from ..engine.reading import plain_name
from ..engine.rules import RuleKind
from ..engine.series.view import EpisodeView, SeriesView
from ..hub import Hub
from ..presentation.cut import clean
from ..presentation.errors import mistake
from ..presentation.render import iso
from ..presentation.views import View
from .action import Fields, loaded_hub
from .fields import FILLED
from .parts import part_named

# So many series are named to who has named none of them.
_TOLD: Final = 20

EPISODES: Final[Fields] = {
    vol.Required("rule"): FILLED,
    vol.Optional("series", default=""): cv.string,
}


async def list_episodes(call: ServiceCall) -> ServiceResponse:
    """Return the series of a rule, or one of them, with each episode and its state."""
    hub = loaded_hub(call.hass)
    rule_id = part_named(hub, RULE, call.data["rule"])
    rule = hub.gate.attached.rule(rule_id)
    if rule is None or rule.kind is not RuleKind.SERIES:
        raise mistake("no_series_rule", name=hub.entry.subentries[rule_id].title)
    views = await hub.gate.series.load(rule_id)
    if wished := plain_name(call.data["series"]):
        named = [view for view in views if plain_name(view.title) == wished]
        if not named:
            known = [clean(view.title) for view in views[:_TOLD]]
            raise mistake(
                "unknown_series",
                rule=hub.entry.subentries[rule_id].title,
                name=call.data["series"],
                known=", ".join(known) or "–",
            )
        views = tuple(named)
    told: list[JsonValueType] = []
    for view in views:
        # Hundreds of series have tens of thousands of episodes.
        told.append(_series(hub, view))
        await asyncio.sleep(0)
    return {"series": told}


def _series(hub: Hub, view: SeriesView) -> View:
    return {
        "title": clean(view.title),
        "library": hub.views.name(view.library or None),
        "id": view.item or None,
        "missing": [one.label for one in view.missing],
        "on_way": [one.label for one in view.on_way],
        "next": _next(view),
        "episodes": list(_episodes(view)),
    }


def _next(view: SeriesView) -> View | None:
    if view.next is None:
        return None
    episode, airs = view.next
    return {"episode": episode, "airs": iso(airs)}


def _episodes(view: SeriesView) -> Iterator[View]:
    return (_episode(one) for one in view.episodes)


def _episode(one: EpisodeView) -> View:
    return {
        "episode": one.label,
        "season": one.season,
        "number": one.number,
        "state": one.state.value,
        "name": clean(one.name) or None,
        "aired": iso(one.aired),
        "progress": one.progress,
        "request_id": one.request or None,
    }
