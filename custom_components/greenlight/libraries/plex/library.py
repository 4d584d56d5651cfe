"""Plex Media Server: films and series, with what it has seen in the files."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import Final, override

import aiohttp

from ...engine.library.item import Episodes, Item, Kind, Season, Version
from ..base import About, Change, Library, Picture, Trouble, What
from ..common.access import Access
from ..common.loose import Row, rows, word
from ..common.media_server import Tally, poster_in, read_each
from ..common.values import text
from ..errors import BadAnswer, NotFound, OtherServer
from .api import PlexApi
from .files import versions_of
from .notifications import changes_of
from .rows import episodes_of, is_key, key_of, movie_of, season_of, series_of
from .scans import PlexScans

# The numbers by which lists are asked for kinds.
_MOVIES, _SERIES, _SEASONS = 1, 2, 3
# How many are asked for in one address.
_AT_ONCE: Final = 50
_WITH_IDS: Final = {"includeGuids": 1}
_DETAILS: Final = {"includeGuids": 1, "skipRefresh": 1}
# Only which these are is asked, not what they are.
_BARE: Final = {
    "excludeElements": "Media,Guid,Genre,Director,Role,Writer,Country,Image"
}


class Plex(PlexScans, Library):
    """One Plex Media Server.

    The key is the X-Plex-Token, ``client_id`` what we are known by there, always the same. ``known`` is the machine identifier of the server that
    was set up, empty where none was yet.
    """

    program = "Plex"
    kinds = frozenset({Kind.MOVIE, Kind.SERIES})
    measures = True

    def __init__(
        self,
        session: aiohttp.ClientSession,
        access: Access,
        *,
        client_id: str,
        known: str = "",
    ) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        self._api = PlexApi(session, access, client_id)
        self._library = access.library
        self._known = known
        self._tally = Tally()

    @property
    @override
    def broken(self) -> int:
        return self._tally.broken

    @override
    async def about(self) -> About:
        identity = await self._identity()
        # Who may not enter learns no more than that.
        root = await self._api.container("/")
        version = text(root.get("version")) or text(identity.get("version"))
        return About(
            name=self._api.clean(text(root.get("friendlyName"))) or self.program,
            version=self._api.clean(version).partition("-")[0],
            id=text(identity["machineIdentifier"]),
        )

    @override
    async def read(self) -> AsyncIterator[tuple[Item, ...]]:
        await self._identity()
        self._tally = tally = Tally()
        for section in await self._sections():
            key = word(section.get("key"))
            if not is_key(key):
                continue
            if section.get("type") == "movie":
                async for items in self._movies(key, tally):
                    yield items
            elif section.get("type") == "show":
                async for items in self._series(key, tally):
                    yield items

    async def _movies(self, key: str, tally: Tally) -> AsyncIterator[tuple[Item, ...]]:
        bright = await self._bright(key)
        path = f"/library/sections/{key}/all"
        async for page in self._api.pages(path, {"type": _MOVIES, **_WITH_IDS}):
            wanted = [word(row.get("ratingKey")) for row in page]
            closer = await self._details([each for each in wanted if each in bright])
            known = [closer.get(word(row.get("ratingKey")), row) for row in page]
            yield await asyncio.to_thread(
                read_each, known, self._movie, tally, self.program
            )

    def _movie(self, row: Row) -> Item:
        return movie_of(self._library, row)

    async def _bright(self, key: str) -> set[str]:
        """Return what Plex finds by its filters for Dolby Vision and HDR; only that needs details."""
        found: set[str] = set()
        path = f"/library/sections/{key}/all"
        for name in ("dovi", "hdr"):
            query: dict[str, str | int] = {"type": _MOVIES, name: 1, **_BARE}
            try:
                async for page in self._api.pages(path, query):
                    found.update(word(row.get("ratingKey")) for row in page)
            except BadAnswer:
                # A server that has no such filter: what is a candidate is looked at then.
                continue
        return found

    async def _series(self, key: str, tally: Tally) -> AsyncIterator[tuple[Item, ...]]:
        path = f"/library/sections/{key}/all"
        seasons: dict[str, list[Season]] = {}
        async for page in self._api.pages(path, {"type": _SEASONS}):
            for row in page:
                if season := season_of(row):
                    of = word(row.get("parentRatingKey"))
                    seasons.setdefault(of, []).append(season)

        def read(row: Row) -> Item:
            return series_of(self._library, row, seasons.get(key_of(row), ()))

        async for page in self._api.pages(path, {"type": _SERIES, **_WITH_IDS}):
            yield await asyncio.to_thread(read_each, page, read, tally, self.program)

    @override
    async def item(self, item_id: str) -> Item | None:
        row = await self._row(item_id)
        # Plex tells of episodes and seasons by themselves.
        if row and (whose := _series_of(row)):
            row = await self._row(whose)
        if row is None:
            return None
        try:
            if row.get("type") == "movie":
                return self._movie(row)
            if row.get("type") == "show":
                seasons = await self._seasons(key_of(row))
                return series_of(self._library, row, seasons)
        except ValueError:
            raise BadAnswer("an item that cannot be understood") from None
        return None

    async def _row(self, item_id: str) -> Row | None:
        if not is_key(item_id):
            return None
        try:
            answer = await self._api.container(f"/library/metadata/{item_id}", _DETAILS)
        except NotFound:
            return None
        return next(iter(rows(answer.get("Metadata"))), None)

    async def _seasons(self, item_id: str) -> list[Season]:
        path = f"/library/metadata/{item_id}/children"
        found = [
            season_of(row) async for page in self._api.pages(path, {}) for row in page
        ]
        return [season for season in found if season]

    @override
    async def measured(
        self, item_ids: Collection[str]
    ) -> Mapping[str, tuple[Version, ...]]:
        details = await self._details(list(item_ids))
        return await asyncio.to_thread(_measured, details)

    async def _details(self, keys: list[str]) -> dict[str, Row]:
        """Ask for some items with their streams; those that are gone are left out."""
        found: dict[str, Row] = {}
        keys = [key for key in keys if is_key(key)]
        for start in range(0, len(keys), _AT_ONCE):
            await self._ask_details(keys[start : start + _AT_ONCE], found)
        return found

    async def _ask_details(self, keys: list[str], found: dict[str, Row]) -> None:
        try:
            path = f"/library/metadata/{','.join(keys)}"
            answer = await self._api.container(path, _DETAILS)
        except NotFound:
            # One that is gone may hide the others.
            if len(keys) > 1:
                half = len(keys) // 2
                await self._ask_details(keys[:half], found)
                await self._ask_details(keys[half:], found)
            return
        found |= {
            word(row.get("ratingKey")): row for row in rows(answer.get("Metadata"))
        }

    @override
    async def episodes(self, item_id: str) -> Episodes:
        if not is_key(item_id):
            return Episodes()
        leaves: list[Row] = []
        path = f"/library/metadata/{item_id}/allLeaves"
        try:
            async for page in self._api.pages(path, {}):
                leaves += page
        except NotFound:
            return Episodes()
        deep = [word(row.get("ratingKey")) for row in leaves if _may_be_bright(row)]
        closer = await self._details(deep)
        known = [closer.get(word(row.get("ratingKey")), row) for row in leaves]
        return await asyncio.to_thread(episodes_of, known)

    @override
    async def listen(self, heard: Callable[[Change], None]) -> None:
        await self._identity()
        async for message in self._api.told(lambda: heard(Change(what=What.STALE))):
            for change in changes_of(message):
                heard(change)

    @override
    async def troubles(self) -> tuple[Trouble, ...]:
        # Plex tells nobody what is wrong with it.
        return ()

    @override
    async def poster(self, item: Item) -> Picture | None:
        return await poster_in("/library/", item, self._api.picture)

    @override
    async def _identity(self) -> Row:
        """Ask who answers, which needs no token. Raises ``OtherServer``."""
        try:
            answer = await self._api.container("/identity")
        except NotFound:
            raise BadAnswer("no Plex Media Server answers there") from None
        machine = text(answer.get("machineIdentifier"))
        if not machine:
            raise BadAnswer("no Plex Media Server answers there")
        if self._known and machine != self._known:
            raise OtherServer
        return answer


def _measured(details: Mapping[str, Row]) -> dict[str, tuple[Version, ...]]:
    found = {}
    for key, row in details.items():
        try:
            if versions := versions_of(row):
                found[key] = versions
        except ValueError:
            continue
    return found


def _series_of(row: Row) -> str:
    name = {"season": "parentRatingKey", "episode": "grandparentRatingKey"}.get(
        text(row.get("type")), ""
    )
    return word(row.get(name)) if name else ""


def _may_be_bright(row: Row) -> bool:
    """Tell whether an episode may have more than lists tell: what is bright has ten bits."""
    return any(
        "10" in text(media.get("videoProfile"))
        or text(media.get("videoResolution")).casefold() == "4k"
        for media in rows(row.get("Media"))
    )
