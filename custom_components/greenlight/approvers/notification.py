"""The question as a persistent notification: one, that always lists what waits for an answer.

It is always there, as nobody can tell whether anything else has arrived.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..engine.request import Request, waiting
from ..engine.text import escape_markdown
from ..gate.gate import Gate
from ..presentation.asking.screens import Screens
from ..presentation.texts import Texts
from .wanting import best_first

NOTIFICATION_ID: Final = f"{DOMAIN}_pending"
# Pages of what is only told; more would be too long a notice.
PAGES: Final = 5
_IN_ADDRESSES: Final = ":/?#[]@!$&'*+,;=%~-._"


class PersistentNotification:
    """Shows what waits, the first to end at the top, and goes when nothing does."""

    def __init__(
        self, hass: HomeAssistant, gate: Gate, screens: Screens, texts: Texts
    ) -> None:
        """Attach nothing yet."""
        self._hass = hass
        self._gate = gate
        self._screens = screens
        self._texts = texts
        self._shown: tuple[object, ...] = ()

    def start(self) -> Callable[[], None]:
        """Follow the gate. Returns what ends it and takes the notification away."""
        stop_listening = self._gate.on_update(self._update)
        self._update()

        @callback
        def stop() -> None:
            stop_listening()
            self._show([])

        return stop

    @callback
    def _update(self) -> None:
        self._show(best_first(waiting(self._gate.requests.open.values())))

    @callback
    def _show(self, pending: list[Request]) -> None:
        # Of all that is shown only this changes while a question waits; words such as "tomorrow" are
        # true for a day.
        facts = [
            (
                one.id,
                one.release,
                one.size,
                one.weighed,
                one.tell,
                one.ballot,
                one.expires,
            )
            for one in pending
        ]
        shown = (dt_util.now().date(), *facts) if facts else ()
        if shown == self._shown:
            return
        self._shown = shown
        if not pending:
            persistent_notification.async_dismiss(self._hass, NOTIFICATION_ID)
            return
        title, message = self._screens.notice(pending)
        told = [one for one in pending if one.tell]
        parts = [message, *map(self._only_told, told[:PAGES])]
        persistent_notification.async_create(
            self._hass, "\n\n".join(parts), title, NOTIFICATION_ID
        )

    def _only_told(self, request: Request) -> str:
        """Return that nothing is fetched, and the page where a person can see to it."""
        title = escape_markdown(request.release.title)
        text = f"{title}: {escape_markdown(self._texts.text('only_told'))}"
        page = request.release.page
        if not page:
            return text
        # Nothing in an address may end the link.
        address = quote(page, safe=_IN_ADDRESSES)
        label = escape_markdown(self._texts.text("its_page"))
        return f"{text} [{label}](<{address}>)"
