"""The form of a feed."""

from collections.abc import Mapping
import hashlib
import re
from typing import Any, Final
from urllib.parse import urlsplit

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import CONF_COOKIE, CONF_HEADERS, CONF_INTERVAL
from ..engine.release import usable_link
from ..engine.text import clean_title
from ..parts import source_settings as settings
from ..parts.setting import ENABLED, switch, text
from ..sources.base import Fetched, SourceAuth, SourceError
from .fields import fields
from .part import Refused, Values, is_line, read_all, tidy
from .source_steps import FORGET, MAX_NAME_CHARS, Form, SourceSteps, source_of

_SECRET_KEYS: Final = frozenset({CONF_COOKIE, CONF_HEADERS})
# RFC 9110: a field name is a token.
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*:\s*\S.*")

SECRETS: Final[Mapping[Any, Any]] = fields([settings.COOKIE, settings.HEADERS])


def read_source(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a source from what was filled in. Raises ``Refused``."""
    return tidy(
        {
            ENABLED.key: stored.get(ENABLED.key),
            CONF_INTERVAL: values[CONF_INTERVAL],
            **read_all(
                lambda: _read_address(values), lambda: read_secrets(values, stored)
            ),
        }
    )


def _read_address(values: Values) -> Values:
    url = _web_address(values.get(CONF_URL, "").strip())
    if not (usable_link(url) and urlsplit(url).hostname and is_line(url)):
        raise Refused(CONF_URL, "invalid_url")
    return {CONF_URL: url}


def _web_address(url: str) -> str:
    """Return an address as it is fetched: sites hand out theirs under schemes for feed readers."""
    found = re.fullmatch(r"feed(s?):(?://)?(.*)", url, re.IGNORECASE)
    if not found:
        return url
    secure, rest = found.groups()
    return rest if "://" in rest else f"http{secure.lower()}://{rest}"


def read_secrets(values: Values, stored: Values) -> dict[str, Any]:
    """Return cookie and headers; what was left empty is the stored one. Raises ``Refused``."""
    return read_all(
        lambda: _read_cookie(values, stored), lambda: _read_headers(values, stored)
    )


def _read_cookie(values: Values, stored: Values) -> Values:
    cookie = re.sub(
        r"^\s*cookie\s*:", "", values.get(CONF_COOKIE, ""), flags=re.IGNORECASE
    ).strip()
    if not is_line(cookie):
        raise Refused(CONF_COOKIE, "invalid_cookie")
    return {CONF_COOKIE: cookie or stored.get(CONF_COOKIE)}


def _read_headers(values: Values, stored: Values) -> Values:
    headers = [line.strip() for line in values.get(CONF_HEADERS, []) if line.strip()]
    for place, line in enumerate(headers, 1):
        if not (is_line(line) and _HEADER.fullmatch(line)):
            # The line itself may hold a secret.
            raise Refused(CONF_HEADERS, "invalid_header", line=str(place))
    return {CONF_HEADERS: headers or stored.get(CONF_HEADERS)}


async def async_try_feed(hass: HomeAssistant, data: Values) -> Fetched:
    """Look at a feed once. Raises ``Refused``."""
    try:
        async with source_of(hass, data) as source:
            return await source.fetch()
    except SourceError as err:
        refused = isinstance(err, SourceAuth) and data.get(CONF_COOKIE)
        field = CONF_COOKIE if refused else CONF_URL
        raise Refused(field, err.key, detail=err.detail) from err


class AsksForFeed(SourceSteps):
    """A flow that can ask for a feed."""

    async def async_step_feed(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the address of a feed, and what its site wants to see."""
        form = Form(
            step="feed",
            schema=self._feed_schema,
            take=self._async_take_feed,
            unseen=_SECRET_KEYS,
        )
        return await self._async_ask(form, user_input)

    def _feed_schema(self) -> vol.Schema:
        forget = [switch(FORGET, default=False)] if self._changed else []
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

    async def _async_take_feed(self, values: Values) -> SubentryFlowResult:
        stored = dict(self._stored)
        if values.get(FORGET):
            stored = {key: stored[key] for key in stored.keys() - _SECRET_KEYS}
        data = read_source(values, stored)
        # The address may carry a passkey, and unique ids are shown to developers.
        unique_id = hashlib.sha256(data[CONF_URL].encode()).hexdigest()
        self._refuse_double(CONF_URL, unique_id)
        host = urlsplit(data[CONF_URL]).hostname or ""
        self._read_name(values, host)
        fetched = await async_try_feed(self.hass, data)
        title = clean_title(fetched.title)[:MAX_NAME_CHARS].strip()
        name = self._read_name(values, title or host)
        return await self._async_go_on(name, data, unique_id, fetched.releases or ())
