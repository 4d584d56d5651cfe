"""Happenings: what automations hear of a request, in the words people use for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from homeassistant.const import CONF_OPTIONS
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.question import QuestionKind
from ..engine.request import State
from ..gate.ports import PROBLEM, PUT_OFF, REMINDER, TAKEN_BACK, VOTED, Event

# States are called as what has happened; all others are words already.
_CALLED: Final[dict[str, str]] = {
    State.PENDING: "asked",
    State.DOWNLOADING: "started",
    State.SUPERSEDED: "overtaken",
}
# Every type an event can have, in the order of a request's life.
TYPES: Final = (
    *(_CALLED.get(state, state.value) for state in State),
    PROBLEM,
    REMINDER,
    VOTED,
    PUT_OFF,
    TAKEN_BACK,
)

# How automations say which requests they are about.
NARROWED: Final = vol.Schema(
    {
        vol.Required(CONF_OPTIONS, default=dict): {
            vol.Optional("kind"): vol.All(
                cv.ensure_list_csv, [vol.In([*QuestionKind])]
            ),
            vol.Optional("rule"): vol.All(cv.ensure_list_csv, [str]),
        }
    }
)


def type_of(event: Event) -> str:
    """Return what kind of event it is for automations, one of ``TYPES``."""
    return _CALLED.get(event.kind, str(event.kind))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which requests an automation is about: kinds of question and names of rules; all if none."""

    kinds: frozenset[str]
    rules: frozenset[str]

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Read it."""
        rules = options.get("rule", ())
        return cls(
            frozenset(options.get("kind", ())), frozenset(map(str.casefold, rules))
        )

    def holds(self, view: Mapping[str, Any]) -> bool:
        """Tell whether a request, as it is shown, is one of them."""
        rule = view["rule"] or ""
        return (not self.kinds or view["kind"] in self.kinds) and (
            not self.rules or rule.casefold() in self.rules
        )
