"""Repairs: what a person has to know of and can put right."""

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return what a person is led through; a damaged ledger only has to be acknowledged."""
    return ConfirmRepairFlow()
