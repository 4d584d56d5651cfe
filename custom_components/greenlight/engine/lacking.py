"""Lacking: of what of a library a rule would ask, if somebody offered it: what is missing, what may be better.

What is not known counts as lacking: who is told of too much looks at too much, who is told of too little
never hears of the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from .against import against
from .facts import match_facts
from .library.holding import Holding
from .library.item import Item, Kind, Version
from .match import wanted_names
from .outcome import Outcome
from .quality.quality import DynamicRange, Layer, Quality, Source
from .reading import plain_name, read
from .reason import Reason
from .release import Release
from .rules import Action, Rule, RuleKind
from .title.parse import Title

# What there is to be had at best of each kind of picture.
_PICTURES: Final = (
    (frozenset({DynamicRange.DOLBY_VISION, DynamicRange.HDR10}), "7", Layer.FEL),
    (frozenset({DynamicRange.DOLBY_VISION, DynamicRange.HDR10_PLUS}), "8.1", None),
    (frozenset({DynamicRange.DOLBY_VISION}), "5", None),
    (frozenset({DynamicRange.HDR10_PLUS}), None, None),
    (frozenset({DynamicRange.SDR}), None, None),
)
_BEST_LINES: Final = 2160
_BEST_SOURCES: Final = (Source.REMUX, Source.WEBDL)
_NOTHING: Final = Release(guid="", title="", link="", source="")


class Lack(StrEnum):
    """What a library lacks of a work."""

    MISSING = "missing"
    UPGRADE = "upgrade"


def lack_of(
    rules: Iterable[Rule], item: Item, versions: Sequence[Version] | None
) -> Lack | None:
    """Return what is lacking of an item by any of some rules, None if none would ask about it.

    ``versions`` are the files of it, None where nobody knows them yet.
    """
    found = {lack for rule in rules if (lack := _lack(rule, item, versions))}
    return next((one for one in Lack if one in found), None)


def looks_at(rule: Rule, *, library: str, source: str) -> bool:
    """Tell whether a rule has people asked, or fetches, what a source offers of a library."""
    return (
        rule.enabled
        and not rule.stopped
        and rule.action is not Action.TELL
        and (not rule.sources or source in rule.sources)
        and (not rule.libraries or library in rule.libraries)
    )


def _lack(rule: Rule, item: Item, versions: Sequence[Version] | None) -> Lack | None:
    if not _is_about(rule, item):
        return None
    if _misses(rule, item):
        return Lack.MISSING
    if rule.kind is RuleKind.WANTED or not item.there:
        return None
    if rule.kind is RuleKind.SERIES and not rule.own_list:
        # What libraries want of series is what is missing.
        return None
    better = versions is None or any(_improves(rule, item, one) for one in versions)
    return Lack.UPGRADE if better else None


def _is_about(rule: Rule, item: Item) -> bool:
    """Tell whether a rule may be about a work, by what its library says of it."""
    if rule.kind is RuleKind.SERIES and item.kind is not Kind.SERIES:
        return False
    names = {plain_name(name) for name in (item.title, *item.names)}
    if rule.titles and wanted_names(rule.titles).isdisjoint(names):
        return False
    years = [year for year in (item.year, *item.years) if year]
    if years and item.kind is Kind.MOVIE:
        if rule.min_year and max(years) < rule.min_year:
            return False
        if rule.max_year and min(years) > rule.max_year:
            return False
    refused: list[Reason] = []
    match_facts(rule.facts, (item,), refused, [])
    return not refused


def _misses(rule: Rule, item: Item) -> bool:
    """Tell whether something of it is out, wanted and not there, and the rule is for that."""
    new = rule.kind is not RuleKind.UPGRADES or rule.wishes.new_titles
    if item.kind is Kind.MOVIE:
        return new and item.wanted
    lacks = any(one.aired > one.there for one in item.seasons if one.monitored)
    return new and lacks and (bool(item.monitored) or rule.own_list)


def _improves(rule: Rule, item: Item, version: Version) -> bool:
    """Tell whether the best that could be offered would be asked about over a file."""
    holding = Holding(items=(item,), versions=(version,))
    return any(
        against(rule, _NOTHING, title, holding).outcome is Outcome.ASK
        for title in _best(rule.resolutions, rule.origins)
    )


@lru_cache(maxsize=64)
def _best(resolutions: frozenset[int], origins: frozenset[Source]) -> tuple[Title, ...]:
    """Return as what the best would be offered, within what a rule wants of it."""
    return tuple(_titles(resolutions, origins))


def _titles(resolutions: frozenset[int], origins: frozenset[Source]) -> Iterator[Title]:
    bare = read("")
    sources = [one for one in _BEST_SOURCES if not origins or one in origins]
    for lines in sorted(resolutions or {_BEST_LINES}, reverse=True):
        for source in sources or sorted(origins):
            for ranges, profile, layer in _PICTURES:
                quality = Quality(
                    resolution=lines,
                    source=source,
                    dynamic_range=ranges,
                    profile=profile,
                    layer=layer,
                    audio="TrueHD",
                    channels="7.1",
                    atmos=True,
                )
                yield replace(bare, quality=quality)
