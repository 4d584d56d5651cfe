"""A preview in one sentence: what there is none of is not said."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.pattern import read_terms
from custom_components.greenlight.engine.quality.ladder import COMPATIBLE
from custom_components.greenlight.engine.rules import Action, Rule, RuleKind
from custom_components.greenlight.presentation.previews import (
    Counted,
    takes_everything,
    told,
)
from custom_components.greenlight.presentation.texts import Texts

NOTHING = Counted(
    matched=0,
    had=0,
    asked_before=0,
    failed_before=0,
    wait=0,
    would_be_asked=0,
    would_be_told=0,
    would_be_approved=0,
)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"matched": 14, "had": 9, "asked_before": 2, "would_be_asked": 3},
            "14 match, 9 no better than what you have, 2 were asked before, 3 would be asked.",
        ),
        (
            {"matched": 3, "asked_before": 1, "failed_before": 1, "wait": 1},
            (
                "3 match, 1 was asked before, 1 failed before or are refused, "
                "1 waits until a library can be asked, 0 would be asked."
            ),
        ),
        (
            {"matched": 3, "would_be_approved": 2, "would_be_told": 1},
            "3 match, 1 would be told, 2 would be downloaded without asking.",
        ),
        ({}, "0 match, 0 would be asked."),
    ],
)
async def test_counts_what_there_is(
    hass: HomeAssistant, counts: dict[str, int], said: str
) -> None:
    texts = await Texts.async_load(hass)
    free = "This was reckoned from what your sources have offered before: it costs no indexer a request."
    assert told(texts, replace(NOTHING, **counts)) == f"{said} {free}"


@pytest.mark.parametrize(
    ("wanted", "everything"),
    [
        ({}, True),
        ({"action": Action.APPROVE, "enabled": False, "client": "box"}, True),
        ({"sources": frozenset({"site"})}, True),
        # Without a library there is nothing to hold a ladder against.
        ({"ladder": COMPATIBLE}, True),
        ({"ladder": COMPATIBLE, "libraries": frozenset({"plex"})}, False),
        ({"kind": RuleKind.WANTED}, False),
        ({"include": read_terms(["film"])}, False),
        ({"min_seeders": 1}, False),
    ],
)
def test_a_rule_without_a_criterion_takes_everything(
    wanted: dict[str, Any], everything: bool
) -> None:
    assert takes_everything(Rule(id="r", name="Films", **wanted)) is everything
