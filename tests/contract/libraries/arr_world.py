"""A fake Radarr or Sonarr as the contract wants a server."""

from abc import abstractmethod
from typing import Any, override

from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.common.access import Access
from custom_components.greenlight.libraries.radarr.library import Radarr
from custom_components.greenlight.libraries.sonarr.library import Sonarr
from tests.support.fake_arr import FakeArr

from .world import LIBRARY, World


class ArrWorld(World):
    """What both have in common."""

    server: FakeArr
    requests = 3

    @override
    def library(
        self, *, url: str | None = None, key: str | None = None, timeout: float = 5
    ) -> Library:
        return self.made(
            Access(
                library=LIBRARY,
                url=self.server.url if url is None else url,
                key=self.server.key if key is None else key,
                timeout=timeout,
            )
        )

    @abstractmethod
    def made(self, access: Access) -> Library: ...

    @property
    @override
    def secrets(self) -> tuple[str, ...]:
        return (self.server.key,)

    @override
    async def rename(self, item_id: str, title: str) -> None:
        await self.server.change(int(item_id), title=title)

    @override
    async def remove(self, item_id: str) -> None:
        await self.server.remove(int(item_id))

    @override
    def plant(self, *rows: Any) -> None:
        for row in rows:
            number = 1000 + len(self.server.works)
            self.server.works[number] = (
                {**row, "id": number}
                if isinstance(row, dict) and "title" in row
                else row
            )

    @override
    def asked(self) -> int:
        return len(self.server.asked)


class RadarrWorld(ArrWorld):
    """A fake Radarr."""

    version = "6.0.4.10291"

    @override
    def made(self, access: Access) -> Radarr:
        return Radarr(self.session, access)


class SonarrWorld(ArrWorld):
    """A fake Sonarr."""

    version = "4.0.16.2944"

    @override
    def made(self, access: Access) -> Sonarr:
        return Sonarr(self.session, access)
