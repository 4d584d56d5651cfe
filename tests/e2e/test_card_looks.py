"""The dashboard as it looks: from a narrow phone to a tablet on the wall, light and dark, for everyone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from tests.support.axe import axe_missing, violations
from tests.support.board import PATH, PATIENCE, Board, opened
from tests.support.browser import browser_program
from tests.support.demo import ASKED, playing
from tests.support.greenlight import Greenlight
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.waiting import until

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

VIEWS = ("now", "series", "history", "statistics")
SCHEMES = ("light", "dark")
# Half of what people read with is set here, as a theme does.
LARGE = "for (const size of ['s', 'm', 'l']) document.documentElement.style.setProperty(`--ha-font-size-${size}`, {s: '24px', m: '28px', l: '32px'}[size])"
# Elements of the cards that are cut off or stand out at the side, with a pixel for rounding.
OUTSIDE = """
() => {
  const found = [];
  const look = (root, within) => {
    for (const one of root.querySelectorAll("*")) {
      const inside = within || one.localName === "greenlight-card";
      const box = one.getBoundingClientRect();
      if (inside && box.width > 1 && box.height > 1 && one.checkVisibility() && (box.right > innerWidth + 1 || box.left < -1))
        found.push(`${one.localName}.${one.className} ${Math.round(box.left)}-${Math.round(box.right)}`);
      if (one.shadowRoot) look(one.shadowRoot, inside);
    }
  };
  look(document, false);
  return [document.documentElement.scrollWidth, found];
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[tuple[Stage, Greenlight]]:
    """Play what the demonstration plays: questions of several kinds, about works with posters."""
    let_sockets_through()
    try:
        async with playing(HomeAssistantProcess()) as house:
            yield house
    except Unavailable as error:
        pytest.skip(str(error))


@asynccontextmanager
async def asked(hass: HomeAssistantProcess, **options: Any) -> AsyncIterator[Board]:
    """Open the dashboard and wait until all questions and their posters are there."""
    async with opened(hass, **options) as board:
        await expect(board.questions).to_have_count(ASKED, timeout=PATIENCE)
        yield board


async def sideways(page: Page, width: int) -> list[str]:
    """Return what is wider than the page."""
    wide, found = await page.evaluate(OUTSIDE)
    return found if wide <= width else [f"the page: {wide}", *found]


async def test_the_demo_is_one_look_and_one_tap_from_a_download(
    house: tuple[Stage, Greenlight],
) -> None:
    stage, greenlight = house
    # Where whoever opens Home Assistant gets to.
    async with opened(stage.hass, "/") as board:
        assert board.page.url.endswith(f"{PATH}/now")
        await expect(board.questions).to_have_count(ASKED, timeout=PATIENCE)
        first = board.questions.first
        await expect(first).to_contain_text("The Lantern Coast")
        await expect(first).to_contain_text("P7 FEL")
        pictures = board.waiting.locator(".poster img")
        await expect(pictures.first).to_be_visible(timeout=PATIENCE)

        async def drawn() -> bool:
            return bool(
                await pictures.evaluate_all("all => all.every(one => one.naturalWidth)")
            )

        await until(drawn, "the posters")
        await first.get_by_role("button", name="Approve").click()
        await expect(first).to_contain_text("approved.", timeout=PATIENCE)
        # Taken back, so that all that follows has all of it.
        await first.get_by_role("button", name="Undo").click()
        await expect(
            board.waiting.get_by_role(
                "button", name="Approve and replace: The Lantern Coast (2019)"
            )
        ).to_be_visible(timeout=PATIENCE)
    await greenlight.pending(ASKED)


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
@pytest.mark.parametrize("large", [False, True])
async def test_nothing_is_cut_off_at_the_side(
    house: tuple[Stage, Greenlight], width: int, large: bool
) -> None:
    stage, _ = house
    async with asked(stage.hass, width=width, height=800) as board:
        if large:
            await board.page.evaluate(LARGE)
        for view in VIEWS:
            await board.page.get_by_role("tab", name=view.title()).first.click()
            shown = {"now": "waiting"}.get(view, view)
            await board.page.locator(f"greenlight-{shown} h2").wait_for()
            assert await sideways(board.page, width) == [], view


async def test_a_tablet_on_the_wall_has_both_beside_each_other(
    house: tuple[Stage, Greenlight],
) -> None:
    stage, _ = house
    async with asked(stage.hass, width=1280, height=800) as board:
        left = await board.waiting.bounding_box()
        right = await board.page.locator("greenlight-downloads").bounding_box()
        assert left
        assert right
        assert right["x"] >= left["x"] + left["width"]
        # A question stands in two halves there.
        body = board.questions.first.locator(".q-body.two")
        columns = await body.evaluate(
            "one => getComputedStyle(one).gridTemplateColumns"
        )
        assert len(columns.split()) == 2
    async with asked(stage.hass, width=390, height=800) as board:
        left = await board.waiting.bounding_box()
        right = await board.page.locator("greenlight-downloads").bounding_box()
        assert left
        assert right
        assert right["y"] >= left["y"] + left["height"]


async def test_what_can_be_pressed_is_large_enough_for_a_finger(
    house: tuple[Stage, Greenlight],
) -> None:
    stage, _ = house
    async with asked(stage.hass, width=390, height=800) as board:
        boxes = await board.waiting.locator("button:visible").evaluate_all(
            "all => all.map(one => [one.textContent, one.offsetWidth, one.offsetHeight])"
        )
        assert len(boxes) > ASKED
        assert [one for one in boxes if min(one[1], one[2]) < 44] == []


async def test_nothing_moves_for_whoever_does_not_want_it(
    house: tuple[Stage, Greenlight],
) -> None:
    stage, greenlight = house
    async with asked(stage.hass, reduced_motion="reduce") as board:
        first = board.questions.first
        await first.get_by_role("button", name="Decline").click()
        await expect(first).to_contain_text("declined.", timeout=PATIENCE)
        moving = await board.page.evaluate("document.getAnimations().length")
        assert moving == 0
        style = await first.evaluate("one => getComputedStyle(one).animationName")
        assert style == "none"
        await first.get_by_role("button", name="Undo").click()
    await greenlight.pending(ASKED)


async def test_a_dark_theme_needs_nothing(house: tuple[Stage, Greenlight]) -> None:
    stage, _ = house
    backgrounds = []
    for scheme in SCHEMES:
        async with asked(stage.hass, color_scheme=scheme) as board:
            first = board.questions.first
            backgrounds.append(
                await first.evaluate("one => getComputedStyle(one).backgroundColor")
            )
    assert backgrounds == ["rgb(255, 255, 255)", "rgb(28, 28, 28)"]


@pytest.mark.skipif(axe_missing() is not None, reason=str(axe_missing()))
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing(
    house: tuple[Stage, Greenlight], scheme: str, width: int
) -> None:
    stage, _ = house
    async with asked(stage.hass, color_scheme=scheme, width=width) as board:
        page = board.page
        assert await violations(page) == []
        more = board.questions.first.locator("[data-name=menu]")
        for panel in ("Decline more than this", "Always like this", "Details"):
            await more.click()
            menu = page.locator("greenlight-menu")
            await menu.get_by_role("button", name="Details").wait_for(timeout=PATIENCE)
            assert await violations(page) == [], "menu"
            item = menu.get_by_role("button", name=panel)
            if not await item.count():
                await page.keyboard.press("Escape")
                continue
            await item.click()
            opened_panel = page.locator("greenlight-panel")
            await expect(opened_panel).not_to_contain_text("Loading", timeout=PATIENCE)
            assert await violations(page) == [], panel
            await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Select", exact=True).click()
        await board.questions.first.get_by_role("checkbox").check()
        assert await violations(page) == [], "selecting"
        for view in ("series", "history", "statistics"):
            await page.get_by_role("tab", name=view.title()).first.click()
            await page.locator(f"greenlight-{view} h2").wait_for(timeout=PATIENCE)
            await expect(page.locator(f"greenlight-{view} [aria-busy]")).to_have_count(
                0
            )
            assert await violations(page) == [], view
