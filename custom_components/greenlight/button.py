"""Buttons: the two answers, a pause of everything in a client, looks at parts and tests of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .approvers.base import NotDelivered
from .approvers.troubles import reason
from .const import APPROVER, CLIENT, LIBRARY, SOURCE
from .coordinator import async_look
from .engine.request import Actor
from .engine.rights import Right
from .entity import (
    AlwaysThere,
    ApproverEntity,
    ClientEntity,
    GateEntity,
    PartEntity,
    add_to_each,
    async_allowed,
)
from .gate.gate import Gate
from .hub import GreenlightConfigEntry, Hub
from .parts.client import ClientCoordinator
from .parts.kinds import PUSH, source_type
from .parts.library import LibraryCoordinator
from .parts.source import SourceCoordinator
from .presentation.errors import explained, failure, mistake

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class AnswerDescription(ButtonEntityDescription):
    """An answer to the selected request."""

    answer_fn: Callable[[Gate, str, Actor], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class CommandDescription(ButtonEntityDescription):
    """Something a client does as a whole."""

    command_fn: Callable[[ClientCoordinator], Awaitable[None]]


ANSWERS = (
    AnswerDescription(
        key="approve",
        answer_fn=lambda gate, request_id, who: gate.decide.approve(request_id, who),
    ),
    AnswerDescription(
        key="decline",
        answer_fn=lambda gate, request_id, who: gate.decide.decline(request_id, who),
    ),
)

COMMANDS = (
    CommandDescription(
        key="pause_all", command_fn=lambda part: part.async_pause_all(paused=True)
    ),
    CommandDescription(
        key="resume_all", command_fn=lambda part: part.async_pause_all(paused=False)
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the answers, and the buttons of each client, source and library."""
    hub = entry.runtime_data
    async_add_entities(Answer(hub, description) for description in ANSWERS)
    add_to_each(
        entry,
        CLIENT,
        async_add_entities,
        lambda client: [
            *(Command(hub, client.subentry_id, one) for one in COMMANDS),
            Test(hub, hub.clients[client.subentry_id]),
        ],
    )
    add_to_each(
        entry,
        SOURCE,
        async_add_entities,
        lambda source: [
            # Of one that is pushed to there is nothing to fetch.
            *(
                []
                if source_type(source.data) == PUSH
                else [Refresh(hub, source.subentry_id)]
            ),
            Test(hub, hub.sources[source.subentry_id]),
        ],
    )
    add_to_each(
        entry,
        LIBRARY,
        async_add_entities,
        lambda library: [Test(hub, hub.libraries[library.subentry_id])],
    )
    add_to_each(
        entry, APPROVER, async_add_entities, lambda one: [TestApprover(hub, one)]
    )


class Answer(GateEntity, ButtonEntity):
    """Answers the request that the select shows.

    It stays available: Home Assistant drops a press of one that is not without a word, and where
    nothing waits the press says so.
    """

    entity_description: AnswerDescription

    def __init__(self, hub: Hub, description: AnswerDescription) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, description.key)
        self.entity_description = description

    @override
    async def async_press(self) -> None:
        # Taken now: while we wait, somebody else's press could replace it.
        context = self._context
        who = await async_allowed(self, self.hub, Right.DECIDE)
        with (
            explained(self.hub.texts),
            self.hub.selection.answering(who.actor.id or None) as request_id,
        ):
            request = self.gate.requests.find(request_id)
            await self.hub.people.check_answers(context, who, request)
            await self.entity_description.answer_fn(self.gate, request_id, who.actor)


class Command(ClientEntity, ButtonEntity):
    """Has a client do something as a whole."""

    entity_description: CommandDescription

    def __init__(
        self, hub: Hub, client_id: str, description: CommandDescription
    ) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, hub.clients[client_id], description.key)
        self.entity_description = description

    @override
    async def async_press(self) -> None:
        await async_allowed(self, self.hub, Right.DOWNLOADS)
        with explained(self.hub.texts, self.coordinator.subentry.title):
            await self.entity_description.command_fn(self.coordinator)


class Refresh(AlwaysThere, PartEntity[SourceCoordinator], ButtonEntity):
    """Looks at a source now, also when the last look failed."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, source_id: str) -> None:
        """Hang on the device of a source."""
        super().__init__(hub, hub.sources[source_id], "refresh")

    @override
    async def async_press(self) -> None:
        await async_allowed(self, self.hub, Right.HAND_IN)
        await async_look([self.coordinator])


class Test(
    AlwaysThere,
    PartEntity[ClientCoordinator | LibraryCoordinator | SourceCoordinator],
    ButtonEntity,
):
    """Tests a client, source or library, to find out why it does not answer."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(
        self,
        hub: Hub,
        coordinator: ClientCoordinator | LibraryCoordinator | SourceCoordinator,
    ) -> None:
        """Hang on the device of a client, source or library."""
        super().__init__(hub, coordinator, "test")

    @override
    async def async_press(self) -> None:
        await async_allowed(self, self.hub, Right.DOWNLOADS)
        await self.coordinator.async_test()


class TestApprover(ApproverEntity, ButtonEntity):
    """Sends a question by an approver that does nothing, so that somebody taps."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "test"

    @override
    async def async_press(self) -> None:
        await async_allowed(self, self.hub, Right.DECIDE)
        asker = self.hub.asker
        if (settings := asker.approvers.get(self.approver)) is None:
            raise mistake("approver_off")
        try:
            await asker.harmless.send(self.approver)
        except NotDelivered as err:
            told = reason(self.hub.texts, err.key)
            raise failure(
                "approver_reached_nobody", name=settings.name, reason=told
            ) from err
