"""Triggers: what happens to requests, for automations."""

from typing import Any, Final, cast, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType

from .const import SIGNAL_HAPPENED
from .presentation.happenings import NARROWED, TYPES, Narrowed


class Happened(Trigger):
    """Fires when something of one type happens to a request that is of the wanted kinds and rules.

    The automation is given what the event ``greenlight_request`` says. It is heard of from the hub
    itself: whoever may fire events must not set off what is to follow from a decision.
    """

    type: str

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        return cast(ConfigType, NARROWED(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take what narrows it."""
        super().__init__(hass, config)
        self._narrowed = Narrowed.of(config.options or {})

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        @callback
        def on_happened(happened: dict[str, Any]) -> None:
            if happened["type"] == self.type and self._narrowed.holds(happened):
                run_action({**happened}, f"{happened['work']} {happened['message']}")

        return async_dispatcher_connect(self._hass, SIGNAL_HAPPENED, on_happened)


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    name: type(f"{name.title()}Trigger", (Happened,), {"type": name}) for name in TYPES
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return one trigger for each type of event."""
    return TRIGGERS
