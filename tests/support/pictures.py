"""The pictures of the README: a real Home Assistant with what the demonstration plays, in a real browser.

usage: .venv/bin/python -m tests.support.pictures [FOLDER]
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import io
from pathlib import Path
import sys
from typing import Any

from PIL import Image
from playwright.async_api import expect

from .board import PATIENCE, Board, opened
from .demo import playing
from .greenlight import Greenlight
from .homeassistant import HomeAssistantProcess
from .releases import MEGABYTE
from .stage import Stage
from .waiting import until

DOCS = Path(__file__).parents[2] / "docs"
# Name, what the browser is like, and which view it shows.
PICTURES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("dashboard-light", {"width": 1280, "height": 1012}, "now"),
    ("dashboard-dark", {"width": 1280, "height": 1012, "color_scheme": "dark"}, "now"),
    ("tablet", {"width": 1024, "height": 768, "color_scheme": "dark"}, "now"),
    ("phone", {"width": 390, "height": 844, "device_scale_factor": 2}, "now"),
    ("history", {"width": 1024, "height": 640}, "history"),
)
# Colours of a picture; more would make the files larger and nobody would see it.
COLOURS = 256
DONE = "Public.Domain.Pattern.1926.1080p.BluRay.x264-DEMO"
DECLINED = "Copper.Orchard.2011.2160p.UHD.BluRay.HDR10.x265.DTS-HD.MA.5.1-DEMO"
RUNNING = "Harbour.Nine.S01E03.1080p.WEB-DL.DDP5.1.H.264-DEMO"
# Percent of it at the first picture; the others are taken soon after.
FAR = 30
LASTS = 240


async def main(folder: Path) -> None:
    """Play the demonstration, answer two questions and take all pictures while one downloads."""
    hass = HomeAssistantProcess(username="demo", password="demo")
    async with playing(hass, lasting={RUNNING: LASTS}) as house:
        await prepare(*house)
        for name, browser, view in PICTURES:
            async with shown(hass, view, browser) as board:
                picture = await board.page.screenshot()
            path = folder / f"{name}.png"
            small(picture).save(path, optimize=True)
            print(path, path.stat().st_size)


async def prepare(stage: Stage, greenlight: Greenlight) -> None:
    """Have one downloaded, one declined and one on its way, while three wait."""
    await stage.publish(DECLINED, 48 * MEGABYTE)
    for title in (DONE, RUNNING, DECLINED):
        await greenlight.asked(title)
    async with opened(stage.hass) as board:
        for title, answer in ((DONE, "yes"), (DECLINED, "no"), (RUNNING, "yes")):
            request = await greenlight.request(title)
            assert request is not None
            await board.answer(request, answer)
            await board.told(request, "approved" if answer == "yes" else "declined")
    await greenlight.wait_for(DONE, "completed", seconds=120)
    await greenlight.wait_for(RUNNING, "downloading")

    async def far() -> bool:
        shown = await greenlight.state("sensor.download_progress")
        return float(shown["state"]) > FAR

    await until(far, "the download to be seen", seconds=120)


@asynccontextmanager
async def shown(
    hass: HomeAssistantProcess, view: str, browser: dict[str, Any]
) -> AsyncIterator[Board]:
    """Open a view and wait until all of it is there."""
    async with opened(hass, f"/greenlight/{view}", **browser) as board:
        rows = board.page.locator("greenlight-waiting li.q, greenlight-history li")
        await expect(rows.first).to_be_visible(timeout=PATIENCE)
        await board.page.wait_for_load_state("networkidle")
        yield board


def small(picture: bytes) -> Image.Image:
    """Return a picture with few colours."""
    return Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS))
