"""The card in surroundings that no Home Assistant of a test has: themes, wrappers, worn-out addresses, bad lines."""

from typing import Any

from playwright.async_api import Page, Route, expect
import pytest

from tests.support.alone import alone, missing

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
]

# A theme of frosted glass.
GLASS = """
:root {
  --ha-card-background: rgba(30, 30, 60, .25); --card-background-color: rgba(30, 30, 60, .25);
  --primary-background-color: transparent; --ha-card-border-width: 3px; --ha-card-box-shadow: 0 2px 6px #000;
  --ha-card-backdrop-filter: blur(8px);
}
"""
# Signs paths as a Home Assistant does that has been started for the nth time, and knows no address of another time.
SIGNING = """
window.started = 1;
const { connection } = fake.hass;
const send = connection.sendMessagePromise;
connection.sendMessagePromise = async (message) =>
  message.type === "auth/sign_path" ? { path: `${message.path}?authSig=${started}` } : send(message);
void 0;
"""
# Two cards more, as if somebody had gone to another view and come back.
ANEW = """
for (const old of document.querySelectorAll("greenlight-card")) {
  const card = document.createElement("greenlight-card");
  card.setConfig(old.config);
  card.hass = fake.hass;
  old.replaceWith(card);
}
"""


def card(page: Page) -> Any:
    """Return the first card."""
    return page.locator("greenlight-card").first


async def test_what_lies_over_a_theme_of_glass_hides_what_is_beneath() -> None:
    async with alone("view=waiting", color_scheme="dark") as page:
        await page.add_style_tag(content=GLASS)
        row = page.locator("greenlight-waiting .q").first
        look = await row.evaluate(
            "one => (({borderTopWidth, boxShadow, backdropFilter}) => [borderTopWidth, boxShadow, backdropFilter])(getComputedStyle(one))"
        )
        assert look == ["3px", "rgb(0, 0, 0) 0px 2px 6px 0px", "blur(8px)"]
        await page.get_by_role("button", name="Select", exact=True).click()
        await page.locator("greenlight-waiting [data-name=menu]").first.click()
        for over in ("greenlight-menu .menu", "greenlight-waiting .bar.stick"):
            one = page.locator(over)
            await expect(one).to_be_visible()
            color = await one.evaluate("one => getComputedStyle(one).backgroundColor")
            # Without a fourth part, which would let something through.
            assert color.startswith("rgb("), over


async def test_what_is_written_from_left_to_right_stays_so_on_a_page_that_is_not() -> (
    None
):
    async with alone("view=all") as page:
        await page.evaluate("document.documentElement.dir = 'rtl'")
        row = page.locator("greenlight-waiting .q").first
        more = row.locator("[data-name=menu]")
        poster = row.locator(".poster").first
        (at, of) = (await more.bounding_box(), await poster.bounding_box())
        assert at
        assert of
        assert at["x"] > of["x"] + of["width"]
        tab = page.get_by_role("tab", name="Downloads")
        await tab.click()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("tab", name="History")).to_be_focused()


async def test_a_card_that_holds_it_may_have_no_home_assistant_yet() -> None:
    async with alone("view=waiting") as page:
        await page.evaluate(
            """() => {
              const card = document.createElement("greenlight-card");
              card.hass = undefined;
              card.setConfig({ type: "custom:greenlight-card", view: "downloads" });
              document.querySelector("main").append(card);
              card.hass = undefined;
              card.hass = fake.hass;
              document.querySelector("greenlight-card").hass = undefined;
            }"""
        )
        await expect(page.locator("greenlight-downloads h2")).to_be_visible()
        await page.locator("greenlight-waiting [data-name=yes]").first.click()
        await expect(page.locator("greenlight-waiting .strip")).to_be_visible()


async def test_a_file_that_could_not_be_got_is_got_later() -> None:
    async with alone("view=all") as page:
        asked: list[str] = []

        async def refuse(route: Route) -> None:
            asked.append(route.request.url)
            await route.abort()

        await page.route("**/views.js*", refuse)
        await page.get_by_role("tab", name="History").click()
        again = card(page).get_by_role("button", name="Try again")
        await again.click()
        await expect(again).to_be_visible()
        await page.unroute("**/views.js*")
        await again.click()
        await expect(page.locator("greenlight-history h2")).to_be_visible()
        assert len(set(asked)) == len(asked) == 2


async def test_a_file_that_could_not_be_got_is_got_with_the_connection() -> None:
    async with alone("view=all") as page:
        await page.route("**/views.js*", lambda route: route.abort())
        await page.evaluate("fake.lose()")
        await page.get_by_role("tab", name="History").click()
        await expect(card(page).get_by_role("button", name="Try again")).to_be_visible()
        await page.unroute("**/views.js*")
        await page.evaluate("fake.comeBack()")
        await expect(page.locator("greenlight-history h2")).to_be_visible()


async def test_no_address_of_before_a_restart_is_asked_for() -> None:
    async with alone("view=downloads&view=waiting&show=20") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.evaluate(SIGNING)
        # What was signed by the page itself until now, and then by the first start.
        for _ in range(2):
            await page.evaluate("fake.lose()")
            await page.evaluate("started += 1")
            await page.evaluate(ANEW)
            asked.clear()
            await page.evaluate("fake.comeBack()")
            mark = await page.evaluate("`authSig=${started}`")
            pictures = page.locator(f"greenlight-card img[src$='{mark}']")
            await expect(pictures.first).to_be_visible()
            old = [one for one in asked if "/poster/" in one and not one.endswith(mark)]
            assert not old


async def test_a_poster_that_could_not_be_got_leaves_letters_and_comes_later() -> None:
    async with alone("view=downloads") as page:
        await page.clock.install()
        await page.evaluate(SIGNING)
        await page.route("**/poster/**", lambda route: route.fulfill(status=404))
        await page.evaluate("fake.lose(); started += 1")
        await page.evaluate("fake.comeBack()")
        await page.evaluate(ANEW)
        row = page.locator("greenlight-downloads li", has_text="The Long Thaw")
        await page.clock.run_for(2_000)
        await expect(row.locator(".poster")).to_have_text("LT")
        await page.unroute("**/poster/**")
        await page.clock.run_for(120_000)
        await expect(row.locator("img")).to_be_visible()


async def test_a_long_press_selects_and_does_nothing_else() -> None:
    async with alone("view=waiting&compact", has_touch=True, is_mobile=True) as page:
        rows = page.locator("greenlight-waiting .c")
        assert (
            await rows.first.evaluate("one => getComputedStyle(one).userSelect")
            == "none"
        )
        # The device's own long press comes before ours, or after it as it ends.
        for place, wait in ((0, 100), (1, 700)):
            prevented = await rows.nth(place).evaluate(PRESS, wait)
            assert prevented == [True, True]
        bar = page.locator("greenlight-waiting .bar.stick")
        await expect(bar).to_contain_text("2 selected")
        # It is still in short: what ended the press was no tap.
        await expect(page.locator("greenlight-waiting .q")).to_have_count(0)
        # And the next tap is one.
        await rows.nth(2).locator(".c-main").tap()
        await expect(page.locator("greenlight-waiting .q")).to_have_count(1)


# Presses the title of a row by touch for as long, with what Android and Windows send; tells what was prevented.
PRESS = """
async (row, wait) => {
  const at = row.querySelector(".c-title");
  const send = (type, more = {}) => {
    const event = new PointerEvent(type, { pointerType: "touch", bubbles: true, composed: true, cancelable: true, ...more });
    at.dispatchEvent(event);
    return event.defaultPrevented;
  };
  send("pointerdown", { button: 0 });
  await new Promise((resolve) => setTimeout(resolve, wait));
  const menu = send("contextmenu", { button: 2 });
  send("pointerup");
  return [menu, send("click", { detail: 1 })];
}
"""


async def test_nothing_stands_out_of_a_section_of_a_fixed_height() -> None:
    async with alone("view=waiting") as page:
        tall = await page.evaluate(
            """() => {
              const card = document.querySelector("greenlight-card");
              card.setConfig({ ...card.config, grid_options: { rows: 4 } });
              const box = document.createElement("div");
              box.style.height = "248px";
              card.replaceWith(box);
              box.append(card);
              return [card.offsetHeight, box.scrollHeight, card.scrollHeight > 248];
            }"""
        )
        assert tall == [248, 248, True]
        await page.evaluate(
            "document.querySelector('greenlight-card').setConfig({type: 'x', view: 'waiting', grid_options: {rows: 'auto'}})"
        )
        await expect(card(page)).not_to_have_attribute("fixed", "")


async def test_the_tabs_count_what_their_views_do() -> None:
    async with alone("view=all") as page:
        await page.evaluate(
            """() => {
              const [one] = fake.snapshot.waiting;
              fake.change({ put: { waiting: [{ ...one, later: fake.snapshot.now + 3600 }] } });
            }"""
        )
        for name in ("Waiting", "Downloads"):
            tab = page.get_by_role("tab", name=name)
            await tab.click()
            count = page.locator("greenlight-card h2 .count")
            told = await tab.locator("em").inner_text()
            await expect(count).to_have_text(told)


async def test_a_menu_goes_with_its_download_and_stays_with_what_is_told_of_it() -> (
    None
):
    async with alone("view=downloads") as page:
        row = page.locator("greenlight-downloads li", has_text="The Long Thaw")
        await row.locator("[aria-haspopup]").click()
        menu = page.locator("greenlight-downloads .menu")
        await expect(menu).to_contain_text("Open qBittorrent")
        change = "one => fake.change({%s})"
        of_it = "fake.snapshot.downloads.find((each) => each.id === 'thaw')"
        await page.evaluate(
            change % f"put: {{ downloads: [{{ ...{of_it}, down: 1e6 }}] }}"
        )
        await expect(row).to_contain_text("1.0\u00a0MB/s")
        await expect(menu).to_be_visible()
        await page.evaluate(change % "drop: { downloads: ['thaw'] }")
        await expect(menu).to_be_hidden()
