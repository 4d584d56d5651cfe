"""From a subentry's stored data to the client, source or rule it describes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import logging
from typing import Any, Final

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_URL, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession

from ..clients.base import Client, Feature
from ..clients.nzbget.client import NZBGet
from ..clients.qbittorrent.client import QBittorrent
from ..clients.sabnzbd.client import SABnzbd
from ..clients.transmission.client import Transmission
from ..const import (
    CONF_ACTION,
    CONF_CATEGORY,
    CONF_CLIENT,
    CONF_COOKIE,
    CONF_DOWNLOAD_LIMIT,
    CONF_ENABLED,
    CONF_EPISODES,
    CONF_ERROR_TIMEOUT,
    CONF_EXCLUDE,
    CONF_FIRST_LAST,
    CONF_GROUPS,
    CONF_HEADERS,
    CONF_INBOX,
    CONF_INCLUDE,
    CONF_KEEP_PRIVATE,
    CONF_LANGUAGES,
    CONF_LIFETIME,
    CONF_MAX_SIZE,
    CONF_MAX_YEAR,
    CONF_METADATA_TIMEOUT,
    CONF_MIN_SEEDERS,
    CONF_MIN_SIZE,
    CONF_MIN_YEAR,
    CONF_ON_FAILURE,
    CONF_ORIGINS,
    CONF_PRIORITY,
    CONF_RATIO_LIMIT,
    CONF_RESERVE,
    CONF_RESERVE_PERCENT,
    CONF_RESOLUTIONS,
    CONF_SAVE_PATH,
    CONF_SEASONS,
    CONF_SEEDING_TIME,
    CONF_SEQUENTIAL,
    CONF_SOURCES,
    CONF_STALLED_TIMEOUT,
    CONF_STOPPED,
    CONF_TAGS,
    CONF_TITLES,
    CONF_TYPE,
    CONF_UPLOAD_LIMIT,
    CONF_WATCH_FOLDER,
    CONF_WATCH_SAVE_PATH,
    DEFAULT_ERROR_TIMEOUT,
    DEFAULT_LIFETIME,
    DEFAULT_METADATA_TIMEOUT,
    DEFAULT_PRIORITY,
    DEFAULT_RESERVE,
    DEFAULT_STALLED_TIMEOUT,
    GB,
    GIB,
    KIB,
)
from ..engine.media import MediaType
from ..engine.options import DownloadOptions
from ..engine.pattern import read_terms
from ..engine.quality.quality import Source
from ..engine.ranges import read_ranges
from ..engine.release import Protocol
from ..engine.rules import Action, Rule
from ..gate.ports import ClientSettings, OnFailure
from ..sources.feed.source import RssSource

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKind:
    """A program that downloads: its name, who talks to it, what it asks for and its usual port."""

    name: str
    client: type[Client]
    credentials: tuple[str, ...]
    port: int

    @property
    def torrents(self) -> bool:
        """Tell whether it downloads torrents, not usenet posts."""
        return self.client.protocol is Protocol.TORRENT

    @property
    def seeds(self) -> bool:
        """Tell whether it can be given what is on its disk already."""
        return Feature.SEED in self.client.features


# By the type that is stored, which is also the domain of Home Assistant's own integration for it.
CLIENT_KINDS: Final[Mapping[str, ClientKind]] = {
    "qbittorrent": ClientKind(
        name="qBittorrent",
        client=QBittorrent,
        credentials=(CONF_USERNAME, CONF_PASSWORD, CONF_API_KEY),
        port=8080,
    ),
    "transmission": ClientKind(
        name="Transmission",
        client=Transmission,
        credentials=(CONF_USERNAME, CONF_PASSWORD),
        port=9091,
    ),
    "sabnzbd": ClientKind(
        name="SABnzbd",
        client=SABnzbd,
        credentials=(CONF_API_KEY,),
        port=8080,
    ),
    "nzbget": ClientKind(
        name="NZBGet",
        client=NZBGet,
        credentials=(CONF_USERNAME, CONF_PASSWORD),
        port=6789,
    ),
}
# What was stored before there was a choice.
FIRST_KIND: Final = "qbittorrent"


def client_type(data: Mapping[str, Any]) -> str:
    """Return the type of the client that a subentry's data describes."""
    kind: str = data.get(CONF_TYPE, FIRST_KIND)
    return kind


def new_session(hass: HomeAssistant, *, verify_ssl: bool = True) -> ClientSession:
    """Return a session without a cookie jar: cookies of two servers on one host would mix."""
    return async_create_clientsession(
        hass, verify_ssl=verify_ssl, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )


def build_client(session: ClientSession, data: Mapping[str, Any]) -> Client:
    """Return the download client that a subentry's data describes, not yet connected."""
    kind = CLIENT_KINDS[client_type(data)]
    make: Callable[..., Client] = kind.client
    credentials = {key: data.get(key, "") for key in kind.credentials}
    return make(session, url=data[CONF_URL], **credentials)


def settings_of(subentry: ConfigSubentry) -> ClientSettings:
    """Return how a stored client is to be used; data from before a setting has its default."""
    data = subentry.data
    return ClientSettings(
        name=subentry.title,
        priority=data.get(CONF_PRIORITY, DEFAULT_PRIORITY),
        tags=frozenset(data.get(CONF_TAGS, ())),
        reserve=int(data.get(CONF_RESERVE, DEFAULT_RESERVE) * GB),
        reserve_percent=data.get(CONF_RESERVE_PERCENT),
        metadata_timeout=_timeout(
            data.get(CONF_METADATA_TIMEOUT, DEFAULT_METADATA_TIMEOUT), 3600
        ),
        stalled_timeout=_timeout(
            data.get(CONF_STALLED_TIMEOUT, DEFAULT_STALLED_TIMEOUT), 3600
        ),
        error_timeout=_timeout(data.get(CONF_ERROR_TIMEOUT, DEFAULT_ERROR_TIMEOUT), 60),
        on_failure=OnFailure(data.get(CONF_ON_FAILURE, OnFailure.KEEP)),
        keep_private=data.get(CONF_KEEP_PRIVATE, True),
    )


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


def _timeout(value: float, unit: int) -> float | None:
    """Return a wait in seconds; 0 is never."""
    return float(value * unit) or None
