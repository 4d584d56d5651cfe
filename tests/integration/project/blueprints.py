"""Automations made from the blueprints in this repository, as Home Assistant makes them."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint, DomainBlueprints
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

ROOT = Path(__file__).parents[3]
FOLDER = "blueprints/automation/greenlight"
NAMES = sorted(file.stem for file in (ROOT / FOLDER).glob("*.yaml"))


def blueprint(name: str) -> Blueprint:
    """Return a blueprint as Home Assistant reads it, which raises what is wrong with it."""
    return Blueprint(
        load_yaml_dict(str(ROOT / FOLDER / f"{name}.yaml")),
        expected_domain="automation",
        path=f"greenlight/{name}.yaml",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


async def automate(hass: HomeAssistant, name: str, alias: str, **inputs: Any) -> None:
    """Make an automation from a blueprint."""
    made = {"path": f"greenlight/{name}.yaml", "input": inputs}
    automation = {"id": alias.casefold(), "alias": alias, "use_blueprint": made}
    with patch.object(DomainBlueprints, "_load_blueprint", lambda *_: blueprint(name)):
        assert await async_setup_component(
            hass, "automation", {"automation": [automation]}
        )
    await hass.async_block_till_done()
    state = hass.states.get(f"automation.{alias.casefold()}")
    assert state is not None, "the automation could not be made"
    assert state.state == "on"
