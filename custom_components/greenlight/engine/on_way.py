"""On the way: what is not there yet, but will be, held against what is offered meanwhile."""

from dataclasses import replace
from typing import Final

from .against import against
from .lately import lately
from .library.holding import Holding
from .library.item import Version
from .outcome import Outcome
from .quality.quality import Quality
from .reading import read
from .reason import Reason
from .release import Release
from .request import Request, State
from .rules import Action, Rule
from .title.parse import Title
from .verdict import Verdict

ON_ITS_WAY: Final = "on_its_way"
BETTER_ON_WAY: Final = "better_on_way"
# What is not in any client's hands for good yet: it can still be given up for another.
RUNS: Final = frozenset({State.APPROVED, State.DOWNLOADING})
# Seconds in which something that is complete begins its way home.
_BEGINS: Final = 3600.0


def is_on_way(request: Request, now: float) -> bool:
    """Tell whether what was approved is still to come: to its client, or from there to its place."""
    if request.state in RUNS:
        return True
    if request.state is not State.COMPLETED or is_gone(request):
        return False
    if request.home is None:
        return lately(request.ended, _BEGINS, now=now)
    return not request.home.over


def is_gone(request: Request) -> bool:
    """Tell whether somebody has deleted what was downloaded."""
    return any(one.why.code == "removed_with_data" for one in request.journal[-3:])


def promised(request: Request) -> Version:
    """Return what a request brings, as its title says, or as it was measured where that is less."""
    release = request.release
    quality = read(release.title).quality
    measured = request.home.measured if request.home else None
    if measured is not None and measured.kept is False and measured.now:
        quality = _as_measured(quality, measured.now)
    return Version(
        id=request.id, name=release.title, size=request.bytes, quality=quality
    )


def _as_measured(said: Quality, words: str) -> Quality:
    found = read(f"0 2000 {words}").quality
    return replace(
        found,
        resolution=found.resolution or said.resolution,
        source=said.source,
        group=said.group,
    )


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
