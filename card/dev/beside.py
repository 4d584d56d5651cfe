#!/usr/bin/env python3
"""Puts the card beside a drawing of it: the same questions by both, at 390 and 1280 px, light and dark.

usage: .venv/bin/python card/dev/beside.py DRAWING.html FOLDER [NAME...]

The drawing is one page with a section for each view, chosen by its hash, and takes `theme` and `bare`.
"""

from pathlib import Path
import sys

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import io  # noqa: E402

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from card.dev.pictures import served  # noqa: E402
from tests.support.browser import ARGUMENTS, browser_program  # noqa: E402

# The section of the drawing, and how the page is asked for the same.
PAIRS = {
    "waiting": "view=waiting&show=20",
    "downloads": "view=downloads&show=20",
    "history": "view=history",
    "statistics": "view=statistics",
    "compact": "view=waiting&view=downloads&compact&show=20",
}
GAP = 24


def main(drawing: Path, folder: Path, names: list[str]) -> None:
    """Take both pictures of each view and put them beside each other, the drawing on the left."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_program(), args=list(ARGUMENTS)
        )
        for width in (390, 1280):
            page = browser.new_page(
                viewport={"width": width, "height": 900}, locale="en-GB"
            )
            for name in names or PAIRS:
                for theme in ("light", "dark"):
                    left = f"{drawing.resolve().as_uri()}?bare&theme={theme}#{name}"
                    right = f"{url}/?{PAIRS[name]}&theme={theme}"
                    both = beside(picture(page, left), picture(page, right))
                    both.save(folder / f"{name}-{width}-{theme}.png")
        browser.close()


def picture(page: Page, url: str) -> Image.Image:
    """Return the whole of a page."""
    page.goto("about:blank")
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(500)
    return Image.open(io.BytesIO(page.screenshot(full_page=True)))


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Return two pictures as one."""
    size = (left.width + GAP + right.width, max(left.height, right.height))
    both = Image.new("RGB", size, "#808080")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + GAP, 0))
    return both


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        raise SystemExit(2)
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
