"""A phone with the companion app: registers itself at Home Assistant, shows what comes, is tapped.

It behaves as the apps do, by their documentation: what comes under a tag replaces what was there, an
Android phone shows three buttons and reads HTML and emoji codes, an iPhone reads plain text.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
import re
import time
from typing import Any, override
from uuid import uuid4

from aiohttp import ClientSession

from .fake_phone_push import Push, PushService
from .waiting import until

# Sends one request to Home Assistant: a path, what is in it, and the access token of a user or None.
# Returns the status and what came back.
type Home = Callable[[str, dict[str, Any], str | None], Awaitable[tuple[int, Any]]]

ANDROID = "Android"
APPLE = "iOS"
ACTION = "mobile_app_notification_action"
CLEARED = "mobile_app_notification_cleared"
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060"))
# Some of the codes that Android's app turns into pictures.
EMOJI = {"smile": "😄", "skull": "💀", "rocket": "🚀", "heart": "❤", "100": "💯"}


class Locked(Exception):
    """The phone is locked, and the button wants it to be unlocked."""


class NotShown(Exception):
    """Nothing that is shown has such a button."""


@dataclass(slots=True)
class Notice:
    """One notification as it is seen, since ``at`` and until ``goes_at`` by the clock of the phone.

    ``tags`` are the HTML elements that were in its text.
    """

    tag: str
    title: str
    message: str
    data: dict[str, Any]
    subject: str = ""
    actions: list[dict[str, Any]] = field(default_factory=list)
    at: float = 0.0
    goes_at: float | None = None
    rang: bool = True
    tags: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """Return what the buttons say."""
        return [action["title"] for action in self.actions]


def over(url: str) -> Home:
    """Return the way to a Home Assistant at an address."""

    async def send(
        path: str, body: dict[str, Any], token: str | None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            ClientSession() as session,
            session.post(url + path, json=body, headers=headers) as answer,
        ):
            told = await answer.json() if "json" in answer.content_type else None
            return answer.status, told

    return send


class FakePhone:
    """One phone of one user."""

    def __init__(
        self,
        pushes: PushService,
        name: str,
        *,
        system: str = ANDROID,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """It is new: nothing is shown, and Home Assistant does not know it."""
        self.name = name
        self.system = system
        self.token = uuid4().hex
        self.device_id = uuid4().hex
        self.webhook_id = ""
        self.locked = False
        # Whatever ever came, and what comes while it is away.
        self.came: list[Push] = []
        self.rings = 0
        # An iPhone whose app was not used for a while takes nothing away.
        self.lazy = False
        self.on_change: Callable[[], None] = lambda: None
        self._away: list[Push] | None = None
        # In which millisecond what comes is shown, None for each in its own.
        self.moment: int | None = None
        self._moments = 0
        self._intents: dict[int, dict[str, Any]] = {}
        self._shown: dict[str, Notice] = {}
        self._home: Home | None = None
        self._now = now
        self._pushes = pushes
        pushes.join(self.token, self._take)

    # ---------------------------------------------------------- registration

    async def register(self, home: Home, access: str, **changed: Any) -> dict[str, Any]:
        """Sign up as the user of an access token, and return what Home Assistant answers."""
        self._home = home
        apple = self.system == APPLE
        app = (
            "io.robbie.HomeAssistant" if apple else "io.homeassistant.companion.android"
        )
        form: dict[str, Any] = {
            "app_id": app,
            "app_name": "Home Assistant",
            "app_version": "2026.11.1 (1)",
            "device_name": self.name,
            "device_id": self.device_id,
            "manufacturer": "Apple" if apple else "Google",
            "model": "iPhone17,1" if apple else "Pixel 10",
            "os_name": self.system,
            "os_version": "26.1" if apple else "36",
            "supports_encryption": False,
            "app_data": {"push_url": self._pushes.url, "push_token": self.token},
        }
        status, answer = await home(
            "/api/mobile_app/registrations", {**form, **changed}, access
        )
        assert status == 201, (status, answer)
        self.webhook_id = answer["webhook_id"]
        return dict(answer)

    async def webhook(self, kind: str, data: dict[str, Any]) -> int:
        """Send something as the app does, and return the status of the answer."""
        assert self._home is not None
        body = {"type": kind, "data": data}
        status, _ = await self._home(f"/api/webhook/{self.webhook_id}", body, None)
        return status

    async def fire(self, event: str, data: dict[str, Any]) -> int:
        """Fire an event on the bus, as the app can with any."""
        told = {"event_type": event, "event_data": data}
        return await self.webhook("fire_event", told)

    # ------------------------------------------------------------- the screen

    @property
    def shown(self) -> dict[str, Notice]:
        """Return what is seen now, the newest last, by tag."""
        now = self._now()
        for tag, notice in list(self._shown.items()):
            if notice.goes_at is not None and now >= notice.goes_at:
                del self._shown[tag]
        return dict(self._shown)

    def having(
        self, label: str, tag: str | None = None
    ) -> tuple[Notice, dict[str, Any]]:
        """Return the newest notice with a button of that label, and the button."""
        for notice in reversed(self.shown.values()):
            if tag in (None, notice.tag):
                for action in notice.actions:
                    if action["title"] == label:
                        return notice, action
        seen = {one.title: one.buttons for one in self.shown.values()}
        raise NotShown(f"{self.name}: no {label!r} in {seen}")

    async def until(
        self, check: Callable[[dict[str, Notice]], Any], what: str, seconds: float = 30
    ) -> Any:
        """Wait until what is seen is as the check wants it; return what that returns."""

        async def look() -> Any:
            return check(self.shown)

        return await until(look, f"{self.name}: {what}", seconds=seconds, pause=0.05)

    async def titled(self, start: str, seconds: float = 30) -> Notice:
        """Wait for a notice whose title begins like that."""

        def look(shown: dict[str, Notice]) -> Notice | None:
            found = [one for one in shown.values() if one.title.startswith(start)]
            return found[-1] if found else None

        found: Notice = await self.until(look, f"a notice {start!r}", seconds)
        return found

    # ------------------------------------------------------------- the fingers

    async def tap(self, label: str, tag: str | None = None) -> str | int:
        """Tap a button: return the address that it opens, or the status of what it sends."""
        notice, action = self.having(label, tag)
        if action.get("authenticationRequired") and self.locked:
            raise Locked(label)
        if self.system == APPLE or notice.data.get("sticky") != "true":
            self._shown.pop(notice.tag, None)
            self.on_change()
        if action["action"] == "URI":
            return str(action["uri"])
        return await self.fire(ACTION, action["said"])

    async def swipe(self, tag: str) -> None:
        """Take a notice away. Only Android tells of it."""
        notice = self._shown.pop(tag)
        self.on_change()
        if self.system == ANDROID:
            await self.fire(CLEARED, self._echo(notice))

    def open(self, tag: str) -> str:
        """Tap the text of a notice, and return the address that opens."""
        notice = self.shown[tag]
        if self.system == APPLE or notice.data.get("sticky") != "true":
            del self._shown[tag]
        return str(notice.data["url" if self.system == APPLE else "clickAction"])

    def go_away(self) -> None:
        """Be where nothing arrives."""
        self._away = []

    def come_back(self) -> None:
        """Get everything that has come meanwhile."""
        kept, self._away = self._away or [], None
        for push in kept:
            self._take(push)

    def _said(self, notice: Notice, action: dict[str, Any]) -> dict[str, Any]:
        """Return what the app tells of a tap."""
        said = {"action": action["action"]}
        if self.system == APPLE:
            return {**said, "sourceDeviceName": self.name}
        return {**self._echo(notice), **said}

    def _echo(self, notice: Notice) -> dict[str, Any]:
        """Return what Android tells: all that it was sent, each value a text."""
        flat = {
            key: str(value) for key, value in notice.data.items() if key != "actions"
        }
        for number, action in enumerate(notice.data.get("actions", []), 1):
            flat[f"action_{number}_key"] = action["action"]
            flat[f"action_{number}_title"] = action["title"]
        raw = self.came[-1]
        flat |= {"message": notice.message, "title": notice.title}
        return flat | {
            "webhook_id": raw["registration_info"]["webhook_id"],
            "device_id": self.device_id,
        }

    # ------------------------------------------------------------ what comes

    def _take(self, push: Push) -> None:
        if self._away is not None:
            self._away.append(push)
            return
        self.came.append(push)
        data = push.get("data", {})
        tag = str(data.get("tag", f"untagged-{len(self.came)}"))
        if push["message"] == "clear_notification":
            if not (self.lazy and self.system == APPLE):
                self._shown.pop(tag, None)
        else:
            before = self._shown.pop(tag, None)
            self._shown[tag] = notice = self._notice(push, tag, data)
            notice.at = self._now()
            notice.rang = self._rings(data, replaces=before is not None)
            self.rings += notice.rang
        self.on_change()

    def _notice(self, push: Push, tag: str, data: dict[str, Any]) -> Notice:
        actions = data.get("actions", [])
        if self.system == APPLE:
            title, message = push.get("title", ""), push["message"]
            notice = Notice(tag, title, message, data)
            notice.actions = [self._button(notice, one) for one in actions[:10]]
            return notice
        title, message, subject = (
            Seen(text)
            for text in (
                push.get("title", ""),
                push["message"],
                data.get("subject", ""),
            )
        )
        goes = float(data["timeout"]) + self._now() if "timeout" in data else None
        notice = Notice(
            tag,
            title.text,
            message.text,
            data,
            subject=subject.text,
            goes_at=goes,
            tags=title.tags + message.tags + subject.tags,
        )
        notice.actions = [self._button(notice, one) for one in actions[:3]]
        return notice

    def _button(self, notice: Notice, action: dict[str, Any]) -> dict[str, Any]:
        """Return a button as it is seen, and what it ``said``, which Android may give to another.

        The app numbers its buttons by what is on them and the millisecond, and the system keeps what
        the first with a number says.
        """
        said = self._said(notice, action)
        if self.system == ANDROID:
            self._moments += 1
            moment = self._moments if self.moment is None else self.moment
            number = java_hash(action["title"]) + moment & 0xFFFFFFFF
            said = self._intents.setdefault(number, said)
        label = action["title"].translate(_UNSEEN)
        return {**action, "title": label, "said": said}

    def _rings(self, data: dict[str, Any], *, replaces: bool) -> bool:
        if self.system == APPLE:
            return data.get("push", {}).get("sound") != "none"
        quiet = data.get("importance") in ("low", "min")
        return not quiet and not (replaces and data.get("alert_once"))


def java_hash(text: str) -> int:
    """Return the number that Java has for a text."""
    number = 0
    raw = text.encode("utf-16-be")
    for high, low in zip(raw[::2], raw[1::2], strict=True):
        number = number * 31 + (high << 8 | low) & 0xFFFFFFFF
    return number


class Seen(HTMLParser):
    """What Android's app makes of a text: its lines, emoji codes and HTML."""

    def __init__(self, raw: str) -> None:
        """Read it."""
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self._parts: list[str] = []
        lines = re.sub(r"\r\n|\r|\n|\\r\\n|\\r|\\n", "<br>", raw)
        self.feed(re.sub(r":([\w+|-]+):", lambda one: EMOJI.get(one[1], one[0]), lines))
        self.close()

    @property
    def text(self) -> str:
        """Return what is seen."""
        return "".join(self._parts)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._parts.append("\n")
        else:
            self.tags.append(tag)

    @override
    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"[ \t]+", " ", data))
