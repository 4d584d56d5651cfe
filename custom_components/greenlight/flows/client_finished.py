"""What a person enters in a client, so that it says at once when something has finished."""

from abc import abstractmethod
import shlex
from typing import Any, Final

from homeassistant.components import webhook
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from ..const import CONF_FROM_ANYWHERE
from ..engine.text import escape_markdown
from ..hub import Hub
from ..parts.client_settings import Called, called_by
from ..parts.kinds import CLIENT_KINDS, client_type
from .asker_entered import own_address
from .part import PartFlow, Values, async_store, tidy

# Seconds until a script gives up, so that no client waits for a Home Assistant that is off.
_PATIENCE: Final = 10
# Nothing is answered that somebody would want to see, but why it failed: SABnzbd's own test shows that.
_SCRIPT: Final = """\
#!/bin/sh
curl -sS -m {patience} {quoted}
"""
# By their first lines NZBGet takes a file for an extension, up to the present version
# (``ExtensionLoader::V1::Load``); 93 says that all went well, whoever could not be reached.
_NZBGET: Final = """\
#!/bin/sh
### NZBGET POST-PROCESSING SCRIPT
# Tells Greenlight that something has finished.
### NZBGET POST-PROCESSING SCRIPT
curl -sS -m {patience} {quoted}
exit 93
"""
# No shell is in between there, so there is nothing to quote (``Application::runExternalProgram``).
_QBITTORRENT: Final = "curl -sS -m {patience} {url}"
ENTERED: Final = {
    "qbittorrent": _QBITTORRENT,
    "transmission": _SCRIPT,
    "sabnzbd": _SCRIPT,
    "nzbget": _NZBGET,
}

# The step that shows it, which has each program's own words.
STEPS: Final = {
    "qbittorrent": "finished_qbittorrent",
    "transmission": "finished_transmission",
    "sabnzbd": "finished_sabnzbd",
    "nzbget": "finished_nzbget",
}


def entered(client: str, url: str) -> str:
    """Return what is to be entered in a type of client, or saved as its script, to call an address."""
    quoted = shlex.quote(url)
    return ENTERED[client].format(url=url, quoted=quoted, patience=_PATIENCE)


def shown(text: str) -> str:
    """Return what is to be entered as it is shown between two backticks.

    A block of code does not break its lines: of an address the end would be out of sight.
    """
    return text.rstrip().replace("\n", "`  \n`")


def address(hass: HomeAssistant, known: Called) -> str:
    """Return where a client calls: within the house, or from anywhere if it may."""
    path = webhook.async_generate_path(known.webhook_id)
    return f"{own_address(hass, outside=known.from_anywhere).origin()}{path}"


class FinishedFlow(PartFlow):
    """A flow that changes a client: its settings, or by what it calls."""

    @abstractmethod
    async def async_step_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change the settings; the program stays the same."""

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what is to be changed."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(
            step_id="reconfigure", menu_options=["settings", "finished"]
        )

    async def async_step_finished(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what is to be entered, or offer to make it."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        assert self._changed is not None
        client, known = client_type(self._stored), called_by(self._changed)
        if known is None:
            return self.async_show_menu(
                step_id="finished",
                menu_options=["turn_on"],
                description_placeholders={"client": CLIENT_KINDS[client].name},
            )
        reach = "only_home" if known.from_anywhere else "from_anywhere"
        return self.async_show_menu(
            step_id=STEPS[client],
            menu_options=["done", "renew", reach, "turn_off"],
            description_placeholders={
                "client": CLIENT_KINDS[client].name,
                "line": shown(entered(client, address(self.hass, known))),
                "called": self._told_called(),
            },
        )

    def _told_called(self) -> str:
        assert self._changed is not None
        hub: Hub = self._get_entry().runtime_data
        at = hub.calls.called(self._changed.subentry_id)
        name = escape_markdown(self._changed.title)
        if at is None:
            return hub.texts.text("client_not_called", name=name)
        return hub.texts.text("client_called", name=name, time=hub.texts.moment(at))

    async def async_step_turn_on(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Make the address that only this client knows, or another one."""
        return await self._async_keep({CONF_WEBHOOK_ID: webhook.async_generate_id()})

    async_step_renew = async_step_turn_on

    async def async_step_from_anywhere(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Let it call from outside the own network as well."""
        return await self._async_keep({CONF_FROM_ANYWHERE: True})

    async def async_step_only_home(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Hear it only from within the own network again."""
        return await self._async_keep({CONF_FROM_ANYWHERE: None})

    async def async_step_turn_off(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Hear it no more."""
        return await self._async_keep({CONF_WEBHOOK_ID: None, CONF_FROM_ANYWHERE: None})

    async def async_step_done(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """End here: everything is kept already."""
        return self.async_abort(reason="calls")

    async def _async_keep(self, changes: Values) -> SubentryFlowResult:
        """Store it, have it hold at once, and show how it is now."""
        if self._loaded:
            entry, changed = self._get_entry(), self._changed
            assert changed is not None
            data = tidy({**changed.data, **changes})
            await async_store(self.hass, entry, changed, data=data)
            await entry.runtime_data.async_sync()
        return await self.async_step_finished()


for _step in STEPS.values():
    setattr(FinishedFlow, f"async_step_{_step}", FinishedFlow.async_step_finished)
