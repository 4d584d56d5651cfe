#!/usr/bin/env python3
"""Takes pictures of the card with invented data, at 390 and 1280 px, light and dark.

usage: .venv/bin/python card/dev/pictures.py FOLDER [NAME...]
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import subprocess
import sys

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.support.browser import ARGUMENTS, browser_program  # noqa: E402
from tests.support.ports import LOOPBACK, free_port  # noqa: E402

PICTURES = {
    "waiting": "view=waiting&show=20",
    "downloads": "view=downloads&show=20",
    "history": "view=history",
    "series": "view=series",
    "several": "view=series&scene=several",
    "long": "view=series&scene=many",
    "search": "view=search&scene=search",
    "statistics": "view=statistics",
    "all": "view=all",
    "compact": "view=waiting&view=downloads&compact&show=20",
    "empty": "view=waiting&view=downloads&view=history&scene=empty",
    "fresh": "view=waiting&scene=fresh",
    "look": "view=waiting&view=downloads&scene=look",
    "troubles": "view=waiting&scene=troubles",
    "lost": "view=waiting&view=downloads&scene=lost",
    "old": "view=downloads&scene=old",
    "gone": "view=all&scene=gone",
    "stopped": "view=all&scene=stopped",
    "hostile": "view=waiting&scene=hostile",
}


@contextmanager
def served() -> Iterator[str]:
    """Serve the page and return where."""
    url = f"http://{LOOPBACK}:{free_port()}"
    command = ["node", str(HERE / "serve.mjs"), url.rpartition(":")[2]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            if server.stdout:
                server.stdout.readline()
            yield url
        finally:
            server.terminate()


def main(folder: Path, names: list[str]) -> None:
    """Go through what there is."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_program(), args=list(ARGUMENTS)
        )
        for width in (390, 1280):
            page = browser.new_page(
                viewport={"width": width, "height": 900}, locale="en-GB"
            )
            page.on("pageerror", lambda error: print("error:", error))
            take(page, url, folder, names or list(PICTURES), width)
        browser.close()


def take(page: Page, url: str, folder: Path, names: list[str], width: int) -> None:
    """Take the pictures of one width."""
    for name in names:
        for theme in ("light", "dark"):
            page.goto(f"{url}/?{PICTURES[name]}&theme={theme}")
            page.wait_for_timeout(500)
            path = folder / f"{name}-{width}-{theme}.png"
            page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        raise SystemExit(2)
    main(Path(sys.argv[1]), sys.argv[2:])
