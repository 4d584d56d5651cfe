"""A program takes back what it has just handed over, while that is being written down."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.askers.base import Handed
from custom_components.greenlight.engine.order import Fate
from custom_components.greenlight.ledger.order_store import OrderStore
from custom_components.greenlight.sources.base import Payload
from tests.integration.askers.conftest import Asking, film


async def test_withdrawn_while_its_order_learns_of_its_question(
    sonarr: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await sonarr.desk()
    reached, let_on = asyncio.Event(), asyncio.Event()
    write = OrderStore._write

    async def slow(store: OrderStore, changed: Any) -> bool:
        if any(order is not None and order.request for order in changed.values()):
            reached.set()
            await let_on.wait()
        return await write(store, changed)

    monkeypatch.setattr(OrderStore, "_write", slow)
    content = film("Some.Film.2026.1080p.WEB-GROUP").content
    order = await desk.take(Handed(payload=Payload(file=content)))
    await reached.wait()
    withdrawal = asyncio.ensure_future(desk.delete([order.id], delete_data=True))
    for _ in range(20):
        await asyncio.sleep(0)
    let_on.set()
    await withdrawal
    await sonarr.scene.settle()
    assert set(sonarr.scene.requests().values()) == {"cancelled"}
    assert desk.find(order.id) is None


async def test_withdrawn_when_home_assistant_stops(sonarr: Asking) -> None:
    """What was only on its way out goes on going when it starts."""
    content = film("Some.Film.2026.1080p.WEB-GROUP")
    order = await sonarr.hand_over(content)
    request, orders = sonarr.request(order), sonarr.scene.hub.askers.orders
    await orders.change(
        order.key, lambda now: replace(now, fate=Fate.DROPPED, ended=now.at)
    )
    await sonarr.reload()
    assert sonarr.codes(request)[-1] == "withdrawn"
