"""Asking for credentials anew: which part a reauth flow is for, and when it is over."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN


def reauth_placeholders(subentry: ConfigSubentry) -> dict[str, str]:
    """Return what marks the reauth flow of a part; its name is the title people see."""
    return {"name": subentry.title, "subentry_id": subentry.subentry_id}


@callback
def end_reauth(
    hass: HomeAssistant, entry: ConfigEntry[Any], subentry: ConfigSubentry
) -> None:
    """End a reauth that is not needed any more; while one waits, no other part can ask."""
    for flow in hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_REAUTH, "entry_id": entry.entry_id}
    ):
        marks = flow["context"].get("title_placeholders", {})
        if marks.get("subentry_id") == subentry.subentry_id:
            hass.config_entries.flow.async_abort(flow["flow_id"])
