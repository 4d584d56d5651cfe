"""Select: the pending request that the buttons answer."""

from typing import Any, override

from homeassistant.components.select import SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .engine.rights import Right
from .entity import GateEntity, async_allowed
from .hub import GreenlightConfigEntry, Hub

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the select."""
    async_add_entities([PendingRequest(entry.runtime_data)])


class PendingRequest(GateEntity, SelectEntity):
    """The pending requests by name and size; the newest comes first."""

    # They change with the library and are in the request itself.
    _unrecorded_attributes = frozenset({"summary", "rows", "replaced"})

    def __init__(self, hub: Hub) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, "pending_request")

    @property
    @override
    def available(self) -> bool:
        # An empty list could be opened, and would say nothing.
        return self.hub.selection.current is not None

    @property
    @override
    def options(self) -> list[str]:
        return list(self.hub.selection.options.values())

    @property
    @override
    def current_option(self) -> str | None:
        selected = self.hub.selection.current
        return self.hub.selection.options[selected.id] if selected else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        selected = self.hub.selection.current
        if selected is None:
            return {"request_id": None}
        return {
            "request_id": selected.id,
            **self.hub.views.questions.decided_on(selected),
        }

    @override
    async def async_select_option(self, option: str) -> None:
        # It is selected for everybody.
        person = await async_allowed(self, self.hub, Right.DECIDE)
        # Home Assistant has already refused what is no option.
        for request_id, label in self.hub.selection.options.items():
            if label == option:
                self.hub.selection.choose(request_id, person.actor.id or None)
        # What hangs on the selection follows it.
        self.gate.announce()
