"""What Jellyfin says of a file: the ``MediaStreams`` of one of its ``MediaSources``.

The words for ranges are those of Jellyfin 12 (``Jellyfin.Data/Enums/VideoRangeType.cs``); 10.10 and
older know fewer, and call profile 7 HDR10. So the numbers of the Dolby Vision record go first, and
a word that is not known says nothing.
"""

from dataclasses import replace
from typing import Final

from ...engine.quality.quality import Confidence, DynamicRange, Quality, Source
from ..common.languages import languages
from ..common.loose import Row, rows
from ..common.streams import HDR, Sound, Vision, best, lines, sound, video_codec
from ..common.values import flag, some, text, whole

# A tick is a tenth of a microsecond.
_MINUTE: Final = 600_000_000
_PQ: Final = "smpte2084"
_HLG: Final = "arib-std-b67"
# By word: the profile of Dolby Vision, what it is compatible with, the curve, and HDR10+.
_RANGES: Final = {
    "HDR10": Vision(transfer=_PQ),
    "HDR10Plus": Vision(transfer=_PQ, plus=True),
    "HLG": Vision(transfer=_HLG),
    "DOVI": Vision(dolby=True, profile=5),
    "DOVIWithHDR10": Vision(dolby=True, profile=8, compatibility=1),
    "DOVIWithHLG": Vision(dolby=True, profile=8, compatibility=4),
    "DOVIWithSDR": Vision(dolby=True, profile=8, compatibility=2),
    "DOVIWithEL": Vision(dolby=True, profile=7, transfer=_PQ),
    "DOVIWithHDR10Plus": Vision(dolby=True, profile=8, compatibility=1, plus=True),
    "DOVIWithELHDR10Plus": Vision(dolby=True, profile=7, transfer=_PQ, plus=True),
}
_UNKNOWN: Final = Vision()
_FOLDERS: Final = {"bluray": Source.DISC, "dvd": Source.DVD}


def measure(source: Row) -> tuple[Quality, frozenset[DynamicRange]]:
    """Return what Jellyfin has seen of a file, and which ranges that rules out."""
    streams = rows(source.get("MediaStreams"))
    ticks = some(source.get("RunTimeTicks"))
    quality = Quality(
        source=_FOLDERS.get(text(source.get("VideoType")).casefold()),
        size=some(source.get("Size")),
        runtime=round(ticks / _MINUTE) if ticks else None,
    )
    denied: frozenset[DynamicRange] = frozenset()
    for stream in streams:
        if stream.get("Type") == "Video" and not _is_cover(stream):
            quality, denied = _picture(stream, quality)
            break
    tracks = [row for row in streams if row.get("Type") == "Audio"]
    return _heard(tracks, quality), denied


def _is_cover(stream: Row) -> bool:
    return text(stream.get("Codec")).casefold() in ("mjpeg", "png", "bmp", "gif")


def _picture(stream: Row, quality: Quality) -> tuple[Quality, frozenset[DynamicRange]]:
    vision, denied = _vision(stream)
    seen = vision.quality()
    depth = some(stream.get("BitDepth"))
    ranges, confidence = seen.dynamic_range, dict(seen.confidence)
    if not ranges and depth == 8:
        # Nothing that is brighter fits into eight bits.
        ranges, denied = frozenset({DynamicRange.SDR}), HDR
    elif not ranges and stream.get("VideoRangeType") == "SDR":
        # It is the word for what nothing is known of, too.
        ranges = frozenset({DynamicRange.SDR})
        confidence["dynamic_range"] = Confidence.LIKELY
    return replace(
        quality,
        resolution=lines(some(stream.get("Width")), some(stream.get("Height"))),
        codec=video_codec(text(stream.get("Codec"))),
        bit_depth=depth,
        dynamic_range=ranges,
        profile=seen.profile,
        layer=seen.layer,
        confidence=confidence,
    ), denied


def _vision(stream: Row) -> tuple[Vision, frozenset[DynamicRange]]:
    """Return what there is of Dolby Vision and the like, and HDR10+ if that was sought in vain."""
    said = _RANGES.get(text(stream.get("VideoRangeType")), _UNKNOWN)
    plus = flag(stream.get("Hdr10PlusPresentFlag"))
    denied = frozenset({DynamicRange.HDR10_PLUS} if plus is False else ())
    profile = some(stream.get("DvProfile"))
    if profile is None:
        return replace(said, plus=said.plus or bool(plus)), denied
    return Vision(
        dolby=True,
        profile=profile,
        compatibility=whole(stream.get("DvBlSignalCompatibilityId")),
        enhancement=flag(stream.get("ElPresentFlag")),
        transfer=text(stream.get("ColorTransfer")) or said.transfer,
        plus=said.plus or bool(plus),
    ), denied


def _heard(tracks: list[Row], quality: Quality) -> Quality:
    quality = replace(
        quality, languages=languages(text(row.get("Language")) for row in tracks)
    )
    # What people say about a film is not how it sounds.
    film = [row for row in tracks if "comment" not in _title(row)] or tracks
    track = best(each for each in map(_sound, film) if each)
    if track is None:
        return quality
    return replace(
        quality,
        audio=track.audio,
        channels=track.channels,
        atmos=track.atmos,
        dts_x=track.dts_x,
    )


def _title(track: Row) -> str:
    return text(track.get("Title")).casefold()


def _sound(track: Row) -> Sound | None:
    """Read a track. That nothing spatial was found says something only where a profile was."""
    profile = text(track.get("Profile"))
    spatial = text(track.get("AudioSpatialFormat"))
    words = {"DolbyAtmos": "Atmos", "DTSX": "DTS:X"}.get(spatial, "")
    found = sound(text(track.get("Codec")), profile, some(track.get("Channels")), words)
    looked = spatial == "None" and profile != ""
    if found and looked and found.atmos is None and found.audio in ("TrueHD", "DD+"):
        return replace(found, atmos=False)
    return found
