"""The demo's phones: a page that shows what two phones would show, with buttons that work.

``/phone`` is the page, ``/phone/events`` tells it of every change.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, suppress
import json
from pathlib import Path
import time
from typing import Any, Self

from aiohttp import ClientSession, web

from .fake_phone import APPLE, FakePhone, Home, Locked, Notice, NotShown, over
from .fake_phone_push import PushService
from .homeassistant import HomeAssistantProcess
from .ports import LOOPBACK, free_port

PAGE = Path(__file__).parent / "demo_phone.html"
POSTERS = "/api/greenlight/poster/"
# Nothing comes from elsewhere, and no other page shows this one.
SAFETY = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src 'self' data:; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}

type Row = dict[str, Any]


class DemoPhones:
    """Phones by a short name, their push service, and the page that shows them."""

    def __init__(self, hass: HomeAssistantProcess, port: int | None = None) -> None:
        """Serve nothing yet."""
        self.hass = hass
        self.port = port or free_port()
        self.pushes = PushService()
        self.phones: dict[str, FakePhone] = {}
        self._changed = asyncio.Condition()
        self._pending: set[asyncio.Task[None]] = set()
        self._stack = AsyncExitStack()

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return f"http://localhost:{self.port}/phone"

    async def __aenter__(self) -> Self:
        """Begin to serve."""
        await self._stack.enter_async_context(self.pushes)
        app = web.Application()
        app.router.add_get("/", self._root)
        app.router.add_get("/phone", self._page)
        app.router.add_get("/phone/state", self._state)
        app.router.add_get("/phone/events", self._events)
        app.router.add_get("/phone/poster/{request}", self._poster)
        for name, taker in self._fingers().items():
            app.router.add_post(f"/phone/{name}", self._finger(taker))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, LOOPBACK, self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""
        await self._stack.aclose()

    async def add(self, key: str, name: str, access: str, *, system: str) -> str:
        """Register a phone as the user of an access token, and return its place in Home Assistant."""
        await self.join(key, name, over(self.hass.url), access, system=system)
        entries = await self.hass.command("config_entries/get", domain="mobile_app")
        (place,) = (one["entry_id"] for one in entries if one["title"] == name)
        return str(place)

    async def join(
        self, key: str, name: str, home: Home, access: str, *, system: str
    ) -> FakePhone:
        """Show one more phone, known to a Home Assistant."""
        phone = FakePhone(self.pushes, name, system=system, now=time.time)
        phone.on_change = self._tell
        await phone.register(home, access)
        self.phones[key] = phone
        return phone

    # ------------------------------------------------------------- what is seen

    def seen(self) -> Row:
        """Return what all phones show, as the page wants it."""
        rows = [
            {
                "key": key,
                "name": phone.name,
                "apple": phone.system == APPLE,
                "locked": phone.locked,
                "notices": [
                    _row(notice, apple=phone.system == APPLE)
                    for notice in reversed(phone.shown.values())
                ],
            }
            for key, phone in self.phones.items()
        ]
        return {"phones": rows, "home": self.hass.url}

    def _tell(self) -> None:
        async def tell() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.get_running_loop().create_task(tell())
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def _root(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("/phone")

    async def _page(self, request: web.Request) -> web.Response:
        text = PAGE.read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/html", headers=SAFETY)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self.seen())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        answer.content_type = "text/event-stream"
        await answer.prepare(request)
        last = ""
        while request.transport and not request.transport.is_closing():
            # Looked at each second, too: some things go by themselves.
            now = json.dumps(self.seen())
            if now != last:
                with suppress(ConnectionResetError):
                    await answer.write(f"data: {now}\n\n".encode())
                last = now
            with suppress(TimeoutError):
                async with asyncio.timeout(1), self._changed:
                    await self._changed.wait()
        return answer

    async def _poster(self, request: web.Request) -> web.Response:
        """Fetch a picture as the app does: from Home Assistant, logged in."""
        if time.time() > self.hass.tokens["expires"]:
            await self.hass.log_in()
        path = f"{POSTERS}{request.match_info['request']}"
        headers = {"Authorization": f"Bearer {self.hass.token}"}
        async with (
            ClientSession() as session,
            session.get(self.hass.url + path, headers=headers) as answer,
        ):
            if answer.status != 200 or not answer.content_type.startswith("image/"):
                return web.Response(status=404)
            body = await answer.read()
            return web.Response(body=body, content_type=answer.content_type)

    # ------------------------------------------------------------- the fingers

    def _fingers(
        self,
    ) -> Mapping[str, Callable[[FakePhone, Row], Coroutine[Any, Any, Row]]]:
        return {
            "tap": self._tap,
            "swipe": self._swipe,
            "open": self._open,
            "lock": self._lock,
        }

    def _finger(
        self, taker: Callable[[FakePhone, Row], Coroutine[Any, Any, Row]]
    ) -> Callable[[web.Request], Coroutine[Any, Any, web.Response]]:
        async def take(request: web.Request) -> web.Response:
            if request.content_type != "application/json":
                # Another page in the same browser could send a form, but not this.
                return web.Response(status=415)
            data = await request.json()
            try:
                answer = await taker(self.phones[data["phone"]], data)
            except KeyError, NotShown:
                answer = {"gone": True}
            except Locked:
                answer = {"locked": True}
            self._tell()
            return web.json_response(answer)

        return take

    async def _tap(self, phone: FakePhone, data: Row) -> Row:
        answer = await phone.tap(data["label"], data["tag"])
        return {"opens": self._address(answer)} if isinstance(answer, str) else {}

    async def _swipe(self, phone: FakePhone, data: Row) -> Row:
        await phone.swipe(data["tag"])
        return {}

    async def _open(self, phone: FakePhone, data: Row) -> Row:
        return {"opens": self._address(phone.open(data["tag"]))}

    async def _lock(self, phone: FakePhone, data: Row) -> Row:
        phone.locked = bool(data["locked"])
        return {}

    def _address(self, path: str) -> str:
        return self.hass.url + path if path.startswith("/") else path


def _row(notice: Notice, *, apple: bool) -> Row:
    data = notice.data
    picture = str(data.get("image" if apple else "icon_url", ""))
    poster = picture.removeprefix(POSTERS) if picture.startswith(POSTERS) else ""
    progress = None
    if "progress" in data:
        progress = data["progress"] / data.get("progress_max", 1)
    return {
        "tag": notice.tag,
        "title": notice.title,
        "message": notice.message,
        "subject": notice.subject,
        "buttons": [
            {
                "label": action["title"],
                "red": bool(action.get("destructive")),
                "unlock": bool(action.get("authenticationRequired")),
            }
            for action in notice.actions
        ],
        "poster": poster,
        "at": notice.at,
        "ends": notice.goes_at if data.get("chronometer") else None,
        "progress": progress,
        "chip": data.get("critical_text", ""),
    }
