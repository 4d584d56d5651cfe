"""Troubles: what keeps questions or downloads from coming, above the lists of the card."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry

from ...const import ASKER, CLIENT, DOMAIN, LIBRARY, RULE, SOURCE
from ...coordinator import PartCoordinator
from ...parts.setting import ENABLED
from ...roster import Roster
from ..cut import clean
from ..saying import When
from .pieces import Json, piece_view

# Where parts are added and mended; for administrators.
_SETTINGS: Final = f"/config/integrations/integration/{DOMAIN}"
_MISSING: Final = (
    (CLIENT, "no_client", "bad"),
    (SOURCE, "no_source", "warn"),
    (RULE, "no_rule", "warn"),
)
# What hands over releases and has people asked needs neither.
_INSTEAD: Final = {SOURCE: ASKER, RULE: ASKER}
_REFUSED: Final = f"{CLIENT}_invalid_auth"

type AnyPart = PartCoordinator[Any]


class Troubles:
    """Looks at the parts that are there."""

    def __init__(self, roster: Roster, entry: ConfigEntry[Any]) -> None:
        """Know what runs, and all that is stored, also what is off."""
        self._roster = roster
        self._entry = entry

    def now(self) -> list[Json]:
        """Return them as ``Trouble`` of ``model.ts``, the worst first."""
        on = {
            one.subentry_type
            for one in self._entry.subentries.values()
            if one.data.get(ENABLED.key) is not False
        }
        found: list[Json] = [
            {"key": key, "level": level, "path": _SETTINGS}
            for kind, key, level in _MISSING
            if kind not in on and _INSTEAD.get(kind) not in on
        ]
        kinds: tuple[tuple[str, str, Iterable[AnyPart]], ...] = (
            (CLIENT, "bad", self._roster.clients.values()),
            (SOURCE, "warn", self._roster.sources.values()),
            (LIBRARY, "warn", self._roster.libraries.values()),
        )
        found += [
            _away(part, kind, level)
            for kind, level, parts in kinds
            for part in parts
            if part.enabled and part.away_since is not None
        ]
        return found


def _away(part: AnyPart, kind: str, level: str) -> Json:
    """Return which part does not answer, since when, and when it is asked again."""
    refused = getattr(part.last_exception, "translation_key", "") == _REFUSED
    said: Json = {kind: clean(part.subentry.title)}
    times = (("since", part.away_since, False), ("next", part.looks_again, True))
    said |= {
        name: piece_view(When(at, within=within))
        for name, at, within in times
        if at is not None
    }
    key = f"{kind}_{'refuses' if refused else 'away'}"
    return {"key": key, "level": level, "with": said, "path": _SETTINGS}
