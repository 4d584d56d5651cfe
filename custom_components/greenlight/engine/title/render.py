"""A title written anew, the way most releases are named, from nothing but what was read."""

from ..quality.quality import DynamicRange, Layer, Source
from .parse import Title

_SOURCES = {
    Source.CAM: "CAM",
    Source.TELESYNC: "TELESYNC",
    Source.TELECINE: "TELECINE",
    Source.WORKPRINT: "WORKPRINT",
    Source.SCREENER: "SCREENER",
    Source.VHS: "VHSRip",
    Source.SDTV: "SDTV",
    Source.DVD: "DVD",
    Source.HDTV: "HDTV",
    Source.WEBRIP: "WEBRip",
    Source.WEB: "WEB",
    Source.WEBDL: "WEB-DL",
    Source.HDDVD: "HDDVD",
    Source.BLURAY: "BluRay",
    Source.REMUX: "BluRay REMUX",
    Source.DISC: "COMPLETE BLURAY",
}
_RANGES = ((DynamicRange.HDR10_PLUS, "HDR10+"), (DynamicRange.HDR10, "HDR10"),
           (DynamicRange.HLG, "HLG"), (DynamicRange.SDR, "SDR"))  # fmt: skip


def render(title: Title) -> str:
    """Return a release name that reads the same; what is only inferred is left out."""
    quality = title.quality
    parts = [title.title]
    if title.year is not None:
        parts.append(f"({title.year})")
    parts.append(_numbers(title))
    if title.proper:
        parts.append("PROPER")
    if title.repack:
        parts.append("REPACK")
    if quality.resolution is not None and "resolution" not in quality.confidence:
        parts.append(f"{quality.resolution}p")
    if quality.source is not None and "source" not in quality.confidence:
        parts.append(_SOURCES[quality.source])
    if DynamicRange.DOLBY_VISION in quality.dynamic_range:
        if "dynamic_range" not in quality.confidence:
            parts.append("DV")
        if quality.profile is not None and "profile" not in quality.confidence:
            parts.append(f"P{quality.profile}")
        if quality.layer in (Layer.FEL, Layer.MEL):
            parts.append(quality.layer.value)
    parts += [word for member, word in _RANGES if member in quality.dynamic_range]
    parts.append(quality.codec or "")
    parts += title.audio
    parts.append(quality.channels or "")
    if quality.atmos:
        parts.append("Atmos")
    text = " ".join(part for part in parts if part)
    return f"{text}-{quality.group}" if quality.group else text


def _numbers(title: Title) -> str:
    seasons, episodes = title.seasons, title.episodes or title.absolute
    text = ""
    if title.date is not None:
        text = title.date
    elif seasons and "seasons" not in title.confidence:
        text = f"S{seasons[0]:02d}"
        if len(seasons) > 1:
            text += f"-S{seasons[-1]:02d}"
    if episodes and title.date is None:
        text += f"E{episodes[0]:02d}"
        if len(episodes) > 1:
            text += f"-E{episodes[-1]:02d}"
    return text
