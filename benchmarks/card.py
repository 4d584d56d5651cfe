"""What the card costs in a browser, with 200 questions and 500 downloads.

Draws the card as it is built in a real Chromium and measures, by the browser's own counters: the script
time until it is drawn, that of one change, which rows a change draws, and the memory after an hour of
changes, told one after the other. Beside it, in the same run, the browser's own parser draws the same markup:
what that takes nobody can go below. Needs Node with what `scripts/card` installs.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
import statistics
import subprocess
import sys
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.support.browser import ARGUMENTS, browser_program
from tests.support.ports import LOOPBACK, free_port

ROOT = Path(__file__).parents[1]
# One change a second for an hour, and as many before it until everything has been done that is done once.
HOUR = 3600
WARM = 600
# The card as it is without any setting, and with as much as can be shown.
SHOWN = {"as it comes": "", "50 shown": "&show=50", "all shown": "&show=500"}

# In the page: the elements of the card, whatever shadow they are in.
DEEP = """
window.deep = (of, root = document) => {
  const found = [];
  for (const one of root.querySelectorAll("*")) {
    if (of(one)) found.push(one);
    if (one.shadowRoot) found.push(...deep(of, one.shadowRoot));
  }
  return found;
};
window.parts = () => deep((one) => one.localName.startsWith("greenlight-"));
window.rowsSeen = () => deep((one) => one.matches("li.d")).slice(0, 20).map((one) => one.dataset.id);
window.frames2 = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
"""
# Tells one download that is seen on, as the server does every second.
CHANGE = """
async (count) => {
  for (let turn = 0; turn < count; turn++) {
    const seen = rowsSeen();
    const now = window.fake.snapshot.downloads.find((one) => one.id === seen[turn % seen.length]);
    const put = { ...now, progress: Math.min(1, (now.progress ?? 0) + 0.001), down: 1e6 + turn, client: `Client ${turn}` };
    window.fake.change({ put: { downloads: [put] } });
    await frames2();
  }
}
"""
# Draws everything once more by the parser, without any of our script.
PARSED = """
() => {
  const roots = parts().filter((one) => one.shadowRoot);
  const texts = roots.map((one) => one.shadowRoot.innerHTML);
  const holder = document.createElement("div");
  const start = performance.now();
  for (const text of texts) {
    const host = document.createElement("div");
    host.attachShadow({ mode: "open" }).innerHTML = text;
    holder.append(host);
  }
  document.body.append(holder);
  holder.offsetHeight;
  const took = performance.now() - start;
  holder.remove();
  return took;
}
"""
# Counts how often each part is drawn, and which rows are touched, while one thing changes.
COUNT = """
async () => {
  const drawn = new Map(), rows = new Set(), undo = [];
  for (const one of parts()) {
    const update = one.performUpdate;
    if (!update) continue;
    one.performUpdate = function () { drawn.set(one, (drawn.get(one) ?? 0) + 1); return update.call(this); };
    undo.push(() => delete one.performUpdate);
    const observer = new MutationObserver((all) => {
      for (const { target } of all) {
        const near = target.nodeType === 1 ? target : target.parentElement;
        rows.add(near?.closest("[data-id]")?.dataset.id ?? near?.className ?? one.localName);
      }
    });
    observer.observe(one.shadowRoot, { subtree: true, childList: true, characterData: true, attributes: true });
    undo.push(() => observer.disconnect());
  }
  const [first] = rowsSeen();
  const all = window.fake.snapshot.downloads;
  const put = { ...all.find((one) => one.id === first), down: 5 };
  window.fake.change({ put: { downloads: [{ ...put, client: "Another" }] } });
  await frames2();
  await frames2();
  for (const each of undo) each();
  return [[...drawn].map(([one, times]) => `${one.localName} ${times}`), [...rows]];
}
"""


class Meter:
    """The browser's counters of one page."""

    def __init__(self, page: Page) -> None:
        """Begin to count."""
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")

    def read(self) -> dict[str, float]:
        """Return all counters: seconds since the page was opened, bytes, numbers."""
        got: dict[str, Any] = self._session.send("Performance.getMetrics")
        return {one["name"]: one["value"] for one in got["metrics"]}

    def heap(self) -> float:
        """Return how much is in use once all garbage is gone, in bytes."""
        for _ in range(3):
            self._session.send("HeapProfiler.collectGarbage")
        return self.read()["JSHeapUsedSize"]

    def script(self, work: Callable[[], object]) -> float:
        """Return the milliseconds of script that some work takes."""
        before = self.read()["ScriptDuration"]
        work()
        return (self.read()["ScriptDuration"] - before) * 1000


@contextmanager
def served() -> Iterator[str]:
    """Serve the card with invented data, and return where."""
    port = free_port()
    command = ["node", str(ROOT / "card/dev/serve.mjs"), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            server.stdout.readline()
            yield f"http://{LOOPBACK}:{port}"
        finally:
            server.terminate()


def open_page(page: Page, url: str, more: str) -> None:
    """Open it and wait until all of it is drawn."""
    page.goto(f"{url}/?view=waiting&view=downloads{more}")
    for part in ("waiting", "downloads"):
        page.locator(f"greenlight-{part} h2").wait_for()
    page.evaluate(DEEP)
    page.evaluate("frames2()")


def first_drawing(page: Page, url: str, repeat: int) -> None:
    """Print what it takes to draw everything for the first time, once the files of the card are there."""
    print(
        "\n| first drawing | script ms | layout ms | rows | the parser alone ms | script to that |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    meter = Meter(page)
    for name, more in SHOWN.items():
        script, layout, parsed = [], [], []
        for _ in range(repeat):
            open_page(page, url, f"&scene=empty{more}")
            before = meter.read()
            page.evaluate("change('many'); frames2()")
            spent = {one: now - before[one] for one, now in meter.read().items()}
            script.append(spent["ScriptDuration"] * 1000)
            layout.append(
                (spent["LayoutDuration"] + spent["RecalcStyleDuration"]) * 1000
            )
            parsed.append(page.evaluate(PARSED))
        rows = page.locator("li.q, li.d").count()
        mine, floor = statistics.median(script), statistics.median(parsed)
        print(
            f"| {name} | {mine:.1f} | {statistics.median(layout):.1f} | {rows} | {floor:.1f} | {mine / floor:.2f} |"
        )


def changes(page: Page, url: str, count: int) -> None:
    """Print what one change costs, and what it draws."""
    print(
        "\n| one change of a download | script ms | layout ms | parts drawn, how often | rows touched |"
    )
    print("| --- | ---: | ---: | --- | --- |")
    for name, more in SHOWN.items():
        open_page(page, url, f"&scene=many{more}")
        meter = Meter(page)
        page.evaluate(CHANGE, 50)
        before = meter.read()
        page.evaluate(CHANGE, count)
        after = meter.read()
        spent = {one: (after[one] - before[one]) * 1000 / count for one in after}
        layout = spent["LayoutDuration"] + spent["RecalcStyleDuration"]
        drawn, rows = page.evaluate(COUNT)
        print(
            f"| {name} | {spent['ScriptDuration']:.2f} | {layout:.2f} | {', '.join(drawn)} | {', '.join(rows)} |"
        )


def an_hour(page: Page, url: str, seconds: int) -> None:
    """Print what is in memory before and after an hour of changes."""
    open_page(page, url, "&scene=many")
    meter = Meter(page)
    page.evaluate(CHANGE, WARM)
    heap, before = meter.heap(), meter.read()
    page.evaluate(CHANGE, seconds)
    end, after = meter.heap(), meter.read()
    print(f"\n{seconds} changes: {heap / 1e6:.2f} MB before, {end / 1e6:.2f} MB after")
    print(f"nodes {before['Nodes']:.0f} and {after['Nodes']:.0f}, listeners {before['JSEventListeners']:.0f} and {after['JSEventListeners']:.0f}")  # fmt: skip


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=HOUR)
    arguments = parser.parse_args()
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_program(), args=list(ARGUMENTS)
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        first_drawing(page, url, arguments.repeat)
        changes(page, url, arguments.changes)
        an_hour(page, url, arguments.seconds)
        browser.close()


if __name__ == "__main__":
    main()
