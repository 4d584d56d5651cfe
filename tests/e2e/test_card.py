"""The dashboard that is there by itself, on a real Home Assistant: asked, answered, taken back, watched."""

from playwright.async_api import expect
import pytest

from tests.support.asking_card import asked
from tests.support.board import LOCKED, PATH, PATIENCE, opened
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

PASSWORD = "only-here-1"


async def test_everybody_finds_it_without_anybody_having_made_it(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    ((one, _),) = await asked(
        card_stage, card_greenlight, "Card.There.2026.2160p.WEB-DL-DEMO"
    )
    async with opened(card_stage.hass) as board:
        assert board.page.url.endswith(f"{PATH}/now")
        await board.sees(one)
        await expect(board.page.get_by_text("Card There").first).to_be_visible()
        await expect(board.button(one, "yes")).to_have_text("Approve")
        sidebar = board.page.locator("ha-sidebar")
        await expect(sidebar.get_by_text("Greenlight")).to_be_visible()

    await card_stage.hass.add_user("Jonas", PASSWORD)
    tokens = await card_stage.hass.tokens_of("jonas", PASSWORD)
    async with opened(card_stage.hass, tokens=tokens) as board:
        await expect(board.question(one)).to_be_visible(timeout=PATIENCE)
    await card_stage.hass.call("greenlight.decline", {"request_id": one["id"]})


async def test_a_yes_is_seen_to_arrive_and_then_what_happened(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Yes.2026.2160p.WEB-DL-DEMO"
    ((one, torrent),) = await asked(card_stage, card_greenlight, title, seconds=60)
    async with opened(card_stage.hass) as board:
        await board.answer(one, "yes")
        await board.told(one, "Card Yes (2026) approved.")
        await expect(board.toast).to_contain_text("Card Yes (2026)")
        await expect(board.said).to_contain_text("Card Yes (2026) approved.")

        bar = board.download(one).get_by_role("progressbar")
        await expect(bar).to_be_visible(timeout=PATIENCE)
        seen: set[int] = set()
        for _ in range(600):
            seen.add(int(await bar.get_attribute("aria-valuenow") or 0))
            if len(seen - {0, 100}) >= 3:
                break
            await board.page.wait_for_timeout(100)
        assert len(seen - {0, 100}) >= 3, seen
        await card_stage.seeder.let_go(torrent)
        await expect(board.download(one)).to_contain_text("MB", timeout=PATIENCE)

        await card_greenlight.wait_for(title, "completed")
        await expect(board.recent).to_contain_text("Card Yes", timeout=PATIENCE)
        await expect(board.recent).to_contain_text("Complete", timeout=PATIENCE)
    await card_stage.client.completed(torrent)
    told = await card_stage.hass.command("greenlight/history", limit=1)
    (entry,) = told["entries"]
    assert (entry["id"], entry["who"], entry["how"]) == (one["id"], "Dev", "card")


async def test_what_is_taken_back_is_asked_again_and_leaves_the_client(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Back.2026.2160p.WEB-DL-DEMO"
    ((one, torrent),) = await asked(card_stage, card_greenlight, title, seconds=60)
    async with opened(card_stage.hass) as board:
        await board.answer(one, "no")
        strip = await board.told(one, "Card Back (2026) declined.")
        await strip.get_by_role("button", name="Undo").click()
        await expect(board.button(one, "yes")).to_be_visible(timeout=PATIENCE)
        await card_greenlight.wait_for(title, "pending")

        # In Home Assistant's own message, too.
        await board.answer(one, "no")
        await board.told(one, "Card Back (2026) declined.")
        await board.toast.get_by_role("button", name="Undo").click()
        await expect(board.button(one, "yes")).to_be_visible(timeout=PATIENCE)
        await card_greenlight.wait_for(title, "pending")

        await board.answer(one, "no")
        await board.told(one, "Card Back (2026) declined.")
        await card_greenlight.wait_for(title, "declined")
    assert await card_stage.client.torrent(torrent) is None


async def test_several_are_answered_with_a_second_look(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    titles = [f"Card.Several.{n}.2026.1080p.WEB-DL-DEMO" for n in ("One", "Two", "Six")]
    found = await asked(card_stage, card_greenlight, *titles)
    first, second, third = (one for one, _ in found)
    async with opened(card_stage.hass) as board:
        await board.sees(third)
        await board.waiting.get_by_role("button", name="Select", exact=True).click()
        for one in (first, second):
            await board.question(one).get_by_role("checkbox").check()
        bar = board.waiting.get_by_role("region", name="Several at once")
        await expect(bar).to_contain_text("2 selected")
        await expect(bar).to_contain_text("4.0\u00a0MB")
        await bar.get_by_role("button", name="Decline 2").click()
        await expect(bar).to_contain_text("Decline 2 releases?")
        for title in titles:
            await card_greenlight.wait_for(title, "pending")
        await bar.get_by_role("button", name="Yes, decline 2").click()
        await board.told(first, "declined.")
        await board.told(second, "declined.")
        await expect(board.toast).to_contain_text("2 declined.")
        await board.answer(third, "no")
        await board.told(third, "declined.")
    for title in titles:
        await card_greenlight.wait_for(title, "declined")


async def test_whoever_answers_elsewhere_is_named(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    titles = [f"Card.Elsewhere.{n}.2026.1080p.WEB-DL-DEMO" for n in ("One", "Two")]
    found = await asked(card_stage, card_greenlight, *titles)
    first, second = (one for one, _ in found)
    await card_stage.hass.add_user("Mira", PASSWORD, admin=True)
    tokens = await card_stage.hass.tokens_of("mira", PASSWORD)
    async with opened(card_stage.hass) as board, opened(
        card_stage.hass, tokens=tokens
    ) as theirs:  # fmt: skip
        await board.sees(first)
        await theirs.answer(first, "no")
        strip = await board.told(
            first, "Card Elsewhere One (2026) was declined by Mira"
        )
        await expect(strip).to_contain_text("on the dashboard")
        await expect(board.said).to_contain_text("was declined by Mira")

        await card_stage.hass.call("greenlight.decline", {"request_id": second["id"]})
        await theirs.told(second, "Card Elsewhere Two (2026) was declined by Dev")
        # What one has done oneself by another road is said so, too.
        await board.told(second, "Card Elsewhere Two (2026) was declined by you")
    for title in titles:
        await card_greenlight.wait_for(title, "declined")


async def test_a_question_ends_under_an_open_page(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    title = "Card.Ends.2026.1080p.WEB-DL-DEMO"
    ((one, torrent),) = await asked(card_stage, card_greenlight, title)
    hass = card_stage.hass
    async with hass.away():
        ended = card_greenlight.end_in(one["id"], seconds=40)
    async with opened(hass) as board:
        await board.sees(one)
        await board.told(one, "Card Ends (2026) was not downloaded: nobody answered.")
        assert await board.page.evaluate("Date.now() / 1000") >= ended
        await expect(board.recent).to_contain_text(
            "Nobody answered: not downloaded", timeout=PATIENCE
        )
    await card_greenlight.wait_for(title, "expired")
    assert await card_stage.client.torrent(torrent) is None


async def test_a_list_that_has_just_moved_takes_no_press(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    titles = [f"Card.Moves.{n}.2026.1080p.WEB-DL-DEMO" for n in ("One", "Two")]
    found = await asked(card_stage, card_greenlight, *titles)
    first, second = (one for one, _ in found)
    async with opened(card_stage.hass) as board:
        await board.sees(second)
        upper, lower = await board.in_order(first, second)
        await board.page.evaluate(PRESS_AS_IT_MOVES, [upper["id"], lower["id"]])
        await card_stage.hass.call("greenlight.decline", {"request_id": upper["id"]})
        await expect(board.said).to_have_text(
            "The list has just moved. Look again.", timeout=PATIENCE
        )
        await card_greenlight.wait_for(lower["title"], "pending")
        await board.page.wait_for_timeout(LOCKED)
        await board.answer(lower, "no")
        await board.told(lower, "declined.")
    for title in titles:
        await card_greenlight.wait_for(title, "declined")


# Presses Approve of the second at the moment at which the list is shut, as somebody does who aimed before.
PRESS_AS_IT_MOVES = """
([upper, lower]) => {
  const deep = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.localName === "greenlight-waiting") return one;
      const found = one.shadowRoot && deep(one.shadowRoot);
      if (found) return found;
    }
  };
  const list = deep(document).shadowRoot.querySelector("ul.list");
  new MutationObserver((_, observer) => {
    if (!list.hasAttribute("data-locked")) return;
    observer.disconnect();
    list.querySelector(`[data-id="${lower}"] [data-name=yes]`).click();
  }).observe(list, { attributes: true, attributeFilter: ["data-locked"] });
}
"""
