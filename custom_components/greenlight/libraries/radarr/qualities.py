"""Radarr's names of qualities. Its numbers are not Sonarr's, and change their meaning."""

from typing import Any, Final

from ...engine.quality.quality import Quality, Source
from ..common.values import of, some, text

_SOURCES: Final = {
    "cam": Source.CAM,
    "telesync": Source.TELESYNC,
    "telecine": Source.TELECINE,
    "workprint": Source.WORKPRINT,
    "dvd": Source.DVD,
    "webdl": Source.WEBDL,
    "webrip": Source.WEBRIP,
    "bluray": Source.BLURAY,
}
_MODIFIERS: Final = {
    "remux": Source.REMUX,
    "brdisk": Source.DISC,
    "screener": Source.SCREENER,
    "rawhd": Source.HDTV,
}
_HD: Final = 720


def named(quality: Any) -> Quality:
    """Return what a quality of Radarr's means, by source, modifier and resolution."""
    lines = some(of(quality, "resolution"))
    said = text(of(quality, "source")).casefold()
    source = _SOURCES.get(said)
    if said == "tv":
        source = Source.HDTV if (lines or 0) >= _HD else Source.SDTV
    modifier = text(of(quality, "modifier")).casefold()
    return Quality(resolution=lines, source=_MODIFIERS.get(modifier, source))
