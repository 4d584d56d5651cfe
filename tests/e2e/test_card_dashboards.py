"""The card on a person's own dashboard: from the card picker, set up by hand, as a view, beside other cards."""

from typing import Any

from playwright.async_api import expect
import pytest

from tests.support.asking_card import asked
from tests.support.board import PATIENCE, opened
from tests.support.browser import browser_program
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.stage import Stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

DEMONSTRATION = "https://demo.home-assistant.io/"


async def dashboard(
    hass: HomeAssistantProcess, path: str, *views: dict[str, Any]
) -> None:
    """Make a dashboard of a person's own."""
    async with hass.socket() as socket:
        await socket.command(
            "lovelace/dashboards/create",
            url_path=path,
            title=path.title(),
            show_in_sidebar=True,
            require_admin=False,
            mode="storage",
        )
        await socket.command(
            "lovelace/config/save", url_path=path, config={"views": list(views)}
        )


async def config(hass: HomeAssistantProcess, path: str) -> dict[str, Any]:
    """Return what is stored of a dashboard."""
    found: dict[str, Any] = await hass.command("lovelace/config", url_path=path)
    return found


async def test_on_the_dashboard_cards_have_the_edge_that_cards_have(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    async with opened(card_stage.hass) as board:
        pane = board.page.locator("greenlight-downloads .pane").first
        await expect(pane).to_have_css("border-top-width", "1px", timeout=PATIENCE)
        await expect(pane).to_have_css("border-top-left-radius", "12px")


async def test_the_card_is_picked_and_set_up_by_hand(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Own.2026.1080p.WEB-DL-DEMO"
    ((one, _),) = await asked(card_stage, card_greenlight, title)
    hass = card_stage.hass
    view = {"title": "Mine", "type": "masonry", "cards": []}
    await dashboard(hass, "my-own", view)
    async with opened(hass, "/my-own/0?edit=1", shows="hui-root") as board:
        page = board.page
        await page.get_by_role("button", name="Add card").first.click(timeout=PATIENCE)
        await page.get_by_text("By card").first.click(timeout=PATIENCE)
        picker = page.locator("hui-card-picker")
        await picker.locator("input").first.fill("Greenlight", timeout=PATIENCE)
        # It shows itself, with what waits.
        offered = picker.locator(".card", has=page.locator("greenlight-card"))
        await expect(offered).to_contain_text("Card Own", timeout=PATIENCE)
        await offered.locator(".overlay").click()
        dialog = page.locator("hui-dialog-edit-card")
        form = dialog.locator("ha-form").first
        await expect(form).to_contain_text("What it shows", timeout=PATIENCE)
        await form.locator("ha-switch").first.click()
        await expect(dialog.locator("greenlight-card")).to_contain_text("Card Own")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.locator("ha-form")).to_have_count(0, timeout=PATIENCE)
        # The picker shows Home Assistant's own cards with pictures of its demonstration.
        board.strangers = [one for one in board.strangers if DEMONSTRATION not in one]
        (card,) = (await config(hass, "my-own"))["views"][0]["cards"]
        assert (card["type"], card["compact"]) == ("custom:greenlight-card", True)

    async with opened(hass, "/my-own/0") as board:
        await board.answer(one, "no")
        await board.told(one, "declined.")
    await card_greenlight.wait_for(title, "declined")


async def test_it_stands_in_every_kind_of_view_and_shows_what_it_is_told_to(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Kinds.2026.1080p.WEB-DL-DEMO"
    ((one, _),) = await asked(card_stage, card_greenlight, title)
    hass = card_stage.hass
    card = {"type": "custom:greenlight-card"}
    grid = {"type": "grid", "cards": [card]}
    await dashboard(
        hass,
        "all-kinds",
        {"title": "Sections", "path": "sections", "type": "sections", "sections": [grid]},
        {"title": "Masonry", "path": "masonry", "cards": [card]},
        {"title": "Panel", "path": "panel", "type": "panel", "cards": [card]},
        {"title": "Ours", "path": "ours", "strategy": {"type": "custom:greenlight"}},
        {"title": "Rule", "path": "rule", "cards": [{**card, "view": "waiting", "rule": "Another"}]},
        {"title": "Wrong", "path": "wrong", "cards": [{**card, "view": "upside down"}]},
    )  # fmt: skip
    async with opened(hass, "/all-kinds/sections") as board:
        for path in ("sections", "masonry", "panel", "ours"):
            await board.open(f"/all-kinds/{path}")
            await expect(board.question(one)).to_be_visible(timeout=PATIENCE)
        # What is set to one rule has nothing of another.
        await board.open("/all-kinds/rule")
        await expect(board.question(one)).to_have_count(0)
        await board.open("/all-kinds/wrong", shows="hui-error-card")
        await expect(board.page.locator("hui-error-card")).to_contain_text(
            "Configuration error"
        )

        await board.open("/all-kinds/panel")
        for tab, part in (
            ("Downloads", "downloads"),
            ("History", "history"),
            ("Series", "series"),
            ("Statistics", "statistics"),
            ("Waiting", "waiting"),
        ):
            await (
                board.page.locator("greenlight-card")
                .get_by_role("tab", name=tab)
                .click()
            )
            heading = board.page.locator(f"greenlight-{part} h2")
            await expect(heading).to_be_visible(timeout=PATIENCE)
    await hass.call("greenlight.decline", {"request_id": one["id"]})


async def test_a_card_with_nothing_to_show_goes_and_comes_back(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    hass = card_stage.hass
    await card_greenlight.pending(0)
    card = {"type": "custom:greenlight-card", "view": "waiting", "hide_empty": True}
    stock = {"type": "markdown", "content": "Beside it"}
    await dashboard(hass, "hides-itself", {"cards": [card, stock]})
    async with opened(hass, "/hides-itself/0", shows="hui-markdown-card") as board:
        await expect(board.page.locator("greenlight-card")).to_be_hidden()
        ((one, _),) = await asked(
            card_stage, card_greenlight, "Card.Comes.2026.1080p.WEB-DL-DEMO"
        )
        await board.answer(one, "no")
        await board.told(one, "declined.")
        # Its strip goes after ten seconds, and with it the card.
        await board.page.mouse.move(1, 1)
        await expect(board.page.locator("greenlight-card")).to_be_hidden(
            timeout=PATIENCE
        )


async def test_whoever_makes_a_new_dashboard_finds_it_in_the_list(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    async with opened(
        card_stage.hass, "/config/lovelace/dashboards", shows="ha-config-lovelace-dashboards"
    ) as board:  # fmt: skip
        # The strategies are known as soon as the resources of dashboards are there.
        listed = await board.page.evaluate("(window.customStrategies ?? []).length")
        page = board.page
        await page.get_by_role("button", name="Add dashboard").click(timeout=PATIENCE)
        offered = page.locator("ha-dialog, ha-wa-dialog, dialog").get_by_text(
            "Greenlight"
        )
        await expect(offered.first).to_be_visible(timeout=PATIENCE)
        assert listed is not None
