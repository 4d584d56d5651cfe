"""Poster view: the poster of a request under an address of its own, for phones that are logged in."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..libraries.base import Picture

# Fetches the poster of a request by its id, None for none.
type PosterOf = Callable[[str], Awaitable[Picture | None]]

_PATH: Final = f"/api/{DOMAIN}/poster/"
_SOURCE: Final[HassKey[dict[str, PosterOf]]] = HassKey(f"{DOMAIN}_posters")
_ONLY: Final = "now"
# What is shown never changes for a request; phones may keep it for an hour.
_HEADERS: Final = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
}


def poster_path(request_id: str) -> str:
    """Return where whoever is logged in gets the poster of a request."""
    return f"{_PATH}{request_id}"


class PosterView(HomeAssistantView):
    """Gives posters out. Whatever is asked about has one at most, and strangers choose none."""

    url = f"{_PATH}{{request_id}}"
    name = f"api:{DOMAIN}:poster"

    def __init__(self, source: dict[str, PosterOf]) -> None:
        """Know where posters come from, as long as there is such a place."""
        self._source = source

    async def get(self, request: web.Request, request_id: str) -> web.Response:
        """Return a picture, or that there is none."""
        poster_of = self._source.get(_ONLY)
        picture = await poster_of(request_id) if poster_of else None
        if picture is None:
            return web.Response(status=404)
        return web.Response(
            body=picture.content, content_type=picture.content_type, headers=_HEADERS
        )


@callback
def async_give_out(hass: HomeAssistant, poster_of: PosterOf) -> CALLBACK_TYPE:
    """Give posters out from now on. Returns what ends it."""
    if _SOURCE not in hass.data:
        hass.data[_SOURCE] = {}
        # A view stays for good, so there is one whatever is set up anew.
        if getattr(hass, "http", None):
            hass.http.register_view(PosterView(hass.data[_SOURCE]))
    source = hass.data[_SOURCE]
    source[_ONLY] = poster_of

    @callback
    def stop() -> None:
        if source.get(_ONLY) is poster_of:
            del source[_ONLY]

    return stop
