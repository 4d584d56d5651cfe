"""The question as a persistent notification: one, that always lists what waits for an answer."""

from collections.abc import Callable
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..engine.request import Request, waiting
from ..engine.summary import shown_name
from ..engine.text import escape_markdown
from ..gate.gate import Gate
from ..presentation.views import Views

NOTIFICATION_ID: Final = f"{DOMAIN}_pending"
SHOWN: Final = 10


class PersistentNotification:
    """Shows pending requests with their facts, and goes when none is left."""

    def __init__(self, hass: HomeAssistant, gate: Gate, views: Views) -> None:
        """Attach nothing yet."""
        self._hass = hass
        self._gate = gate
        self._views = views
        self._shown: tuple[str, ...] = ()

    def start(self) -> Callable[[], None]:
        """Follow the gate. Returns what ends it and takes the notification away."""
        stop_listening = self._gate.on_update(self._update)
        self._update()

        @callback
        def stop() -> None:
            stop_listening()
            self._show(())

        return stop

    @callback
    def _update(self) -> None:
        self._show(tuple(waiting(self._gate.requests.open.values())))

    @callback
    def _show(self, pending: tuple[Request, ...]) -> None:
        shown = tuple(request.id for request in pending)
        if shown == self._shown:
            return
        self._shown = shown
        if not pending:
            persistent_notification.async_dismiss(self._hass, NOTIFICATION_ID)
            return
        lines = [self._facts(request) for request in reversed(pending[-SHOWN:])]
        if len(pending) > SHOWN:
            lines.append(self._views.texts.text("and_more", count=len(pending) - SHOWN))
        lines.append(self._views.texts.text("where_to_answer"))
        persistent_notification.async_create(
            self._hass,
            "\n\n".join(lines),
            self._views.texts.text("pending_title", count=len(pending)),
            NOTIFICATION_ID,
        )

    def _facts(self, request: Request) -> str:
        title, name = request.release.title, shown_name(request.release.title)
        facts = " · ".join(self._views.facts(request))
        parts = [f"**{escape_markdown(name)}**", escape_markdown(facts)]
        if name != title:
            # A line of its own, for whoever wants to know what it is exactly.
            parts.append(f"<small>{escape_markdown(title)}</small>")
        return "\n\n".join(parts)
