"""Planned: how what is complete comes home, as its rule and what is attached have it now."""

from ...engine.home.home import USUAL, Home, Means, Step
from ...engine.request import Request
from .anew import importing
from .around import Around
from .plan import plan
from .shown import asker_library


def planned(around: Around, request: Request) -> Home:
    """Return the beginning of a way home."""
    now = around.now()
    asker = asker_library(around, request)
    if asker is not None:
        step = Step.WAITING if asker else Step.LEFT
        return Home(step=step, means=Means.THEIRS, since=now, library=asker)
    rule = around.rule(request)
    found = plan(request, rule.home if rule else USUAL, importing(around, request))
    return Home(
        step=Step.WAITING,
        means=found.means,
        since=now,
        library=found.library,
        item=found.item,
        why=found.why,
    )
