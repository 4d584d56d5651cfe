"""The dashboard when something is in the way: no right, no connection, an old card, a hostile title."""

from datetime import UTC, datetime

from playwright.async_api import expect
import pytest

from tests.support.asking_card import asked
from tests.support.board import PATIENCE, opened
from tests.support.browser import browser_program
from tests.support.feed_documents import Item
from tests.support.greenlight import Greenlight
from tests.support.releases import make_release
from tests.support.stage import Stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

PASSWORD = "only-here-1"
LOST = "No connection to Home Assistant"
HOSTILE = (
    "Hostile <img src=http://stranger.invalid/x onerror=alert(1)><script>alert(2)</script>"
    "[tap](javascript:alert(3)) ![](http://stranger.invalid/y) {{ states }} ${1} \u202e\u2066evil "
    "&lt;b&gt; 2026 1080p " + "letters" * 1500
)


async def test_whoever_may_only_look_sees_who_decides_and_no_buttons(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    titles = [f"Card.Look.{n}.2026.1080p.WEB-DL-DEMO" for n in ("One", "Two")]
    found = await asked(card_stage, card_greenlight, *titles)
    hass = card_stage.hass
    await hass.add_user("Ben", PASSWORD)
    tokens = await hass.tokens_of("ben", PASSWORD)
    async with opened(hass, tokens=tokens) as board:
        for one, _ in found:
            row = await board.sees(one)
            await expect(row).to_contain_text("Dev decides. You can look.")
            await expect(row.locator("[data-answer]")).to_have_count(0)
        select = board.waiting.get_by_role("button", name="Select", exact=True)
        await expect(select).to_have_count(0)
        # Neither do keys.
        await board.question(found[0][0]).focus()
        await board.page.keyboard.press("a")
        await board.page.keyboard.press("d")
        # What is done elsewhere is seen all the same.
        first = found[0][0]
        await hass.call("greenlight.decline", {"request_id": first["id"]})
        await board.told(first, "was declined by Dev")
        await expect(board.question(first).get_by_role("button")).to_have_count(0)
    await card_greenlight.wait_for(titles[1], "pending")
    await hass.call("greenlight.decline", {"request_id": found[1][0]["id"]})


async def test_a_restart_under_an_open_page_loses_nothing(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Restart.2026.1080p.WEB-DL-DEMO"
    ((one, torrent),) = await asked(card_stage, card_greenlight, title)
    async with opened(card_stage.hass) as board:
        await board.sees(one)
        note = board.page.locator("greenlight-card .note", has_text=LOST)
        async with card_stage.hass.away():
            await expect(note.first).to_be_visible(timeout=PATIENCE)
            await expect(board.question(one)).to_contain_text("Card Restart")
            await expect(board.question(one).locator("[data-answer]")).to_have_count(0)
        await expect(board.button(one, "yes")).to_be_visible(timeout=PATIENCE)
        await expect(note).to_have_count(0)
        await board.answer(one, "yes")
        await board.told(one, "approved.")
        await expect(board.download(one)).to_be_visible(timeout=PATIENCE)
    await card_greenlight.wait_for(title, "completed")
    await card_stage.client.completed(torrent)


async def test_an_old_card_offers_to_be_loaded_anew(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Old.2026.1080p.WEB-DL-DEMO"
    ((one, _),) = await asked(card_stage, card_greenlight, title)
    hass = card_stage.hass
    async with opened(hass) as board:
        await board.sees(one)
        before = await hass.command("lovelace/resources")
        async with hass.away():
            # As an update does.
            with (hass.integration / "frontend/dist/greenlight.js").open("a") as built:
                built.write("// newer\n")
        after = await hass.command("lovelace/resources")
        assert [len(before), len(after)] == [1, 1]
        assert before[0]["url"] != after[0]["url"]
        reload = board.page.get_by_role("button", name="Reload").first
        await reload.click(timeout=PATIENCE)
        await board.sees(one)
        await expect(board.page.get_by_role("button", name="Reload")).to_have_count(0)
        await board.answer(one, "no")
        await board.told(one, "declined.")


async def test_a_hostile_title_is_text(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    torrent = make_release("Harmless.2026.1080p-DEMO")
    (link, now) = (card_stage.site.offer(torrent), datetime.now(UTC))
    card_stage.site.items.insert(
        0,
        Item(title=HOSTILE, link=link, guid="hostile", size=9, seeders=1, published=now),
    )  # fmt: skip
    await card_greenlight.refresh()
    (one,) = [
        each
        for each in await card_greenlight.pending(1)
        if each["title"].startswith("Hostile")
    ]
    async with opened(card_stage.hass, width=390) as board:
        row = await board.sees(one)
        await expect(row).to_contain_text("<img src=")
        drawn = "img, script, a[href^='javascript'], iframe, b b"
        await expect(
            board.page.locator("greenlight-card").locator(drawn)
        ).to_have_count(0)
        wide = await board.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        box = await row.bounding_box()
        assert box
        assert box["height"] < 900
        await row.focus()
        await board.page.keyboard.press("Enter")
        await expect(row.locator("greenlight-panel")).to_contain_text(
            "letters", timeout=PATIENCE
        )
        await board.page.keyboard.press("Escape")
        await board.answer(one, "no")
        await board.told(one, "declined.")
        await expect(board.recent).to_contain_text("Hostile")
        await expect(
            board.page.locator("greenlight-card").locator(drawn)
        ).to_have_count(0)
