"""House: what everything about askers is given, and the askers that there are now."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ..engine.order import Order
from ..engine.reason import Reason
from ..engine.request import Actor, ActorKind, IllegalMove, JournalEntry
from ..gate.gate import Gate
from ..gate.ports import UnknownRequest
from ..libraries.grabs import Grabs
from ..parts.asker_settings import AskerSettings
from .orders import Orders


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Time is in epoch seconds. ``words`` says why a request moved, in the words of the house.

    ``is_set_up`` tells whether there is such a part, on or off.
    """

    gate: Gate
    orders: Orders
    now: Callable[[], float]
    call_later: Callable[[float, Callable[[], None]], Callable[[], None]]
    spawn: Callable[[Coroutine[Any, Any, None], str], None]
    words: Callable[[JournalEntry], str]
    is_set_up: Callable[[str], bool]
    askers: dict[str, AskerSettings] = field(default_factory=dict)

    def asker(self, order: Order) -> AskerSettings | None:
        """Return who ordered something, None if that is gone."""
        return self.askers.get(order.asker)

    def name(self, asker_id: str) -> str:
        """Return what an asker is called."""
        settings = self.askers.get(asker_id)
        return settings.name if settings else ""

    def actor(self, asker_id: str) -> Actor:
        """Return an asker as somebody who moves requests."""
        return Actor(ActorKind.ASKER, asker_id, self.name(asker_id))

    def grabs(self, asker_id: str) -> Grabs | None:
        """Return what the library that is the same program tells, None if it cannot be asked."""
        settings = self.askers.get(asker_id)
        if settings is None or settings.library is None:
            return None
        library = self.gate.libraries.reachable(settings.library)
        return library if isinstance(library, Grabs) else None

    async def withdraw(
        self, request_id: str, asker_id: str, *, delete_data: bool = False
    ) -> None:
        """End a request that an asker wants no more, if it has not ended by itself.

        Raises ``ClientError`` or ``LedgerError``.
        """
        who = self.actor(asker_id)
        why = Reason("withdrawn", (("asker", who.name),))
        with suppress(UnknownRequest, IllegalMove):
            await self.gate.orders.withdraw(
                request_id, who, why, delete_data=delete_data
            )

    def linked(self, asker_id: str) -> bool:
        """Tell whether an asker can be told of a no, now or later."""
        settings = self.askers.get(asker_id)
        library = settings.library if settings else None
        return library is not None and self.is_set_up(library)
