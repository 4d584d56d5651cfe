"""Refused: the activity tells once of everybody who answered and may not."""

from homeassistant.core import HomeAssistant, callback

from ..const import EVENT_REFUSED
from ..presentation.texts import Texts
from .presses import Refusal


@callback
def tell_refused(hass: HomeAssistant, texts: Texts, refusal: Refusal) -> None:
    """Have the activity tell that somebody answered who may not."""
    key = "activity_refused" if refusal.who else "activity_not_believed"
    way = texts.text(f"way_{refusal.via}")
    told = {
        "work": "Greenlight",
        "message": texts.text(key, who=refusal.who, way=way),
        "reason": refusal.reason,
        "who": refusal.who,
        "via": refusal.via.value,
    }
    hass.bus.async_fire(EVENT_REFUSED, told)
