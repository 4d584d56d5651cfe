"""Sonarr's names of qualities. Its numbers are not Radarr's, and it has no modifiers."""

from typing import Any, Final

from ...engine.quality.quality import Quality, Source
from ..common.values import of, some, text

_SOURCES: Final = {
    "televisionraw": Source.HDTV,
    "web": Source.WEBDL,
    "webrip": Source.WEBRIP,
    "dvd": Source.DVD,
    "bluray": Source.BLURAY,
    "blurayraw": Source.REMUX,
}
_HD: Final = 720


def named(quality: Any) -> Quality:
    """Return what a quality of Sonarr's means, by source and resolution."""
    lines = some(of(quality, "resolution"))
    said = text(of(quality, "source")).casefold()
    source = _SOURCES.get(said)
    if said == "television":
        source = Source.HDTV if (lines or 0) >= _HD else Source.SDTV
    return Quality(resolution=lines, source=source)
