"""Addresses: where a client or a library is, as it was filled in or as Home Assistant knows it."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PATH, CONF_PORT, CONF_SSL, CONF_URL
from homeassistant.core import HomeAssistant
from yarl import URL

from ..clients.common.http import base_url, user_info
from ..clients.errors import CannotConnect
from ..const import CONF_PROXY_PASSWORD, CONF_PROXY_USERNAME
from ..parts.kinds import CLIENT_KINDS
from .part import Refused, Values

_PROXY: Final = (CONF_PROXY_USERNAME, CONF_PROXY_PASSWORD)


def full_address(values: Values) -> str:
    """Return the address that was filled in; ``http://`` goes without saying."""
    address: str = values.get(CONF_URL, "").strip()
    return address if "://" in address else f"http://{address}"


def read_url(address: str, error: str = "invalid_url") -> str:
    """Return an address in the one form in which it is compared. Raises ``Refused`` with an error."""
    try:
        url = base_url(address)
    except CannotConnect as err:
        raise Refused(CONF_URL, error) from err
    return str(url.with_port(None) if url.is_default_port() else url).rstrip("/")


def telling_host(url: str) -> tuple[str, ...]:
    """Return the host of an address if it tells somebody which server that is, and nothing else."""
    host = URL(url).host or ""
    numbers = host.replace(".", "").isdecimal() or ":" in host
    return () if numbers or host in ("", "localhost") else (host,)


def read_proxy(address: str, url: str, stored: Values) -> dict[str, str]:
    """Return the login in an address, or the one that is stored for it.

    An address without one keeps that which is stored, unless it leads elsewhere.
    """
    username, password = user_info(address)
    if not (username or password) and stored.get(CONF_URL) == url:
        return {key: stored.get(key, "") for key in _PROXY}
    return {CONF_PROXY_USERNAME: username, CONF_PROXY_PASSWORD: password}


def known_url(
    hass: HomeAssistant, client: str, taken: Collection[str | None] = ()
) -> dict[str, str]:
    """Return an address that Home Assistant's own integration uses, never its credentials."""
    for entry in hass.config_entries.async_entries(client):
        try:
            url = read_url(own_url(entry.data, CLIENT_KINDS[client].port))
        except Refused:
            continue
        if url not in taken:
            return {CONF_URL: url}
    return {}


def own_url(data: Mapping[str, Any], port: int) -> str:
    """Return the address in an entry of Home Assistant's own, which has it whole or in pieces."""
    if url := data.get(CONF_URL):
        return str(url)
    scheme = "https" if data.get(CONF_SSL) else "http"
    host = str(data.get(CONF_HOST, ""))
    bracketed = f"[{host}]" if ":" in host else host
    path = data.get(CONF_PATH, "")
    return f"{scheme}://{bracketed}:{data.get(CONF_PORT, port)}{path}"
