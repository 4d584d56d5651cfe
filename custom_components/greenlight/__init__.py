"""Greenlight: human approval for downloads."""

import logging

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE, Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, UnsupportedStorageVersionError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .approvers.listening import async_listen
from .askers.dialects import async_speak
from .const import DOMAIN, LIBRARY, RULE, SOURCE
from .frontend import async_forget, async_give, async_hide, async_show
from .hub import GreenlightConfigEntry, Hub
from .ledger.copies import CopyFile
from .ledger.kept_files import KeptFiles
from .ledger.ledger import Ledger
from .ledger.order_store import OrderStore
from .ledger.shelf_store import ShelfStore
from .ledger.store import LedgerStore
from .ledger.tallies import Tallies
from .parts.migration import in_decimal_units
from .parts.repair import forget_all
from .presentation.texts import Texts
from .pushing.view import async_register as async_take_pushes
from .services import async_setup_services
from .websocket_api import async_setup_websocket_api

_LOGGER = logging.getLogger(__name__)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TODO,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Hear answers and answer programs from the first moment on, give browsers the card, register actions."""
    async_listen(hass)
    async_speak(hass)
    if getattr(hass, "http", None):
        async_take_pushes(hass)
    async_setup_services(hass)
    async_setup_websocket_api(hass)
    await async_give(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: GreenlightConfigEntry) -> bool:
    """Read what is stored and start the hub."""
    hub = Hub(hass, entry, Ledger(hass, entry.entry_id), await Texts.async_load(hass))
    try:
        await hub.async_load()
    except UnsupportedStorageVersionError as err:
        hub.async_release()
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="ledger_too_new"
        ) from err
    entry.runtime_data = hub
    # Before anybody is asked: the dashboard is what a tap on a question opens.
    await async_show(hass)
    await hub.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await hub.async_run()
    entry.async_on_unload(entry.add_update_listener(_async_on_update))
    _speak_as_the_house_does(hass, entry)
    return True


async def async_migrate_entry(
    hass: HomeAssistant, entry: GreenlightConfigEntry
) -> bool:
    """Bring what an older version stored to how it is stored now."""
    if (entry.version, entry.minor_version) == (1, 1):
        for rule in entry.get_subentries_of_type(RULE):
            hass.config_entries.async_update_subentry(
                entry, rule, data=in_decimal_units(rule.data)
            )
        hass.config_entries.async_update_entry(entry, minor_version=2)
    return entry.version == 1


def _speak_as_the_house_does(hass: HomeAssistant, entry: GreenlightConfigEntry) -> None:
    """Begin anew when the house is given another language, so that people are asked in that one."""
    language = hass.config.language

    @callback
    def changed(_: Event) -> None:
        if hass.config.language != language:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, changed))


async def _async_on_update(hass: HomeAssistant, entry: GreenlightConfigEntry) -> None:
    await entry.runtime_data.async_sync()


async def async_unload_entry(hass: HomeAssistant, entry: GreenlightConfigEntry) -> bool:
    """Stop the hub. The dashboard stays, unless this is for longer: people may be looking at it."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.async_stop()
        if entry.disabled_by:
            await async_hide(hass)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: GreenlightConfigEntry) -> None:
    """Take away what people see elsewhere, delete the ledger's files, and what repairs say."""
    hub = Hub(hass, entry, Ledger(hass, entry.entry_id), await Texts.async_load(hass))
    try:
        await hub.async_clear_all()
    except Exception:
        # The files go all the same.
        _LOGGER.exception("What people see elsewhere could not be taken away")
    finally:
        hub.async_release()
    sources = [item.subentry_id for item in entry.get_subentries_of_type(SOURCE)]
    await Ledger(hass, entry.entry_id).async_remove(sources)
    await Tallies(hass, entry.entry_id).async_remove()
    for name in ("inbox", "watched"):
        await LedgerStore(hass, f"{entry.entry_id}.{name}").async_remove()
    await CopyFile(hass, entry.entry_id).async_remove()
    await OrderStore(hass, entry.entry_id).async_delete()
    await KeptFiles(hass, entry.entry_id).async_delete()
    for library in entry.get_subentries_of_type(LIBRARY):
        await ShelfStore(hass, entry.entry_id, library.subentry_id).async_remove()
    await async_forget(hass)
    forget_all(hass)
