"""The demo's page of phones, in a browser: what it shows, and that its buttons are those of the phones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from aiohttp import ClientSession
from playwright.async_api import Page, async_playwright, expect
import pytest
import pytest_asyncio

from tests.support.browser import ARGUMENTS, browser_program
from tests.support.demo_phone import DemoPhones
from tests.support.fake_phone import ACTION, ANDROID, APPLE, FakePhone
from tests.support.homeassistant import HomeAssistantProcess

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

HOSTILE = "<img src=x onerror=alert(1)> upgrade?"
ACTIONS = [
    {"action": "yes", "title": "Replace", "authenticationRequired": True},
    {"action": "no", "title": "Decline"},
    {"action": "URI", "title": "Look", "uri": "/?greenlight=1"},
]


class Nowhere:
    """A Home Assistant that only has an address."""

    url = "http://127.0.0.1:9"
    token = ""


class House:
    """Two phones, and what they have told Home Assistant."""

    def __init__(self) -> None:
        self.page = DemoPhones(cast("HomeAssistantProcess", Nowhere()))
        self.told: list[tuple[str, dict[str, Any]]] = []

    async def add(self, key: str, system: str) -> FakePhone:
        async def home(
            path: str, body: dict[str, Any], token: str | None
        ) -> tuple[int, Any]:
            if "webhook" in path:
                self.told.append((key, body["data"]))
                return 200, None
            return 201, {"webhook_id": key}

        return await self.page.join(key, f"Phone of {key}", home, "", system=system)

    async def push(self, phone: FakePhone, message: str, **data: Any) -> None:
        known = {"app_id": "a", "app_version": "1", "webhook_id": "w"}
        push = {
            "title": HOSTILE.replace("<", "&lt;"),
            "message": message,
            "data": {"tag": "gl-1", "actions": ACTIONS, "sticky": "true", **data},
            "push_token": phone.token,
            "registration_info": known,
        }
        async with (
            ClientSession() as session,
            session.post(self.page.pushes.url, json=push) as answer,
        ):
            assert answer.status == 201


@pytest_asyncio.fixture(loop_scope="session")
async def house() -> AsyncIterator[House]:
    house = House()
    async with house.page:
        yield house


@asynccontextmanager
async def opened(house: House, *, width: int = 900) -> AsyncIterator[Page]:
    """Open the page, on which nothing may go wrong."""
    wrong: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_program(), args=list(ARGUMENTS)
        )
        try:
            page = await browser.new_page(viewport={"width": width, "height": 800})
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("dialog", lambda dialog: wrong.append(dialog.message))
            await page.goto(house.page.url.replace("localhost", "127.0.0.1"))
            yield page
        finally:
            await browser.close()
    assert wrong == []


async def test_shows_what_a_phone_shows_and_taps_its_buttons(house: House) -> None:
    android, apple = await house.add("one", ANDROID), await house.add("two", APPLE)
    async with opened(house) as page:
        first = page.get_by_role("region", name="Phone of one")
        second = page.get_by_role("region", name="Phone of two")
        await expect(first).to_contain_text("Nothing new")
        await house.push(android, "line one\nline two")
        await house.push(apple, "plain")
        # What strangers wrote is text.
        await expect(first.locator(".title")).to_have_text(HOSTILE)
        await expect(page.locator("img")).to_have_count(0)
        await expect(second).to_contain_text("plain")

        await first.get_by_role("button", name="Decline").click()
        await expect(first).to_contain_text("Tapped: Decline")
        ((who, event),) = house.told
        assert who == "one"
        assert event["event_type"] == ACTION
        assert event["event_data"]["action"] == "no"

        await house.push(android, "Approved", actions=[])
        await expect(first.locator(".body")).to_have_text("Approved")
        await expect(first.locator(".buttons")).to_have_count(0)


async def test_a_locked_phone_says_so(house: House) -> None:
    phone = await house.add("one", ANDROID)
    await house.push(phone, "text")
    async with opened(house) as page:
        await page.get_by_role("button", name="Unlocked").click()
        await page.get_by_role("button", name="Replace").click()
        await expect(page.locator(".said")).to_contain_text("Locked: unlock the phone")
        assert house.told == []
        await page.get_by_role("button", name="Locked. Unlock it").click()
        await page.get_by_role("button", name="Replace").click()
        await expect(page.locator(".said")).to_contain_text("Tapped: Replace")
        assert len(house.told) == 1


async def test_swipes_away(house: House) -> None:
    phone = await house.add("one", ANDROID)
    await house.push(phone, "text")
    async with opened(house) as page:
        await page.get_by_role("button", name="Dismiss").click()
        await expect(page.locator(".notices")).to_contain_text("Nothing new")
        assert house.told[0][1]["event_type"] == "mobile_app_notification_cleared"


@pytest.mark.parametrize("width", [320, 390, 900])
async def test_fits_every_width(house: House, width: int) -> None:
    phone = await house.add("one", ANDROID)
    await house.push(phone, "W" * 300, chronometer=True, timeout=60, progress=5)
    async with opened(house, width=width) as page:
        await page.locator(".notice").wait_for()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide == width
        for button in await page.get_by_role("button").all():
            box = await button.bounding_box()
            assert box is not None
            # A browser reckons in fractions of a pixel.
            assert round(min(box["width"], box["height"]), 1) >= 44


async def test_another_page_cannot_tap(house: House) -> None:
    phone = await house.add("one", ANDROID)
    await house.push(phone, "text")
    address = f"{house.page.url.replace('localhost', '127.0.0.1')}/tap"
    body = '{"phone": "one", "tag": "gl-1", "label": "Decline"}'
    async with (
        ClientSession() as session,
        session.post(
            address, data=body, headers={"Content-Type": "text/plain"}
        ) as answer,
    ):
        assert answer.status == 415
    assert house.told == []
