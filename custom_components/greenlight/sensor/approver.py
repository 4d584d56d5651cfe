"""The sensor that shows what came of the last test of an approver."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from ..entity import ApproverEntity


class ApproverTest(ApproverEntity, SensorEntity):
    """Who has answered the harmless question, since the start, and how long that took."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "approver_test"

    @property
    @override
    def native_value(self) -> str:
        tested = self.hub.asker.harmless.tests.get(self.approver)
        if tested is None:
            return self.hub.texts.text("test_never")
        if tested.after is None:
            return self.hub.texts.text("test_sent")
        return self.hub.texts.text(
            "test_answered", seconds=round(tested.after), who=tested.who
        )

    @property
    @override
    def extra_state_attributes(self) -> dict[str, datetime | float | str | None]:
        tested = self.hub.asker.harmless.tests.get(self.approver)
        if tested is None:
            return {}
        return {
            "tested": dt_util.utc_from_timestamp(tested.sent),
            "seconds": tested.after,
            "who": tested.who or None,
        }
