"""How a person adds and changes an asker: a program that believes Greenlight to be its download client."""

from functools import partialmethod
from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.const import CONF_NAME, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
import voluptuous as vol

from .. import const
from ..askers.door import async_door
from ..engine.release import Protocol
from ..engine.text import escape_markdown
from ..hub import Hub
from ..parts import asker_settings as settings
from ..parts.asker_settings import NAMES, AskerSettings, Program
from ..parts.kinds import CLIENT_KINDS, LIBRARY_KINDS, client_type
from ..parts.setting import ENABLED, UnusablePart, switch, text
from .asker_entered import STEPS, called, entered, is_another, step_of, who
from .asker_usual import free_path, new_password, usual_category
from .fields import Fields, choice, fields
from .first_call import FirstCall
from .part import PartFlow, Refused, Values, async_store, read_all, tidy
from .rule_read import read_category

_USERNAME: Final = "greenlight"

NEW_PASSWORD: Final = switch("new_password", default=False)
# They hand over, and do not look what becomes of it.
_ASK_NO_MORE: Final = frozenset({Program.AUTOBRR, Program.FLEXGET, Program.PROWLARR})


class AskerFlow(PartFlow):
    """Adds and changes an asker. First is said which program it is, and what it hands over.

    It is kept before anything is entered elsewhere: a dialog is gone with a tap beside it, and with
    an app that the phone puts to sleep.
    """

    together = ((const.CONF_LIBRARY, const.CONF_APPROVE_PICKED),)

    _program: Program
    _protocol: Protocol
    _kept: str = ""

    def __init__(self) -> None:
        """Have heard of no program yet."""
        super().__init__()
        self._call = FirstCall()

    # ------------------------------------------------------------- which one

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which program it is."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(
            step_id="user", menu_options=[one.value for one in Program]
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change an asker; of one that cannot be read it is asked anew which program it is."""
        assert self._changed is not None
        try:
            known = settings.settings_of(self._changed)
        except UnusablePart, TypeError, ValueError:
            return await self.async_step_user()
        self._program, self._protocol = known.program, known.protocol
        return await self.async_step_asker()

    async def async_program(
        self, program: Program, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Go on with the program."""
        self._program = program
        return await self.async_step_protocol()

    async def async_step_protocol(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what it hands over, unless there are only clients for one kind of that."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        there = {protocol for _, _, protocol in self._all_clients()}
        if len(there) == 1:
            (self._protocol,) = there
            return await self.async_step_asker()
        return self.async_show_menu(
            step_id="protocol",
            menu_options=[one.value for one in Protocol],
            description_placeholders={"program": self._called},
        )

    async def async_protocol(
        self, protocol: Protocol, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Go on with what it hands over."""
        self._protocol = protocol
        return await self.async_step_asker()

    # ------------------------------------------------------------------ form

    async def async_step_asker(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the form and take it."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        about = self._hub.texts.text(self._about_a_no(), program=self._called)
        return await self._async_form(
            user_input, "asker", program=self._called, about=about
        )

    @property
    def _called(self) -> str:
        return NAMES[self._program] or self._hub.texts.text("asker_other")

    def _about_a_no(self) -> str:
        """Return the key of what becomes of a no, which is another thing for each."""
        if self._program in _ASK_NO_MORE:
            return "asker_no_untold"
        if self._protocol is Protocol.USENET:
            return "asker_no_fails"
        if not self._has_library:
            return "asker_no_vanishes"
        return "asker_no_library" if self._libraries() else "asker_no_library_yet"

    @override
    def _schema(self) -> vol.Schema:
        chosen = [self._stored.get(const.CONF_CLIENT)]
        client = choice(self._clients(), chosen=chosen, gone=self._gone)
        new_password = [NEW_PASSWORD] if self._changed else []
        return vol.Schema(
            {
                **fields([text(CONF_NAME), settings.MANNER]),
                **self._library_fields(),
                vol.Optional(const.CONF_CLIENT): client,
                **fields([settings.CATEGORY, settings.LIFETIME, *new_password]),
            }
        )

    def _library_fields(self) -> Fields:
        """Return what is asked only of a program that is a library, too, where that is there."""
        stored = self._stored.get(const.CONF_LIBRARY)
        if not self._has_library or not (self._libraries() or stored):
            return {}
        libraries = choice(self._libraries(), chosen=[stored], gone=self._gone)
        return {
            vol.Optional(const.CONF_LIBRARY): libraries,
            **fields([settings.PICKED]),
        }

    @property
    def _has_library(self) -> bool:
        return self._program in LIBRARY_KINDS

    def _libraries(self) -> dict[str, str]:
        """Return the libraries that may be the same program, by their names."""
        return {
            one.subentry_id: one.title
            for one in self._get_entry().get_subentries_of_type(const.LIBRARY)
            if client_type(one.data) == self._program
        }

    def _clients(self) -> dict[str, str]:
        """Return the clients that can download what it hands over, by their names."""
        return {
            part_id: name
            for part_id, name, protocol in self._all_clients()
            if protocol is self._protocol
        }

    def _all_clients(self) -> list[tuple[str, str, Protocol]]:
        return [
            (one.subentry_id, one.title, CLIENT_KINDS[kind].client.protocol)
            for one in self._get_entry().get_subentries_of_type(const.CLIENT)
            if (kind := client_type(one.data)) in CLIENT_KINDS
        ]

    @override
    def _suggested(self) -> Values:
        if self._changed is not None:
            return super()._suggested()
        category = usual_category(self._program, self._protocol)
        libraries = list(self._libraries()) if self._has_library else []
        only = {const.CONF_LIBRARY: libraries[0]} if len(libraries) == 1 else {}
        name = self._names().distinct(NAMES[self._program])
        return tidy({CONF_NAME: name, const.CONF_CATEGORY: category, **only})

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        otherwise = [NAMES[self._program]] if NAMES[self._program] else []
        read = read_all(
            lambda: {CONF_NAME: self._read_name(values, *otherwise)},
            lambda: _read_picked(values),
            lambda: read_category(values),
        )
        name = read.pop(CONF_NAME)
        await self._async_keep(
            name,
            {
                const.CONF_TYPE: self._program.value,
                const.CONF_PROTOCOL: self._protocol.value,
                ENABLED.key: self._stored.get(ENABLED.key),
                const.CONF_ACTION: values[const.CONF_ACTION],
                const.CONF_CLIENT: values.get(const.CONF_CLIENT),
                const.CONF_LIBRARY: values.get(const.CONF_LIBRARY),
                const.CONF_APPROVE_PICKED: values.get(const.CONF_APPROVE_PICKED),
                **read,
                const.CONF_LIFETIME: values[const.CONF_LIFETIME],
                **self._credentials(name, anew=values.get(NEW_PASSWORD.key, False)),
            },
        )
        return await self._async_enter()

    def _credentials(self, name: str, *, anew: bool) -> dict[str, str]:
        """Return what nobody is asked; another name changes nothing of it."""
        password = "" if anew else self._known(CONF_PASSWORD)
        taken = {one.data.get(const.CONF_PATH) for one in self._others()}
        return {
            const.CONF_PATH: self._known(const.CONF_PATH) or free_path(name, taken),
            CONF_USERNAME: self._known(CONF_USERNAME) or _USERNAME,
            CONF_PASSWORD: password or new_password(),
        }

    def _known(self, key: str) -> str:
        """Return a text that is stored, unless another version has stored something else there."""
        known = self._stored.get(key)
        return known if isinstance(known, str) else ""

    async def _async_keep(self, name: str, data: Values) -> None:
        """Store it, let it in at once, and listen for it from now on."""
        entry, changed = self._get_entry(), self._changed
        if changed is None:
            part = ConfigSubentry(
                data=MappingProxyType(tidy(data)),
                subentry_type=const.ASKER,
                title=name,
                unique_id=None,
            )
            self.hass.config_entries.async_add_subentry(entry, part)
            self._kept = part.subentry_id
        else:
            await async_store(
                self.hass, entry, changed, title=name, data=tidy(data), unique_id=None
            )
            self._kept = changed.subentry_id
        # What is let in with an old password does not count.
        await self._hub.async_sync()
        self._call.listen(async_door(self.hass), data[const.CONF_PATH])

    # ----------------------------------------------------- what to enter there

    async def _async_enter(self) -> SubentryFlowResult:
        """Show what is to be entered in the other program."""
        known = self._settings
        return self.async_show_menu(
            step_id=step_of(known),
            # Nobody lets in what is switched off.
            menu_options=["wait", "finish"] if known.enabled else ["finish"],
            description_placeholders=entered(self.hass, known),
        )

    async def async_step_again(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show once more what is to be entered."""
        return await self._async_enter()

    async def async_step_wait(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Wait for the program's first call, for a while."""
        told = self._told()
        if self._call.came_unawaited:
            return await self.async_step_connected()
        if (waiting := self._call.waiting(self.hass)) is not None:
            return self.async_show_progress(
                step_id="wait",
                progress_action="first_call",
                description_placeholders=told,
                progress_task=waiting,
            )
        came = self._call.came
        return self.async_show_progress_done(
            next_step_id="connected" if came else "nobody"
        )

    async def async_step_nobody(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what is to be done, as nobody has called."""
        return self.async_show_menu(
            step_id="nobody",
            menu_options=["wait", "again", "finish"],
            description_placeholders={
                **self._told(),
                **entered(self.hass, self._settings),
            },
        )

    async def async_step_connected(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say which program has called."""
        known = self._settings
        visit = async_door(self.hass).last_visit(known.path)
        return self.async_abort(
            reason="connected_another" if is_another(visit, known) else "connected",
            description_placeholders={
                **self._told(),
                "who": who(visit, called(known)),
            },
        )

    async def async_step_finish(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """End here: everything is kept already."""
        if self._call.came:
            return await self.async_step_connected()
        return self.async_abort(reason="saved", description_placeholders=self._told())

    def _told(self) -> dict[str, str]:
        known = self._settings
        return {"program": called(known), "name": escape_markdown(known.name)}

    @property
    def _settings(self) -> AskerSettings:
        """Return the asker as it is kept, which somebody may have removed meanwhile."""
        part = self._get_entry().subentries.get(self._kept)
        if part is None:
            raise AbortFlow("asker_removed")
        return settings.settings_of(part)

    @property
    def _hub(self) -> Hub:
        hub: Hub = self._get_entry().runtime_data
        return hub

    @callback
    @override
    def async_remove(self) -> None:
        """Stop listening: the flow is over, or its dialog was closed."""
        self._call.stop()


def _read_picked(values: Values) -> Values:
    picked = values.get(const.CONF_APPROVE_PICKED)
    if picked and not values.get(const.CONF_LIBRARY):
        raise Refused(const.CONF_APPROVE_PICKED, "picked_without_library")
    return {}


for _program in Program:
    setattr(
        AskerFlow,
        f"async_step_{_program}",
        partialmethod(AskerFlow.async_program, _program),
    )
for _protocol in Protocol:
    setattr(
        AskerFlow,
        f"async_step_{_protocol}",
        partialmethod(AskerFlow.async_protocol, _protocol),
    )
for _step in {step for steps in STEPS.values() for step in steps.values()}:
    setattr(AskerFlow, f"async_step_{_step}", AskerFlow.async_step_again)
