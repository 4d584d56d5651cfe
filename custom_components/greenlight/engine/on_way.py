"""On the way: what is not there yet, but will be, held against what is offered meanwhile."""

from dataclasses import replace
from typing import Final

from .against import against
from .coming import RUNS, promised
from .library.holding import Holding
from .outcome import Outcome
from .reason import Reason
from .release import Release
from .request import Request
from .rules import Action, Rule
from .title.parse import Title
from .verdict import Verdict

ON_ITS_WAY: Final = "on_its_way"
BETTER_ON_WAY: Final = "better_on_way"


def beside(
    verdict: Verdict, rule: Rule, release: Release, title: Title, first: Request
) -> Verdict:
    """Return a verdict that has something of the same item on its way in mind.

    What is no better than that is ignored. What is better is for people to decide, whatever the rule
    does: as long as the first one runs, it would be given up for it.
    """
    holding = verdict.holding or Holding(asked=False)
    coming = promised(first)
    runs = first.state in RUNS
    versions = (coming,) if runs else (*holding.versions, coming)
    held = replace(holding, versions=versions, on_way=holding.episodes, missing=())
    found = against(rule, release, title, held)
    by, *others = verdict.reasons
    if found.outcome is Outcome.IGNORE:
        return replace(
            verdict,
            outcome=Outcome.IGNORE,
            rule=None,
            matched=(),
            reasons=(Reason(ON_ITS_WAY, (("rule", rule.name),)),),
            comparison=found,
        )
    told = Reason(BETTER_ON_WAY, (("title", first.release.title),))
    # What was found against what is there is said by what it is held against now.
    before = verdict.comparison.reasons if verdict.comparison else ()
    kept = [one for one in others if one not in before and one.code != ON_ITS_WAY]
    if runs:
        # No file goes for it.
        found = replace(found, choices=(), replaces=None, instead=None)
    asks = rule.action is not Action.TELL
    return replace(
        verdict,
        outcome=Outcome.ASK if asks else Outcome.TELL,
        reasons=(by, told, *found.reasons, *kept),
        holding=held,
        comparison=found,
    )
