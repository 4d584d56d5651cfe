"""The search of the dashboard on a real Home Assistant: found behind Prowlarr, held against Radarr, downloaded for real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from playwright.async_api import Locator, expect
import pytest
import pytest_asyncio

from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr, Goods
from tests.contract.sources.site import Reply, Site
from tests.support.arr_rows import film, film_file, media_info
from tests.support.board import PATH, PATIENCE, Board, opened
from tests.support.browser import browser_program
from tests.support.fake_radarr import FakeRadarr
from tests.support.flows import start_subentry_flow
from tests.support.greenlight import Greenlight
from tests.support.releases import MEGABYTE, make_release
from tests.support.stage import Stage
from tests.support.torrents import Torrent

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.skipif(
        browser_program() is None, reason="no chromium; scripts/servers installs it"
    ),
]

PASSWORD = "only-here-1"
SEARCH = f"{PATH}/search"
WORK = "Gull Harbour"
BETTER = (
    "Gull.Harbour.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-GLINT"
)
ALSO = "Gull.Harbour.2019.2160p.WEB-DL.DDP5.1.Atmos.HDR10.H.265-GLOW"
WORSE = "Gull.Harbour.2019.720p.WEB-DL.AAC2.0.H.264-GLUM"
OTHER = "Gull.Weather.2021.1080p.WEB-DL.DD5.1.H.264-GLEAM"
HAD = "Gull.Harbour.2019.1080p.BluRay.DTS.x264-OLDER"
SIZE = 2 * MEGABYTE


@dataclass
class House:
    """What plays together: two indexers behind Prowlarr, of which one is out of order, and a film that is there."""

    stage: Stage
    greenlight: Greenlight
    site: Site
    quiet: FakeIndexer
    torrents: dict[str, Torrent] = field(default_factory=dict)

    async def made(self, title: str) -> bytes:
        """Return the torrent of a release, which is shared from then on."""
        torrent = make_release(title, SIZE, trackers=[self.stage.site.announce_url])
        await self.stage.seeder.seed(torrent)
        self.torrents[title] = torrent
        return torrent.content


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(card_stage: Stage, card_greenlight: Greenlight) -> AsyncIterator[House]:
    """Add Prowlarr and Radarr to what is there."""
    let_sockets_through()
    site = await Site().start()
    goods = dict.fromkeys((BETTER, ALSO, WORSE, OTHER), Goods(size=SIZE, imdb=""))
    finds = (BETTER, ALSO, WORSE, OTHER)
    loud = FakeIndexer(id=1, name="Gullnest", finds=finds, reads=True, goods=goods)
    quiet = FakeIndexer(id=2, name="Mudflat", reply=Reply(status=503))
    house = House(card_stage, card_greenlight, site, quiet)
    prowlarr = FakeProwlarr(site, loud, quiet, make=house.made)
    file = film_file(
        1, HAD, quality="Bluray-1080p", info=media_info(range="", size="1920x1080")
    )
    radarr = FakeRadarr(film(1, WORK, 2019, movieFile=file))
    try:
        async with radarr:
            await card_greenlight.add_library(
                "radarr", "Radarr", radarr.url, radarr.key
            )
            await add_prowlarr(card_greenlight, prowlarr)
            yield house
    finally:
        await site.stop()


async def add_prowlarr(greenlight: Greenlight, prowlarr: FakeProwlarr) -> None:
    """Add it with all of its indexers."""
    flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "source")
    await flow.choose("prowlarr")
    await flow.submit(
        name="Prowlarr", url=prowlarr.site.url, api_key=prowlarr.key, verify_ssl=True
    )
    for _ in range(2):
        # One is out of order, which is asked about once.
        if flow.step == "prowlarr_indexers":
            await flow.submit(interval=60)
    if flow.step == "first_look":
        await flow.choose("count_known")
    flow.created()


def search(board: Board) -> Locator:
    """Return the view."""
    return board.page.locator("greenlight-search")


def row(board: Board, title: str) -> Locator:
    """Return the row of a release, which its group tells from the others here."""
    return search(board).locator("li.r").filter(has_text=title.rpartition("-")[2])


async def found(board: Board) -> None:
    """Search for the film by the first letters of its name."""
    seek = board.page.get_by_role("combobox", name="What to search for")
    await seek.press_sequentially("gull h")
    option = board.page.get_by_role("option", name=WORK)
    await expect(option).to_be_visible(timeout=PATIENCE)
    await seek.press("ArrowDown")
    await expect(option).to_have_attribute("aria-selected", "true")
    await seek.press("Enter")
    await expect(row(board, BETTER)).to_be_visible(timeout=PATIENCE)


async def test_a_film_is_searched_compared_and_downloaded(house: House) -> None:
    async with opened(house.stage.hass, SEARCH) as board:
        await found(board)
        view = search(board)
        await expect(view).to_contain_text("You have: 1080p Blu-ray")
        await expect(view).to_contain_text("No answer from 1 of 2 indexers")
        await expect(view).to_contain_text("Mudflat ")
        await expect(view).to_contain_text("3 results, ")
        said = board.page.locator('greenlight-card [role="status"].sr')
        await expect(said).to_contain_text("better than yours.")

        best = row(board, BETTER)
        await expect(best.locator(".chip").first).to_have_text("Better")
        await expect(best).to_contain_text("17 seeders")
        await expect(best).to_contain_text("freeleech")
        await expect(best).to_contain_text("Gullnest by Prowlarr")
        await expect(row(board, WORSE).locator(".chip").first).to_have_text("Worse")

        await expect(view.locator("ul[data-locked]")).to_have_count(0)
        await best.locator("[data-name=download]").click()
        if await best.locator("[data-name=sure]").count():
            await best.locator("[data-name=sure]").click()
        await expect(best.get_by_role("button", name="Undo")).to_be_visible(
            timeout=PATIENCE
        )
        await house.greenlight.wait_for(BETTER, "completed", "imported")
        await expect(best).to_contain_text("Complete", timeout=PATIENCE)
    await house.stage.client.completed(house.torrents[BETTER])
    made = await house.greenlight.request(BETTER)
    assert made is not None
    told = await house.stage.hass.command("greenlight/history", limit=1)
    assert (told["entries"][0]["id"], told["entries"][0]["who"]) == (made["id"], "Dev")


async def test_words_are_asked_about_and_still_there_after_a_look_elsewhere(
    house: House,
) -> None:
    async with opened(house.stage.hass, SEARCH, width=390, height=844) as board:
        seek = board.page.get_by_role("combobox", name="What to search for")
        await seek.fill("gull weather")
        await seek.press("Escape")
        await seek.press("Enter")
        other = row(board, OTHER)
        await expect(other).to_be_visible(timeout=PATIENCE)
        await expect(other.locator(".chip").first).to_have_text("New")
        await other.get_by_role("button", name="Ask the others").click()
        await expect(other).to_contain_text("Waits for an answer", timeout=PATIENCE)
        asked = await house.greenlight.wait_for(OTHER, "pending")

        await board.page.get_by_role("tab", name="History").first.click()
        await board.page.locator("greenlight-history h2").wait_for()
        await board.page.get_by_role("tab", name="Search").first.click()
        await expect(other).to_contain_text("Waits for an answer", timeout=PATIENCE)

        await other.get_by_role("button", name="See the question").click()
        await expect(board.question(asked)).to_be_visible(timeout=PATIENCE)
    await house.stage.hass.call("greenlight.decline", {"request_id": asked["id"]})


@asynccontextmanager
async def hanging(house: House) -> AsyncIterator[None]:
    """Have one of the indexers answer no sooner than in the end."""
    handlers, path = house.site.handlers, f"/{house.quiet.id}/api"
    answer, goes_on = handlers[path], asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        await goes_on.wait()
        return await answer(request)

    handlers[path] = slow
    try:
        yield
    finally:
        handlers[path] = answer
        goes_on.set()


async def test_one_that_hangs_holds_up_nothing_and_a_reload_loses_nothing(
    house: House,
) -> None:
    async with opened(house.stage.hass, SEARCH, width=390, height=844) as board:
        view = search(board)
        coming = view.locator(".came")
        async with hanging(house):
            await found(board)
            await expect(coming).to_contain_text("1 of 2 indexers still asked")
            await expect(coming).to_contain_text("Mudflat")
            await board.page.reload()
            await expect(row(board, WORSE)).to_be_visible(timeout=PATIENCE)
            await expect(coming).to_contain_text("1 of 2 indexers still asked")
            # What was searched for is where it was typed.
            await expect(view.locator(".picked")).to_contain_text(WORK)
        await expect(coming).to_have_count(0, timeout=PATIENCE)
        await expect(view).to_contain_text("No answer from 1 of 2 indexers")
        async with hanging(house):
            await view.get_by_role("button", name="Search again").click()
            await expect(coming).to_contain_text("still asked", timeout=PATIENCE)
            await coming.get_by_role("button", name="Stop").click()
            await expect(view).to_contain_text("Mudflat was not waited for.")
        await expect(row(board, WORSE)).to_be_visible()


async def test_nothing_found_is_not_nobody_answered(house: House) -> None:
    async with opened(house.stage.hass, SEARCH) as board:
        seek = board.page.get_by_role("combobox", name="What to search for")
        await seek.fill("something nobody has")
        await seek.press("Enter")
        view = search(board)
        await expect(view).to_contain_text("Nothing found", timeout=PATIENCE)
        await expect(view).to_contain_text("Nothing found by the one that answered")
        house.quiet.reply = None
        await view.get_by_role("button", name="Search again").click()
        await expect(view).to_contain_text(
            "All 2 indexers that were asked have answered.", timeout=PATIENCE
        )


async def test_who_may_only_look_is_not_offered_it(house: House) -> None:
    hass = house.stage.hass
    await hass.add_user("Jonas", PASSWORD)
    tokens = await hass.tokens_of("jonas", PASSWORD)
    async with opened(hass, tokens=tokens) as board:
        await expect(board.waiting.locator("h2")).to_be_visible(timeout=PATIENCE)
        tabs = board.page.get_by_role("tab")
        await expect(tabs.filter(has_text="History").first).to_be_visible()
        await expect(board.page.get_by_role("tab", name="Search")).to_have_count(0)
