"""The card in surroundings that no Home Assistant of a test has: themes, wrappers, worn-out addresses, bad lines."""

import re
from typing import Any

from playwright.async_api import Page, Route, expect
import pytest

from tests.support.alone import alone, missing
from tests.support.axe import axe_missing, violations
from tests.support.waiting import until

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
# What a library refuses is answered with one of these.
ANSWERS = ("Import anyway", "Leave it")
# What was approved is there before anybody has looked.
CAME_HOME = """
const work = { title: "Salt and Lanterns", year: 2019 };
const now = fake.snapshot.now;
fake.change({
  put: { downloads: [{ id: "salt", work, group: "done", state: "completed", imported: now, library: "Radarr", can: [] }] },
  recent: [{ id: "salt", at: now, outcome: "imported", work, who: "Mira", you: true, how: "card", decided: now, library: "Radarr", can: [] }],
});
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

        async def comes() -> int:
            # The browser tells of what failed in its own time, which is not that of the page.
            await page.clock.run_for(120_000)
            return await row.locator("img").count()

        assert await until(comes, "its poster")


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


EPISODE = "Season {season} episode {number}"


def episode(page: Page, season: int, number: int) -> Any:
    """Return the square of an episode."""
    name = EPISODE.format(season=season, number=number)
    return page.get_by_role("button", name=re.compile(f"^{name}:"))


async def focused(page: Page) -> str:
    """Return the name of what has the focus."""
    found: str = await page.evaluate(
        """() => {
          let one = document.activeElement;
          while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
          return one.getAttribute("aria-label") ?? one.dataset.id ?? one.localName;
        }"""
    )
    return found


async def test_each_episode_can_be_read_and_reached() -> None:
    async with alone("view=series") as page:
        squares = page.locator("greenlight-series .e")
        said = page.locator("greenlight-series .said")
        await expect(squares).to_have_count(31)
        # So many stand in a row.
        for width, row in ((320, 5), (390, 7), (1280, 10)):
            await page.set_viewport_size({"width": width, "height": 900})
            boxes = await squares.evaluate_all(
                "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
            )
            assert {tuple(one) for one in boxes} == {(44, 48)}
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
            await episode(page, 2, 4).click()
            text = "S02E04 · The Long Wave is missing."
            await expect(said).to_contain_text(text)
            # One stop for the Tab key in each season, and the arrows from there.
            stops = page.locator("greenlight-series .e[tabindex='0']")
            await expect(stops).to_have_count(3)
            await page.keyboard.press("ArrowRight")
            assert await focused(page) == "Season 2 episode 5: you have it"
            await page.keyboard.press("Home")
            assert await focused(page) == "Season 2 episode 1: you have it"
            await page.keyboard.press("ArrowDown")
            below = row + 1 if row < 10 else 1
            number = re.escape(f"{below}")
            name = await focused(page)
            assert re.match(rf"Season 2 episode {number}:", name), name
            if axe_missing() is None:
                assert await violations(page) == []
            await page.keyboard.press("Escape")
            await expect(said).to_have_count(0)


async def test_an_episode_is_one_tap_from_its_question_and_its_download() -> None:
    async with alone("view=all&show=2") as page:
        for square, lead, name in (
            ((3, 4), "greenlight=tide", "tide"),
            ((3, 2), "greenlight-download=tide3", "tide3"),
        ):
            await page.get_by_role("tab", name="Series").click()
            await episode(page, *square).click()
            row = page.locator(f"greenlight-card [data-id={name}]")
            await expect(row).to_be_in_viewport()
            await expect(row).to_be_focused()
            assert lead in page.url
            # What else stood there is there still.
            assert "show=2" in page.url
        # Gone to once, it does not come back by itself.
        await page.get_by_role("tab", name="Series").click()
        downloads = page.get_by_role("tab", name="Downloads")
        await downloads.click()
        await expect(downloads).to_be_focused()


async def test_of_many_series_only_what_is_open_is_drawn() -> None:
    async with alone("view=series&scene=many") as page:
        series = page.locator("greenlight-series")
        rows, squares = series.locator(".one"), series.locator(".e")
        await expect(rows).to_have_count(25)
        # Two hundred of twelve hundred, those of which something is missing.
        await expect(squares).to_have_count(200)
        await page.get_by_role("button", name="Season 1, 1 to 100").click()
        await expect(squares).to_have_count(300)
        search = page.get_by_role("searchbox")
        await search.fill("quay")
        await expect(rows).to_have_count(1)
        await rows.get_by_role("button", name="Tonight at the Quay").click()
        await expect(squares).to_have_count(5)
        daily = page.get_by_role("button", name="2026-11-25: missing")
        await expect(daily).to_have_text("11-25")
        await search.fill("nothing of the kind")
        await expect(series).to_contain_text("No series is called that.")

        # And where there is none, it leads to the rule that is wanting.
        await page.goto(page.url.replace("scene=many", "scene=fresh"))
        await expect(series).to_contain_text("No rule follows a series yet")
        await series.get_by_role("button", name="Add a rule").click()
        assert page.url.endswith("/config/integrations/integration/greenlight")


async def test_series_follow_what_happens_to_requests() -> None:
    async with alone("view=series") as page:
        square = episode(page, 3, 2)
        await expect(square).to_have_attribute("style", "--p:59%")
        await page.evaluate(
            """() => {
              const one = fake.snapshot.downloads.find((each) => each.id === "tide3");
              fake.change({ put: { downloads: [{ ...one, progress: 0.8 }] } });
            }"""
        )
        # How far it is comes by itself.
        await expect(square).to_have_attribute("style", "--p:80%")
        await page.evaluate(
            """() => {
              const { series } = fake.answers;
              fake.answers.series = (data) => {
                const told = structuredClone(series(data));
                Object.assign(told.open.seasons[0].episodes[1], { state: "have" });
                return told;
              };
              fake.change({ drop: { downloads: ["tide3"] } });
            }"""
        )
        there = page.get_by_role("button", name="Season 3 episode 2: you have it")
        await expect(there).to_be_visible()

        # Whoever may hand something in can have the sources looked at.
        look = page.get_by_role("button", name="Look now")
        await look.click()
        await expect(look).to_be_enabled()
        assert await page.evaluate("fake.acted.at(-1).action") == "refresh"
        await page.evaluate(
            "fake.send({...fake.snapshot, me: {...fake.snapshot.me, may: ['see']}})"
        )
        await expect(look).to_have_count(0)


async def test_a_blocked_import_is_answered_in_its_row() -> None:
    async with alone("view=downloads&show=20") as page:
        row = page.locator("greenlight-downloads [data-id=copper6]")
        again, leave = (row.get_by_role("button", name=one) for one in ANSWERS)
        await expect(again).to_be_enabled()
        await page.evaluate("fake.refuses = 'Sonarr cannot be reached.'; void 0")
        await again.click()
        # While it is on its way neither is pressed again.
        assert [await one.is_disabled() for one in (again, leave)] == [True, True]
        told = row.get_by_role("alert")
        await expect(told).to_have_text("Not done: Sonarr cannot be reached.")
        assert [await one.is_enabled() for one in (again, leave)] == [True, True]
        await page.evaluate("fake.refuses = undefined; void 0")
        await again.click()
        await expect(row).to_contain_text("Sonarr imports it")
        await expect(told).to_have_count(0)
        await expect(row.get_by_role("button")).to_have_count(0)
        acted = await page.evaluate(
            "fake.acted.map(({action, data}) => [action, data])"
        )
        assert acted == [["import", {"request_id": "copper6", "anyway": True}]] * 2

        await page.goto(f"{page.url}&again")
        await leave.click()
        await expect(row).to_contain_text("It stays where it was saved")
        acted = await page.evaluate(
            "fake.acted.map(({action, data}) => [action, data])"
        )
        assert acted == [["leave", {"request_id": "copper6"}]]

        # Whoever may only look sees why it waits, and no button.
        await page.goto(page.url.replace("again", "scene=look"))
        await expect(row).to_contain_text("Sonarr does not import it")
        await expect(row.get_by_role("button")).to_have_count(0)


async def test_what_is_told_of_an_answer_follows_what_becomes_of_it() -> None:
    async with alone("view=waiting") as page:
        row = page.locator("greenlight-waiting [data-id=salt]")
        await row.locator("[data-name=yes]").click()
        undo = row.get_by_role("button", name="Undo")
        await expect(undo).to_be_visible()
        await page.evaluate(CAME_HOME)
        over = "It is in Radarr already: it cannot be taken back."
        await expect(row).to_contain_text(over)
        await expect(undo).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_row_of_the_history_opens(width: int) -> None:
    async with alone("view=history", viewport={"width": width, "height": 800}) as page:
        row = page.locator("greenlight-history [data-id=ferry]")
        opens = row.get_by_role("button", name="The Glass Ferry")
        await opens.click()
        details = row.locator("greenlight-details")
        await expect(details).to_contain_text("Imported by Radarr.")
        for one in ("P7 FEL", "P8.1", "44.7", "/films/The Glass Ferry (2014)"):
            await expect(details).to_contain_text(one)
        await expect(opens).to_have_attribute("aria-expanded", "true")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        await page.keyboard.press("Escape")
        await expect(details).to_have_count(0)
        await expect(opens).to_be_focused()
