"""The dashboard of Greenlight in a browser: where things are on it, and what went wrong on the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Dialog, Error, Locator, Page, Request, expect

from .browser import logged_in
from .homeassistant import HomeAssistantProcess
from .ports import LOOPBACK

PATH = "/greenlight"
# Every view of the card begins with a heading.
CARD = "greenlight-card h2"
# Milliseconds, only to end a broken run; nothing is asserted about how long anything takes.
PATIENCE = 60_000
# Milliseconds for which a list that has moved takes no answer.
LOCKED = 1000
# What Home Assistant's own frontend leaves lying about: commands of a recorder that is not there, and
# after a restart what it had subscribed to before.
THEIRS = (
    '{"code":"unknown_command","message":"Unknown command."}',
    '{"code":"not_found","message":"Subscription not found."}',
)
# Its own files, which it asks for while Home Assistant is away.
THEIR_FILES = "/frontend_latest/"
NOTING = """
window.refused = [];
addEventListener("unhandledrejection", ({ reason }) => {
  if (!(reason instanceof Error)) window.refused.push(JSON.stringify(reason));
});
"""


class Board:
    """One page with the card on it, and what it has done besides."""

    def __init__(self, page: Page) -> None:
        """Look at the page from the beginning."""
        self.page = page
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("dialog", self._dialog)
        page.on("pageerror", self._error)
        page.on("request", self._request)

    async def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        await dialog.dismiss()

    def _error(self, error: Error) -> None:
        # What is no error of the language has no words here; the page keeps what it says.
        if str(error) != "Object" and THEIR_FILES not in str(error):
            self.errors.append(str(error))

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != LOOPBACK:
            self.strangers.append(request.url)

    async def refused(self) -> list[str]:
        """Return what was refused on the page and nobody there has taken note of."""
        found: list[str] = await self.page.evaluate("window.refused")
        return [one for one in found if one not in THEIRS]

    async def open(self, path: str = PATH, *, shows: str = CARD) -> Self:
        """Go somewhere and wait until the card has drawn something there."""
        await self.page.goto(path)
        launch = self.page.locator("#ha-launch-screen")
        await launch.wait_for(state="detached", timeout=PATIENCE)
        await self.page.locator(shows).first.wait_for(timeout=PATIENCE)
        return self

    # ------------------------------------------------------------- where things are

    @property
    def waiting(self) -> Locator:
        """Return what waits."""
        return self.page.locator("greenlight-waiting")

    @property
    def questions(self) -> Locator:
        """Return all questions and the strips among them."""
        return self.waiting.locator("ul.list > li")

    def question(self, request: dict[str, Any]) -> Locator:
        """Return the question about a request, or the strip in its place."""
        return self.waiting.locator(f'ul.list > li[data-id="{request["id"]}"]')

    def button(self, request: dict[str, Any], name: str) -> Locator:
        """Return an answer of a question by its inner name: yes, no, both, back."""
        return self.question(request).locator(f"[data-name={name}]")

    def download(self, request: dict[str, Any]) -> Locator:
        """Return a download."""
        return self.page.locator(f'greenlight-downloads li[data-id="{request["id"]}"]')

    @property
    def recent(self) -> Locator:
        """Return the newest of what happened."""
        return self.page.locator("greenlight-recent")

    @property
    def said(self) -> Locator:
        """Return what is read out of what waits."""
        return self.page.locator(
            'greenlight-card:has(greenlight-waiting) [role="status"]'
        )

    @property
    def toast(self) -> Locator:
        """Return the message of Home Assistant at the lower edge."""
        return self.page.locator("ha-toast")

    async def in_order(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """Return requests as their questions stand in the list, the first at the top."""
        ids = await self.questions.evaluate_all("all => all.map(one => one.dataset.id)")
        return sorted(requests, key=lambda one: ids.index(one["id"]))

    # ------------------------------------------------------------- what people do

    async def sees(self, request: dict[str, Any]) -> Locator:
        """Wait until a question is there and takes an answer."""
        row = self.question(request)
        await expect(row).to_be_visible(timeout=PATIENCE)
        locked = self.waiting.locator("ul[data-locked]")
        await expect(locked).to_have_count(0)
        # What is told a moment later may move it once more, and who looks waits for that.
        await self.page.wait_for_timeout(LOCKED / 2)
        await expect(locked).to_have_count(0)
        return row

    async def answer(self, request: dict[str, Any], name: str) -> None:
        """Press a button of a question once it takes an answer."""
        await self.sees(request)
        await self.button(request, name).click()

    async def told(self, request: dict[str, Any], text: str) -> Locator:
        """Wait until the strip in the place of a question says something."""
        strip = self.question(request)
        await expect(strip).to_contain_text(text, timeout=PATIENCE)
        return strip


@asynccontextmanager
async def opened(
    hass: HomeAssistantProcess, path: str = PATH, *, shows: str = CARD, **options: Any
) -> AsyncIterator[Board]:
    """Open a page in a browser of its own and wait until it shows something, by default a card.

    On the way out nothing may have gone wrong in it.
    """
    async with logged_in(hass, **options) as page:
        await page.add_init_script(NOTING)
        board = await Board(page).open(path, shows=shows)
        yield board
        wrong = [
            *board.errors,
            *board.dialogs,
            *board.strangers,
            *await board.refused(),
        ]
        assert not wrong, wrong
