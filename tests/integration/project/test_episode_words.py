"""What becomes of an episode is said in the same words wherever it is said."""

import json
from pathlib import Path
import re

from custom_components.greenlight.engine.series.states import EpisodeState

ROOT = Path(__file__).parents[3]
TEXTS = json.loads(
    (ROOT / "custom_components/greenlight/translations/en.json").read_text("utf-8")
)
ROW = re.compile(r"^\| `(?P<state>[a-z]+)` \| (?P<word>[^|]+) \|", re.MULTILINE)


def test_the_docs_name_each_state_as_the_dashboard_does() -> None:
    docs = (ROOT / "docs/series.md").read_text("utf-8")
    told = {row["state"]: row["word"].strip() for row in ROW.finditer(docs)}
    words = TEXTS["config_panel"]["card"]
    assert told == {one.value: words[f"legend_{one}"] for one in EpisodeState}


def test_the_action_names_each_state_that_it_returns() -> None:
    said = TEXTS["services"]["list_episodes"]["description"]
    assert [one for one in EpisodeState if f"`{one}`" not in said] == []
