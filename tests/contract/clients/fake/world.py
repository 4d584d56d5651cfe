"""The client that tests have in memory, as the contract wants a server."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from custom_components.greenlight.clients.base import DownloadState, Identity
from custom_components.greenlight.clients.errors import InvalidAuth
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import Fate, downloading

from ..world import Release, file_of


class FakeWorld:
    """A client that is its own server: what is told to one is told to all."""

    program, version = "Fake", "1"
    wrong: ClassVar[Mapping[str, Any]] = {"failure": InvalidAuth()}
    folder = "/downloads"

    def __init__(self, fake: FakeClient, make: Callable[[str], Release]) -> None:
        self.fake = fake
        self.make = make

    def client(self, **changed: Any) -> FakeClient:
        for name, value in changed.items():
            setattr(self.fake, name, value)
        return self.fake

    async def place(self, release: Release) -> None:
        self.fake.fates[release.name] = Fate.DONE

    async def has_data(self, release: Release) -> bool:
        return release.name in self.fake.fates

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        new = self.fake.read(Identity(title=release.name), file_of(release), None)
        self.fake.put(new, DownloadOptions(category=category, stopped=stopped))

    def _known(self, release: Release) -> list[str]:
        return [
            one.id for one in self.fake.downloads.values() if one.name == release.name
        ]

    async def remove_by_hand(self, release: Release) -> None:
        for known in self._known(release):
            del self.fake.downloads[known]

    async def seen(self, release: Release) -> DownloadOptions | None:
        for known in self._known(release):
            download = self.fake.downloads[known]
            stopped = download.state is DownloadState.PAUSED
            return replace(
                self.fake.options[known], category=download.category, stopped=stopped
            )
        return None

    async def count(self) -> int:
        return len(self.fake.downloads)

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        release = self.make("Doomed.2026")
        self.fake.fates[release.name] = Fate.FAILS
        return release, DownloadOptions()

    async def slow(self) -> Release:
        release = self.make("Slow.2026")
        self.fake.fates[release.name] = Fate.SLOW
        return release

    async def let_go(self) -> None:
        """Do nothing: it is a step further at each look."""

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        for number in range(count):
            known = f"{number:040x}"
            self.fake.downloads[known] = downloading(
                frozenset({known}), name=known, complete=True, category=category
            )
            self.fake.ended[known] = since + number

    async def category_limits(self, category: str) -> DownloadOptions | None:
        return self.fake.categories.get(category)

    async def lose_sessions(self) -> None:
        """Do nothing: there are none."""
