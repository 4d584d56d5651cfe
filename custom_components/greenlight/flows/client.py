"""How a person adds and changes a download client."""

from contextlib import suppress
from functools import partialmethod
from pathlib import Path
from typing import Any, Final, Protocol as Interface, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import (
    CONF_API_KEY,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
    CONF_WEBHOOK_ID,
)
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..clients.base import Space
from ..clients.common.http import user_info
from ..clients.errors import Banned, ClientError, InvalidAuth
from ..const import (
    CONF_CATEGORY_SPEEDS,
    CONF_FROM_ANYWHERE,
    CONF_HA_PATHS,
    CONF_RESERVE,
    CONF_RESERVE_PERCENT,
    CONF_TAGS,
    CONF_TYPE,
    CONF_WATCH_FOLDER,
    CONF_WATCH_SAVE_PATH,
)
from ..engine.home.paths import read_paths, written
from ..engine.media import MediaType
from ..hub import Hub
from ..parts import client_settings as settings
from ..parts.kinds import (
    CLIENT_KINDS,
    ClientKind,
    build_client,
    client_type,
    new_session,
)
from ..parts.setting import ENABLED, text
from ..presentation.texts import Texts
from .address import full_address, known_url, read_proxy, read_url, telling_host
from .client_finished import FinishedFlow
from .fields import Fields, fields, folded
from .part import Doubts, Refused, Values, read_all, tidy, words
from .paths import (
    here,
    known_paths,
    read_lines,
    suggested_here,
    told_saved,
    unseen,
    wrong_folder,
)

NO_SPACE: Final = Space()
# What is looked at again when one of it is refused.
TOGETHER: Final = (
    # All of it at once would not fit on a phone.
    (CONF_NAME, CONF_URL, CONF_VERIFY_SSL),
    (CONF_USERNAME, CONF_PASSWORD, CONF_API_KEY),
    (CONF_RESERVE, CONF_RESERVE_PERCENT),
    tuple(setting.key for setting in settings.INBOX.values()),
    (CONF_WATCH_FOLDER, CONF_WATCH_SAVE_PATH),
)
# What has to do with user, password or key; all else has to do with the address.
LOGIN_ERRORS: Final = frozenset({Banned.key, InvalidAuth.key})

# What each kind has its own words for, because what helps is another thing in each.
OWN_WORDS: Final = frozenset({"banned", "host_rejected", "invalid_auth", "too_old"})
_SECRETS: Final = {
    key for key, setting in settings.CREDENTIALS.items() if setting.secret
}
_PATHS: Final = "paths"
# The name is the subentry's, and only one kind of login is kept.
_NOT_KEPT: Final = frozenset({CONF_NAME, CONF_USERNAME, CONF_PASSWORD, CONF_API_KEY})


def credential_fields(kind: ClientKind) -> Fields:
    """Return a field for each credential; none is required, as a stored one may stay."""
    return fields(settings.CREDENTIALS[key] for key in kind.credentials)


def client_fields(kind: ClientKind) -> Fields:
    """Return the form of a kind. Only what can be had of it is asked for."""
    sections = settings.sections(torrents=kind.torrents, seeds=kind.seeds)
    return {
        **fields([settings.URL]),
        **credential_fields(kind),
        **fields([settings.VERIFY_SSL]),
        **{
            # Older forms did not have it.
            (vol.Optional if name == _PATHS else vol.Required)(name): folded(asked)
            for name, asked in sections.items()
        },
    }


def facts(client: str, free: str = "", saved: str = "") -> dict[str, str]:
    """Return what the texts of a form leave open about a type of client.

    ``free`` is a sentence on its disk, ``saved`` one on its folders; there is none before the client
    was asked.
    """
    kind = CLIENT_KINDS[client]
    example = f"192.168.1.20:{kind.port}"
    return {
        "client": kind.name,
        "example": example,
        "free": free,
        "saved": saved,
    }


def read_client(client: str, values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a client from what was filled in. Raises ``Refused``."""
    address = full_address(values)
    read = read_all(
        lambda: {CONF_URL: read_url(address)},
        lambda: _read_inbox(values),
        lambda: _read_watched(values),
        lambda: {CONF_HA_PATHS: read_lines(CONF_HA_PATHS, values)},
    )
    username, password = user_info(address)
    login = {CONF_USERNAME: username, CONF_PASSWORD: password} | tidy(values)
    kept = {key: value for key, value in values.items() if key not in _NOT_KEPT}
    return tidy(
        {
            CONF_TYPE: client,
            ENABLED.key: stored.get(ENABLED.key),
            CONF_CATEGORY_SPEEDS: stored.get(CONF_CATEGORY_SPEEDS),
            CONF_WEBHOOK_ID: stored.get(CONF_WEBHOOK_ID),
            CONF_FROM_ANYWHERE: stored.get(CONF_FROM_ANYWHERE),
            **kept,
            **read,
            **read_login(client, login, stored),
            **_read_proxy(client, address, read[CONF_URL], stored),
            CONF_TAGS: words(CONF_TAGS, values),
        }
    )


def _read_proxy(client: str, address: str, url: str, stored: Values) -> dict[str, str]:
    """Return the login in an address: a proxy may want it, whatever the client's own is."""
    if CLIENT_KINDS[client].login_in_header:
        return {}
    return read_proxy(address, url, stored)


def read_login(client: str, values: Values, stored: Values) -> dict[str, str]:
    """Return either key or user and password, whichever the type of client takes.

    A secret that was left empty is the stored one.
    """
    taken = CLIENT_KINDS[client].credentials
    given = {key: values.get(key, "") for key in taken}
    api_key = given.get(CONF_API_KEY, "").strip()
    username = given.get(CONF_USERNAME, "").strip()
    password = given.get(CONF_PASSWORD, "")
    if api_key:
        return {CONF_API_KEY: api_key}
    if username or password:
        return {
            CONF_USERNAME: username,
            CONF_PASSWORD: password or stored.get(CONF_PASSWORD, ""),
        }
    return {CONF_API_KEY: stored.get(CONF_API_KEY, "")}


def _read_watched(values: Values) -> dict[str, str]:
    folder = values.get(CONF_WATCH_FOLDER, "").strip()
    save_path = values.get(CONF_WATCH_SAVE_PATH, "").strip()
    if folder and not save_path:
        raise Refused(CONF_WATCH_SAVE_PATH, "save_path_missing")
    return {
        CONF_WATCH_FOLDER: folder and str(Path(folder)),
        CONF_WATCH_SAVE_PATH: save_path,
    }


def _read_inbox(values: Values) -> dict[str, list[str]]:
    """Return the categories of each media type. Raises ``Refused`` for one that is in two."""
    inbox = {}
    seen: dict[str, MediaType] = {}
    for media, setting in settings.INBOX.items():
        field = setting.key
        categories = {
            line.strip().casefold(): line.strip()
            for line in values.get(field, [])
            if line.strip()
        }
        for plain, category in categories.items():
            if plain in seen:
                raise Refused(field, "category_twice", category=category)
            seen[plain] = media
        inbox[field] = list(categories.values())
    return inbox


async def async_check_folder(hass: HomeAssistant, data: Values) -> None:
    """Look whether folders of this machine can be read and may be. Raises ``Refused``."""
    named = [(CONF_WATCH_FOLDER, data.get(CONF_WATCH_FOLDER, ""))]
    named += [
        (CONF_HA_PATHS, folder) for _, folder in read_paths(data.get(CONF_HA_PATHS, ()))
    ]
    for field, folder in named:
        if folder and (
            wrong := await hass.async_add_executor_job(wrong_folder, hass, folder)
        ):
            raise Refused(field, wrong, folder=folder)


async def async_try_client(hass: HomeAssistant, data: Values) -> Space:
    """Connect to a client once, and return what it tells of its disk. Raises ``Refused``."""
    session = new_session(hass, verify_ssl=data[CONF_VERIFY_SSL])
    client = build_client(session, data)
    try:
        await client.connect()
        space = NO_SPACE
        with suppress(ClientError):
            # It works, and what it does not tell now it will tell when it runs.
            space = await client.space()
    except ClientError as err:
        own = f"_{client_type(data)}" if err.key in OWN_WORDS else ""
        field = _login_field(data) if err.key in LOGIN_ERRORS else CONF_URL
        raise Refused(field, f"{err.key}{own}", detail=err.detail) from err
    finally:
        await client.close()
        session.detach()
    return space


def _login_field(data: Values) -> str:
    """Return the field of whichever login was tried, or that a type of client asks for."""
    credentials = CLIENT_KINDS[client_type(data)].credentials
    tried = data.get(CONF_API_KEY) or CONF_PASSWORD not in credentials
    return CONF_API_KEY if tried else CONF_PASSWORD


def settle_reserve(
    data: dict[str, Any], space: Space, doubts: Doubts, texts: Texts
) -> None:
    """Keep free what is usual where nothing was filled in, and doubt what leaves nothing.

    Raises ``Refused``.
    """
    data.setdefault(CONF_RESERVE, settings.usual_reserve(space.free))
    kept = settings.kept_free(data, space.total)
    if space.free is None or kept < space.free or not kept:
        return
    percent = data.get(CONF_RESERVE_PERCENT) is not None and space.total is not None
    field = CONF_RESERVE_PERCENT if percent else CONF_RESERVE
    told = {"kept": texts.size(kept), "free": texts.size(space.free)}
    doubts.raise_once(field, "no_room_left", kept, **told)


class _AsksForClient(Interface):
    async def async_client(
        self, client: str, user_input: dict[str, Any] | None = None
    ) -> Any:
        """Show the form of a type of client, and take what was filled in."""


def asks_for_client[Flow: _AsksForClient](flow: type[Flow]) -> type[Flow]:
    """Give a flow a step for each type of client, so that a menu can lead there."""
    for client in CLIENT_KINDS:
        setattr(flow, f"async_step_{client}", partialmethod(flow.async_client, client))
    return flow


@asks_for_client
class ClientFlow(FinishedFlow):
    """Adds and changes a download client."""

    together = TOGETHER

    _client: str
    # What is suggested for it, from what it has saved.
    _seen: tuple[str, ...] = ()

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which program it is."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(step_id="user", menu_options=list(CLIENT_KINDS))

    @override
    async def async_step_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        return await self.async_client(client_type(self._stored))

    async def async_client(
        self, client: str, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the form of a type of client, and take what was filled in."""
        self._client = client
        if user_input is None and self._loaded and self._changed:
            known = known_paths(self._hub, self._changed.subentry_id)
            pair = await suggested_here(self.hass, known)
            self._seen = written([pair] if pair else [])
        told = facts(client, self._told_free(), self._told_saved())
        return await self._async_form(user_input, step_id=client, **told)

    def _told_saved(self) -> str:
        if not (self._loaded and self._changed):
            return ""
        known = known_paths(self._hub, self._changed.subentry_id)
        return told_saved(self._hub.texts, known)

    @property
    def _hub(self) -> Hub:
        hub: Hub = self._get_entry().runtime_data
        return hub

    def _told_free(self) -> str:
        if not (self._loaded and self._changed):
            return ""
        hub = self._hub
        free = hub.texts.size(hub.gate.room.known(self._changed.subentry_id).free)
        return hub.texts.text("free_now", free=free) + " " if free else ""

    @override
    def _schema(self) -> vol.Schema:
        form = client_fields(CLIENT_KINDS[self._client])
        return vol.Schema({**fields([text(CONF_NAME)]), **form})

    @override
    def _suggested(self) -> Values:
        if self._changed is None:
            taken = {subentry.unique_id for subentry in self._others()}
            name = self._names().distinct(CLIENT_KINDS[self._client].name)
            named = tidy({CONF_NAME: name})
            return named | known_url(self.hass, self._client, taken)
        shown = super()._suggested()
        seen = {CONF_HA_PATHS: list(self._seen)} if self._seen else {}
        return seen | {key: shown[key] for key in shown if key not in _SECRETS}

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        data = read_client(self._client, values, self._stored)
        url = data[CONF_URL]
        self._refuse_double(CONF_URL, url)
        self._refuse_shared_folder(data.get(CONF_WATCH_FOLDER))
        await async_check_folder(self.hass, data)
        kind = CLIENT_KINDS[self._client]
        name = self._read_name(values, kind.name, *telling_host(url))
        space = await async_try_client(self.hass, data)
        settle_reserve(data, space, self.doubts, await Texts.async_load(self.hass))
        await self._doubt_paths(data)
        return await self._async_finish(name, data, url)

    async def _doubt_paths(self, data: Values) -> None:
        """Doubt a line that leads to where nothing is of what the client has saved. Raises ``Refused``."""
        if self._changed is None:
            return
        pairs = read_paths(data.get(CONF_HA_PATHS, ()))
        known = known_paths(self._hub, self._changed.subentry_id)
        if path := await unseen(pairs, known, here(self.hass)):
            self.doubts.raise_once(CONF_HA_PATHS, "paths_not_here", path, path=path)

    def _refuse_shared_folder(self, folder: str | None) -> None:
        """Refuse a folder that another client watches: both would take what is in it."""
        for other in self._others():
            if folder and folder == other.data.get(CONF_WATCH_FOLDER):
                raise Refused(CONF_WATCH_FOLDER, "folder_taken", name=other.title)
