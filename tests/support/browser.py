"""A real browser, logged in to Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import shutil
import time
from typing import Any

from playwright.async_api import Page, async_playwright

from .homeassistant import HomeAssistantProcess
from .ports import LOOPBACK

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but this machine has a name.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}",
)


def browser_program() -> str | None:
    """Return the path of an installed browser."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@asynccontextmanager
async def logged_in(
    hass: HomeAssistantProcess,
    *,
    width: int = 1280,
    height: int = 900,
    tokens: dict[str, Any] | None = None,
    **options: Any,
) -> AsyncIterator[Page]:
    """Open a page in which Home Assistant's frontend finds its tokens, as after a login.

    With ``tokens`` it is somebody else who has logged in, just now. ``options`` are those of Playwright
    for a context, such as ``color_scheme``.
    """
    if tokens:
        tokens["expires"] = time.time() + tokens["expires_in"]
    tokens = tokens or hass.tokens
    tokens = {
        **tokens,
        "hassUrl": hass.url,
        "clientId": f"{hass.url}/",
        "expires": int(tokens["expires"] * 1000),
    }
    stored = json.dumps(json.dumps(tokens))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_program(), args=list(ARGUMENTS)
        )
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            base_url=hass.url,
            locale="en-GB",
            **options,
        )
        await context.add_init_script(f"localStorage.setItem('hassTokens', {stored})")
        try:
            yield await context.new_page()
        finally:
            await browser.close()
