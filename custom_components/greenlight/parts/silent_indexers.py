"""Silent indexers: of a source that asks several, those that do not answer, and since when.

What they have is missing while the source itself answers, so nothing else would tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..engine.text import clean_title, escape_markdown
from ..sources.base import Silent
from .repair import let_go

# Seconds after which one that is silent is told of above the card's lists, and in repairs. Many are for a moment.
TOLD_AFTER: Final = 3600.0
REPAIRED_AFTER: Final = 24 * 3600.0
# So many are named.
_MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentIndexer:
    """One that has not answered at the last look: its name, the key of why, since when (epoch seconds)."""

    name: str
    why: str
    since: float


def issue_of(source_id: str) -> str:
    """Return the id of what repairs say of a source's indexers."""
    return f"silent_indexers_{source_id}"


class SilentIndexers:
    """Those of one source. Nothing is told of it while it is off, or does not answer at all."""

    def __init__(self, hass: HomeAssistant, source_id: str) -> None:
        """Know of none."""
        self._hass = hass
        self._issue = issue_of(source_id)
        self._now: dict[str, SilentIndexer] = {}
        self._told: tuple[str, ...] = ()

    @callback
    def look(
        self, source: str, silent: Iterable[Silent], now: float
    ) -> tuple[SilentIndexer, ...]:
        """Take who was silent at a look at a source of that name, and return since when each is."""
        found: dict[str, SilentIndexer] = {}
        for one in silent:
            name = clean_title(one.indexer)
            before = self._now.get(name)
            since = before.since if before else now
            found[name] = SilentIndexer(
                name=name, why=one.why.key, since=min(since, now)
            )
        self._now = dict(sorted(found.items()))
        self._tell(source, now)
        return tuple(self._now.values())

    @callback
    def forget(self) -> None:
        """Take it that nobody is silent: the source is gone, or off, or another."""
        self._now = {}
        if self._told:
            let_go(self._hass, self._issue)
        self._told = ()

    def _tell(self, source: str, now: float) -> None:
        long = tuple(
            one.name for one in self._now.values() if now - one.since >= REPAIRED_AFTER
        )
        if long == self._told:
            return
        self._told = long
        if not long:
            ir.async_delete_issue(self._hass, DOMAIN, self._issue)
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="silent_indexers",
            translation_placeholders={
                # It stands in titles only, which are no Markdown.
                "name": source,
                "indexers": escape_markdown(", ".join(long[:_MOST])),
            },
        )
