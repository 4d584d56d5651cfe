"""Phones: one that signs up anew, after a log-out or a new installation, stays with its approvers.

Home Assistant removes the entry of such a phone then, and adds another one with another id.
"""

from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import APPROVER, CONF_DEVICES
from ..parts.neighbours import MOBILE_APP, owner_of


@callback
def async_follow_phones(hass: HomeAssistant, entry: ConfigEntry[Any]) -> CALLBACK_TYPE:
    """Let the approvers of an entry follow their phones from now on. Returns what ends it."""

    @callback
    def changed(change: ConfigEntryChange, phone: ConfigEntry[Any]) -> None:
        if change is not ConfigEntryChange.REMOVED or phone.domain != MOBILE_APP:
            return
        # The new one is there before the old one is told to be gone.
        anew = phone.unique_id and hass.config_entries.async_entry_for_domain_unique_id(
            MOBILE_APP, phone.unique_id
        )
        # Its own word says which phone it is, so only the same person's is believed.
        if anew and owner_of(anew) == owner_of(phone):
            _replace(hass, entry, phone.entry_id, anew.entry_id)

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)


@callback
def _replace(hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str) -> None:
    for approver in entry.get_subentries_of_type(APPROVER):
        devices = approver.data.get(CONF_DEVICES, ())
        if old in devices:
            kept = [new if one == old else one for one in devices]
            data = {**approver.data, CONF_DEVICES: kept}
            hass.config_entries.async_update_subentry(entry, approver, data=data)
