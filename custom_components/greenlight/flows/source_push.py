"""How a person has programs push: as what Greenlight is taken there, and what is entered for that.

It is kept before anything is entered elsewhere, as an asker is: a dialog is gone with a tap beside it.
"""

from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_API_KEY, CONF_NAME
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
import voluptuous as vol

from ..const import CONF_LIBRARY, CONF_PATH, CONF_PROGRAM, CONF_TYPE, LIBRARY, SOURCE
from ..engine.text import escape_markdown
from ..hub import Hub
from ..parts import push_settings as settings
from ..parts.kinds import PUSH, client_type
from ..parts.push_settings import PushSettings
from ..parts.setting import ENABLED, UnusablePart, switch, text
from ..pushing.door import ADDRESS, async_door
from .asker_entered import own_address, who
from .asker_usual import free_path, new_password
from .fields import choice, fields
from .first_call import FirstCall
from .part import Refused, Values, async_store, tidy
from .source_steps import Form, SourceSteps

NEW_KEY: Final = switch("new_key", default=False)
# As who usually pushes is called.
_USUAL: Final = "autobrr"


class AsksForPush(SourceSteps):
    """A flow that can have programs push."""

    def __init__(self) -> None:
        """Have heard of no program yet."""
        super().__init__()
        self._call = FirstCall()
        self._kept = ""

    async def async_step_push(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask as what Greenlight is to be taken."""
        known = self._changed
        self._kept = known.subentry_id if known else ""
        shown = {CONF_NAME: self._names().distinct(_USUAL)}
        form = Form(
            step=PUSH,
            schema=self._push_schema,
            take=self._async_take_push,
            unseen=(CONF_API_KEY, CONF_PATH),
            shown={} if known else shown,
            told={"entered": self._told_entered() if known and self._loaded else ""},
        )
        return await self._async_ask(form, user_input)

    def _push_schema(self) -> vol.Schema:
        stored = self._stored.get(CONF_LIBRARY)
        libraries = choice(self._listable(), chosen=[stored], gone=self._gone)
        listed = {vol.Optional(CONF_LIBRARY): libraries}
        return vol.Schema(
            {
                **fields([text(CONF_NAME), settings.PROGRAM]),
                **(listed if self._listable() or stored else {}),
                **(fields([NEW_KEY]) if self._changed else {}),
            }
        )

    def _listable(self) -> dict[str, str]:
        """Return the libraries whose works may be listed, by their names."""
        return {
            one.subentry_id: one.title
            for one in self._get_entry().get_subentries_of_type(LIBRARY)
            if client_type(one.data) in settings.NAMES
        }

    async def _async_take_push(self, values: Values) -> SubentryFlowResult:
        library = values.get(CONF_LIBRARY)
        part = self._get_entry().subentries.get(library or "")
        if library and (part is None or client_type(part.data) != values[CONF_PROGRAM]):
            raise Refused(CONF_LIBRARY, "library_of_another")
        name = self._read_name(values, _USUAL)
        stored = self._stored
        taken = {one.data.get(CONF_PATH) for one in self._others()}
        path = _text(stored.get(CONF_PATH)) or free_path(name, taken)
        kept = "" if values.get(NEW_KEY.key) else _text(stored.get(CONF_API_KEY))
        data = tidy(
            {
                CONF_TYPE: PUSH,
                ENABLED.key: stored.get(ENABLED.key),
                CONF_PROGRAM: values[CONF_PROGRAM],
                CONF_LIBRARY: library,
                CONF_PATH: path,
                CONF_API_KEY: kept or new_password(),
            }
        )
        return await self._async_go_on(name, data, f"{PUSH} {path}", ())

    @override
    async def _async_finish(
        self,
        title: str,
        data: Values,
        unique_id: str | None,
        description: str | None = None,
    ) -> SubentryFlowResult:
        """Keep it, let programs in at once, and show what is to be entered there."""
        if data.get(CONF_TYPE) != PUSH:
            return await super()._async_finish(title, data, unique_id, description)
        entry, changed = self._get_entry(), self._changed
        if changed is None:
            part = ConfigSubentry(
                data=MappingProxyType(dict(data)),
                subentry_type=SOURCE,
                title=title,
                unique_id=unique_id,
            )
            self.hass.config_entries.async_add_subentry(entry, part)
            self._kept = part.subentry_id
        else:
            await async_store(
                self.hass, entry, changed, title=title, data=data, unique_id=unique_id
            )
        # What is let in with an old key does not count.
        hub: Hub = entry.runtime_data
        await hub.async_sync()
        self._call.listen(async_door(self.hass), data[CONF_PATH])
        return await self.async_step_push_enter()

    # ------------------------------------------------------ what to enter there

    async def async_step_push_enter(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what is to be entered in the other program."""
        enabled = self._pushed.enabled
        return self.async_show_menu(
            step_id="push_enter",
            # Nobody lets in what is switched off.
            menu_options=["push_wait", "push_finish"] if enabled else ["push_finish"],
            description_placeholders=self._entered(),
        )

    async def async_step_push_wait(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Wait for the first call, for a while."""
        told = self._entered()
        if self._call.came_unawaited:
            return await self.async_step_push_connected()
        if (waiting := self._call.waiting(self.hass)) is not None:
            return self.async_show_progress(
                step_id="push_wait",
                progress_action="push_call",
                description_placeholders=told,
                progress_task=waiting,
            )
        came = self._call.came
        return self.async_show_progress_done(
            next_step_id="push_connected" if came else "push_nobody"
        )

    async def async_step_push_nobody(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what is to be done, as nobody has called."""
        return self.async_show_menu(
            step_id="push_nobody",
            menu_options=["push_wait", "push_enter", "push_finish"],
            description_placeholders=self._entered(),
        )

    async def async_step_push_connected(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say which program has called."""
        visit = async_door(self.hass).last_visit(self._pushed.path)
        # It introduces itself by its name alone.
        named = visit.agent if visit and visit.agent.isalpha() else ""
        return self.async_abort(
            reason="push_connected",
            description_placeholders={
                **self._entered(),
                "who": who(visit, escape_markdown(named) or _USUAL),
            },
        )

    async def async_step_push_finish(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """End here: everything is kept already."""
        if self._call.came:
            return await self.async_step_push_connected()
        return self.async_abort(
            reason="push_saved", description_placeholders=self._entered()
        )

    def _told_entered(self) -> str:
        """Return what was to be entered in the other program, for whoever is looking for that."""
        texts = self._get_entry().runtime_data.texts
        try:
            told: str = texts.text("entered_push", **self._entered())
        except UnusablePart, TypeError:
            # Whoever saves it makes what is missing.
            return ""
        return f"\n\n{told}"

    def _entered(self) -> dict[str, str]:
        """Return what is to be entered, as the texts of the steps name it."""
        known, url = self._pushed, own_address(self.hass)
        return {
            "name": escape_markdown(known.name),
            "program": settings.NAMES[known.posing],
            "address": f"{url.origin()}{ADDRESS}/{known.path}",
            "server": str(url.origin()),
            "api_key": known.key,
        }

    @property
    def _pushed(self) -> PushSettings:
        """Return the source as it is kept, which somebody may have removed meanwhile."""
        part = self._get_entry().subentries.get(self._kept)
        if part is None:
            raise AbortFlow("source_removed")
        return settings.settings_of(part)

    @callback
    @override
    def async_remove(self) -> None:
        """Stop listening: the flow is over, or its dialog was closed."""
        self._call.stop()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
