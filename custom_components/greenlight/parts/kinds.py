"""The registries: which programs and sites there are. The only place that knows concrete ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_create_clientsession
import yarl

from ..clients.base import Client, Feature
from ..clients.nzbget.client import NZBGet
from ..clients.qbittorrent.client import QBittorrent
from ..clients.sabnzbd.client import SABnzbd
from ..clients.transmission.client import Transmission
from ..const import CONF_PROXY_PASSWORD, CONF_PROXY_USERNAME, CONF_TYPE
from ..engine.release import Protocol
from ..libraries.base import Library
from ..libraries.common.access import Access
from ..libraries.jellyfin.library import Jellyfin
from ..libraries.plex.library import Plex
from ..libraries.radarr.library import Radarr
from ..libraries.sonarr.library import Sonarr
from ..sources.arr.source import ArrSource
from ..sources.base import Source
from ..sources.deciding import Decider
from ..sources.feed.source import RssSource
from ..sources.prowlarr.source import ProwlarrSource
from ..sources.push.source import PushSource
from ..sources.saved.source import SavedSource
from ..sources.torznab.address import split_key
from ..sources.torznab.source import TorznabSource
from . import library_settings, push_settings, source_settings
from .client_settings import CREDENTIALS, TIMEOUT, URL
from .saved import Searching
from .setting import UnusablePart


class UnknownKind(UnusablePart):
    """Nothing here is made of that."""

    def __init__(self, kind: str) -> None:
        """Name the kind of part, or of client."""
        super().__init__(f"this version knows no {kind or 'part without a type'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKind:
    """A program that downloads: its name, who talks to it, what it asks for and its usual port.

    ``login_in_header`` says that its own login travels where one of a proxy would.
    """

    name: str
    client: type[Client]
    credentials: tuple[str, ...]
    port: int
    login_in_header: bool = False

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
        login_in_header=True,
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
        login_in_header=True,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryKind:
    """A program that knows what people have: its name, its usual port, and who talks to it.

    The last is made of a session, where it is, and the id of the server that was set up.
    """

    name: str
    port: int
    make: Callable[[ClientSession, Access, str], Library]


# As what we are known to a media server, always the same.
_OURS: Final = "greenlight"

# By the type that is stored, which is also the domain of Home Assistant's own integration for it.
LIBRARY_KINDS: Final[Mapping[str, LibraryKind]] = {
    "radarr": LibraryKind(
        name="Radarr",
        port=7878,
        make=lambda session, access, known: Radarr(session, access),
    ),
    "sonarr": LibraryKind(
        name="Sonarr",
        port=8989,
        make=lambda session, access, known: Sonarr(session, access),
    ),
    "plex": LibraryKind(
        name="Plex",
        port=32400,
        make=lambda session, access, known: Plex(
            session, access, client_id=_OURS, known=known
        ),
    ),
    "jellyfin": LibraryKind(
        name="Jellyfin",
        port=8096,
        make=lambda session, access, known: Jellyfin(
            session, access, device_id=_OURS, known=known
        ),
    ),
}


def client_type(data: Mapping[str, Any]) -> str:
    """Return the type of the client or library that a subentry's data describes."""
    kind: str = data.get(CONF_TYPE, "")
    return kind


def source_type(data: Mapping[str, Any]) -> str:
    """Return the type of the source that a subentry's data describes."""
    kind: str = data.get(CONF_TYPE, FEED)
    return kind


def new_session(hass: HomeAssistant, *, verify_ssl: bool = True) -> ClientSession:
    """Return a session without a cookie jar: cookies of two servers on one host would mix."""
    return async_create_clientsession(
        hass, verify_ssl=verify_ssl, auto_cleanup=False, cookie_jar=DummyCookieJar()
    )


def build_client(session: ClientSession, data: Mapping[str, Any]) -> Client:
    """Return the download client that a subentry's data describes, not yet connected.

    Raises ``UnknownKind``.
    """
    name = client_type(data)
    if name not in CLIENT_KINDS:
        raise UnknownKind(name)
    kind = CLIENT_KINDS[name]
    make: Callable[..., Client] = kind.client
    credentials = {key: CREDENTIALS[key].of(data) or "" for key in kind.credentials}
    timeout = float(TIMEOUT.of(data))
    return make(session, url=_address(data), timeout=timeout, **credentials)


def _address(data: Mapping[str, Any]) -> str:
    """Return the address with the login of a proxy in it, where there is one."""
    url: str = URL.of(data)
    username = data.get(CONF_PROXY_USERNAME, "")
    password = data.get(CONF_PROXY_PASSWORD, "")
    if not (username or password):
        return url
    return str(yarl.URL(url).with_user(str(username)).with_password(str(password)))


def indexer_address(text: str) -> tuple[str, str]:
    """Split an indexer's address as people copy it: where it is asked, and the key that was in it.

    Raises ``ValueError`` for what is no address.
    """
    return split_key(text)


# Returns how the library with an id is asked that decides about releases.
type AsksLibrary = Callable[[str], Decider]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a source is made of: a session, its id, its name, its data, and what it last saw.

    ``decider`` is for those that ask no server themselves, but a library, ``searching`` for those that
    have other sources searched.
    """

    session: ClientSession
    id: str
    data: Mapping[str, Any]
    name: str = ""
    validators: Mapping[str, str] | None = None
    decider: AsksLibrary | None = None
    searching: Searching | None = None


def build_source(
    session: ClientSession,
    source_id: str,
    data: Mapping[str, Any],
    validators: Mapping[str, str] | None = None,
    *,
    name: str = "",
    decider: AsksLibrary | None = None,
    searching: Searching | None = None,
) -> Source:
    """Return the source that a subentry's data describes, not yet looked at.

    Raises ``UnknownKind``.
    """
    kind = source_type(data)
    if kind not in SOURCE_KINDS:
        raise UnknownKind(kind)
    return SOURCE_KINDS[kind](
        Making(
            session=session,
            id=source_id,
            data=data,
            name=name,
            validators=validators,
            decider=decider,
            searching=searching,
        )
    )


def _feed(made: Making) -> Source:
    return RssSource(
        made.session,
        made.id,
        source_settings.URL.of(made.data),
        headers=source_settings.request_headers(made.data),
        validators=made.validators,
    )


def _torznab(made: Making) -> Source:
    return TorznabSource(
        made.session,
        made.id,
        source_settings.URL.of(made.data),
        key=source_settings.KEY.of(made.data) or "",
        name=made.name,
        categories=source_settings.categories(made.data),
        validators=made.validators,
    )


def _prowlarr(made: Making) -> Source:
    return ProwlarrSource(
        made.session,
        made.id,
        _address(made.data),
        key=source_settings.KEY.of(made.data) or "",
        chosen=source_settings.INDEXERS.of(made.data),
        categories=source_settings.categories(made.data),
        validators=made.validators,
    )


def _push(made: Making) -> Source:
    return PushSource(made.session, made.id, push_settings.posing_of(made.data))


def _arr(made: Making) -> Source:
    library = source_settings.LIBRARY.of(made.data)
    if made.decider is None:
        raise UnknownKind(ARR)
    decider = made.decider(library)
    return ArrSource(made.id, library, decider, validators=made.validators)


def _saved(made: Making) -> Source:
    if made.searching is None:
        raise UnknownKind(SEARCH)
    return SavedSource(
        made.id,
        query=made.searching.query,
        find=made.searching.find,
        every=made.searching.every,
        validators=made.validators,
    )


# By the type that is stored. Those that are older than types have none.
FEED: Final = "feed"
TORZNAB: Final = "torznab"
PROWLARR: Final = "prowlarr"
PUSH: Final = "push"
ARR: Final = source_settings.ARR
SEARCH: Final = source_settings.SEARCH
SOURCE_KINDS: Final[Mapping[str, Callable[[Making], Source]]] = {
    FEED: _feed,
    TORZNAB: _torznab,
    PROWLARR: _prowlarr,
    PUSH: _push,
    ARR: _arr,
    SEARCH: _saved,
}


def build_library(
    session: ClientSession, library_id: str, data: Mapping[str, Any]
) -> Library:
    """Return the library that a subentry's data describes, not yet asked anything.

    Raises ``UnknownKind``.
    """
    name = client_type(data)
    if name not in LIBRARY_KINDS:
        raise UnknownKind(name)
    access = Access(
        library=library_id,
        url=_address(data),
        key=library_settings.KEY.of(data) or "",
    )
    known = library_settings.SERVER_ID.of(data) or ""
    return LIBRARY_KINDS[name].make(session, access, known)
