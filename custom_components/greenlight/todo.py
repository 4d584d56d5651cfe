"""To-do list: the questions that wait.

It shows and does not decide: an item is checked off with one careless tap, or by whatever may manage
lists in the house, a voice assistant among them, and nobody has seen what a yes would do.
"""

from typing import override

from homeassistant.components.todo import TodoItem, TodoItemStatus, TodoListEntity  # type: ignore[attr-defined]
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .engine.request import Request, waiting
from .entity import GateEntity
from .hub import GreenlightConfigEntry, Hub
from .presentation.question import title_of

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the list."""
    async_add_entities([Questions(entry.runtime_data)])


class Questions(GateEntity, TodoListEntity):
    """What people are asked about now, the one that ends first at the top."""

    def __init__(self, hub: Hub) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, "questions")

    @property
    @override
    def todo_items(self) -> list[TodoItem]:
        asked = waiting(self.gate.requests.open.values())
        return [self._item(one) for one in sorted(asked, key=lambda one: one.expires)]

    def _item(self, request: Request) -> TodoItem:
        questions = self.hub.views.questions
        told = [questions.summary(request), questions.replaced(request)]
        told += self.hub.views.facts(request)
        return TodoItem(
            uid=request.id,
            summary=title_of(request),
            status=TodoItemStatus.NEEDS_ACTION,
            due=dt_util.as_local(dt_util.utc_from_timestamp(request.expires)),
            # The list shows it without its line breaks.
            description=" · ".join(one.rstrip(".") for one in told if one),
        )
