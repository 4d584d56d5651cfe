"""Blocked imports: one issue in repairs for each thing that comes home only if a person says so."""

from collections.abc import Callable, Mapping
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..engine.reason import Reason
from ..engine.request import Request
from ..gate.gate import Gate
from ..gate.ports import Event
from .repair import let_go

PREFIX: Final = "import_blocked_"
REQUEST: Final = "request_id"

type Words = Callable[[Request], Mapping[str, str]]


class BlockedImports:
    """Tells of each as long as it is blocked."""

    def __init__(self, hass: HomeAssistant, gate: Gate, words: Words) -> None:
        """Know of none; ``words`` are what is said of one."""
        self._hass = hass
        self._gate = gate
        self._words = words
        # Why each is, as it was told.
        self._known: dict[str, Reason | None] = {}
        # What is not for now, and may be so again without that anybody is told of it anew.
        self._on_its_way: set[str] = set()

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Follow the gate. Returns what ends it."""
        stops = [
            self._gate.on_event(self._on_event),
            self._gate.on_update(self._on_update),
        ]
        for request in self._gate.requests.every():
            self._look(request.id, request)

        @callback
        def stop() -> None:
            for one in stops:
                one()
            for request_id in self._known:
                let_go(self._hass, PREFIX + request_id)

        return stop

    @callback
    def _on_event(self, event: Event) -> None:
        self._look(event.request.id, event.request)

    @callback
    def _on_update(self) -> None:
        # Whatever ends that, only these can have ended.
        for request_id in [*self._known, *self._on_its_way]:
            self._look(request_id, self._gate.requests.get(request_id))

    @callback
    def _look(self, request_id: str, request: Request | None) -> None:
        home = request.home if request else None
        if request is None or home is None or not home.blocked:
            if request_id in self._known:
                del self._known[request_id]
                ir.async_delete_issue(self._hass, DOMAIN, PREFIX + request_id)
                self._on_its_way.add(request_id)
            if home is None or home.over:
                self._on_its_way.discard(request_id)
            return
        self._on_its_way.discard(request_id)
        if request_id in self._known and self._known[request_id] == home.why:
            return
        self._known[request_id] = home.why
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            PREFIX + request_id,
            data={REQUEST: request_id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="import_dangerous" if home.barred else "import_blocked",
            translation_placeholders=dict(self._words(request)),
        )
