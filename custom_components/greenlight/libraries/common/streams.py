"""Streams: what media servers say of the picture and the sound in a file, in our own words.

The names of codecs and profiles are those of FFmpeg, which Plex and Jellyfin both build upon. What
a server leaves out is not known; it is never a "no".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
import re
from typing import Final

from ...engine.library.item import Origin
from ...engine.library.merging import merge
from ...engine.quality.quality import Confidence, DynamicRange, Layer, Quality
from ...engine.title.parse import parse
from ...engine.title.quality import AUDIO_ORDER

HDR: Final = frozenset(DynamicRange) - {DynamicRange.SDR}

_HEIGHTS: Final = (240, 360, 480, 576, 720, 1080, 1440, 2160, 4320)
# Coded heights are a little more than what is shown, and cinemas' pictures a little wider: 1088
# lines are 1080, 4096 columns 2160.
_LEEWAY: Final = 1.07
_VIDEO: Final = {
    "hevc": "h265",
    "h265": "h265",
    "h264": "h264",
    "avc": "h264",
    "avc1": "h264",
    "vvc": "h266",
    "h266": "h266",
    "av1": "av1",
    "vp9": "vp9",
    "vc1": "vc1",
    "mpeg2video": "mpeg2",
    "mpeg4": "mpeg4",
    "msmpeg4v3": "divx",
}
_AUDIO: Final = {
    "truehd": "TrueHD",
    "eac3": "DD+",
    "ec3": "DD+",
    "ac3": "DD",
    "dca": "DTS",
    "dts": "DTS",
    "aac": "AAC",
    "flac": "FLAC",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "mp3": "MP3",
    "mp2": "MP2",
}
_DTS: Final = (
    (re.compile(r"\bma\b|master"), "DTS-HD MA"),
    (re.compile(r"\bhra?\b|high resolution"), "DTS-HD HRA"),
    (re.compile(r"\bes\b"), "DTS-ES"),
)
_DTS_X: Final = re.compile(r"\bdts[:. -]?x\b")
_CHANNELS: Final = {
    1: "1.0", 2: "2.0", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"
}  # fmt: skip
_TRANSFERS: Final = {
    "smpte2084": DynamicRange.HDR10,
    "arib-std-b67": DynamicRange.HLG,
}
# Of profiles 8 and 10, by what a screen without Dolby Vision is shown. 6 is that of a disc's.
_COMPATIBLE: Final = {
    1: ("8.1", DynamicRange.HDR10),
    6: ("8.1", DynamicRange.HDR10),
    2: ("8.2", DynamicRange.SDR),
    4: ("8.4", DynamicRange.HLG),
}


@dataclass(frozen=True, slots=True)
class Sound:
    """One track: its codec as titles name it, and what may lie in that."""

    audio: str
    channels: str | None = None
    atmos: bool | None = None
    dts_x: bool | None = None


def lines(width: int | None, height: int | None) -> int | None:
    """Return the resolution a picture is sold as: one that is cropped has fewer lines."""
    most = max(height or 0, round((width or 0) * 9 / 16))
    if not most:
        return None
    return next((each for each in _HEIGHTS if most <= each * _LEEWAY), _HEIGHTS[-1])


def video_codec(name: str) -> str | None:
    """Return a codec of the picture as titles name it."""
    return _VIDEO.get(name.casefold().replace(".", ""))


def channels(told: int | None) -> str | None:
    """Return how many channels there are as it is written."""
    return _CHANNELS.get(told) if told else None


def sound(codec: str, profile: str, count: int | None, *words: str) -> Sound | None:
    """Return a track by its codec, its profile and what else is written of it; None if unknown."""
    plain = codec.casefold().replace("-", "")
    audio = "LPCM" if plain.startswith("pcm") else _AUDIO.get(plain)
    if audio is None:
        return None
    said = " ".join((profile, *words)).casefold()
    if audio == "DTS":
        if _DTS_X.search(said) or profile.casefold() == "x":
            return Sound("DTS:X", channels(count), dts_x=True)
        form = profile.casefold()
        audio = next((name for find, name in _DTS if find.search(form)), audio)
    atmos = True if "atmos" in said and audio in ("TrueHD", "DD+") else None
    return Sound(audio, channels(count), atmos)


def best(tracks: Iterable[Sound]) -> Sound | None:
    """Return the track by which a file is called."""
    return min(tracks, key=_place, default=None)


def _place(track: Sound) -> tuple[bool, int]:
    return not track.atmos, AUDIO_ORDER.index(track.audio)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vision:
    """What a server tells of Dolby Vision and the like; None and empty for what it does not.

    ``profile`` and ``compatibility`` are numbers of the Dolby Vision record, ``transfer`` is the
    curve as FFmpeg calls it.
    """

    dolby: bool = False
    profile: int | None = None
    compatibility: int | None = None
    enhancement: bool | None = None
    transfer: str = ""
    plus: bool = False

    def quality(self) -> Quality:
        """Return the part of a quality that this is about.

        That an enhancement layer is FEL no server can tell; a name that says so goes before it.
        """
        ranges = {_TRANSFERS[self.transfer]} if self.transfer in _TRANSFERS else set()
        if self.plus:
            ranges |= {DynamicRange.HDR10, DynamicRange.HDR10_PLUS}
        if not (self.dolby or self.profile):
            return Quality(dynamic_range=frozenset(ranges))
        profile, ranges = self._profile(ranges)
        confidence = {}
        layer = None
        if profile in ("4", "7") and self.enhancement is not False:
            layer = Layer.PRESENT
            confidence["layer"] = Confidence.LIKELY
        elif profile is not None:
            layer = Layer.NONE
        return Quality(
            dynamic_range=frozenset(ranges | {DynamicRange.DOLBY_VISION}),
            profile=profile,
            layer=layer,
            confidence=confidence,
        )

    def _profile(
        self, ranges: set[DynamicRange]
    ) -> tuple[str | None, set[DynamicRange]]:
        match self.profile:
            case 5:
                # Its curve is written as that of HDR10, but nothing else can show it.
                return "5", set()
            case 7:
                return "7", ranges | {DynamicRange.HDR10}
            case 4 | 9:
                return str(self.profile), ranges | {DynamicRange.SDR}
            case 8 | 10 if self.compatibility in _COMPATIBLE:
                name, base = _COMPATIBLE[self.compatibility]
                return (name if self.profile == 8 else "10"), ranges | {base}
            case 10 if self.compatibility == 0:
                return "10", set()
            case 8 | 10:
                return str(self.profile), ranges
        return None, ranges


def told(
    name: str,
    measured: Quality,
    denied: frozenset[DynamicRange] = frozenset(),
) -> tuple[Quality, Mapping[str, Origin]]:
    """Return what is known of a file by its streams and its name, and from where each is.

    ``denied`` are the ranges that the streams rule out. What they only do not mention, and the name
    states, is kept: servers that looked at a file before they knew of Dolby Vision leave it out.
    """
    named = parse(name).quality
    if denied & named.dynamic_range or (denied and named.profile):
        named = _without(named, denied)
    extra = _unmentioned(named, measured)
    if extra:
        measured = replace(measured, dynamic_range=measured.dynamic_range | extra)
    quality, origins = merge(((Origin.STREAM, measured), (Origin.NAME, named)))
    if extra:
        origins = {**origins, "dynamic_range": Origin.NAME}
    return _shared(quality), _same(tuple(origins.items()))


def _shared(quality: Quality) -> Quality:
    """Return the same, of parts that others have, too: of thousands of files a few dozen differ.

    That saves memory, and time whenever the interpreter looks for what is not needed any more.
    """
    return replace(
        quality,
        dynamic_range=_once(quality.dynamic_range),
        languages=_once(quality.languages),
        confidence=_same(tuple(quality.confidence.items())),
    )


@lru_cache(maxsize=1024)
def _once[T](value: frozenset[T]) -> frozenset[T]:
    return value


@lru_cache(maxsize=1024)
def _same[T](pairs: tuple[tuple[str, T], ...]) -> Mapping[str, T]:
    return dict(pairs)


def _without(named: Quality, denied: frozenset[DynamicRange]) -> Quality:
    named = replace(named, dynamic_range=named.dynamic_range - denied)
    if DynamicRange.DOLBY_VISION in denied:
        return replace(named, profile=None, layer=None)
    return named


def _unmentioned(named: Quality, measured: Quality) -> frozenset[DynamicRange]:
    if not measured.dynamic_range or (
        named.sure("dynamic_range") is not Confidence.STATED
    ):
        return frozenset()
    extra = named.dynamic_range - measured.dynamic_range - {DynamicRange.SDR}
    if DynamicRange.DOLBY_VISION not in measured.dynamic_range:
        return extra
    # What lies below Dolby Vision is known with its profile.
    plus = DynamicRange.HDR10 in measured.dynamic_range
    return extra & {DynamicRange.HDR10_PLUS} if plus else frozenset()
