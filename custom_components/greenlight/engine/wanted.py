"""Wanted: whether a rule wants what a release holds, by what is there of its film or series."""

from .library.held import SPECIALS, Number
from .library.holding import Holding
from .library.item import Kind
from .outcome import Outcome
from .quality.comparison import Comparison
from .ranges import write_ranges
from .reason import Reason
from .rules import Rule, RuleKind


def match_episodes(
    rule: Rule,
    holding: Holding,
    now: float | None,
    refused: list[Reason],
    unknown: list[Reason],
) -> bool:
    """Hold a release of a series against its rule; tell whether something that is wanted is lacking.

    Who has named the series wants what is better, too. Otherwise it is the library that says what is
    wanted: what it monitors, is out and is not there.
    """
    if any(item.kind is Kind.MOVIE for item in holding.items):
        refused.append(Reason("no_series"))
        return False
    before = _before(rule, holding.episodes)
    if holding.episodes and len(before) == len(holding.episodes):
        refused.append(Reason("before_first"))
        return False
    if before:
        numbers = write_ranges(number for _, number in before)
        unknown.append(Reason("more_episodes", (("episodes", numbers),)))
    lacking = [one for one in holding.missing if one not in before]
    if rule.own_list:
        if not lacking and holding.on_way:
            unknown.append(Reason("on_its_way"))
        return bool(lacking) or not (holding.episodes or holding.versions)
    return _asked_for(lacking, holding, now, refused)


def _before(rule: Rule, episodes: tuple[Number, ...]) -> frozenset[Number]:
    return frozenset(one for one in episodes if rule.is_before_first(*one))


def _asked_for(
    lacking: list[Number], holding: Holding, now: float | None, refused: list[Reason]
) -> bool:
    """Tell whether a library wants something of what is lacking, and why not."""
    if not any(item.monitored for item in holding.items):
        refused.append(Reason("not_monitored"))
        return False
    if not lacking and (holding.episodes or holding.versions):
        code = "on_its_way" if holding.on_way else "not_missing"
        refused.append(Reason(code))
        return False
    if lacking and holding.unwanted.issuperset(lacking):
        refused.append(Reason("not_monitored"))
        return False
    if holding.aired is not None and now is not None and now < holding.aired:
        refused.append(Reason("not_out", (("until", holding.aired),)))
        return False
    return True


def match_wanted(
    holding: Holding, now: float | None, refused: list[Reason], unknown: list[Reason]
) -> None:
    """Hold a work against being wanted: monitored, out, and not there."""
    series = any(item.kind is Kind.SERIES for item in holding.items)
    there = not holding.missing if series else bool(holding.versions)
    if there:
        refused.append(Reason("not_missing"))
    if not any(item.monitored for item in holding.items):
        refused.append(Reason("not_monitored"))
    says = {item.available for item in holding.items}
    dates = [item.released for item in holding.items if item.released is not None]
    if True in says or (now is not None and any(one <= now for one in dates)):
        return
    if dates and now is not None:
        refused.append(Reason("not_out", (("until", min(dates)),)))
    elif False in says:
        refused.append(Reason("not_out_yet"))
    else:
        unknown.append(Reason("unknown_release_date"))


def never(comparison: Comparison) -> tuple[Reason, ...]:
    """Return why a release is not taken whatever it holds, which is told before any file is looked at."""
    if comparison.outcome is not Outcome.IGNORE or comparison.against is not None:
        return ()
    return comparison.reasons


def beside(rule: Rule, holding: Holding | None, comparison: Comparison | None) -> bool:
    """Tell whether a release is for episodes that are not there, and the files that are there stay."""
    return (
        rule.kind is RuleKind.SERIES
        and holding is not None
        and bool(holding.missing)
        and comparison is not None
        and comparison.outcome is Outcome.IGNORE
    )


def wants_number(rule: Rule, number: Number, monitored: bool) -> bool:
    """Tell whether a rule wants an episode; who has named the series wants what no library does, too."""
    season = number[0]
    if rule.seasons:
        wanted = season in rule.seasons
    else:
        wanted = season != SPECIALS or not rule.own_list
    early = rule.is_before_first(*number)
    return wanted and not early and (rule.own_list or monitored)
