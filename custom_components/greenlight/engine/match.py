"""Match: whether a release is what a rule looks for, by what is told of it and what its title says."""

from dataclasses import dataclass
from functools import lru_cache
import math

from .criteria import match_criteria
from .quality.quality import Confidence, Source
from .ranges import write_ranges
from .reading import plain_name, read
from .reason import Reason
from .release import Release
from .rules import Rule
from .title.parse import Title


@dataclass(frozen=True, slots=True)
class Match:
    """How a release fares under a rule: refused for reasons, or matched with things unknown."""

    refused: tuple[Reason, ...] = ()
    unknown: tuple[Reason, ...] = ()

    @property
    def matched(self) -> bool:
        """Tell whether nothing was refused. Unknown is neither a yes nor a no."""
        return not self.refused


def match(rule: Rule, release: Release, title: Title | None = None) -> Match:
    """Hold a release against a rule; every reason is named, not only the first.

    Who has read the title already gives it along; otherwise it is read if the rule is about it.
    """
    if rule.sources and rule.sources.isdisjoint(release.ways):
        return Match((Reason("other_source"),))
    refused: list[Reason] = []
    unknown: list[Reason] = []
    _match_terms(rule, release, refused, unknown)
    _match_size(rule, release, refused, unknown)
    _match_seeders(rule, release, refused, unknown)
    if rule.reads_title:
        said = said_to(rule, release, title)
        _match_name(rule, said, refused, unknown)
        _match_numbers(rule, said, refused, unknown)
        _match_quality(rule, said, refused, unknown)
        match_criteria(rule.criteria, said, refused, unknown)
    return Match(tuple(refused), tuple(unknown))


def said_to(rule: Rule, release: Release, title: Title | None = None) -> Title:
    """Return what a release's title says to a rule, which may count otherwise than it is read."""
    if rule.numbering is not None:
        return rule.numbering.read(release.title)
    return read(release.title) if title is None else title


def names_of(title: Title) -> frozenset[str]:
    """Return what a work may be called in a rule, plainly; without and with its year."""
    names = {plain_name(name) for name in (title.title, *title.alternatives)}
    if title.year is not None and title.title:
        # People name the year to tell two works of one name apart.
        names.add(plain_name(f"{title.title} {title.year}"))
    return frozenset(names)


@lru_cache(maxsize=4096)
def wanted_names(titles: tuple[str, ...]) -> frozenset[str]:
    """Return what rules call works, plainly."""
    # A title that nothing is read in is not the wanted one.
    return frozenset(plain_name(name) for name in titles) - {""}


def misses(rule: Rule, release: Release, title: Title, names: frozenset[str]) -> bool:
    """Tell at little cost that a rule does not match, for one of the usual reasons.

    There may be hundreds of rules, and of most of them nobody wants to know why. ``names`` are those
    of the title (``names_of``). What is not told here may still be refused by ``match``.
    """
    if rule.sources and rule.sources.isdisjoint(release.ways):
        return True
    if rule.titles and not _named(rule, release, names):
        return True
    lines = title.quality.resolution
    return (
        bool(rule.resolutions)
        and lines is not None
        and lines not in rule.resolutions
        and title.sure("resolution") is Confidence.STATED
    )


def _named(rule: Rule, release: Release, names: frozenset[str]) -> bool:
    """Tell whether a title may name a work of a rule; one that is counted oddly may hide its name."""
    wanted = wanted_names(rule.titles)
    if rule.numbering is None or not wanted.isdisjoint(names):
        return not wanted.isdisjoint(names)
    plain = plain_name(release.title)
    return any(name in plain for name in wanted)


def _match_terms(
    rule: Rule, release: Release, refused: list[Reason], unknown: list[Reason]
) -> None:
    for term in rule.include:
        if (found := term.matches(release.title)) is not True:
            code = "missing_term" if found is False else "stopped_term"
            refused.append(Reason(code, (("term", term.text),)))
    for term in rule.exclude:
        if (found := term.matches(release.title)) is not False:
            why = (("term", term.text),)
            if found:
                refused.append(Reason("excluded_term", why))
            else:
                unknown.append(Reason("stopped_term", why))


def _match_size(
    rule: Rule, release: Release, refused: list[Reason], unknown: list[Reason]
) -> None:
    size, least, most = release.size, rule.min_size, rule.max_size
    if least is None and most is None:
        return
    if size is None:
        unknown.append(Reason("unknown_size"))
    elif least is not None and size < least:
        refused.append(Reason("too_small", (("size", size), ("limit", least))))
    elif most is not None and size > most:
        refused.append(Reason("too_large", (("size", size), ("limit", most))))


def _match_seeders(
    rule: Rule, release: Release, refused: list[Reason], unknown: list[Reason]
) -> None:
    seeders, least = release.seeders, rule.min_seeders
    if not least:
        return
    if seeders is None:
        unknown.append(Reason("unknown_seeders"))
    elif seeders < least:
        refused.append(Reason("few_seeders", (("seeders", seeders), ("limit", least))))


def _unsure(title: Title, *names: str) -> bool:
    """Tell whether something was only read between the lines, which is no yes and no no."""
    return any(title.sure(name) is not Confidence.STATED for name in names)


def _match_name(
    rule: Rule, title: Title, refused: list[Reason], unknown: list[Reason]
) -> None:
    if rule.titles:
        if wanted_names(rule.titles).isdisjoint(names_of(title)):
            refused.append(Reason("other_title", (("title", title.title),)))
    if rule.min_year is not None or rule.max_year is not None:
        if title.year is None or _unsure(title, "year"):
            unknown.append(Reason("unknown_year"))
        elif (rule.min_year is not None and title.year < rule.min_year) or (
            rule.max_year is not None and title.year > rule.max_year
        ):
            refused.append(Reason("other_year", (("year", title.year),)))


def _match_numbers(
    rule: Rule, title: Title, refused: list[Reason], unknown: list[Reason]
) -> None:
    """Hold seasons and episodes against a rule: more than was wanted is for a person to decide."""
    if title.seasons and not _unsure(title, "seasons"):
        if rule.is_before_first(*_last_of(title)):
            refused.append(Reason("before_first"))
    if rule.seasons:
        found = (("seasons", write_ranges(title.seasons)),)
        if not title.seasons or _unsure(title, "seasons"):
            unknown.append(Reason("unknown_season"))
        elif rule.seasons.isdisjoint(title.seasons):
            refused.append(Reason("other_season", found))
        elif not rule.seasons.issuperset(title.seasons):
            unknown.append(Reason("more_seasons", found))
    if rule.episodes:
        episodes = title.episodes or title.absolute
        found = (("episodes", write_ranges(episodes)),)
        if not episodes or _unsure(title, "episodes", "absolute"):
            unknown.append(Reason("unknown_episode"))
        elif rule.episodes.isdisjoint(episodes):
            refused.append(Reason("other_episode", found))
        elif not rule.episodes.issuperset(episodes):
            unknown.append(Reason("more_episodes", found))


def _last_of(title: Title) -> tuple[int, float]:
    """Return the last episode that a title says it holds; a whole season holds however many."""
    return max(title.seasons), max(title.episodes, default=math.inf)


# Who says WEB leaves open which of the two it is; who wants WEB wants either.
_WEB = frozenset({Source.WEBDL, Source.WEBRIP})


def _match_quality(
    rule: Rule, title: Title, refused: list[Reason], unknown: list[Reason]
) -> None:
    quality = title.quality
    if rule.resolutions:
        if quality.resolution is None or _unsure(title, "resolution"):
            unknown.append(Reason("unknown_resolution"))
        elif quality.resolution not in rule.resolutions:
            refused.append(
                Reason("other_resolution", (("resolution", quality.resolution),))
            )
    if rule.origins:
        wanted = rule.origins | (_WEB if Source.WEB in rule.origins else frozenset())
        origin = quality.source
        if origin is None or _unsure(title, "source"):
            unknown.append(Reason("unknown_origin"))
        elif origin not in wanted:
            if origin is Source.WEB and not wanted.isdisjoint(_WEB):
                unknown.append(Reason("unknown_origin"))
            else:
                refused.append(Reason("other_origin", (("origin", origin.value),)))
    if rule.groups:
        if title.group is None or _unsure(title, "group"):
            unknown.append(Reason("unknown_group"))
        elif title.group.casefold() not in {name.casefold() for name in rule.groups}:
            refused.append(Reason("other_group", (("group", title.group),)))
    if rule.unwanted_groups and title.group is not None:
        unwanted = {name.casefold() for name in rule.unwanted_groups}
        if title.group.casefold() in unwanted:
            refused.append(Reason("unwanted_group", (("group", title.group),)))
    if rule.languages:
        said = quality.languages
        wanted_languages = {name.casefold() for name in rule.languages}
        if wanted_languages.isdisjoint(said):
            # One of several languages that are not named may be the wanted one.
            if not said or "multi" in said or title.dual or _unsure(title, "languages"):
                unknown.append(Reason("unknown_language"))
            else:
                found = (("languages", ", ".join(sorted(said))),)
                refused.append(Reason("other_language", found))
