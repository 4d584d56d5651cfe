"""What can be set for a download client, and how that is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import (
    CONF_API_KEY,
    CONF_PASSWORD,
    CONF_TIMEOUT,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
    CONF_WEBHOOK_ID,
)

from .. import const
from ..engine.home.paths import read_paths
from ..engine.media import MediaType
from ..gate.ports import ClientSettings, OnFailure, reserved
from .setting import (
    ENABLED,
    GB,
    HOUR,
    MB,
    MINUTE,
    Setting,
    UnusablePart,
    default_of,
    lines,
    number,
    one_of,
    secret,
    switch,
    text,
)

# The limits of a category, as they are stored.
DOWNLOAD: Final = "download"
UPLOAD: Final = "upload"

_MAX_GB: Final = 1_000_000
_MAX_HOURS: Final = 720
_MAX_MINUTES: Final = 10_080


def _usual(name: str) -> Any:
    return default_of(ClientSettings, name)


URL: Final = text(CONF_URL, required=True)
VERIFY_SSL: Final = switch(CONF_VERIFY_SSL, default=True)
CREDENTIALS: Final = {
    CONF_USERNAME: text(CONF_USERNAME),
    CONF_PASSWORD: secret(CONF_PASSWORD),
    CONF_API_KEY: secret(CONF_API_KEY),
}
# Seconds between polls when nothing, and when one of our downloads, is running.
IDLE_INTERVAL: Final = number(const.CONF_IDLE_INTERVAL, 10, 600, "s", default=30)
ACTIVE_INTERVAL: Final = number(const.CONF_ACTIVE_INTERVAL, 2, 60, "s", default=5)
# Seconds until an answer counts as none.
TIMEOUT: Final = number(CONF_TIMEOUT, 5, 300, "s", default=30)
# 1 comes first.
PRIORITY: Final = number(const.CONF_PRIORITY, 1, 50, default=_usual("priority"))
TAGS: Final = lines(const.CONF_TAGS)
# Left out of a form, it is what `usual_reserve` says.
RESERVE: Final = number(
    const.CONF_RESERVE,
    0,
    _MAX_GB,
    "GB",
    default=_usual("reserve"),
    required=False,
    scale=GB,
)
# The part of what is free that is kept free at most, unless a person says otherwise.
RESERVE_SHARE: Final = 4
RESERVE_PERCENT: Final = number(const.CONF_RESERVE_PERCENT, 1, 99, "%")
METADATA_TIMEOUT: Final = number(
    const.CONF_METADATA_TIMEOUT,
    0,
    _MAX_HOURS,
    "h",
    default=_usual("metadata_timeout"),
    scale=HOUR,
)
STALLED_TIMEOUT: Final = number(
    const.CONF_STALLED_TIMEOUT,
    0,
    _MAX_HOURS,
    "h",
    default=_usual("stalled_timeout"),
    scale=HOUR,
)
ERROR_TIMEOUT: Final = number(
    const.CONF_ERROR_TIMEOUT,
    0,
    _MAX_MINUTES,
    "min",
    default=_usual("error_timeout"),
    scale=MINUTE,
)
ON_FAILURE: Final = one_of(
    const.CONF_ON_FAILURE, OnFailure, "on_failure", _usual("on_failure")
)
KEEP_PRIVATE: Final = switch(const.CONF_KEEP_PRIVATE, default=_usual("keep_private"))
# The categories that hold each media type.
INBOX: Final[Mapping[MediaType, Setting]] = {
    media: lines(f"{const.CONF_INBOX}{media}") for media in MediaType
}
WATCH_FOLDER: Final = text(const.CONF_WATCH_FOLDER)
WATCH_SAVE_PATH: Final = text(const.CONF_WATCH_SAVE_PATH)
# Lines of folders: as the client sees them, and as Home Assistant does.
HA_PATHS: Final = lines(const.CONF_HA_PATHS)


def sections(*, torrents: bool, seeds: bool) -> dict[str, tuple[Setting, ...]]:
    """Return what the folded sections of a client's form ask for."""
    waits = (METADATA_TIMEOUT, STALLED_TIMEOUT, ERROR_TIMEOUT)
    found = {
        "polling": (IDLE_INTERVAL, ACTIVE_INTERVAL, TIMEOUT),
        "choosing": (PRIORITY, TAGS),
        "disk": (RESERVE, RESERVE_PERCENT),
        "failures": (*waits, ON_FAILURE, KEEP_PRIVATE) if torrents else (ON_FAILURE,),
        "inbox": tuple(INBOX.values()),
    }
    if seeds:
        found["seeding"] = (WATCH_FOLDER, WATCH_SAVE_PATH)
    found["paths"] = (HA_PATHS,)
    return found


def usual_reserve(free: int | None) -> float:
    """Return how many GB are kept free where nobody says; ``free`` are the bytes free now.

    Keeping more free than there is would stop everything on a small disk.
    """
    usual: float = RESERVE.default
    if free is None:
        return usual
    return min(usual, round(free / RESERVE_SHARE / GB, 1))


def kept_free(data: Mapping[str, Any], total: int | None) -> int:
    """Return the bytes that have to stay free, on a disk of so many bytes where that is known."""
    return reserved(RESERVE.scaled(data) or 0, RESERVE_PERCENT.of(data), total)


def settings_of(subentry: ConfigSubentry) -> ClientSettings:
    """Return how a stored client is to be used. Raises ``UnusablePart``."""
    try:
        # All of it, whether or not it belongs to these: later is too late.
        for section in sections(torrents=True, seeds=True).values():
            for setting in section:
                setting.of(subentry.data)
        return _read(subentry.title, subentry.data)
    except (TypeError, ValueError, AttributeError, ArithmeticError) as err:
        raise UnusablePart(str(err)) from err


def _read(name: str, data: Mapping[str, Any]) -> ClientSettings:
    return ClientSettings(
        name=name,
        enabled=ENABLED.of(data),
        ha_paths=read_paths(HA_PATHS.of(data)),
        category_speeds={
            category.casefold(): (_speed(kept, DOWNLOAD), _speed(kept, UPLOAD))
            for category, kept in category_speeds(data).items()
        },
        priority=PRIORITY.of(data),
        tags=frozenset(TAGS.of(data)),
        reserve=RESERVE.scaled(data) or 0,
        reserve_percent=RESERVE_PERCENT.of(data),
        metadata_timeout=METADATA_TIMEOUT.seconds(data),
        stalled_timeout=STALLED_TIMEOUT.seconds(data),
        error_timeout=ERROR_TIMEOUT.seconds(data),
        on_failure=OnFailure(ON_FAILURE.of(data)),
        keep_private=KEEP_PRIVATE.of(data),
    )


def category_speeds(data: Mapping[str, Any]) -> Mapping[str, Mapping[str, float]]:
    """Return the speed limits of categories as they are stored, in MB/s."""
    kept: Mapping[str, Mapping[str, float]] = data.get(const.CONF_CATEGORY_SPEEDS, {})
    return kept


def with_category_speed(
    data: Mapping[str, Any], category: str, limits: Mapping[str, float]
) -> dict[str, Any]:
    """Return the data of a client with other limits, in MB/s, for a category; 0 is none."""
    kept = dict(category_speeds(data))
    for name in [name for name in kept if name.casefold() == category.casefold()]:
        limits = {**kept.pop(name), **limits}
    if limits := {name: limit for name, limit in limits.items() if limit}:
        kept[category] = limits
    others = {key: data[key] for key in data if key != const.CONF_CATEGORY_SPEEDS}
    return {**others, const.CONF_CATEGORY_SPEEDS: kept} if kept else others


def _speed(kept: Mapping[str, float], name: str) -> int | None:
    limit = kept.get(name)
    return None if limit is None else round(float(limit) * MB)


def polled_every(subentry: ConfigSubentry, *, active: bool) -> timedelta:
    """Return how long to wait between two polls of a client."""
    setting = ACTIVE_INTERVAL if active else IDLE_INTERVAL
    return timedelta(seconds=setting.bounded(subentry.data))


def inbox_of(subentry: ConfigSubentry) -> dict[str, MediaType]:
    """Return the media types of a client's inbox by category in lower case."""
    return {
        category.casefold(): media
        for media, setting in INBOX.items()
        for category in setting.of(subentry.data)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """By what a client says that something has finished: who knows it may have us look, from where we say."""

    webhook_id: str = field(repr=False)
    from_anywhere: bool


def called_by(subentry: ConfigSubentry) -> Called | None:
    """Return by what a client calls, None if it does not, or if what is stored of it cannot be read."""
    webhook_id = subentry.data.get(CONF_WEBHOOK_ID)
    if not isinstance(webhook_id, str) or not webhook_id:
        return None
    anywhere = subentry.data.get(const.CONF_FROM_ANYWHERE)
    return Called(webhook_id=webhook_id, from_anywhere=anywhere is True)


def watched_of(subentry: ConfigSubentry) -> tuple[str, str] | None:
    """Return a client's watched folder and where it finds the data, None if it has none."""
    folder = WATCH_FOLDER.of(subentry.data)
    return (folder, WATCH_SAVE_PATH.of(subentry.data)) if folder else None
