"""Lent: a picture under an address that nobody can guess, for as long as somebody here fetches it.

Home Assistant's own actions take a picture by its address only, and a lasting address would have to
carry a password, which ends up in logs and in the name of the file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import secrets
from typing import Final

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..libraries.base import Picture

_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_LENT: Final[HassKey[dict[str, Picture]]] = HassKey(f"{DOMAIN}_lent")


class LentView(HomeAssistantView):
    """Gives out what is lent just now, to whoever knows the address."""

    url = f"/api/{DOMAIN}/lent/{{key}}/{{name}}"
    name = f"api:{DOMAIN}:lent"
    requires_auth = False

    def __init__(self, lent: dict[str, Picture]) -> None:
        """Know what is lent."""
        self._lent = lent

    async def get(self, request: web.Request, key: str, name: str) -> web.Response:
        """Return the picture, or that there is none."""
        picture = self._lent.get(key)
        if picture is None:
            return web.Response(status=404)
        return web.Response(body=picture.content, content_type=picture.content_type)


def prepare(hass: HomeAssistant) -> None:
    """Have Home Assistant serve what will be lent, once it serves anything."""
    if _LENT not in hass.data and hass.http is not None:
        hass.data[_LENT] = {}
        hass.http.register_view(LentView(hass.data[_LENT]))


@contextmanager
def lent(hass: HomeAssistant, picture: Picture) -> Iterator[str]:
    """Lend a picture and give its address, which only this machine is meant to ask.

    Empty for what is no photo, and where Home Assistant serves nothing.
    """
    prepare(hass)
    ending, server = _ENDINGS.get(picture.content_type), hass.config.api
    pictures = hass.data.get(_LENT)
    if ending is None or server is None or pictures is None:
        yield ""
        return
    key = secrets.token_urlsafe(24)
    host = f"[{server.host}]" if ":" in server.host else server.host
    scheme = "https" if server.use_ssl else "http"
    pictures[key] = picture
    try:
        # The key is not the last part: that becomes the name of the file.
        path = f"/api/{DOMAIN}/lent/{key}/poster.{ending}"
        yield f"{scheme}://{host}:{server.port}{path}"
    finally:
        del pictures[key]
