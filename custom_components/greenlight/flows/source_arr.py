"""The form of a Radarr or Sonarr whose own decisions are asked about."""

from typing import Any, Final

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
import voluptuous as vol

from ..const import CONF_INTERVAL, CONF_LIBRARY, CONF_TYPE, LIBRARY
from ..gate.libraries import Libraries
from ..parts import source_settings as settings
from ..parts.deciding import decider
from ..parts.kinds import ARR, client_type
from ..parts.setting import ENABLED, text
from ..sources.base import SourceError
from ..sources.deciding import LooksByItself
from .fields import choice, fields
from .part import Refused, Values, tidy
from .source_steps import Form, SourceSteps

# The libraries that decide about releases.
_DECIDE: Final = frozenset({"radarr", "sonarr"})


def read_arr(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a library as a source from what was filled in."""
    return tidy(
        {
            CONF_TYPE: ARR,
            ENABLED.key: stored.get(ENABLED.key),
            CONF_LIBRARY: values[CONF_LIBRARY],
            CONF_INTERVAL: values[CONF_INTERVAL],
        }
    )


async def async_try_decider(libraries: Libraries, library_id: str) -> None:
    """Look whether a library may be asked to look at its indexers, which costs these nothing.

    Raises ``Refused``.
    """
    try:
        minutes = await decider(libraries, library_id).looks_by_itself()
        if minutes:
            raise LooksByItself(str(minutes))
    except SourceError as err:
        raise Refused(CONF_LIBRARY, err.key, detail=err.detail) from err


class AsksForArr(SourceSteps):
    """A flow that can ask for a Radarr or Sonarr that decides."""

    async def async_step_arr(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which library decides, and say what that costs."""
        if not self._deciding() and self._changed is None:
            return self.async_abort(reason="no_decider")
        form = Form(step=ARR, schema=self._arr_schema, take=self._async_take_arr)
        return await self._async_ask(form, user_input)

    def _arr_schema(self) -> vol.Schema:
        stored = self._stored.get(CONF_LIBRARY)
        libraries = choice(self._deciding(), chosen=[stored], gone=self._gone)
        return vol.Schema(
            {
                **fields([text(CONF_NAME)]),
                vol.Required(CONF_LIBRARY): libraries,
                **fields([settings.ARR_INTERVAL]),
            }
        )

    def _deciding(self) -> dict[str, str]:
        """Return the libraries that decide about releases, by their names."""
        return {
            one.subentry_id: one.title
            for one in self._get_entry().get_subentries_of_type(LIBRARY)
            if client_type(one.data) in _DECIDE
        }

    async def _async_take_arr(self, values: Values) -> SubentryFlowResult:
        data = read_arr(values, self._stored)
        library_id: str = data[CONF_LIBRARY]
        if library_id not in self._deciding():
            raise Refused(CONF_LIBRARY, "library_gone")
        unique_id = f"{ARR} {library_id}"
        self._refuse_double(CONF_LIBRARY, unique_id)
        name = self._read_name(values, self._deciding()[library_id])
        # Only that: a look would be the first of two.
        await async_try_decider(self._gate.libraries, library_id)
        return await self._async_go_on(name, data, unique_id, ())
