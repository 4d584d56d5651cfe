"""What the contract of a library wants of the server it runs on."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar

from aiohttp import ClientSession

from custom_components.greenlight.engine.library.item import Item
from custom_components.greenlight.libraries.base import Change, Library, What
from tests.support.waiting import until

LIBRARY = "the-subentry"


class World(ABC):
    """A fake server with a small library, and how a library of ours is made for it.

    ``server`` has a ``url``. ``secrets`` are what nobody may ever read.
    """

    version: ClassVar[str]
    # How many requests a whole reading may make of a library of this size.
    requests: ClassVar[int]

    def __init__(self, server: Any, session: ClientSession) -> None:
        self.server = server
        self.session = session

    @abstractmethod
    def library(
        self, *, url: str | None = None, key: str | None = None, timeout: float = 5
    ) -> Library:
        """Return a library of the server, or of what stands before it."""

    @property
    @abstractmethod
    def secrets(self) -> tuple[str, ...]:
        """Return what opens the server."""

    @abstractmethod
    async def rename(self, item_id: str, title: str) -> None:
        """Change what an item is called, and push that as the server does."""

    @abstractmethod
    async def remove(self, item_id: str) -> None:
        """Remove an item, and push that."""

    @abstractmethod
    def plant(self, *rows: Any) -> None:
        """Put what is no item, or a strange one, among the items, as the server would list it."""

    @abstractmethod
    def asked(self) -> int:
        """Return how many requests there were."""


async def read(library: Library) -> dict[str, Item]:
    """Read all items of a library, by their ids."""
    found: dict[str, Item] = {}
    async for items in library.read():
        for item in items:
            assert item.id not in found
            found[item.id] = item
    return found


class Ear:
    """Hears what a library tells."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def __call__(self, change: Change) -> None:
        self.changes.append(change)

    async def until(self, check: Callable[[Change], bool], what: str) -> Change:
        """Wait until something was heard that is as the check wants it."""

        async def heard() -> Change | None:
            return next(filter(check, self.changes), None)

        found = await until(heard, what, seconds=10, pause=0.01)
        assert found is not None
        return found


@asynccontextmanager
async def listening(library: Library) -> AsyncGenerator[Ear]:
    """Listen to a library, from when its connection stands."""
    ear = Ear()
    task = asyncio.create_task(library.listen(ear))
    try:
        await ear.until(lambda change: change.what is What.STALE, "the connection")
        ear.changes.clear()
        yield ear
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
