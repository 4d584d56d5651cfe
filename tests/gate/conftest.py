"""What several tests of the engine and the gate need."""

from collections.abc import AsyncGenerator

import pytest

from .fakes import World


@pytest.fixture
async def world() -> AsyncGenerator[World]:
    """Provide a gate with one client and one source, and what they hand to each other."""
    world = World()
    yield world
    await world.end()
