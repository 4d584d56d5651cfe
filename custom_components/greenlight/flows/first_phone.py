"""The offer that ends setting up: to be asked on the phone of whoever sets it up."""

from abc import abstractmethod
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry, SubentryFlowResult

from ..const import APPROVER, CONF_DEVICES, CONF_TYPE, RULE
from ..engine.text import escape_markdown
from ..parts.approver_settings import ApproverKind
from . import reach
from .known import AsksAboutKnown

_MAX_NAME_CHARS: Final = 60


class OffersPhone(AsksAboutKnown):
    """A flow that makes that offer with the first rule, as long as nobody is asked anywhere."""

    def __init__(self) -> None:
        """Have no phone."""
        super().__init__()
        self._phones: list[ConfigEntry] = []

    async def async_step_first_phone(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Make the offer where there is something to offer, else finish."""
        entry = self._get_entry()
        phones = reach.phones_of_whom_it_is(self.hass)
        first = not entry.get_subentries_of_type(RULE)
        asked = entry.get_subentries_of_type(APPROVER)
        if not phones or asked or not first:
            return await self._async_finally()
        self._phones = phones
        return self.async_show_menu(
            step_id="first_phone",
            menu_options=["ask_there", "ask_nowhere"],
            description_placeholders={
                "phone": ", ".join(escape_markdown(one.title) for one in phones)
            },
        )

    async def async_step_ask_there(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Be asked there."""
        return await self._async_finally()

    async def async_step_ask_nowhere(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Be asked in Home Assistant only."""
        self._phones = []
        return await self._async_finally()

    def _add_phone(self) -> None:
        """Add the phones that were offered and taken as the first approver."""
        if not self._phones:
            return
        name = ", ".join(one.title for one in self._phones)[:_MAX_NAME_CHARS]
        self._add_first(
            APPROVER,
            name,
            {
                CONF_TYPE: ApproverKind.COMPANION.value,
                CONF_DEVICES: [one.entry_id for one in self._phones],
            },
        )

    def _add_first(self, kind: str, title: str, data: dict[str, Any]) -> None:
        """Add another subentry before that of this flow."""
        first = ConfigSubentry(
            data=MappingProxyType(data),
            subentry_type=kind,
            title=title,
            unique_id=None,
        )
        self.hass.config_entries.async_add_subentry(self._get_entry(), first)

    @abstractmethod
    async def _async_finally(self) -> SubentryFlowResult:
        """Save everything."""
