"""Switches: what people are told of, the alternative speed limits of a client, and whether a part is used at all."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .clients.base import Feature
from .const import APPROVER, ASKER, CLIENT, CONF_SILENT, LIBRARY, RULE, SOURCE
from .engine.notice import Notice
from .engine.rights import Right
from .entity import ClientEntity, GateEntity, add_to_each, async_allowed
from .hub import GreenlightConfigEntry, Hub
from .parts.setting import ENABLED
from .presentation.errors import explained, mistake

# A client that hangs must not hold up the others.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a switch to each part, and one to each client with such limits."""
    hub = entry.runtime_data
    async_add_entities(Notices(hub, notice) for notice in Notice)

    def of_client(client_id: str) -> list[AlternativeSpeed]:
        features = hub.clients[client_id].client.features
        switched = Feature.ALTERNATIVE_SPEED in features
        return [AlternativeSpeed(hub, client_id)] if switched else []

    add_to_each(
        entry, CLIENT, async_add_entities, lambda client: of_client(client.subentry_id)
    )
    for kind in (CLIENT, SOURCE, LIBRARY, APPROVER, ASKER):
        add_to_each(
            entry, kind, async_add_entities, lambda part: [Enabled(hub, part, "used")]
        )
    add_to_each(
        entry, RULE, async_add_entities, lambda rule: [Enabled(hub, rule, "enabled")]
    )


class Notices(GateEntity, SwitchEntity):
    """Whether approvers tell people of something that has become of a question."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, hub: Hub, notice: Notice) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, f"notice_{notice}")
        self._notice = notice.value

    @property
    @override
    def is_on(self) -> bool:
        return self._notice not in self._silent

    @property
    def _silent(self) -> list[str]:
        silent: list[str] = self.hub.entry.options.get(CONF_SILENT, [])
        return silent

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._set(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._set(on=False)

    async def _set(self, *, on: bool) -> None:
        await async_allowed(self, self.hub, Right.EVERYTHING)
        # Read only now: several of them may be switched at once.
        others = {one for one in self._silent if one != self._notice}
        silent = sorted(others if on else others | {self._notice})
        options = {**self.hub.entry.options, CONF_SILENT: silent}
        self.hass.config_entries.async_update_entry(self.hub.entry, options=options)
        self.async_write_ha_state()


class AlternativeSpeed(ClientEntity, SwitchEntity):
    """The alternative speed limits of a client."""

    def __init__(self, hub: Hub, client_id: str) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, hub.clients[client_id], "alternative_speed")

    @property
    @override
    def available(self) -> bool:
        return super().available and self.is_on is not None

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.data.transfer.alternative_speed

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self._set(enabled=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self._set(enabled=False)

    async def _set(self, *, enabled: bool) -> None:
        await async_allowed(self, self.hub, Right.DOWNLOADS)
        with explained(self.hub.texts, self.coordinator.subentry.title):
            await self.coordinator.async_set_alternative_speed(enabled=enabled)


class Enabled(GateEntity, SwitchEntity):
    """Whether a part is used, or a rule applies; kept with the part itself."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, hub: Hub, subentry: ConfigSubentry, what: str) -> None:
        """Hang on the device of a part."""
        super().__init__(hub, what, subentry)
        self._part_id = subentry.subentry_id

    @property
    @override
    def is_on(self) -> bool | None:
        # One that is just being removed is neither on nor off.
        part = self.hub.entry.subentries.get(self._part_id)
        if part is None:
            return None
        return ENABLED.of(part.data) and not self._stopped

    @property
    def _stopped(self) -> bool:
        """Tell whether it is a rule that does not work although it is switched on."""
        return self._part_id in self.hub.roster.rules.troubles

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await async_allowed(self, self.hub, Right.EVERYTHING)
        part = self.hub.entry.subentries[self._part_id]
        if self._stopped and ENABLED.of(part.data):
            # It begins anew, which is all that is left to try.
            await self.hub.async_restart(self._part_id)
            if self._stopped:
                troubles = self.hub.roster.rules.troubles
                lost = troubles.is_lost(self._part_id)
                why = "rule_sources_gone" if lost else "rule_unreadable"
                raise mistake(why, name=part.title)
        self._set(enabled=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await async_allowed(self, self.hub, Right.EVERYTHING)
        self._set(enabled=False)

    @callback
    def _set(self, *, enabled: bool) -> None:
        # The hub hears of it as of any change of a subentry.
        part = self.hub.entry.subentries[self._part_id]
        self.hass.config_entries.async_update_subentry(
            self.hub.entry, part, data={**part.data, ENABLED.key: enabled}
        )
        self.async_write_ha_state()
