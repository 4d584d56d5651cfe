"""A title as plain data, for those who read it without this code."""

from typing import Any

from ..quality.quality import DynamicRange, Layer, Quality, Source
from .parse import Title

_LAYERS = {Layer.FEL: "FEL", Layer.MEL: "MEL", Layer.PRESENT: "EL"}


def title_to_dict(title: Title) -> dict[str, Any]:
    """Return what a title says, with what it only implies under ``inferred``."""
    quality = title.quality
    return {
        **_work(title),
        **_copy(title),
        **_vision(quality),
        "atmos": bool(quality.atmos),
        "channels": quality.channels,
        "hybrid": quality.hybrid,
        "edition": quality.edition,
        "languages": sorted(quality.languages) if quality.languages else [],
        "subtitles": title.subtitles,
        "dubbed": title.dubbed,
        "dual": title.dual,
        "3d": title.stereo,
        "proper": bool(title.proper or title.real),
        "repack": bool(title.repack or title.rerip),
        "real": title.real,
        "group": quality.group,
        "container": title.container,
        "site": title.site,
        "crc": title.crc,
        "inferred": _inferred(title) if quality.confidence or title.confidence else {},
    }


def _work(title: Title) -> dict[str, Any]:
    return {
        "title": title.title,
        "alternatives": list(title.alternatives),
        "year": title.year,
        "seasons": list(title.seasons),
        "episodes": list(title.episodes or title.absolute),
        "absolute": list(title.absolute),
        "date": title.date,
        "season_pack": title.season_pack,
        "complete_series": title.complete_series,
        "special": title.special,
        "part": title.part,
        "version": title.version,
    }


def _copy(title: Title) -> dict[str, Any]:
    quality, source = title.quality, title.quality.source
    disc = source in (Source.REMUX, Source.DISC)
    return {
        "resolution": quality.resolution,
        "source": "bluray" if disc else source and source.value,
        "remux": title.remux,
        "disc": source is Source.DISC,
        "service": title.service,
        "video_codec": quality.codec,
        "bit_depth": quality.bit_depth,
        "audio": list(title.audio)
        if "DTS-ES" not in title.audio
        else _plain(title.audio),
    }


def _vision(quality: Quality) -> dict[str, Any]:
    ranges = quality.dynamic_range
    if "dynamic_range" in quality.confidence:
        ranges = ranges - {DynamicRange.DOLBY_VISION}
    profile = quality.profile if "profile" not in quality.confidence else None
    layer = quality.layer if "layer" not in quality.confidence else None
    return {
        "hdr": sorted(member.value for member in ranges) if ranges else [],
        "dv_profile": int(float(profile)) if profile else None,
        "dv_profile_full": profile,
        "dv_layer": _LAYERS.get(layer) if layer else None,
    }


def _plain(audio: tuple[str, ...]) -> list[str]:
    """Return codecs by the names that others know them by."""
    return ["DTS" if codec == "DTS-ES" else codec for codec in audio]


def _inferred(title: Title) -> dict[str, Any]:
    """Return what follows from the rest of a title, with how sure it is."""
    found: dict[str, Any] = {}
    for name, sure in (*title.quality.confidence.items(), *title.confidence.items()):
        value = getattr(title.quality, name, None) or getattr(title, name, None)
        found[name] = {"value": plain(value), "confidence": sure.value}
    return found


def plain(value: object) -> object:
    """Return a value as others can store it: lists in a settled order, plain words."""
    match value:
        case frozenset():
            return sorted(str(member) for member in value)
        case tuple():
            return [plain(member) for member in value]
        case str():
            return str(value)  # of an enumeration only the word
    return value
