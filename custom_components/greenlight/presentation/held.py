"""What libraries hold of a title, and what each rule says of it, as data and in words."""

from collections.abc import Iterable
from typing import Final

from ..engine.library.holding import Holding
from ..engine.summary import in_words
from ..engine.verdict import Verdict
from ..engine.weighed import weigh
from .views import View, Views

# More files of one series than anybody reads.
_MAX_FILES: Final = 100


def held_view(views: Views, holding: Holding) -> View:
    """Return the work, its files and who could not be asked; sizes are in bytes.

    ``item`` is None where no library knows it, or where it may be several, which are ``items``.
    """
    weighed = weigh(holding, None)
    unread = (item.library for item in holding.unread)
    return {
        "item": views.questions.work(weighed.work) if weighed.work else None,
        "items": [views.questions.work(work) for work in weighed.works],
        "files": len(holding.versions),
        "versions": [
            {
                "name": version.name,
                "quality": in_words(version.quality) or None,
                "size": version.size,
            }
            for version in holding.versions[:_MAX_FILES]
        ],
        "missing": [f"S{season:02}E{number:02}" for season, number in holding.missing],
        "away": _names(views, (*holding.away, *unread)),
        "notes": [views.texts.reason(note) for note in holding.notes],
    }


def verdict_view(views: Views, verdict: Verdict) -> View:
    """Return an outcome with the rule it comes from, kinds by name and reasons in words."""
    said: View = {
        "outcome": verdict.outcome.value,
        "rule": verdict.rule.name if verdict.rule else None,
        "reasons": [views.texts.reason(reason) for reason in verdict.reasons],
    }
    if verdict.waits:
        said["waits"] = _names(views, verdict.waits)
    if verdict.comparison is not None:
        told = verdict.comparison.as_dict()
        said |= {name: told[name] for name in ("gains", "losses", "uncertain")}
    return said


def _names(views: Views, libraries: Iterable[str]) -> list[str]:
    return [views.name(one) or one for one in dict.fromkeys(libraries)]
