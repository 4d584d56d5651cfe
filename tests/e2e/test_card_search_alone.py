"""The search by hand and by eye: keys, small windows, large letters, many results, and a connection that is lost."""

from collections.abc import AsyncIterator

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from tests.support.alone import Alone, missing, several_alone
from tests.support.axe import axe_missing, violations

from .conftest import let_sockets_through
from .test_card_looks import LARGE, sideways

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]

PAGE = "view=search&scene=search"
FIELD = "greenlight-seek input"
ROWS = "greenlight-search li.r"
SMALL = """
() => {
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? deep(one.shadowRoot) : [])]);
  return deep(document).filter((one) => one.matches("button, select, a, input.field") && one.checkVisibility() &&
    Math.min(one.offsetWidth, one.offsetHeight) < 44).map((one) => one.outerHTML.slice(0, 80));
}
"""
COMING = "greenlight-search .came"
READER = 'fake.send(fake.snapshot = { ...fake.snapshot, rev: fake.snapshot.rev + 1, me: { ...fake.snapshot.me, may: ["see"] } })'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Alone]:
    """Open pages in one browser."""
    let_sockets_through()
    async with several_alone() as browser:
        yield browser


async def search(page: Page, words: str) -> None:
    """Search for words as they are."""
    await page.locator(FIELD).fill(words)
    await page.locator(FIELD).press("Escape")
    await page.locator(FIELD).press("Enter")


async def filled(page: Page) -> None:
    """Have each kind of row in sight: what is asked once more, what runs, what is refused, and options."""
    await page.locator(FIELD).fill("salt")
    await page.get_by_role("option", name="Salt and Lanterns").click()
    await expect(page.locator(ROWS)).to_have_count(6)
    await page.locator("[data-id=r1] [data-name=download]").click()
    await page.locator("[data-id=r1] [data-name=sure]").wait_for()
    await page.locator("[data-id=r2] [data-name=download]").click()
    await page.locator("[data-id=r2]").get_by_role("button", name="Undo").wait_for()
    await page.locator("[data-id=r4] [aria-haspopup]").click()
    await page.get_by_role("button", name="Download with…").click()
    await page.locator("greenlight-with select").first.wait_for()
    await page.get_by_role("button", name="Where:").click()


@pytest.mark.parametrize("width", [320, 1280])
async def test_nothing_is_cut_off_or_too_small_for_a_finger(
    browser: Alone, width: int
) -> None:
    async with browser.at(PAGE, viewport={"width": width, "height": 800}) as page:
        await filled(page)
        assert await sideways(page, width) == []
        assert await page.evaluate(SMALL) == []
        await page.evaluate(LARGE)
        assert await sideways(page, width) == []


@pytest.mark.skipif(axe_missing() is not None, reason=str(axe_missing()))
async def test_axe_finds_nothing_in_a_search(browser: Alone) -> None:
    async with browser.at(f"{PAGE}&theme=light", bypass_csp=True) as page:
        await page.locator(FIELD).fill("salt")
        await page.get_by_role("option").first.wait_for()
        assert await violations(page) == [], "suggestions"
        await filled(page)
        for scheme in ("light", "dark"):
            await page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
            assert await violations(page) == [], scheme
        await page.get_by_role("button", name="Search for something else").click()
        await search(page, "nothing")
        await expect(page.locator("greenlight-search")).to_contain_text("Nothing found")
        assert await violations(page) == [], "nothing"
        await search(page, "slow")
        await page.locator("[data-id=r3] .q-title").click()
        await expect(page.locator(COMING)).to_contain_text("still asked")
        assert await violations(page) == [], "coming"
        await page.evaluate("letGo()")
        await page.locator("[data-name=more]").wait_for()
        assert await violations(page) == [], "more"


async def test_keys_lead_through_what_is_suggested(browser: Alone) -> None:
    async with browser.at(PAGE) as page:
        field = page.locator(FIELD)
        await field.fill("salt")
        await expect(page.get_by_role("option")).to_have_count(2)
        await field.press("ArrowUp")
        last = page.get_by_role("option").last
        await expect(last).to_have_attribute("aria-selected", "true")
        await expect(field).to_have_attribute("aria-activedescendant", "item-1")
        await field.press("Escape")
        await expect(field).to_have_attribute("aria-expanded", "false")
        await expect(field).to_have_value("salt")
        # Enter searches the words as they are.
        await field.press("Enter")
        await expect(page.locator("greenlight-search h3").first).to_have_text("“salt”")


async def test_of_a_series_a_season_and_an_episode_can_be_said(browser: Alone) -> None:
    async with browser.at(PAGE) as page:
        await page.locator(FIELD).fill("copper")
        await page.get_by_role("option").first.click()
        await page.get_by_label("Season").fill("2")
        await page.get_by_label("Episode").fill("x4")
        await page.get_by_label("Episode").press("Enter")
        heading = page.locator("greenlight-search .found h3")
        await expect(heading).to_contain_text("S02E04")


async def test_ten_thousand_results_are_drawn_as_far_as_they_are_looked_at(
    browser: Alone,
) -> None:
    async with browser.at(PAGE) as page:
        await search(page, "many")
        await expect(page.locator(ROWS)).to_have_count(50)
        view = page.locator("greenlight-search")
        await expect(view).to_contain_text("50 of 10,000 are shown.")
        await view.get_by_role("button", name="Show 50 more").click()
        await expect(page.locator(ROWS)).to_have_count(100)
        # Who looks goes on where they were.
        await expect(page.locator(ROWS).nth(50)).to_be_focused()
        await view.get_by_role("button", name="Hide what I have").click()
        await expect(page.locator(ROWS)).to_have_count(50)
        await expect(view.locator(".chip", has_text="As good as")).to_have_count(0)


async def test_a_search_can_be_stopped_and_is_made_anew_after_a_lost_connection(
    browser: Alone,
) -> None:
    async with browser.at(PAGE) as page:
        await page.evaluate(
            """() => {
              const { connection } = fake.hass;
              const send = connection.sendMessagePromise;
              connection.sendMessagePromise = (message) => message.type === "greenlight/search" && window.slow
                ? new Promise((_, refuse) => (window.drop = () => refuse(3))) : send(message);
              window.slow = true;
            }"""
        )
        await search(page, "salt")
        view = page.locator("greenlight-search")
        await expect(view).to_contain_text("4 indexers are asked")
        await view.get_by_role("button", name="Stop").click()
        await expect(view).to_contain_text("Stopped.")

        await page.locator(FIELD).press("Enter")
        await expect(view).to_contain_text("4 indexers are asked")
        await page.evaluate("fake.lose(); drop(); window.slow = false")
        await expect(view).to_contain_text("The search failed")
        await expect(view.locator("[data-name=search]")).to_have_count(0)
        await page.evaluate("fake.comeBack()")
        await expect(page.locator(ROWS)).to_have_count(6)


TOP = "document.querySelector('greenlight-card').shadowRoot.querySelector('greenlight-search').shadowRoot.querySelector('[data-id=r3]').getBoundingClientRect().top"


async def test_what_has_come_is_shown_while_others_are_still_asked(
    browser: Alone,
) -> None:
    async with browser.at(PAGE) as page:
        await search(page, "slow")
        coming = page.locator(COMING)
        await expect(coming).to_contain_text("2 of 4 indexers still asked")
        await expect(coming).to_contain_text("Harbour and Attic Index")
        await expect(page.locator(ROWS)).to_have_count(4)
        await page.evaluate("letGo()")
        # Nobody is at them, so the best comes in by itself.
        await expect(page.locator(ROWS)).to_have_count(6)
        await expect(page.locator(ROWS).first).to_have_attribute("data-id", "r1")
        await expect(coming).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_moves_under_the_finger_of_whoever_is_at_them(
    browser: Alone, width: int
) -> None:
    async with browser.at(PAGE, viewport={"width": width, "height": 844}) as page:
        await search(page, "slow")
        await expect(page.locator(ROWS)).to_have_count(4)
        await page.locator("[data-id=r3] .q-title").click()
        before = await page.evaluate(TOP)
        await page.evaluate("letGo()")
        coming = page.locator(COMING)
        show = coming.get_by_role("button", name="Show 2 more that have come")
        await expect(show).to_be_visible()
        await expect(coming).not_to_contain_text("still asked")
        await expect(page.locator(ROWS)).to_have_count(4)
        assert await page.evaluate(TOP) == before
        assert await page.evaluate(SMALL) == []
        await show.click()
        await expect(page.locator(ROWS)).to_have_count(6)
        heading = page.locator("greenlight-search .found h3")
        await expect(heading).to_be_focused()
        await expect(coming).to_have_count(0)


async def test_a_search_that_is_stopped_keeps_what_has_come(browser: Alone) -> None:
    async with browser.at(PAGE) as page:
        await search(page, "slow")
        await page.locator(COMING).get_by_role("button", name="Stop").click()
        view = page.locator("greenlight-search")
        await expect(view).to_contain_text("No answer from 2 of 4 indexers")
        await expect(view).to_contain_text("Harbour was not waited for.")
        await expect(page.locator(ROWS)).to_have_count(4)


async def test_the_count_is_of_what_is_shown(browser: Alone) -> None:
    async with browser.at(PAGE) as page:
        await search(page, "salt")
        found = page.locator("greenlight-search .found")
        await expect(found).to_contain_text("6 results")
        await page.get_by_role("button", name="Hide what I have").click()
        await expect(page.locator(ROWS)).to_have_count(4)
        await expect(found).to_contain_text("4 of 6 results")


async def test_what_is_refused_says_why_in_its_row(browser: Alone) -> None:
    async with browser.at(PAGE) as page:
        await search(page, "salt")
        row = page.locator("[data-id=r2]")
        await page.evaluate('fake.refuses = "Jonas asked about it an hour ago."')
        await row.locator("[data-name=ask]").click()
        await expect(row.get_by_role("alert")).to_have_text(
            "Not asked: Jonas asked about it an hour ago."
        )
        await expect(row.locator("[data-name=ask]")).to_be_enabled()


async def test_options_of_a_download_are_sent_with_it(browser: Alone) -> None:
    async with browser.at(PAGE) as page:
        await search(page, "salt")
        row = page.locator("[data-id=r2]")
        await row.get_by_role("button", name="More for").click()
        await page.get_by_role("button", name="Download with…").click()
        await page.get_by_role("combobox", name="Client").select_option("Transmission")
        await page.get_by_label("In its queue").select_option("High")
        await page.get_by_label("Paused").check()
        await page.get_by_label("Folder").fill("/films")
        form = page.locator("greenlight-with")
        await form.get_by_role("button", name="Download", exact=True).click()
        await expect(row).to_contain_text("Downloading, 34")
        sent = await page.evaluate("fake.acted.at(-1).data")
        assert sent == {
            "result": "r2",
            "approve": True,
            "client": "c2",
            "priority": "high",
            "save_path": "/films",
            "stopped": True,
        }


async def test_the_tab_is_there_for_whoever_may_search(browser: Alone) -> None:
    async with browser.at("view=all&scene=search") as page:
        tab = page.get_by_role("tab", name="Search")
        await expect(tab).to_be_visible()
        await page.evaluate(READER)
        await expect(tab).to_have_count(0)
    async with browser.at("view=all") as page:
        await expect(page.get_by_role("tab", name="Statistics")).to_be_visible()
        await expect(page.get_by_role("tab", name="Search")).to_have_count(0)
    async with browser.at(PAGE) as page:
        await page.evaluate(READER)
        view = page.locator("greenlight-search")
        await expect(view).to_contain_text("You can look, but not search")


async def test_a_missing_episode_leads_to_a_search_for_it(browser: Alone) -> None:
    async with browser.at("view=all&scene=search") as page:
        await page.get_by_role("tab", name="Series").click()
        missing_one = page.locator("greenlight-series .e.missing").first
        await missing_one.click()
        await page.get_by_role("button", name="Search for it").click()
        heading = page.locator("greenlight-search .found h3")
        await expect(heading).to_have_text("“Copper Valley Radio S02E04”")
        # Whoever looks elsewhere and comes back finds it as it was, and not searched anew.
        await page.locator(FIELD).fill("something else")
        await page.get_by_role("tab", name="Series").click()
        await page.get_by_role("tab", name="Search").click()
        await expect(page.locator(FIELD)).to_have_value("something else")
        await expect(heading).to_have_text("“Copper Valley Radio S02E04”")
    async with browser.at("view=series") as page:
        await page.locator("greenlight-series .e.missing").first.click()
        await expect(page.locator("greenlight-series .said")).to_be_visible()
        seek = page.get_by_role("button", name="Search for it")
        await expect(seek).to_have_count(0)
