"""What people read: the README and the pages it leads to."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
PAGES: Final = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def written(page: str) -> str:
    """Return the text of a page, such as `docs/rules.md`."""
    return (ROOT / page).read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """Return what stands on a page below one of its second titles."""
    _, found, rest = written(page).partition(f"\n## {title}\n")
    assert found, title
    return rest.partition("\n## ")[0]
