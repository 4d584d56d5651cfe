"""Gains and losses of an offered quality against one version that is there, kind by kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from ..reason import Reason
from .ladder import Ladder
from .likely import (
    DOLBY_VISION,
    UNKNOWN_TEXT,
    WITH_ATMOS,
    Judged,
    Sound,
    Step,
    Why,
    base,
    channels,
    layer_doubt,
    picture,
    resolution,
    sound,
)
from .quality import Confidence, DynamicRange, Quality
from .size import lower_bitrate, shown_rate


class Gain(StrEnum):
    """What can be gained, or lost; a bitrate can only be lost. In the order people are told.

    From where a picture comes tells kinds of gains apart, as people want them apart: a full
    enhancement layer over a picture without Dolby Vision or over profile 5, and over any other
    Dolby Vision; Dolby Vision over a picture without it, and a better profile of it.
    """

    ENHANCEMENT_LAYER = "enhancement_layer"
    LAYER_FROM_P5 = "enhancement_layer_from_p5"
    LAYER_FROM_HDR = "enhancement_layer_from_hdr"
    DOLBY_VISION = "dolby_vision"
    PROFILE = "dolby_vision_profile"
    DYNAMIC_RANGE = "dynamic_range"
    RESOLUTION = "resolution"
    SOURCE = "source"
    ATMOS = "atmos"
    AUDIO = "audio"
    PROPER = "proper"
    GROUP = "group"
    EDITION = "edition"
    LANGUAGE = "language"
    BITRATE = "bitrate"


# Kinds that were told apart later: whoever spoke of the wider one meant them, too.
WIDER: Final[Mapping[Gain, Gain]] = {
    Gain.LAYER_FROM_P5: Gain.ENHANCEMENT_LAYER,
    Gain.LAYER_FROM_HDR: Gain.ENHANCEMENT_LAYER,
    Gain.PROFILE: Gain.DOLBY_VISION,
    Gain.ATMOS: Gain.AUDIO,
}


class Side(StrEnum):
    """Which of the two qualities."""

    HAVE = "have"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not certain: of which side, what it was taken for, and why."""

    kind: Gain
    side: Side
    value: str
    why: Why

    @property
    def reason(self) -> Reason:
        """Return it as a reason."""
        if self.why is Why.UNKNOWN:
            return Reason(f"unknown_{self.kind}")
        return Reason(f"{self.why}_{self.side}", (("value", self.value),))


@dataclass(frozen=True, slots=True)
class Change:
    """One gain or loss: what is there and what is offered instead, and what is not certain."""

    kind: Gain
    have: str
    offered: str
    doubts: tuple[Doubt, ...] = ()

    def reason(self, code: str) -> Reason:
        """Return it as a reason, ``gain`` or ``loss``."""
        return Reason(
            f"{code}_{self.kind}", (("have", self.have), ("offered", self.offered))
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """All gains and losses, and the doubts about them and about what could be one."""

    gains: tuple[Change, ...] = ()
    losses: tuple[Change, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What one comparison of a kind found."""

    better: bool
    change: Change


type _Result = Iterator[_Found | Doubt]

_BASES: Final = (
    None,
    DynamicRange.SDR,
    DynamicRange.HLG,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
)
# What carries Atmos; by itself Atmos says nothing of that.
_BARE: Final = {
    Sound.TRUEHD_ATMOS: Sound.TRUEHD,
    Sound.DDP_ATMOS: Sound.DDP,
    Sound.ATMOS: Sound.MP3,
}
# How much of an enhancement layer is in a picture; an empty one is worth nothing.
_LAYERS: Final = {Step.P7_FEL: 2, Step.P7: 1}


@lru_cache(maxsize=512)
def difference(offered: Quality, have: Quality, ladder: Ladder) -> Difference:
    """Compare what is offered with one version, kind by kind; many rules ask the same."""
    gains: dict[Gain, Change] = {}
    losses: dict[Gain, Change] = {}
    doubts: list[Doubt] = []
    for compared in _COMPARED:
        for found in compared(offered, have, ladder):
            if isinstance(found, Doubt):
                doubts.append(found)
                continue
            side = gains if found.better else losses
            side.setdefault(found.change.kind, found.change)
    order = list(Gain)
    for change in (*gains.values(), *losses.values()):
        doubts.extend(change.doubts)
    return Difference(
        tuple(sorted(gains.values(), key=lambda change: order.index(change.kind))),
        tuple(sorted(losses.values(), key=lambda change: order.index(change.kind))),
        tuple(dict.fromkeys(doubts)),
    )


def _change[T](kind: Gain, have: Judged[T], offered: Judged[T]) -> Change:
    doubts = tuple(
        Doubt(kind, side, judged.text, judged.doubt)
        for side, judged in ((Side.HAVE, have), (Side.OFFERED, offered))
        if judged.doubt is not None
    )
    return Change(kind, have.text, offered.text, doubts)


def _picture(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    """Compare the pictures: the ladder says which is better, the parts say in what."""
    there, here = picture(offered), picture(have)
    if not there.said and not here.said:
        return  # neither speaks of it: no difference is made up
    up = ladder.step(there.value) - ladder.step(here.value)
    layer_kind, vision_kind = _from(here.value) if up > 0 else _WHOLE
    layer = _Found(up > 0, _layer_change(layer_kind, offered, have))
    vision = _Found(up > 0, _change(vision_kind, here, there))
    dynamic = Change(
        Gain.DYNAMIC_RANGE,
        _base_text(have),
        _base_text(offered),
        _change(Gain.DYNAMIC_RANGE, here, there).doubts,
    )
    bases = _base_place(offered, ladder), _base_place(have, ladder)
    kinds: list[_Found] = []
    if up and (_layers(there.value, ladder) - _layers(here.value, ladder)) * up > 0:
        kinds.append(layer)
    better, worse = (there, here) if up > 0 else (here, there)
    if up and better.value in DOLBY_VISION:
        if ladder.step(_without_layer(better.value)) > ladder.step(
            _without_layer(worse.value)
        ):
            kinds.append(vision)
    if None not in bases and bases[0] != bases[1]:
        gained = (bases[0] or 0) > (bases[1] or 0)
        # On a ladder that looks past Dolby Vision a fallback is lost whatever is gained.
        if (up > 0 and gained) or (up < 0 and not gained) or ladder.values_fallback:
            if not (up < 0 and gained):
                kinds.append(_Found(gained, dynamic))
    if up and not any(found.better == (up > 0) for found in kinds):
        if better.value in DOLBY_VISION:
            kinds.append(vision)
        else:
            kinds.append(_Found(up > 0, _change(Gain.DYNAMIC_RANGE, here, there)))
    yield from kinds


# What is lost is called the same wherever it leads to.
_WHOLE: Final = (Gain.ENHANCEMENT_LAYER, Gain.DOLBY_VISION)


def _from(have: Step) -> tuple[Gain, Gain]:
    """Return what a better layer and better Dolby Vision are called over what is there."""
    if have is Step.P5:
        return Gain.LAYER_FROM_P5, Gain.PROFILE
    if have in DOLBY_VISION:
        return Gain.ENHANCEMENT_LAYER, Gain.PROFILE
    return Gain.LAYER_FROM_HDR, Gain.DOLBY_VISION


def _layers(step: Step, ladder: Ladder) -> int:
    return _LAYERS.get(step, 0) if ladder.values_layer else 0


def _without_layer(step: Step) -> Step:
    return Step.P7_MEL if step in _LAYERS else step


def _layer_change(kind: Gain, offered: Quality, have: Quality) -> Change:
    shown = [
        Judged(None, judged.text, layer_doubt(quality))
        for quality, judged in ((have, picture(have)), (offered, picture(offered)))
    ]
    return _change(kind, *shown)


def _base_text(quality: Quality) -> str:
    under = base(quality)
    return "–" if under is None else under.value


def _base_place(quality: Quality, ladder: Ladder) -> int | None:
    """Return how good the fallback is; None where there is none and nobody needs one."""
    under = base(quality)
    if under is None and not ladder.values_fallback:
        return None
    return _BASES.index(under)


def _resolution(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    del ladder  # more lines are more lines
    there, here = resolution(offered), resolution(have)
    if not (there and there.said) and not (here and here.said):
        return
    if there is None or here is None:
        side = Side.OFFERED if there is None else Side.HAVE
        yield Doubt(Gain.RESOLUTION, side, UNKNOWN_TEXT, Why.UNKNOWN)
    elif there.value != here.value:
        yield _Found(there.value > here.value, _change(Gain.RESOLUTION, here, there))


def _source(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    if offered.source is None and have.source is None:
        return
    if offered.source is None or have.source is None:
        side = Side.OFFERED if offered.source is None else Side.HAVE
        yield Doubt(Gain.SOURCE, side, UNKNOWN_TEXT, Why.UNKNOWN)
    elif up := ladder.source(offered.source) - ladder.source(have.source):
        change = _change(
            Gain.SOURCE,
            Judged(have.source, have.source.value, _doubt(have, "source")),
            Judged(offered.source, offered.source.value, _doubt(offered, "source")),
        )
        yield _Found(up > 0, change)


def _audio(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    there, here = sound(offered), sound(have)
    if not (there and there.said) and not (here and here.said):
        return
    if there is None or here is None:
        side = Side.OFFERED if there is None else Side.HAVE
        yield Doubt(Gain.AUDIO, side, UNKNOWN_TEXT, Why.UNKNOWN)
        return
    objects = {there.value, here.value} <= WITH_ATMOS
    up: float = ladder.sound(there.value) - ladder.sound(here.value)
    if not up and not objects:
        more, fewer = channels(offered), channels(have)
        up = (more - fewer) if more is not None and fewer is not None else 0
    # Atmos for Atmos is no gain, but to lose the lossless one is a loss.
    if up < 0 or (up > 0 and not objects):
        yield from _sounds(here, there, ladder, better=up > 0)


def _sounds(
    here: Judged[Sound], there: Judged[Sound], ladder: Ladder, *, better: bool
) -> _Result:
    """Tell in what a sound is better or worse: in Atmos, in what carries it, or in both."""
    more, less = (there, here) if better else (here, there)
    atmos = more.value in WITH_ATMOS and less.value not in WITH_ATMOS
    if atmos:
        yield _Found(better, _change(Gain.ATMOS, here, there))
        if ladder.sound(_BARE[more.value]) <= ladder.sound(less.value):
            return
    involved = not atmos and bool({there.value, here.value} & WITH_ATMOS)
    yield _Found(
        better,
        _change(Gain.AUDIO, _certain(here, involved), _certain(there, involved)),
    )


def _certain[T](judged: Judged[T], involved: bool) -> Judged[T]:
    """Drop the doubt about Atmos where Atmos makes no difference."""
    if judged.doubt is Why.ATMOS and not involved:
        return Judged(judged.value, judged.text)
    return judged


def _proper(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    """Compare revisions, which count within one group's work in one quality."""
    if offered.revision == have.revision or not _same_work(offered, have, ladder):
        return
    yield _Found(
        offered.revision > have.revision,
        Change(Gain.PROPER, f"v{have.revision}", f"v{offered.revision}"),
    )


def _same_work(offered: Quality, have: Quality, ladder: Ladder) -> bool:
    if offered.group is None or have.group is None:
        return False
    sizes = [resolution(quality) for quality in (offered, have)]
    return (
        offered.group.casefold() == have.group.casefold()
        and offered.source == have.source
        and len({size.value if size else None for size in sizes}) == 1
        and ladder.step(picture(offered).value) == ladder.step(picture(have).value)
    )


def _group(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    wanted = [group.casefold() for group in reversed(ladder.groups)]
    yield from _preferred(Gain.GROUP, offered.group, have.group, wanted)


def _edition(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    """Compare editions; without a preference one that is named is gained and lost as such."""
    if (offered.edition or "").casefold() == (have.edition or "").casefold():
        return
    if ladder.editions:
        wanted = [edition.casefold() for edition in reversed(ladder.editions)]
        yield from _preferred(Gain.EDITION, offered.edition, have.edition, wanted)
        return
    here, there = (
        Judged(quality.edition, quality.edition or "–", _doubt(quality, "edition"))
        for quality in (have, offered)
    )
    if offered.edition is not None:
        yield _Found(True, _change(Gain.EDITION, here, there))
    if have.edition is not None:
        yield _Found(False, _change(Gain.EDITION, here, there))


def _preferred(
    kind: Gain, offered: str | None, have: str | None, wanted: list[str]
) -> _Result:
    """Compare by a list of what is preferred, worst first; what is not in it is all the same."""
    places = [
        wanted.index(name.casefold()) if name and name.casefold() in wanted else -1
        for name in (offered, have)
    ]
    if places[0] != places[1]:
        change = Change(kind, have or UNKNOWN_TEXT, offered or UNKNOWN_TEXT)
        yield _Found(places[0] > places[1], change)


def _language(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    """Compare languages: those that are preferred, or all where there is no preference."""
    there, here = offered.languages, have.languages
    if not there or not here:
        if ladder.languages and there != here:
            side = Side.HAVE if there else Side.OFFERED
            yield Doubt(Gain.LANGUAGE, side, UNKNOWN_TEXT, Why.UNKNOWN)
        return
    if ladder.languages:
        there, here = (
            spoken & {*ladder.languages, "multi"} for spoken in (there, here)
        )
    change = Change(Gain.LANGUAGE, _listed(have), _listed(offered))
    # "multi" may be any: it neither gains nor loses a language for certain.
    if there - here and "multi" not in here:
        yield _Found(True, change)
    if here - there and "multi" not in there:
        yield _Found(False, change)


def _listed(quality: Quality) -> str:
    return ", ".join(sorted(quality.languages))


def _bitrate(offered: Quality, have: Quality, ladder: Ladder) -> _Result:
    del ladder  # less is less
    there, here = resolution(offered), resolution(have)
    same = (there.value if there else None) == (here.value if here else None)
    if same and lower_bitrate(offered, have):
        shown = shown_rate(have, offered), shown_rate(offered, have)
        yield _Found(False, Change(Gain.BITRATE, *shown))


def _doubt(quality: Quality, field: str) -> Why | None:
    match quality.sure(field):
        case Confidence.LIKELY:
            return Why.PROBABLY
        case Confidence.GUESS:
            return Why.MAYBE
    return None


_COMPARED: Final = (
    *(_picture, _resolution, _source, _audio, _proper),
    *(_group, _edition, _language, _bitrate),
)
