"""How Jellyfin is told that something has come into one of its folders."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import override

from ..common.loose import Row
from ..common.media_folders import in_deepest
from ..common.values import path as path_of
from ..scans import Scans
from .api import JellyfinApi


class JellyfinScans(Scans):
    """The folders of one Jellyfin: each of its libraries has some."""

    _api: JellyfinApi

    @abstractmethod
    async def _public(self) -> Row:
        """Ask who answers. Raises ``OtherServer``."""

    @override
    async def folders(self) -> tuple[str, ...]:
        await self._public()
        found = (_folders(row) for row in await self._api.folders())
        return tuple(dict.fromkeys(folder for some in found for folder in some))

    @override
    async def scan(self, path: str) -> int:
        await self._public()
        found = (in_deepest(path, _folders(row)) for row in await self._api.folders())
        holding = [where for where in found if where]
        # Where it is in two of its libraries, they may write it in two ways.
        for where in dict.fromkeys(holding):
            await self._api.updated(where)
        return len(holding)


def _folders(row: Row) -> Iterator[str]:
    listed = row.get("Locations")
    for one in listed if isinstance(listed, list) else ():
        if where := path_of(one):
            yield where
