"""Saying *This is …* by hand and by eye: who knows better which work a question or a result is says so in its menu."""

from collections.abc import AsyncIterator

from playwright.async_api import Locator, Page, expect
import pytest
import pytest_asyncio

from tests.support.alone import Alone, missing, several_alone
from tests.support.axe import axe_missing, violations

from .conftest import let_sockets_through
from .test_card_looks import LARGE, sideways
from .test_card_search_alone import FIELD, SMALL, search

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]

WAITING = "view=waiting&show=20"
SEARCH = "view=search&scene=search"
CHOICES = "greenlight-works .works button"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Alone]:
    """Open pages in one browser."""
    let_sockets_through()
    async with several_alone() as browser:
        yield browser


def row(page: Page, one: str) -> Locator:
    """Return a question or a result by its id."""
    return page.locator(f"greenlight-card [data-id={one}]").first


async def opened(page: Page, one: str) -> None:
    """Open what a row can be, from its menu."""
    await row(page, one).locator("[data-name=menu]").click()
    await page.get_by_role("button", name="This is …").click()
    await expect(page.locator(CHOICES).first).to_be_visible()


async def found(page: Page) -> None:
    """Have results in sight, one of which nobody knows."""
    await search(page, "salt")
    await expect(page.locator("greenlight-search li.r")).to_have_count(6)


async def said(page: Page) -> str:
    """Return what Home Assistant's toast says."""
    told: str = await page.evaluate("toasts.at(-1)?.message ?? ''")
    return told


async def test_a_question_shows_anew_what_it_is(browser: Alone) -> None:
    async with browser.at(WAITING) as page:
        await opened(page, "orchard")
        heading = page.locator("greenlight-works h4")
        await expect(heading).to_be_focused()
        await expect(page.locator(CHOICES)).to_have_count(2)
        now = page.locator(CHOICES).first
        await expect(now).to_have_attribute("aria-current", "true")
        await expect(now).to_contain_text("taken as this")
        await page.locator("greenlight-works input").fill("copper")
        await expect(page.locator(CHOICES)).to_have_count(1)
        live = page.locator("greenlight-card [aria-live]").first
        await expect(live).to_contain_text("1 work to choose.")
        # All of it by keys.
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(CHOICES)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("greenlight-works")).to_have_count(0)
        await expect(row(page, "orchard").locator("h3")).to_contain_text(
            "Copper Valley Radio"
        )
        await expect(row(page, "orchard")).to_be_focused()
        assert await said(page) == "Taken as Copper Valley Radio (2021)."
        assert await page.evaluate("fake.acted.at(-1)") == {
            "type": "greenlight/act",
            "action": "choose_item",
            "data": {"request_id": "orchard", "library": "sonarr", "item": "3"},
        }


async def test_where_that_ends_the_question_it_is_said(browser: Alone) -> None:
    async with browser.at(WAITING) as page:
        await page.evaluate(
            """() => {
              const { connection } = fake.hass;
              const send = connection.sendMessagePromise;
              connection.sendMessagePromise = async (message) => {
                if (message.action !== "choose_item") return send(message);
                const work = { title: "Salt and Lanterns", year: 2019 };
                fake.change({
                  drop: { waiting: ["orchard"] },
                  recent: [{ id: "orchard", at: fake.snapshot.now, outcome: "overtaken", work, can: [] }],
                });
                return { request_id: "orchard", state: "superseded" };
              };
            }"""
        )
        await opened(page, "orchard")
        await page.locator(CHOICES).first.click()
        await expect(page.locator("greenlight-works")).to_have_count(0)
        await expect(row(page, "orchard")).to_contain_text("is no longer needed")
        told = "Taken as Salt and Lanterns (2019). That is there already"
        await page.wait_for_function(
            "told => toasts.at(-1)?.message.startsWith(told)", arg=told
        )


async def test_a_refusal_says_why_and_another_can_be_chosen(browser: Alone) -> None:
    async with browser.at(WAITING) as page:
        await opened(page, "orchard")
        await page.evaluate("fake.refuses = 'It cannot be that film.'")
        await page.locator(CHOICES).first.click()
        alert = page.locator("greenlight-works [role=alert]")
        await expect(alert).to_have_text("Not done: It cannot be that film.")
        await page.evaluate("fake.refuses = undefined")
        await page.locator("greenlight-works input").fill("broken")
        await expect(alert).to_contain_text("The library is being read.")
        await page.locator("greenlight-works input").fill("nowhere")
        await expect(page.locator("greenlight-works")).to_contain_text(
            "Nothing in your libraries suits that"
        )
        await page.keyboard.press("Escape")
        await expect(page.locator("greenlight-works")).to_have_count(0)
        await expect(row(page, "orchard")).to_be_focused()


async def test_a_result_shows_anew_what_it_is(browser: Alone) -> None:
    async with browser.at(SEARCH) as page:
        await found(page)
        await opened(page, "r6")
        await expect(page.locator("greenlight-works [aria-current]")).to_have_count(0)
        await page.locator(CHOICES).last.click()
        await expect(row(page, "r6").locator("h3")).to_have_text("Salt Roads (2023)")
        await expect(row(page, "r6").locator("[data-name=menu]")).to_be_focused()
        assert await said(page) == "Taken as Salt Roads (2023)."
        sent = await page.evaluate("fake.acted.at(-1).data")
        assert sent == {"result": "r6", "library": "radarr", "item": "2"}
        await page.evaluate("toasts.at(-1).action.action()")
        await page.wait_for_function(
            "toasts.at(-1).message === 'Taken as its name says again.'"
        )
        assert await page.evaluate("fake.acted.at(-1).data") == {"result": "r6"}
        # Arrows are those of what is open, and Esc leaves it.
        await opened(page, "r6")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(CHOICES).first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("greenlight-works")).to_have_count(0)
        await expect(row(page, "r6").locator("[data-name=menu]")).to_be_focused()


async def test_what_was_said_can_be_taken_back(browser: Alone) -> None:
    async with browser.at(SEARCH) as page:
        await found(page)
        await opened(page, "r6")
        # Nobody has said anything of this one.
        await expect(page.locator("[data-name=unsay]")).to_have_count(0)
        await page.keyboard.press("Escape")
        await opened(page, "r2")
        await page.get_by_role("button", name="Go by its name again").click()
        await expect(page.locator("greenlight-works")).to_have_count(0)
        assert await said(page) == "Taken as its name says again."
        sent = await page.evaluate("fake.acted.at(-1)")
        assert (sent["action"], sent["data"]) == ("choose_item", {"result": "r2"})


async def test_only_where_it_makes_sense_and_to_who_may(browser: Alone) -> None:
    says = "This is …"
    async with browser.at(f"{WAITING}&scene=look") as page:
        await row(page, "orchard").locator("[data-name=menu]").click()
        await expect(page.get_by_role("button", name="Details")).to_be_visible()
        await expect(page.get_by_role("button", name=says)).to_have_count(0)
    async with browser.at(SEARCH) as page:
        await found(page)
        # What is on its way already is a question or a download that says so itself.
        await expect(row(page, "r5").locator("[data-name=menu]")).to_have_count(0)
        await page.evaluate("fake.lose()")
        await row(page, "r1").locator("[data-name=menu]").click()
        await expect(page.get_by_role("link", name="Harbour")).to_be_visible()
        await expect(page.get_by_role("button", name=says)).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_it_is_easy_to_read_and_to_hit(browser: Alone, width: int) -> None:
    for query, one in ((WAITING, "orchard"), (SEARCH, "r6")):
        view = {"width": width, "height": 844}
        async with browser.at(query, viewport=view, bypass_csp=True) as page:
            if query == SEARCH:
                await page.locator(FIELD).wait_for()
                await found(page)
            await opened(page, one)
            assert await sideways(page, width) == []
            assert await page.evaluate(SMALL) == []
            if axe_missing() is None and width != 320:
                for scheme in ("light", "dark"):
                    await page.evaluate(
                        f"document.documentElement.dataset.theme = '{scheme}'"
                    )
                    assert await violations(page) == [], (one, scheme)
            await page.evaluate(LARGE)
            assert await sideways(page, width) == []
