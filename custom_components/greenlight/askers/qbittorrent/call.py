"""One call of a program that was let in, and what answers need of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from ..base import Desk, Standing
from .asked import ALL, Asked
from .replies import Refused
from .rows import Row, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks, by what it introduces itself, and what."""

    desk: Desk
    rows: Rows
    asked: Asked
    agent: str

    async def listed(self) -> list[Row]:
        """Return the rows of all that is to be seen."""
        return self.rows.of(await self.desk.look(), await self.desk.habits())

    def one(self) -> Standing:
        """Return the one that is asked about. Raises ``Refused``."""
        self.asked.needed("hash")
        standing = self.desk.find(self.asked.text("hash").strip())
        if standing is None:
            raise not_found()
        return standing

    async def orders(self) -> tuple[str, ...]:
        """Return which orders are meant; all are those of this asker. Raises ``Refused``."""
        self.asked.needed("hashes")
        ids = self.asked.ids()
        if ids != (ALL,):
            return ids
        return tuple(standing.order.id for standing in await self.desk.look())


type Answer = Callable[[Call], Awaitable[web.Response]]


def not_found() -> Refused:
    """Return what is answered about what is not there."""
    return Refused(404, "Not Found")
