"""People with phones and chats, in front of a Greenlight that asks them, and what they press."""

from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.core import Context, EventOrigin, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.greenlight.approvers.channels import Means
from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.hub import Hub
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from tests.support.fake_channel import FakeChannel, Shown

from ..scene import Scene

PHONES: Final = "phones"
CHATS: Final = "chats"
BOT: Final = "bot-entry"
HOME: Final = 777
GROUP: Final = -1001
MIRA_THERE: Final = 42
STRANGER: Final = 43


class Asking:
    """Mira may decide and Ben may look; both have phones, and Mira is in two chats."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have every channel be one in memory."""
        self.scene = scene
        self.hass: HomeAssistant = scene.hass
        self.channels: dict[str, FakeChannel] = {}
        self.mira: User = MockUser(name="Mira", is_owner=True).add_to_hass(scene.hass)
        self.ben: MockUser = MockUser(name="Ben").add_to_hass(scene.hass)
        self.phones = [
            self.phone("phone1", self.mira),
            self.phone("phone2", self.ben),
        ]
        self.presses = 0
        # Those that are there from the next start on.
        self.next_approvers: dict[str, ApproverSettings] = {}
        started = Hub._start_asking

        def start(hub: Hub) -> None:
            hub.roster.approvers.update(self.next_approvers)
            started(hub)

        monkeypatch.setattr(Hub, "_start_asking", start)
        monkeypatch.setattr(
            "custom_components.greenlight.approvers.asking.build_channel", self._build
        )

    def _build(
        self,
        hass: HomeAssistant,
        settings: ApproverSettings,
        means: Means,
    ) -> FakeChannel:
        before = self.channels.get(settings.id)
        channel = FakeChannel(settings, means.tokens)
        if before:
            channel.seen, channel.calls = before.seen, before.calls
            channel.fails, channel.hangs = before.fails, before.hangs
            channel._number = before._number
            channel.apple, channel.goes_after = before.apple, before.goes_after
        self.channels[settings.id] = channel
        return channel

    def phone(self, entry_id: str, user: User) -> str:
        """Register a phone of somebody."""
        data = {"user_id": user.id, "device_id": f"device-{entry_id}"}
        entry = MockConfigEntry(domain="mobile_app", entry_id=entry_id, data=data)
        entry.add_to_hass(self.hass)
        return entry_id

    def settings(self, kind: ApproverKind, **changes: Any) -> ApproverSettings:
        """Return how these two want to be asked."""
        every: dict[ApproverKind, dict[str, Any]] = {
            ApproverKind.COMPANION: {"id": PHONES, "devices": tuple(self.phones)},
            ApproverKind.TELEGRAM: {
                "id": CHATS,
                "bot": BOT,
                "chats": (HOME, GROUP),
                "people": {MIRA_THERE: self.mira.id, 44: ""},
                "names": {MIRA_THERE: "Mira", 44: "Oma"},
            },
        }
        data = every[kind] | changes
        return ApproverSettings(kind=kind, name=kind.value.title(), **data)

    def ask_by(self, *approvers: ApproverSettings) -> None:
        """Have people asked in these ways, and no others."""
        parts = self.scene.hub.roster.approvers
        parts.clear()
        parts.update({one.id: one for one in approvers})
        self.scene.hub.asker.update(parts)

    def ask_everywhere(self) -> None:
        """Have people asked on phones and in chats."""
        self.ask_by(
            self.settings(ApproverKind.COMPANION), self.settings(ApproverKind.TELEGRAM)
        )

    async def asked(self, title: str, *, seconds: float) -> str:
        """Start, have everybody asked about a release, and let time pass; return the question's id."""
        await self.scene.start()
        self.ask_everywhere()
        (request_id,) = await self.scene.ask(title)
        await self.pass_time(seconds)
        return request_id

    async def pass_time(self, seconds: float, step: float = 2.0) -> None:
        """Let time pass in small steps, as whatever waits begins anew after each."""
        while seconds > 0:
            await self.scene.pass_time(min(step, seconds))
            seconds -= step

    # ------------------------------------------------------------------ press

    def button(self, approver: str, place: str, verb: Verb) -> str:
        """Return the token of the last button of that kind at a place."""
        _, shown = self.message(approver, place, verb)
        return shown.tokens[verb]

    def message(self, approver: str, place: str, verb: Verb) -> tuple[str, Shown]:
        """Return the last message with such a button."""
        found = [
            (message, one)
            for (where, message), one in self.channels[approver].seen.items()
            if where == place and verb in one.tokens
        ]
        return found[-1]

    def tap(self, token: str, user: User | None, **changes: Any) -> None:
        """Tap a button on a phone, as the app's webhook fires it."""
        data = {"action": token, **changes.pop("data", {})}
        context = changes.pop("context", Context(user_id=user.id if user else None))
        origin = changes.pop("origin", EventOrigin.remote)
        self.hass.bus.async_fire(
            "mobile_app_notification_action", data, origin=origin, context=context
        )

    def press(self, token: str, chat: int, shown: str, **changes: Any) -> str:
        """Press a button in a chat, as the bot fires it; return the id of the press."""
        self.presses += 1
        press_id = changes.pop("press_id", str(self.presses))
        context = changes.pop("context", Context())
        origin = changes.pop("origin", EventOrigin.local)
        data = {
            "id": press_id,
            "chat_instance": "1",
            "data": token,
            "message": {"message_id": int(shown), "chat": {"id": chat}},
            "chat_id": chat,
            "user_id": MIRA_THERE,
            "from_first": "Mira",
            "bot": {"config_entry_id": BOT, "id": 1},
        }
        self.hass.bus.async_fire(
            "telegram_callback", data | changes, origin=origin, context=context
        )
        return press_id

    def press_last(self, chat: int, verb: Verb, **changes: Any) -> str:
        """Press the last button of a kind in a chat."""
        message, shown = self.message(CHATS, str(chat), verb)
        return self.press(shown.tokens[verb], chat, message, **changes)


@pytest.fixture
async def asking(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Set the stage for people who are asked."""
    return Asking(scene, monkeypatch)
