"""How a person sets Greenlight up and gives credentials anew."""

from collections.abc import Mapping
from functools import partialmethod
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
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowResultType
import voluptuous as vol

from .const import APPROVER, ASKER, CLIENT, DOMAIN, LIBRARY, RULE, SOURCE
from .coordinator import reauth_placeholders
from .flows import library
from .flows.address import known_url
from .flows.approver import ApproverFlow
from .flows.asker import AskerFlow
from .flows.client import (
    TOGETHER,
    ClientFlow,
    asks_for_client,
    async_check_folder,
    async_try_client,
    client_fields,
    credential_fields,
    facts,
    read_client,
    read_login,
    settle_reserve,
)
from .flows.options import OptionsOfEntry
from .flows.part import (
    Doubts,
    Filling,
    Refused,
    Values,
    asked,
    asked_again,
    async_store,
    filled,
    placed,
    rest,
    tidy,
    within,
)
from .flows.rule import RuleFlow
from .flows.source import SourceFlow
from .flows.source_feed import SECRETS, async_try_feed, read_secrets
from .flows.source_indexers import KEYED, async_try_key, read_key
from .parts.kinds import CLIENT_KINDS, LIBRARY_KINDS, client_type, source_type
from .presentation.texts import Texts


@asks_for_client
class GreenlightConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets Greenlight up with its first download client; everything else is a subentry."""

    # 2: rules have sizes in GB and speeds in MB/s, and no longer in GiB and KiB/s.
    MINOR_VERSION = 2

    _part_id: str = ""

    def __init__(self) -> None:
        """Doubt nothing yet."""
        super().__init__()
        self._doubts = Doubts()
        self._filling = Filling()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to the entry."""
        return {
            CLIENT: ClientFlow,
            SOURCE: SourceFlow,
            LIBRARY: library.LibraryFlow,
            RULE: RuleFlow,
            APPROVER: ApproverFlow,
            ASKER: AskerFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsOfEntry:
        """Return what sets who may do what."""
        return OptionsOfEntry()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which program the first download client is."""
        return self.async_show_menu(step_id="user", menu_options=list(CLIENT_KINDS))

    async def async_client(
        self, client: str, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the first download client, which is of this type."""
        errors: dict[str, Any] = {}
        placeholders: dict[str, str] = {}
        schema = whole = vol.Schema(client_fields(CLIENT_KINDS[client]))
        if user_input is None:
            values: Values = known_url(self.hass, client)
        else:
            values = self._filling.take(user_input)
            try:
                within(schema, values)
                data = read_client(client, values, {})
                await async_check_folder(self.hass, data)
                space = await async_try_client(self.hass, data)
                texts = await Texts.async_load(self.hass)
                settle_reserve(data, space, self._doubts, texts)
            except Refused as err:
                errors, placeholders = placed(schema, err.errors), err.placeholders
                schema = asked_again(schema, err.errors, TOGETHER)
            else:
                first = ConfigSubentryData(
                    subentry_type=CLIENT,
                    title=CLIENT_KINDS[client].name,
                    data=data,
                    unique_id=data[CONF_URL],
                )
                return self.async_create_entry(
                    title="Greenlight", data={}, subentries=[first]
                )
        self._filling.shown(schema, errors)
        texts = await Texts.async_load(self.hass)
        return self.async_show_form(
            step_id=client,
            data_schema=filled(self, schema, values),
            errors=errors,
            description_placeholders={
                **facts(client),
                **rest(texts, left_out=asked(schema) != asked(whole)),
                **placeholders,
            },
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with the first source: without one nothing ever happens."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SOURCE),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        if flow["type"] in (FlowResultType.FORM, FlowResultType.MENU):
            result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Take up what a part started whose credentials were refused."""
        self._part_id = entry_data.get("subentry_id", "")
        if part := self._part:
            self.context["title_placeholders"] = reauth_placeholders(part)
            if part.subentry_type == CLIENT:
                return await self.async_reauth_client(client_type(part.data))
            if part.subentry_type == LIBRARY:
                return await self.async_reauth_library(client_type(part.data))
            if part.subentry_type == SOURCE and source_type(part.data) in KEYED:
                return await self.async_reauth_source(source_type(part.data))
        return await self.async_step_reauth_confirm()

    async def async_reauth_client(
        self, client: str, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the credentials of a type of client and try them."""
        fields = credential_fields(CLIENT_KINDS[client])
        return await self._async_reauth(
            f"reauth_{client}", fields, user_input, **facts(client)
        )

    async def async_reauth_library(
        self, kind: str, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of a type of library and try it."""
        return await self._async_reauth(
            f"reauth_{kind}", library.KEY_FIELDS, user_input, **library.facts(kind)
        )

    async def async_reauth_source(
        self, kind: str, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of an indexer and try it."""
        return await self._async_reauth(
            f"reauth_{kind}", library.KEY_FIELDS, user_input
        )

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the cookie and headers of a source and try them."""
        return await self._async_reauth("reauth_confirm", SECRETS, user_input)

    async def _async_reauth(
        self,
        step_id: str,
        fields: Mapping[Any, Any],
        user_input: dict[str, Any] | None,
        **told: str,
    ) -> ConfigFlowResult:
        part = self._part
        if part is None:
            return self.async_abort(reason="part_removed")
        errors: dict[str, Any] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            try:
                data = await self._async_renew(part, user_input)
            except Refused as err:
                errors = placed(vol.Schema(dict(fields)), err.errors)
                placeholders = err.placeholders
            else:
                await async_store(self.hass, self._get_reauth_entry(), part, data=data)
                return self.async_abort(reason="reauth_successful")
        shown = {CONF_USERNAME: part.data.get(CONF_USERNAME, "")}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(dict(fields)), shown if user_input is None else user_input
            ),
            errors=errors,
            description_placeholders={"name": part.title, **told, **placeholders},
        )

    @property
    def _part(self) -> ConfigSubentry | None:
        return self._get_reauth_entry().subentries.get(self._part_id)

    async def _async_renew(self, part: ConfigSubentry, values: Values) -> Values:
        """Return a part's data with credentials that were found to work. Raises ``Refused``."""
        renewed: dict[str, Any]
        if part.subentry_type == CLIENT:
            client = client_type(part.data)
            credentials = CLIENT_KINDS[client].credentials
            renewed = {
                key: part.data[key] for key in part.data if key not in credentials
            }
            renewed = tidy(renewed | read_login(client, values, part.data))
            await async_try_client(self.hass, renewed)
        elif part.subentry_type == LIBRARY:
            key = values.get(CONF_API_KEY, "").strip() or part.data.get(CONF_API_KEY)
            renewed = tidy({**part.data, CONF_API_KEY: key})
            await library.async_try_library(
                self.hass, part.subentry_id, renewed, prefix="library_"
            )
        elif source_type(part.data) in KEYED:
            renewed = tidy({**part.data, **read_key(values, part.data)})
            await async_try_key(self.hass, renewed)
        else:
            renewed = tidy({**part.data, **read_secrets(values, part.data)})
            await async_try_feed(self.hass, renewed)
        return renewed


for _client in CLIENT_KINDS:
    setattr(
        GreenlightConfigFlow,
        f"async_step_reauth_{_client}",
        partialmethod(GreenlightConfigFlow.async_reauth_client, _client),
    )
for _library in LIBRARY_KINDS:
    setattr(
        GreenlightConfigFlow,
        f"async_step_reauth_{_library}",
        partialmethod(GreenlightConfigFlow.async_reauth_library, _library),
    )
for _source in KEYED:
    setattr(
        GreenlightConfigFlow,
        f"async_step_reauth_{_source}",
        partialmethod(GreenlightConfigFlow.async_reauth_source, _source),
    )
