"""Whoever wants no card: the section of Home Assistant's own cards that docs/dashboard.md has, as it stands there."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml
from playwright.async_api import expect
import pytest

from custom_components.greenlight.approvers.selection import DOUBLE_TAP
from tests.support.asking_card import asked
from tests.support.board import PATIENCE, opened
from tests.support.browser import browser_program
from tests.support.greenlight import Greenlight
from tests.support.stage import Stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

PAGE = Path(__file__).parents[2] / "docs/dashboard.md"
PATH = "without-card"
WANTED = "Dashboard.Wanted.2026.2160p.WEB-DL-DEMO"
UNWANTED = "Dashboard.Unwanted.2026.1080p.WEB-DL-DEMO"
# What people are shown of them.
WANTED_NAME = "Dashboard Wanted (2026)"
UNWANTED_NAME = "Dashboard Unwanted (2026)"


def section() -> dict[str, Any]:
    """Return the section that the page has for whoever wants no card."""
    text = PAGE.read_text(encoding="utf-8").partition("## Without the card\n")[2]
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found
    written = parse_yaml(found[1])
    assert isinstance(written, dict)
    return written


async def test_requests_are_answered_by_stock_cards(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    hass = card_stage.hass
    (_, wanted), (_, unwanted) = await asked(
        card_stage, card_greenlight, WANTED, UNWANTED
    )
    view = {"title": "Stock", "type": "sections", "sections": [section()]}
    async with hass.socket() as socket:
        await socket.command(
            "lovelace/dashboards/create",
            url_path=PATH,
            title="Stock",
            mode="storage",
        )
        await socket.command(
            "lovelace/config/save", url_path=PATH, config={"views": [view]}
        )

    async with opened(hass, f"/{PATH}", shows="hui-gauge-card") as board:
        page = board.page
        # Every entity that is written there is one that there is.
        await expect(page.locator("hui-warning, hui-error-card")).to_have_count(0)
        select = page.locator("hui-select-options-card-feature")
        await select.click()
        await page.get_by_role("menuitem", name=WANTED_NAME).click()
        await expect(select).to_contain_text(WANTED_NAME, timeout=PATIENCE)
        await page.get_by_role("button", name="Approve", exact=True).click()
        await expect(select).to_contain_text(UNWANTED_NAME, timeout=PATIENCE)
        # A second tap so soon would count for nothing.
        await page.wait_for_timeout(1000 * DOUBLE_TAP)
        await page.get_by_role("button", name="Decline", exact=True).click()
        await card_greenlight.pending(0)
        gauge = page.locator("hui-gauge-card")
        await expect(gauge).to_contain_text("100", timeout=PATIENCE)

    await card_greenlight.wait_for(UNWANTED, "declined")
    await card_greenlight.wait_for(WANTED, "completed")
    await card_stage.client.completed(wanted)
    assert await card_stage.client.torrent(unwanted) is None
