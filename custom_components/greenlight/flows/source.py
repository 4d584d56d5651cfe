"""How a person adds and changes a source."""

from typing import Any, Final

from homeassistant.config_entries import SubentryFlowResult

from ..const import SOURCE
from ..parts.kinds import ARR, FEED, PROWLARR, PUSH, SEARCH, TORZNAB, source_type
from .source_arr import AsksForArr
from .source_feed import AsksForFeed
from .source_indexers import KEYED
from .source_prowlarr import AsksForProwlarr
from .source_push import AsksForPush
from .source_search import AsksForSearch
from .source_torznab import AsksForTorznab

# In the order of the menu. Each has a step of its name, which both adds and changes it.
_KINDS: Final = (FEED, TORZNAB, PROWLARR, SEARCH, PUSH, ARR)


class SourceFlow(
    AsksForFeed,
    AsksForTorznab,
    AsksForProwlarr,
    AsksForSearch,
    AsksForPush,
    AsksForArr,
):
    """Adds and changes a source."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what kind of source it is."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(step_id="user", menu_options=self._kinds())

    def _kinds(self) -> list[str]:
        """Return the kinds that can be added as things are."""
        kinds = {
            source_type(one.data)
            for one in self._get_entry().get_subentries_of_type(SOURCE)
        }
        # There has to be something to search.
        missing = set() if kinds.intersection(KEYED) else {SEARCH}
        if not (kinds or self._deciding()):
            # The first one is asked for right after the client: there is no library yet, and saying
            # so would end the way.
            missing.add(ARR)
        return [kind for kind in _KINDS if kind not in missing]

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a source; its kind stays the same."""
        kind = source_type(self._stored)
        if kind not in _KINDS:
            return self.async_abort(reason="unknown_kind")
        step = getattr(self, f"async_step_{kind}")
        result: SubentryFlowResult = await step()
        return result
