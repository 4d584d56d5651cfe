"""The card in a browser with a stand-in for Home Assistant, for what no real one does when it is wanted."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
import shutil
import subprocess
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from .browser import ARGUMENTS, browser_program
from .ports import LOOPBACK, free_port

CARD = Path(__file__).parents[2] / "card"


def missing() -> str | None:
    """Return why this cannot be had on this machine, None if it can."""
    if browser_program() is None:
        return "no chromium; scripts/servers installs it"
    if shutil.which("node") is None or not (CARD / "node_modules").exists():
        return "nothing to build the card with; scripts/card installs it"
    return None


@contextmanager
def served() -> Iterator[str]:
    """Serve the page of `card/dev` and return where."""
    url = f"http://{LOOPBACK}:{free_port()}"
    command = ["node", str(CARD / "dev/serve.mjs"), url.rpartition(":")[2]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            server.stdout.readline()
            yield url
        finally:
            server.terminate()


class Alone:
    """A browser in which that page can be opened several times."""

    def __init__(self, browser: Browser, url: str) -> None:
        """Open pages of what is served there."""
        self._browser = browser
        self._url = url

    @asynccontextmanager
    async def at(self, query: str, **options: Any) -> AsyncIterator[Page]:
        """Open the page with what its address says; ``options`` are those of Playwright for a context.

        On the way out nothing may have gone wrong on it.
        """
        errors: list[str] = []
        page = await self._browser.new_page(locale="en-GB", **options)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(f"{self._url}/?{query}")
        await page.locator("greenlight-card h2").first.wait_for()
        yield page
        await page.close()
        assert not errors, errors


@asynccontextmanager
async def several_alone() -> AsyncIterator[Alone]:
    """Serve the page to a browser that opens it several times."""
    with served() as url:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=browser_program(), args=list(ARGUMENTS)
            )
            yield Alone(browser, url)
            await browser.close()


@asynccontextmanager
async def alone(query: str, **options: Any) -> AsyncIterator[Page]:
    """Open that page once, as ``Alone.at`` does."""
    async with several_alone() as browser, browser.at(query, **options) as page:
        yield page
