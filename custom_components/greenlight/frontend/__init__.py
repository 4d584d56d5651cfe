"""Frontend: how the card comes into browsers, and the dashboard that is there by itself.

What Home Assistant offers for that is not made for integrations like this one. So whatever is missing or
has changed there costs the card, never Greenlight: it is said in the log, and everything else goes on.
"""

from collections.abc import Coroutine
from contextlib import suppress
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .files import async_serve, card_hash

__all__ = [
    "async_forget",
    "async_give",
    "async_hide",
    "async_show",
    "card_hash",
    "dashboard_path",
]

_LOGGER = logging.getLogger(__name__)

_PATH: Final[HassKey[str]] = HassKey(f"{DOMAIN}_dashboard_path")


def dashboard_path(hass: HomeAssistant) -> str:
    """Return where the dashboard is in the browser, empty where there is none."""
    return hass.data.get(_PATH, "")


async def async_give(hass: HomeAssistant) -> None:
    """Give browsers the files of the card, whatever becomes of Greenlight.

    A page that is opened while Home Assistant starts asks for them once and never again: as long as they are
    not there, it shows an error in place of the card until somebody loads it anew.
    """
    if _has_dashboards(hass):
        # What is wrong with them is said when it is shown.
        with suppress(OSError):
            await async_serve(hass)


async def async_show(hass: HomeAssistant) -> None:
    """Give browsers the card, and put the dashboard into the sidebar. Calling it again changes nothing."""
    if not _has_dashboards(hass):
        _LOGGER.info("Home Assistant runs without dashboards, so the card is nowhere")
        return
    if await _try(_keep_card(hass), "The card cannot be given to browsers"):
        await _try(_put_up(hass), "The dashboard cannot be put into the sidebar")


async def async_hide(hass: HomeAssistant) -> None:
    """Take the dashboard out of the sidebar; the card stays for whoever has it on another."""
    hass.data.pop(_PATH, None)
    if _has_dashboards(hass):
        await _try(_take_down(hass), "The dashboard cannot be taken out of the sidebar")


async def async_forget(hass: HomeAssistant) -> None:
    """Take away the dashboard and the card: Greenlight has been removed."""
    await async_hide(hass)
    if _has_dashboards(hass):
        await _try(_drop_card(hass), "The card cannot be taken out of the resources")


def _has_dashboards(hass: HomeAssistant) -> bool:
    return {"http", "lovelace"} <= hass.config.components


# What they import is missing where Home Assistant has no dashboards, so it is imported when it is needed.


async def _keep_card(hass: HomeAssistant) -> None:
    from .resources import async_keep

    await async_keep(hass, await async_serve(hass))


async def _drop_card(hass: HomeAssistant) -> None:
    from .resources import async_drop

    await async_drop(hass)


async def _put_up(hass: HomeAssistant) -> None:
    from .dashboard import async_put_up

    if path := async_put_up(hass):
        hass.data[_PATH] = path


async def _take_down(hass: HomeAssistant) -> None:
    from .dashboard import async_take_down

    async_take_down(hass)


async def _try(work: Coroutine[Any, Any, None], otherwise: str) -> bool:
    """Do something, and tell whether it went well."""
    try:
        await work
    except Exception as err:  # noqa: BLE001
        # Whatever it is, it is not worth a Greenlight that does not start.
        _LOGGER.warning("%s: %r", otherwise, err)
        return False
    return True
