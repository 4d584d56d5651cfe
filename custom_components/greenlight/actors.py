"""Who decides: a person known to Home Assistant, or an automation nobody stands behind."""

from homeassistant.core import Context

from .engine.request import Actor, ActorKind
from .hub import Hub


async def actor_of(hub: Hub, context: Context | None) -> Actor:
    """Return the actor behind a service call; only its context tells, never its data."""
    user_id = context.user_id if context else None
    user = await hub.hass.auth.async_get_user(user_id) if user_id else None
    if user is None:
        return Actor(ActorKind.SYSTEM, name=hub.texts.text("automation"))
    return Actor(ActorKind.USER, user.id, user.name or hub.texts.text("unnamed_user"))
