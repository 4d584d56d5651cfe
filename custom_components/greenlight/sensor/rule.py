"""The sensor of a rule."""

from typing import override

from homeassistant.components.sensor import SensorEntity, SensorStateClass
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EntityCategory

from ..entity import GateEntity
from ..hub import Hub


class RuleMatches(GateEntity, SensorEntity):
    """How many releases a rule has matched."""

    _attr_state_class = SensorStateClass.TOTAL_INCREASING
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of a rule."""
        super().__init__(hub, "matches", subentry)
        self._rule_id = subentry.subentry_id

    @property
    @override
    def native_value(self) -> int:
        return self.hub.ledger.matches(self._rule_id)
