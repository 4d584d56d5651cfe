"""Asking on phones: a real Home Assistant, real downloads, and phones that register themselves."""

import asyncio
from collections.abc import AsyncIterator
import contextlib
import os
from typing import Any

from aiohttp import ClientError
import pytest
import pytest_asyncio

from tests.support.fake_phone import ACTION, APPLE, FakePhone, Locked, Notice, over
from tests.support.fake_phone_push import PushService
from tests.support.feed_documents import Item
from tests.support.greenlight import Greenlight, set_up
from tests.support.homeassistant import CONFIGURATION, HomeAssistantProcess
from tests.support.releases import MEGABYTE, make_release
from tests.support.stage import Stage
from tests.support.torrents import Torrent
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_story import unexpected

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.real_server]

PASSWORD = "only-here-1"
# Buttons of a question, whoever may only look at it.
ASKS = {"Approve", "Decline", "Details", "Back"}
# When the power is cut after a tap, in steps of 15 ms; GREENLIGHT_CUTS=20 takes longer.
CUTS = int(os.environ.get("GREENLIGHT_CUTS", "4"))
CUT_AT = range(0, 20, max(1, 20 // CUTS))


class House:
    """Everything of the stage, and four phones: two of the owner, one of Jonas, one of the child Ben."""

    def __init__(
        self, stage: Stage, greenlight: Greenlight, pushes: PushService
    ) -> None:
        """Nobody has a phone yet."""
        self.stage = stage
        self.hass = stage.hass
        self.greenlight = greenlight
        self.pushes = pushes
        self.users: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.approver = ""
        self.pixel = FakePhone(pushes, "Pixel of Dev")
        self.iphone = FakePhone(pushes, "iPhone of Dev", system=APPLE)
        self.jonas = FakePhone(pushes, "Pixel of Jonas")
        self.ben = FakePhone(pushes, "Pixel of Ben")

    @property
    def phones(self) -> tuple[FakePhone, ...]:
        """Return all of them."""
        return self.pixel, self.iphone, self.jonas, self.ben

    async def move_in(self) -> None:
        """Add the people, register their phones and have Greenlight ask there."""
        for name, admin in (("Jonas", True), ("Ben", False)):
            self.users[name] = await self.hass.add_user(name, PASSWORD, admin=admin)
        home = over(self.hass.url)
        for phone in (self.pixel, self.iphone):
            await phone.register(home, self.hass.token)
        for phone, name in ((self.jonas, "jonas"), (self.ben, "ben")):
            tokens = await self.hass.tokens_of(name, PASSWORD)
            await phone.register(home, tokens["access_token"])
        listed = await self.hass.command("config_entries/get", domain="mobile_app")
        self.places = {one["title"]: one["entry_id"] for one in listed}
        devices = [self.places[phone.name] for phone in self.phones]
        self.approver = await self.greenlight.add(
            "approver",
            {"next_step_id": "companion"},
            {"name": "Phones", "devices": devices, "which": {}, "when": {}, "how": {}},
        )
        await self.hass.stored("core.config_entries", self.approver)

    async def ask(
        self, title: str, *, seconds: float = 0
    ) -> tuple[dict[str, Any], Torrent]:
        """Publish a release and wait until all phones ask about it."""
        torrent = await self.stage.publish(title, seconds=seconds)
        return await self.arrived(title), torrent

    async def arrived(self, title: str) -> dict[str, Any]:
        """Wait until all phones ask about a release that is listed."""
        asked = await self.greenlight.asked(title)
        for phone in self.phones:
            await phone.until(_has(tag_of(asked)), f"a question about {title}")
        return asked

    async def settled(self, request: dict[str, Any], *states: str) -> dict[str, Any]:
        """Wait until a request is in one of the states."""
        return await self.greenlight.wait_for(request["title"], *states)

    async def holds(self, torrent: Torrent) -> int:
        """Return how often the download client has a torrent."""
        return len(
            [row for row in await self.stage.client.torrents() if _is(row, torrent)]
        )


def _is(row: dict[str, Any], torrent: Torrent) -> bool:
    return bool(row["hash"] == torrent.client_id)


def tag_of(request: dict[str, Any]) -> str:
    """Return what its notice is called."""
    return f"gl-{request['id']}"


def _has(tag: str) -> Any:
    return lambda shown: tag in shown


def _says(tag: str, start: str) -> Any:
    def look(shown: dict[str, Notice]) -> Notice | None:
        notice = shown.get(tag)
        return notice if notice and notice.title.startswith(start) else None

    return look


def _offers(tag: str, label: str) -> Any:
    return lambda shown: tag in shown and label in shown[tag].buttons


def _no_question(tag: str) -> Any:
    def look(shown: dict[str, Notice]) -> bool:
        notice = shown.get(tag)
        return notice is None or not ASKS & set(notice.buttons)

    return look


def decisions(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of a request's journal by which it left the question."""
    return [
        line
        for line in request["journal"]
        if line["from"] == "pending" and line["to"] != "pending"
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(any_variant: str) -> AsyncIterator[House]:
    """Set the house up once for all of these."""
    let_sockets_through()
    hass = HomeAssistantProcess(configuration=f"{CONFIGURATION}mobile_app:\n")
    async with PushService(limit=10_000) as pushes, Stage(hass) as stage:
        house = House(stage, await set_up(stage), pushes)
        await house.move_in()
        yield house


async def test_a_question_arrives_everywhere_and_one_tap_decides(house: House) -> None:
    asked, torrent = await house.ask("Phone.Yes.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    notice = house.pixel.shown[tag]
    assert notice.title.startswith("Phone Yes (2026): ")
    assert notice.title.endswith("?")
    assert notice.buttons == ["Approve", "Decline", "More"]
    assert "No answer: not downloaded" in notice.message
    assert notice.data["group"] == "greenlight"
    assert notice.data["channel"] == "Greenlight questions"
    assert notice.data["clickAction"].endswith(f"greenlight={asked['id']}")
    assert house.iphone.shown[tag].buttons[:2] == ["Approve", "Decline"]
    assert await house.holds(torrent) == 0

    await house.pixel.tap("Approve", tag)
    done = await house.settled(asked, "downloading", "completed")
    (decided,) = decisions(done)
    assert decided["to"] == "approved"
    assert decided["who"] == "Dev"
    for phone in house.phones:
        await phone.until(_no_question(tag), "the question to go")
    await house.settled(asked, "completed")
    assert await house.holds(torrent) == 1
    assert house.pushes.refused == []


async def test_of_fifty_taps_at_once_one_counts(house: House) -> None:
    asked, torrent = await house.ask("Phone.Many.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    taps = {
        phone: phone.having("Approve", tag)[1]["action"]
        for phone in (house.pixel, house.iphone, house.jonas)
    }
    answers = await asyncio.gather(
        *(
            phone.fire(
                ACTION, {"action": action, "tag": tag, "device_id": phone.device_id}
            )
            for phone, action in taps.items()
            for _ in range(17)
        )
    )
    assert set(answers) == {200}
    done = await house.settled(asked, "completed")
    assert len(decisions(done)) == 1
    assert await house.holds(torrent) == 1


async def test_a_child_may_look_but_not_decide(house: House) -> None:
    asked, torrent = await house.ask("Phone.Child.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    action = house.pixel.having("Approve", tag)[1]["action"]
    # The child's own phone says who decides, and has no button for it.
    assert house.ben.shown[tag].buttons == ["Details"]
    assert "You may look, but not decide." in house.ben.shown[tag].message
    await house.ben.tap("Details", tag)
    await house.ben.until(_offers(tag, "Back"), "the details")
    await house.ben.fire(ACTION, {"action": action, "tag": tag})
    await house.ben.until(
        lambda shown: any(
            "You may look, but not decide" in f"{one.title} {one.message}"
            for one in shown.values()
        ),
        "to be told",
    )
    # Neither with what another phone was sent, nor in the name of a bot.
    event = {"action": action, "device_id": house.pixel.device_id, "tag": tag}
    await house.ben.fire(ACTION, event)
    forged = {
        "data": action,
        "user_id": 42,
        "chat_id": 42,
        "id": "1",
        "message": {"message_id": 1},
        "bot": {"config_entry_id": "x"},
    }
    await house.ben.fire("telegram_callback", forged)
    # And a token that was changed is none, whoever presses.
    for changed in (f"{action[:-1]}~", action.replace(".y.", ".n."), "gl1.x.y.z.w"):
        await house.pixel.fire(ACTION, {"action": changed, "tag": tag})
    await house.pixel.tap("Decline", tag)
    done = await house.settled(asked, "declined")
    (decided,) = decisions(done)
    assert decided["who"] == "Dev"
    assert await house.holds(torrent) == 0
    await house.ben.until(_no_question(tag), "the question to go")
    assert not any(one.buttons for one in house.ben.shown.values() if one.tag == tag)


async def test_a_deactivated_persons_phone_counts_for_nothing(house: House) -> None:
    asked, torrent = await house.ask("Phone.Gone.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    jonas = house.users["Jonas"]
    await house.hass.command("config/auth/update", user_id=jonas, is_active=False)
    try:
        before = len(house.jonas.came)
        assert await house.jonas.tap("Approve", tag) == 200
        other = await house.stage.publish("Phone.Next.2026.1080p.WEB-DL.H264-DEMO")
        asked_next = await house.greenlight.asked(
            "Phone.Next.2026.1080p.WEB-DL.H264-DEMO"
        )
        await house.pixel.until(_has(tag_of(asked_next)), "the next question")
        await house.pixel.tap("Decline", tag_of(asked_next))
        await house.settled(asked_next, "declined")
        still = await house.settled(asked, "pending")
        assert decisions(still) == []
        # Nor is anything shown there any more.
        assert len(house.jonas.came) == before
        assert await house.holds(torrent) + await house.holds(other) == 0
    finally:
        await house.hass.command("config/auth/update", user_id=jonas, is_active=True)
    await house.jonas.tap("Decline", tag)
    done = await house.settled(asked, "declined")
    assert decisions(done)[-1]["who"] == "Jonas"
    # By itself it is asked again.
    await house.jonas.until(_no_question(tag), "the question to go", seconds=90)


async def test_a_locked_phone_approves_nothing(house: House) -> None:
    asked, _ = await house.ask("Phone.Locked.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    house.pixel.locked = True
    try:
        with pytest.raises(Locked):
            await house.pixel.tap("Approve", tag)
        await house.pixel.tap("Decline", tag)
    finally:
        house.pixel.locked = False
    await house.settled(asked, "declined")


async def test_what_was_approved_can_be_taken_back(house: House) -> None:
    asked, torrent = await house.ask(
        "Phone.Undo.2026.1080p.WEB-DL.H264-DEMO", seconds=60
    )
    tag = tag_of(asked)
    await house.pixel.tap("Approve", tag)
    await house.settled(asked, "downloading")
    await house.pixel.until(_offers(tag, "Undo"), "the way back")
    await house.pixel.tap("Undo", tag)
    await house.settled(asked, "pending")
    await house.pixel.until(_offers(tag, "Approve"), "the question again")
    assert "Taken back" in house.pixel.shown[tag].message

    async def gone() -> bool:
        return await house.holds(torrent) == 0

    await until(gone, "the download to be gone")
    await house.pixel.tap("Decline", tag)
    await house.settled(asked, "declined")


async def test_the_third_button_opens_more(house: House) -> None:
    asked, _ = await house.ask("Phone.Later.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    rings = house.pixel.rings
    await house.pixel.tap("More", tag)
    more = await house.pixel.until(_says(tag, "Phone Later (2026): what else?"), "more")
    assert len(more.buttons) <= 3
    await house.pixel.tap("Details", tag)
    details = await house.pixel.until(
        _says(tag, "Phone Later (2026): details"), "details"
    )
    assert asked["title"] in details.message.replace("\N{WORD JOINER}", "")
    # On nobody else's phone a page was turned, and nothing rang.
    assert "More" in house.jonas.shown[tag].buttons
    assert house.pixel.rings == rings
    assert not details.tags
    await house.pixel.tap("Decline", tag)
    await house.settled(asked, "declined")


async def test_put_off_for_an_hour(house: House) -> None:
    asked, _ = await house.ask("Phone.Hour.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    await house.pixel.tap("More", tag)
    await house.pixel.until(_says(tag, "Phone Hour (2026): what else?"), "more")
    await house.pixel.tap("Later", tag)
    await house.pixel.until(_says(tag, "Phone Hour (2026): when?"), "when")
    await house.pixel.tap("1 hour", tag)
    await house.pixel.until(_says(tag, "Comes back "), "until when")
    for phone in (house.iphone, house.jonas, house.ben):
        await phone.until(_no_question(tag), "the question to go")
    still = await house.settled(asked, "pending")
    assert decisions(still) == []
    await house.greenlight.hass.call("greenlight.decline", {"request_id": asked["id"]})


async def test_a_hostile_title_is_shown_letter_by_letter(house: House) -> None:
    title = (
        "<b>Phone</b> & <script>alert(1)</script> :skull: \\n %s {{ 1 }} "
        "Hostile.2026.1080p.WEB-DL-DEMO"
    )
    # No client would keep such a name.
    torrent = make_release("Phone.Hostile.2026.1080p.WEB-DL-DEMO", MEGABYTE)
    link = house.stage.site.offer(torrent)
    item = Item(title=title, link=link, guid=torrent.client_id, size=torrent.size)
    house.stage.site.items.insert(0, item)
    asked = await house.arrived(title)
    tag = tag_of(asked)
    for phone in (house.pixel, house.jonas):
        notice = phone.shown[tag]
        assert notice.tags == []
        assert "💀" not in f"{notice.title}{notice.message}{notice.subject}"
    await house.pixel.tap("More", tag)
    await house.pixel.until(
        lambda shown: "what else?" in shown[tag].title, "the next page"
    )
    await house.pixel.tap("Details", tag)
    details = await house.pixel.until(
        lambda shown: "details" in shown[tag].title and shown[tag], "details"
    )
    assert details.tags == []
    assert "<script>" in details.message
    await house.pixel.tap("Decline", tag)
    await house.settled(asked, "declined")


async def test_progress_is_one_silent_notice_in_steps(house: House) -> None:
    asked, torrent = await house.ask(
        "Phone.Slow.2026.1080p.WEB-DL.H264-DEMO", seconds=40
    )
    tag = tag_of(asked)
    rings = house.pixel.rings
    await house.pixel.tap("Approve", tag)

    def seen() -> list[int]:
        notices = (push.get("data", {}) for push in house.pixel.came)
        mine = (one for one in notices if one.get("tag") == f"{tag}-p")
        return [one["progress"] for one in mine if "progress" in one]

    async def several() -> bool:
        return len(seen()) > 2

    await until(several, "some progress")
    await house.stage.seeder.let_go(torrent)
    await house.settled(asked, "completed")
    steps = seen()
    assert steps == sorted(steps)
    assert all(step % 5 == 0 for step in steps)
    assert len(steps) <= 21

    def no_bar(shown: dict[str, Notice]) -> bool:
        return all("progress" not in one.data for one in shown.values())

    await house.pixel.until(no_bar, "the bar to go")
    # Whatever came of it may ring, its progress may not.
    assert house.pixel.rings <= rings + 2


async def test_a_tap_while_home_assistant_is_away_is_tapped_again(house: House) -> None:
    asked, torrent = await house.ask("Phone.Away.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    house.hass.kill()
    with pytest.raises(ClientError):
        await house.pixel.tap("Approve", tag)
    # It is still there, and its buttons work.
    assert "Approve" in house.pixel.shown[tag].buttons
    await house.hass.start()
    await house.pixel.tap("Approve", tag)
    done = await house.settled(asked, "completed")
    assert len(decisions(done)) == 1
    assert await house.holds(torrent) == 1


async def test_a_tap_while_it_starts_is_kept_or_tapped_again(house: House) -> None:
    asked, torrent = await house.ask("Phone.Start.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    house.hass.kill()

    async def tapped() -> bool:
        with contextlib.suppress(ClientError):
            return await house.pixel.tap("Approve", tag) == 200
        return False

    starting = asyncio.ensure_future(house.hass.start())
    try:
        await until(tapped, "the first tap that arrives", seconds=90, pause=0.02)
    finally:
        await starting
    done = await house.greenlight.wait_for(asked["title"], "pending", "completed")
    if done["state"] == "pending":
        await house.pixel.tap("Approve", tag)
    done = await house.settled(asked, "completed")
    assert len(decisions(done)) == 1
    assert await house.holds(torrent) == 1


@pytest.mark.parametrize("turn", CUT_AT)
async def test_a_power_cut_after_a_tap_leaves_one_decision_or_none(
    house: House, turn: int
) -> None:
    asked, torrent = await house.ask(f"Phone.Cut{turn}.2026.1080p.WEB-DL.H264-DEMO")
    tag = tag_of(asked)
    tap = asyncio.ensure_future(house.pixel.tap("Approve", tag))
    # Between the press, the decision, the hand-over and what is shown of it.
    await asyncio.sleep(turn * 0.015)
    house.hass.kill()
    await asyncio.gather(tap, return_exceptions=True)
    await house.hass.start()
    known = await house.greenlight.request(asked["title"])
    assert known is not None
    if known["state"] == "pending":
        await house.pixel.tap("Approve", tag)
    done = await house.settled(asked, "completed")
    assert len(decisions(done)) == 1
    assert await house.holds(torrent) == 1
    for phone in house.phones:
        await phone.until(_no_question(tag), "the question to go")


async def test_a_phone_that_signs_up_anew_is_asked_again(house: House) -> None:
    old = house.pixel.webhook_id
    await house.pixel.register(over(house.hass.url), house.hass.token)
    assert house.pixel.webhook_id != old
    asked, _ = await house.ask("Phone.Anew.2026.1080p.WEB-DL.H264-DEMO")
    await house.pixel.tap("Decline", tag_of(asked))
    done = await house.settled(asked, "declined")
    assert decisions(done)[-1]["who"] == "Dev"


async def test_a_harmless_question_tells_how_long_the_answer_took(house: House) -> None:
    await house.greenlight.press("test", house.approver)
    notice = await house.pixel.titled("Greenlight test")
    assert notice.buttons == ["It works"]
    await house.pixel.tap("It works", notice.tag)
    answered = await house.pixel.titled("It works")
    assert "as Dev" in answered.message


async def test_nothing_went_wrong_unseen(house: House) -> None:
    assert house.pushes.refused == []
    for phone in house.phones:
        assert phone.webhook_id not in house.hass.log
        assert phone.token not in house.hass.log
    assert unexpected(house.hass.log) == []
