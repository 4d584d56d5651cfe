"""A library of Radarr's stock: what Radarr and Sonarr do alike."""

from abc import abstractmethod
import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, ClassVar, Final, override

import aiohttp

from ....engine.library.item import Item
from ...base import About, Change, Level, Library, Picture, Trouble, What
from ...errors import BadAnswer, BasePath, LibraryError, NotFound, WrongProgram
from ..access import Access
from ..api import Api, Query
from ..values import objects, of, some, text
from .changes import Subjects, Told, told
from .decides import ArrDecides
from .imports import ArrImports
from .names import Names
from .signalr import messages

_STATUS: Final = "system/status"
# Smaller first: the full one can have megabytes.
_POSTERS: Final = ("poster-500.jpg", "poster.jpg")


class ArrLibrary(ArrDecides, ArrImports, Library):
    """One Radarr or Sonarr at one address with one key.

    Between two calls it keeps the names of profiles and tags, and nothing else.
    """

    subjects: ClassVar[Subjects]
    list_query: ClassVar[Query] = {}

    def __init__(self, session: aiohttp.ClientSession, access: Access) -> None:
        """Remember how to reach the server; nothing is sent before the first call."""
        self._api = Api(
            session,
            access.url,
            # A key in the address would beat this one, so there is none.
            {"X-Api-Key": access.key.strip()},
            secrets=[access.key.strip()],
            timeout=access.timeout,
        )
        self.library = access.library
        self._broken = 0
        self._names: Names | None = None
        self._deciding = asyncio.Lock()

    @abstractmethod
    def _item(self, row: dict[str, Any], names: Names) -> Item | None:
        """Return a work as the API writes it, None for what is none."""

    @abstractmethod
    def _is_whole(self, row: dict[str, Any]) -> bool:
        """Tell whether a work that was pushed says all that it says when it is asked for."""

    @override
    async def about(self) -> About:
        status = await self._status()
        name, version, called = (
            self._api.clean(text(of(status, field)))
            for field in ("appName", "version", "instanceName")
        )
        if not name or not version:
            raise BadAnswer("no name or version in the answer")
        if name != self.program:
            raise WrongProgram(name)
        if self._api.moved:
            raise BasePath(self._api.clean(self._api.moved))
        return About(name=called or name, version=version)

    @override
    async def read(self) -> AsyncGenerator[tuple[Item, ...]]:
        self._broken = 0
        names = self._names = await self._read_names()
        rows = self._api.rows(f"api/v3/{self.subjects.work}", self.list_query)
        async with aclosing(rows):
            async for some_rows in rows:
                items, broken = await asyncio.to_thread(self._items, some_rows, names)
                self._broken += broken
                if items:
                    yield items

    @property
    @override
    def broken(self) -> int:
        return self._broken

    @override
    async def item(self, item_id: str) -> Item | None:
        number = some(item_id)
        if number is None:
            return None
        try:
            row = await self._api.get(f"api/v3/{self.subjects.work}/{number}")
        except NotFound:
            return None
        item = await self._made(row) if isinstance(row, dict) else None
        if item is None:
            raise BadAnswer(f"no {self.subjects.work} in the answer")
        return item

    @override
    async def listen(self, heard: Callable[[Change], None]) -> None:
        stream = messages(self._api)
        async with aclosing(stream):
            async for message in stream:
                if not message:
                    heard(Change(what=What.STALE))
                elif (news := told(message, self.subjects)) is not None:
                    for change in await self._changes(news):
                        heard(change)

    @override
    async def troubles(self) -> tuple[Trouble, ...]:
        answer = await self._api.get("api/v3/health")
        if not isinstance(answer, list):
            raise BadAnswer("no list of troubles in the answer")
        return tuple(
            Trouble(level=Level(kind), text=self._api.clean(said))
            for row in objects(answer)
            if (kind := text(row.get("type"))) in set(Level)
            and (said := text(row.get("message")))
        )

    @override
    async def poster(self, item: Item) -> Picture | None:
        number = some(item.id)
        if number is None or not item.poster:
            return None
        for name in _POSTERS:
            try:
                return await self._api.picture(f"api/v3/mediacover/{number}/{name}")
            except NotFound:
                continue
        return None

    # ------------------------------------------------------------------ below

    async def _status(self) -> Any:
        try:
            return await self._api.get(f"api/v3/{_STATUS}")
        except NotFound as err:
            said = err.detail
        # Prowlarr, Lidarr and Readarr are of the same stock, with an older number.
        try:
            status = await self._api.get(f"api/v1/{_STATUS}")
        except LibraryError:
            raise NotFound(said) from None
        return status

    async def _read_names(self) -> Names:
        profiles = await self._api.get("api/v3/qualityprofile")
        tags = await self._api.get("api/v3/tag")
        return Names.read(profiles, tags)

    def _items(self, rows: list[Any], names: Names) -> tuple[tuple[Item, ...], int]:
        read = (self._try(row, names) for row in rows)
        items = tuple(item for item in read if item is not None)
        return items, len(rows) - len(items)

    def _try(self, row: Any, names: Names) -> Item | None:
        try:
            return self._item(row, names) if isinstance(row, dict) else None
        except ArithmeticError, AttributeError, LookupError, TypeError, ValueError:
            # No promise of whoever reads it: a single film is never to cost all the others.
            return None

    async def _made(self, row: dict[str, Any]) -> Item | None:
        if self._names is None or not self._names.know(row):
            self._names = await self._read_names()
        return await asyncio.to_thread(self._try, row, self._names)

    async def _changes(self, news: Told) -> list[Change]:
        if news.names:
            self._names = None
        if news.health:
            return [Change(what=What.HEALTH)]
        if news.stale:
            return [Change(what=What.STALE)]
        if news.work is None:
            return []
        if news.gone:
            return [Change(what=What.REMOVED, id=str(news.work))]
        item = None
        if news.row is not None and self._is_whole(news.row):
            item = await self._made(news.row)
        return [Change(what=What.CHANGED, id=str(news.work), item=item)]
