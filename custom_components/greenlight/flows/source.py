"""How a person adds and changes a source."""

from collections.abc import Mapping, Sequence
import hashlib
import re
from types import MappingProxyType
from typing import Any, Final, override
from urllib.parse import urlsplit

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import (
    CONF_COOKIE,
    CONF_HEADERS,
    CONF_INCLUDE,
    CONF_INCLUDE_KNOWN,
    CONF_INTERVAL,
    RULE,
)
from ..engine.release import Release, usable_link
from ..engine.text import clean_title
from ..gate.gate import Gate
from ..parts import rule_settings, source_settings as settings
from ..parts.kinds import build_source, new_session
from ..parts.rule import build_rule
from ..parts.setting import ENABLED, switch, text
from ..sources.base import Fetched, SourceAuth, SourceError
from .fields import fields
from .known import AsksAboutKnown
from .part import Refused, Values, filled, is_line, placed, tidy
from .rule import read_rule

_FORGET: Final = "forget"
_SECRET_KEYS: Final = frozenset({CONF_COOKIE, CONF_HEADERS})
_MAX_NAME_CHARS: Final = 60
# RFC 9110: a field name is a token.
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*:\s*\S.*")

SECRETS: Final[Mapping[Any, Any]] = fields([settings.COOKIE, settings.HEADERS])


def read_source(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a source from what was filled in. Raises ``Refused``."""
    url = _web_address(values[CONF_URL].strip())
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


def _web_address(url: str) -> str:
    """Return an address as it is fetched: sites hand out theirs under schemes for feed readers."""
    found = re.fullmatch(r"feed(s?):(?://)?(.*)", url, re.IGNORECASE)
    if not found:
        return url
    secure, rest = found.groups()
    return rest if "://" in rest else f"http{secure.lower()}://{rest}"


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
        refused = isinstance(err, SourceAuth) and data.get(CONF_COOKIE)
        field = CONF_COOKIE if refused else CONF_URL
        raise Refused(field, err.key, detail=err.detail) from err
    finally:
        session.detach()


class SourceFlow(AsksAboutKnown):
    """Adds and changes a source; with the first one comes the first rule."""

    _name: str
    _data: dict[str, Any]
    _unique_id: str
    _offered: Sequence[Release]
    _words: Values | None = None
    _rule: dict[str, Any] | None = None

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
        self._name = self._read_name(values, title or host)
        self._data, self._unique_id = data, unique_id
        if self._changed:
            kept = {CONF_INCLUDE_KNOWN: self._stored.get(CONF_INCLUDE_KNOWN)}
            return await self._async_finish(self._name, data | tidy(kept), unique_id)
        self._offered = fetched.releases or ()
        if not self._get_entry().get_subentries_of_type(RULE):
            return await self.async_step_first_rule()
        return await self.async_step_first_look()

    async def async_step_first_look(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what is in the source that the rules match, and ask whether that counts."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        rules = list(self._gate.attached.rules.values())
        preview = await self._gate.preview(rules, self._offered)
        if found := [one.release for one in preview.would_ask]:
            return self._ask_about("first_look", found)
        return await self._async_finish(self._name, self._data, self._unique_id)

    async def async_step_first_rule(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to look for, as nothing happens without a rule; without words there is none."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        schema = vol.Schema(fields([rule_settings.INCLUDE]))
        errors: dict[str, str] = {}
        told: dict[str, str] = {}
        if user_input is not None:
            self._words = user_input
            try:
                return await self._async_first_rule(user_input)
            except Refused as err:
                errors, told = placed(schema, err.errors), err.placeholders
        return self.async_show_form(
            step_id="first_rule",
            # With one line to write in, which a list of none would not show.
            data_schema=filled(self, schema, self._words or {CONF_INCLUDE: [""]}),
            errors=errors,
            description_placeholders={"count": str(len(self._offered)), **told},
        )

    async def _async_first_rule(self, words: Values) -> SubentryFlowResult:
        """Take the words of the first rule. Raises ``Refused``."""
        rule = read_rule(rule_settings.USUAL | dict(words), {})
        if not rule.get(CONF_INCLUDE):
            self._rule = None
            return await self._async_finish(self._name, self._data, self._unique_id)
        self._rule = rule
        return await self.async_step_first_find()

    async def async_step_first_find(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what the first rule finds in the source, and ask whether that counts."""
        if self._rule is None or not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        rule = build_rule("", "", self._rule)
        preview = await self._gate.preview([rule], self._offered)
        return self._ask_about("first_find", [one.release for one in preview.would_ask])

    @override
    async def async_step_back(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        if self._rule is not None:
            return await self.async_step_first_rule()
        return await self._async_form(None)

    @override
    async def _async_save(self, *, include_known: bool) -> SubentryFlowResult:
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        if any(one.unique_id == self._unique_id for one in self._others()):
            return self.async_abort(reason="already_configured")
        if self._rule is not None:
            # Before the source, so that it is there when that is looked at.
            first = ConfigSubentry(
                data=MappingProxyType(self._rule),
                subentry_type=RULE,
                title=self._rule[CONF_INCLUDE][0][:_MAX_NAME_CHARS],
                unique_id=None,
            )
            self.hass.config_entries.async_add_subentry(self._get_entry(), first)
        data = self._data | {CONF_INCLUDE_KNOWN: include_known}
        return await self._async_finish(self._name, data, self._unique_id)

    @property
    def _gate(self) -> Gate:
        gate: Gate = self._get_entry().runtime_data.gate
        return gate
