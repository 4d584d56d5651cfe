"""The channel, with Home Assistant's own bot on the one side and Telegram on the other."""

from dataclasses import dataclass, field, replace

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.approvers.base import Copy
from custom_components.greenlight.approvers.telegram import Telegram
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.libraries.base import Picture
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from custom_components.greenlight.presentation.asking.news import Missing
from custom_components.greenlight.presentation.screens import Button, ChatScreen, Page
from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.media_files import poster

YES = Button(label="✓ Approve", answer=Answer(Verb.APPROVE), yes=True)
NO = Button(label="✕ Decline", answer=Answer(Verb.DECLINE))
OPEN = Button(label="Open ↗", url="https://home.example/greenlight")
QUESTION = ChatScreen(
    html="<b>Salt &amp; Lanterns</b> (2019): upgrade?", buttons=((YES, NO), (OPEN,))
)
DONE = ChatScreen(html="✓ Approved by Mira, 18:12.")
SECRET = b"a secret of this house"


class Words:
    """Screens that say little."""

    def chat(self, request: Request, page: Page) -> ChatScreen:
        return replace(QUESTION, html=f"{request.release.title} {page}")

    def mark(self, request: Request) -> str:
        return seen(request)

    def chat_digest(self, requests: list[Request]) -> ChatScreen:
        return ChatScreen(html=f"{len(requests)} wait")

    def chat_test(self, answered: str) -> ChatScreen:
        return ChatScreen(html=answered or "Does this work?")

    def chat_news(self, missing: Missing) -> ChatScreen:
        return ChatScreen(html=f"Nothing in {missing.days}")


@dataclass
class World:
    """The channel and what is around it."""

    hass: HomeAssistant
    telegram: FakeTelegram
    bot: MockConfigEntry
    channel: Telegram
    posters: dict[str, Picture] = field(default_factory=dict)

    async def ask(self, chat: int = 777, screen: ChatScreen = QUESTION) -> Copy:
        """Send a question."""
        copy = await self.channel.show(blank(chat), screen)
        assert copy
        return copy


def blank(chat: int = 777, request: str = "r1") -> Copy:
    """Return what is to be shown in a chat where nothing is yet."""
    return Copy(approver="a1", place=str(chat), request=request)


def allowed(chat: int) -> ConfigSubentryData:
    """Return a chat of the bot."""
    return ConfigSubentryData(
        data={"chat_id": chat},
        subentry_type="allowed_chat_ids",
        title=f"Chat {chat}",
        unique_id=str(chat),
    )


def bot_entry(url: str, platform: str = "polling") -> MockConfigEntry:
    """Return the entry of a bot, as Home Assistant's own flow makes it."""
    return MockConfigEntry(
        domain="telegram_bot",
        title="Gatekeeper",
        version=1,
        minor_version=3,
        data={
            "platform": platform,
            "api_key": TOKEN,
            "api_endpoint": url,
            "proxy_url": None,
        },
        options={"parse_mode": "markdown"},
        subentries_data=[allowed(777), allowed(-1001)],
    )


SETTINGS = ApproverSettings(
    id="a1",
    name="Family",
    kind=ApproverKind.TELEGRAM,
    bot="",
    chats=(777, -1001),
)


WITH_POSTER = replace(QUESTION, poster=True)
PNG = Picture(content=poster(3), content_type="image/png")
