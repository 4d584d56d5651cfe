"""Hindsight: which of the questions of a rule a narrower one that approves would have answered.

Only by what was written down of each: what was there then is not known any more, but what came of the
comparison with it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .match import match
from .question import QuestionKind, kind_of
from .reading import read
from .request import Request
from .restraint import held_back
from .rules import Rule
from .statistics import question_of

# So many of the last questions are looked at.
MOST: Final = 30
# Of fewer nothing can be said.
FEWEST: Final = 5
# What is told of a release that is only better, as far as rules approve that without asking.
_USUAL: Final = ("gain_", "new_title", "duplicate", "rule_matched")
# What was added to a question later, or its asker says of it: it says nothing of the release.
_BESIDES: Final = frozenset(
    """little_room also_offered title_corrected
    grab_quality grab_score grab_indexer grab_by_hand""".split()
)
_NEVER: Final = frozenset({None, QuestionKind.WHICH, QuestionKind.WARNING})


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Of the last ``of`` questions a rule would have approved ``would``."""

    would: int
    of: int


def look_back(
    requests: Iterable[Request], asking: str, rule: Rule, but: str = ""
) -> Hindsight | None:
    """Return how many of the last questions of one rule (``asking``, its id) another would have approved.

    None where that cannot be told from what was written down: ``rule`` also goes by the world as it is
    when it approves, or there are too few. The request with the id ``but`` is left out: it is the one
    the rule is made of.
    """
    if rule.restraint.world or rule.restraint.looks:
        return None
    asked = [
        (question.asked, request)
        for request in requests
        if request.rule == asking
        and request.id != but
        and not request.tell
        and (question := question_of(request)) is not None
    ]
    asked.sort(key=lambda one: one[0], reverse=True)
    answers = [_approves(rule, request) for _, request in asked[:MOST]]
    if len(answers) < FEWEST or None in answers:
        return None
    return Hindsight(answers.count(True), len(answers))


def _approves(rule: Rule, request: Request) -> bool | None:
    """Tell whether a rule would have approved a request, None where that is not known."""
    title = read(request.release.title)
    found = match(rule, request.release, title)
    if found.refused or found.unknown:
        return False
    weighed = request.weighed
    if (
        weighed is None
        or weighed.work is None
        or weighed.losses
        or weighed.away
        or kind_of(request) in _NEVER
        or any(held_back(rule.restraint, request.release, title, None))
    ):
        return False
    if weighed.uncertain:
        # Whether that was about what is better is not written down.
        return None
    return all(
        reason.code.startswith(_USUAL) or reason.code in _BESIDES
        for reason in request.reasons
    )
