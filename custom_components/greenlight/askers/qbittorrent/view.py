"""Where programs find what they take for a qBittorrent.

Nobody of Home Assistant comes this way: whoever Home Assistant knows by a token of its own is a
stranger here. Whoever is not let in learns nothing, not even which names and paths there are. What
is refused is answered and never raised, as Home Assistant would count that and ban the address.
"""

import re
from typing import Final
from weakref import WeakKeyDictionary

from aiohttp import hdrs, web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from ...const import DOMAIN
from ...door import Given
from ...engine.files.torrent import MAX_TORRENT_BYTES
from ...engine.release import Protocol
from ..base import Desk, NotNow
from ..door import ADDRESS, Door, async_door, break_off, token_of
from .asked import read_asked
from .call import Call, not_found
from .replies import FAILS, OK, Refused, forbidden, in_words
from .routes import READS, WRITES
from .rows import Rows
from .shown import cookie_of, shown_by

BASE: Final = f"{ADDRESS}/{{name}}"
LOGIN: Final = "auth/login"
LOGOUT: Final = "auth/logout"
# A body: several torrents may come in one.
MOST_BYTES: Final = 2 * MAX_TORRENT_BYTES
_MOST_LOGIN_BYTES: Final = 16 * 1024
# Programs that take a host and a port, and no path, put the port behind the name.
_PORT: Final = re.compile(r":[0-9]{1,5}$", re.ASCII)
_KNOWN: Final[HassKey[bool]] = HassKey(f"{DOMAIN}_qbittorrent")


@callback
def async_register(hass: HomeAssistant) -> None:
    """Answer from now on; until Greenlight runs everybody is turned away."""
    if getattr(hass, "http", None) and _KNOWN not in hass.data:
        hass.data[_KNOWN] = True
        hass.http.register_view(QBittorrentView(async_door(hass)))
        hass.http.register_view(BaseView())


class BaseView(HomeAssistantView):
    """The page of the real one, at which some programs only look whether there is anything."""

    url = BASE
    extra_urls = [f"{BASE}/"]  # noqa: RUF012 - as Home Assistant declares it
    name = f"api:{DOMAIN}:client"
    requires_auth = False

    async def get(self, _request: web.Request, name: str) -> web.Response:
        """Return a page with nothing on it, whatever the name."""
        return in_words()

    head = get


class QBittorrentView(HomeAssistantView):
    """The Web API, for all askers: the name in the address says which."""

    # Some double the slash at the seam of an address, or end it with one.
    url = f"{BASE}/{{rest:/*api/+v2(?:/.*)?}}"
    name = f"api:{DOMAIN}:client:qbittorrent"
    requires_auth = False

    def __init__(self, door: Door) -> None:
        """Know who is let in, and remember what was told of each."""
        self._door = door
        self._rows: WeakKeyDictionary[Desk, Rows] = WeakKeyDictionary()

    async def get(self, request: web.Request, name: str, rest: str) -> web.Response:
        """Answer a call, by whichever method."""
        path = "/".join(part for part in rest.split("/") if part)
        try:
            return await self._answer(
                request, _PORT.sub("", name), path.removeprefix("api/v2").lstrip("/")
            )
        except Refused as err:
            return in_words(err.text, status=err.status)
        except NotNow:
            return break_off(request)

    post = head = get

    async def _answer(self, request: web.Request, name: str, path: str) -> web.Response:
        if not self._door.is_open:
            # Programs keep what they have until it is.
            return forbidden()
        if path == LOGIN:
            return await self._log_in(request, name)
        # Who shows nothing only looks whether that takes a login, and is no reason to wait.
        given = shown_by(request)
        desk = await self._enter(request, name, given) if given else None
        if desk is None:
            return forbidden()
        agent = request.headers.get(hdrs.USER_AGENT, "")
        self._door.visited(desk, agent=agent, what=path)
        if path == LOGOUT:
            return in_words()
        answer = READS.get(path) or WRITES.get(path)
        if answer is None:
            raise not_found()
        if path in WRITES and request.method == hdrs.METH_HEAD:
            raise Refused(405, "Method Not Allowed")
        asked = await read_asked(request, MOST_BYTES)
        rows = self._rows.setdefault(desk, Rows())
        return await answer(Call(desk=desk, rows=rows, asked=asked, agent=agent))

    async def _log_in(self, request: web.Request, name: str) -> web.Response:
        if request.method != hdrs.METH_POST:
            # What is in an address is written down in many places.
            return forbidden()
        asked = await read_asked(request, _MOST_LOGIN_BYTES)
        given = Given(username=asked.text("username"), password=asked.text("password"))
        desk = await self._enter(request, name, (given,))
        if desk is None:
            return in_words(FAILS)
        agent = request.headers.get(hdrs.USER_AGENT, "")
        self._door.visited(desk, agent=agent, what=LOGIN)
        answer = in_words(OK)
        answer.headers[hdrs.SET_COOKIE] = cookie_of(token_of(desk.settings))
        return answer

    async def _enter(
        self, request: web.Request, name: str, given: tuple[Given, ...]
    ) -> Desk | None:
        """Return the desk of a program that orders torrents; the others speak something else."""
        desk = await self._door.enter(name, *given, request=request)
        if desk is None or desk.settings.protocol is not Protocol.TORRENT:
            return None
        return desk
