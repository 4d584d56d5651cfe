"""What Radarr and Sonarr found when they looked into a file.

Facts from their ``MediaInfoFormatter`` and ``VideoFileInfoReader``. They tell what lies under Dolby
Vision and not its profile: profiles 7 and 8.1 look the same, and layers are not to be seen. Of the
sound they look at the main track alone, and Atmos is told by its codec tag only, so a codec without
the word may have it. An absent field was not looked at.
"""

import re
from typing import Any, Final

from ....engine.quality.quality import Confidence, DynamicRange, Quality
from ..values import of, some, text

_DV: Final = DynamicRange.DOLBY_VISION
_RANGES: Final = {
    "DV": {_DV},
    "DV HDR10": {_DV, DynamicRange.HDR10},
    "DV HDR10PLUS": {_DV, DynamicRange.HDR10_PLUS},
    "DV HLG": {_DV, DynamicRange.HLG},
    "DV SDR": {_DV, DynamicRange.SDR},
    "HDR10": {DynamicRange.HDR10},
    "HDR10PLUS": {DynamicRange.HDR10_PLUS},
    "HLG": {DynamicRange.HLG},
    # HDR of a kind they do not know: what every kind has at least.
    "PQ": {DynamicRange.HDR10},
    "HDR": {DynamicRange.HDR10},
}
_CODECS: Final = {
    **dict.fromkeys(("h265", "x265", "hevc", "h.265"), "h265"),
    **dict.fromkeys(("h264", "x264", "avc", "h.264"), "h264"),
    "av1": "av1",
    "vp9": "vp9",
    "vc1": "vc1",
    "mpeg2": "mpeg2",
    "xvid": "xvid",
    "divx": "divx",
}
_AUDIO: Final = {
    "truehd": "TrueHD",
    "truehd atmos": "TrueHD",
    "eac3": "DD+",
    "eac3 atmos": "DD+",
    "ac3": "DD",
    "dts-x": "DTS:X",
    "dts-hd ma": "DTS-HD MA",
    "dts-hd hra": "DTS-HD HRA",
    **dict.fromkeys(("dts", "dts express", "dts 96/24"), "DTS"),
    "dts-es": "DTS-ES",
    "flac": "FLAC",
    "pcm": "LPCM",
    "opus": "Opus",
    "aac": "AAC",
    "he-aac": "AAC",
    "vorbis": "Vorbis",
    "mp3": "MP3",
    "mp2": "MP2",
}
# Where there are several tracks, none of these need be the best one.
_LOSSLESS: Final = frozenset({"TrueHD", "DTS:X", "DTS-HD MA", "FLAC", "LPCM"})
_LANGUAGES: Final = {
    "eng": "english",
    "spa": "spanish",
    "ita": "italian",
    "jpn": "japanese",
    **dict.fromkeys(("fre", "fra"), "french"),
    **dict.fromkeys(("ger", "deu"), "german"),
    **dict.fromkeys(("chi", "zho"), "chinese"),
    **dict.fromkeys(("dut", "nld"), "dutch"),
    **dict.fromkeys(("cze", "ces"), "czech"),
    **dict.fromkeys(("gre", "ell"), "greek"),
    **dict.fromkeys(("rum", "ron"), "romanian"),
    **dict.fromkeys(("slo", "slk"), "slovak"),
    "kor": "korean",
    "rus": "russian",
    "por": "portuguese",
    "pol": "polish",
    "swe": "swedish",
    "nor": "norwegian",
    "dan": "danish",
    "fin": "finnish",
    "hin": "hindi",
    "tam": "tamil",
    "tel": "telugu",
    "tur": "turkish",
    "hun": "hungarian",
    "ukr": "ukrainian",
    "heb": "hebrew",
    "bul": "bulgarian",
    "vie": "vietnamese",
    "tha": "thai",
    "ara": "arabic",
    "hrv": "croatian",
}
# Older versions count the low one as a whole.
_COUNTED: Final = {6.0: "5.1", 8.0: "7.1"}
_SIZE: Final = re.compile(r"(\d{2,5})x(\d{2,5})")
_TIME: Final = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2}):)?(\d{1,2}):(\d{2})")
# From how many pixels in width or height on a picture is of a resolution, cropped or not.
_RESOLUTIONS: Final = (
    (6400, 4000, 4320),
    (3200, 2100, 2160),
    (1800, 1000, 1080),
    (1200, 700, 720),
    (0, 560, 576),
    (0, 0, 480),
)


def measured(info: Any, size: int | None = None) -> Quality:
    """Return what is known of a file's picture and sound, its size alone where nobody looked.

    ``size`` is in bytes.
    """
    if not isinstance(info, dict):
        return Quality(size=size)
    confidence: dict[str, Confidence] = {}
    codec = _CODECS.get(text(info.get("videoCodec")).casefold())
    ranges = _ranges(info, confidence)
    profile = _profile(ranges, codec, confidence)
    said = text(info.get("audioCodec")).casefold()
    audio = _AUDIO.get(said)
    channels = _channels(info.get("audioChannels"))
    if audio not in _LOSSLESS and (some(info.get("audioStreamCount")) or 1) > 1:
        confidence |= {
            name: Confidence.LIKELY
            for name, value in (("audio", audio), ("channels", channels))
            if value
        }
    return Quality(
        resolution=_resolution(info.get("resolution")),
        codec=codec,
        bit_depth=some(info.get("videoBitDepth")),
        dynamic_range=ranges,
        profile=profile,
        audio=audio,
        channels=channels,
        atmos=True if "atmos" in said else None,
        dts_x=True if audio == "DTS:X" else None,
        languages=frozenset(
            _LANGUAGES[code]
            for code in text(info.get("audioLanguages")).split("/")
            if code in _LANGUAGES
        ),
        size=size,
        runtime=_minutes(info.get("runTime")),
        confidence=confidence,
    )


def _ranges(
    info: dict[str, Any], confidence: dict[str, Confidence]
) -> frozenset[DynamicRange]:
    kind = text(of(info, "videoDynamicRangeType")).upper()
    if ranges := _RANGES.get(kind):
        if kind in ("PQ", "HDR"):
            confidence["dynamic_range"] = Confidence.LIKELY
        return frozenset(ranges)
    match info.get("videoDynamicRange"):
        case "HDR":
            confidence["dynamic_range"] = Confidence.LIKELY
            return frozenset({DynamicRange.HDR10})
        case "" if not kind:
            return frozenset({DynamicRange.SDR})
    if not kind and info.get("videoBitDepth") == 8:
        # They call nothing HDR that has fewer than ten.
        return frozenset({DynamicRange.SDR})
    return frozenset()


def _profile(
    ranges: frozenset[DynamicRange],
    codec: str | None,
    confidence: dict[str, Confidence],
) -> str | None:
    if _DV not in ranges:
        return None
    if codec == "av1":
        return "10"
    if ranges == {_DV}:
        return "5"
    for base, profile in ((DynamicRange.HLG, "8.4"), (DynamicRange.SDR, "8.2")):
        if base in ranges:
            confidence["profile"] = Confidence.LIKELY
            return profile
    return None


def _resolution(value: Any) -> int | None:
    found = _SIZE.fullmatch(text(value))
    if not found:
        return None
    width, height = int(found[1]), int(found[2])
    return next(
        lines
        for least_wide, least_high, lines in _RESOLUTIONS
        if (least_wide and width >= least_wide) or height >= least_high
    )


def _channels(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 1 <= value <= 32:
        return None
    return _COUNTED.get(float(value), f"{value:.1f}")


def _minutes(value: Any) -> int | None:
    found = _TIME.fullmatch(text(value))
    if not found:
        return None
    days, hours, minutes, _ = (int(part or 0) for part in found.groups())
    return (days * 24 + hours) * 60 + minutes or None
