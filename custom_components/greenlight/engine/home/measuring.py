"""Measuring: what a file is that has come, against what the title of its release had promised.

A title is a promise and a measurement a fact: only what somebody has looked into counts.
"""

from collections.abc import Collection, Iterable
from typing import Final

from ..library.item import Origin, Version
from ..quality.comparison import compare
from ..quality.gains import Change, Gain, Side
from ..quality.ladder import Ladder
from ..quality.quality import Confidence, Layer, Quality
from ..quality.wishes import Settings
from ..reading import read
from ..summary import in_words
from ..weighed import Weighed
from .home import Measured

# What a measurement tells for certain, and by which field of a quality it is known.
_FIELDS: Final = {
    Gain.ENHANCEMENT_LAYER: "layer",
    Gain.LAYER_FROM_P5: "layer",
    Gain.LAYER_FROM_HDR: "layer",
    Gain.DOLBY_VISION: "dynamic_range",
    Gain.PROFILE: "profile",
    Gain.DYNAMIC_RANGE: "dynamic_range",
    Gain.RESOLUTION: "resolution",
    Gain.ATMOS: "atmos",
    Gain.AUDIO: "audio",
}
_LAYERS: Final = frozenset(
    {Gain.ENHANCEMENT_LAYER, Gain.LAYER_FROM_P5, Gain.LAYER_FROM_HDR}
)
_LOOKED_INTO: Final = frozenset(
    {Origin.PERSON, Origin.TAG, Origin.STREAM, Origin.MEDIA_INFO}
)


def measure(promised: Quality, versions: Iterable[Version], ladder: Ladder) -> Measured:
    """Return what came of a promise. Of several files the worst counts."""
    kept: bool | None = None
    shown = ""
    size = 0
    known = True
    for version in versions:
        size += version.size or 0
        known = known and version.size is not None
        shown = shown or in_words(version.quality)
        changes = _broken(promised, version, ladder)
        if changes:
            worst = changes[0]
            return Measured(
                now=worst.have,
                promised=_as_written(worst),
                kept=False,
                fake_layer=_fake_layer(promised, version, changes),
                size=version.size,
            )
        if _looked_into(promised, version):
            kept = True
    return Measured(
        now=shown,
        promised=in_words(promised),
        kept=kept,
        size=size if known and size else None,
    )


def is_no_better(
    weighed: Weighed | None, versions: Collection[Version], ladder: Ladder
) -> bool:
    """Tell whether nothing that was promised to be better than what was there is so."""
    if weighed is None or not (weighed.gains and weighed.there and versions):
        return False
    return not still_better(weighed, versions, ladder)


def still_better(
    weighed: Weighed | None, versions: Collection[Version], ladder: Ladder
) -> tuple[str, ...]:
    """Return in what, of all that was promised, it is better than what was there.

    Of that only its words are known still. Of several files it is enough that one is better.
    """
    if weighed is None or not weighed.there:
        return ()
    before = [read(f"0 2000 {one.quality}").quality for one in weighed.there]
    better = {
        change.kind.value
        for one in versions
        for change in compare(one.quality, before, ladder, Settings()).gains
    }
    kinds = dict.fromkeys(one.kind for one in weighed.gains)
    return tuple(kind for kind in kinds if kind in better)


def _broken(promised: Quality, version: Version, ladder: Ladder) -> tuple[Change, ...]:
    compared = compare(promised, [version.quality], ladder, Settings())
    return tuple(
        change
        for change in compared.gains
        if _is_fact(version, _FIELDS.get(change.kind)) and _certain(change, promised)
    )


def _as_written(change: Change) -> str:
    """Return what was promised, without what was only guessed of it."""
    guessed = change.doubts and change.kind is Gain.DOLBY_VISION
    return "Dolby Vision" if guessed else change.offered


def _certain(change: Change, promised: Quality) -> bool:
    """Tell whether nothing about a change is in doubt that was promised in so many words.

    Which profile of Dolby Vision is meant may be a guess; that there is any is not.
    """
    stated = promised.sure(_FIELDS[change.kind]) is Confidence.STATED
    return all(stated and doubt.side is Side.OFFERED for doubt in change.doubts)


def _is_fact(version: Version, field: str | None) -> bool:
    return field is not None and version.origins.get(field) in _LOOKED_INTO


def _looked_into(promised: Quality, version: Version) -> bool:
    """Tell whether anything that was promised has been looked into."""
    return any(
        getattr(promised, field) and _is_fact(version, field)
        for field in set(_FIELDS.values())
    )


def _fake_layer(promised: Quality, version: Version, changes: Iterable[Change]) -> bool:
    """Tell whether a full enhancement layer was promised, and there surely is none."""
    if promised.layer is not Layer.FEL:
        return False
    measured = version.quality
    if _is_fact(version, "layer") and measured.layer is not None:
        return measured.layer is not Layer.FEL
    other = _is_fact(version, "profile") and measured.profile not in (None, "7")
    return other or any(change.kind in _LAYERS for change in changes)
