"""Road: by which way an action was called, told by the call's own context and never by its data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..engine.request import Via

# What is called by the card just now, by the id of its context: the action, and its data as it was looked at.
_BY_CARD: Final[HassKey[dict[str, tuple[str, Mapping[str, Any]]]]] = HassKey(
    f"{DOMAIN}_by_card"
)


@contextmanager
def by_card(
    hass: HomeAssistant, context: Context, action: str, data: Mapping[str, Any]
) -> Iterator[None]:
    """Have an action in a context count as called by the card, as long as that takes.

    The context has to be a new one. Whoever else hears of it meanwhile can call the very same in it,
    and nothing else. Raises ``vol.Invalid`` for data that the action does not take.
    """
    marked = hass.data.setdefault(_BY_CARD, {})
    known = hass.services.async_services_for_domain(DOMAIN).get(action)
    looked_at = known.schema(dict(data)) if known and known.schema else data
    marked[context.id] = action, looked_at
    try:
        yield
    finally:
        marked.pop(context.id, None)


def road_of(call: ServiceCall) -> Via:
    """Return the road by which an action was called."""
    marked = call.hass.data.get(_BY_CARD, {})
    same = marked.get(call.context.id) == (call.service, call.data)
    return Via.CARD if same else Via.ACTION
