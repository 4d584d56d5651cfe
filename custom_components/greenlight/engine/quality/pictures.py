"""Pictures compared: dynamic range, Dolby Vision and its layers, resolution."""

from typing import Final

from .gains import Change, Doubt, Found, Gain, Result, Side, change_of
from .ladder import Ladder
from .likely import (
    DOLBY_VISION,
    UNKNOWN_TEXT,
    Judged,
    Step,
    Why,
    base,
    layer_doubt,
    picture,
    resolution,
)
from .quality import DynamicRange, Quality

_BASES: Final = (
    None,
    DynamicRange.SDR,
    DynamicRange.HLG,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
)
# How much of an enhancement layer is in a picture; an empty one is worth nothing.
_LAYERS: Final = {Step.P7_FEL: 2, Step.P7: 1}


def compare_pictures(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare the pictures: the ladder says which is better, the parts say in what."""
    there, here = picture(offered), picture(have)
    if not there.said and not here.said:
        return  # neither speaks of it: no difference is made up
    up = ladder.step(there.value) - ladder.step(here.value)
    layer_kind, vision_kind = _from(here.value) if up > 0 else _WHOLE
    layer = Found(up > 0, _layer_change(layer_kind, offered, have))
    vision = Found(up > 0, change_of(vision_kind, here, there))
    dynamic = Change(
        Gain.DYNAMIC_RANGE,
        _base_text(have),
        _base_text(offered),
        change_of(Gain.DYNAMIC_RANGE, here, there).doubts,
    )
    bases = _base_place(offered, ladder), _base_place(have, ladder)
    kinds: list[Found] = []
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
                kinds.append(Found(gained, dynamic))
    if up and not any(found.better == (up > 0) for found in kinds):
        if better.value in DOLBY_VISION:
            kinds.append(vision)
        else:
            kinds.append(Found(up > 0, change_of(Gain.DYNAMIC_RANGE, here, there)))
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
    return change_of(kind, *shown)


def _base_text(quality: Quality) -> str:
    under = base(quality)
    return "–" if under is None else under.value


def _base_place(quality: Quality, ladder: Ladder) -> int | None:
    """Return how good the fallback is; None where there is none and nobody needs one."""
    under = base(quality)
    if under is None and not ladder.values_fallback:
        return None
    return _BASES.index(under)


def compare_resolutions(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare the lines; that neither speaks of them is no doubt."""
    del ladder  # more lines are more lines
    there, here = resolution(offered), resolution(have)
    if not (there and there.said) and not (here and here.said):
        return
    if there is None or here is None:
        side = Side.OFFERED if there is None else Side.HAVE
        yield Doubt(Gain.RESOLUTION, side, UNKNOWN_TEXT, Why.UNKNOWN)
    elif there.value != here.value:
        yield Found(there.value > here.value, change_of(Gain.RESOLUTION, here, there))
