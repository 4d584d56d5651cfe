"""The pages on other programs say what was really tried, and lead somewhere."""

import json
from pathlib import Path
import re
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
PAGES: Final = sorted((ROOT / "docs/askers").glob("*.md"))
RECORDED: Final = ROOT / "tests/contract/askers/recorded"


def anchors(path: Path) -> set[str]:
    """Return what can be linked to on a page, as GitHub calls it."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        assert not link.startswith("http"), link
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("about", sorted(RECORDED.glob("*/program.json")), ids=str)
def test_what_was_written_down_is_said_with_its_version(about: Path) -> None:
    source = json.loads(about.read_text(encoding="utf-8"))["source"]
    commits = re.findall(r"\b[0-9a-f]{8,9}\b", source)
    said = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for commit in commits:
        assert commit in said or "flexget" in about.parent.name, source


def test_every_page_says_what_was_tried_and_is_led_to() -> None:
    first = (ROOT / "docs/askers/README.md").read_text(encoding="utf-8")
    for page in PAGES:
        if page.name != "README.md":
            assert f"]({page.name})" in first
            assert "## Tried" in page.read_text(encoding="utf-8")
