"""A server made of recorded answers, on loopback: what all of them share."""

from abc import ABC, abstractmethod
from collections import Counter
from typing import Any, Self

from aiohttp import web

from tests.support.ports import LOOPBACK, free_port

from .answers import Handler

PASSWORD = "correct horse battery"


class RecordedServer(ABC):
    """The server; its attributes are its state and what it was asked."""

    def __init__(self, version: str, *, base_path: str = "") -> None:
        self.version = version
        self.base_path = base_path
        self.username, self.password = "admin", PASSWORD
        self.port = free_port()
        # How often each thing was asked for, and with what, in order.
        self.calls: Counter[str] = Counter()
        self.asked: list[tuple[str, Any]] = []
        # Answers to give instead: to all, or to one thing.
        self.answer_all: Handler | None = None
        self.instead: dict[str, Handler] = {}
        # How many more adds are taken and not shown.
        self.hidden_adds = 0
        self._given = 0
        self._runner: web.AppRunner | None = None

    @property
    def below(self) -> str:
        """Return the path below which it answers anything at all."""
        return ""

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if self.answer_all is not None:
            return await self.answer_all(request)
        return await self._answer(request)

    @abstractmethod
    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Answer whatever is asked."""

    @property
    def url(self) -> str:
        """Return what a person would enter."""
        return f"http://{LOOPBACK}:{self.port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to answer, also once more after it was stopped."""
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", f"{self.below}/{{path:.*}}", self._handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, self.port).start()

    async def stop(self) -> None:
        """Answer no more."""
        if self._runner:
            await self._runner.cleanup()
