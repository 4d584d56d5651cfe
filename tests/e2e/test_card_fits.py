"""Whether what opens, and what takes the place of a question, is in sight and can be read, on a phone and beside others."""

from typing import Any

from playwright.async_api import Locator, Page, expect
import pytest

from tests.support.alone import alone, missing

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]

PHONES = (390, 320)
# What Home Assistant is asked to show at the lower edge, the last of it.
TOASTS = """
window.toasts = [];
addEventListener("hass-notification", ({ detail }) => toasts.push(detail));
"""
NO_WORD = 'fake.refuses = "Some of it is here already."; fake.refusesAs = "needs_word"'
ADMINISTRATOR = 'fake.change({ me: { ...fake.snapshot.me, may: ["everything"] } })'


async def box(one: Locator) -> dict[str, float]:
    """Return where it is."""
    found: Any = await one.bounding_box()
    assert found
    return dict(found)


async def toast(page: Page) -> dict[str, Any]:
    """Return what was shown last at the lower edge."""
    found: dict[str, Any] = await page.evaluate(
        "(({ message, duration }) => ({ message, duration }))(toasts.at(-1))"
    )
    return found


@pytest.mark.parametrize("width", PHONES)
async def test_what_could_not_be_taken_back_yet_can_be_read(width: int) -> None:
    async with alone("view=waiting", viewport={"width": width, "height": 700}) as page:
        await page.evaluate(TOASTS)
        await page.locator("greenlight-waiting [data-name=yes]").first.click()
        strip = page.locator("greenlight-waiting .strip")
        await expect(strip).to_contain_text("approved.")
        await page.evaluate(NO_WORD)
        await strip.get_by_role("button").click()
        buttons = strip.get_by_role("button")
        await expect(buttons).to_have_count(2)
        whole, sentence = await box(strip), await box(strip.locator("p"))
        assert sentence["width"] > whole["width"] / 2
        for one in await buttons.all():
            at = await box(one)
            assert at["x"] >= whole["x"]
            assert at["x"] + at["width"] <= whole["x"] + whole["width"]
        # It offers no more what has just been tried.
        assert (await toast(page))["duration"] == 0


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 640), (1280, 900)])
async def test_a_panel_opens_in_sight(width: int, height: int) -> None:
    options = {"viewport": {"width": width, "height": height}}
    async with alone("view=waiting", **options) as page:
        await page.locator("greenlight-waiting [data-name=menu]").first.click()
        more = page.get_by_role("button", name="Decline more than this")
        await more.click()
        panel = page.locator("greenlight-panel")
        await expect(panel.get_by_role("radio").first).to_be_visible()
        if await panel.evaluate("one => one.offsetHeight") < height - 100:
            last = panel.get_by_role("button").last
        else:
            last = panel.get_by_role("heading").first
        await expect(last).to_be_in_viewport(ratio=1)


async def test_where_the_window_is_wide_a_narrow_card_has_its_menu_beside_the_button() -> (
    None
):
    async with alone("view=downloads", viewport={"width": 1280, "height": 900}) as page:
        await page.add_style_tag(content="main { width: 380px }")
        await page.locator("greenlight-downloads [aria-haspopup]").first.click()
        menu = page.locator("greenlight-downloads .menu")
        await expect(menu).to_be_visible()
        assert (await box(menu))["width"] < 400


async def test_whoever_may_do_everything_may_do_each_of_it() -> None:
    async with alone("view=statistics") as page:
        await page.evaluate(ADMINISTRATOR)
        await page.get_by_role("button", name="What would a rule ask?").click()
        await expect(page.locator("greenlight-preview select")).to_be_visible()


async def test_the_bar_for_several_has_the_lower_edge_to_itself() -> None:
    async with alone("view=waiting") as page:
        await page.evaluate(TOASTS)
        await page.locator("greenlight-waiting [data-name=yes]").first.click()
        await expect(page.locator("greenlight-waiting .strip")).to_be_visible()
        assert (await toast(page))["message"].startswith("Approved: ")
        await page.get_by_role("button", name="Select", exact=True).click()
        assert (await toast(page))["duration"] == 0


async def test_nobody_is_told_that_it_waits_for_their_answer_who_may_only_look() -> (
    None
):
    heading = "greenlight-waiting h2"
    async with alone("view=waiting&scene=look") as page:
        await expect(page.locator(heading)).to_contain_text("Waiting for an answer")
    async with alone("view=waiting") as page:
        await expect(page.locator(heading)).to_contain_text("Waiting for your answer")
