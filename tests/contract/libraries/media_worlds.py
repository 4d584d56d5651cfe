"""A fake Plex and a fake Jellyfin as the contract wants a server."""

from dataclasses import replace
from typing import Any, override

from custom_components.greenlight.libraries.common.access import Access
from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from custom_components.greenlight.libraries.plex.library import Plex
from tests.support.fake_jellyfin import FakeJellyfin, key_of
from tests.support.fake_library import FakeLibrary
from tests.support.fake_plex import FakePlex

from .world import LIBRARY, World


class MediaWorld(World):
    """What both have in common."""

    server: FakeLibrary

    @property
    @override
    def secrets(self) -> tuple[str, ...]:
        return (self.server.token,)

    @override
    def asked(self) -> int:
        return len(self.server.seen)

    def access(self, url: str | None, key: str | None, timeout: float) -> Access:
        """Return where the server is, or what stands before it."""
        return Access(
            library=LIBRARY,
            url=self.server.url if url is None else url,
            key=self.server.token if key is None else key,
            timeout=timeout,
        )

    @override
    def plant(self, *rows: Any) -> None:
        for row in rows:
            if isinstance(row, dict) and self.server.key in row:
                row = {
                    **row,
                    self.server.key: key_of(9000 + len(self.server.unreadable)),
                }
            self.server.unreadable.append(row)


class PlexWorld(MediaWorld):
    """A fake Plex."""

    server: FakePlex
    version = "1.43.4.10903"
    # Who it is, sections, two filters, films and their details, seasons, series.
    requests = 8

    @override
    def library(
        self, *, url: str | None = None, key: str | None = None, timeout: float = 5
    ) -> Plex:
        access = self.access(url, key, timeout)
        return Plex(self.session, access, client_id="client-1")

    @override
    async def rename(self, item_id: str, title: str) -> None:
        self.server.films = [
            replace(film, title=title) if str(film.key) == item_id else film
            for film in self.server.films
        ]
        await self.server.tell(1, item_id, 5)

    @override
    async def remove(self, item_id: str) -> None:
        self.server.films = [
            film for film in self.server.films if str(film.key) != item_id
        ]
        await self.server.tell(1, item_id, 9)


class JellyfinWorld(MediaWorld):
    """A fake Jellyfin."""

    server: FakeJellyfin
    version = "12.1.0"
    # Who it is, films, episodes, series.
    requests = 4

    @override
    def library(
        self, *, url: str | None = None, key: str | None = None, timeout: float = 5
    ) -> Jellyfin:
        access = self.access(url, key, timeout)
        return Jellyfin(self.session, access, device_id="device-1", interval=0.02)

    @override
    async def rename(self, item_id: str, title: str) -> None:
        self.server.films = [
            replace(film, title=title) if key_of(film.key) == item_id else film
            for film in self.server.films
        ]
        self.server.saved[int(item_id, 16)] = 4_000_000_000.0

    @override
    async def remove(self, item_id: str) -> None:
        self.server.films = [
            film for film in self.server.films if key_of(film.key) != item_id
        ]
