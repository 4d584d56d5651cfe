"""The API of SABnzbd: one address for everything, and its several ways of saying no.

Facts from sabnzbd.org/wiki/configuration/5.1/api and from real servers. A wrong key is a 200 with
an error inside before 4.0 and a 403 in plain text, labelled HTML, since; a Host header or an address
it does not like is a 403 as well. ``version`` and ``auth`` need no key, and only they leave no
warning in SABnzbd's own list when it is wrong.
"""

import re
from typing import Any, Final

import aiohttp
from yarl import URL

from ...engine.told import plain
from ..common.api import Access, ServerApi
from ..common.http import Reply, base_url, basic_auth, send
from ..errors import BadAnswer, ClientError, HostRejected, InvalidAuth, TooOld

# What SABnzbd itself answers under without being told, and what packages set it to.
_USUAL_PATH: Final = "sabnzbd"
_OLDEST: Final = 3
_VERSION = re.compile(r"(\d+)\.\d+\S{0,20}")
_NZB_KEY: Final = "this is the NZB key, which can only add; the API key is needed"


class Api(ServerApi):
    """The API of one SABnzbd at one address with one key.

    A refused key is remembered: SABnzbd would show a warning for every further try.
    """

    version: str = ""

    def __init__(self, session: aiohttp.ClientSession, access: Access) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        super().__init__(session, access)
        self._base: URL | None = None
        # Of a proxy: SABnzbd's own login is for people.
        credentials = basic_auth(self._username, self._password)
        self._headers = {"Authorization": credentials} if credentials else {}

    async def open(self) -> str:
        """Find the server, see whether the key opens it, and return its version."""
        self._refusals.check()
        told = await self._version()
        match = _VERSION.fullmatch(told)
        if match and int(match[1]) < _OLDEST:
            raise TooOld(told)
        self.version = told
        if self._api_key:
            # Asked first, because it leaves no warning behind.
            kind = (await self._ask("auth", key=self._api_key)).get("auth")
            if kind == "nzbkey":
                raise self._refusals.refused(_NZB_KEY)
            if kind == "badkey":
                raise self._refusals.refused()
        return told

    async def call(self, mode: str, /, **fields: str) -> dict[str, Any]:
        """Ask something and return the decoded answer. Raises ``ClientError`` for an error."""
        return await self._call(mode, fields)

    async def upload(self, filename: str, file: bytes, **fields: str) -> dict[str, Any]:
        """Hand over an NZB file and return the decoded answer."""
        return await self._call("addfile", fields, (filename, file))

    async def part(self, mode: str, /, **fields: str) -> dict[str, Any]:
        """Ask something and return the part of the answer that is called like the question."""
        part = (await self.call(mode, **fields)).get(mode)
        if not isinstance(part, dict):
            raise BadAnswer(f"no {mode} in the answer")
        return part

    async def _call(
        self, mode: str, fields: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> dict[str, Any]:
        self._refusals.check()
        if not self.version:
            await self.open()
        return await self._ask(mode, file, apikey=self._api_key, **fields)

    async def _version(self) -> str:
        base = base_url(self._url)
        paths = [base] if base.path.strip("/") else [base, base / _USUAL_PATH]
        for path in paths:
            reply = await self._send("version", None, path)
            if reply.status != 404 and not 300 <= reply.status < 400:
                break
        told = self._answer(reply).get("version")
        if not isinstance(told, str) or not told:
            raise self._stranger("no version in the answer")
        # Not before: what a proxy answers in the meantime must not lead away from the server.
        self._base = path
        return plain(told)[:30]

    async def _ask(
        self, mode: str, file: tuple[str, bytes] | None = None, **fields: str
    ) -> dict[str, Any]:
        return self._answer(await self._send(mode, file, **fields))

    async def _send(
        self,
        mode: str,
        file: tuple[str, bytes] | None = None,
        base: URL | None = None,
        /,
        **fields: str,
    ) -> Reply:
        form = aiohttp.FormData(
            {"mode": mode, "output": "json", **fields},
            default_to_multipart=file is not None,
        )
        if file is not None:
            form.add_field(
                "name", file[1], filename=file[0], content_type="application/x-nzb"
            )
        base = base or self._base or base_url(self._url)
        return await send(
            self._session,
            "POST",
            base / "api",
            headers=self._headers,
            data=form,
            timeout=self._timeout,
        )

    def _answer(self, reply: Reply) -> dict[str, Any]:
        """Return a decoded answer. Raises what it means if it is none, or an error."""
        text = reply.text
        if reply.status == 403 and len(text) < 500 and not text.startswith("<"):
            raise self._forbidden(text)
        if reply.status == 401:
            raise InvalidAuth(self.said(reply))
        answer = self._object(reply)
        error = answer.get("error")
        if answer.get("status") is False and isinstance(error, str):
            if "api key" in error.lower():
                raise self._refusals.refused(self._clean(error))
            raise BadAnswer(self._clean(error))
        return answer

    def _forbidden(self, text: str) -> ClientError:
        said = self._clean(text)
        if "api key" in text.lower():
            return self._refusals.refused(said)
        # Its own words end in a page that explains it: hostname-check or access-denied.
        if "access denied" in text.lower():
            return HostRejected(said)
        return self._stranger(said)


def slots(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a queue or history that have an id, which is all that has to be there."""
    found = part.get("slots")
    if not isinstance(found, list):
        raise BadAnswer("no slots in the answer")
    return [
        row
        for row in found
        if isinstance(row, dict) and isinstance(row.get("nzo_id"), str)
    ]
