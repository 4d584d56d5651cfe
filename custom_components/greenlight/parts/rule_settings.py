"""What can be set for a rule. Its sources and its client are stored by their ids."""

from enum import StrEnum
from typing import Final

from .. import const
from ..engine.asking import Asking
from ..engine.criteria import Audio, Channels, Codec, Extra, Profile
from ..engine.opinion import Ground
from ..engine.options import DownloadOptions, Layout, Priority
from ..engine.quality.quality import DynamicRange, Layer, Source
from ..engine.rules import Action, Rule
from .setting import (
    GB,
    HOUR,
    MB,
    Kind,
    Setting,
    default_of,
    lines,
    number,
    one_of,
    some_of,
    switch,
    text,
)

_MAX_GB: Final = 100_000
_MAX_MB: Final = 10_000
_MAX_VOTES: Final = 20
# How much one person's vote may count.
MOST_WEIGHT: Final = 10
_RESOLUTIONS: Final = (4320, 2160, 1440, 1080, 720, 576, 540, 480)


class Unanswered(StrEnum):
    """What nobody's answer is."""

    EXPIRE = "expire"
    APPROVE = "approve"


SOURCES: Final = lines(const.CONF_SOURCES)
CLIENT: Final = text(const.CONF_CLIENT)
INCLUDE: Final = lines(const.CONF_INCLUDE)
EXCLUDE: Final = lines(const.CONF_EXCLUDE)
MIN_SIZE: Final = number(const.CONF_MIN_SIZE, 0, _MAX_GB, "GB", step=0.001, scale=GB)
MAX_SIZE: Final = number(const.CONF_MAX_SIZE, 0, _MAX_GB, "GB", step=0.001, scale=GB)
MIN_SEEDERS: Final = number(const.CONF_MIN_SEEDERS, 0, 100_000)
OVERRULED: Final = some_of(const.CONF_OVERRULED, tuple(Ground), "ground")
TITLES: Final = lines(const.CONF_TITLES)
MIN_YEAR: Final = number(const.CONF_MIN_YEAR, 1880, 2100)
MAX_YEAR: Final = number(const.CONF_MAX_YEAR, 1880, 2100)
SEASONS: Final = text(const.CONF_SEASONS)
EPISODES: Final = text(const.CONF_EPISODES)
RESOLUTIONS: Final = some_of(
    const.CONF_RESOLUTIONS,
    tuple(str(lines) for lines in _RESOLUTIONS),
    labels=tuple(f"{lines}p" for lines in _RESOLUTIONS),
)
# The best comes first.
ORIGINS: Final = some_of(
    const.CONF_ORIGINS, tuple(one.value for one in reversed(Source)), "origin"
)
GROUPS: Final = lines(const.CONF_GROUPS)
UNWANTED_GROUPS: Final = lines(const.CONF_UNWANTED_GROUPS)
LANGUAGES: Final = lines(const.CONF_LANGUAGES)
RANGES: Final = some_of(
    const.CONF_RANGES,
    tuple(one.value for one in reversed(DynamicRange)),
    labels=("Dolby Vision", "HDR10+", "HDR10", "HLG", "SDR"),
)
PROFILES: Final = some_of(
    const.CONF_PROFILES,
    tuple(Profile),
    labels=("P5", "P7", "P8 (8.1, 8.2, 8.4)", "P8.1", "P8.4", "P10"),
)
LAYERS: Final = some_of(
    const.CONF_LAYERS, (Layer.FEL.value, Layer.MEL.value), labels=("FEL", "MEL")
)
CODECS: Final = some_of(
    const.CONF_CODECS,
    tuple(Codec),
    labels=(
        *("H.265 (HEVC, x265)", "H.264 (AVC, x264)", "AV1", "VP9"),
        *("VC-1", "MPEG-2", "XviD"),
    ),
)
AUDIOS: Final = some_of(
    const.CONF_AUDIOS,
    tuple(Audio),
    labels=(
        *("Dolby Atmos", "Dolby TrueHD", "DTS:X", "DTS-HD MA", "DTS-HD HRA", "DTS"),
        *("PCM, FLAC", "Dolby Digital Plus (DD+)", "Dolby Digital (DD)"),
        *("AAC", "Opus", "MP3"),
    ),
)
CHANNELS: Final = some_of(
    const.CONF_CHANNELS, tuple(Channels), labels=("7.1", "5.1", "2.0", "1.0")
)
EDITIONS: Final = lines(const.CONF_EDITIONS)
EXTRAS: Final = some_of(const.CONF_EXTRAS, tuple(Extra), "extra")
ACTION: Final = one_of(const.CONF_ACTION, Action, "action", default_of(Rule, "action"))
LIFETIME: Final = number(
    const.CONF_LIFETIME,
    1,
    168,
    "h",
    default=default_of(Rule, "lifetime"),
    scale=HOUR,
)
DECIDERS: Final = lines(const.CONF_DECIDERS)
NEED: Final = number(const.CONF_NEED, 1, _MAX_VOTES, default=default_of(Asking, "need"))
AGAINST: Final = number(
    const.CONF_AGAINST, 1, _MAX_VOTES, default=default_of(Asking, "against")
)
# One line for each: the id of a user, and how much their vote counts.
WEIGHTS: Final = lines(const.CONF_WEIGHTS)
UNANSWERED: Final = one_of(
    const.CONF_UNANSWERED, Unanswered, "unanswered", Unanswered.EXPIRE
)
CATEGORY: Final = text(const.CONF_CATEGORY)
SAVE_PATH: Final = text(const.CONF_SAVE_PATH)
TAGS: Final = lines(const.CONF_TAGS)
STOPPED: Final = switch(
    const.CONF_STOPPED, default=default_of(DownloadOptions, "stopped")
)
SEQUENTIAL: Final = switch(
    const.CONF_SEQUENTIAL, default=default_of(DownloadOptions, "sequential")
)
FIRST_LAST: Final = switch(
    const.CONF_FIRST_LAST, default=default_of(DownloadOptions, "first_last")
)
PRIORITY: Final = one_of(
    const.CONF_PRIORITY,
    Priority,
    "priority",
    default_of(DownloadOptions, "priority"),
    compact=True,
)
# Without one it is as the client does it by itself.
CONTENT_LAYOUT: Final = Setting(
    key=const.CONF_CONTENT_LAYOUT,
    kind=Kind.ONE_OF,
    options=tuple(one.name.lower() for one in Layout),
    translation="content_layout",
    compact=True,
)
RATIO_LIMIT: Final = number(const.CONF_RATIO_LIMIT, 0, 1000, step=0.01)
SEEDING_TIME: Final = number(const.CONF_SEEDING_TIME, 0, 525_600, "min")
INACTIVE_SEEDING_TIME: Final = number(
    const.CONF_INACTIVE_SEEDING_TIME, 0, 525_600, "min"
)
DOWNLOAD_LIMIT: Final = number(
    const.CONF_DOWNLOAD_LIMIT, 0.001, _MAX_MB, "MB/s", step=0.001, scale=MB
)
UPLOAD_LIMIT: Final = number(
    const.CONF_UPLOAD_LIMIT, 0.001, _MAX_MB, "MB/s", step=0.001, scale=MB
)

# What is stored of a rule that nobody has said anything special about.
USUAL: Final = {
    one.key: one.default for one in (ACTION, LIFETIME, STOPPED, SEQUENTIAL, FIRST_LAST)
}
# What narrows a rule; a range of years may hold nearly everything.
NARROWING: Final = (
    *(TITLES, SEASONS, EPISODES, RESOLUTIONS),
    *(ORIGINS, GROUPS, LANGUAGES),
    *(RANGES, PROFILES, LAYERS, CODECS),
    *(AUDIOS, CHANNELS, EDITIONS, EXTRAS),
)
# Without any of these a rule takes whatever comes.
CRITERIA: Final = (
    *(INCLUDE, EXCLUDE, MIN_SIZE, MAX_SIZE, MIN_SEEDERS),
    *(*NARROWING, MIN_YEAR, MAX_YEAR, UNWANTED_GROUPS),
)
# What the folded sections of a rule's form ask for.
READING: Final[tuple[Setting, ...]] = (
    *(TITLES, MIN_YEAR, MAX_YEAR, SEASONS, EPISODES),
    *(RESOLUTIONS, ORIGINS, GROUPS, UNWANTED_GROUPS, LANGUAGES),
)
PICTURE: Final[tuple[Setting, ...]] = (
    *(RANGES, PROFILES, LAYERS, CODECS),
    *(AUDIOS, CHANNELS, EDITIONS, EXTRAS),
)
ASKING: Final[tuple[Setting, ...]] = (NEED, AGAINST, WEIGHTS, UNANSWERED)
DOWNLOAD: Final[tuple[Setting, ...]] = (
    *(CATEGORY, SAVE_PATH, TAGS, PRIORITY),
    *(STOPPED, SEQUENTIAL, FIRST_LAST, CONTENT_LAYOUT),
)
LIMITS: Final[tuple[Setting, ...]] = (
    *(RATIO_LIMIT, SEEDING_TIME, INACTIVE_SEEDING_TIME),
    *(DOWNLOAD_LIMIT, UPLOAD_LIMIT),
)
