"""What the tags of a title say of its dynamic range, and what follows from them for Dolby Vision."""

from collections.abc import Iterable
import re
from typing import Final

from ..quality.quality import Confidence, DynamicRange, Layer, Source
from .tokens import Kind
from .words import Words, bits

_VISION: Final = bits(Kind.RANGE, Kind.PROFILE, Kind.LAYER, Kind.CONVERTED)
_NO_RANGES: Final[frozenset[DynamicRange]] = frozenset()
_RANGES: Final = {
    "DV": (DynamicRange.DOLBY_VISION,),
    "DV HDR10+": (DynamicRange.DOLBY_VISION, DynamicRange.HDR10_PLUS),
    "DV HDR": (DynamicRange.DOLBY_VISION, DynamicRange.HDR10),
    "HDR10+": (DynamicRange.HDR10_PLUS,),
    "HDR10": (DynamicRange.HDR10,),
    "HDR": (DynamicRange.HDR10,),
    "HLG": (DynamicRange.HLG,),
    "SDR": (DynamicRange.SDR,),
}
_LOSSLESS: Final = frozenset({"TrueHD", "DTS:X", "DTS-HD MA"})
_PROFILE: Final = re.compile(r"(?:0?([0-9]{1,2}))(?:[ .-]?([124]))?\)?$")
_CODEC_STRING: Final = re.compile(r"(?:dvhe|dvh1|dvav|dva1|dav1)[ .]?0?([0-9]{1,2})")


def _profiles(words: Words) -> str | None:
    for token in words.of(Kind.CONVERTED):
        match = re.search(r"(8)[ .-]?([124])?$|([58])$", words.written(token))
        if match:
            return f"8.{match[2]}" if match[2] else match[1] or match[3]
    for token in words.of(Kind.PROFILE):
        written = words.written(token).casefold()
        if code := _CODEC_STRING.match(written):
            return str(int(code[1]))
        if match := _PROFILE.search(written):
            number = int(match[1])
            return f"{number}.{match[2]}" if match[2] and number == 8 else str(number)
    return None


def _layers(words: Words) -> Layer | None:
    if words.of(Kind.CONVERTED):
        return Layer.NONE
    found = {token.value for token in words.of(Kind.LAYER)}
    if "NONE" in found:
        return Layer.NONE
    for value, layer in (("FEL", Layer.FEL), ("MEL", Layer.MEL), ("EL", Layer.PRESENT)):
        if value in found:
            return layer
    return None


def read_vision(
    words: Words,
    source: Source | None,
    codec: str | None,
    confidence: dict[str, Confidence],
) -> tuple[frozenset[DynamicRange], str | None, Layer | None]:
    """Return the ranges, and with Dolby Vision its profile and layer, as far as they are known."""
    if not words.kinds & _VISION:
        return _NO_RANGES, None, None
    ranges: set[DynamicRange] = set()
    for token in words.of(Kind.RANGE):
        ranges.update(_RANGES[token.value])
    profile, layer = _profiles(words), _layers(words)
    if _told(words) or (profile is not None and layer is not None):
        ranges.add(DynamicRange.DOLBY_VISION)
    elif DynamicRange.DOLBY_VISION not in ranges:
        if layer in (None, Layer.NONE) and not words.of(Kind.CONVERTED):
            if ranges and all(token.value == "HDR" for token in words.of(Kind.RANGE)):
                # Every HDR that is not said to be another kind has this one at least, mostly only it.
                confidence["dynamic_range"] = Confidence.LIKELY
            return frozenset(ranges), None, layer
        # A profile or a layer there is only with Dolby Vision, though the title leaves it out.
        ranges.add(DynamicRange.DOLBY_VISION)
        confidence["dynamic_range"] = Confidence.LIKELY
    if profile is None:
        profile, sure = _likely_profile(words, ranges, layer, source, codec)
        if profile is not None and sure is not Confidence.STATED:
            confidence["profile"] = sure
    if layer is None and profile is not None and profile != "4":
        layer = Layer.PRESENT if profile == "7" else Layer.NONE
        confidence["layer"] = confidence.get("profile", Confidence.LIKELY)
    return frozenset(ranges), profile, layer


def _told(words: Words) -> bool:
    """Tell whether a profile or layer names Dolby Vision: "DV P5", "DVFEL", "P7FEL"."""
    named = (*words.of(Kind.PROFILE), *words.of(Kind.CONVERTED))
    return any(words.written(token)[:1] in "dD" for token in named) or any(
        "7" in written or written.casefold().startswith(("dv", "dovi"))
        for written in map(words.written, words.of(Kind.LAYER))
    )


def _likely_profile(
    words: Words,
    ranges: Iterable[DynamicRange],
    layer: Layer | None,
    source: Source | None,
    codec: str | None,
) -> tuple[str | None, Confidence]:
    """Return the profile that follows from the rest of the title, and how surely."""
    fallback = DynamicRange.HDR10 in ranges or DynamicRange.HDR10_PLUS in ranges
    encode = any(
        words.written(t).casefold().startswith("x") for t in words.of(Kind.CODEC)
    )
    if layer in (Layer.FEL, Layer.MEL, Layer.PRESENT):
        # Only profile 7 is shipped with one.
        return "7", Confidence.STATED
    if codec == "av1":
        return "10", Confidence.LIKELY
    if DynamicRange.HLG in ranges:
        return "8.4", Confidence.LIKELY
    if DynamicRange.SDR in ranges:
        return "8.2", Confidence.GUESS
    if source is Source.DISC:
        return "7", Confidence.LIKELY
    if layer is Layer.NONE:
        return "8.1", Confidence.LIKELY
    if source is Source.REMUX:
        return ("8.1", Confidence.GUESS) if words.hybrid else ("7", Confidence.LIKELY)
    if source in (Source.WEB, Source.WEBDL, Source.WEBRIP):
        return "8.1" if fallback or words.hybrid else "5", Confidence.LIKELY
    if source is Source.BLURAY:
        # Untouched sound and no word of an encoder: a disc that does not say so.
        untouched = any(token.value in _LOSSLESS for token in words.of(Kind.AUDIO))
        sure = Confidence.LIKELY if encode else Confidence.GUESS
        return "7" if untouched and not encode else "8.1", sure
    return ("8.1" if fallback or encode else None), Confidence.GUESS
