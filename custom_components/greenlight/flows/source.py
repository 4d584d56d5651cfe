"""How a person adds and changes a source."""

from collections.abc import Mapping
import hashlib
import re
from typing import Any, Final, override
from urllib.parse import urlsplit

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import CONF_COOKIE, CONF_HEADERS, CONF_INTERVAL
from ..engine.release import usable_link
from ..engine.text import clean_title
from ..parts import source_settings as settings
from ..parts.kinds import build_source, new_session
from ..parts.setting import ENABLED, switch, text
from ..sources.base import Fetched, SourceError
from .fields import fields
from .part import BASE, PartFlow, Refused, Values, is_line, tidy

_FORGET: Final = "forget"
_SECRET_KEYS: Final = frozenset({CONF_COOKIE, CONF_HEADERS})
_MAX_NAME_CHARS: Final = 60
# RFC 9110: a field name is a token.
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*:\s*\S.*")

SECRETS: Final[Mapping[Any, Any]] = fields([settings.COOKIE, settings.HEADERS])


def read_source(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a source from what was filled in. Raises ``Refused``."""
    url = values[CONF_URL].strip()
    if not (usable_link(url) and urlsplit(url).hostname and is_line(url)):
        raise Refused(CONF_URL, "invalid_url")
    return tidy(
        {
            CONF_URL: url,
            ENABLED.key: stored.get(ENABLED.key),
            **read_secrets(values, stored),
            CONF_INTERVAL: values[CONF_INTERVAL],
        }
    )


def read_secrets(values: Values, stored: Values) -> dict[str, Any]:
    """Return cookie and headers; what was left empty is the stored one. Raises ``Refused``."""
    cookie = re.sub(
        r"^\s*cookie\s*:", "", values.get(CONF_COOKIE, ""), flags=re.IGNORECASE
    ).strip()
    if not is_line(cookie):
        raise Refused(CONF_COOKIE, "invalid_cookie")
    headers = [line.strip() for line in values.get(CONF_HEADERS, []) if line.strip()]
    for place, line in enumerate(headers, 1):
        if not (is_line(line) and _HEADER.fullmatch(line)):
            # The line itself may hold a secret.
            raise Refused(CONF_HEADERS, "invalid_header", line=str(place))
    return {
        CONF_COOKIE: cookie or stored.get(CONF_COOKIE),
        CONF_HEADERS: headers or stored.get(CONF_HEADERS),
    }


async def async_try_source(hass: HomeAssistant, data: Values) -> Fetched:
    """Look at a source once. Raises ``Refused``."""
    session = new_session(hass)
    try:
        return await build_source(session, "", data).fetch()
    except SourceError as err:
        raise Refused(BASE, err.key, detail=err.detail) from err
    finally:
        session.detach()


class SourceFlow(PartFlow):
    """Adds and changes a source."""

    @override
    def _schema(self) -> vol.Schema:
        forget = [switch(_FORGET, default=False)] if self._changed else []
        return vol.Schema(
            fields(
                [
                    text(CONF_NAME),
                    settings.URL,
                    settings.COOKIE,
                    settings.HEADERS,
                    settings.INTERVAL,
                    *forget,
                ]
            )
        )

    @override
    def _suggested(self) -> Values:
        shown = super()._suggested()
        return {key: shown[key] for key in shown if key not in _SECRET_KEYS}

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        stored = dict(self._stored)
        if values.get(_FORGET):
            stored = {key: stored[key] for key in stored.keys() - _SECRET_KEYS}
        data = read_source(values, stored)
        # The address may carry a passkey, and unique ids are shown to developers.
        unique_id = hashlib.sha256(data[CONF_URL].encode()).hexdigest()
        self._refuse_double(CONF_URL, unique_id)
        host = urlsplit(data[CONF_URL]).hostname or ""
        self._read_name(values, host)
        fetched = await async_try_source(self.hass, data)
        title = clean_title(fetched.title)[:_MAX_NAME_CHARS].strip()
        return await self._async_finish(
            self._read_name(values, title or host), data, unique_id
        )
