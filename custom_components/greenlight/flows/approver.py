"""How a person adds and changes an approver: a way in which people are asked."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
import voluptuous as vol

from .. import const
from ..engine.text import escape_markdown
from ..parts import approver_settings as settings
from ..parts.approver_settings import ApproverKind
from ..parts.neighbours import owner_of
from ..parts.setting import ENABLED, text
from ..presentation.asking.template import refused
from ..presentation.texts import Texts
from . import reach
from .fields import choice, fields, folded
from .part import PartFlow, Refused, Values, tidy
from .telegram_people import NEW, MayAnswer

_WHICH: Final = "which"
_WHEN: Final = "when"
_HOW: Final = "how"
# Where a bot, its chats and a phone are added.
_ADD_BOT: Final = "/config/integrations/dashboard/add?domain=telegram_bot"
_BOTS: Final = "/config/integrations/integration/telegram_bot"
_PHONES: Final = "/config/integrations/integration/mobile_app"


class ApproverFlow(PartFlow):
    """Adds and changes an approver. First is said by what people are reached."""

    together = (
        (CONF_NAME, const.CONF_DEVICES),
        (CONF_NAME, const.CONF_CHATS),
        (CONF_NAME, const.CONF_NOTIFY_ACTION, const.CONF_RECIPIENTS),
        (const.CONF_QUIET_FROM, const.CONF_QUIET_TO),
        NEW,
    )

    def __init__(self) -> None:
        """Have no step behind."""
        super().__init__()
        self._at = ""
        self._data: Values = {}
        self._name = ""
        self._people: dict[str, str] = {}
        self._bot: reach.Bot | None = None
        self._answering: MayAnswer | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask by what people are reached."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(
            step_id="user", menu_options=["companion", "telegram", "notify"]
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Go on with the kind that it is; of one that cannot be read that is asked anew."""
        steps = {
            ApproverKind.COMPANION: self.async_step_companion,
            ApproverKind.TELEGRAM: self.async_step_telegram,
            ApproverKind.NOTIFY: self.async_step_notify,
        }
        step = steps.get(self._stored.get(const.CONF_TYPE, ""), self.async_step_user)
        return await step()

    # ----------------------------------------------------------------- kinds

    async def async_step_companion(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which phones and tablets."""
        if not (reach.phones(self.hass) or self._stored.get(const.CONF_DEVICES)):
            return self._abort_with("no_phone", _PHONES)
        self._people = await reach.people(self.hass)
        return await self._async_at("companion", user_input)

    async def async_step_telegram(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which bot, unless there is only one that can receive an answer."""
        bots = reach.bots(self.hass)
        usable = {one.id: one for one in bots.values() if one.receives}
        deaf = [one.name for one in bots.values() if not one.receives]
        told = ", ".join(map(escape_markdown, deaf)) or "–"
        if not usable:
            why = "only_deaf_bots" if deaf else "no_bot"
            return self._abort_with(why, _ADD_BOT, bots=told)
        stored = self._stored.get(const.CONF_BOT)
        only = len(usable) == 1 and not deaf and stored in {None, *usable}
        if only and user_input is None:
            (self._bot,) = usable.values()
            return await self.async_step_chats()
        return await self._async_at("telegram", user_input, bots=told)

    async def async_step_chats(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask in which chats."""
        if self._bot is None:
            return await self.async_step_telegram()
        if not (self._bot.chats or self._stored.get(const.CONF_CHATS)):
            bot = escape_markdown(self._bot.name)
            return self._abort_with("no_chats", _BOTS, bot=bot)
        bot = escape_markdown(self._bot.name)
        return await self._async_at("chats", user_input, bot=bot)

    async def async_step_people(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask who may answer there, one after the other."""
        if self._answering is None:
            return await self.async_step_telegram()
        return await self._async_at("people", user_input)

    async def async_step_notify(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask by which other action or entity."""
        stored = self._stored.get(const.CONF_NOTIFY_ACTION)
        if not (reach.notify_ways(self.hass) or stored):
            return self.async_abort(reason="no_way_to_notify")
        return await self._async_at("notify", user_input)

    def _abort_with(self, why: str, link: str, **told: str) -> SubentryFlowResult:
        """End with a reason whose text leads to where that can be changed."""
        return self.async_abort(
            reason=why, description_placeholders={"link": link, **told}
        )

    # ----------------------------------------------------------------- forms

    async def _async_at(
        self, step: str, user_input: dict[str, Any] | None, **told: str
    ) -> SubentryFlowResult:
        if step != self._at:
            self._at = step
            self.filling.begin()
        return await self._async_form(user_input, step, **told)

    @override
    def _schema(self) -> vol.Schema:
        forms: dict[str, Callable[[], dict[Any, Any]]] = {
            "companion": self._companion_form,
            "telegram": self._bot_form,
            "chats": self._chats_form,
            "people": self._people_form,
            "notify": self._notify_form,
        }
        return vol.Schema(forms[self._at]())

    @override
    def _suggested(self) -> Values:
        if self._at == "people" and self._answering is not None:
            return self._answering.suggested()
        return super()._suggested()

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        takes = {
            "companion": self._take_companion,
            "telegram": self._take_bot,
            "chats": self._take_chats,
            "people": self._take_person,
            "notify": self._take_notify,
        }
        return await takes[self._at](values)

    def _companion_form(self) -> dict[Any, Any]:
        devices = choice(
            {one.entry_id: self._named(one) for one in reach.phones(self.hass)},
            chosen=self._stored.get(const.CONF_DEVICES, ()),
            multiple=True,
            listed=True,
            gone=self._gone,
        )
        return {
            **fields([text(CONF_NAME)]),
            vol.Required(const.CONF_DEVICES): devices,
            **self._folded(settings.HOW),
        }

    def _named(self, phone: Any) -> str:
        """Return what a phone is called and whose it is, as nothing else tells two apart."""
        whose = self._people.get(owner_of(phone))
        return f"{phone.title} ({whose})" if whose else str(phone.title)

    def _bot_form(self) -> dict[Any, Any]:
        usable = {
            one.id: one.name for one in reach.bots(self.hass).values() if one.receives
        }
        return {vol.Required(const.CONF_BOT): choice(usable)}

    def _chats_form(self) -> dict[Any, Any]:
        known = self._bot.chats if self._bot else {}
        stored = self._stored.get(const.CONF_CHATS, ())
        chats = choice(known, chosen=stored, multiple=True, listed=True)
        return {
            **fields([text(CONF_NAME)]),
            vol.Required(const.CONF_CHATS): chats,
            **self._folded((settings.TEMPLATE,)),
        }

    def _people_form(self) -> dict[Any, Any]:
        return self._answering.form() if self._answering else {}

    def _notify_form(self) -> dict[Any, Any]:
        stored = self._stored.get(const.CONF_NOTIFY_ACTION, "")
        ways = choice(reach.notify_ways(self.hass), chosen=[stored])
        return {
            **fields([text(CONF_NAME)]),
            # Of a list that is required the interface fills in the first, which hardly anybody means.
            vol.Optional(const.CONF_NOTIFY_ACTION): ways,
            **fields([settings.RECIPIENTS]),
            **self._folded((settings.TEMPLATE,)),
        }

    def _folded(self, how: Collection[Any]) -> dict[Any, Any]:
        """Return the closed sections: which questions, when and how."""
        parts = self._get_entry().get_subentries_of_type(const.RULE)
        names = {one.subentry_id: one.title for one in parts}
        stored = self._stored.get(const.CONF_RULES, ())
        rules = choice(names, chosen=stored, multiple=True, gone=self._gone)
        return {
            vol.Required(_WHICH): folded(
                settings.WHICH, {vol.Optional(const.CONF_RULES): rules}
            ),
            vol.Required(_WHEN): folded(settings.WHEN),
            vol.Required(_HOW): folded(how),
        }

    # ----------------------------------------------------------------- takes

    async def _take_companion(self, values: Values) -> SubentryFlowResult:
        devices = values[const.CONF_DEVICES]
        if not devices:
            raise Refused(const.CONF_DEVICES, "no_device")
        known = {one.entry_id: one.title for one in reach.phones(self.hass)}
        self._refuse_again(const.CONF_DEVICES, devices, known)
        data = await self._read(values) | {const.CONF_DEVICES: devices}
        return await self._async_store(values, known.get(devices[0], "Phone"), data)

    async def _take_bot(self, values: Values) -> SubentryFlowResult:
        bot = reach.bots(self.hass).get(values[const.CONF_BOT])
        if bot is None or not bot.receives:
            raise Refused(const.CONF_BOT, "bot_gone")
        self._bot = bot
        return await self.async_step_chats()

    async def _take_chats(self, values: Values) -> SubentryFlowResult:
        assert self._bot is not None
        chats = values[const.CONF_CHATS]
        if not chats:
            raise Refused(const.CONF_CHATS, "no_chat")
        self._refuse_again(const.CONF_CHATS, chats, self._bot.chats)
        first = self._bot.chats.get(chats[0], self._bot.name)
        self._name = self._read_name(values, first)
        self._data = await self._read(values) | {
            const.CONF_BOT: self._bot.id,
            const.CONF_CHATS: chats,
        }
        private = {
            chat: name for chat, name in self._bot.private.items() if chat in chats
        }
        known = self._stored.get(const.CONF_TELEGRAM_PEOPLE, {})
        house = await reach.people(self.hass)
        self._answering = MayAnswer(known, private, house)
        return await self.async_step_people()

    async def _take_person(self, values: Values) -> SubentryFlowResult:
        assert self._answering is not None
        if self._answering.take(values):
            # The form is shown anew, for the next one.
            self._at = ""
            return await self.async_step_people()
        data = {**self._data, const.CONF_TELEGRAM_PEOPLE: self._answering.known}
        return await self._async_finish(self._name, tidy(data), None)

    async def _take_notify(self, values: Values) -> SubentryFlowResult:
        action: str = values.get(const.CONF_NOTIFY_ACTION) or ""
        if not action:
            raise Refused(const.CONF_NOTIFY_ACTION, "no_action")
        ways = reach.notify_ways(self.hass)
        if action not in ways and action != self._stored.get(const.CONF_NOTIFY_ACTION):
            raise Refused(const.CONF_NOTIFY_ACTION, "action_gone")
        named = map(str.strip, settings.RECIPIENTS.of(values))
        recipients = [one for one in named if one]
        if recipients and reach.is_entity(self.hass, action):
            raise Refused(const.CONF_RECIPIENTS, "entity_has_its_own")
        self._refuse_again(
            const.CONF_NOTIFY_ACTION, [action], ways, recipients=recipients
        )
        data = await self._read(values) | {
            const.CONF_NOTIFY_ACTION: action,
            const.CONF_RECIPIENTS: recipients,
        }
        return await self._async_store(values, ways.get(action, action), data)

    async def _async_store(
        self, values: Values, otherwise: str, data: Values
    ) -> SubentryFlowResult:
        name = self._read_name(values, otherwise)
        return await self._async_finish(name, tidy(data), None)

    def _refuse_again(
        self,
        field: str,
        chosen: Collection[str],
        names: Mapping[str, str],
        recipients: Collection[str] = (),
    ) -> None:
        """Refuse a place where somebody is asked already: they would be asked twice.

        By one action others may be asked, if it is told whom to reach each time.
        """
        for other in self._others():
            theirs = settings.RECIPIENTS.of(other.data)
            if recipients and theirs and not set(recipients).intersection(theirs):
                continue
            same_bot = other.data.get(const.CONF_BOT) == (
                self._bot.id if field == const.CONF_CHATS and self._bot else None
            )
            stored = other.data.get(field, ())
            taken = {stored} if isinstance(stored, str) else set(stored)
            if same_bot and (twice := taken.intersection(chosen)):
                place = next(iter(twice))
                raise Refused(
                    field,
                    "asked_there_already",
                    place=names.get(place, place),
                    name=other.title,
                )

    async def _read(self, values: Values) -> dict[str, Any]:
        """Return what all kinds have in common. Raises ``Refused``."""
        begins, ends = (
            values.get(const.CONF_QUIET_FROM),
            values.get(const.CONF_QUIET_TO),
        )
        if bool(begins) != bool(ends):
            missing = const.CONF_QUIET_TO if begins else const.CONF_QUIET_FROM
            raise Refused(missing, "half_quiet")
        if begins and settings.minutes(begins) == settings.minutes(ends or ""):
            raise Refused(const.CONF_QUIET_TO, "always_quiet")
        template = str(values.get(const.CONF_TEMPLATE) or "").strip()
        await self._check_template(template)
        asked = (*settings.WHICH, *settings.WHEN, settings.UNLOCK)
        kinds = {
            "companion": ApproverKind.COMPANION,
            "chats": ApproverKind.TELEGRAM,
            "notify": ApproverKind.NOTIFY,
        }
        return {
            const.CONF_TYPE: kinds[self._at].value,
            ENABLED.key: self._stored.get(ENABLED.key),
            const.CONF_RULES: values.get(const.CONF_RULES, []),
            **{one.key: values.get(one.key) for one in asked},
            const.CONF_TEMPLATE: template,
        }

    async def _check_template(self, template: str) -> None:
        texts = await Texts.async_load(self.hass)
        if why := refused(template, texts):
            raise Refused(const.CONF_TEMPLATE, "invalid_template", detail=why)
