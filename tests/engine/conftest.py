"""The engine is pure, and its tests have no loop either."""

import pytest

from tests.support.plain import (
    configure_event_loop,
    disable_http_server,
    fail_on_log_exception,
    reset_globals,
    skip_stop_scripts,
)

# What of Home Assistant's test plugin is not wanted here.
__all__ = [
    "configure_event_loop",
    "disable_http_server",
    "fail_on_log_exception",
    "reset_globals",
    "skip_stop_scripts",
]


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Do nothing: there is no loop."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Do nothing: nothing can be left over."""
