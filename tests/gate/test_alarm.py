"""An alarm rings once for each time it is set, and never after the end."""

import pytest

from custom_components.greenlight.gate.alarm import Alarm

from .fakes import START, World


@pytest.fixture
def rung() -> list[float]:
    """Return after how many seconds it has rung."""
    return []


@pytest.fixture
def alarm(world: World, rung: list[float]) -> Alarm:
    """Return an alarm without a time."""
    environment = world.gate._environment  # nobody else has it
    return Alarm(environment, lambda: rung.append(world.now - START))


async def test_it_rings_once(world: World, alarm: Alarm, rung: list[float]) -> None:
    alarm.set(5)
    await world.advance(20)
    assert rung == [5]


async def test_what_is_set_anew_rings_then_alone(
    world: World, alarm: Alarm, rung: list[float]
) -> None:
    alarm.set(5)
    alarm.set(9)
    await world.advance(20)
    assert rung == [9]


async def test_it_can_be_set_only_where_nothing_is_set(
    world: World, alarm: Alarm, rung: list[float]
) -> None:
    alarm.set_once(5)
    alarm.set_once(3)
    await world.advance(20)
    alarm.set_once(3)
    await world.advance(20)
    assert rung == [5, 23]


async def test_a_time_is_forgotten(
    world: World, alarm: Alarm, rung: list[float]
) -> None:
    alarm.set(5)
    alarm.clear()
    await world.advance(20)
    assert rung == []


async def test_nothing_rings_after_the_end(
    world: World, alarm: Alarm, rung: list[float]
) -> None:
    alarm.set(5)
    alarm.stop()
    alarm.set(6)
    alarm.set_once(7)
    await world.advance(20)
    assert rung == []
    assert alarm.stopped
