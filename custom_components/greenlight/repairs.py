"""Repairs: what a person has to know of and can put right."""

from typing import Any

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import current_request
from homeassistant.helpers.issue_registry import async_get

from .const import DOMAIN
from .engine.blocked import blocked_mark, is_blocked
from .engine.request import Actor, ActorKind, IllegalMove, Request, Via
from .gate.ports import LedgerError, QuestionChanged, UnknownItem, UnknownRequest
from .libraries.errors import LibraryError
from .parts.blocked import PREFIX, REQUEST
from .services.action import hub_if_loaded


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return what a person is led through; a damaged ledger only has to be acknowledged."""
    if issue_id.startswith(PREFIX):
        return BlockedFlow(str((data or {}).get(REQUEST, "")))
    return ConfirmRepairFlow()


class BlockedFlow(RepairsFlow):
    """Asks what is to become of something that its library does not import."""

    def __init__(self, request_id: str) -> None:
        """Know of which request."""
        self._request_id = request_id
        # What was shown: a word on that is none on what speaks against it by then.
        self._seen = ""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show what speaks against it, and what can be done."""
        request = self._request()
        if request is None or request.home is None or not is_blocked(request):
            return self.async_abort(reason="not_blocked")
        self._seen = blocked_mark(request)
        barred = request.home.barred
        issue = async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_menu(
            step_id="init",
            menu_options=["leave_it"] if barred else ["import_anyway", "leave_it"],
            description_placeholders=issue.translation_placeholders if issue else None,
        )

    async def async_step_import_anyway(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Have it imported, whatever speaks against it."""
        return await self._async_say(anyway=True)

    async def async_step_leave_it(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Leave it where its client saved it."""
        return await self._async_say(anyway=False)

    def _request(self) -> Request | None:
        hub = hub_if_loaded(self.hass)
        return hub.gate.requests.get(self._request_id) if hub else None

    async def _async_say(self, *, anyway: bool) -> RepairsFlowResult:
        hub = hub_if_loaded(self.hass)
        if hub is None:
            return self.async_abort(reason="not_blocked")
        home, who = hub.gate.home, _person()
        request = hub.gate.requests.get(self._request_id)
        if request is None or not is_blocked(request):
            return self.async_abort(reason="not_blocked")
        try:
            if anyway:
                await home.import_now(
                    self._request_id, who, anyway=True, seen=self._seen
                )
            else:
                await home.leave(self._request_id, who, seen=self._seen)
        except IllegalMove, UnknownRequest:
            return self.async_abort(reason="not_blocked")
        except QuestionChanged:
            return self.async_abort(reason="changed")
        except UnknownItem:
            return self.async_abort(reason="no_library")
        except LibraryError:
            return self.async_abort(reason="library_away")
        except LedgerError:
            return self.async_abort(reason="not_saved")
        return self.async_create_entry(data={})


def _person() -> Actor:
    """Return who sits in front of it; Home Assistant lets only administrators do so."""
    request = current_request.get()
    user = request.get("hass_user") if request is not None else None
    if user is None:
        return Actor(ActorKind.USER, via=Via.ACTION)
    return Actor(ActorKind.USER, user.id, user.name or "", via=Via.ACTION)
