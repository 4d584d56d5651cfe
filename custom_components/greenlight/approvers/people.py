"""Who decides: a person known to Home Assistant, or an automation nobody stands behind."""

from homeassistant.core import Context, HomeAssistant

from ..engine.request import Actor, ActorKind
from ..presentation.texts import Texts


async def actor_of(hass: HomeAssistant, texts: Texts, context: Context | None) -> Actor:
    """Return the actor behind a service call; only its context tells, never its data."""
    user_id = context.user_id if context else None
    user = await hass.auth.async_get_user(user_id) if user_id else None
    if user is not None:
        name = user.name or texts.text("unnamed_user")
        return Actor(ActorKind.USER, user.id, name)
    name = _automation_name(hass, context) or texts.text("automation")
    return Actor(ActorKind.SYSTEM, name=name)


def _automation_name(hass: HomeAssistant, context: Context | None) -> str | None:
    """Return the name of what is running: it has put its context on its own state."""
    for state in hass.states.async_all(("automation", "script")):
        if context and state.context.id == context.id:
            return state.name
    return None
