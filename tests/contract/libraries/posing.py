"""What poses as a download client: it answers each last part of a path, or a mode, as it is told."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.support.ports import LOOPBACK


class Posing:
    """``answers`` are texts, statuses or JSON, and may be changed; ``asked`` is what was asked for."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        name = request.query.get("mode") or request.path.rpartition("/")[2]
        self.asked.append(f"{name} {request.query.get('name', '')}".strip())
        given = self.answers.get(self.asked[-1], self.answers.get(name, 404))
        if isinstance(given, int):
            return web.Response(status=given)
        if isinstance(given, str):
            return web.Response(text=given)
        return web.json_response(given)


@asynccontextmanager
async def posing(**answers: Any) -> AsyncGenerator[Posing]:
    """Listen on a free port, below a path."""
    server = Posing(answers)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    server.url = f"http://{LOOPBACK}:{runner.addresses[0][1]}/below/a/path"
    try:
        yield server
    finally:
        await runner.cleanup()
