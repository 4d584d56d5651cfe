"""Rule: what to look for, what to do with a match, and how the download is to be made."""

from dataclasses import dataclass
from enum import StrEnum

from .pattern import Term
from .release import Release

type Param = str | int | float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code that is translated where it is shown, and its parameters."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()

    def as_dict(self) -> dict[str, Param]:
        """Return code and parameters as one flat dictionary."""
        return {"code": self.code, **dict(self.params)}


class Action(StrEnum):
    """What a rule does with a match."""

    ASK = "ask"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """How a client is to make a download; None and empty leave it to the client.

    Limits are in bytes per second, ``seeding_time`` in minutes.
    """

    category: str = ""
    save_path: str = ""
    tags: tuple[str, ...] = ()
    stopped: bool = False
    sequential: bool = False
    first_last: bool = False
    ratio_limit: float | None = None
    seeding_time: int | None = None
    download_limit: int | None = None
    upload_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to look for and what to do with it.

    No ``sources`` means all of them, no ``client`` means any. Every include term must be found and
    no exclude term may be. Sizes are in bytes, ``lifetime`` (of a question) in seconds.
    """

    id: str
    name: str
    enabled: bool = True
    sources: frozenset[str] = frozenset()
    include: tuple[Term, ...] = ()
    exclude: tuple[Term, ...] = ()
    min_size: int | None = None
    max_size: int | None = None
    min_seeders: int | None = None
    action: Action = Action.ASK
    lifetime: float = 24 * 3600
    client: str | None = None
    options: DownloadOptions = DownloadOptions()


@dataclass(frozen=True, slots=True)
class Match:
    """How a release fares under a rule: refused for reasons, or matched with things unknown."""

    refused: tuple[Reason, ...] = ()
    unknown: tuple[Reason, ...] = ()

    @property
    def matched(self) -> bool:
        """Tell whether nothing was refused. Unknown is neither a yes nor a no."""
        return not self.refused


def match(rule: Rule, release: Release) -> Match:
    """Hold a release against a rule; every reason is named, not only the first."""
    if rule.sources and release.source not in rule.sources:
        return Match((Reason("other_source"),))
    refused: list[Reason] = []
    unknown: list[Reason] = []
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
    if rule.min_size is not None or rule.max_size is not None:
        if release.size is None:
            unknown.append(Reason("unknown_size"))
        elif rule.min_size is not None and release.size < rule.min_size:
            refused.append(
                Reason("too_small", (("size", release.size), ("limit", rule.min_size)))
            )
        elif rule.max_size is not None and release.size > rule.max_size:
            refused.append(
                Reason("too_large", (("size", release.size), ("limit", rule.max_size)))
            )
    if rule.min_seeders:
        if release.seeders is None:
            unknown.append(Reason("unknown_seeders"))
        elif release.seeders < rule.min_seeders:
            refused.append(
                Reason(
                    "few_seeders",
                    (("seeders", release.seeders), ("limit", rule.min_seeders)),
                )
            )
    return Match(tuple(refused), tuple(unknown))
