"""What a quality most likely is where it does not say so, and how far that can be trusted.

An unknown is neither a yes nor a no: it takes the likely value, and the doubt goes with it.
"""

from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final

from .quality import Confidence, DynamicRange, Layer, Quality, Source


class Step(StrEnum):
    """What a screen can make of a picture; what ladders put in order."""

    P7_FEL = "P7 FEL"
    P7 = "P7"  # FEL or MEL, nobody said which
    P7_MEL = "P7 MEL"
    P8_PLUS = "P8.1 HDR10+"
    P8 = "P8.1"
    P8_HLG = "P8.4"
    P8_SDR = "P8.2"
    P5 = "P5"
    HDR10_PLUS = "HDR10+"
    HDR10 = "HDR10"
    HLG = "HLG"
    SDR = "SDR"


DOLBY_VISION: Final = frozenset(
    {
        *(Step.P7_FEL, Step.P7, Step.P7_MEL, Step.P5),
        *(Step.P8_PLUS, Step.P8, Step.P8_HLG, Step.P8_SDR),
    }
)


class Sound(StrEnum):
    """What ladders put in order of the sound."""

    TRUEHD_ATMOS = "TrueHD Atmos"
    DTS_X = "DTS:X"
    DDP_ATMOS = "DD+ Atmos"
    ATMOS = "Atmos"
    TRUEHD = "TrueHD"
    DTS_HD_MA = "DTS-HD MA"
    PCM = "PCM"
    DTS_HD_HRA = "DTS-HD HRA"
    DDP = "DD+"
    DTS_ES = "DTS-ES"
    DTS = "DTS"
    AAC = "AAC"
    DD = "DD"
    MP3 = "MP3"


WITH_ATMOS: Final = frozenset({Sound.TRUEHD_ATMOS, Sound.DDP_ATMOS, Sound.ATMOS})


class Why(StrEnum):
    """Why a value is not certain."""

    PROBABLY = "probably"  # read between the lines
    MAYBE = "maybe"  # hardly more than a guess
    ASSUMED = "assumed"  # it says nothing of the kind
    LAYER = "layer"  # profile 7: FEL and MEL are both possible
    ATMOS = "atmos"  # a codec that can carry Atmos without saying so
    UNKNOWN = "unknown"  # nothing to go by


@dataclass(frozen=True, slots=True)
class Judged[T]:
    """A value, how it is shown, why it is doubtful (if it is), and whether anything was said."""

    value: T
    text: str
    doubt: Why | None = None
    said: bool = True


UNKNOWN_TEXT: Final = "?"
# From disc, untouched: what the disc had is still there.
FROM_DISC: Final = frozenset({Source.REMUX, Source.DISC})
FROM_WEB: Final = frozenset({Source.WEB, Source.WEBDL, Source.WEBRIP})

# Heights of players and files (a wide film of 1604 lines is 2160p) by what they are sold as.
_HEIGHTS: Final = (360, 480, 576, 720, 1080, 1440, 2160, 4320)
_LIKELY_HEIGHT: Final = {
    Source.VHS: 480,
    Source.SDTV: 480,
    Source.DVD: 480,
    Source.HDTV: 720,
    Source.WEBRIP: 1080,
    Source.WEB: 1080,
    Source.WEBDL: 1080,
    Source.HDDVD: 1080,
    Source.BLURAY: 1080,
    Source.REMUX: 1080,
}
_LIKELY_SOUND: Final = {
    Source.SDTV: Sound.DD,
    Source.DVD: Sound.DD,
    Source.HDTV: Sound.DD,
    Source.WEBRIP: Sound.DDP,
    Source.WEB: Sound.DDP,
    Source.WEBDL: Sound.DDP,
    Source.BLURAY: Sound.DTS,
    Source.REMUX: Sound.DTS_HD_MA,
    Source.DISC: Sound.DTS_HD_MA,
}
_SOUNDS: Final = {
    "truehd": Sound.TRUEHD,
    "dtsx": Sound.DTS_X,
    "dtshdma": Sound.DTS_HD_MA,
    "dtsma": Sound.DTS_HD_MA,
    "dtshd": Sound.DTS_HD_MA,
    "dtshdhra": Sound.DTS_HD_HRA,
    "dtshdhr": Sound.DTS_HD_HRA,
    "dtshra": Sound.DTS_HD_HRA,
    "dtses": Sound.DTS_ES,
    "dts": Sound.DTS,
    "flac": Sound.PCM,
    "pcm": Sound.PCM,
    "lpcm": Sound.PCM,
    "alac": Sound.PCM,
    "dd+": Sound.DDP,
    "ddp": Sound.DDP,
    "eac3": Sound.DDP,
    "dd": Sound.DD,
    "ac3": Sound.DD,
    "aac": Sound.AAC,
    "opus": Sound.AAC,
    "vorbis": Sound.AAC,
    "mp3": Sound.MP3,
    "mp2": Sound.MP3,
}
_BASES: Final = {
    "7": DynamicRange.HDR10,
    "8.1": DynamicRange.HDR10,
    "8.2": DynamicRange.SDR,
    "8.4": DynamicRange.HLG,
    "4": DynamicRange.SDR,
    "9": DynamicRange.SDR,
}
_PLAIN: Final = (
    (DynamicRange.HDR10_PLUS, Step.HDR10_PLUS),
    (DynamicRange.HDR10, Step.HDR10),
    (DynamicRange.HLG, Step.HLG),
    (DynamicRange.SDR, Step.SDR),
)


def _why(quality: Quality, *names: str) -> Why | None:
    """Return the worst of what is not certain about some fields."""
    found = {quality.sure(name) for name in names}
    if Confidence.GUESS in found:
        return Why.MAYBE
    return Why.PROBABLY if Confidence.LIKELY in found else None


def standard_height(lines: int) -> int:
    """Return the resolution a picture of so many lines is sold as."""
    return next((height for height in _HEIGHTS if lines <= height), _HEIGHTS[-1])


def resolution(quality: Quality) -> Judged[int] | None:
    """Return the resolution, or None where there is nothing to go by."""
    if quality.resolution is not None:
        height = standard_height(quality.resolution)
        return Judged(height, f"{height}p", _why(quality, "resolution"))
    if quality.dynamic_range & {DynamicRange.HDR10, DynamicRange.HDR10_PLUS} or (
        has_dolby_vision(quality)
    ):
        return Judged(2160, "2160p", Why.ASSUMED, said=False)
    if quality.source is not None and quality.source in _LIKELY_HEIGHT:
        height = _LIKELY_HEIGHT[quality.source]
        return Judged(height, f"{height}p", Why.ASSUMED, said=False)
    return None


def has_dolby_vision(quality: Quality) -> bool:
    """Tell whether anything speaks of Dolby Vision."""
    return (
        DynamicRange.DOLBY_VISION in quality.dynamic_range
        or quality.profile is not None
        or quality.layer in {Layer.FEL, Layer.MEL, Layer.PRESENT}
    )


def profile(quality: Quality) -> Judged[str] | None:
    """Return the profile of Dolby Vision, the likely one where none is named."""
    if not has_dolby_vision(quality):
        return None
    doubt = _why(quality, "dynamic_range", "profile")
    if quality.profile in {None, "7"} and _names_layer(quality):
        # Only profile 7 has one of the two: who names the layer names the profile.
        return Judged("7", "7", _why(quality, "dynamic_range"))
    if quality.profile == "8":
        ranges = quality.dynamic_range
        if DynamicRange.HLG in ranges:
            return Judged("8.4", "8.4", doubt)
        plain = DynamicRange.SDR in ranges and DynamicRange.HDR10 not in ranges
        return Judged("8.2", "8.2", doubt) if plain else Judged("8.1", "8.1", doubt)
    if quality.profile is not None:
        return Judged(quality.profile, quality.profile, doubt)
    value, why = _likely_profile(quality)
    return Judged(value, value, why if doubt is None else Why.MAYBE, said=False)


def _names_layer(quality: Quality) -> bool:
    return quality.layer in {Layer.FEL, Layer.MEL} and _why(quality, "layer") is None


def _likely_profile(quality: Quality) -> tuple[str, Why]:
    ranges = quality.dynamic_range
    hdr = bool(ranges & {DynamicRange.HDR10, DynamicRange.HDR10_PLUS})
    if quality.layer in {Layer.FEL, Layer.MEL, Layer.PRESENT}:
        return "7", Why.PROBABLY
    if quality.codec is not None and quality.codec.casefold() == "av1":
        return "10", Why.PROBABLY
    if DynamicRange.HLG in ranges:
        return "8.4", Why.PROBABLY
    if quality.hybrid:
        return "8.1", Why.PROBABLY
    if quality.source in FROM_DISC:
        return "7", Why.PROBABLY
    if quality.source is Source.BLURAY:
        return "8.1", Why.PROBABLY
    if quality.source in FROM_WEB:
        return ("8.1" if hdr else "5"), Why.PROBABLY
    return ("8.1" if hdr else "5"), Why.MAYBE


def picture(quality: Quality) -> Judged[Step]:
    """Return the step of a picture; what says nothing is SDR, or HDR10 if it is an UHD disc's."""
    if (found := profile(quality)) is not None:
        return _dolby_vision(quality, found)
    for member, step in _PLAIN:
        if member in quality.dynamic_range:
            return Judged(step, step.value, _why(quality, "dynamic_range"))
    size = resolution(quality)
    if size is not None and size.said and size.value <= 1080:
        # Whatever is special about a picture of this size is in its name.
        return Judged(Step.SDR, Step.SDR.value, said=False)
    if size is not None and size.value >= 2160 and quality.source in FROM_DISC:
        return Judged(Step.HDR10, Step.HDR10.value, Why.ASSUMED, said=False)
    return Judged(Step.SDR, Step.SDR.value, Why.ASSUMED, said=False)


def _dolby_vision(quality: Quality, found: Judged[str]) -> Judged[Step]:
    ranges = quality.dynamic_range
    text = f"Dolby Vision P{found.value}"
    match found.value:
        case "7" if quality.layer is Layer.FEL:
            step, text = Step.P7_FEL, f"{text} FEL"
        case "7" if quality.layer is Layer.MEL:
            step, text = Step.P7_MEL, f"{text} MEL"
        case "7" if quality.layer is Layer.NONE:
            step = Step.P7_MEL  # as little picture in it as in an MEL
        case "7":
            step = Step.P7
        case "5":
            step = Step.P5
        case "8.1" | "10" if DynamicRange.HDR10_PLUS in ranges:
            step = Step.P8_PLUS
        case "10" if DynamicRange.HLG in ranges:
            step = Step.P8_HLG
        case "10" if DynamicRange.HDR10 not in ranges:
            step = Step.P5  # nothing to fall back to was named
        case "8.1" | "10":
            step = Step.P8
        case "8.4":
            step = Step.P8_HLG
        case _:
            step = Step.P8_SDR
    if DynamicRange.HDR10_PLUS in ranges:
        text += " HDR10+"
    return Judged(step, text, found.doubt)


def layer_doubt(quality: Quality) -> Why | None:
    """Tell why the enhancement layer is not certain."""
    found = profile(quality)
    if found is None:
        return picture(quality).doubt
    if found.value == "7" and quality.layer in {None, Layer.PRESENT}:
        return Why.LAYER
    return _why(quality, "layer") or found.doubt


def base(quality: Quality) -> DynamicRange | None:
    """Return what a screen without Dolby Vision shows; None for green and purple."""
    if DynamicRange.HDR10_PLUS in quality.dynamic_range:
        return DynamicRange.HDR10_PLUS
    if (found := profile(quality)) is not None and found.value in _BASES:
        return _BASES[found.value]
    if found is not None and found.value == "5":
        return None
    if found is not None:
        for member, _ in _PLAIN:
            if member in quality.dynamic_range:
                return member
        return None
    return DynamicRange(picture(quality).value.value)


def sound(quality: Quality) -> Judged[Sound] | None:
    """Return the sound, the likely one of its source where none is named, or None."""
    codec = _codec(quality.audio)
    atmos = quality.atmos or "atmos" in (quality.audio or "").casefold()
    doubt = _why(quality, "audio", "atmos")
    if quality.dts_x or codec is Sound.DTS_X:
        return Judged(Sound.DTS_X, Sound.DTS_X.value, _why(quality, "audio", "dts_x"))
    if atmos:
        return _with_atmos(quality, codec, doubt)
    if codec is not None:
        if doubt is None and _may_have_atmos(quality, codec):
            doubt = Why.ATMOS
        return Judged(codec, _named(quality, codec), doubt)
    if quality.source is not None and quality.source in _LIKELY_SOUND:
        codec = _LIKELY_SOUND[quality.source]
        return Judged(codec, codec.value, Why.ASSUMED, said=False)
    return None


def _with_atmos(
    quality: Quality, codec: Sound | None, doubt: Why | None
) -> Judged[Sound]:
    if codec is Sound.TRUEHD:
        return Judged(Sound.TRUEHD_ATMOS, Sound.TRUEHD_ATMOS.value, doubt)
    if codec is Sound.DDP:
        return Judged(Sound.DDP_ATMOS, Sound.DDP_ATMOS.value, doubt)
    if quality.source in FROM_DISC:
        return Judged(Sound.TRUEHD_ATMOS, Sound.TRUEHD_ATMOS.value, Why.PROBABLY)
    return Judged(Sound.ATMOS, Sound.ATMOS.value, doubt)


def _may_have_atmos(quality: Quality, codec: Sound) -> bool:
    """Tell whether Atmos may be there unsaid; TrueHD with Atmos always has eight channels."""
    if quality.atmos is not None:
        return False
    return codec is Sound.DDP or (
        codec is Sound.TRUEHD and quality.channels in {None, "7.1"}
    )


def _codec(name: str | None) -> Sound | None:
    plain = re.sub(r"[^a-z0-9+]|atmos", "", (name or "").casefold())
    return _SOUNDS.get(plain)


def _named(quality: Quality, codec: Sound) -> str:
    return (quality.audio if codec is Sound.PCM and quality.audio else codec.value) + (
        f" {quality.channels}" if quality.channels else ""
    )


def channels(quality: Quality) -> float | None:
    """Return the number of channels as it is written, 5.1 or 7.1."""
    try:
        return None if quality.channels is None else float(quality.channels)
    except ValueError:
        return None
