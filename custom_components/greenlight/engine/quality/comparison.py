"""Comparison: an offered quality against the versions that are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from ..outcome import Outcome
from ..reason import Reason
from .difference import difference
from .gains import Change, Difference, Doubt, Gain
from .ladder import Ladder
from .likely import profile
from .quality import Quality
from .size import suspicious
from .wishes import Settings, Wish


class Choice(StrEnum):
    """What an approval may mean for the version that is there."""

    REPLACE = "replace"
    KEEP_BOTH = "keep_both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What an offered quality would gain and lose, and whether that is worth a question.

    ``against`` is the version that gains and losses are over (the best one, unless another already
    has what is offered), ``replaces`` the one that would go; both are places among the versions.
    ``instead`` holds gains and losses over the latter where it is another one.
    """

    outcome: Outcome
    offered: Quality
    have: tuple[Quality, ...] = ()
    against: int | None = None
    replaces: int | None = None
    gains: tuple[Change, ...] = ()
    losses: tuple[Change, ...] = ()
    uncertain: tuple[Doubt, ...] = ()
    reasons: tuple[Reason, ...] = ()
    choices: tuple[Choice, ...] = ()
    instead: Difference | None = None

    def as_dict(self) -> dict[str, object]:
        """Return what others can read: kinds by name, reasons with their parameters."""
        return {
            "outcome": self.outcome.value,
            "gains": [change.kind.value for change in self.gains],
            "losses": [change.kind.value for change in self.losses],
            "uncertain": list(
                dict.fromkeys(doubt.kind.value for doubt in self.uncertain)
            ),
            "reasons": [reason.as_dict() for reason in self.reasons],
        }


# How much a kind counts, as ladders put versions in order (``Ladder.key``): the resolution before
# the picture, that before what it was made from and what is heard. What is a matter of taste counts
# nothing against these.
_COUNTS: Final[Mapping[Gain, int]] = {
    Gain.RESOLUTION: 5,
    **dict.fromkeys(
        (
            *(Gain.ENHANCEMENT_LAYER, Gain.LAYER_FROM_P5, Gain.LAYER_FROM_HDR),
            *(Gain.DOLBY_VISION, Gain.PROFILE, Gain.DYNAMIC_RANGE),
        ),
        4,
    ),
    Gain.SOURCE: 3,
    Gain.ATMOS: 2,
    Gain.AUDIO: 2,
    Gain.PROPER: 1,
}
# Losses that make a version no duplicate of the other but a lesser one.
_LESSER: Final = frozenset(
    {Gain.ENHANCEMENT_LAYER, Gain.DOLBY_VISION, Gain.DYNAMIC_RANGE, Gain.RESOLUTION}
)


def compare(
    offered: Quality,
    have: Sequence[Quality],
    ladder: Ladder,
    settings: Settings,
    *,
    same_release: bool = False,
) -> Comparison:
    """Hold an offered quality against the versions that are there.

    It is asked about only if it is worth it over every one of them. It never approves by itself:
    that is for rules.
    """
    versions = tuple(have)
    if same_release:
        return _ignored(offered, versions, Reason("same_release"))
    refused = ladder.refused(offered)
    sure = tuple(reason for reason in refused if not reason.code.startswith("perhaps"))
    if sure:
        return _ignored(offered, versions, *sure)
    notes = [*refused, *_notes(offered, versions, ladder)]
    if not versions:
        if not settings.new_titles:
            return _ignored(offered, versions, Reason("not_in_library"))
        return Comparison(
            outcome=Outcome.ASK,
            offered=offered,
            reasons=(Reason("new_title"), *notes),
        )
    return _against_all(offered, versions, ladder, settings, notes)


def picked(comparison: Comparison, ladder: Ladder) -> Comparison:
    """Return a comparison for somebody who wants what is offered, whatever it is worth.

    Also where nobody would be asked about it, something would go for it.
    """
    have = comparison.have
    if comparison.replaces is not None or not have:
        return comparison
    offered = comparison.offered
    found = {place: difference(offered, one, ladder) for place, one in enumerate(have)}
    replaces = _replaced(found, have, ladder)
    choices = _choices(found, replaces)
    if comparison.against is None:
        shown = found[replaces]
        return replace(
            comparison,
            against=replaces,
            replaces=replaces,
            gains=shown.gains,
            losses=shown.losses,
            uncertain=shown.doubts,
            choices=choices,
        )
    other = found[replaces] if replaces != comparison.against else None
    return replace(comparison, replaces=replaces, choices=choices, instead=other)


def _against_all(
    offered: Quality,
    versions: tuple[Quality, ...],
    ladder: Ladder,
    settings: Settings,
    notes: list[Reason],
) -> Comparison:
    best_first = sorted(
        range(len(versions)),
        key=lambda place: ladder.key(versions[place]),
        reverse=True,
    )
    found = {
        place: difference(offered, versions[place], ladder) for place in best_first
    }
    why = {place: _weigh(found[place], settings) for place in best_first}
    against = _decisive(best_first, why, found)
    outcome, *codes = why[against]
    shown = found[against]
    asked = outcome is Outcome.ASK
    gains = tuple(
        change for change in shown.gains if settings.wish(change.kind) != Wish.NEVER
    )
    replaces = _replaced(found, versions, ladder) if asked else None
    other = replaces is not None and replaces != against
    return Comparison(
        outcome=outcome,
        offered=offered,
        have=versions,
        against=against,
        replaces=replaces,
        gains=gains,
        losses=shown.losses,
        uncertain=shown.doubts,
        reasons=(
            *codes,
            *_told(gains, shown),
            *(note for note in notes if asked or note.code != "profile_7_limited"),
        ),
        choices=_choices(found, replaces) if asked else (),
        instead=found[replaces] if replaces is not None and other else None,
    )


def _decisive(
    best_first: Sequence[int],
    why: Mapping[int, tuple[Outcome, *tuple[Reason, ...]]],
    found: Mapping[int, Difference],
) -> int:
    """Return the version that decides: one that makes up for the offered, else the best.

    What is worse than the best in all is just that, whatever lesser one is there beside it.
    """
    ignored = [place for place in best_first if why[place][0] is Outcome.IGNORE]
    best = best_first[0]
    if best in ignored and found[best].losses and not found[best].gains:
        return best
    as_good = [place for place in ignored if not found[place].losses]
    return next(iter((*as_good, *ignored, *best_first)))


def _told(gains: tuple[Change, ...], shown: Difference) -> tuple[Reason, ...]:
    return (
        *(change.reason("gain") for change in gains),
        *(change.reason("loss") for change in shown.losses),
        # One doubt about a picture can be about several kinds.
        *dict.fromkeys(doubt.reason for doubt in shown.doubts),
    )


def _weigh(
    found: Difference, settings: Settings
) -> tuple[Outcome, *tuple[Reason, ...]]:
    """Decide whether a difference is worth a question, and say why where it takes saying."""
    # What is lost only perhaps is named, it refuses nothing.
    lost = {change.kind for change in found.losses if not change.doubts}
    refused = [
        Reason(f"loss_refused_{kind}")
        for kind in Gain
        if kind in lost and settings.refuses(kind)
    ]
    wishes = {settings.wish(change.kind) for change in found.gains}
    duplicate = settings.duplicates and not any(
        change.kind in _LESSER for change in found.losses
    )
    if refused and (Wish.ASK in wishes or duplicate):
        return (Outcome.IGNORE, *refused)
    if Wish.ASK in wishes:
        outweighed = _outweighed(found, lost, settings)
        if outweighed and not duplicate:
            return (Outcome.IGNORE, *outweighed)
        return (Outcome.ASK, *([Reason("duplicate")] if outweighed else []))
    if duplicate:
        return (Outcome.ASK, Reason("duplicate"))
    if Wish.WITH_OTHER in wishes:
        return (Outcome.IGNORE, Reason("only_with_other"))
    return (Outcome.IGNORE, Reason("worse" if found.losses else "nothing_better"))


def _outweighed(found: Difference, lost: set[Gain], settings: Settings) -> list[Reason]:
    """Return what is lost that counts more than all that is gained, unless a person allows it.

    Nobody who has 2160 lines is asked about 1080, however good the picture of those may be.
    """
    most = max(
        _COUNTS.get(change.kind, 0)
        for change in found.gains
        if settings.wish(change.kind) is Wish.ASK
    )
    return [
        Reason(f"loss_counts_more_{kind}")
        for kind in Gain
        if kind in lost and _COUNTS.get(kind, 0) > most and not settings.allows(kind)
    ]


def _replaced(
    found: Mapping[int, Difference], versions: Sequence[Quality], ladder: Ladder
) -> int:
    """Return the version that would go: of the same resolution, with the least to lose."""

    def fitness(place: int) -> tuple[object, ...]:
        kinds = {change.kind for change in found[place].losses}
        resized = {change.kind for change in found[place].gains} & {Gain.RESOLUTION}
        return (
            Gain.RESOLUTION not in kinds,
            not resized,
            not kinds & _LESSER,
            ladder.key(versions[place]),
        )

    return max(found, key=fitness)


def _choices(
    found: Mapping[int, Difference], replaces: int | None
) -> tuple[Choice, ...]:
    """Offer both, first what suits: nothing is to be lost by surprise."""
    if replaces is not None and not found[replaces].losses:
        return (Choice.REPLACE, Choice.KEEP_BOTH)
    return (Choice.KEEP_BOTH, Choice.REPLACE)


def _notes(
    offered: Quality, have: Sequence[Quality], ladder: Ladder
) -> Iterable[Reason]:
    """Say what a person should know that is neither gain nor loss."""
    found = profile(offered)
    if found is not None and found.value == "7" and ladder.limits_profile_7:
        yield Reason("profile_7_limited")
    runtime = next((version.runtime for version in have if version.runtime), None)
    if (odd := suspicious(offered, runtime)) is not None:
        yield odd


def _ignored(
    offered: Quality, have: tuple[Quality, ...], *reasons: Reason
) -> Comparison:
    return Comparison(
        outcome=Outcome.IGNORE, offered=offered, have=have, reasons=reasons
    )
