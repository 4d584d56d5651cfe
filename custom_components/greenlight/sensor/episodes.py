"""Sensors of a rule that follows series: how many episodes are missing, and on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_interval

from ..const import CONF_KIND, DOMAIN, RULE
from ..engine.rules import RuleKind
from ..entity import GateEntity
from ..hub import GreenlightConfigEntry, Hub

# What each counts, in the order in which they are counted.
COUNTED: Final = ("episodes_missing", "episodes_on_way")
# What libraries tell and what airs comes without a word of the gate.
_EVERY: Final = timedelta(minutes=1)


class Episodes:
    """What is counted of one rule, looked at once for both sensors however much has happened."""

    def __init__(self, hub: Hub, rule_id: str) -> None:
        """Have counted nothing: hundreds of series take a while."""
        self._hub = hub
        self._rule_id = rule_id
        self._listeners: list[Callable[[], None]] = []
        self._stops: list[CALLBACK_TYPE] = []
        # Whether it is being counted, and whether something has happened since that was begun.
        self._counting = self._due = False
        self.counts: tuple[int, int] | None = None

    @callback
    def on_change(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call back when one of them has changed. Returns what ends it."""
        if not self._stops:
            hub = self._hub
            self._stops = [
                hub.gate.on_update(self._on_update),
                async_track_time_interval(hub.hass, self._on_time, _EVERY),
            ]
            self._on_update()
        self._listeners.append(listener)

        @callback
        def end() -> None:
            self._listeners.remove(listener)
            while self._stops and not self._listeners:
                self._stops.pop()()

        return end

    @callback
    def _on_update(self) -> None:
        self._due = True
        if not self._counting:
            self._counting = True
            hub = self._hub
            hub.entry.async_create_background_task(
                hub.hass, self._count(), "count episodes"
            )

    @callback
    def _on_time(self, _now: datetime) -> None:
        self._on_update()

    async def _count(self) -> None:
        """Count until nothing has happened meanwhile, and tell who shows it."""
        try:
            while self._due and self._stops:
                self._due = False
                self._told(await self._hub.gate.series.counted(self._rule_id))
        finally:
            self._counting = False

    @callback
    def _told(self, counts: tuple[int, int]) -> None:
        if counts != self.counts:
            self.counts = counts
            for listener in list(self._listeners):
                listener()


class EpisodeSensor(GateEntity, SensorEntity):
    """How many episodes there are of one of the two."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(
        self, hub: Hub, subentry: ConfigSubentry, episodes: Episodes, place: int
    ) -> None:
        """Hang on the device of a rule."""
        super().__init__(hub, COUNTED[place], subentry)
        self._episodes = episodes
        self._place = place

    @override
    async def async_added_to_hass(self) -> None:
        # Of all else that happens to the gate it shows nothing.
        self.async_on_remove(self._episodes.on_change(self._on_update))

    @property
    @override
    def native_value(self) -> int | None:
        counts = self._episodes.counts
        return None if counts is None else counts[self._place]


@callback
def add_to_series(
    entry: GreenlightConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add both to each rule that follows series, and take them from one that does so no more."""
    hub = entry.runtime_data
    known: set[str] = set()

    @callback
    def look() -> None:
        rules = {one.subentry_id: one for one in entry.get_subentries_of_type(RULE)}
        series = {
            key
            for key, one in rules.items()
            if one.data.get(CONF_KIND) == RuleKind.SERIES
        }
        if series == known:
            return
        for rule_id in known - series:
            _remove(hub, rule_id)
        for rule_id in series - known:
            episodes = Episodes(hub, rule_id)
            async_add_entities(
                [
                    EpisodeSensor(hub, rules[rule_id], episodes, place)
                    for place in range(len(COUNTED))
                ],
                config_subentry_id=rule_id,
            )
        known.clear()
        known.update(series)

    look()
    entry.async_on_unload(hub.gate.on_update(look))


def _remove(hub: Hub, rule_id: str) -> None:
    registry = er.async_get(hub.hass)
    for what in COUNTED:
        entity_id = registry.async_get_entity_id(
            Platform.SENSOR, DOMAIN, f"{rule_id}_{what}"
        )
        if entity_id is not None:
            registry.async_remove(entity_id)
