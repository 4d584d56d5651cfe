"""What keeps a rule from working, told to the person who can put it right."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..engine.rules import Rule
from .repair import let_go

_LOST: Final = "rule_sources_gone"


class RuleTroubles:
    """The rules that do not work although they are switched on, each with an issue in repairs."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self._hass = hass
        self._known: dict[str, str] = {}

    def __contains__(self, rule_id: object) -> bool:
        """Tell whether a rule does not work."""
        return rule_id in self._known

    @callback
    def unreadable(self, rule: Rule, detail: str) -> None:
        """Take it that what is stored of a rule cannot be read."""
        self._report(rule, "rule_unreadable", detail)

    @callback
    def look(self, rule: Rule) -> None:
        """Look whether a rule has been stopped because one of its lines takes too long."""
        if rule.id not in self._known and (line := rule.stopped):
            self._report(rule, "rule_stopped", line)

    @callback
    def paused(self, rule: Rule, detail: str) -> None:
        """Take it that a rule has paused itself because of something, if it has."""
        if detail:
            self._report(rule, "rule_paused", detail)

    @callback
    def lost(self, rule: Rule, *, lost: bool) -> None:
        """Take it that all sources of a rule are gone, or are not: without any it would ask about nothing."""
        known = self._known.get(rule.id)
        if lost and rule.enabled and known is None:
            self._report(rule, _LOST, "")
        elif known == _LOST and not lost:
            self.forget(rule.id)

    @callback
    def is_lost(self, rule_id: str) -> bool:
        """Tell whether all sources of a rule are gone."""
        return self._known.get(rule_id) == _LOST

    @callback
    def forget(self, rule_id: str) -> None:
        """Take it that a rule has been changed or is gone."""
        if what := self._known.pop(rule_id, None):
            ir.async_delete_issue(self._hass, DOMAIN, f"{what}_{rule_id}")

    @callback
    def forget_all(self) -> None:
        """Take it that no rule runs any more."""
        while self._known:
            rule_id, what = self._known.popitem()
            let_go(self._hass, f"{what}_{rule_id}")

    def _report(self, rule: Rule, what: str, detail: str) -> None:
        self._known[rule.id] = what
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"{what}_{rule.id}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=what,
            translation_placeholders={"name": rule.name, "detail": detail},
        )
