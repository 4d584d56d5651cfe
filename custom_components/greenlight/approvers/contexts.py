"""Contexts: which person started what, as far as Home Assistant's contexts tell.

An automation has a context of its own, of which only the id of the one that started it is known. So the
contexts of people are remembered for a while, and what hangs on them. Only contexts are looked at: what
an event says of itself anybody can make up, but nobody can give it another's context.
"""

from typing import Any, Final

from homeassistant.const import ATTR_NAME, EVENT_CALL_SERVICE
from homeassistant.core import (
    CALLBACK_TYPE,
    Context,
    Event,
    EventOrigin,
    HomeAssistant,
    callback,
)

from ..parts.neighbours import PHONE_EVENT

# Fired by each automation that begins; its context is the one that its actions have.
EVENT_AUTOMATION: Final = "automation_triggered"
# How many are remembered of each kind. Of those of people a house makes some hundreds a day.
MOST: Final = 1000
# Automations that start each other; a longer chain is of nobody.
DEEPEST: Final = 20


class Contexts:
    """Remembers who started what lately. What was forgotten is of nobody."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Remember nothing yet; ``start`` begins to listen."""
        self._hass = hass
        # By the id of a context: the id of the user behind it, its parent's id, what runs in it.
        self._users: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._names: dict[str, str] = {}

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Listen from now on. Returns what ends it."""
        ends = [
            self._hass.bus.async_listen(EVENT_CALL_SERVICE, self._heard),
            self._hass.bus.async_listen(PHONE_EVENT, self._heard),
            self._hass.bus.async_listen(EVENT_AUTOMATION, self._triggered),
        ]

        @callback
        def end() -> None:
            for one in ends:
                one()

        return end

    def starter(self, context: Context) -> str | None:
        """Return the id of the user who started what runs in a context, None for nobody known."""
        if context.user_id:
            return context.user_id
        if context.id in self._users:
            return self._users[context.id]
        one = context.parent_id
        for _ in range(DEEPEST):
            if one is None or one in self._users:
                break
            one = self._parents.get(one)
        return self._users.get(one) if one else None

    def automation(self, context: Context) -> str | None:
        """Return the name of the automation or script that runs in a context, None if unknown."""
        if name := self._names.get(context.id):
            return name
        # It has put its context on its own state.
        for state in self._hass.states.async_all(("automation", "script")):
            if state.context.id == context.id:
                return state.name
        return None

    @callback
    def _heard(self, event: Event[Any]) -> None:
        context = event.context
        if user_id := self.starter(context):
            _keep(self._users, context.id, user_id)
        elif context.parent_id:
            # Whoever started it may be heard of in a moment: listeners have their order.
            _keep(self._parents, context.id, context.parent_id)

    @callback
    def _triggered(self, event: Event[Any]) -> None:
        """Remember the name too: several runs of one automation may be under way."""
        self._heard(event)
        name = event.data.get(ATTR_NAME)
        ours = event.origin is EventOrigin.local and event.context.user_id is None
        if ours and isinstance(name, str):
            _keep(self._names, event.context.id, name)


def _keep(memory: dict[str, str], key: str, value: str) -> None:
    """Remember something as the newest, and forget the oldest."""
    memory.pop(key, None)
    memory[key] = value
    if len(memory) > MOST:
        del memory[next(iter(memory))]
