"""The HTTP of Jellyfin: the header that opens it, lists in pages, and who is to be told apart."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import aiohttp
from yarl import URL

from ..base import Picture
from ..common.access import Access
from ..common.address import base_url
from ..common.api import Api
from ..common.http import sending
from ..common.loose import Row, listed
from ..common.media_server import fresh_rows
from ..common.values import text, whole
from ..errors import BadAnswer, BasePath, LibraryAuth, LibraryError, NotFound, OldLogin

# Rows of one page: a film with all its streams has some ten thousand bytes.
PAGE: Final = 100
# What is needed of an item besides what always comes.
FIELDS: Final = {
    "Fields": (
        "ProviderIds,MediaSources,Path,DateCreated,Genres,People,Tags,OriginalTitle,"
        "ProductionYear,PremiereDate"
    ),
    "EnableImageTypes": "Primary",
    "ImageTypeLimit": 1,
}
# The order has to be one that stays while somebody reads on.
_LISTED: Final = {
    "Recursive": "true",
    "EnableUserData": "false",
    "SortBy": "DateCreated,SortName",
    "SortOrder": "Ascending",
}
_POSTER: Final = {"maxWidth": "600"}
_PUBLIC: Final = "/System/Info/Public"
_PRODUCT: Final = "Jellyfin Server"
_NOBODY: Final = "no Jellyfin answers there"


class JellyfinApi:
    """One server. The key goes in a header, never into an address. All raise ``LibraryError``."""

    def __init__(
        self, session: aiohttp.ClientSession, access: Access, device_id: str
    ) -> None:
        """Remember how to reach the server."""
        login = (
            f'MediaBrowser Token="{_quoted(access.key)}", Client="Greenlight", '
            f'Device="Home Assistant", DeviceId="{_quoted(device_id)}", Version="1"'
        )
        key, patience = access.key, access.timeout
        self._api = Api(
            session,
            access.url,
            {"Authorization": login},
            secrets=(key, login),
            timeout=patience,
        )
        # As servers wanted it that are older, or that are Emby.
        old = {"X-Emby-Token": key}
        self._old = Api(session, access.url, old, secrets=(key,), timeout=patience)
        self._session = session
        self._access = access

    async def public(self) -> Row:
        """Ask who answers. Raises ``OldLogin`` for Emby, ``BasePath`` for an address without it."""
        try:
            answer = await self._api.get(_PUBLIC)
        except NotFound:
            raise BadAnswer(_NOBODY) from None
        except BadAnswer:
            if base := await self._base_path():
                raise BasePath(self._api.clean(base)) from None
            raise
        if not isinstance(answer, Mapping) or not text(answer.get("Id")):
            raise BadAnswer(_NOBODY)
        product = text(answer.get("ProductName"))
        if product != _PRODUCT:
            # Jellyfin has always named itself; what it was made of does not.
            raise OldLogin(self._api.clean(product) or "Emby")
        return answer

    async def _base_path(self) -> str:
        """Return the path the program is served under, to whose pages it sends whoever lacks it."""
        url = base_url(self._access.url) / _PUBLIC.lstrip("/")
        async with sending(
            self._session, "GET", url, headers={}, timeout=self._access.timeout
        ) as answer:
            to = answer.location if 300 <= answer.status < 400 else ""
        try:
            path = URL(to).path
        except ValueError:
            return ""
        head, web, _ = path.partition("/web")
        return head if web else ""

    async def let_in(self) -> Row:
        """Ask for what only those learn who may come in. Raises ``OldLogin``, ``LibraryAuth``."""
        try:
            answer = await self._api.get("/System/Info")
        except LibraryAuth:
            if await self._takes_old():
                raise OldLogin("Jellyfin") from None
            raise
        if not isinstance(answer, Mapping):
            raise BadAnswer("not an answer of Jellyfin")
        return answer

    async def _takes_old(self) -> bool:
        try:
            return isinstance(await self._old.get("/System/Info"), Mapping)
        except LibraryError:
            return False

    def clean(self, text: str) -> str:
        """Return some words of the server's, without anything that opens the server."""
        return self._api.clean(text)

    async def items(self, query: Mapping[str, Any]) -> Row:
        """Ask for some items."""
        answer = await self._api.get("/Items", query)
        if not isinstance(answer, Mapping) or "Items" not in answer:
            raise BadAnswer("not an answer of Jellyfin")
        return answer

    async def pages(self, query: Mapping[str, Any]) -> AsyncIterator[list[Row]]:
        """Ask for a list and yield its rows page by page, each row once.

        The server may send fewer than asked for: it goes on by what was received.
        """
        seen: set[str] = set()
        start = 0
        while True:
            part = {**_LISTED, **query, "StartIndex": start, "Limit": PAGE}
            answer = await self.items(part)
            page = listed(answer.get("Items"))
            start += len(page)
            new = fresh_rows(page, "Id", seen)
            if new:
                yield new
            if not page and start < (whole(answer.get("TotalRecordCount")) or 0):
                # Half a list would look as if the rest was gone.
                raise BadAnswer("the list ends before its end")
            if not new or start >= (whole(answer.get("TotalRecordCount")) or 0):
                return

    async def folders(self) -> list[Row]:
        """Ask for the libraries, each of which watches some folders."""
        answer = await self._api.get("/Library/VirtualFolders")
        if not isinstance(answer, list):
            raise BadAnswer("not an answer of Jellyfin")
        return [row for row in answer if isinstance(row, Mapping)]

    async def updated(self, path: str) -> None:
        """Tell that something has changed at a path."""
        # It takes any kind for any other.
        update = {"Path": path, "UpdateType": "Modified"}
        await self._api.post("/Library/Media/Updated", {"Updates": [update]})

    async def picture(self, address: str) -> Picture:
        """Fetch a picture by its path, to which a query may belong."""
        url = URL(address)
        return await self._api.picture(url.path, {**url.query, **_POSTER})


def _quoted(value: str) -> str:
    return value.replace('"', "").replace("\\", "").strip()
