"""Sounds compared: Atmos, and what carries it."""

from typing import Final

from .gains import Doubt, Found, Gain, Result, Side, change_of
from .ladder import Ladder
from .likely import UNKNOWN_TEXT, WITH_ATMOS, Judged, Sound, Why, channels, sound
from .quality import Quality

# What carries Atmos; by itself Atmos says nothing of that.
_BARE: Final = {
    Sound.TRUEHD_ATMOS: Sound.TRUEHD,
    Sound.DDP_ATMOS: Sound.DDP,
    Sound.ATMOS: Sound.MP3,
}


def compare_sounds(offered: Quality, have: Quality, ladder: Ladder) -> Result:
    """Compare what is heard: the ladder says which codec is better, then the channels."""
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
) -> Result:
    """Tell in what a sound is better or worse: in Atmos, in what carries it, or in both."""
    more, less = (there, here) if better else (here, there)
    atmos = more.value in WITH_ATMOS and less.value not in WITH_ATMOS
    if atmos:
        yield Found(better, change_of(Gain.ATMOS, here, there))
        if ladder.sound(_BARE[more.value]) <= ladder.sound(less.value):
            return
    involved = not atmos and bool({there.value, here.value} & WITH_ATMOS)
    yield Found(
        better,
        change_of(Gain.AUDIO, _certain(here, involved), _certain(there, involved)),
    )


def _certain[T](judged: Judged[T], involved: bool) -> Judged[T]:
    """Drop the doubt about Atmos where Atmos makes no difference."""
    if judged.doubt is Why.ATMOS and not involved:
        return Judged(judged.value, judged.text)
    return judged
