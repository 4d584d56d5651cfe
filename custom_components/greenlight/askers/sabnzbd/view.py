"""The view: where programs that think of us as SABnzbd find it, and who of them is let in.

Nobody else learns anything, not even whether a name exists. Two modes need no key in a real SABnzbd,
and programs rely on it: ``version`` is the same for any name, and ``auth`` says of a wrong key what
any other mode says of it. For all else a wrong key is a 403 with the words programs look for.
"""

import re
from typing import Final

from aiohttp import web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView

from ...const import DOMAIN
from ...door import Given
from ..base import Desk, NotNow
from ..door import ADDRESS, async_door, break_off
from .asked import Asked, Fields, Sent, TooLarge, in_address, in_body
from .call import VERSION, Answer, Call, nzo_ids
from .failed import FailedFetches
from .keys import given_in
from .modes import ADDING, answer

# FlexGet puts a port behind whatever it is given for a host.
_PORT: Final = re.compile(r":\d*$")
_MISSING: Final = "API Key Required"
_WRONG: Final = "API Key Incorrect"


@callback
def async_register(hass: HomeAssistant) -> None:
    """Answer from now on; as long as nobody can be let in, with a refusal."""
    hass.http.register_view(SabnzbdView(hass))


class _Visitor:
    """Whoever calls: each thing shown is tried once, as each failure costs time."""

    def __init__(self, hass: HomeAssistant, request: web.Request, name: str) -> None:
        self._door = async_door(hass)
        self._request = request
        self._path = _PORT.sub("", name)
        self._tried: set[Given] = set()
        self.desk: Desk | None = None

    @property
    def shows(self) -> bool:
        """Tell whether anything was shown at all."""
        return bool(self._tried)

    async def is_let_in(self, fields: Fields) -> bool:
        """Tell whether it is let in by what it has shown up to now."""
        new = set(given_in(self._request.headers, fields)) - self._tried
        if self.desk is None and new:
            self._tried |= new
            self.desk = await self._door.enter(self._path, *new, request=self._request)
        return self.desk is not None


class SabnzbdView(HomeAssistantView):
    """SABnzbd's API, which is one address."""

    url = f"{ADDRESS}/{{name}}{{tail:/+(?:sabnzbd/+)?api/*}}"
    name = f"api:{DOMAIN}:client:sabnzbd"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        """Know the house, and no failed fetches yet."""
        self._hass = hass
        self._failed = FailedFetches()

    async def get(self, request: web.Request, name: str, tail: str) -> web.Response:
        """Answer whatever is asked, however it is asked."""
        visitor = _Visitor(self._hass, request, name)
        fields = in_address(request)
        mode = fields.get("mode", "")
        if mode != "version" and not await visitor.is_let_in(fields) and visitor.shows:
            return self._turned_away(request, visitor, mode)
        sent: Sent | None = None
        try:
            if request.can_read_body:
                inside, sent = await in_body(
                    request, lambda found: visitor.is_let_in({**found, **fields})
                )
                fields = {**inside, **fields}
        except TooLarge:
            if visitor.desk is None:
                return self._turned_away(request, visitor, mode)
            # As any other file that is not taken.
            return _said(nzo_ids())
        mode = fields.get("mode", "")
        if mode == "version":
            return _said({"version": VERSION})
        if not await visitor.is_let_in(fields) or visitor.desk is None:
            return self._turned_away(request, visitor, mode)
        agent = request.headers.get("User-Agent", "")
        async_door(self._hass).visited(visitor.desk, agent=agent, what=mode)
        if mode == "auth":
            return _said({"auth": "apikey"})
        asked = Asked(fields=fields, file=sent, agent=agent)
        call = Call(
            hass=self._hass, desk=visitor.desk, asked=asked, failed=self._failed
        )
        try:
            return _said(await answer(call))
        except NotNow:
            return break_off(request)

    post = get
    head = get

    def _turned_away(
        self, request: web.Request, visitor: _Visitor, mode: str
    ) -> web.Response:
        """Turn somebody away, which is no failed login of Home Assistant's."""
        if mode == "auth":
            return _said({"auth": "badkey" if visitor.shows else "apikey"})
        if mode in ADDING and not async_door(self._hass).is_open:
            return break_off(request)
        return web.Response(status=403, text=_WRONG if visitor.shows else _MISSING)


def _said(answered: Answer) -> web.Response:
    return HomeAssistantView.json(answered)
