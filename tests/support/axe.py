"""What axe finds wrong with the card for people who see, hear or move differently."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

_SCRIPT = Path(__file__).parents[2] / "card/node_modules/axe-core/axe.min.js"

# Home Assistant's own page around the cards is not ours to mend.
_RUN = """
async () => {
  const cards = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.localName === "greenlight-card" && one.checkVisibility()) cards.push(one);
      else if (one.shadowRoot) look(one.shadowRoot);
    }
  };
  look(document);
  const { violations } = await axe.run({ include: cards });
  return [cards.length, violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, any }) => `${id}: ${help}: ${JSON.stringify(target)} ${html.slice(0, 160)} ${any[0]?.message ?? ""}`))];
}
"""


def axe_missing() -> str | None:
    """Return why axe cannot be asked, None where it can."""
    return None if _SCRIPT.exists() else "no axe-core; scripts/card check installs it"


async def violations(page: Page) -> list[str]:
    """Return what is wrong with the cards on a page, one line for each place."""
    await page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    found: tuple[int, list[Any]] = await page.evaluate(_RUN)
    cards, wrong = found
    assert cards, "there is no card to look at"
    return [str(one) for one in wrong]
