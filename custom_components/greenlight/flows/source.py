"""How a person adds and changes a source."""

from collections.abc import Mapping, Sequence
import hashlib
import re
from types import MappingProxyType
from typing import Any, Final, override
from urllib.parse import urlsplit

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import (
    CONF_COOKIE,
    CONF_HEADERS,
    CONF_INCLUDE_KNOWN,
    CONF_INTERVAL,
    LIBRARY,
    RULE,
)
from ..engine.release import Release, usable_link
from ..engine.text import clean_title
from ..gate.gate import Gate
from ..parts import source_settings as settings
from ..parts.kinds import build_source, new_session
from ..parts.rule import build_rule
from ..parts.setting import ENABLED, switch, text
from ..presentation.texts import Texts
from ..sources.base import Fetched, SourceAuth, SourceError
from .fields import fields
from .first_phone import OffersPhone
from .first_rule import ASKED, EPISODES, NAMED, UPGRADES, name_of, read_first
from .part import Refused, Values, filled, is_line, placed, read_all, tidy

_FORGET: Final = "forget"
_SECRET_KEYS: Final = frozenset({CONF_COOKIE, CONF_HEADERS})
_MAX_NAME_CHARS: Final = 60
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


class SourceFlow(OffersPhone):
    """Adds and changes a source; with the first one comes the first rule."""

    _name: str
    together = ((CONF_NAME, CONF_URL, CONF_COOKIE, CONF_HEADERS),)

    _data: dict[str, Any]
    _unique_id: str
    _offered: Sequence[Release]
    _words: Values = MappingProxyType({})
    _rule: dict[str, Any] | None = None
    _template: str = ""
    _known: Values = MappingProxyType({})
    # The key of what is said at the end, if there is more to be done.
    _what_next: str | None = None

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
        """Ask what to look for, as nothing happens without a rule."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(
            step_id="first_rule",
            menu_options=[EPISODES, UPGRADES, NAMED, "own_rule"],
            description_placeholders={"count": str(len(self._offered))},
        )

    async def async_step_episodes(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the names of series."""
        return await self._async_words(EPISODES, user_input)

    async def async_step_named(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for words."""
        return await self._async_words(NAMED, user_input)

    async def async_step_upgrades(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask about whatever is better than what is there; only a library knows that."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        self._template, self._rule = UPGRADES, read_first(UPGRADES, {})
        if not self._get_entry().get_subentries_of_type(LIBRARY):
            self._what_next = "add_library"
            return await self._async_save(include_known=True)
        return await self.async_step_first_find()

    async def async_step_own_rule(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Leave the rule to the form that has everything."""
        self._rule, self._what_next = None, "add_rule"
        return await self._async_finally()

    async def _async_words(
        self, which: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Ask for the one field of a first rule and take it."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        field = ASKED[which]
        schema = vol.Schema(fields([field]))
        errors: dict[str, Any] = {}
        told: dict[str, str] = {}
        self._template = which
        if user_input is not None:
            self._words = user_input
            try:
                self._rule = read_first(which, user_input)
                return await self.async_step_first_find()
            except Refused as err:
                errors, told = placed(schema, err.errors), err.placeholders
        words = self._words.get(field.key) or [""]
        return self.async_show_form(
            step_id=which,
            # With one line to write in, which a list of none would not show.
            data_schema=filled(self, schema, {field.key: words}),
            errors=errors,
            description_placeholders={"count": str(len(self._offered)), **told},
        )

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
        if self._rule is None:
            return await self._async_form(None)
        if self._template in ASKED:
            return await self._async_words(self._template, None)
        return await self.async_step_first_rule()

    @override
    async def _async_save(self, *, include_known: bool) -> SubentryFlowResult:
        self._known = {CONF_INCLUDE_KNOWN: include_known}
        return await self.async_step_first_phone()

    @override
    async def _async_finally(self) -> SubentryFlowResult:
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        if any(one.unique_id == self._unique_id for one in self._others()):
            return self.async_abort(reason="already_configured")
        # Before the source, so that they are there when that is looked at.
        self._add_phone()
        if self._rule is not None:
            texts: Texts = self._get_entry().runtime_data.texts
            name = name_of(self._rule, texts.text("rule_upgrades"))
            self._add_first(RULE, name, self._rule)
        return await self._async_finish(
            self._name, {**self._data, **self._known}, self._unique_id, self._what_next
        )

    @property
    def _gate(self) -> Gate:
        gate: Gate = self._get_entry().runtime_data.gate
        return gate
