"""The action that says what a title says, what is there of it, and what the rules make of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..engine.consider import consider
from ..engine.evidence import named
from ..engine.explain import explain, preset
from ..engine.library.holding import NOTHING, Holding
from ..engine.opinion import Opinion
from ..engine.quality.comparison import Comparison
from ..engine.quality.ladder import FEL_CHAIN, PRESETS, Ladder, LadderError
from ..engine.quality.wishes import Settings, SettingsError, read_settings
from ..engine.release import Release
from ..engine.rules import Rule
from ..engine.title.parse import Title
from ..engine.verdict import judge
from ..gate.judge import Judged
from ..hub import Hub
from ..parts.setting import GB
from ..presentation.errors import mistake
from ..presentation.held import held_view, verdict_view
from ..presentation.texts import Texts
from ..presentation.views import View, read_view
from .action import Fields, hub_if_loaded
from .fields import ATTR_TITLE, FILLED
from .permission import async_may_read

ATTR_HAVE: Final = "have"
ATTR_LADDER: Final = "ladder"
ATTR_SETTINGS: Final = "settings"
ATTR_SIZE: Final = "size"
ATTR_SEEDERS: Final = "seeders"
# More versions of one film than anybody has.
MAX_VERSIONS: Final = 100

TITLE: Final[Fields] = {
    vol.Required(ATTR_TITLE): FILLED,
    vol.Optional(ATTR_HAVE): vol.All(
        cv.ensure_list, vol.Length(max=MAX_VERSIONS), [FILLED]
    ),
    vol.Optional(ATTR_LADDER, default=FEL_CHAIN.name): cv.string,
    vol.Optional(ATTR_SETTINGS, default=dict): dict,
    # In GB, as rules have it.
    vol.Optional(ATTR_SIZE): vol.All(vol.Coerce(float), vol.Range(min=0, max=100_000)),
    vol.Optional(ATTR_SEEDERS): vol.All(vol.Coerce(int), vol.Range(min=0)),
}


async def explain_title(call: ServiceCall) -> ServiceResponse:
    """Return what a title says and the verdict: by what was given, else by libraries and rules.

    What is compared with what was given needs nothing that is set up, so that works without an
    entry that runs. That nothing is there is said only by libraries, or by an empty list. Who may
    not read of Greenlight is told no more than what was given.
    """
    data = call.data
    ladder, settings = _ladder(data), _settings(data)
    have: list[str] | None = data.get(ATTR_HAVE)
    found = explain(data[ATTR_TITLE], have, ladder, settings)
    answered: View = {"read": read_view(found.title)}
    hub = hub_if_loaded(call.hass)
    if hub is None or have or not await async_may_read(call):
        texts = await Texts.async_load(call.hass)
        return answered | _compared(texts, found.comparison)
    if have is None and hub.gate.libraries.any:
        holding = await hub.gate.library.holding(data[ATTR_TITLE])
        answered["library"] = held_view(hub.views, holding)
    if not hub.gate.attached.rules:
        return answered | _compared(hub.texts, found.comparison)
    return answered | await _by_rules(hub, data, found.title)


def _ladder(data: Mapping[str, Any]) -> Ladder:
    try:
        return preset(data[ATTR_LADDER])
    except LadderError as err:
        raise mistake(
            "unknown_ladder", name=data[ATTR_LADDER], known=", ".join(PRESETS)
        ) from err


def _settings(data: Mapping[str, Any]) -> Settings:
    try:
        return read_settings(data[ATTR_SETTINGS])
    except SettingsError as err:
        raise mistake("wrong_settings", detail=str(err)) from err


def _compared(texts: Texts, comparison: Comparison | None) -> View:
    """Return the verdict of the ladder alone, nothing where nothing was given to compare with."""
    if comparison is None:
        return {}
    reasons = [texts.reason(reason) for reason in comparison.reasons]
    return {"verdict": {**comparison.as_dict(), "reasons": reasons}}


async def _by_rules(hub: Hub, data: Mapping[str, Any], title: Title) -> View:
    """Return what each rule says, and what comes of that, as if it came from their sources."""
    release = Release(
        guid=data[ATTR_TITLE],
        title=data[ATTR_TITLE],
        link="",
        source="",
        size=int(data[ATTR_SIZE] * GB) if ATTR_SIZE in data else None,
        seeders=data.get(ATTR_SEEDERS),
        opinion=_opinion(hub, data[ATTR_TITLE]),
    )
    there = hub.gate.attached.sources.keys()
    rules = [
        # One whose sources are all gone asks about nothing, wherever that comes from.
        rule if rule.is_lost(there) else replace(rule, sources=frozenset[str]())
        for rule in hub.gate.attached.rules.values()
    ]
    held = await _held(hub, data, rules)

    def look(rule: Rule) -> Holding:
        return held[rule.libraries]

    find, now = look if held else None, dt_util.utcnow().timestamp()
    each = [judge(rule, release, title, find=find, now=now) for rule in rules]
    verdict = consider(release, rules, title, find=find, now=now)
    found = Judged(release, verdict)
    skip = hub.gate.skip_of(release, found.weighed, found.rule_id)
    return {
        "rules": [verdict_view(hub.views, one) for one in each],
        "verdict": verdict_view(hub.views, verdict),
        **({"skipped": hub.views.skips.why(skip)} if skip else {}),
    }


def _opinion(hub: Hub, title: str) -> Opinion | None:
    """Return what a Radarr or Sonarr has said lately of a release of that title."""
    wanted = named(title)
    for release in hub.ledger.known_releases():
        if release.opinion is not None and named(release.title) == wanted:
            return release.opinion
    return None


async def _held(
    hub: Hub, data: Mapping[str, Any], rules: list[Rule]
) -> dict[frozenset[str], Holding]:
    """Return what there is for the libraries that rules look into; empty without any library."""
    wanted = {rule.libraries for rule in rules}
    if ATTR_HAVE in data:
        return dict.fromkeys(wanted, NOTHING)
    if not hub.gate.libraries.any:
        return {}
    library = hub.gate.library
    return {one: await library.holding(data[ATTR_TITLE], one) for one in wanted}
