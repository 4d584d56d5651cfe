"""Against: a release held against what the libraries have of it, as one rule wants it."""

from dataclasses import replace

from .library.holding import Holding
from .library.item import Item, Kind, Version
from .outcome import Outcome
from .quality.comparison import Comparison, compare
from .quality.likely import picture
from .quality.quality import Quality
from .reading import plain_title
from .reason import Reason
from .release import Release
from .rules import Rule, RuleKind
from .title.parse import Title


def against(rule: Rule, release: Release, title: Title, holding: Holding) -> Comparison:
    """Compare a release with the versions that are there, for the screens and wishes of a rule.

    One whose picture is better by less than the rule wants is ignored.
    """
    wishes = rule.wishes
    if rule.kind is not RuleKind.UPGRADES:
        wishes = replace(wishes, new_titles=True)
    name = plain_title(release.title, title.container)
    found = compare(
        _offered(release, title, holding),
        [_quality(version, holding.item) for version in holding.versions],
        rule.ladder,
        wishes,
        same_release=any(
            plain_title(version.name, title.container) == name
            for version in holding.versions
        ),
    )
    if found.outcome is Outcome.ASK and found.have and rule.min_gain:
        return _enough(found, rule)
    return found


def _enough(found: Comparison, rule: Rule) -> Comparison:
    """Ignore what is not as many rows of the ladder higher as the rule wants."""
    step = rule.ladder.step
    rows = step(picture(found.offered).value) - max(
        step(picture(version).value) for version in found.have
    )
    if rows >= rule.min_gain:
        return found
    why = Reason("gain_too_small", (("rows", max(rows, 0)), ("limit", rule.min_gain)))
    return replace(
        found,
        outcome=Outcome.IGNORE,
        reasons=(why, *found.reasons),
        replaces=None,
        choices=(),
        instead=None,
    )


def _offered(release: Release, title: Title, holding: Holding) -> Quality:
    """Return what is offered, with its size where that is of the one film or episode."""
    quality = title.quality
    whole = holding.item is None or holding.item.kind is Kind.MOVIE
    if quality.size is None and release.size and (whole or len(holding.episodes) == 1):
        return replace(quality, size=release.size)
    return quality


def _quality(version: Version, item: Item | None) -> Quality:
    quality = version.quality
    if quality.size is None and version.size:
        quality = replace(quality, size=version.size)
    if quality.runtime is None and item is not None and item.runtime:
        quality = replace(quality, runtime=item.runtime)
    return quality
