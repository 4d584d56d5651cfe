"""How a person sets Greenlight up and gives credentials anew."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_URL, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowResultType
import voluptuous as vol

from .const import CLIENT, DOMAIN, RULE, SOURCE
from .flow_client import (
    CLIENT_NAME,
    CLIENT_SCHEMA,
    LOGIN,
    ClientFlow,
    async_try_client,
    known_client,
    read_client,
    read_login,
)
from .flow_part import Refused, Values, async_store, filled, flat, tidy
from .flow_rule import RuleFlow
from .flow_source import SECRETS, SourceFlow, async_try_source, read_secrets
from .reauth import reauth_placeholders


class GreenlightConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets Greenlight up with its first download client; everything else is a subentry."""

    _part_id: str = ""

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to the entry."""
        return {CLIENT: ClientFlow, SOURCE: SourceFlow, RULE: RuleFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the first download client."""
        values = known_client(self.hass) if user_input is None else flat(user_input)
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            try:
                data = read_client(values, {})
                await async_try_client(self.hass, data)
            except Refused as err:
                errors, placeholders = err.errors, err.placeholders
            else:
                client = ConfigSubentryData(
                    subentry_type=CLIENT,
                    title=CLIENT_NAME,
                    data=data,
                    unique_id=data[CONF_URL],
                )
                return self.async_create_entry(
                    title="Greenlight", data={}, subentries=[client]
                )
        return self.async_show_form(
            step_id="user",
            data_schema=filled(self, CLIENT_SCHEMA, values),
            errors=errors,
            description_placeholders=placeholders,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with the first source: without one nothing ever happens."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SOURCE),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        if flow["type"] is FlowResultType.FORM:
            result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Take up what a client or source started whose credentials were refused."""
        self._part_id = entry_data.get("subentry_id", "")
        if part := self._part:
            self.context["title_placeholders"] = reauth_placeholders(part)
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for credentials and try them."""
        part = self._part
        if part is None:
            return self.async_abort(reason="part_removed")
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            try:
                data = await self._async_renew(part, user_input)
            except Refused as err:
                errors, placeholders = err.errors, err.placeholders
            else:
                await async_store(self.hass, self._get_reauth_entry(), part, data=data)
                return self.async_abort(reason="reauth_successful")
        schema = vol.Schema(dict(LOGIN if part.subentry_type == CLIENT else SECRETS))
        shown = {CONF_USERNAME: part.data.get(CONF_USERNAME, "")}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                schema, shown if user_input is None else user_input
            ),
            errors=errors,
            description_placeholders={"name": part.title, **placeholders},
        )

    @property
    def _part(self) -> ConfigSubentry | None:
        return self._get_reauth_entry().subentries.get(self._part_id)

    async def _async_renew(self, part: ConfigSubentry, values: Values) -> Values:
        """Return a part's data with credentials that were found to work. Raises ``Refused``."""
        renewed: dict[str, Any]
        if part.subentry_type == CLIENT:
            renewed = {key: part.data[key] for key in part.data if key not in LOGIN}
            renewed = tidy(renewed | read_login(values, part.data))
            await async_try_client(self.hass, renewed)
        else:
            renewed = tidy({**part.data, **read_secrets(values, part.data)})
            await async_try_source(self.hass, renewed)
        return renewed
