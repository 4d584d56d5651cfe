"""How a person adds and changes a library."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partialmethod
from itertools import islice
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import (
    CONF_API_KEY,
    CONF_NAME,
    CONF_TOKEN,
    CONF_URL,
    CONF_VERIFY_SSL,
)
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import CONF_PATHS, CONF_SERVER_ID, CONF_TYPE, CONF_USE_KNOWN_KEY
from ..engine.home.paths import folder_of, read_paths, written
from ..hub import Hub
from ..libraries.base import About
from ..libraries.errors import LibraryAuth, LibraryError, OldLogin, OtherServer
from ..libraries.imports import Imports
from ..parts import library_settings as settings
from ..parts.kinds import LIBRARY_KINDS, build_library, client_type, new_session
from ..parts.setting import ENABLED, text
from .address import full_address, own_url, read_proxy, read_url, telling_host
from .fields import Fields, fields, folded
from .part import PartFlow, Refused, Values, read_all, tidy
from .paths import known_paths, read_lines, suggested_there, told_saved, unseen

# What has to do with the key; all else has to do with the address.
KEY_ERRORS: Final = frozenset({LibraryAuth.key, OldLogin.key})
# What each kind has its own words for, because the key is found elsewhere in each.
OWN_WORDS: Final = frozenset({LibraryAuth.key})
KEY_FIELDS: Final[Fields] = fields([settings.KEY])
# Where Plex's own integration keeps what we want to know.
_SERVER_CONFIG: Final = "server_config"
# The section of the form, which an older one did not have.
_PATHS: Final = "folders"
# So many items say in which folders a library has them.
_SHOWN_FOLDERS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What Home Assistant's own integration knows of a server; not each of them has a key."""

    url: str
    key: str = field(default="", repr=False)
    verify_ssl: bool = True


def known(hass: HomeAssistant, kind: str) -> Iterator[Known]:
    """Yield the servers of a kind that Home Assistant's own integration uses."""
    for entry in hass.config_entries.async_entries(kind):
        data: Mapping[str, Any] = entry.data.get(_SERVER_CONFIG, entry.data)
        try:
            url = read_url(own_url(data, LIBRARY_KINDS[kind].port))
        except Refused:
            continue
        yield Known(
            url=url,
            key=str(data.get(CONF_API_KEY) or data.get(CONF_TOKEN) or ""),
            verify_ssl=bool(data.get(CONF_VERIFY_SSL, True)),
        )


def facts(kind: str) -> dict[str, str]:
    """Return what the texts of a form leave open about a type of library."""
    about = LIBRARY_KINDS[kind]
    return {"library": about.name, "example": f"192.168.1.20:{about.port}"}


def read_library(
    hass: HomeAssistant, kind: str, values: Values, stored: Values
) -> dict[str, Any]:
    """Return the data of a library from what was filled in. Raises ``Refused``."""
    address = full_address(values)
    read = read_all(
        lambda: {CONF_URL: read_url(address)},
        lambda: {CONF_API_KEY: _read_key(hass, kind, address, values, stored)},
        lambda: {CONF_PATHS: read_lines(CONF_PATHS, values)},
    )
    return tidy(
        {
            CONF_TYPE: kind,
            ENABLED.key: stored.get(ENABLED.key),
            CONF_VERIFY_SSL: values[CONF_VERIFY_SSL],
            CONF_SERVER_ID: stored.get(CONF_SERVER_ID),
            **read,
            **read_proxy(address, read[CONF_URL], stored),
        }
    )


def _read_key(
    hass: HomeAssistant, kind: str, address: str, values: Values, stored: Values
) -> str:
    """Return the key that was filled in, that of Home Assistant's own integration, or the stored.

    Somebody has to have said that it is to be taken from there, and it goes to no other address.
    Raises ``Refused`` if there is none.
    """
    if key := str(values.get(CONF_API_KEY, "")).strip():
        return key
    if values.get(CONF_USE_KNOWN_KEY):
        url = read_url(address)
        keys = [one.key for one in known(hass, kind) if one.url == url and one.key]
        if not keys:
            raise Refused(CONF_USE_KNOWN_KEY, "no_known_key")
        return keys[0]
    kept: str = stored.get(CONF_API_KEY, "")
    if not kept:
        raise Refused(CONF_API_KEY, "key_missing", library=LIBRARY_KINDS[kind].name)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a library has said when it was tried.

    ``unseen`` is what it does not see of what clients have saved, empty if that says nothing, and
    ``by_script`` whether a script of somebody's own imports there.
    """

    about: About
    unseen: str = ""
    by_script: bool = False


async def async_try_library(
    hass: HomeAssistant,
    library_id: str,
    data: Values,
    *,
    prefix: str = "",
    known: Iterable[str] = (),
) -> Tried:
    """Ask a library once who it is, and whether it lets us in. Raises ``Refused``.

    ``prefix`` is that of the errors' names where others have texts of their own for the same; ``known``
    is what clients have saved.
    """
    session = new_session(hass, verify_ssl=settings.VERIFY_SSL.of(data))
    kind = client_type(data)
    try:
        library = build_library(session, library_id, data)
        about = await library.about()
        server = data.get(CONF_SERVER_ID)
        if server and about.id and about.id != server:
            raise OtherServer(about.name)
        path, by_script = "", False
        if isinstance(library, Imports):
            pairs = read_paths(data.get(CONF_PATHS, ()))
            path = await unseen(pairs, known, library.sees)
            with suppress(LibraryError):
                # It says so some other time.
                by_script = (await library.import_habits()).by_script
    except LibraryError as err:
        own = f"_{kind}" if err.key in OWN_WORDS else ""
        where = CONF_API_KEY if err.key in KEY_ERRORS else CONF_URL
        raise Refused(where, f"{prefix}{err.key}{own}", detail=err.detail) from err
    finally:
        session.detach()
    return Tried(about=about, unseen=path, by_script=by_script)


class LibraryFlow(PartFlow):
    """Adds and changes a library."""

    together = (
        (
            *(CONF_NAME, CONF_URL, CONF_API_KEY, settings.USE_KNOWN_KEY.key),
            CONF_VERIFY_SSL,
        ),
    )

    _kind: str
    # What is suggested for it, from what clients have saved.
    _seen: tuple[str, ...] = ()

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which program it is."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(step_id="user", menu_options=list(LIBRARY_KINDS))

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a library; the program stays the same."""
        return await self.async_library(client_type(self._stored))

    async def async_library(
        self, kind: str, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the form of a type of library, and take what was filled in."""
        self._kind = kind
        if user_input is None and self._loaded and self._changed:
            self._seen = await self._see(self._changed.subentry_id)
        told = {**facts(kind), "habits": self._told_habits()}
        if self._loaded:
            hub: Hub = self._get_entry().runtime_data
            told["saved"] = told_saved(hub.texts, known_paths(hub))
        return await self._async_form(user_input, step_id=kind, **told)

    def _told_habits(self) -> str:
        """Return what is to be known of how it imports, empty if nothing is unusual."""
        if not (self._loaded and self._changed):
            return ""
        hub: Hub = self._get_entry().runtime_data
        habits = hub.gate.libraries.habits.get(self._changed.subentry_id)
        if habits is None or not habits.by_script:
            return ""
        name = LIBRARY_KINDS[self._kind].name
        return " " + hub.texts.text("imports_by_script", library=name)

    async def _see(self, library_id: str) -> tuple[str, ...]:
        hub: Hub = self._get_entry().runtime_data
        part = hub.libraries.get(library_id)
        if part is None:
            return ()
        folders = (folder_of(item.path) for item in islice(part.shelf, _SHOWN_FOLDERS))
        known = known_paths(hub)
        return written(await suggested_there(part.library, known, folders))

    @override
    def _schema(self) -> vol.Schema:
        # A key that is there already is offered, and never taken without a word.
        offered = any(one.key for one in known(self.hass, self._kind))
        asked = [
            text(CONF_NAME),
            settings.URL,
            settings.KEY,
            *([settings.USE_KNOWN_KEY] if offered else []),
            settings.VERIFY_SSL,
        ]
        paths = {vol.Optional(_PATHS): folded([settings.PATHS])}
        return vol.Schema({**fields(asked), **paths})

    @override
    def _suggested(self) -> Values:
        if self._changed is None:
            taken = {other.data.get(CONF_URL) for other in self._others()}
            name = self._names().distinct(LIBRARY_KINDS[self._kind].name)
            named = tidy({CONF_NAME: name})
            for one in known(self.hass, self._kind):
                if one.url not in taken:
                    found = {CONF_URL: one.url, CONF_VERIFY_SSL: one.verify_ssl}
                    return named | found
            return named
        shown = super()._suggested()
        seen = {CONF_PATHS: list(self._seen)} if self._seen else {}
        return seen | {key: shown[key] for key in shown if key != CONF_API_KEY}

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        kind = self._kind
        data = read_library(self.hass, kind, values, self._stored)
        url = data[CONF_URL]
        name = self._read_name(values, LIBRARY_KINDS[kind].name, *telling_host(url))
        before = data.pop(CONF_SERVER_ID, "")
        library_id = self._changed.subentry_id if self._changed else ""
        hub: Hub = self._get_entry().runtime_data
        tried = await async_try_library(
            self.hass, library_id, data, known=known_paths(hub)
        )
        about, path = tried.about, tried.unseen
        if path:
            self.doubts.raise_once(CONF_PATHS, "paths_not_seen", path, path=path)
        if tried.by_script and self._changed is None:
            self.doubts.raise_once(CONF_URL, "imports_by_script")
        if before and about.id != before:
            # Somebody may have moved to a new server, or mistaken one for the other.
            self.doubts.raise_once(
                CONF_URL, OtherServer.key, about.id, detail=about.name
            )
        unique_id = about.id or url
        self._refuse_double(CONF_URL, unique_id)
        data |= tidy({CONF_SERVER_ID: about.id})
        return await self._async_finish(name, data, unique_id)


for _kind in LIBRARY_KINDS:
    setattr(
        LibraryFlow,
        f"async_step_{_kind}",
        partialmethod(LibraryFlow.async_library, _kind),
    )
