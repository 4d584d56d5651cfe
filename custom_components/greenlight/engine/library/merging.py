"""Merging: one quality out of what several origins say of the same file, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from ..quality.quality import Confidence, Quality
from .item import Origin

_RANK: Final = {origin: rank for rank, origin in enumerate(Origin)}
_FIELDS: Final = tuple(
    field.name for field in fields(Quality) if field.name != "confidence"
)
_UNSAID: Final = Quality()


def merge(
    readings: Iterable[tuple[Origin, Quality]],
) -> tuple[Quality, Mapping[str, Origin]]:
    """Return what is most trusted of each field, and from where each that is said comes.

    What a more trusted origin does not say is taken from the next; what was read between the lines
    counts less than what anybody states.
    """
    ordered = sorted(readings, key=lambda reading: _RANK[reading[0]])
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    confidence: dict[str, Confidence] = {}
    for name in _FIELDS:
        said = [
            (origin, quality)
            for origin, quality in ordered
            if getattr(quality, name) != getattr(_UNSAID, name)
        ]
        if not said:
            continue
        origin, quality = next(
            (one for one in said if one[1].sure(name) is Confidence.STATED), said[0]
        )
        values[name] = getattr(quality, name)
        origins[name] = origin
        if quality.sure(name) is not Confidence.STATED:
            confidence[name] = quality.sure(name)
    return Quality(**values, confidence=confidence), origins
