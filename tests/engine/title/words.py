"""Qualities written in a few words, for tables that people read."""

import re
from typing import Any

from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
    Source,
)

_WORDS: dict[str, dict[str, Any]] = {
    **{str(source): {"source": source} for source in Source},
    **{
        codec: {"audio": codec}
        for codec in ("TrueHD", "DTS-MA", "DTS", "DD+", "DD", "AAC", "FLAC")
    },
    "FEL": {"layer": Layer.FEL},
    "MEL": {"layer": Layer.MEL},
    "EL": {"layer": Layer.PRESENT},
    "Atmos": {"atmos": True},
    "flat": {"atmos": False},
    "DTS:X": {"dts_x": True},
    "hybrid": {"hybrid": True},
    "AV1": {"codec": "AV1"},
    "HEVC": {"codec": "H.265"},
    "AVC": {"codec": "H.264"},
}
_NUMBERS = {
    r"(\d{3,4})p": "resolution",
    r"(\d+)GB": "size",
    r"(\d+)min": "runtime",
    r"v(\d)": "revision",
}
_TEXTS = {
    r"(\d\.\d)": "channels",
    r"by:(.+)": "group",
    r"ed:(.+)": "edition",
}


def quality(words: str) -> Quality:
    """Read such words as ``2160p remux P7 FEL TrueHD Atmos``; ``P8?`` is likely, ``??`` a guess."""
    fields: dict[str, Any] = {}
    ranges: set[DynamicRange] = set()
    languages: set[str] = set()
    confidence: dict[str, Confidence] = {}
    for written in words.split():
        word = written.rstrip("?")
        if word in set(DynamicRange):
            ranges.add(DynamicRange(word))
            names = ["dynamic_range"]
        elif found := re.fullmatch(r"P([\d.]+)", word):
            fields["profile"] = found[1]
            ranges.add(DynamicRange.DOLBY_VISION)
            names = ["profile"]
        elif found := re.fullmatch(r"in:(.+)", word):
            languages |= set(found[1].split(","))
            names = ["languages"]
        elif word in _WORDS:
            fields |= _WORDS[word]
            names = list(_WORDS[word])
        else:
            name, value = _matched(word)
            fields[name] = value
            names = [name]
        sure = {0: Confidence.STATED, 1: Confidence.LIKELY, 2: Confidence.GUESS}
        if doubts := len(written) - len(word):
            confidence |= dict.fromkeys(names, sure[doubts])
    return Quality(
        dynamic_range=frozenset(ranges),
        languages=frozenset(languages),
        confidence=confidence,
        **fields,
    )


def _matched(word: str) -> tuple[str, Any]:
    for pattern, name in _NUMBERS.items():
        if found := re.fullmatch(pattern, word):
            return name, int(found[1]) * (10**9 if name == "size" else 1)
    for pattern, name in _TEXTS.items():
        if found := re.fullmatch(pattern, word):
            return name, found[1]
    raise ValueError(word)
