"""Judging holds nobody up, however many releases and rules there are."""

import asyncio

import pytest

from custom_components.greenlight.gate import judge

from .fakes import World
from .scene import ask, by_magnet


@pytest.mark.parametrize(("turn", "least", "most"), [(0.0, 50, 70), (60.0, 0, 20)])
async def test_others_have_their_turn(
    world: World, monkeypatch: pytest.MonkeyPatch, turn: float, least: int, most: int
) -> None:
    monkeypatch.setattr(judge, "TURN", turn)
    world.ledger.known = [by_magnet(f"Film {number}") for number in range(50)]
    done, turns = asyncio.Event(), 0

    async def count() -> None:
        nonlocal turns
        while not done.is_set():
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count())
    preview = await world.gate.preview([ask("film")])
    done.set()
    await counting
    assert len(preview.would_ask) == 50
    assert least <= turns <= most
