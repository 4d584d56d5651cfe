"""Nothing came: what has been missing for long is told once, on the bus and as a notice."""

from collections.abc import Callable, Sequence
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import EVENT_NOTHING_CAME
from ..gate.gate import Gate
from ..gate.nothing_came import Nothing

# What a notice of it is called, and says: of one work, and of many.
type Words = Callable[[Nothing], tuple[str, str]]
type Several = Callable[[Sequence[Nothing]], tuple[str, str]]

# Of more works of a rule at the same time there is one notice for all.
MOST: Final = 5


@callback
def async_tell(
    hass: HomeAssistant,
    gate: Gate,
    words: Words,
    several: Several,
    name_of: Callable[[str], str | None],
) -> CALLBACK_TYPE:
    """Tell of everything for which nothing came. Returns what ends it."""
    gathered: dict[str, list[Nothing]] = {}

    @callback
    def notify() -> None:
        every = dict(gathered)
        gathered.clear()
        for rule, found in every.items():
            _notify(hass, rule, found, words, several)

    @callback
    def tell(nothing: Nothing) -> None:
        _, text = words(nothing)
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
        if not gathered:
            # All that is found at the same moment.
            hass.loop.call_soon(notify)
        gathered.setdefault(nothing.rule, []).append(nothing)

    return gate.nothing_came.listen(tell)


@callback
def _notify(
    hass: HomeAssistant,
    rule: str,
    found: Sequence[Nothing],
    words: Words,
    several: Several,
) -> None:
    """Put up a notice for each work of a rule, or one for all where they are many."""
    key = f"{EVENT_NOTHING_CAME}_{rule}"
    if len(found) > MOST:
        title, text = several(found)
        persistent_notification.async_create(hass, text, title, key)
        return
    for one in found:
        # Of one work there is one: the newest says it all.
        title, text = words(one)
        persistent_notification.async_create(hass, text, title, f"{key}_{one.work}")
