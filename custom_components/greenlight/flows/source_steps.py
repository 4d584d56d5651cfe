"""What follows the form of a source, whatever its kind: its first look, and the first rule."""

from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_API_KEY, CONF_NAME, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
import voluptuous as vol

from ..const import (
    CONF_CATEGORIES,
    CONF_COOKIE,
    CONF_HEADERS,
    CONF_INCLUDE_KNOWN,
    LIBRARY,
    RULE,
)
from ..engine.release import Release
from ..gate.gate import Gate
from ..parts import source_settings as settings
from ..parts.kinds import build_source, new_session
from ..parts.rule import build_rule
from ..parts.saved import Searching
from ..presentation.texts import Texts
from ..sources.base import Source
from .fields import fields
from .first_phone import OffersPhone
from .first_rule import ASKED, EPISODES, NAMED, UPGRADES, name_of, read_first
from .part import Refused, Values, filled, placed, tidy

# What a source calls itself may be a sentence.
MAX_NAME_CHARS: Final = 60
# Whether stored secrets are to go; what is refused for that is shown with it.
FORGET: Final = "forget"


@asynccontextmanager
async def source_of(
    hass: HomeAssistant, data: Values, searching: Searching | None = None
) -> AsyncGenerator[Source]:
    """Yield a source that is only to be tried."""
    session = new_session(hass, verify_ssl=settings.checks_certificate(data))
    try:
        yield build_source(session, "", data, searching=searching)
    finally:
        session.detach()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a kind of source: the step that shows it, its fields, and what takes them.

    ``take`` raises ``Refused``. ``unseen`` are the fields that never show what is stored, ``shown`` what
    is suggested where nothing is stored, ``told`` what its texts leave open.
    """

    step: str
    schema: Callable[[], vol.Schema]
    take: Callable[[Values], Awaitable[SubentryFlowResult]]
    unseen: Collection[str] = ()
    shown: Values = MappingProxyType({})
    told: Mapping[str, str] = MappingProxyType({})


class SourceSteps(OffersPhone):
    """A flow that adds and changes a source; with the first one comes the first rule.

    Each kind of source has a step of its own, which shows its ``Form`` with ``_async_ask`` and ends in
    ``_async_go_on``.
    """

    together = (
        (
            *(CONF_NAME, CONF_URL, CONF_API_KEY, CONF_VERIFY_SSL),
            *(CONF_COOKIE, CONF_HEADERS, CONF_CATEGORIES, FORGET),
        ),
    )

    _form: Form
    _name: str
    _data: dict[str, Any]
    _unique_id: str
    _offered: Sequence[Release]
    _words: Values = MappingProxyType({})
    _rule: dict[str, Any] | None = None
    _template: str = ""
    _known: Values = MappingProxyType({})
    # The key of what is said at the end, if there is more to be done.
    _what_next: str | None = None

    async def _async_ask(
        self, form: Form, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Show a form, and take what was filled in."""
        if user_input is None:
            # What was filled in stays for whoever comes back to it, and for no other form.
            self.filling.begin()
        self._form = form
        return await self._async_form(user_input, step_id=form.step, **form.told)

    @override
    def _schema(self) -> vol.Schema:
        return self._form.schema()

    @override
    def _suggested(self) -> Values:
        shown = {**self._form.shown, **super()._suggested()}
        return {key: shown[key] for key in shown if key not in self._form.unseen}

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        return await self._form.take(values)

    async def _async_go_on(
        self, name: str, data: Values, unique_id: str, offered: Sequence[Release]
    ) -> SubentryFlowResult:
        """Go on with a source that was tried, and what it ``offered``."""
        self._name, self._data, self._unique_id = name, dict(data), unique_id
        if self._changed:
            kept = {CONF_INCLUDE_KNOWN: self._stored.get(CONF_INCLUDE_KNOWN)}
            return await self._async_finish(name, self._data | tidy(kept), unique_id)
        self._offered = offered
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
            return await self._async_form(
                None, step_id=self._form.step, **self._form.told
            )
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
