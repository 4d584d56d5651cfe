"""A person at a dashboard: chooses a request, presses Approve and sees it arrive."""

from playwright.async_api import Page, expect
import pytest

from custom_components.greenlight.approvers.selection import DOUBLE_TAP
from tests.support.browser import browser_program, logged_in
from tests.support.dashboard import PATH, show
from tests.support.greenlight import Greenlight
from tests.support.stage import Stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

WANTED = "Dashboard.Wanted.2026.2160p.WEB-DL-DEMO"
UNWANTED = "Dashboard.Unwanted.2026.1080p.WEB-DL-DEMO"
# What people are shown of them.
WANTED_NAME = "Dashboard Wanted (2026)"
UNWANTED_NAME = "Dashboard Unwanted (2026)"
# Only to end a broken run; nothing is asserted about how long anything takes.
PATIENCE = 60_000
PASSWORD = "only-here-1"


async def open_dashboard(page: Page) -> None:
    """Open the dashboard and wait until it is drawn."""
    await page.goto(f"/{PATH}")
    await page.locator("#ha-launch-screen").wait_for(state="detached", timeout=PATIENCE)
    await page.get_by_role("button", name="Approve", exact=True).wait_for(
        timeout=PATIENCE
    )


async def test_requests_are_answered_on_the_dashboard(
    stage: Stage, greenlight: Greenlight
) -> None:
    wanted = await stage.publish(WANTED)
    unwanted = await stage.publish(UNWANTED)
    await greenlight.refresh()
    await greenlight.pending(2)
    await show(stage.hass, await greenlight.entities())

    async with logged_in(stage.hass) as page:
        await open_dashboard(page)
        select = page.locator("hui-select-options-card-feature")
        await select.click()
        await page.get_by_role("menuitem", name=WANTED_NAME).click()
        await expect(select).to_contain_text(WANTED_NAME, timeout=PATIENCE)
        await page.get_by_role("button", name="Approve", exact=True).click()
        await expect(select).to_contain_text(UNWANTED_NAME, timeout=PATIENCE)
        # A second tap so soon would count for nothing.
        await page.wait_for_timeout(1000 * DOUBLE_TAP)
        await page.get_by_role("button", name="Decline", exact=True).click()
        await greenlight.pending(0)
        gauge = page.locator("hui-gauge-card")
        await expect(gauge).to_contain_text("100", timeout=PATIENCE)

    await greenlight.wait_for(UNWANTED, "declined")
    await greenlight.wait_for(WANTED, "completed")
    await stage.client.completed(wanted)
    assert await stage.client.torrent(unwanted) is None


async def test_whoever_is_no_administrator_opens_the_page_that_messages_lead_to(
    stage: Stage, greenlight: Greenlight
) -> None:
    title = "Dashboard.Seen.2026.1080p.WEB-DL-DEMO"
    await stage.publish(title)
    await greenlight.refresh()
    asked = await greenlight.asked(title)
    await stage.hass.add_user("Lena", PASSWORD)
    tokens = await stage.hass.tokens_of("lena", PASSWORD)
    async with logged_in(stage.hass, tokens=tokens) as page:
        await page.goto(f"/greenlight?greenlight={asked['id']}")
        await expect(page.get_by_text("Dashboard Seen").first).to_be_visible(
            timeout=PATIENCE
        )
        # Without a right to decide there is nothing to press.
        await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    await stage.hass.call("greenlight.decline", {"request_id": asked["id"]})
    await greenlight.wait_for(title, "declined")
