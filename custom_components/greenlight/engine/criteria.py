"""Criteria: what a rule wants of picture, sound and make, as lists of which one has to fit."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from .quality.likely import (
    DOLBY_VISION,
    Why,
    base,
    layer_doubt,
    picture,
    profile,
    sound,
)
from .quality.quality import DynamicRange, Layer
from .reason import Reason
from .title.parse import Title


class Profile(StrEnum):
    """A profile of Dolby Vision that can be wanted; ``8`` is any 8."""

    P5 = "5"
    P7 = "7"
    P8 = "8"
    P8_1 = "8.1"
    P8_4 = "8.4"
    P10 = "10"


class Codec(StrEnum):
    """What a picture is encoded with."""

    H265 = "h265"
    H264 = "h264"
    AV1 = "av1"
    VP9 = "vp9"
    VC1 = "vc1"
    MPEG2 = "mpeg2"
    XVID = "xvid"


class Audio(StrEnum):
    """A sound that can be wanted. With Atmos or without it is the same codec."""

    ATMOS = "atmos"
    TRUEHD = "truehd"
    DTS_X = "dts_x"
    DTS_HD_MA = "dts_hd_ma"
    DTS_HD_HRA = "dts_hd_hra"
    DTS = "dts"
    PCM = "pcm"
    DDP = "ddp"
    DD = "dd"
    AAC = "aac"
    OPUS = "opus"
    MP3 = "mp3"


class Channels(StrEnum):
    """For how many speakers a sound is."""

    SEVEN = "7.1"
    FIVE = "5.1"
    TWO = "2.0"
    ONE = "1.0"


class Extra(StrEnum):
    """What else a title can say of how a release was made. A title that does not is without it."""

    PROPER = "proper"
    HYBRID = "hybrid"
    SUBTITLES = "subtitles"
    DUBBED = "dubbed"
    SEASON_PACK = "season_pack"
    STEREO = "stereo"  # in three dimensions


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What is wanted; empty wants nothing, several are any of them.

    ``editions`` are words of an edition's name in any case, such as ``imax``.
    """

    ranges: frozenset[DynamicRange] = frozenset()
    profiles: frozenset[Profile] = frozenset()
    layers: frozenset[Layer] = frozenset()
    codecs: frozenset[Codec] = frozenset()
    audios: frozenset[Audio] = frozenset()
    channels: frozenset[Channels] = frozenset()
    editions: frozenset[str] = frozenset()
    extras: frozenset[Extra] = frozenset()

    @property
    def any(self) -> bool:
        """Tell whether anything is wanted."""
        return (
            bool(self.ranges or self.profiles or self.layers or self.codecs)
            or bool(self.audios or self.channels)
            or bool(self.editions or self.extras)
        )


# Reasons name a criterion: ``other_`` or ``unknown_`` before it.
NAMES: Final = tuple(field.name for field in fields(Criteria))


def match_criteria(
    criteria: Criteria, title: Title, refused: list[Reason], unknown: list[Reason]
) -> None:
    """Hold a title against criteria. What it does not say, or not for certain, is unknown."""
    for name, says in _SAID.items():
        wanted = getattr(criteria, name)
        if not wanted:
            continue
        found, sure = says(title)
        if wanted.isdisjoint(found):
            if sure:
                refused.append(_other(name, found))
            else:
                unknown.append(Reason(f"unknown_{name}"))
    if criteria.editions:
        edition = (title.quality.edition or "").casefold()
        if not any(one.casefold() in edition for one in criteria.editions):
            refused.append(_other("editions", [title.quality.edition or ""]))


def _other(name: str, found: Iterable[str]) -> Reason:
    shown = ", ".join(sorted(map(str, found))) or "–"
    return Reason(f"other_{name}", (("found", shown),))


# What a title says, and whether that is all there can be.
type _Said = tuple[Collection[str], bool]
_NOTHING: Final[frozenset[str]] = frozenset()


def _ranges(title: Title) -> _Said:
    """Return the dynamic ranges; a picture of few lines that says nothing special is SDR."""
    quality = title.quality
    seen = picture(quality)
    if seen.doubt in {Why.MAYBE, Why.ASSUMED}:
        return _NOTHING, False
    found = set(quality.dynamic_range)
    if seen.value in DOLBY_VISION:
        found.add(DynamicRange.DOLBY_VISION)
    # What Dolby Vision falls back to is there, too, as far as its profile is known.
    if (seen.doubt is None or found) and (under := base(quality)) is not None:
        found.add(under)
    return found, True


def _profiles(title: Title) -> _Said:
    found = profile(title.quality)
    if found is None:
        return _NOTHING, picture(title.quality).doubt not in {Why.MAYBE, Why.ASSUMED}
    if found.doubt is not None:
        return _NOTHING, False
    return (found.value, found.value.partition(".")[0]), True


def _layers(title: Title) -> _Said:
    layer = title.quality.layer
    if layer in {Layer.FEL, Layer.MEL} and layer_doubt(title.quality) is None:
        return (layer,), True
    named, sure = _profiles(title)
    return _NOTHING, sure and "7" not in named


def _codecs(title: Title) -> _Said:
    codec = title.quality.codec
    return (_NOTHING, False) if codec is None else ((codec,), True)


_AUDIOS: Final[Mapping[str, Audio]] = {
    "TrueHD": Audio.TRUEHD,
    "DTS:X": Audio.DTS_X,
    "DTS-HD MA": Audio.DTS_HD_MA,
    "DTS-HD": Audio.DTS_HD_MA,
    "DTS-HD HRA": Audio.DTS_HD_HRA,
    "DTS-ES": Audio.DTS,
    "DTS": Audio.DTS,
    "FLAC": Audio.PCM,
    "LPCM": Audio.PCM,
    "DD+": Audio.DDP,
    "DD": Audio.DD,
    "AAC": Audio.AAC,
    "Opus": Audio.OPUS,
    "MP3": Audio.MP3,
}


def _audios(title: Title) -> _Said:
    """Return every codec that is named; some can carry Atmos without a word."""
    found = {_AUDIOS[name] for name in title.audio if name in _AUDIOS}
    if title.quality.atmos:
        found.add(Audio.ATMOS)
    heard = sound(title.quality)
    said = bool(title.audio) and heard is not None and heard.doubt is None
    return found, said


def _channels(title: Title) -> _Said:
    said = title.quality.channels
    return (_NOTHING, False) if said is None else ((said,), True)


def _extras(title: Title) -> _Said:
    """Return what is said of the making; nobody leaves out that it is special."""
    again = title.proper or title.repack or title.rerip or title.real
    told = (
        (Extra.PROPER, again or title.quality.revision > 1),
        (Extra.HYBRID, title.quality.hybrid),
        (Extra.SUBTITLES, title.subtitles),
        (Extra.DUBBED, title.dubbed),
        (Extra.SEASON_PACK, title.season_pack),
        (Extra.STEREO, title.stereo),
    )
    return [extra for extra, there in told if there], True


_SAID: Final[Mapping[str, Callable[[Title], _Said]]] = {
    "ranges": _ranges,
    "profiles": _profiles,
    "layers": _layers,
    "codecs": _codecs,
    "audios": _audios,
    "channels": _channels,
    "extras": _extras,
}
