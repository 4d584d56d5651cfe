"""Home Assistant's test plugin, kept from tests that have no Home Assistant.

It prepares and cleans up one around every test, which takes longer than most of the tests below it.
"""

import pytest


@pytest.fixture(autouse=True)
def configure_event_loop() -> None:
    """Leave the loop as Python makes it, without threads that have to be ended again."""


@pytest.fixture(autouse=True)
def disable_http_server() -> None:
    """Do nothing: there is none."""


@pytest.fixture(autouse=True)
def fail_on_log_exception() -> None:
    """Do nothing: nobody calls Home Assistant's helpers."""


@pytest.fixture(autouse=True)
def reset_globals() -> None:
    """Do nothing: nobody has set any."""


@pytest.fixture(autouse=True)
def skip_stop_scripts() -> None:
    """Do nothing: there are none."""
