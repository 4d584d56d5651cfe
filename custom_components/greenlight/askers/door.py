"""The door of askers: as which of them a program is let in, by its login or its key."""

import hashlib
import hmac
from typing import Final, override

from aiohttp import web
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .. import door
from ..const import DOMAIN
from ..door import Given, same
from ..parts.asker_settings import AskerSettings
from .base import Desk

# What comes before the name of an asker in its address, after that of Home Assistant.
ADDRESS: Final = f"/api/{DOMAIN}/client"


class Door(door.Door[Desk]):
    """Which asker somebody is."""

    @override
    def _path(self, desk: Desk) -> str:
        return desk.settings.path

    @override
    def _knows(self, desk: Desk, given: Given) -> bool:
        return knows(desk.settings, given)


def token_of(settings: AskerSettings) -> str:
    """Return what a program is given at its login, to show from then on; it survives restarts."""
    secret = f"{settings.username}:{settings.password}".encode()
    return hmac.new(secret, settings.path.encode(), hashlib.sha256).hexdigest()


def knows(settings: AskerSettings, given: Given) -> bool:
    """Tell whether somebody shows what an asker was given; how long that takes tells nothing."""
    if given.token:
        return same(given.token, token_of(settings))
    password = same(given.password, settings.password)
    if given.username is None:
        return password
    return same(given.username, settings.username) and password


def break_off(request: web.Request) -> web.Response:
    """Have somebody come again: the connection ends without an answer.

    Only what never arrived is kept by Sonarr, Radarr and Lidarr to be handed over later. Whatever
    status is answered, also 403 and 503, has them go on to the next release, or take this one for
    handed over (``SabnzbdProxy.ProcessRequest``, ``QBittorrentProxyV2.ProcessRequest``,
    ``ProcessDownloadDecisions``).
    """
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


KEY: Final[HassKey[Door]] = HassKey(f"{DOMAIN}_door")


@callback
def async_door(hass: HomeAssistant) -> Door:
    """Return the door of this house, which is there from the first call on."""
    if KEY not in hass.data:
        hass.data[KEY] = Door()
    return hass.data[KEY]
