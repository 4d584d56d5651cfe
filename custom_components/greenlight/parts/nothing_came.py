"""Nothing came: what has been missing for long is told once, on the bus and as a notice."""

from collections.abc import Callable

from homeassistant.components import persistent_notification
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import EVENT_NOTHING_CAME
from ..gate.gate import Gate
from ..gate.nothing_came import Nothing

# What a notice of it is called, and says.
type Words = Callable[[Nothing], tuple[str, str]]


@callback
def async_tell(
    hass: HomeAssistant,
    gate: Gate,
    words: Words,
    name_of: Callable[[str], str | None],
) -> CALLBACK_TYPE:
    """Tell of everything for which nothing came. Returns what ends it."""

    @callback
    def tell(nothing: Nothing) -> None:
        title, text = words(nothing)
        hass.bus.async_fire(
            EVENT_NOTHING_CAME,
            {
                "rule": name_of(nothing.rule),
                "work": nothing.work,
                "episodes": list(nothing.episodes),
                "days": nothing.days,
                "message": text,
            },
        )
        # Of one work there is one: the newest says it all.
        key = f"{EVENT_NOTHING_CAME}_{nothing.rule}_{nothing.work}"
        persistent_notification.async_create(hass, text, title, key)

    return gate.nothing_came.listen(tell)
