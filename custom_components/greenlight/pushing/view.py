"""The view: where programs that think of us as Radarr or Sonarr find it, and who of them is let in.

Nobody else learns anything, not even whether a name exists: a wrong key, or none, is a 401 without a word,
as it is there (``ApiKeyAuthenticationHandler``). The key is taken from wherever it is taken there; the
login of a proxy may come along and says nothing.
"""

import asyncio
from http import HTTPStatus
import re
from typing import Final

from aiohttp import hdrs, web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView

from ..const import DOMAIN
from ..door import Given
from ..gate.ports import LedgerError
from ..parts.push import TooManyPushes
from ..sources.pushes import Posing, Unreadable
from .about import VERSIONS, status
from .answers import faulty
from .desk import PushDesk
from .door import ADDRESS, async_door

# Bytes: an announce with the longest link has a tenth of it.
MAX_BODY: Final = 256 * 1024
# Seconds in which it has to be here.
MAX_SECONDS: Final = 30.0
_CHUNK: Final = 64 * 1024
# Seconds after which somebody may come again who pushes too much.
_LATER: Final = "30"
# Some write the address with a part of this, and a slash more or less is all the same there.
_PATH: Final = re.compile(r"/+(?:api/+v3/+)?api(?:/+v3)?/+(.*?)/*", re.IGNORECASE)
_BEARER: Final = "bearer "


@callback
def async_register(hass: HomeAssistant) -> None:
    """Answer from now on; as long as nobody can be let in, with a refusal."""
    hass.http.register_view(PushView(hass))


class PushView(HomeAssistantView):
    """The few calls of Radarr's and Sonarr's API that whoever announces makes."""

    url = f"{ADDRESS}/{{name}}{{tail:.*}}"
    name = f"api:{DOMAIN}:push"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        """Know the house."""
        self._hass = hass

    async def get(self, request: web.Request, name: str, tail: str) -> web.Response:
        """Answer what is asked."""
        desk = await self._let_in(request, name)
        if not isinstance(desk, PushDesk):
            return desk
        what = _what(tail)
        posing = desk.settings.posing
        if what == "system/status":
            found: object = status(posing, desk.settings.path)
        elif what == "tag":
            found = desk.tags()
        elif what == ("movie" if posing is Posing.RADARR else "series"):
            query = {key.lower(): value for key, value in request.query.items()}
            found = await desk.works(query)
        elif what == "":
            found = {"current": "v3", "deprecated": []}
        elif what == "release/push":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED)
        else:
            return _refused(HTTPStatus.NOT_FOUND)
        self._visited(desk, request, what)
        return self._said(desk, found)

    head = get

    async def post(self, request: web.Request, name: str, tail: str) -> web.Response:
        """Take what is announced."""
        desk = await self._let_in(request, name)
        if not isinstance(desk, PushDesk):
            return desk
        if _what(tail) != "release/push":
            return _refused(HTTPStatus.NOT_FOUND)
        body = await _body(request)
        if isinstance(body, HTTPStatus):
            return _refused(body)
        self._visited(desk, request, "release/push")
        try:
            return self._said(desk, await desk.push(body))
        except Unreadable as err:
            return self._said(desk, faulty(err.faults), HTTPStatus.BAD_REQUEST)
        except TooManyPushes:
            refused = _refused(HTTPStatus.TOO_MANY_REQUESTS)
            refused.headers[hdrs.RETRY_AFTER] = _LATER
            return refused
        except LedgerError:
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "It could not be saved")

    async def _let_in(self, request: web.Request, name: str) -> PushDesk | web.Response:
        """Return the desk of whoever shows its key, or what everybody else is answered."""
        door = async_door(self._hass)
        desk = await door.enter(name, *_given(request), request=request)
        if desk is not None:
            return desk
        if not door.is_open:
            # Home Assistant starts: a wrong key is not what is wrong.
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, "Greenlight is not running")
        return web.Response(status=HTTPStatus.UNAUTHORIZED)

    def _visited(self, desk: PushDesk, request: web.Request, what: str) -> None:
        agent = request.headers.get(hdrs.USER_AGENT, "")
        async_door(self._hass).visited(desk, agent=agent, what=what)

    def _said(
        self, desk: PushDesk, found: object, code: HTTPStatus = HTTPStatus.OK
    ) -> web.Response:
        answer = self.json(found, code)
        answer.headers["X-Application-Version"] = VERSIONS[desk.settings.posing]
        return answer


def _what(tail: str) -> str | None:
    """Return what of the API is asked for, None for what is beside it."""
    found = _PATH.fullmatch(f"{tail}/")
    return re.sub(r"/+", "/", found[1]).lower() if found else None


def _given(request: web.Request) -> list[Given]:
    """Return the keys that somebody shows, each once."""
    authorization = request.headers.get(hdrs.AUTHORIZATION, "")
    bearer = authorization[:7].lower() == _BEARER
    keys = [
        *(value for name, value in request.query.items() if name.lower() == "apikey"),
        request.headers.get("X-Api-Key", ""),
        authorization[7:].strip() if bearer else "",
    ]
    return [Given(password=key) for key in dict.fromkeys(keys) if key]


async def _body(request: web.Request) -> bytes | HTTPStatus:
    """Return a body, or why there is none: too large, does not come, cannot be unpacked."""
    body = bytearray()
    try:
        async with asyncio.timeout(MAX_SECONDS):
            async for chunk in request.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > MAX_BODY:
                    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT
    except web.RequestPayloadError:
        return HTTPStatus.BAD_REQUEST
    return bytes(body)


def _refused(code: HTTPStatus, why: str = "") -> web.Response:
    return HomeAssistantView.json({"message": why or code.phrase}, code)
