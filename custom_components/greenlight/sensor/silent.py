"""The sensor that names the indexers of a source that do not answer, where people look at that source."""

from typing import Final, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import MAX_LENGTH_STATE_STATE, EntityCategory

from ..entity import PartEntity
from ..hub import Hub
from ..parts.kinds import PROWLARR, SEARCH
from ..parts.silent_indexers import SilentIndexer
from ..parts.source import SourceCoordinator

# The kinds of sources that ask several.
ASK_SEVERAL: Final = (PROWLARR, SEARCH)
_ALL_ANSWER: Final = "all_answer"


class SilentNow(PartEntity[SourceCoordinator], SensorEntity):
    """Which indexers have not answered at the last look, by their names, as numbers tell nobody which."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    # Why may be another with each look.
    _unrecorded_attributes = frozenset({"reasons"})

    def __init__(self, hub: Hub, source_id: str) -> None:
        """Hang on the device of a source."""
        super().__init__(hub, hub.sources[source_id], "silent_indexers")
        self._texts = hub.texts

    @property
    def _silent(self) -> tuple[SilentIndexer, ...]:
        return self.coordinator.data.silent

    @property
    @override
    def native_value(self) -> str:
        return _named([one.name for one in self._silent]) or _ALL_ANSWER

    @property
    @override
    def extra_state_attributes(self) -> dict[str, list[str]]:
        told = {one.why: self._texts.text(f"silent_{one.why}") for one in self._silent}
        return {"reasons": [f"{one.name} {told[one.why]}" for one in self._silent]}


def _named(names: list[str]) -> str:
    """Return as many names as a state can hold, and how many more there are."""
    for count in range(len(names), 0, -1):
        more = len(names) - count
        told = ", ".join(names[:count]) + (f", +{more}" if more else "")
        if len(told) <= MAX_LENGTH_STATE_STATE:
            return told
    return f"+{len(names)}" if names else ""
