"""Conditions: whether questions wait, and whether something is being downloaded."""

from collections.abc import Callable, Iterable
from typing import Final, Unpack, cast, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import (
    Condition,
    ConditionCheckParams,
    ConditionConfig,
)
from homeassistant.helpers.typing import ConfigType

from .engine.request import Request, State, waiting
from .hub import Hub
from .presentation.happenings import NARROWED, Narrowed
from .services.action import hub_if_loaded


class SomeAre(Condition):
    """Holds while there is a request of some sort that is of the wanted kinds and rules."""

    some: Callable[[Hub], Iterable[Request]]

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        return cast(ConfigType, NARROWED(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take what narrows it."""
        super().__init__(hass, config)
        self._narrowed = Narrowed.of(config.options or {})

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        hub = hub_if_loaded(self._hass)
        return hub is not None and any(
            self._narrowed.holds(hub.views.last_line(request))
            for request in type(self).some(hub)
        )


def _waiting(hub: Hub) -> Iterable[Request]:
    return waiting(hub.gate.requests.open.values())


def _downloading(hub: Hub) -> Iterable[Request]:
    return (
        one for one in hub.gate.requests.open.values() if one.state is State.DOWNLOADING
    )


class QuestionWaits(SomeAre):
    """Holds while a question waits for an answer."""

    some = staticmethod(_waiting)


class Downloads(SomeAre):
    """Holds while something is being downloaded."""

    some = staticmethod(_downloading)


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "question_waits": QuestionWaits,
    "is_downloading": Downloads,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return what can be asked of requests."""
    return CONDITIONS
