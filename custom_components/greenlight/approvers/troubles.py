"""What keeps approvers from asking, told to the person who can put it right; it ends by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from ..parts.repair import let_go
from ..presentation.texts import Texts
from .asker import Asker

# Phones and bots come and go without anybody saying so.
LOOK_EVERY: Final = timedelta(minutes=1)
# What nobody but a person can mend, and what they are told of it.
REPAIRS: Final = {
    "no_phone_left": "approver_no_phone",
    "phone_gone": "approver_no_phone",
    "phone_without_push": "approver_no_push",
    "phone_of_nobody": "approver_phone_of_nobody",
    "phone_of_same_name": "approver_phone_of_same_name",
    "bot_gone": "approver_bot_gone",
    "bot_only_sends": "approver_bot_only_sends",
    "bot_refused": "approver_bot_refused",
    "no_chat_left": "approver_no_chat",
    "chat_not_allowed": "approver_no_chat",
    "chat_gone": "approver_no_chat",
    "chat_moved": "approver_no_chat",
    "bot_blocked": "approver_no_chat",
    "chat_no_rights": "approver_no_chat",
    "notify_gone": "approver_notify_gone",
}
# What passes by itself.
PASSING: Final = frozenset(
    {
        *("phone_away", "phone_not_ready", "bot_away", "bot_starts", "telegram_away"),
        *("telegram_refuses", "flooded", "no_picture", "notify_failed", "no_place"),
        *("notify_away", "timeout"),
    }
)


def reason(texts: Texts, key: str) -> str:
    """Return in a sentence what keeps an approver from asking."""
    known = key in REPAIRS or key in PASSING
    return texts.text(f"trouble_{key}" if known else "trouble_other")


class ApproverTroubles:
    """An issue in repairs for each approver that cannot ask until somebody sees to it."""

    def __init__(self, hass: HomeAssistant, asker: Asker) -> None:
        """Know of none."""
        self._hass = hass
        self._asker = asker
        self._known: dict[str, str] = {}

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Look from now on, once all that others bring is there. Returns what ends it."""
        stops: list[Callable[[], None]] = [
            self._asker.on_change(self._look_once_started),
            async_track_time_interval(self._hass, self._on_tick, LOOK_EVERY),
            async_at_started(self._hass, self._on_started),
        ]

        @callback
        def stop() -> None:
            for one in stops:
                one()
            for approver in list(self._known):
                let_go(self._hass, _issue(approver))
            self._known.clear()

        return stop

    async def _on_started(self, _hass: HomeAssistant) -> None:
        self._look()

    @callback
    def _on_tick(self, _now: datetime) -> None:
        self._look_once_started()

    @callback
    def _look_once_started(self) -> None:
        # An action that is only not there yet is not gone.
        if self._hass.state is CoreState.running:
            self._look()

    @callback
    def _look(self) -> None:
        found = {
            key: REPAIRS[trouble]
            for key in self._asker.approvers
            if (trouble := self._asker.trouble(key)) in REPAIRS
        }
        for key in self._known.keys() - found.keys():
            ir.async_delete_issue(self._hass, DOMAIN, _issue(key))
        for key, what in found.items():
            if self._known.get(key) != what:
                self._report(key, what)
        self._known = found

    @callback
    def _report(self, approver: str, issue: str) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _issue(approver),
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=issue,
            translation_placeholders={"name": self._asker.approvers[approver].name},
        )


def _issue(approver: str) -> str:
    return f"approver_{approver}"
