"""Answers that a server gives instead of its own."""

from collections.abc import Awaitable, Callable

from aiohttp import web

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answering(
    status: int = 200, text: str = "", content_type: str = "text/plain", **headers: str
) -> Handler:
    """Return a handler that always answers the same."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(
            status=status, text=text, content_type=content_type, headers=headers or None
        )

    return handle
