"""Sensors: which of them the hub and each part have."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..const import APPROVER, ASKER, CLIENT, LIBRARY, RULE, SOURCE
from ..entity import add_to_each
from ..hub import GreenlightConfigEntry
from ..parts.kinds import source_type
from .approver import ApproverTest
from .asker import AskerWaiting, LastHeard
from .client import PromisedSpace, client_sensors
from .episodes import add_to_series
from .last_test import LastTest
from .latest import LATEST_SENSORS, LatestSensor
from .library import library_sensors
from .requests import HUB_SENSORS, HubSensor
from .rule import RuleMatches
from .silent import ASK_SEVERAL, SilentNow
from .source import SOURCE_SENSORS, SourceSensor
from .statistics import STATISTICS, Statistic

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the hub and of each part."""
    hub = entry.runtime_data
    async_add_entities(HubSensor(hub, description) for description in HUB_SENSORS)
    async_add_entities(Statistic(hub, description) for description in STATISTICS)
    async_add_entities(LatestSensor(hub, description) for description in LATEST_SENSORS)
    add_to_each(
        entry,
        CLIENT,
        async_add_entities,
        lambda client: [
            *client_sensors(hub, client.subentry_id),
            PromisedSpace(hub, client),
            LastTest(hub, hub.clients[client.subentry_id]),
        ],
    )
    add_to_each(
        entry,
        SOURCE,
        async_add_entities,
        lambda source: [
            *(SourceSensor(hub, source.subentry_id, one) for one in SOURCE_SENSORS),
            *(
                [SilentNow(hub, source.subentry_id)]
                if source_type(source.data) in ASK_SEVERAL
                else []
            ),
            LastTest(hub, hub.sources[source.subentry_id]),
        ],
    )
    add_to_each(
        entry,
        LIBRARY,
        async_add_entities,
        lambda library: [
            *library_sensors(hub, library.subentry_id),
            LastTest(hub, hub.libraries[library.subentry_id]),
        ],
    )
    add_to_each(entry, RULE, async_add_entities, lambda rule: [RuleMatches(hub, rule)])
    add_to_series(entry, async_add_entities)
    add_to_each(
        entry, APPROVER, async_add_entities, lambda one: [ApproverTest(hub, one)]
    )
    add_to_each(
        entry,
        ASKER,
        async_add_entities,
        lambda asker: [AskerWaiting(hub, asker), LastHeard(hub, asker)],
    )
