"""How Plex is told that something has come into one of its folders."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import override

from ..common.loose import Row, rows, word
from ..common.media_folders import as_folder, in_deepest
from ..common.values import path as path_of
from ..errors import NotFound
from ..scans import Scans
from .api import PlexApi
from .rows import is_key


class PlexScans(Scans):
    """The folders of one Plex Media Server: each section has some."""

    _api: PlexApi

    @abstractmethod
    async def _identity(self) -> Row:
        """Ask who answers. Raises ``OtherServer``."""

    @override
    async def folders(self) -> tuple[str, ...]:
        await self._identity()
        found = (_folders(section) for section in await self._sections())
        return tuple(dict.fromkeys(folder for some in found for folder in some))

    @override
    async def scan(self, path: str) -> int:
        await self._identity()
        count = 0
        for section in await self._sections():
            key = word(section.get("key"))
            where = in_deepest(as_folder(path), _folders(section))
            if where and is_key(key) and await self._refresh(key, where):
                count += 1
        return count

    async def _refresh(self, key: str, where: str) -> bool:
        """Have a part of a section looked through. Returns whether that is still there."""
        try:
            # It says yes to a path that it does not know as well, and does nothing then.
            await self._api.do(f"/library/sections/{key}/refresh", {"path": where})
        except NotFound:
            return False
        return True

    async def _sections(self) -> list[Row]:
        answer = await self._api.container("/library/sections")
        return rows(answer.get("Directory"))


def _folders(section: Row) -> Iterator[str]:
    for one in rows(section.get("Location")):
        if where := path_of(one.get("path")):
            yield where
