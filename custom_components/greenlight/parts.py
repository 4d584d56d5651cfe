"""From a subentry's stored data to the client, source or rule it describes."""

from collections.abc import Mapping
import logging
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_URL, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession

from .clients.base import Client
from .clients.qbittorrent import QBittorrent
from .const import (
    CONF_ACTION,
    CONF_CATEGORY,
    CONF_CLIENT,
    CONF_COOKIE,
    CONF_DOWNLOAD_LIMIT,
    CONF_ENABLED,
    CONF_EPISODES,
    CONF_EXCLUDE,
    CONF_FIRST_LAST,
    CONF_GROUPS,
    CONF_HEADERS,
    CONF_INBOX,
    CONF_INCLUDE,
    CONF_LANGUAGES,
    CONF_LIFETIME,
    CONF_MAX_SIZE,
    CONF_MAX_YEAR,
    CONF_MIN_SEEDERS,
    CONF_MIN_SIZE,
    CONF_MIN_YEAR,
    CONF_ORIGINS,
    CONF_RATIO_LIMIT,
    CONF_RESOLUTIONS,
    CONF_SAVE_PATH,
    CONF_SEASONS,
    CONF_SEEDING_TIME,
    CONF_SEQUENTIAL,
    CONF_SOURCES,
    CONF_STOPPED,
    CONF_TAGS,
    CONF_TITLES,
    CONF_UPLOAD_LIMIT,
    CONF_WATCH_FOLDER,
    CONF_WATCH_SAVE_PATH,
    DEFAULT_LIFETIME,
    GIB,
    KIB,
)
from .engine.media import MediaType
from .engine.pattern import read_terms
from .engine.quality import Source
from .engine.ranges import read_ranges
from .engine.rules import Action, DownloadOptions, Rule
from .ports import ClientSettings
from .sources.rss import RssSource

_LOGGER = logging.getLogger(__name__)


def new_session(hass: HomeAssistant, *, verify_ssl: bool = True) -> ClientSession:
    """Return a session without a cookie jar: cookies of two servers on one host would mix."""
    return async_create_clientsession(
        hass, verify_ssl=verify_ssl, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )


def build_client(session: ClientSession, data: Mapping[str, Any]) -> Client:
    """Return the download client that a subentry's data describes, not yet connected."""
    return QBittorrent(
        session,
        url=data[CONF_URL],
        username=data.get(CONF_USERNAME, ""),
        password=data.get(CONF_PASSWORD, ""),
        api_key=data.get(CONF_API_KEY, ""),
    )


def settings_of(subentry: ConfigSubentry) -> ClientSettings:
    """Return how a stored client is to be used."""
    return ClientSettings(name=subentry.title)


def inbox_of(subentry: ConfigSubentry) -> dict[str, MediaType]:
    """Return the media types of a client's inbox by category in lower case."""
    return {
        category.casefold(): media
        for media in MediaType
        for category in subentry.data.get(f"{CONF_INBOX}{media}", ())
    }


def watched_of(subentry: ConfigSubentry) -> tuple[str, str] | None:
    """Return a client's watched folder and where it finds the data, None if it has none."""
    folder = subentry.data.get(CONF_WATCH_FOLDER)
    return (folder, subentry.data[CONF_WATCH_SAVE_PATH]) if folder else None


def request_headers(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers a source's data asks for; lines without a colon were refused before."""
    headers = {}
    for line in data.get(CONF_HEADERS, ()):
        name, _, value = line.partition(":")
        headers[name.strip()] = value.strip()
    if cookie := data.get(CONF_COOKIE):
        headers["Cookie"] = cookie
    return headers


def build_source(
    session: ClientSession,
    source_id: str,
    data: Mapping[str, Any],
    validators: Mapping[str, str] | None = None,
) -> RssSource:
    """Return the source that a subentry's data describes."""
    return RssSource(
        session,
        source_id,
        data[CONF_URL],
        headers=request_headers(data),
        validators=validators,
    )


def build_rule(rule_id: str, name: str, data: Mapping[str, Any]) -> Rule:
    """Return the rule that a subentry's data describes.

    Raises ``ValueError``: ``PatternError``, ``RangesError`` or that of a choice that is none.
    """
    return Rule(
        id=rule_id,
        name=name,
        enabled=data.get(CONF_ENABLED, True),
        sources=frozenset(data.get(CONF_SOURCES, ())),
        include=read_terms(data.get(CONF_INCLUDE, ())),
        exclude=read_terms(data.get(CONF_EXCLUDE, ())),
        min_size=_scaled(data.get(CONF_MIN_SIZE), GIB),
        max_size=_scaled(data.get(CONF_MAX_SIZE), GIB),
        min_seeders=_scaled(data.get(CONF_MIN_SEEDERS), 1),
        titles=tuple(data.get(CONF_TITLES, ())),
        min_year=data.get(CONF_MIN_YEAR),
        max_year=data.get(CONF_MAX_YEAR),
        seasons=read_ranges(data.get(CONF_SEASONS, "")),
        episodes=read_ranges(data.get(CONF_EPISODES, "")),
        resolutions=frozenset(map(int, data.get(CONF_RESOLUTIONS, ()))),
        origins=frozenset(map(Source, data.get(CONF_ORIGINS, ()))),
        groups=frozenset(data.get(CONF_GROUPS, ())),
        languages=frozenset(data.get(CONF_LANGUAGES, ())),
        action=Action(data.get(CONF_ACTION, Action.ASK)),
        lifetime=data.get(CONF_LIFETIME, DEFAULT_LIFETIME) * 3600.0,
        client=data.get(CONF_CLIENT) or None,
        options=DownloadOptions(
            category=data.get(CONF_CATEGORY, ""),
            save_path=data.get(CONF_SAVE_PATH, ""),
            tags=tuple(data.get(CONF_TAGS, ())),
            stopped=data.get(CONF_STOPPED, False),
            sequential=data.get(CONF_SEQUENTIAL, False),
            first_last=data.get(CONF_FIRST_LAST, False),
            ratio_limit=data.get(CONF_RATIO_LIMIT),
            seeding_time=_scaled(data.get(CONF_SEEDING_TIME), 1),
            download_limit=_scaled(data.get(CONF_DOWNLOAD_LIMIT), KIB),
            upload_limit=_scaled(data.get(CONF_UPLOAD_LIMIT), KIB),
        ),
    )


def rule_of(subentry: ConfigSubentry) -> Rule:
    """Return the rule of a stored subentry; one that cannot be read any more is off."""
    try:
        return build_rule(subentry.subentry_id, subentry.title, subentry.data)
    except ValueError as err:
        _LOGGER.error("Rule %s is off until it is saved again: %s", subentry.title, err)
        return Rule(id=subentry.subentry_id, name=subentry.title, enabled=False)


def _scaled(value: float | None, unit: int) -> int | None:
    return None if value is None else int(value * unit)
