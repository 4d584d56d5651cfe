"""The JSON-RPC of NZBGet, and its ways of saying no.

Facts from nzbget.com/documentation/api and from real servers (21.0 and 26.0): parameters go by
position, every answer is a 200 with either ``result`` or ``error`` in it, only a wrong user or
password is a 401, and nobody is ever banned. A user of the "add" kind may call ``append`` and
``version`` and nothing else; one of the "restricted" kind may do all that is done here.
"""

import codecs
from collections.abc import Callable
import json
import re
from typing import Any, Final, override

import aiohttp

from ...engine.told import plain
from ..common.api import Access, ServerApi
from ..common.http import DECODER, Reply, base_url, basic_auth, send
from ..errors import BadAnswer, TooOld

# What the three-part form of editqueue needs.
_OLDEST: Final = 18
_VERSION = re.compile(r"(\d+)\.\d+\S{0,30}")
_DENIED: Final = 401
_ADD_ONLY: Final = (
    "this user may only add; the control user or the restricted one is needed"
)
_RESULT = re.compile(r'"result"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_MAX_ROW: Final = 256 * 1024
_MAX_STREAM: Final = 256 * 1024 * 1024


class Api(ServerApi):
    """The API of one NZBGet at one address for one user.

    A refused user is remembered: a proxy in front may count the tries.
    """

    version: str = ""

    def __init__(self, session: aiohttp.ClientSession, access: Access) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        super().__init__(session, access)
        self._headers = {"Content-Type": "application/json"}
        if credentials := basic_auth(self._username, self._password):
            self._headers["Authorization"] = credentials

    async def open(self) -> str:
        """Find the server and return its version."""
        told = await self._call("version", ())
        if not isinstance(told, str) or not (match := _VERSION.fullmatch(told)):
            raise self._stranger("no version in the answer")
        if int(match[1]) < _OLDEST:
            raise TooOld(plain(told))
        self.version = told
        return told

    async def call(self, method: str, *params: Any) -> Any:
        """Call a method and return its result. Raises ``ClientError`` for an error."""
        if not self.version:
            await self.open()
        return await self._call(method, params)

    async def rows(
        self, take: Callable[[Any], bool], method: str, *params: Any
    ) -> None:
        """Call a method whose result is a list, and hand out its items as they arrive.

        No more than one piece of the answer is held at a time. ``take`` returns whether it has
        enough; the rest is not asked of the network then.
        """
        if not self.version:
            await self.open()
        self._refusals.check()
        reader = _Reader(take)
        try:
            reply = await self._send(method, params, reader.feed)
        except _Enough:
            return
        if reply.status != 200:
            self._answer(reply)
        if not reader.ended:
            # An error, or no list: what is left says which.
            rest = reader.rest.encode("utf-8", "replace")
            self._answer(Reply(reply.status, rest, reply.content_type))
            raise BadAnswer(f"no list as the result of {method}")

    async def _call(self, method: str, params: tuple[Any, ...]) -> Any:
        self._refusals.check()
        return self._answer(await self._send(method, params))

    async def _send(
        self,
        method: str,
        params: tuple[Any, ...],
        feed: Callable[[bytes], None] | None = None,
    ) -> Reply:
        # Escapes above U+00FF arrive as other characters, so there are none.
        body = json.dumps({"method": method, "params": params}, ensure_ascii=False)
        return await send(
            self._session,
            "POST",
            base_url(self._url) / "jsonrpc",
            headers=self._headers,
            data=body.encode("utf-8", "replace"),
            feed=feed,
            timeout=self._timeout,
        )

    def _answer(self, reply: Reply) -> Any:
        """Return the result of an answer. Raises what it means if there is none."""
        if reply.status == 401:
            raise self._refusals.refused()
        answer = self._object(reply)
        if isinstance(error := answer.get("error"), dict):
            if error.get("code") == _DENIED:
                raise self._refusals.refused(_ADD_ONLY)
            raise BadAnswer(self._clean(str(error.get("message") or "an error")))
        if "result" not in answer:
            raise self._stranger("no result in the answer")
        return answer["result"]

    @override
    def said(self, reply: Reply) -> str:
        return reply.elsewhere or super().said(reply)


class _Enough(Exception):
    """Whoever reads has what he wanted."""


class _Reader:
    """Decodes the items of a list one by one while the answer is still arriving."""

    def __init__(self, take: Callable[[Any], bool]) -> None:
        self._take = take
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._size = 0
        self._started = False
        self.rest = ""
        self.ended = False

    def feed(self, piece: bytes) -> None:
        """Take in one more piece. Raises ``BadAnswer`` for what can be no list of rows."""
        if self.ended:
            return
        self._size += len(piece)
        self.rest += self._text.decode(piece)
        at = 0
        if not self._started and (start := _RESULT.search(self.rest)):
            self._started, at = True, start.end()
        while self._started and not self.ended:
            between = _BETWEEN.match(self.rest, at)
            at = between.end() if between else at
            if self.rest.startswith("]", at):
                self.ended = True
                break
            try:
                row, at = DECODER.raw_decode(self.rest, at)
            except ValueError:
                # Not all of it is here yet.
                break
            except RecursionError:
                raise BadAnswer("the answer is too deep") from None
            if self._take(row):
                raise _Enough
        self.rest = self.rest[at:]
        if len(self.rest) > _MAX_ROW or self._size > _MAX_STREAM:
            raise BadAnswer("the answer is too long")
