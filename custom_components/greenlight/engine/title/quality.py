"""What the words of a title say of picture and sound, and what follows from them."""

from collections.abc import Callable
from dataclasses import fields, make_dataclass
import re
from typing import Any, Final

from ..quality.quality import Confidence, Quality, Source
from .sheet import Sheet
from .tokens import Kind, Token, Trust
from .vision import read_vision
from .words import Words, bits

# Best first: the order in which a person would name the sound of a release.
AUDIO_ORDER: Final = (
    "TrueHD", "DTS:X", "DTS-HD MA", "FLAC", "LPCM", "DTS-HD HRA", "DTS-HD", "DD+", "DTS-ES", "DTS",
    "Opus", "AAC", "DD", "Vorbis", "MP3", "MP2",
)  # fmt: skip
_CODEC: Final = bits(Kind.CODEC)
_EDITION: Final = bits(Kind.EDITION)
_LANGUAGE: Final = bits(Kind.LANGUAGE)
_DEPTH: Final = bits(Kind.BITS, Kind.CODEC)
_SOUND: Final = bits(Kind.AUDIO, Kind.ATMOS, Kind.CHANNELS)
_SILENT: Final[tuple[tuple[str, ...], str | None, bool]] = ((), None, False)
_REMUX: Final = bits(Kind.REMUX)
_WHOLE: Final = bits(Kind.DISC, Kind.COMPLETE)
_DIGITS: Final = re.compile(r"[0-9]+")
_HEIGHTS: Final = (360, 480, 540, 576, 720, 1080, 1440, 2160, 4320)
_WIDTHS: Final = {3840: 2160, 4096: 2160, 1920: 1080, 1280: 720, 7680: 4320}
_BARE: Final = ("720", "1080", "480", "576", "2160")
_CROSS: Final = frozenset("x×*")
_LINES: Final = re.compile(
    r"(?:480|576|720)(?<=[ ._\[(dvDV-].{3})(?=[ ._\])-]|$)"
    r"|(?:1080|2160)(?<=[ ._\[(dvDV-].{4})(?=[ ._\])-]|$)"
)
_SUBTITLED: Final = re.compile(r"\bsub(?:s|titles?)?(?:\W|$)", re.IGNORECASE)
_BEFORE_SUB: Final = {"eng": "english", "ita": "italian", "ger": "german"}
_SOURCES: Final = {source.value: source for source in Source} | {"hdrip": Source.WEBRIP}


# See the one in parse.py.
_Draft: Final = make_dataclass(
    "_Draft", [one.name for one in fields(Quality)], slots=True
)
_blank: Final[Callable[[type], Any]] = object.__new__
_NO_LANGUAGES: Final[frozenset[str]] = frozenset()


def read_quality(
    words: Words, sheet: Sheet, revision: int
) -> tuple[Quality, tuple[str, ...]]:
    """Return the quality the words speak of, and every codec of sound they name."""
    confidence: dict[str, Confidence] = {}
    kinds = words.kinds
    resolution = _resolution(words, sheet, confidence)
    source = _source(words, confidence)
    codec = _codec(words) if kinds & _CODEC else None
    ranges, profile, layer = read_vision(words, source, codec, confidence)
    audio, channels, atmos = _sound(words) if kinds & _SOUND else _SILENT
    if sheet.group is not None and sheet.group_guess:
        confidence["group"] = Confidence.GUESS
    best = audio[0] if audio else None
    if len(audio) > 1:
        best = min(audio, key=AUDIO_ORDER.index)
    draft = _blank(_Draft)
    draft.resolution = resolution
    draft.source = source
    draft.codec = codec
    draft.bit_depth = _bits(words) if kinds & _DEPTH else None
    draft.dynamic_range = ranges
    draft.profile = profile
    draft.layer = layer
    draft.audio = best
    draft.channels = channels
    draft.atmos = True if atmos else None
    draft.dts_x = True if "DTS:X" in audio else None
    draft.hybrid = words.hybrid
    draft.edition = _edition(words) if kinds & _EDITION else None
    draft.languages = _languages(words) if kinds & _LANGUAGE else _NO_LANGUAGES
    draft.group = sheet.group
    draft.revision = revision
    draft.size = None
    draft.runtime = None
    draft.confidence = confidence
    draft.__class__ = Quality
    quality: Quality = draft
    return quality, audio


def _edition(words: Words) -> str:
    said = (words.written(token).replace(".", " ") for token in words.of(Kind.EDITION))
    return " ".join(said).title()


def _languages(words: Words) -> frozenset[str]:
    """Return what is spoken; the languages behind "Sub" are those of the subtitles."""
    found = set()
    subtitled: Token | None = None
    for token in words.tokens:
        if token.kind is Kind.SUBTITLES:
            subtitled = token if _SUBTITLED.search(words.written(token)) else None
            continue
        if token.kind is not Kind.LANGUAGE:
            subtitled = None
            continue
        if subtitled and not words.text[subtitled.end : token.start].strip(" .,+&/-_"):
            if subtitled.kind is Kind.SUBTITLES:
                # "Eng Sub Ita": what stands before the word is spoken after all.
                before = _BEFORE_SUB.get(words.written(subtitled)[:3].casefold())
                found |= {before} if before else set()
            subtitled = token
        else:
            subtitled = None
            found.add(token.value)
    return frozenset(found)


def _codec(words: Words) -> str | None:
    for token in words.of(Kind.CODEC):
        return token.value or f"h26{words.written(token)[-1]}"
    return None


def _resolution(
    words: Words, sheet: Sheet, confidence: dict[str, Confidence]
) -> int | None:
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
        if len(numbers) > 1 and not _CROSS.isdisjoint(written):
            lines = _WIDTHS.get(numbers[0], _round(numbers[1]))
            # A picture that is higher than wide screens are: 1280x960.
            return (
                lines
                if numbers[1] <= lines or numbers[0] not in _WIDTHS
                else numbers[1]
            )
        return numbers[0]
    if named is None:
        if any(map(words.text.__contains__, _BARE)) and (
            said := _bare(words.text, sheet)
        ):
            confidence["resolution"] = Confidence.LIKELY
            return said
        if any(
            "uhd" in words.written(t).casefold()
            for k in (Kind.SOURCE, Kind.REMUX, Kind.DISC)
            for t in words.of(k)
        ):
            confidence["resolution"] = Confidence.LIKELY
            return 2160
    return named


def _bare(text: str, sheet: Sheet) -> int | None:
    """Return a number of lines without its letter, behind the name: "2011.720.BluRay", "[720]".

    Three digits only behind a year, a date or an episode, or with a group in front, as they may be
    the 20th of the seventh season.
    """
    taken, year = sheet.numbers.spans, sheet.year_span
    for found in _LINES.finditer(text, sheet.name_end):
        place = found.start()
        if any(a <= place < b for a, b in taken):
            continue
        behind = sheet.leading or year is not None or any(b <= place for _, b in taken)
        if behind or len(found[0]) == 4:
            return int(found[0])
    return None


def _round(height: int) -> int:
    return min(_HEIGHTS, key=lambda lines: abs(lines - height))


def _source(words: Words, confidence: dict[str, Confidence]) -> Source | None:
    named = words.of(Kind.SOURCE)
    if words.kinds & _REMUX and not any(
        token.value in ("web", "webdl", "webrip", "hdtv", "sdtv", "dvd")
        for token in named
    ):
        return Source.REMUX
    if words.kinds & _WHOLE and _disc(words):
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
    atmos = words.of(Kind.ATMOS) != []
    for token in words.of(Kind.AUDIO):
        codec = token.value
        if codec.endswith(" Atmos"):
            codec, atmos = codec.removesuffix(" Atmos"), True
        if codec not in audio:
            audio.append(codec)
    # A core beside the codec that carries it says nothing of its own.
    if len(audio) > 1 and any(
        codec.startswith("DTS-HD") or codec == "DTS:X" for codec in audio
    ):
        audio = [codec for codec in audio if codec != "DTS"]
    channels = None
    if named := words.of(Kind.CHANNELS):
        token = named[0]
        said = token.value or words.written(token)
        channels = f"{said[0]}.{said[-1]}"
    return tuple(audio), channels, atmos
