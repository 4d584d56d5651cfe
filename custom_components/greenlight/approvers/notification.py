"""The question as a persistent notification: one, that always lists what waits for an answer."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from ..engine.request import Request, waiting
from ..engine.summary import shown_name
from ..engine.text import escape_markdown
from ..gate.gate import Gate
from ..presentation.question import title_of
from ..presentation.render import size
from ..presentation.views import Views

NOTIFICATION_ID: Final = f"{DOMAIN}_pending"
SHOWN: Final = 10
_IN_ADDRESSES: Final = ":/?#[]@!$&'*+,;=%~-._"


class PersistentNotification:
    """Shows pending requests with their facts, and goes when none is left."""

    def __init__(self, hass: HomeAssistant, gate: Gate, views: Views) -> None:
        """Attach nothing yet."""
        self._hass = hass
        self._gate = gate
        self._views = views
        self._shown: tuple[object, ...] = ()

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
        # Of all that is shown only this changes while a question waits.
        shown = tuple(
            (one.id, one.release, one.reasons, one.weighed, one.also, one.tell)
            for one in pending
        )
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
        title, views = request.release.title, self._views
        if request.weighed is None:
            name = shown_name(title)
            parts = [f"**{escape_markdown(name)}**"]
        else:
            name = title_of(request)
            parts = [self._head(request, name), self._compared(request)]
        parts.append(escape_markdown(" · ".join(views.facts(request))))
        if request.tell:
            parts.append(self._only_told(request))
        if name != title:
            # A line of its own, for whoever wants to know what it is exactly.
            parts.append(f"<small>{escape_markdown(title)}</small>")
        return "\n\n".join(filter(None, parts))

    def _only_told(self, request: Request) -> str:
        """Return that nothing is fetched, and the page where a person can see to it."""
        text = escape_markdown(self._views.texts.text("only_told"))
        page = request.release.page
        if not page:
            return text
        # Nothing in an address may end the link.
        address = quote(page, safe=_IN_ADDRESSES)
        label = escape_markdown(self._views.texts.text("its_page"))
        return f"{text} [{label}](<{address}>)"

    def _head(self, request: Request, name: str) -> str:
        """Return of what work it is, what kind of question, and how large."""
        told = (self._views.questions.kind(request), size(request.bytes))
        rest = ", ".join(filter(None, told))
        return (
            f"**{escape_markdown(name)}**{f': {escape_markdown(rest)}' if rest else ''}"
        )

    def _compared(self, request: Request) -> str:
        """Return what would be better, worse and gone, and what is not certain of it."""
        questions = self._views.questions
        lines = [escape_markdown(questions.summary(request))]
        if replaced := questions.replaced(request):
            # What is deleted is never overlooked.
            lines.append(f"**{escape_markdown(replaced)}.**")
        lines = [" ".join(lines)]
        # With nothing to hold it against, what is offered is all that can be decided on.
        told = questions.changes(request) or [questions.offered(request)]
        lines += [escape_markdown(line) for line in filter(None, told)]
        if unsure := questions.uncertain(request):
            text = self._views.texts.text("not_sure", what=", ".join(unsure))
            lines.append(escape_markdown(f"? {text}"))
        if request.also:
            text = self._views.texts.text("others", count=len(request.also))
            lines.append(escape_markdown(text))
        # Each in a line of its own.
        return "  \n".join(lines)
