"""Telegram's server, and the side of it where people are."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
import json
import time
from typing import Any, Self

from aiohttp import web

from ..ports import LOOPBACK
from .methods import Methods, Params, whole
from .refusal import CONFLICT, WITH_WEBHOOK, Refusal, bad_request, flood
from .state import Chat, Message, Press, State, User

TOKEN = "123:abcDEF-fake-telegram-token-of-tests"
# Seconds for which a poll waits at most.
LONGEST_POLL = 50
# Messages and edits that Telegram lets pass in a minute of one group, in a second overall.
GROUP_A_MINUTE = 20
ALL_A_SECOND = 30
_FLOODING = ("send", "edit")


@dataclass
class Call:
    """One call of the bot, in the order in which they came; ``refused`` is empty for what was done."""

    method: str
    params: dict[str, Any]
    at: float
    refused: str = ""

    @property
    def chat(self) -> int | None:
        """Return which chat it was about."""
        return whole(self.params, "chat_id")


@dataclass
class Fault:
    """What goes wrong ``times`` times with calls of a method (``*`` of any) that contain some text.

    Without a ``refusal`` the connection is cut: after the call was carried out if it is ``late``.
    """

    method: str
    refusal: Refusal | None = None
    containing: str = ""
    times: int = 1
    late: bool = False

    def meets(self, call: Call) -> bool:
        """Tell whether it is this call's turn."""
        said = json.dumps(call.params, ensure_ascii=False, default=str)
        return (
            self.times > 0
            and self.method in ("*", call.method)
            and self.containing in said
        )


@dataclass
class Clock:
    """Epoch seconds, which a test may move on."""

    ahead: float = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return time.time() + self.ahead


@dataclass
class _Recent:
    everywhere: deque[float] = field(default_factory=deque)
    groups: dict[int, deque[float]] = field(default_factory=dict)


class FakeTelegram:
    """The server. ``outbox`` has every call; with ``limits`` it counts and refuses as Telegram does."""

    def __init__(self, token: str = TOKEN, name: str = "Gatekeeper") -> None:
        """Know one bot and nobody else."""
        self.token = self.key = token
        self.clock = Clock()
        bot = User(
            int(token.split(":", maxsplit=1)[0]),
            name,
            is_bot=True,
            username=f"{name}Bot",
        )
        self.state = State(bot, self.clock)
        self.outbox: list[Call] = []
        self.faults: list[Fault] = []
        self.limits = False
        self.url = ""
        self._methods = Methods(self.state)
        self._recent = _Recent()
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self._runner: web.AppRunner | None = None

    # ------------------------------------------------------------- life

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, port).start()
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            self._end_poll()
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    # ------------------------------------------------------------- people

    def private(self, user_id: int, name: str = "Mira") -> Chat:
        """Return the chat of a person with the bot."""
        self.state.users.setdefault(user_id, User(user_id, name))
        return self.state.chat(user_id, name)

    def group(self, chat_id: int, name: str = "Family") -> Chat:
        """Return a group that the bot is in."""
        return self.state.chat(chat_id, name)

    def delete(self, chat: Chat) -> None:
        """Delete a chat for everybody."""
        del self.state.chats[chat.id]

    def tap(self, user_id: int, message: Message, label: str) -> Press:
        """Have a person tap a button by a part of its label. Raises ``KeyError`` if there is none."""
        found = [data for text, data in message.buttons.items() if label in text]
        if not found:
            raise KeyError(f"No button {label!r} among {list(message.buttons)}")
        return self.press(user_id, message, found[0])

    def press(
        self, user_id: int, message: Message, data: str, *, too_old: bool = False
    ) -> Press:
        """Send what a button would bring back, whether or not it is there (any more)."""
        press = self.state.press(self.state.user(user_id), message, data)
        self.state.tell("callback_query", press.row(too_old=too_old))
        self._news.set()
        return press

    def say(self, user_id: int, chat: Chat, text: str) -> Message:
        """Have a person write something."""
        sender = self.state.user(user_id)
        message = Message(chat.next_id(), chat, sender, self.clock(), text=text)
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message.entities = [{"type": "bot_command", "offset": 0, "length": length}]
        chat.messages[message.id] = message
        self.state.tell("message", message.row())
        self._news.set()
        return message

    def fail(
        self, method: str, refusal: Refusal, *, containing: str = "", times: int = 1
    ) -> None:
        """Refuse the next calls of a method."""
        self.faults.append(Fault(method, refusal, containing, times))

    def flood(self, method: str, seconds: int, *, times: int = 1) -> None:
        """Say that the next calls of a method are too many."""
        self.fail(method, flood(seconds), times=times)

    def cut(self, method: str, *, times: int = 1, late: bool = False) -> None:
        """Cut the connection at the next calls of a method."""
        self.faults.append(Fault(method, times=times, late=late))

    def calls(self, *methods: str) -> list[Call]:
        """Return the calls of some methods, oldest first."""
        return [call for call in self.outbox if call.method in methods]

    # ------------------------------------------------------------- the bot's side

    async def _called(self, request: web.Request) -> web.StreamResponse:
        try:
            params = await _params(request)
        except ValueError:
            return _answer(bad_request("can't parse request: JSON expected"))
        call = Call(request.match_info["method"], params, self.clock())
        self.outbox.append(call)
        fault = next((one for one in self.faults if one.meets(call)), None)
        if fault:
            fault.times -= 1
        try:
            if fault and fault.refusal:
                raise fault.refusal
            if fault and not fault.late:
                return _cut(request)
            result = await self._carried_out(request.match_info["token"], call)
        except Refusal as refusal:
            call.refused = refusal.description
            return _answer(refusal)
        if fault:
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    async def _carried_out(self, token: str, call: Call) -> Any:
        if token != self.token:
            raise Refusal("Unauthorized", 401)
        if self.state.logged_out:
            raise bad_request("Logged out")
        if call.method == "getUpdates":
            return await self._updates(call.params)
        method = self._methods.by_name.get(call.method)
        if method is None:
            raise Refusal("Not Found: method not found", 404)
        if self.limits and call.method.startswith(_FLOODING):
            self._count(call)
        return await method(call.params)

    def _count(self, call: Call) -> None:
        """Refuse what is too much, as Telegram counts it."""
        now = self.clock()
        counted = [(self._recent.everywhere, ALL_A_SECOND, 1.0)]
        if (chat := call.chat) is not None and chat < 0:
            of_group = self._recent.groups.setdefault(chat, deque())
            counted.append((of_group, GROUP_A_MINUTE, 60.0))
        for times, most, within in counted:
            while times and times[0] <= now - within:
                times.popleft()
            if len(times) >= most:
                raise flood(int(times[0] + within - now) + 1)
        for times, _, _ in counted:
            times.append(now)

    async def _updates(self, params: Params) -> list[Any]:
        if self.state.webhook:
            raise Refusal(WITH_WEBHOOK, 409)
        self._end_poll()
        self._poll = mine = asyncio.get_running_loop().create_future()
        self._remember(params)
        patience = min(whole(params, "timeout") or 0, LONGEST_POLL)
        end = time.monotonic() + patience
        limit = min(max(whole(params, "limit") or 100, 1), 100)
        while not self.state.updates:
            self._news.clear()
            left = end - time.monotonic()
            if left <= 0:
                break
            news = asyncio.ensure_future(self._news.wait())
            await asyncio.wait(
                {news, mine}, timeout=left, return_when="FIRST_COMPLETED"
            )
            news.cancel()
            with suppress(asyncio.CancelledError):
                await news
            if mine.done():
                raise Refusal(CONFLICT, 409)
        if self._poll is mine:
            self._poll = None
        return self.state.updates[:limit]

    def _remember(self, params: Params) -> None:
        """Forget what the bot has confirmed, and note what it wants to be told."""
        offset = whole(params, "offset") or 0
        if offset < 0:
            self.state.updates = self.state.updates[offset:]
        else:
            self.state.updates = [
                one for one in self.state.updates if one["update_id"] >= offset
            ]
        wanted = params.get("allowed_updates")
        if isinstance(wanted, str) and wanted:
            wanted = json.loads(wanted)
        if wanted:
            self.state.allowed = tuple(wanted)

    def _end_poll(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        self._poll = None


async def _params(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError("no object")
        return given | body
    return given | dict(await request.post())


def _answer(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
