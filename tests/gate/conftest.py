"""What several tests of the engine and the gate need."""

from collections.abc import AsyncGenerator

import pytest

from tests.support.plain import (
    configure_event_loop,
    disable_http_server,
    fail_on_log_exception,
    reset_globals,
    skip_stop_scripts,
)

from .fakes import World

# What of Home Assistant's test plugin is not wanted here.
__all__ = [
    "configure_event_loop",
    "disable_http_server",
    "fail_on_log_exception",
    "reset_globals",
    "skip_stop_scripts",
]


@pytest.fixture
async def world() -> AsyncGenerator[World]:
    """Provide a gate with one client and one source, and what they hand to each other."""
    world = World()
    yield world
    await world.end()
