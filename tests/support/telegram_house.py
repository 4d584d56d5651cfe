"""A whole house with Telegram: two chats, two phones, one person who may decide and one who may not."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from typing import Any

from .fake_phone import FakePhone, over
from .fake_phone_push import PushService
from .fake_plex import FakePlex
from .fake_telegram import TOKEN, Chat, FakeTelegram, Message, Press
from .feed_documents import Item
from .flows import start_flow, start_subentry_flow
from .greenlight import Greenlight, begin
from .homeassistant import CONFIGURATION, HomeAssistantProcess
from .media_files import DDP_ATMOS, PQ, File, Film
from .releases import MEGABYTE, make_release
from .stage import Stage
from .torrents import Torrent
from .waiting import until

PRIVATE = 777
GROUP = -1001
# Whose ids in Telegram they are: of one who may decide, and of one whom nobody has named.
MIRA = 42
STRANGER = 43
CHILD = ("Lotte", "a child's password")

# A film that is there already, with a poster.
IN_PLEX = Film(
    key=1,
    title="Amber Quay",
    year=2026,
    tmdb=910_001,
    files=(
        File(
            path="/media/films/Amber.Quay.2026.2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT.mkv",
            size=2 * MEGABYTE,
            transfer=PQ,
            dolby=(5, 0, False),
            tracks=(DDP_ATMOS,),
        ),
    ),
)


@dataclass
class TelegramHouse:
    """What plays together, and what the two chats show of each release."""

    stage: Stage
    telegram: FakeTelegram
    pushes: PushService
    greenlight: Greenlight
    bot: str
    admins_phone: FakePhone
    childs_phone: FakePhone
    approvers: dict[str, str] = field(default_factory=dict)

    @property
    def hass(self) -> HomeAssistantProcess:
        """Return the Home Assistant."""
        return self.stage.hass

    @property
    def chats(self) -> tuple[Chat, Chat]:
        """Return the private chat and the group."""
        return self.telegram.private(PRIVATE), self.telegram.group(GROUP)

    # ------------------------------------------------------------- releases

    async def offer(
        self,
        title: str,
        *,
        named: str = "",
        size: int = 2 * MEGABYTE,
        seconds: float = 0,
    ) -> Torrent:
        """List a release; its torrent may be ``named`` otherwise than its title."""
        site, seeder = self.stage.site, self.stage.seeder
        torrent = make_release(named or title, size, trackers=[site.announce_url])
        limit = int(size / seconds) if seconds else 0
        await seeder.seed(torrent, upload_limit=limit)
        now = datetime.now(UTC).replace(microsecond=0)
        item = Item(
            title=title,
            link=site.offer(torrent),
            guid=torrent.client_id,
            size=torrent.size,
            seeders=1,
            published=now,
        )
        site.items.insert(0, item)
        await self.greenlight.refresh()
        return torrent

    # ------------------------------------------------------------- messages

    async def message(self, chat: Chat, text: str, *, seconds: float = 30) -> Message:
        """Wait for a message that says something, the newest of a chat that does."""

        async def look() -> Message | None:
            found = [one for one in chat.messages.values() if text in one.text]
            return found[-1] if found else None

        found = await until(look, f"{text!r} in chat {chat.id}", seconds=seconds)
        assert found is not None
        return found

    async def question(self, text: str) -> tuple[Message, Message]:
        """Wait until both chats ask about something."""
        messages = [await self.message(chat, text) for chat in self.chats]
        for message in messages:
            await self.becomes(message, lambda one: bool(one.keyboard), "a question")
        return messages[0], messages[1]

    async def becomes(
        self,
        message: Message,
        check: Callable[[Message], bool],
        what: str,
        *,
        seconds: float = 60,
    ) -> None:
        """Wait until a message is as it should be."""

        async def look() -> bool:
            return check(message)

        try:
            await until(look, what, seconds=seconds, pause=0.05)
        except TimeoutError:
            raise TimeoutError(
                f"{what}: {message.text!r} {list(message.buttons)}"
            ) from None

    async def reply(self, press: Press, *, seconds: float = 15) -> tuple[str, bool]:
        """Wait until a press was answered; return the text, and whether it is an alert."""

        async def look() -> tuple[str, bool] | None:
            return press.answer

        found = await until(look, f"an answer to {press}", seconds=seconds, pause=0.02)
        assert found is not None
        return found

    async def request(self, title: str) -> dict[str, Any]:
        """Return the request of a release."""
        found = await self.greenlight.request(title)
        assert found is not None, title
        return found

    def end_in_files(self, request_id: str) -> None:
        """Have a question end before Home Assistant starts again, as if that took a day."""

        def ended(found: Any) -> bool:
            if isinstance(found, list):
                return any(ended(one) for one in found)
            if not isinstance(found, dict):
                return False
            if found.get("id") == request_id and "expires" in found:
                found["expires"] = found["created"] + 1
                return True
            return any(ended(one) for one in found.values())

        changed = 0
        for path in (self.hass.folder / ".storage").glob("greenlight.*.requests"):
            document = json.loads(path.read_text(encoding="utf-8"))
            if ended(document):
                path.write_text(json.dumps(document), encoding="utf-8")
                changed += 1
        assert changed == 1


async def add_bot(hass: HomeAssistantProcess, telegram: FakeTelegram) -> str:
    """Set Home Assistant's own bot up, by its forms, with both chats; return its entry's id."""
    flow = await start_flow(hass, "telegram_bot")
    await flow.submit(
        platform="polling",
        api_key=TOKEN,
        additional_settings={"api_endpoint": telegram.url},
    )
    entry_id: str = flow.created()["result"]["entry_id"]
    for chat in (PRIVATE, GROUP):
        chats = await start_subentry_flow(hass, entry_id, "allowed_chat_ids")
        await chats.submit(chat_id=chat)
        chats.created()
    return entry_id


async def add_telegram(greenlight: Greenlight, user_id: str, **when: Any) -> str:
    """Have people asked in both chats, where one of them may answer."""
    return await greenlight.add(
        "approver",
        {"next_step_id": "telegram"},
        {
            "name": "Family chats",
            "chats": [str(PRIVATE), str(GROUP)],
            "which": {},
            "when": {"digest": False, **when},
            "how": {},
        },
        {
            "telegram_id": str(MIRA),
            "person": user_id,
            "telegram_name": "Mira",
            "another": False,
        },
    )


async def add_phones(greenlight: Greenlight, name: str, *entries: str) -> str:
    """Have people asked on phones."""
    form = {
        "name": name,
        "devices": list(entries),
        "which": {},
        "when": {"digest": False},
        "how": {"unlock": True},
    }
    return await greenlight.add("approver", {"next_step_id": "companion"}, form)


async def _phone(
    hass: HomeAssistantProcess, pushes: PushService, name: str, access: str
) -> tuple[FakePhone, str]:
    phone = FakePhone(pushes, name)
    await phone.register(over(hass.url), access)

    async def entry() -> str | None:
        listed = await hass.command("config_entries/get", domain="mobile_app")
        found = [one["entry_id"] for one in listed if one["title"] == name]
        return found[0] if found else None

    found = await until(entry, f"the entry of {name}")
    assert found is not None
    return phone, found


@asynccontextmanager
async def telegram_house(passkey: str) -> AsyncIterator[TelegramHouse]:
    """Start it all and set it up as a person would. Raises ``Unavailable`` without a client."""
    stage = Stage(HomeAssistantProcess(configuration=f"{CONFIGURATION}mobile_app:\n"))
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(FakeTelegram())
        # Whoever sends more than Telegram takes is told so.
        telegram.limits = True
        telegram.private(PRIVATE)
        telegram.group(GROUP)
        pushes = await stack.enter_async_context(PushService())
        plex = await stack.enter_async_context(FakePlex([IN_PLEX], ()))
        await stack.enter_async_context(stage)
        hass = stage.hass
        await hass.add_user(*CHILD)
        child = await hass.tokens_of(CHILD[0].lower(), CHILD[1])
        bot = await add_bot(hass, telegram)
        mine, my_entry = await _phone(hass, pushes, "Pixel of Dev", hass.token)
        theirs, their_entry = await _phone(
            hass, pushes, "Pixel of Lotte", child["access_token"]
        )
        greenlight, _ = await begin(hass, stage.client)
        await greenlight.add_source(f"{stage.site.rss_url}?passkey={passkey}")
        await greenlight.add_library("plex", "Plex", plex.url, plex.token)
        house = TelegramHouse(stage, telegram, pushes, greenlight, bot, mine, theirs)
        me = (await hass.command("auth/current_user"))["id"]
        house.approvers["telegram"] = await add_telegram(greenlight, me)
        house.approvers["phones"] = await add_phones(
            greenlight, "Phones", my_entry, their_entry
        )
        rule = await greenlight.add_rule(known=False)
        await hass.stored("core.config_entries", rule)
        yield house
