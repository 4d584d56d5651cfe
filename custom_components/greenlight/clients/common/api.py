"""What the APIs of all servers share: how one is reached, and what is to be thought of its answers."""

from collections.abc import Callable
from dataclasses import dataclass
import time
from typing import Any

import aiohttp

from ...engine.told import plain
from ..errors import BadAnswer, ClientError, NotThisClient
from .http import Reply, basic_auth, decoded, user_info
from .refusals import Refusals


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Access:
    """Where a server is and what opens it; ``timeout`` is in seconds per request."""

    url: str
    username: str
    password: str
    api_key: str = ""
    timeout: float


class ServerApi:
    """The API of one server at one address with one set of credentials.

    ``version`` is empty before the first contact. What was refused is remembered for the life of the
    object.
    """

    version: str | tuple[int, ...] = ""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        access: Access,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        self._session = session
        self._url = access.url
        self._username, self._password = access.username, access.password
        if not (access.username or access.password):
            self._username, self._password = user_info(access.url)
        self._api_key = access.api_key.strip()
        self._timeout = access.timeout
        self._refusals = Refusals(clock)

    @property
    def _secrets(self) -> tuple[str, ...]:
        """Return what opens the server."""
        proxy = user_info(self._url)
        logins = basic_auth(self._username, self._password), basic_auth(*proxy)
        codes = (login.removeprefix("Basic ") for login in logins)
        return self._api_key, self._password, proxy[1], *codes

    def said(self, reply: Reply) -> str:
        """Return the server's own words, without anything that opens the server."""
        return reply.without(*self._secrets)

    def _clean(self, text: str) -> str:
        """Return some words of the server's, without anything that opens the server."""
        return plain(text, *self._secrets)

    def _stranger(self, detail: str) -> ClientError:
        """Return what to say of an answer that no such server gives.

        Once we have met the server it is a proxy's or restart's passing trouble.
        """
        return BadAnswer(detail) if self.version else NotThisClient(detail)

    def _check(self, reply: Reply) -> None:
        """Raise what an answer means that is no success."""
        if reply.status >= 500:
            raise BadAnswer(self.said(reply))
        if not reply.ok:
            raise self._stranger(self.said(reply))

    def _object(self, reply: Reply) -> dict[str, Any]:
        """Return the JSON object that an answer holds. Raises what it means if it holds none."""
        self._check(reply)
        try:
            answer = decoded(reply.body)
        except BadAnswer:
            answer = None
        if not isinstance(answer, dict):
            raise self._stranger("the answer is not JSON")
        return answer
