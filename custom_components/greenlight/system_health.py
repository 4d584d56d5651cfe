"""System health: what somebody who is asked how Greenlight fares can copy: counts only."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import PartCoordinator
from .engine.request import State
from .hub import GreenlightConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Say who tells it."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many there are of what is on the dashboard, nothing where Greenlight does not run."""
    loaded: list[GreenlightConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    if not loaded:
        return {}
    hub = loaded[0].runtime_data
    states = [one.state for one in hub.gate.requests.open.values()]
    return {
        "questions": states.count(State.PENDING),
        "downloads": states.count(State.DOWNLOADING),
        "rules": sum(one.enabled for one in hub.gate.attached.rules.values()),
        "clients": _on(hub.clients),
        "clients_away": _away(hub.clients),
        "sources": _on(hub.sources),
        "sources_away": _away(hub.sources),
        "libraries": _on(hub.libraries),
        "libraries_away": _away(hub.libraries),
    }


def _on(parts: Mapping[str, PartCoordinator[Any]]) -> int:
    return sum(one.enabled for one in parts.values())


def _away(parts: Mapping[str, PartCoordinator[Any]]) -> int:
    return sum(one.enabled and one.away_since is not None for one in parts.values())
