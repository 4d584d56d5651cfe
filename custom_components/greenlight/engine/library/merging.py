"""Merging: one quality out of what several origins say of the same file, field by field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from ..quality.likely import Sound, sound
from ..quality.quality import Confidence, Quality
from .item import Origin, Version
from .vision import FIELDS as VISION, Vision

_RANK: Final = {origin: rank for rank, origin in enumerate(Origin)}
_FIELDS: Final = tuple(
    field.name for field in fields(Quality) if field.name != "confidence"
)
_UNSAID: Final = Quality()
# Atmos and DTS:X are carried by these; a codec that cannot was read in another track.
_CARRIERS: Final[Mapping[str, frozenset[Sound]]] = {
    "atmos": frozenset(
        {
            *(Sound.TRUEHD, Sound.TRUEHD_ATMOS, Sound.DDP, Sound.DDP_ATMOS),
            Sound.ATMOS,
        }
    ),
    "dts_x": frozenset({Sound.DTS_HD_MA, Sound.DTS_HD_HRA, Sound.DTS_X}),
}

type Reading = tuple[Origin, Quality]


@dataclass(slots=True)
class _Merged:
    """What was settled so far, and from where each of it is."""

    values: dict[str, Any]
    origins: dict[str, Origin]
    confidence: dict[str, Confidence]

    def settle(
        self, name: str, value: object, origin: Origin, quality: Quality
    ) -> None:
        self.values[name] = value
        self.origins[name] = origin
        self.confidence.pop(name, None)
        if quality.sure(name) is not Confidence.STATED:
            self.confidence[name] = quality.sure(name)


def merge(readings: Iterable[Reading]) -> tuple[Quality, Mapping[str, Origin]]:
    """Return what is most trusted of each field, and from where each that is said comes.

    What a more trusted origin does not say is taken from the next; what was read between the lines
    counts less than what anybody states. What is said of Dolby Vision has to fit together
    (``Vision``), and objects in the sound have to fit the codec.
    """
    ordered = sorted(readings, key=lambda reading: _RANK[reading[0]])
    merged = _Merged({}, {}, {})
    for name in _FIELDS:
        if name not in VISION:
            _settle_field(merged, name, ordered)
    _settle_vision(merged, ordered)
    return Quality(**merged.values, confidence=merged.confidence), merged.origins


def readings_of(version: Version) -> Iterator[Reading]:
    """Yield what each origin has said of a version, as far as it was believed."""
    quality, origins = version.quality, version.origins
    for origin in Origin:
        names = {
            name
            for name in _FIELDS
            if origins.get(name, Origin.NAME) is origin and _says(quality, name)
        }
        if names:
            yield (
                origin,
                Quality(
                    **{name: getattr(quality, name) for name in names},
                    confidence={
                        name: sure
                        for name, sure in quality.confidence.items()
                        if name in names
                    },
                ),
            )


def _says(quality: Quality, name: str) -> bool:
    return bool(getattr(quality, name) != getattr(_UNSAID, name))


def _settle_field(merged: _Merged, name: str, ordered: list[Reading]) -> None:
    said = [one for one in ordered if _says(one[1], name)]
    if name in _CARRIERS:
        said = [one for one in said if _carried(merged, name, one[0])]
    if not said:
        return
    origin, quality = next(
        (one for one in said if one[1].sure(name) is Confidence.STATED), said[0]
    )
    merged.settle(name, getattr(quality, name), origin, quality)


def _carried(merged: _Merged, name: str, origin: Origin) -> bool:
    """Tell whether the codec that was settled before can have what an origin says of it."""
    codec = merged.origins.get("audio")
    if codec is None or _RANK[codec] >= _RANK[origin]:
        return True
    found = sound(Quality(audio=merged.values["audio"]))
    return found is None or found.value in _CARRIERS[name]


def _settle_vision(merged: _Merged, ordered: list[Reading]) -> None:
    settled = Vision()
    # All that is stated goes before all that is only likely.
    for stated in (True, False):
        for origin, quality in ordered:
            said = _vision(quality, stated=stated)
            if said == Vision() or not settled.agrees(said):
                continue
            complete = settled.completed(said, more=stated)
            for name in VISION:
                if getattr(complete, name) == getattr(settled, name):
                    continue
                value = getattr(complete, name)
                if getattr(settled, name):
                    # Somebody adds to what a more trusted one has said: it stays that one's.
                    merged.values[name] = value
                if not getattr(settled, name) or name != "dynamic_range":
                    merged.settle(name, value, origin, quality)
            settled = complete


def _vision(quality: Quality, *, stated: bool) -> Vision:
    return Vision(
        **{
            name: getattr(quality, name)
            for name in VISION
            if (quality.sure(name) is Confidence.STATED) is stated
            and _says(quality, name)
        }
    )
