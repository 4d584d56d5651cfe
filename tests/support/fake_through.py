"""Clients in memory that other programs are shown through."""

from collections.abc import Collection, Mapping
from typing import Any, override

from custom_components.greenlight.clients.base import Client, Identity
from custom_components.greenlight.clients.errors import NotSupported
from custom_components.greenlight.clients.through import (
    File,
    Habits,
    ShareLimits,
    Shown,
    Through,
    Tracker,
)
from custom_components.greenlight.engine.order import Place

from .fake_client import FakeClient


class FakeThrough(Through):
    """What of a client in memory is shown: each call is written down there, and fails with it."""

    def __init__(self, fake: FakeClient) -> None:
        """Show what such a client has."""
        self.fake = fake
        self.habit = Habits(save_path="/downloads", queueing=True)
        # What every download holds.
        self.names: tuple[str, ...] = ("Through.mkv",)

    @override
    async def show(self, wanted: Mapping[str, Identity]) -> Mapping[str, Shown]:
        await self.fake.do("show", len(wanted))
        found = {key: self.fake.seen(identity) for key, identity in wanted.items()}
        return {
            key: Shown(download=one.download, save_path="/downloads", downloaded=1)
            for key, one in found.items()
            if one is not None
        }

    @override
    async def habits(self) -> Habits:
        await self.fake.do("habits")
        return self.habit

    @override
    async def categories(self) -> Mapping[str, str]:
        await self.fake.do("categories")
        return {"films": "/downloads/films"}

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        await self.fake.do("create_category", name, path)

    @override
    async def files(self, download: str) -> tuple[File, ...]:
        await self.fake.do("files", download)
        return tuple(File(name=name, size=1, progress=0.5) for name in self.names)

    @override
    async def trackers(self, download: str) -> tuple[Tracker, ...]:
        await self.fake.do("trackers", download)
        return (Tracker(url="http://tracker.example", works=True),)

    @override
    async def set_category(self, download: str, category: str) -> None:
        await self.fake.do("set_category", download, category)

    @override
    async def set_limits(self, download: str, limits: ShareLimits) -> None:
        await self.fake.do("set_limits", download, limits)

    @override
    async def set_forced(self, download: str, *, forced: bool) -> None:
        await self.fake.do("set_forced", download, forced)

    @override
    async def move(self, download: str, place: Place) -> None:
        await self.fake.do("move", download, place)

    @override
    async def add_tags(self, download: str, tags: Collection[str]) -> None:
        await self.fake.do("add_tags", download, tuple(tags))

    @override
    async def remove_tags(self, download: str, tags: Collection[str]) -> None:
        await self.fake.do("remove_tags", download, tuple(tags))

    @override
    async def reannounce(self, download: str) -> None:
        await self.fake.do("reannounce", download)
        raise NotSupported


def shown_through(fake: FakeClient) -> Client:
    """Return a client that is a fake in everything, and shows what it has."""

    class ShownClient(_PASSED_ON, FakeThrough):  # type: ignore[misc]
        protocol = fake.protocol
        features = fake.features

    client: Client = ShownClient(fake)
    return client


def _passed_on(name: str) -> Any:
    async def call(self: FakeThrough, *args: Any, **named: Any) -> Any:
        return await getattr(self.fake, name)(*args, **named)

    return call


_PASSED_ON: Any = type(
    "PassedOn",
    (Client,),
    {name: _passed_on(name) for name in (*Client.__abstractmethods__, "recheck")},
)
