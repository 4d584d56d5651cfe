"""The pages on other programs say what was really tried."""

import json
from pathlib import Path
import re
from typing import Final

import pytest

from .pages import ROOT, written

PAGES: Final = sorted((ROOT / "docs/askers").glob("*.md"))
RECORDED: Final = ROOT / "tests/contract/askers/recorded"


@pytest.mark.parametrize("about", sorted(RECORDED.glob("*/program.json")), ids=str)
def test_what_was_written_down_is_said_with_its_version(about: Path) -> None:
    source = json.loads(about.read_text(encoding="utf-8"))["source"]
    commits = re.findall(r"\b[0-9a-f]{8,9}\b", source)
    said = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for commit in commits:
        assert commit in said or "flexget" in about.parent.name, source


def test_every_page_says_what_was_tried_and_is_led_to() -> None:
    first = written("docs/askers/README.md")
    for page in PAGES:
        if page.name != "README.md":
            assert f"]({page.name})" in first
            assert "## Tried" in page.read_text(encoding="utf-8")
