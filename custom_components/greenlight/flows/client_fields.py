"""The form of a download client: what a person is asked about each kind."""

from typing import Any, Final

from homeassistant.const import CONF_API_KEY, CONF_PASSWORD, CONF_URL, CONF_VERIFY_SSL
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelectorType,
)
import voluptuous as vol

from ..const import (
    CONF_ACTIVE_INTERVAL,
    CONF_ERROR_TIMEOUT,
    CONF_IDLE_INTERVAL,
    CONF_INBOX,
    CONF_KEEP_PRIVATE,
    CONF_METADATA_TIMEOUT,
    CONF_ON_FAILURE,
    CONF_PRIORITY,
    CONF_RESERVE,
    CONF_RESERVE_PERCENT,
    CONF_STALLED_TIMEOUT,
    CONF_TAGS,
    CONF_WATCH_FOLDER,
    CONF_WATCH_SAVE_PATH,
    DEFAULT_ACTIVE_INTERVAL,
    DEFAULT_ERROR_TIMEOUT,
    DEFAULT_IDLE_INTERVAL,
    DEFAULT_METADATA_TIMEOUT,
    DEFAULT_PRIORITY,
    DEFAULT_RESERVE,
    DEFAULT_STALLED_TIMEOUT,
    MAX_PRIORITY,
)
from ..engine.media import MediaType
from ..gate.ports import OnFailure
from ..parts.kinds import ClientKind
from .part import lines, number, text

# What is never shown again once it was filled in.
SECRETS: Final = frozenset({CONF_PASSWORD, CONF_API_KEY})

_MAX_GB: Final = 1_000_000
_MAX_HOURS: Final = 720
_MAX_MINUTES: Final = 10_080

type Fields = dict[Any, Any]


def credential_fields(kind: ClientKind) -> Fields:
    """Return a field for each credential; none is required, as a stored one may stay."""
    return {
        vol.Optional(key): text(
            TextSelectorType.PASSWORD if key in SECRETS else TextSelectorType.TEXT
        )
        for key in kind.credentials
    }


def client_fields(kind: ClientKind) -> Fields:
    """Return the form of a kind. Only what can be had of it is asked for."""
    sections = {
        "polling": _polling(),
        "choosing": _choosing(),
        "disk": _disk(),
        "failures": _failures(torrents=kind.torrents),
        "inbox": {vol.Optional(f"{CONF_INBOX}{media}"): lines() for media in MediaType},
    }
    if kind.seeds:
        sections["seeding"] = _seeding()
    return {
        vol.Required(CONF_URL): text(),
        **credential_fields(kind),
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        **{
            vol.Required(name): section(vol.Schema(fields), {"collapsed": True})
            for name, fields in sections.items()
        },
    }


def _polling() -> Fields:
    return {
        vol.Required(CONF_IDLE_INTERVAL, default=DEFAULT_IDLE_INTERVAL): number(
            10, 600, "s"
        ),
        vol.Required(CONF_ACTIVE_INTERVAL, default=DEFAULT_ACTIVE_INTERVAL): number(
            2, 60, "s"
        ),
    }


def _choosing() -> Fields:
    return {
        vol.Required(CONF_PRIORITY, default=DEFAULT_PRIORITY): number(1, MAX_PRIORITY),
        vol.Optional(CONF_TAGS): lines(),
    }


def _disk() -> Fields:
    return {
        vol.Required(CONF_RESERVE, default=DEFAULT_RESERVE): number(0, _MAX_GB, "GB"),
        vol.Optional(CONF_RESERVE_PERCENT): number(1, 99, "%"),
    }


def _failures(*, torrents: bool) -> Fields:
    waits: Fields = {
        vol.Required(CONF_METADATA_TIMEOUT, default=DEFAULT_METADATA_TIMEOUT): number(
            0, _MAX_HOURS, "h"
        ),
        vol.Required(CONF_STALLED_TIMEOUT, default=DEFAULT_STALLED_TIMEOUT): number(
            0, _MAX_HOURS, "h"
        ),
        vol.Required(CONF_ERROR_TIMEOUT, default=DEFAULT_ERROR_TIMEOUT): number(
            0, _MAX_MINUTES, "min"
        ),
    }
    on_failure = SelectSelector(
        SelectSelectorConfig(
            options=list(OnFailure),
            mode=SelectSelectorMode.LIST,
            translation_key="on_failure",
        )
    )
    private: Fields = {vol.Required(CONF_KEEP_PRIVATE, default=True): BooleanSelector()}
    return {
        **(waits if torrents else {}),
        vol.Required(CONF_ON_FAILURE, default=OnFailure.KEEP.value): on_failure,
        **(private if torrents else {}),
    }


def _seeding() -> Fields:
    return {
        vol.Optional(CONF_WATCH_FOLDER): text(),
        vol.Optional(CONF_WATCH_SAVE_PATH): text(),
    }
