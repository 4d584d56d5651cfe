"""Doubt: a library that suddenly has nothing is believed only when it says so again later."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..engine.lately import lately
from ..engine.library.item import Kind
from .counts import Counts
from .repair import let_go

# Seconds until it is doubted no more.
DOUBT: Final = 900.0


class Doubt:
    """Whether what was read last of one library is doubted; a person is told while it is."""

    def __init__(self, hass: HomeAssistant, library_id: str) -> None:
        """Doubt nothing."""
        self._hass = hass
        self._issue = f"library_empty_{library_id}"
        self._since: float | None = None

    @property
    def left(self) -> float | None:
        """Return the seconds until it is believed, None where there is no doubt."""
        if self._since is None:
            return None
        # A clock that was set back makes nobody wait longer.
        return DOUBT - max(dt_util.utcnow().timestamp() - self._since, 0.0)

    @callback
    def cast(self, name: str, before: Counts, now: Counts) -> bool:
        """Tell whether it is to be doubted that all films or all series are gone.

        A disk may only be away, and what is gone for good is so after a while, too.
        """
        lost = max((before.of(kind) for kind in Kind if not now.of(kind)), default=0)
        at = dt_util.utcnow().timestamp()
        waited = self._since is not None and not lately(self._since, DOUBT, now=at)
        if not lost or waited:
            self.drop()
            return False
        if self._since is None:
            self._since = at
            self._tell(name, lost)
        return True

    @callback
    def drop(self) -> None:
        """Doubt no more."""
        self._since = None
        ir.async_delete_issue(self._hass, DOMAIN, self._issue)

    @callback
    def let_go(self) -> None:
        """Tell nobody any more, because Greenlight stops."""
        self._since = None
        let_go(self._hass, self._issue)

    def _tell(self, name: str, lost: int) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="library_empty",
            translation_placeholders={
                "name": name,
                "count": str(lost),
                "minutes": f"{DOUBT / 60:.0f}",
            },
        )
