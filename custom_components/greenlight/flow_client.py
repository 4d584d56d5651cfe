"""How a person adds and changes a download client."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import (
    CONF_API_KEY,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, TextSelectorType
import voluptuous as vol
from yarl import URL

from .clients.base import CannotConnect, ClientError
from .clients.http import base_url, user_info
from .const import (
    CONF_ACTIVE_INTERVAL,
    CONF_IDLE_INTERVAL,
    DEFAULT_ACTIVE_INTERVAL,
    DEFAULT_IDLE_INTERVAL,
)
from .flow_part import BASE, PartFlow, Refused, Values, number, text, tidy
from .parts import build_client, new_session

CLIENT_NAME: Final = "qBittorrent"

_POLLING: Final = "polling"

LOGIN: Final[Mapping[Any, Any]] = {
    vol.Optional(CONF_USERNAME): text(),
    vol.Optional(CONF_PASSWORD): text(TextSelectorType.PASSWORD),
    vol.Optional(CONF_API_KEY): text(TextSelectorType.PASSWORD),
}
CLIENT_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_URL): text(),
        **LOGIN,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        vol.Required(_POLLING): section(
            vol.Schema(
                {
                    vol.Required(
                        CONF_IDLE_INTERVAL, default=DEFAULT_IDLE_INTERVAL
                    ): number(10, 600, "s"),
                    vol.Required(
                        CONF_ACTIVE_INTERVAL, default=DEFAULT_ACTIVE_INTERVAL
                    ): number(2, 60, "s"),
                }
            ),
            {"collapsed": True},
        ),
    }
)


def read_client(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a client from what was filled in. Raises ``Refused``."""
    address = values[CONF_URL].strip()
    if "://" not in address:
        address = f"http://{address}"
    username, password = user_info(address)
    login = {CONF_USERNAME: username, CONF_PASSWORD: password} | tidy(values)
    return tidy(
        {
            CONF_URL: read_url(address),
            **read_login(login, stored),
            CONF_VERIFY_SSL: values[CONF_VERIFY_SSL],
            CONF_IDLE_INTERVAL: values[CONF_IDLE_INTERVAL],
            CONF_ACTIVE_INTERVAL: values[CONF_ACTIVE_INTERVAL],
        }
    )


def read_url(address: str) -> str:
    """Return an address in the one form in which it is compared. Raises ``Refused``."""
    try:
        url = base_url(address)
    except CannotConnect as err:
        raise Refused(CONF_URL, "invalid_url") from err
    return str(url.with_port(None) if url.is_default_port() else url).rstrip("/")


def read_login(values: Values, stored: Values) -> dict[str, str]:
    """Return either key or user and password; a secret that was left empty is the stored one."""
    api_key = values.get(CONF_API_KEY, "").strip()
    username = values.get(CONF_USERNAME, "").strip()
    password = values.get(CONF_PASSWORD, "")
    if api_key:
        return {CONF_API_KEY: api_key}
    if username or password:
        return {
            CONF_USERNAME: username,
            CONF_PASSWORD: password or stored.get(CONF_PASSWORD, ""),
        }
    return {CONF_API_KEY: stored.get(CONF_API_KEY, "")}


async def async_try_client(hass: HomeAssistant, data: Values) -> None:
    """Connect to a client once. Raises ``Refused``."""
    session = new_session(hass, verify_ssl=data[CONF_VERIFY_SSL])
    client = build_client(session, data)
    try:
        await client.connect()
    except ClientError as err:
        raise Refused(BASE, err.key, detail=err.detail) from err
    finally:
        await client.close()
        session.detach()


def known_client(hass: HomeAssistant) -> dict[str, str]:
    """Return the address that Home Assistant's own integration uses, never its credentials."""
    for entry in hass.config_entries.async_entries("qbittorrent"):
        try:
            return {CONF_URL: read_url(str(entry.data.get(CONF_URL, "")))}
        except Refused:
            continue
    return {}


class ClientFlow(PartFlow):
    """Adds and changes a download client."""

    @override
    def _schema(self) -> vol.Schema:
        return vol.Schema({vol.Optional(CONF_NAME): text(), **CLIENT_SCHEMA.schema})

    @override
    def _suggested(self) -> Values:
        if self._changed is None:
            known = known_client(self.hass)
            taken = {subentry.unique_id for subentry in self._others()}
            return known if taken.isdisjoint(known.values()) else {}
        secrets = {CONF_PASSWORD, CONF_API_KEY}
        shown = super()._suggested()
        return {key: value for key, value in shown.items() if key not in secrets}

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        data = read_client(values, self._stored)
        url = data[CONF_URL]
        self._refuse_double(CONF_URL, url)
        name = self._read_name(values, CLIENT_NAME, URL(url).host or url)
        await async_try_client(self.hass, data)
        return await self._async_finish(name, data, url)
