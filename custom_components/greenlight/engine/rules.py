"""Rule: what to look for, and what to do with a match."""

from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .asking import Asking
from .criteria import Criteria
from .facts import Facts
from .home.home import USUAL as USUAL_HOME, Landing
from .library.held import SPECIALS
from .opinion import Ground
from .options import DownloadOptions
from .pattern import Term
from .quality.ladder import FEL_CHAIN, Ladder
from .quality.quality import Source
from .quality.wishes import Settings
from .restraint import Restraint
from .series.numbering import Numbering

# Seconds for which a question lives if nobody said otherwise.
LIFETIME: Final = 24 * 3600.0
_USUAL: Final = Settings()


class Action(StrEnum):
    """What a rule does with a match."""

    ASK = "ask"
    APPROVE = "approve"
    # For sites that forbid automation: people are told, and nothing is ever fetched.
    TELL = "tell"


class RuleKind(StrEnum):
    """What a rule is for: who has libraries has most of it decided by what is in them."""

    ANY = "any"  # whatever matches
    UPGRADES = "upgrades"  # what is better than what is there
    WANTED = "wanted"  # what is monitored and out, and not there
    SERIES = "series"  # the episodes of series, each followed until it is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to look for and what to do with it.

    No ``sources`` means all of them, no ``client`` means any. Every include term must be found and
    no exclude term may be. Sizes are in bytes, ``lifetime`` (of a question) in seconds.

    From ``titles`` to ``criteria`` it is about what is read in the title; empty wants nothing.
    ``origins`` are what a release was made from (``sources`` are feeds); ``WEB`` stands for either
    kind of it. Languages are named in English, ``groups`` in any case.

    From ``libraries`` to ``facts`` it is about what the libraries have: ``libraries`` are the ids
    of those it looks into, all there are if there is none; one of the kind ``ANY`` that names none
    looks into none. ``ladder`` says which quality is better, ``wishes`` which of what is better is
    worth a question. The picture has to be ``min_gain`` rows of the ladder higher. ``restraint``
    is when a rule that approves by itself asks instead, ``asking`` how it has people asked. One on
    ``trial`` was made from a single yes, and pauses itself when something is not as promised. ``home`` says where its downloads come to in the end.

    ``overruled`` are reasons of a Radarr or Sonarr that decides: what it would not fetch for these alone is
    asked about all the same, and never approved with nobody asked.

    One of the kind ``SERIES`` follows the series named in its ``titles``, or what libraries want of any.
    ``numbering`` says how its releases are counted where that is odd, ``first`` is the season and number
    of the first episode that is wanted, and ``quiet_days`` after how many days it is said, once, that
    nothing came for what is missing.
    """

    id: str
    name: str
    enabled: bool = True
    kind: RuleKind = RuleKind.ANY
    sources: frozenset[str] = frozenset()
    include: tuple[Term, ...] = ()
    exclude: tuple[Term, ...] = ()
    min_size: int | None = None
    max_size: int | None = None
    min_seeders: int | None = None
    titles: tuple[str, ...] = ()
    min_year: int | None = None
    max_year: int | None = None
    seasons: frozenset[int] = frozenset()
    episodes: frozenset[int] = frozenset()
    resolutions: frozenset[int] = frozenset()
    origins: frozenset[Source] = frozenset()
    groups: frozenset[str] = frozenset()
    unwanted_groups: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    criteria: Criteria = field(default_factory=Criteria)
    libraries: frozenset[str] = frozenset()
    ladder: Ladder = FEL_CHAIN
    wishes: Settings = _USUAL
    min_gain: int = 0
    facts: Facts = field(default_factory=Facts)
    restraint: Restraint = field(default_factory=Restraint)
    action: Action = Action.ASK
    asking: Asking = field(default_factory=Asking)
    trial: bool = False
    lifetime: float = LIFETIME
    client: str | None = None
    options: DownloadOptions = field(default_factory=DownloadOptions)
    home: Landing = USUAL_HOME
    overruled: frozenset[Ground] = frozenset()
    numbering: Numbering | None = None
    first: tuple[int, int] | None = None
    quiet_days: int | None = None

    @property
    def stopped(self) -> str:
        """Return the line that took too long and stopped the rule, empty while none has."""
        if not (self.include or self.exclude or self.numbering):
            return ""
        if self.numbering is not None and self.numbering.stopped:
            return self.numbering.text
        return next(
            (one.text for one in (*self.include, *self.exclude) if one.stopped), ""
        )

    def is_lost(self, sources: Container[str]) -> bool:
        """Tell whether none of its sources is among those that there are; it asks about nothing then."""
        return bool(self.sources) and not any(one in sources for one in self.sources)

    @property
    def own_list(self) -> bool:
        """Tell whether it follows the series that a person has named, whatever libraries want."""
        return self.kind is RuleKind.SERIES and bool(self.titles)

    def is_before_first(self, season: int, episode: float) -> bool:
        """Tell whether an episode comes before the first one; who names the specials means them beside it."""
        if self.first is None or (season == SPECIALS and SPECIALS in self.seasons):
            return False
        return (season, episode) < self.first

    @property
    def reads_title(self) -> bool:
        """Tell whether anything is wanted of what the title says."""
        return (
            bool(self.titles or self.seasons or self.episodes or self.resolutions)
            or bool(self.origins or self.groups or self.languages)
            or bool(self.unwanted_groups)
            or self.min_year is not None
            or self.max_year is not None
            or self.criteria.any
            or self.numbering is not None
            or self.first is not None
        )

    @property
    def compares(self) -> bool:
        """Tell whether what is there already decides about a match."""
        return (
            self.kind is not RuleKind.ANY
            or bool(self.libraries)
            or self.wishes != _USUAL
        )

    @property
    def looks(self) -> bool:
        """Tell whether the libraries have to be asked before anything can be said of a match."""
        return self.compares or self.facts.any or self.restraint.looks
