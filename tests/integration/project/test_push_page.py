"""The page on announces says what is really answered."""

from pathlib import Path
from typing import Final

from custom_components.greenlight.parts.push import MOST_WAITING
from custom_components.greenlight.pushing.desk import ANSWERED_IN
from custom_components.greenlight.pushing.door import ADDRESS
from custom_components.greenlight.pushing.lists import tag_rows
from custom_components.greenlight.sources.push.source import SOON, YOUNG

from .written_code import read_json

PAGE: Final = (Path(__file__).parents[3] / "docs/push.md").read_text(encoding="utf-8")
TEXTS: Final = read_json("translations/en.json")["common"]


def test_every_answer_is_on_it() -> None:
    said = [text for key, text in TEXTS.items() if key.startswith("push_")]
    assert len(said) > 10
    for text in said:
        # It ended for something that the history tells.
        other = text == TEXTS["push_superseded"]
        assert other or f"*{text}*" in PAGE, text


def test_what_it_says_of_time_is_so() -> None:
    assert ANSWERED_IN < 1
    assert sum(SOON) == 15
    assert YOUNG == 600
    assert MOST_WAITING == 1000


def test_address_and_tags_are_as_it_says() -> None:
    assert f"{ADDRESS}/…" in PAGE
    for row in tag_rows():
        assert f"| `{row['label']}` |" in PAGE
