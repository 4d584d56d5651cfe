"""Download clients in memory, of two kinds: what a test sets is what they tell, at once."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar, override

from custom_components.greenlight.clients.base import (
    Added,
    Client,
    ClientInfo,
    Download,
    Feature,
    Finished,
    Found,
    Identity,
    Poll,
    Space,
    Survey,
    Transfer,
)
from custom_components.greenlight.clients.errors import ClientError, NotSupported
from custom_components.greenlight.const import CLIENT
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Protocol

from .scene import part


class MemoryClient(Client):
    """A client that does all it is told, unless `failure` is set or `hanging` is."""

    def __init__(self, name: str) -> None:
        """Know a program's name."""
        self.name = name
        self.transfer = Transfer(download_limit=0)
        self.known = Survey()
        self.downloads: dict[str, Download] = {}
        self.told: list[tuple[Any, ...]] = []
        self.failure: ClientError | None = None
        self.hanging = False
        self.closed = False

    @property
    def part(self) -> Any:
        """Return its subentry, known by its name in small letters."""
        data = {"type": "memory", "url": self.name, "verify_ssl": True}
        return part(CLIENT, self.name.lower(), self.name, data)

    async def _do(self, *command: Any) -> None:
        self.told.append(command)
        if self.hanging:
            await asyncio.Event().wait()
        if self.failure:
            raise self.failure

    def count(self, command: str) -> int:
        """Return how often it was told to do something."""
        return [one[0] for one in self.told].count(command)

    @override
    async def connect(self) -> ClientInfo:
        await self._do("connect")
        return ClientInfo(name=self.name, version="1.0")

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        raise NotImplementedError

    @override
    async def find(self, identity: Identity) -> Found | None:
        await self._do("find")
        return None

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        await self._do("poll")
        return Poll(downloads=self.downloads, transfer=self.transfer)

    @override
    async def survey(self) -> Survey:
        await self._do("survey")
        return self.known

    @override
    async def space(self, folder: str = "") -> Space:
        await self._do("space")
        return self.known.space

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return ()

    @override
    async def pause(self, download: str) -> None:
        await self._do("pause", download)

    @override
    async def resume(self, download: str) -> None:
        await self._do("resume", download)

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        await self._do("remove", download)

    @override
    async def pause_all(self) -> None:
        await self._do("pause_all")
        self.transfer = replace(self.transfer, paused=True)

    @override
    async def resume_all(self) -> None:
        await self._do("resume_all")
        self.transfer = replace(self.transfer, paused=False)

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._do("limits", download, upload)
        if download is not None:
            self.transfer = replace(self.transfer, download_limit=download)
        if upload is not None:
            if Feature.UPLOAD not in self.features:
                raise NotSupported
            self.transfer = replace(self.transfer, upload_limit=upload)

    @override
    async def close(self) -> None:
        self.closed = True


class MemoryTorrents(MemoryClient):
    """One that can do all that only some can."""

    protocol: ClassVar[Protocol] = Protocol.TORRENT
    features: ClassVar[frozenset[Feature]] = frozenset(Feature)

    def __init__(self, name: str) -> None:
        """Know the limits that torrents have."""
        super().__init__(name)
        self.transfer = Transfer(
            download_limit=0, upload_limit=0, alternative_speed=False
        )

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        await self._do("alternative_speed", enabled)
        self.transfer = replace(self.transfer, alternative_speed=enabled)

    @override
    async def set_category_limits(
        self, category: str, options: DownloadOptions
    ) -> None:
        await self._do("category_limits", category, options)

    @override
    async def recheck(self, download: str) -> None:
        await self._do("recheck", download)


class MemoryUsenet(MemoryClient):
    """One that can do only what all can."""

    protocol: ClassVar[Protocol] = Protocol.USENET

    def __init__(self, name: str) -> None:
        """Run."""
        super().__init__(name)
        self.transfer = Transfer(download_limit=0, paused=False)
