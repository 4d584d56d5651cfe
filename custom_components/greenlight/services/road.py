"""Road: by which way an action was called, told by the call's own context and never by its data."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..engine.request import Via

_BY_CARD: Final[HassKey[set[str]]] = HassKey(f"{DOMAIN}_by_card")


@contextmanager
def by_card(hass: HomeAssistant, context: Context) -> Iterator[None]:
    """Have what is called in a context count as called by the card, as long as that takes.

    The context has to be a new one, of which nobody else knows yet.
    """
    marked = hass.data.setdefault(_BY_CARD, set())
    marked.add(context.id)
    try:
        yield
    finally:
        marked.discard(context.id)


def road_of(call: ServiceCall) -> Via:
    """Return the road by which an action was called."""
    marked = call.hass.data.get(_BY_CARD, ())
    return Via.CARD if call.context.id in marked else Via.ACTION
