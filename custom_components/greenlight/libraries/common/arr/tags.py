"""Tags that a tool left on a work after it had looked into its file.

Tools such as resolvarr write what ``dovi_tool`` found: ``fel``, ``mel``, ``dvprofile8``, behind a
prefix that the person may choose. So the last word of a tag counts. A tag is of the work, not of a
file: whoever asks sees to it that there is one only.
"""

from collections.abc import Iterable
import re
from typing import Final

from ....engine.quality.quality import DynamicRange, Layer, Quality

_WORD: Final = re.compile(
    r"(?:.*[^a-z0-9])?(fel|mel|(?:dv|dovi)-?(?:profile|p)-?([45789]|10))"
)
# "3-mel" is who asked for a work, as Overseerr and Jellyseerr write it.
_PERSON: Final = re.compile(r"\d+\s*-")
_DV: Final = DynamicRange.DOLBY_VISION
_HDR: Final = frozenset({DynamicRange.HDR10, DynamicRange.HDR10_PLUS})
_LAYERED: Final = {"fel": Layer.FEL, "mel": Layer.MEL}


def tagged(tags: Iterable[str], ranges: frozenset[DynamicRange]) -> Quality:
    """Return what the tags say of the only file, whose ranges are these as far as they were measured.

    Nothing if they contradict each other, or what was measured: then they are of an older file.
    """
    found = {
        (match[2] or "7", _LAYERED.get(match[1]))
        for tag in map(str.casefold, tags)
        if not _PERSON.match(tag) and (match := _WORD.fullmatch(tag))
    }
    profiles = {profile for profile, _ in found}
    layers = {layer for _, layer in found if layer}
    if len(profiles) != 1 or len(layers) > 1:
        return Quality()
    profile = profiles.pop()
    bases = _HDR if profile == "7" else frozenset()
    if ranges and (_DV not in ranges or (bases and not ranges & bases)):
        return Quality()
    if profile == "5" and ranges - {_DV}:
        return Quality()
    return Quality(
        dynamic_range=frozenset() if ranges else frozenset({_DV, *_base(profile)}),
        profile=profile,
        layer=layers.pop() if layers else None,
    )


def _base(profile: str) -> frozenset[DynamicRange]:
    return frozenset({DynamicRange.HDR10}) if profile == "7" else frozenset()
