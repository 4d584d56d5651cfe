"""What the words of a title say of picture and sound, and what follows from them."""

from collections.abc import Iterable
import re
from typing import Final

from ..quality.quality import Confidence, DynamicRange, Layer, Quality, Source
from .tokens import Kind, Token, Trust

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
# Best first: the order in which a person would name the sound of a release.
AUDIO_ORDER: Final = (
    "TrueHD", "DTS:X", "DTS-HD MA", "FLAC", "LPCM", "DTS-HD HRA", "DTS-HD", "DD+", "DTS-ES", "DTS",
    "Opus", "AAC", "DD", "Vorbis", "MP3", "MP2",
)  # fmt: skip
_LOSSLESS: Final = frozenset({"TrueHD", "DTS:X", "DTS-HD MA"})
_DIGITS: Final = re.compile(r"[0-9]+")
_PROFILE: Final = re.compile(r"(?:0?([0-9]{1,2}))(?:[ .-]?([124]))?\)?$")
_CODEC_STRING: Final = re.compile(r"(?:dvhe|dvh1|dvav|dva1|dav1)[ .]?0?([0-9]{1,2})")
_HEIGHTS: Final = (360, 480, 540, 576, 720, 1080, 1440, 2160, 4320)
_WIDTHS: Final = {3840: 2160, 4096: 2160, 1920: 1080, 1280: 720, 7680: 4320}
_SOURCES: Final = {source.value: source for source in Source} | {"hdrip": Source.WEBRIP}


_EMPTY: Final[list[Token]] = []
_NONE: Final = [_EMPTY]
_KINDS: Final = len(Kind) + 1


class Words:
    """The words of one title, by what they speak of."""

    __slots__ = ("by_kind", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token]) -> None:
        """Sort the words."""
        self.text = text
        self.tokens = tokens
        # A list by number: a dictionary would ask each member of the enumeration for its hash.
        self.by_kind = by_kind = _KINDS * _NONE
        for token in tokens:
            kind = token.kind
            if by_kind[kind] is _EMPTY:
                by_kind[kind] = [token]
            else:
                by_kind[kind].append(token)

    def of(self, kind: Kind) -> list[Token]:
        """Return the words of one kind."""
        return self.by_kind[kind]

    def written(self, token: Token) -> str:
        """Return a word as it stands there."""
        return self.text[token.start : token.end]


def read_quality(
    words: Words, *, group: str | None, revision: int, group_guess: bool
) -> tuple[Quality, tuple[str, ...]]:
    """Return the quality the words speak of, and every codec of sound they name."""
    confidence: dict[str, Confidence] = {}
    resolution = _resolution(words, confidence)
    source = _source(words, confidence)
    by_kind = words.by_kind
    codec = by_kind[Kind.CODEC][0].value if by_kind[Kind.CODEC] else None
    ranges, profile, layer = _dolby_vision(words, source, codec, confidence)
    audio, channels, atmos = _sound(words)
    if group is not None and group_guess:
        confidence["group"] = Confidence.GUESS
    best = audio[0] if audio else None
    if len(audio) > 1:
        best = min(audio, key=AUDIO_ORDER.index)
    edition = None
    if by_kind[Kind.EDITION]:
        said = (
            words.written(token).replace(".", " ") for token in by_kind[Kind.EDITION]
        )
        edition = " ".join(said).title()
    languages: frozenset[str] = frozenset()
    if by_kind[Kind.LANGUAGE]:
        languages = frozenset([token.value for token in by_kind[Kind.LANGUAGE]])
    quality = Quality(
        resolution=resolution,
        source=source,
        codec=codec,
        bit_depth=_bits(words),
        dynamic_range=frozenset(ranges),
        profile=profile,
        layer=layer,
        audio=best,
        channels=channels,
        atmos=True if atmos else None,
        dts_x=True if "DTS:X" in audio else None,
        hybrid=_hybrid(words),
        edition=edition,
        languages=languages,
        group=group,
        revision=revision,
        confidence=confidence,
    )
    return quality, audio


def _hybrid(words: Words) -> bool:
    if words.of(Kind.HYBRID):
        return True
    return bool(words.of(Kind.REMUX)) and any(
        "hybrid" in words.written(token).casefold() for token in words.of(Kind.REMUX)
    )


def _resolution(words: Words, confidence: dict[str, Confidence]) -> int | None:
    named = None
    for token in words.of(Kind.RESOLUTION):
        if token.value:
            named = named or int(token.value)
            continue
        written = words.written(token)
        if written[:-1].isdecimal() and written[-1] in "piPI":
            return int(written[:-1])
        numbers = [int(number) for number in _DIGITS.findall(written)]
        written = written.casefold()
        if written.startswith("4kto"):
            return 1080
        if len(numbers) > 1 and ("x" in written or "×" in written):
            return _WIDTHS.get(numbers[0], _round(numbers[1]))
        return numbers[0]
    if named is None:
        if any(
            "uhd" in words.written(t).casefold()
            for k in (Kind.SOURCE, Kind.REMUX, Kind.DISC)
            for t in words.of(k)
        ):
            confidence["resolution"] = Confidence.LIKELY
            return 2160
    return named


def _round(height: int) -> int:
    return min(_HEIGHTS, key=lambda lines: abs(lines - height))


def _source(words: Words, confidence: dict[str, Confidence]) -> Source | None:
    named = words.of(Kind.SOURCE)
    if words.of(Kind.REMUX) and not any(
        token.value in ("web", "webdl", "webrip", "hdtv", "sdtv", "dvd")
        for token in named
    ):
        return Source.REMUX
    if (words.of(Kind.DISC) or words.of(Kind.COMPLETE)) and _disc(words):
        return Source.DISC
    if not named:
        return None
    if len(named) == 1 and named[0].value != "hdrip":
        return _SOURCES[named[0].value]
    # A sure word before a doubtful one, a screener or worse before what it was made from.
    for value in ("cam", "telesync", "telecine", "screener", "workprint"):
        if any(
            token.value == value and (token.trust is Trust.STRONG or len(named) == 1)
            for token in named
        ):
            return Source(value)
    ranked = [
        token
        for token in named
        if token.trust is Trust.STRONG and token.value != "hdrip"
    ]
    best = (ranked or [token for token in named if token.value != "hdrip"] or named)[
        -1 if not ranked else 0
    ]
    if len(ranked) > 1:
        best = next(
            (token for token in ranked if token.value.startswith("web")), ranked[0]
        )
    if best.value == "hdrip":
        confidence["source"] = Confidence.GUESS
    return _SOURCES[best.value]


def _disc(words: Words) -> bool:
    if any(token.value for token in words.of(Kind.DISC)):
        return True
    if any(words.written(token)[:1] in "xX" for token in words.of(Kind.CODEC)):
        return False
    if words.of(Kind.COMPLETE) and words.of(Kind.RESOLUTION):
        return False
    return any(token.value == "bluray" for token in words.of(Kind.SOURCE))


def _bits(words: Words) -> int | None:
    for token in words.of(Kind.BITS):
        if token.value:
            return int(token.value)
        return int(_DIGITS.findall(words.written(token))[0])
    for token in words.of(Kind.CODEC):
        if token.end - token.start > 4 and "10" in words.written(token):
            return 10
    return None


def _sound(words: Words) -> tuple[tuple[str, ...], str | None, bool]:
    audio: list[str] = []
    atmos = bool(words.of(Kind.ATMOS))
    for token in words.of(Kind.AUDIO):
        codec, _, extra = token.value.partition(" Atmos")
        atmos = atmos or " Atmos" in token.value
        if codec not in audio:
            audio.append(codec)
        del extra
    # A core beside the codec that carries it says nothing of its own.
    if len(audio) > 1 and any(
        codec.startswith("DTS-HD") or codec == "DTS:X" for codec in audio
    ):
        audio = [codec for codec in audio if codec != "DTS"]
    channels = None
    for token in words.of(Kind.CHANNELS):
        digits = _DIGITS.findall(token.value or words.written(token))
        channels = (
            ".".join(digits) if len(digits) > 1 else f"{digits[0][0]}.{digits[0][1]}"
        )
        break
    return tuple(audio), channels, atmos


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


def _dolby_vision(
    words: Words,
    source: Source | None,
    codec: str | None,
    confidence: dict[str, Confidence],
) -> tuple[set[DynamicRange], str | None, Layer | None]:
    by_kind = words.by_kind
    if not (
        by_kind[Kind.RANGE]
        or by_kind[Kind.PROFILE]
        or by_kind[Kind.LAYER]
        or by_kind[Kind.CONVERTED]
    ):
        return set(), None, None
    ranges: set[DynamicRange] = set()
    for token in words.of(Kind.RANGE):
        ranges.update(_RANGES[token.value])
    profile, layer = _profiles(words), _layers(words)
    told = (
        any(
            words.written(token).casefold()[:1] == "d"
            for token in (*words.of(Kind.PROFILE), *words.of(Kind.CONVERTED))
        )
        or (profile is not None and layer is not None)
        or any("7" in words.written(token) for token in words.of(Kind.LAYER))
    )
    if told:
        ranges.add(DynamicRange.DOLBY_VISION)
    vision = DynamicRange.DOLBY_VISION in ranges
    if not vision and (layer not in (None, Layer.NONE) or words.of(Kind.CONVERTED)):
        # A profile or a layer there is only with Dolby Vision, though the title leaves it out.
        ranges.add(DynamicRange.DOLBY_VISION)
        confidence["dynamic_range"] = Confidence.LIKELY
        vision = True
    if not vision:
        if ranges and all(token.value == "HDR" for token in words.of(Kind.RANGE)):
            # Every HDR that is not said to be another kind has this one at least, mostly only it.
            confidence["dynamic_range"] = Confidence.LIKELY
        return ranges, None, layer
    if profile is None:
        profile, sure = _likely_profile(words, ranges, layer, source, codec)
        if profile is not None and sure is not Confidence.STATED:
            confidence["profile"] = sure
    if layer is None and profile is not None and profile not in ("7", "4"):
        layer = Layer.NONE
        confidence["layer"] = confidence.get("profile", Confidence.LIKELY)
    elif layer is None and profile == "7":
        layer = Layer.PRESENT
        confidence["layer"] = confidence.get("profile", Confidence.LIKELY)
    return ranges, profile, layer


def _likely_profile(
    words: Words,
    ranges: Iterable[DynamicRange],
    layer: Layer | None,
    source: Source | None,
    codec: str | None,
) -> tuple[str | None, Confidence]:
    """Return the profile that follows from the rest of the title, and how surely."""
    hybrid = _hybrid(words)
    fallback = DynamicRange.HDR10 in ranges or DynamicRange.HDR10_PLUS in ranges
    encode = any(
        words.written(t).casefold().startswith("x") for t in words.of(Kind.CODEC)
    )
    profile: str | None = None
    sure = Confidence.LIKELY
    if layer in (Layer.FEL, Layer.MEL, Layer.PRESENT):
        # Only profile 7 is shipped with one.
        profile, sure = "7", Confidence.STATED
    elif codec == "av1":
        profile = "10"
    elif DynamicRange.HLG in ranges:
        profile = "8.4"
    elif DynamicRange.SDR in ranges:
        profile, sure = "8.2", Confidence.GUESS
    elif source is Source.DISC:
        profile = "7"
    elif layer is Layer.NONE:
        profile = "8.1"
    elif source is Source.REMUX:
        profile, sure = (
            ("8.1", Confidence.GUESS) if hybrid else ("7", Confidence.LIKELY)
        )
    elif source in (Source.WEB, Source.WEBDL, Source.WEBRIP):
        profile = "8.1" if fallback or hybrid else "5"
    elif source is Source.BLURAY:
        profile, sure = "8.1", Confidence.LIKELY if encode else Confidence.GUESS
        # Untouched sound and no word of an encoder: a disc that does not say so.
        if not encode and any(
            token.value in _LOSSLESS for token in words.of(Kind.AUDIO)
        ):
            profile = "7"
    elif fallback or encode:
        profile, sure = "8.1", Confidence.GUESS
    return profile, sure
