"""Troubles: what keeps questions or downloads from coming, above the lists of the card."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.util import dt as dt_util

from ...const import ASKER, CLIENT, DOMAIN, LIBRARY, RULE, SOURCE
from ...coordinator import PartCoordinator
from ...parts.rule_library_settings import needs_library
from ...parts.setting import ENABLED
from ...parts.silent_indexers import TOLD_AFTER, SilentIndexer
from ...parts.source import SourceCoordinator
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
# So many indexers are named.
_MOST_NAMED: Final = 5
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
        found += self._without_library(on)
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
        return found + [
            _silent(part, long)
            for part in self._roster.sources.values()
            if part.enabled and (long := _long_silent(part))
        ]

    def _without_library(self, on: Collection[str]) -> Iterator[Json]:
        """Yield that rules compare with nothing, where that is so."""
        rules = [
            clean(one.title)
            for one in self._entry.subentries.values()
            if one.subentry_type == RULE
            and one.data.get(ENABLED.key) is not False
            and needs_library(one.data)
        ]
        if rules and LIBRARY not in on:
            said = {"rules": ", ".join(rules[:_MOST_NAMED])}
            yield {
                "key": "no_library",
                "level": "warn",
                "with": said,
                "path": _SETTINGS,
            }


def _long_silent(part: SourceCoordinator) -> list[SilentIndexer]:
    """Return those of its indexers that have been silent for long; what it does not say is told otherwise."""
    if part.away_since is not None:
        return []
    now = dt_util.utcnow().timestamp()
    return [one for one in part.data.silent if now - one.since >= TOLD_AFTER]


def _silent(part: SourceCoordinator, silent: list[SilentIndexer]) -> Json:
    """Return which indexers of a source do not answer, and since when."""
    names = [clean(one.name) for one in silent]
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], "…"]
    since = min(one.since for one in silent)
    said: Json = {
        "source": clean(part.subentry.title),
        "indexers": ", ".join(names),
        "since": piece_view(When(since, within=False)),
    }
    return {"key": "source_silent", "level": "info", "with": said, "path": _SETTINGS}


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
