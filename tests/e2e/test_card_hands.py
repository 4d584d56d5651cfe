"""The dashboard by hand: with keys alone, by a link to a question, and from a phone."""

from playwright.async_api import expect
import pytest

from tests.support.asking_card import asked
from tests.support.board import PATH, PATIENCE, opened
from tests.support.browser import browser_program
from tests.support.fake_phone import FakePhone, over
from tests.support.fake_phone_push import PushService
from tests.support.greenlight import Greenlight
from tests.support.stage import Stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]


async def test_all_of_it_works_with_keys_alone(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    titles = [f"Card.Keys.{n}.2026.1080p.WEB-DL-DEMO" for n in ("One", "Two", "Six")]
    found = await asked(card_stage, card_greenlight, *titles)
    async with opened(card_stage.hass) as board:
        press = board.page.keyboard.press
        for one, _ in found:
            await board.sees(one)
        first, second, third = await board.in_order(*(one for one, _ in found))
        # The list is one stop of Tab, so from what stands before it that is as far as it is.
        await board.waiting.get_by_role("button", name="Select", exact=True).focus()
        await press("Tab")
        await expect(board.question(first)).to_be_focused()
        await press("ArrowDown")
        await expect(board.question(second)).to_be_focused()
        await press("Enter")
        panel = board.question(second).locator("greenlight-panel")
        await expect(panel).to_contain_text("Journal", timeout=PATIENCE)
        await press("Escape")
        await expect(panel).to_have_count(0)
        await expect(board.question(second)).to_be_focused()

        await press("d")
        await board.told(second, "declined.")
        # The focus goes on, so that the next key answers the next question.
        await expect(board.question(third)).to_be_focused()
        await press("u")
        await expect(board.button(second, "no")).to_be_visible(timeout=PATIENCE)
        await card_greenlight.wait_for(second["title"], "pending")

        await (await board.sees(first)).focus()
        await press("Space")
        await press("ArrowDown")
        await press("Space")
        bar = board.waiting.get_by_role("region", name="Several at once")
        await expect(bar).to_contain_text("2 selected")
        await press("Escape")
        await expect(bar).to_have_count(0)

        await (await board.sees(first)).focus()
        await press("a")
        await board.told(first, "approved.")
        await press("Shift+?")
        await expect(board.page.locator("greenlight-keys")).to_contain_text("decline")
        await press("Escape")
        await (await board.sees(second)).focus()
        await press("d")
        await board.told(second, "declined.")
        await board.sees(third)
        await expect(board.question(third)).to_be_focused()
        await press("d")
        await board.told(third, "declined.")
    await card_greenlight.wait_for(first["title"], "completed")
    for one in (second, third):
        await card_greenlight.wait_for(one["title"], "declined")


async def test_a_link_leads_to_its_question_wherever_that_stands(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    titles = [f"Card.Link.{n}.2026.1080p.WEB-DL-DEMO" for n in range(8)]
    found = [one for one, _ in await asked(card_stage, card_greenlight, *titles)]
    async with opened(card_stage.hass, height=600) as board:
        await expect(board.questions).to_have_count(5, timeout=PATIENCE)
        shown = await board.questions.evaluate_all(
            "all => all.map(one => one.dataset.id)"
        )
        (last, *_) = [one for one in found if one["id"] not in shown]
        for path in (PATH, f"{PATH}/now"):
            await board.open(f"{path}?greenlight={last['id']}")
            await expect(board.question(last)).to_be_focused(timeout=PATIENCE)
            await expect(board.question(last)).to_be_in_viewport()

        await card_stage.hass.call("greenlight.decline", {"request_id": last["id"]})
        await board.open(f"{PATH}?greenlight={last['id']}")
        note = board.waiting.locator(".linked")
        await expect(note).to_contain_text("was declined by you", timeout=PATIENCE)
        await board.open(f"{PATH}?greenlight=nobody-knows")
        await expect(note).to_contain_text("does not wait any more", timeout=PATIENCE)
    ids = [one["id"] for one in found if one is not last]
    await card_stage.hass.call("greenlight.decline", {"request_id": ids})
    await card_greenlight.pending(0)


async def test_an_answer_on_the_phone_is_seen_on_the_dashboard_and_the_other_way_round(
    card_stage: Stage, card_greenlight: Greenlight
) -> None:
    hass = card_stage.hass
    titles = [f"Card.Phone.{n}.2026.1080p.WEB-DL-DEMO" for n in ("One", "Two")]
    async with PushService() as pushes:
        phone = FakePhone(pushes, "Pixel of Dev")
        await phone.register(over(hass.url), hass.token)
        (place,) = await hass.command("config_entries/get", domain="mobile_app")
        form = {"devices": [place["entry_id"]], "which": {}, "when": {}, "how": {}}
        await card_greenlight.add(
            "approver", {"next_step_id": "companion"}, {"name": "Phone", **form}
        )
        found = await asked(card_stage, card_greenlight, *titles)
        first, second = (one for one, _ in found)
        tags = {f"gl-{one['id']}" for one in (first, second)}
        await phone.until(lambda shown: tags <= shown.keys(), "both questions")
        async with opened(hass) as board:
            await board.sees(second)
            await phone.tap("Decline", f"gl-{first['id']}")
            await board.told(first, "was declined by you on the phone")

            await board.answer(second, "no")
            await board.told(second, "declined.")
            tag = f"gl-{second['id']}"
            await phone.until(
                lambda shown: tag not in shown or "Decline" not in shown[tag].buttons,
                "the question to be gone",
            )
    for title in titles:
        await card_greenlight.wait_for(title, "declined")
