"""Conditions: what a rule wants of the house before it approves by itself."""

import logging

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import (
    async_conditions_from_config,
    async_validate_conditions_config,
)
import voluptuous as vol

from ..engine.rules import Rule

_LOGGER = logging.getLogger(__name__)


async def async_holds(hass: HomeAssistant, rule: Rule) -> bool | None:
    """Tell whether all conditions of a rule are true now, None if they make no sense (any more)."""
    configs = [dict(one) for one in rule.restraint.condition]
    try:
        valid = await async_validate_conditions_config(
            hass, cv.CONDITIONS_SCHEMA(configs)
        )
        configs = [one for one in valid if isinstance(one, dict)]
        check = await async_conditions_from_config(hass, configs, _LOGGER, rule.name)
        return bool(check(None))
    except (vol.Invalid, HomeAssistantError) as err:
        _LOGGER.warning("The condition of the rule %s is not clear: %s", rule.name, err)
        return None
