"""The push service of the companion app: takes what Home Assistant sends and hands it to phones.

It answers as the real one does: 201 with the limits of the day, 429 beyond them, 500 for what is too
large for Google and Apple. What a phone cannot get now waits until it is back.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import json
from typing import Any, Self

from aiohttp import web

from .ports import LOOPBACK, free_port

type Push = dict[str, Any]
type Taker = Callable[[Push], None]

# Pushes a day and phone, and the bytes that one may have.
LIMIT = 500
LARGEST = 4096
# What tells the app to do something counts for nothing.
COMMANDS = frozenset({"clear_notification", "delete_alert", "remove_channel"})


class PushService:
    """One server on loopback for all phones, each known by its token."""

    def __init__(self, limit: int = LIMIT) -> None:
        """Nobody is known yet."""
        self.limit = limit
        self.port = free_port()
        # Everything that came, and what was refused, with the reason.
        self.pushes: list[Push] = []
        self.refused: list[str] = []
        self.down = False
        self._sent: defaultdict[str, int] = defaultdict(int)
        self._takers: dict[str, Taker] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the address that phones give to Home Assistant."""
        return f"http://{LOOPBACK}:{self.port}/push"

    def join(self, token: str, taker: Taker) -> None:
        """Hand what comes for a token to a phone."""
        self._takers[token] = taker

    def sent(self, token: str) -> int:
        """Return how many pushes of today count for a phone."""
        return self._sent[token]

    async def __aenter__(self) -> Self:
        """Begin to serve."""
        app = web.Application()
        app.router.add_post("/push", self._push)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""
        assert self._runner is not None
        await self._runner.cleanup()

    async def _push(self, request: web.Request) -> web.Response:
        body = await request.read()
        push: Push = json.loads(body)
        self.pushes.append(push)
        token = push.get("push_token", "")
        if self.down:
            return self._refuse(
                500, "InternalError", "The service has a bad day", token
            )
        if token not in self._takers:
            return self._refuse(403, "InvalidToken", "You did not send a token", token)
        if wrong := _wrong(push):
            return self._refuse(500, "InvalidPayload", wrong, token)
        if len(body) > LARGEST:
            said = f"{len(body)} bytes are too many"
            return self._refuse(500, "PayloadTooLarge", said, token)
        if push["message"] not in COMMANDS:
            if self._sent[token] >= self.limit:
                return self._refuse(
                    429, "RateLimited", "The target has had all of today", token
                )
            self._sent[token] += 1
        self._takers[token](push)
        answer = {"target": token, "messageId": "1", **self._limits(token)}
        return web.json_response(answer, status=201)

    def _refuse(self, status: int, kind: str, said: str, token: str) -> web.Response:
        self.refused.append(said)
        answer = {"errorType": kind, "message": said, "target": token}
        return web.json_response({**answer, **self._limits(token)}, status=status)

    def _limits(self, token: str) -> dict[str, Any]:
        sent = self._sent[token]
        tomorrow = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            "rateLimits": {
                "attempts": sent,
                "successful": sent,
                "errors": 0,
                "total": sent,
                "maximum": self.limit,
                "remaining": self.limit - sent,
                "resetsAt": (tomorrow + timedelta(days=1)).isoformat(),
            }
        }


def _wrong(push: Push) -> str:
    """Return what is wrong with a push, as the service or the app would not take it; empty if nothing."""
    info = push.get("registration_info", {})
    if not {"app_id", "app_version", "webhook_id"} <= set(info):
        return "no registration_info"
    if not isinstance(push.get("message"), str) or not push["message"]:
        return "no message"
    if not isinstance(push.get("title", ""), str):
        return "the title is no text"
    for action in push.get("data", {}).get("actions", []):
        if not isinstance(action.get("action"), str) or not action.get("title"):
            return f"an action without name or title: {action}"
    return ""
