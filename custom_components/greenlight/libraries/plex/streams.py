"""What Plex says of a file: its ``Media`` in lists, and the ``Stream``s that only details have.

Attributes are left out where something is not so, and where the file was not looked at: what is
absent is not known. The attributes are those that PMS 1.43 answers, as its users have published.
"""

from dataclasses import replace
from typing import Final

from ...engine.quality.quality import Confidence, DynamicRange, Quality
from ..common.languages import languages
from ..common.loose import Row, rows
from ..common.streams import (
    HDR,
    Sound,
    Vision,
    best,
    channels,
    lines,
    sound,
    video_codec,
)
from ..common.values import flag, some, text, whole

_VIDEO: Final = 1
_AUDIO: Final = 2
_RESOLUTIONS: Final = {"8k": 4320, "4k": 2160, "sd": 480}
_DEPTHS: Final = {"10": 10, "12": 12}
_PLAIN: Final = frozenset({"main", "high", "baseline", "constrained baseline"})
_MINUTE: Final = 60_000


def measure(media: Row, parts: list[Row]) -> tuple[Quality, frozenset[DynamicRange]]:
    """Return what Plex has seen of a file, and which ranges that rules out."""
    quality = _by_media(media)
    streams = rows(parts[0].get("Stream"))
    if streams:
        quality = _by_streams(streams, quality)
    if quality.dynamic_range or quality.bit_depth != 8:
        return quality, frozenset()
    # Nothing that is brighter fits into eight bits.
    return replace(quality, dynamic_range=frozenset({DynamicRange.SDR})), HDR


def _by_media(media: Row) -> Quality:
    """Read what lists tell. Their sound is that of one track, which need not be the best."""
    track = _sound(text(media.get("audioCodec")), media, "audioProfile")
    duration = some(media.get("duration"))
    return Quality(
        resolution=_resolution(media),
        codec=video_codec(text(media.get("videoCodec"))),
        bit_depth=_depth(text(media.get("videoProfile"))),
        audio=track.audio if track else None,
        channels=channels(some(media.get("audioChannels"))) if track else None,
        runtime=round(duration / _MINUTE) if duration else None,
        confidence=dict.fromkeys(("audio", "channels"), Confidence.LIKELY),
    )


def _resolution(media: Row) -> int | None:
    if found := lines(some(media.get("width")), some(media.get("height"))):
        return found
    said = text(media.get("videoResolution")).casefold().removesuffix("p")
    return _RESOLUTIONS.get(said) or some(said)


def _depth(profile: str) -> int | None:
    if profile.casefold() in _PLAIN:
        return 8
    return next((bits for word, bits in _DEPTHS.items() if word in profile), None)


def _by_streams(streams: list[Row], quality: Quality) -> Quality:
    for stream in streams:
        if whole(stream.get("streamType")) == _VIDEO:
            quality = _picture(stream, quality)
            break
    tracks = [row for row in streams if whole(row.get("streamType")) == _AUDIO]
    spoken = languages(
        text(track.get("languageCode") or track.get("languageTag")) for track in tracks
    )
    quality = replace(quality, languages=spoken)
    # What people say about a film is not how it sounds.
    film = [row for row in tracks if "comment" not in _words(row).casefold()] or tracks
    heard = (_sound(text(row.get("codec")), row, "profile") for row in film)
    if track := best(each for each in heard if each):
        quality = replace(
            quality,
            audio=track.audio,
            channels=track.channels,
            atmos=track.atmos,
            dts_x=track.dts_x,
            confidence={
                name: sure
                for name, sure in quality.confidence.items()
                if name not in ("audio", "channels")
            },
        )
    return quality


def _sound(codec: str, row: Row, profile: str) -> Sound | None:
    return sound(codec, text(row.get(profile)), some(row.get("channels")), _words(row))


def _words(stream: Row) -> str:
    return " ".join(
        text(stream.get(name))
        for name in ("extendedDisplayTitle", "displayTitle", "title")
    )


def _picture(stream: Row, quality: Quality) -> Quality:
    seen = _vision(stream).quality()
    depth = some(stream.get("bitDepth")) or quality.bit_depth
    confidence = {**quality.confidence, **seen.confidence}
    ranges = seen.dynamic_range
    if not ranges and depth != 8 and text(stream.get("colorTrc")) == "bt709":
        # Profile 5 may be written so as well, where Plex has not looked for Dolby Vision.
        ranges = frozenset({DynamicRange.SDR})
        confidence["dynamic_range"] = Confidence.LIKELY
    size = lines(some(stream.get("width")), some(stream.get("height")))
    return replace(
        quality,
        resolution=size or quality.resolution,
        codec=video_codec(text(stream.get("codec"))) or quality.codec,
        bit_depth=depth,
        dynamic_range=ranges,
        profile=seen.profile,
        layer=seen.layer,
        confidence=confidence,
    )


def _vision(stream: Row) -> Vision:
    """Read the attributes, and where they are missing the text that Plex shows for them."""
    extended = text(stream.get("extendedDisplayTitle"))
    # Of the text, what somebody has written into the file proves nothing.
    if title := text(stream.get("title")):
        extended = extended.replace(title, "")
    shown = f"{text(stream.get('displayTitle'))} {extended}".casefold()
    transfer = text(stream.get("colorTrc"))
    plus = flag(stream.get("HDR10PlusPresent")) or "hdr10+" in shown
    if not transfer:
        if "hdr10" in shown:
            transfer = "smpte2084"
        elif "hlg" in shown:
            transfer = "arib-std-b67"
    profile = some(stream.get("DOVIProfile"))
    if profile is None and "dovi" in shown and "dovi/" not in shown:
        # Nothing below it is named, so there is nothing.
        profile = 5 if video_codec(text(stream.get("codec"))) == "h265" else None
    return Vision(
        dolby=flag(stream.get("DOVIPresent")) or "dovi" in shown,
        profile=profile,
        compatibility=whole(stream.get("DOVIBLCompatID")),
        enhancement=flag(stream.get("DOVIELPresent")),
        transfer=transfer,
        plus=bool(plus),
    )
