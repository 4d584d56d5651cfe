"""What a Radarr or Sonarr would not fetch is asked about under the rules that say so, and never more."""

from typing import Any

import pytest

from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.opinion import Ground, Opinion, Stand
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Action, Rule

LARGE = Opinion(
    by="Radarr",
    stand=Stand.REJECTED,
    words=("9 GB is larger than maximum allowed",),
    grounds=frozenset({Ground.SIZE}),
)
RELEASE = Release(guid="1", title="Film", link="decided:1", source="s", opinion=LARGE)


def rule(**changes: Any) -> Rule:
    return Rule(id="r", name="Films", **changes)


@pytest.mark.parametrize("action", [Action.ASK, Action.TELL, Action.APPROVE])
def test_nothing_of_it_is_asked_about_unless_a_rule_says_so(action: Action) -> None:
    for overruled in (frozenset[Ground](), frozenset({Ground.CUTOFF})):
        verdict = consider(RELEASE, [rule(action=action, overruled=overruled)])
        assert verdict.outcome is Outcome.IGNORE
        assert [one.code for one in verdict.reasons] == ["program_rejects"]


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (Action.ASK, Outcome.ASK),
        (Action.TELL, Outcome.TELL),
        # Nobody but a person overrules it.
        (Action.APPROVE, Outcome.ASK),
    ],
)
def test_what_a_rule_asks_about_all_the_same(action: Action, outcome: Outcome) -> None:
    overruled = frozenset({Ground.SIZE, Ground.WAITS})
    verdict = consider(RELEASE, [rule(action=action, overruled=overruled)])
    assert verdict.outcome is outcome
    said = (("by", "Radarr"), ("words", LARGE.words[0]))
    assert Reason("program_rejects", said) in verdict.reasons
