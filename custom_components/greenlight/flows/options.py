"""The options: who may do what, whether automations decide, how many questions wait at once, where a tap leads."""

from collections.abc import Mapping
import re
from typing import Any, Final
from urllib.parse import urlsplit

from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from ..approvers.people import People, chosen
from ..const import (
    CONF_AUTOMATIONS,
    CONF_MAX_OPEN,
    CONF_PAGE,
    CONF_PEOPLE_RIGHTS,
    CONF_VOICE,
)
from ..engine.rights import Right
from ..engine.text import escape_markdown
from ..gate.ports import MAX_OPEN
from .fields import Number
from .part import Refused, within

CONF_PERSON: Final = "person"
CONF_RIGHTS: Final = "rights"
MOST_OPEN: Final = 50
# The path of a page of Home Assistant, which is put into links of every kind.
_PAGE: Final = re.compile(r"(/[A-Za-z0-9_-]+){1,9}")


class OptionsOfEntry(OptionsFlow):
    """A menu, and a short form for each of its lines."""

    # Whose rights are being changed.
    _user: User

    @property
    def _people(self) -> People:
        people: People = self.config_entry.runtime_data.people
        return people

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what is to be set."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(
            step_id="init",
            menu_options=["people", "automations", "voice", "questions", CONF_PAGE],
        )

    async def async_step_people(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whose rights are to be changed, and tell those that each has."""
        people = await self._people.everybody()
        by_id = {one.id: one for one in people if not one.is_owner}
        if user_input is not None and user_input[CONF_PERSON] in by_id:
            self._user = by_id[user_input[CONF_PERSON]]
            return await self.async_step_person()
        if not by_id:
            return self.async_abort(reason="nobody_else")
        names = [
            SelectOptionDict(value=key, label=self._people.name(one))
            for key, one in by_id.items()
        ]
        asked = SelectSelectorConfig(options=names, mode=SelectSelectorMode.LIST)
        return self.async_show_form(
            step_id="people",
            data_schema=vol.Schema({vol.Required(CONF_PERSON): SelectSelector(asked)}),
            description_placeholders={"people": "\n".join(map(self._told, people))},
            last_step=False,
        )

    def _told(self, user: User) -> str:
        """Return a line of a list that says what somebody may do."""
        people = self._people
        name = escape_markdown(people.name(user))
        return f"- {name}: {people.words(people.rights(user))}"

    async def async_step_person(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what somebody may do."""
        user, people = self._user, self._people
        if user_input is not None:
            return await self._async_store_rights(user_input.get(CONF_RIGHTS, []))
        asked = SelectSelectorConfig(
            options=[one.value for one in Right],
            multiple=True,
            mode=SelectSelectorMode.LIST,
            translation_key="right",
        )
        # No default: who unticks everything means it.
        shown = {"suggested_value": in_order(people.rights(user))}
        rights = vol.Optional(CONF_RIGHTS, description=shown)
        return self.async_show_form(
            step_id="person",
            data_schema=vol.Schema({rights: SelectSelector(asked)}),
            description_placeholders={
                "person": people.name(user),
                "usual": people.words(people.usual(user)),
            },
        )

    async def _async_store_rights(self, wanted: list[str]) -> ConfigFlowResult:
        """Store what somebody may do; what they may anyway follows Home Assistant from now on."""
        people, user = self._people, self._user
        rights = frozenset(map(Right, wanted))
        there = {one.id for one in await self.hass.auth.async_get_users()}
        stored = {
            key: in_order(one)
            for key, one in chosen(self.config_entry).items()
            if key in there and key != user.id
        }
        if rights != people.usual(user) and user.id in there:
            stored[user.id] = in_order(rights)
        return self._stored({CONF_PEOPLE_RIGHTS: stored})

    async def async_step_automations(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether automations that no person started may decide."""
        if user_input is not None:
            return self._stored(user_input)
        now = self.config_entry.options.get(CONF_AUTOMATIONS) is True
        fields = {vol.Required(CONF_AUTOMATIONS, default=now): BooleanSelector()}
        return self.async_show_form(
            step_id="automations", data_schema=vol.Schema(fields)
        )

    async def async_step_voice(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether people may decide by voice."""
        if user_input is not None:
            return self._stored(user_input)
        now = self.config_entry.options.get(CONF_VOICE) is True
        fields = {vol.Required(CONF_VOICE, default=now): BooleanSelector()}
        return self.async_show_form(step_id="voice", data_schema=vol.Schema(fields))

    async def async_step_questions(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how many questions may wait for people at the same time."""
        asked = NumberSelectorConfig(
            min=1, max=MOST_OPEN, step=1, mode=NumberSelectorMode.BOX
        )
        now = self.config_entry.options.get(CONF_MAX_OPEN, MAX_OPEN)
        schema = vol.Schema({vol.Required(CONF_MAX_OPEN, default=now): Number(asked)})
        errors: dict[str, str] = {}
        told: dict[str, str] = {}
        if user_input is not None:
            try:
                found = within(schema, user_input)
                return self._stored({CONF_MAX_OPEN: int(found[CONF_MAX_OPEN])})
            except Refused as err:
                errors, told = err.errors, err.placeholders
                schema = self.add_suggested_values_to_schema(schema, user_input)
        return self.async_show_form(
            step_id="questions",
            data_schema=schema,
            errors=errors,
            description_placeholders=told,
        )

    async def async_step_page(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which page a tap on a question opens."""
        errors: dict[str, str] = {}
        shown = self.config_entry.options.get(CONF_PAGE, "")
        if user_input is not None:
            shown = str(user_input.get(CONF_PAGE) or "").strip()
            page = _page(shown)
            if page is not None:
                return self._stored({CONF_PAGE: page})
            errors[CONF_PAGE] = "no_page"
        suggested = {"suggested_value": shown}
        fields = {vol.Optional(CONF_PAGE, description=suggested): TextSelector()}
        return self.async_show_form(
            step_id=CONF_PAGE, data_schema=vol.Schema(fields), errors=errors
        )

    @callback
    def _stored(self, changes: Mapping[str, Any]) -> ConfigFlowResult:
        """Store what was chosen beside whatever else is."""
        return self.async_create_entry(data={**self.config_entry.options, **changes})


def _page(said: str) -> str | None:
    """Return the path of a page as it was typed, or pasted from the browser; None for no such."""
    if not said:
        return ""
    try:
        path = urlsplit(said).path.rstrip("/")
    except ValueError:
        return None
    path = path if path.startswith("/") else f"/{path}"
    return path if _PAGE.fullmatch(path) else None


def in_order(rights: frozenset[Right]) -> list[str]:
    """Return rights as they are stored and shown; everything is said in one word."""
    if Right.EVERYTHING in rights:
        return [Right.EVERYTHING.value]
    return [one.value for one in Right if one in rights]
