"""What was asked, answered and downloaded, in numbers."""

from functools import partial
from typing import Final

import voluptuous as vol

from ..hub import Hub
from ..presentation.card.pieces import Json
from ..presentation.card.statistics import Counting
from .command import Asked, Command

_MOST_DAYS: Final = 3660
# What is counted is kept as long as it runs: several people look at the same.
_COUNTING: Final = dict[Hub, Counting]()


def _counting(hub: Hub) -> Counting:
    if hub not in _COUNTING:
        counting = _COUNTING[hub] = Counting(
            requests=hub.gate.requests.every,
            tally=lambda: hub.tallies.tally,
            sources=hub.ledger.sources.values,
            name_of=hub.views.name,
            now=hub.now,
        )
        hub.entry.async_on_unload(hub.gate.on_event(lambda _: counting.changed()))
        hub.entry.async_on_unload(partial(_forget, hub))
    return _COUNTING[hub]


def _forget(hub: Hub) -> None:
    del _COUNTING[hub]


async def _statistics(asked: Asked) -> Json:
    return await _counting(asked.hub).of(asked.data.get("days"))


STATISTICS: Final = Command(
    name="statistics",
    schema={
        vol.Optional("days"): vol.Any(
            None, vol.All(int, vol.Range(min=1, max=_MOST_DAYS))
        )
    },
    answer=_statistics,
)
